"""Writes: each thing that the program writes, what it is when it is done, and when it is whole."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cli_helpers import Program, item, saved
from faults.acts import Key, Value, now, papers_of
from faults.aftermath import generations
from faults.feeding import PAPERS, Generations
from faults.killed import older
from papers import listing
from paperterm.config.example import example
from paperterm.marks import Change, Mark
from paperterm.state import StateFile
from paperterm.store import Store
from paperterm.store.backups import folder_of, look_after, trouble_of
from paperterm.store.exchange import export_library
from paperterm.store.files import LIBRARY
from paperterm.tui.contexts import places

A, B, *_ = (paper.id for paper in papers_of("a", 40))

EXAMPLE = "".join(f"{line}\n" for line in example(places()))
"""What the configuration is at first."""

COMMAND = "faults.nursery:run_program"


@dataclass(frozen=True, slots=True)
class Home:
    """A home in which both databases are in one folder."""

    place: Path

    @property
    def folder(self) -> Path:
        """The folder with both databases."""
        return self.place / "paperterm"

    @property
    def library(self) -> Path:
        """The library."""
        return self.folder / "library.db"

    @property
    def state(self) -> Path:
        """What is remembered."""
        return self.place / "state" / "paperterm" / "state.json"

    @property
    def config(self) -> Path:
        """The configuration, which is not there at first."""
        return self.place / "config" / "paperterm" / "config.toml"

    def output(self, name: str) -> Path:
        """Return a file that something is exported to."""
        return self.place / "out" / name

    def surroundings(self, url: str) -> dict[str, str]:
        """Return the environment that leads there, and to a feed."""
        place = str(self.place)
        program = Program(
            self.place, {"XDG_DATA_HOME": place, "XDG_CACHE_HOME": place, "EDITOR": "true"}
        )
        return program.surroundings(HF_ENDPOINT=url)


@dataclass(frozen=True, slots=True)
class Writing:
    """Something that the program writes.

    `said` is what the library says when it `is_done`. `wrong` returns what is not whole of
    anything else that is written, whether it is done or not.
    """

    name: str
    function: str
    arguments: Callable[[Home], Sequence[Any]]
    is_done: Callable[[Home], bool] = lambda _: True
    wrong: Callable[[Home], str] = lambda _: ""
    said: dict[Key, Value] = field(default_factory=dict)
    is_by_the_way: bool = False
    """Whether the command does what it is for, where this cannot be done."""


def prepared(place: Path) -> Home:
    """Make a home with some papers, marks, a backup of today, a state, and exported files."""
    home = Home(place)
    home.folder.mkdir(parents=True)
    with closing(Store.open(home.folder / "cache.db", home.library, now)) as store:
        papers = papers_of("a", 40)
        records = [item(each.id, each.title) for each in papers]
        store.cache.save(listing(records), first_fill=True)
        store.cache.set_last_refresh(now())
        ids = [each.id for each in papers]
        store.library.mark(ids[10:], Mark.STARRED, True, papers=papers)
        store.library.change([Change(each, "note", f"about {each}") for each in ids[20:]])
        store.library.save_search("mine", "tag:moe")
        store.library.mark([B], Mark.HIDDEN, True)
        (place / "out").mkdir()
        lines = list(export_library(store.library))
    look_after(home.library, now())
    theirs = [line.replace(ids[11], "2402.00001") for line in lines]
    home.output("theirs.jsonl").write_text("\n".join([*theirs, ""]), encoding="utf-8")
    home.output("papers.bib").write_text("what was there", encoding="utf-8")
    home.output("mine.jsonl").write_text("what was there", encoding="utf-8")
    saved(home.output("papers.json"), [item(f"2403.{each:05}", "New") for each in range(60)])
    StateFile(home.state).change(filters=("old",))
    return home


def aged(home: Home) -> None:
    """Put files of older versions in the place of both databases."""
    for file in home.folder.glob("*.db*"):
        file.unlink()
    older(home.folder, 2, 1)


def never_backed_up(home: Home) -> None:
    """Take the backups away."""
    for file in folder_of(home.library).iterdir():
        file.unlink()


def writings(feed: Generations) -> list[Writing]:
    """Return all that the program writes."""
    note = "to be read again " * 300
    return [
        _command("mark", ["mark", "starred", A], {(A, "starred"): True}),
        _command("tag", ["tag", "add", "moe", A], {(A, "tag:moe"): True}),
        _command("note", ["note", "--set", note, A], {(A, "note"): note.strip()}),
        _command("undo", ["undo"], {(B, "hidden"): False}),
        Writing(
            "saved search",
            "faults.acts:save_search",
            lambda home: [str(home.folder), "new", "is:starred"],
            said={("new", "search"): "is:starred"},
        ),
        Writing(
            "refresh",
            COMMAND,
            lambda _: [["refresh"]],
            lambda home: set(generations(home.folder).get("trending", [])) == {feed.generation},
            _half_lists,
        ),
        Writing(
            "import",
            COMMAND,
            lambda home: [["import", str(home.output("papers.json"))]],
            lambda home: _records(home, "2403.%") == 60,
            lambda home: "" if _records(home, "2403.%") in {0, 60} else "a half was imported",
        ),
        Writing(
            "merge",
            COMMAND,
            lambda home: [["library", "import", str(home.output("theirs.jsonl"))]],
            said={("2402.00001", "starred"): True},
        ),
        _export("export", "papers.bib", ["export", "is:starred", "--output"], "@misc", 30),
        _export("library export", "mine.jsonl", ["library", "export", "--output"], '"kind"', 82),
        Writing(
            "state",
            "faults.acts:remember",
            lambda home: [str(home.state), "a filter"],
            lambda home: (StateFile(home.state).read().filters or ())[:1] == ("a filter",),
            lambda home: "" if "old" in (StateFile(home.state).read().filters or ()) else "lost",
        ),
        Writing(
            "config",
            COMMAND,
            lambda _: [["config", "--edit"]],
            lambda home: home.config.is_file(),
            lambda home: "" if _configured(home) in {"", EXAMPLE} else "a half of it was written",
        ),
        Writing(
            "migration",
            COMMAND,
            lambda _: [["list"]],
            lambda home: _version(home.library) == LIBRARY.version,
        ),
        Writing(
            "backup",
            COMMAND,
            lambda _: [["list"]],
            lambda home: any(folder_of(home.library).glob("library-*.db")),
            _half_backup,
            is_by_the_way=True,
        ),
    ]


def _command(name: str, arguments: Sequence[str], said: dict[Key, Value]) -> Writing:
    return Writing(name, COMMAND, lambda _: [arguments], said=said)


def _export(name: str, file: str, arguments: Sequence[str], word: str, times: int) -> Writing:
    """Return an export to a file, in which a word stands so often when it is whole."""

    def is_done(home: Home) -> bool:
        return home.output(file).read_text(encoding="utf-8").count(word) == times

    def wrong(home: Home) -> str:
        parts = [each.name for each in home.place.rglob("*.part")]
        if parts:
            return f"{parts} was left"
        is_old = home.output(file).read_text(encoding="utf-8") == "what was there"
        return "" if is_old or is_done(home) else "the file is neither the old nor the new one"

    return Writing(
        name, COMMAND, lambda home: [[*arguments, str(home.output(file))]], is_done, wrong
    )


def _half_lists(home: Home) -> str:
    lists = generations(home.folder)
    halves = [name for name, each in lists.items() if len(set(each)) > 1 or len(each) != PAPERS]
    return f"{halves} are half there" if halves else ""


def _half_backup(home: Home) -> str:
    wrong = [each.name for each in folder_of(home.library).glob("library-*") if trouble_of(each)]
    return f"{wrong} are no backups" if wrong else ""


def _configured(home: Home) -> str:
    return home.config.read_text(encoding="utf-8") if home.config.exists() else ""


def _records(home: Home, pattern: str) -> int:
    with closing(sqlite3.connect(home.library)) as connection:
        query = "SELECT count(*) FROM records WHERE id LIKE ?"
        return int(connection.execute(query, [pattern]).fetchone()[0])


def _version(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
