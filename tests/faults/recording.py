"""Recordings: what is done to the disk while somebody uses the program, each operation in a log.

Between them stands what was told: `("try", said)`, `("done",)`, as in acts.
"""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

from faults import acts, layer
from paperterm.state import StateFile
from paperterm.store.rescue import mend
from paperterm.writing import write_whole

Log = list[Any]

LINES = 3_000
"""Lines of an exported file, which are all the same."""


def record(story: str, folder: str, seed: int, url: str, file: str) -> None:
    """Record a story in a folder, into a file."""
    log: Log = []
    by_sqlite: set[str] = set()

    def noted(operation: layer.Operation) -> int:
        if isinstance(operation, layer.Write):
            by_sqlite.add(operation.path)
        elif isinstance(operation, layer.Sync) and operation.path not in by_sqlite:
            path = Path(operation.path)
            if path.is_file():  # Python wrote to it, of which nothing is told
                log.append(layer.Write(operation.path, 0, path.read_bytes()))
        log.append(operation)
        return 0

    acts.TELL.append(lambda line: log.append(tuple(line)))
    layer.put_under(noted)
    STORIES[story](Path(folder), seed, url)
    with Path(file).open("wb") as recording:
        pickle.dump(log, recording)


def _first_day(folder: Path, seed: int, url: str) -> None:
    """Begin with nothing; mark, refresh, make a backup, export, remember, and mark again."""
    with acts.opened(folder / "paperterm") as store:
        person = acts.Person(store, "a", seed)
        for _ in range(12):
            person.act()
    acts.fetch(str(folder / "paperterm"), url, 2)
    acts.back_up(str(folder / "paperterm"))
    for number in range(3):
        with acts.told(f"state {number}"):
            StateFile(folder / "state" / "state.json").searched(f"filter {number}")
        with acts.told(f"export {number}"):
            write_whole(folder / "papers.bib", [f"{number}\n"] * LINES)
    acts.mark(str(folder / "paperterm"), "b", seed, 25)


def _later_day(folder: Path, seed: int, url: str) -> None:
    """Begin with older files, which are brought up to date; mark, refresh, and make a backup."""
    acts.open_only(str(folder / "paperterm"))
    acts.mark(str(folder / "paperterm"), "b", seed, 12)
    acts.back_up(str(folder / "paperterm"))
    acts.fetch(str(folder / "paperterm"), url, 1)


def _bad_day(folder: Path, seed: int, _: str) -> None:
    """Begin with a damaged library, which is mended."""
    with acts.told("mend"):
        mend(folder / "paperterm" / "library.db", acts.now())
    acts.mark(str(folder / "paperterm"), "b", seed, 5)


STORIES = {"first": _first_day, "later": _later_day, "bad": _bad_day}
