"""Power loss: what a disk may hold at any moment of what the program writes, opened again.

Three days of somebody are recorded: the first one, one that begins with files of older versions,
and one that begins with a damaged library.
"""

# ruff: noqa: S311 - chance by a seed, which is to be the same again

from __future__ import annotations

import pickle
import random
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from faults.acts import now
from faults.aftermath import Told, generations, told_by, used, wrong_marks
from faults.cases import Case, Fault, Plan
from faults.feeding import PAPERS, Generations
from faults.killed import older
from faults.nursery import Nursery
from faults.platter import Platter
from faults.recording import LINES
from paperterm.errors import PapertermError
from paperterm.state import StateFile
from paperterm.store.backups import folder_of, look_after, trouble_of

STORIES = {"first": 500, "later": 300, "bad": 200}
"""The days, and how many images of the disk are looked at."""


def run(
    plan: Plan, before: str = "", stories: Mapping[str, int] = STORIES, quick: int = 10
) -> Iterator[Case]:
    """Look at images of the disk; `before` is done to the program first."""
    for story, full in stories.items():
        with Nursery(plan.scratch, before) as nursery, Generations() as feed:
            recording = Recording(nursery, plan, story, feed)
        chance = random.Random(f"{plan.seed}-{story}")
        number = plan.number(full, quick)
        for cut in sorted(chance.randrange(recording.length) for _ in range(number)):
            recording.go_on(cut)
            place = plan.scratch / "image"
            place.mkdir()
            recording.platter.fail(chance, place)
            known = recording.known
            wrong = [*_wrong(place, known)]
            outcome = f"nothing lost, {'in the middle' if known.is_cut_off else 'between'}"
            yield Case(f"{story} day, operation {cut:,}", "; ".join(wrong[:3]), outcome)
            shutil.rmtree(place)


FAULT = Fault(
    "power",
    "power loss at any moment: blocks that were not synced are kept, dropped, torn or swapped",
    "nothing lost that was said to be done; no damage; no half of a refresh",
    run,
    is_apart=True,
)


class Recording:
    """A day of somebody: the disk and what was told, operation by operation."""

    def __init__(self, nursery: Nursery, plan: Plan, story: str, feed: Generations) -> None:
        root = plan.scratch / story
        root.mkdir()
        self.known = _begun(nursery, story, root / "paperterm")
        self.platter = Platter(root)
        file = plan.scratch / f"{story}.log"
        wanted = (story, str(root), plan.seed, feed.url, str(file))
        child = nursery.start("faults.recording:record", *wanted)
        if child.wait():
            raise AssertionError(child.printed())
        self._log = pickle.loads(file.read_bytes())  # noqa: S301 - it is our own
        self._done = 0

    @property
    def length(self) -> int:
        """How much was done and told."""
        return len(self._log)

    def go_on(self, until: int) -> None:
        """Do what comes next, up to there."""
        for each in self._log[self._done : until]:
            if isinstance(each, tuple):
                self.known.take(*each)
            else:
                self.platter.do(each)
        self._done = until


def _begun(nursery: Nursery, story: str, folder: Path) -> Told:
    """Make what a day begins with, and return what it says."""
    if story == "first":
        return Told()
    folder.mkdir()
    if story == "later":
        return older(folder, 2, 1)
    child = nursery.start("faults.acts:mark", str(folder), "a", 1, 40)
    child.wait()
    look_after(folder / "library.db", now())
    library = folder / "library.db"
    library.write_bytes(bytes(4096) + library.read_bytes()[4096:])
    return told_by(child.printed())


def _wrong(place: Path, known: Told) -> Iterator[str]:
    """Yield what is not as it must be in an image."""
    folder = place / "paperterm"
    said, found = used(folder)
    yield from (each for each in found if "library with your marks was damaged" not in each)
    yield from wrong_marks(said, known)
    try:
        lists = generations(folder)
    except PapertermError as error:
        lists = {}
        yield f"it failed: {error}"
    for name, papers in lists.items():
        if len(set(papers)) > 1 or len(papers) != PAPERS:
            yield f"{name} is of {papers}"
    for backup in folder_of(folder / "library.db").glob("library-*"):
        if trouble := trouble_of(backup):
            yield f"{backup.name} is no backup: {trouble}"
    yield from _wrong_files(place, known.done())


def _wrong_files(place: Path, done: Sequence[str]) -> Iterator[str]:
    """Yield what is wrong with the state and an exported file."""
    filters = StateFile(place / "state" / "state.json").read().filters or ()
    for each in done:
        what, _, number = each.partition(" ")
        if what == "state" and f"filter {number}" not in filters:
            yield f"filter {number} is forgotten"
    exported = [int(each.split()[1]) for each in done if each.startswith("export")]
    file = place / "papers.bib"
    lines = file.read_text().splitlines() if file.exists() else []
    if exported and not (lines and int(lines[0]) >= exported[-1]):
        yield f"export {exported[-1]} is gone"
    if lines and (len(set(lines)) > 1 or len(lines) != LINES):
        yield f"an exported file has {len(lines)} lines, {set(lines)}"
