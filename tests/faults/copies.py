"""Copies: two and four programs that use the same files at the same time, without a pause.

Each marks, tags, notes, saves searches, undoes, looks for papers, refreshes, and makes backups:
most papers are its own, some are anybody's.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from faults.acts import Key, Value, papers_of
from faults.aftermath import Told, generations, told_by, used, wrong_marks
from faults.cases import Case, Fault, Plan
from faults.feeding import PAPERS, Generations
from faults.nursery import Child, Nursery
from paperterm.store.backups import folder_of, trouble_of

COPIES = (2, 4)


def run(plan: Plan, before: str = "") -> Iterator[Case]:
    """Let copies work side by side; `before` is done to the program first."""
    with Nursery(plan.scratch, before) as nursery, Generations() as feed:
        for copies in COPIES:
            folder = plan.scratch / f"{copies} copies"
            folder.mkdir()
            names = "abcd"[:copies]
            times = plan.number(500, 60)
            arguments = (plan.seed, times, feed.url)
            children = {
                name: nursery.start("faults.acts:share", str(folder), name, *arguments)
                for name in names
            }
            codes = {name: child.wait() for name, child in children.items()}
            for name, child in children.items():
                wrong = _errors(codes[name], child)
                yield Case(f"{copies} copies, {times} acts of {name}", wrong, "no error")
            wrong = "; ".join([*_wrong(folder, list(children.values()))][:3])
            yield Case(f"{copies} copies, what is left", wrong, "nothing lost")
            shutil.rmtree(folder)
        for number in range(plan.number(30, 5)):
            folder = plan.scratch / f"start {number}"
            folder.mkdir()
            four = [nursery.start("faults.acts:open_only", str(folder)) for _ in range(4)]
            wrong = "; ".join(error for each in four if (error := _errors(each.wait(), each)))
            yield Case(f"4 copies, first start {number}", wrong, "no error")


FAULT = Fault(
    "copies",
    "two and four copies at once: first starts, and 500 acts each of all kinds",
    "no error in any; nothing lost; no half of a refresh; whole backups",
    run,
)


def _errors(code: int, child: Child) -> str:
    """Return what went wrong in a copy."""
    printed = [line for line in child.printed().splitlines() if not line.startswith('["')]
    return f"it ended with {code}: {' '.join(printed)[-300:]}" if code or printed else ""


def _wrong(folder: Path, children: list[Child]) -> Iterator[str]:
    """Yield what is not as it must be in the end."""
    said, found = used(folder)
    yield from found
    each_told = [told_by(child.printed()) for child in children]
    shared = {each.id for each in papers_of("s", 10)}
    own = Told()
    for told in each_told:
        own.said |= {key: value for key, value in told.said.items() if key[0] not in shared}
    yield from wrong_marks({key: said[key] for key in said if key[0] not in shared}, own)
    yield from _wrong_shared(said, [told.said for told in each_told], shared)
    for name, papers in generations(folder).items():
        if len(set(papers)) > 1 or len(papers) != PAPERS:
            yield f"{name} is of {papers}"
    for backup in folder_of(folder / "library.db").glob("library-*"):
        if trouble := trouble_of(backup):
            yield f"{backup.name} is no backup: {trouble}"


def _wrong_shared(
    said: Mapping[Key, Value], by_copy: list[dict[Key, Value]], shared: set[str]
) -> Iterator[str]:
    """Yield what of anybody's papers is not as the last of somebody's changes left it."""
    keys = {key for told in by_copy for key in told if key[0] in shared}
    for key in sorted(keys | {key for key in said if key[0] in shared}):
        allowed = {told[key] for told in by_copy if key in told}
        if (said.get(key) or False) not in allowed:
            yield f"{key} is {said.get(key)}, not one of {allowed}"
