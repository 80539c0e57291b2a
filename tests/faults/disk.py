"""The disk: full, read-only, or not to be written to by this user, for each thing that is written.

Full is a small file system with some pages left, or SQLite being told so from one of its writes
on. Each is tried, then the obstacle is taken away, and it is tried again.
"""

# ruff: noqa: S311 - chance by a seed, which is to be the same again

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from faults.acts import Key, Value, now
from faults.aftermath import used
from faults.cases import Case, Fault, Plan
from faults.feeding import Generations
from faults.full import SmallDisk, forbidden, way_to_mount
from faults.nursery import RAISED, Child, Nursery
from faults.writes import A, Home, Writing, aged, never_backed_up, prepared, writings
from harming import said_by
from paperterm.errors import PapertermError
from paperterm.store import Store
from reader import NOWHERE
from terminal import Terminal

PAGES = (0, 1, 2, 3, 5, 8, 13, 21, 34, 55)
"""Pages that are left on the disk."""

STEPS = 14
"""Writes of SQLite's that are told that the disk is full."""


FULL = ("make room",)
"""What is said of a full disk."""

STARRED = "★ Paper a000"
"""What the reader shows of a star on its first paper."""


def run(plan: Plan, before: str = "", names: Sequence[str] = ()) -> Iterator[Case]:
    """Try each writing, or those of some names, where file systems can be mounted.

    `before` is a statement that is executed in the program first.
    """
    place = plan.scratch / "disk"
    place.mkdir()
    way = way_to_mount(place)
    if way is None:
        yield Case("mounting a small file system", outcome="not to be tried here")
        return
    wanted = json.dumps([str(plan.scratch), plan.seed, plan.is_quick, before, names])
    command = [*way, sys.executable, __file__, wanted]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            yield Case(**json.loads(line))
    if process.returncode:
        yield Case("the whole", f"it ended with {process.returncode}")


FAULT = Fault(
    "disk",
    "a full disk, a read-only one, and files and folders that may not be written to",
    "a sentence; nothing lost; done when it is tried again with room",
    run,
)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What is in the way: while `between` lasts, from a step of SQLite's on, for this user.

    `causes` are words of which one is in the sentence about it.
    """

    name: str
    causes: tuple[str, ...] = ("permission", "read-only")
    between: Callable[[Home], AbstractContextManager[None]] = lambda _: nullcontext()
    step: int = 0
    is_for_user: bool = False


class Trying:
    """Tries writings on a small disk."""

    def __init__(self, nursery: Nursery, feed: Generations, disk: SmallDisk, kept: Path) -> None:
        self._nursery = nursery
        self._disk = disk
        self._kept = kept
        self._home = Home(disk.place)
        self._feed = feed

    def tried(self, writing: Writing, obstacle: Obstacle) -> Case:
        """Try one, and judge it."""
        self._begin(writing)
        before = self._said()
        with obstacle.between(self._home):
            child = self._started(writing, obstacle)
            code = child.wait()
        wrong = [*self._wrong_then(writing, obstacle, (code, child.printed()), before)]
        outcome = "done" if code == 0 else "refused with a sentence"
        child = self._started(writing, Obstacle("nothing"))
        if code := child.wait():
            wrong.append(f"then it ended with {code}: {child.printed()[-300:]}")
        if not self._is_done(writing, self._said()):
            wrong.append("it is not done with room, either")
        wrong += used(self._home.folder)[1]
        return Case(f"{writing.name}, {obstacle.name}", "; ".join(wrong[:3]), outcome)

    def _said(self) -> Mapping[Key, Value]:
        """Return what the library says, by opening a copy, which may bring that up to date."""
        copy = self._kept.with_name("copy")
        shutil.copytree(self._home.folder, copy)
        try:
            with closing(Store.open(copy / "cache.db", copy / "library.db", now)) as store:
                return said_by(store)
        except PapertermError as error:
            return {("", "error"): str(error)}
        finally:
            shutil.rmtree(copy)

    def _begin(self, writing: Writing) -> None:
        """Put everything back to how it was before."""
        _put_back(self._kept, self._home.place)
        if writing.name == "migration":
            aged(self._home)
        if writing.name == "backup":
            never_backed_up(self._home)

    def _started(self, writing: Writing, obstacle: Obstacle) -> Child:
        arguments = writing.arguments(self._home)
        environ = self._home.surroundings(self._feed.url)
        wanted = (obstacle.step, obstacle.is_for_user, writing.function, *arguments)
        return self._nursery.start("faults.acts:hindered", *wanted, environ=environ)

    def _is_done(self, writing: Writing, said: Mapping[Key, Value]) -> bool:
        is_said = all((said.get(key) or False) == value for key, value in writing.said.items())
        return is_said and writing.is_done(self._home)

    def _wrong_then(
        self,
        writing: Writing,
        obstacle: Obstacle,
        ended: tuple[int, str],
        before: Mapping[Key, Value],
    ) -> Iterator[str]:
        """Yield what is wrong with what came of it while something was in the way."""
        code, printed = ended
        said = self._said()
        if code == RAISED or "Traceback" in printed:
            yield f"it raised: {printed[-300:]}"
        is_done = self._is_done(writing, said)
        if code == 0 and not is_done and not writing.is_by_the_way:
            yield f"it ended with 0, and was not done: {printed[-200:]}"
        if not is_done and not _has_sentence(printed, obstacle.causes):
            yield f"no sentence: {printed[-200:]!r}"
        for key in before.keys() | said.keys():
            if said.get(key) not in {before.get(key), writing.said.get(key) or None}:
                yield f"{key} was {before.get(key)!r:.80}, and is {said.get(key)!r:.80}"
        if wrong := writing.wrong(self._home):
            yield wrong


def _put_back(kept: Path, place: Path) -> None:
    """Put what was kept in the place of all that is there."""
    for each in place.iterdir():
        shutil.rmtree(each) if each.is_dir() else each.unlink()
    shutil.copytree(kept, place, dirs_exist_ok=True)


def _has_sentence(printed: str, causes: Sequence[str]) -> bool:
    """Whether it was told what happened, in a sentence that names a file or the folder."""
    told = [line.lower() for line in printed.splitlines() if line.startswith("paperterm: ")]
    return any(
        "/" in line and line.endswith(".") and any(cause in line for cause in causes)
        for line in told
    )


def obstacles(plan: Plan, disk: SmallDisk, name: str) -> list[Obstacle]:
    """Return what is put in the way of a writing."""
    chance = random.Random(f"{plan.seed}-{name}")

    @contextmanager
    def full(pages: int, _: Home) -> Iterator[None]:
        disk.fill(pages)
        try:
            yield
        finally:
            disk.empty()

    pages = chance.sample(PAGES, plan.number(len(PAGES), 1))
    steps = chance.sample(range(1, 60), plan.number(STEPS, 1))
    read_only = [
        Obstacle("a read-only disk", between=lambda _: disk.read_only()),
        Obstacle(
            "read-only files", between=lambda home: forbidden(*_files(home)), is_for_user=True
        ),
        Obstacle(
            "read-only folders", between=lambda home: forbidden(*_folders(home)), is_for_user=True
        ),
    ]
    return [
        *(Obstacle(f"a disk with {each} pages left", FULL, partial(full, each)) for each in pages),
        *(Obstacle(f"a disk that is full from write {each} on", FULL, step=each) for each in steps),
        *chance.sample(read_only, plan.number(len(read_only), 1)),
    ]


def _files(home: Home) -> list[Path]:
    return [each for each in home.place.rglob("*") if each.is_file()]


def _folders(home: Home) -> list[Path]:
    return [each for each in home.place.rglob("*") if each.is_dir()]


def _try_all(place: str, seed: int, is_quick: bool, before: str, names: list[str]) -> None:
    """Print each case as a line of JSON."""
    scratch = Path(place)
    plan = Plan(scratch, seed, is_quick)
    kept = prepared(scratch / "kept")
    disk = SmallDisk(scratch / "disk")
    with Nursery(scratch, before) as nursery, Generations() as feed:
        trying = Trying(nursery, feed, disk, kept.place)
        for writing in writings(feed):
            if names and writing.name not in names:
                continue
            for obstacle in obstacles(plan, disk, writing.name):
                case = trying.tried(writing, obstacle)
                print(json.dumps(asdict(case)), flush=True)
        if not names:
            print(json.dumps(asdict(in_app(kept, disk))), flush=True)


def in_app(kept: Home, disk: SmallDisk) -> Case:
    """Fill the disk under the reader, which says so; the key works when there is room again."""
    home = Home(disk.place)
    _put_back(kept.place, home.place)
    command = [sys.executable, "-m", "paperterm"]
    with Terminal(command, home.surroundings(NOWHERE), columns=100, lines=30) as terminal:
        terminal.wait_for("unread")
        terminal.settle(0.5)
        disk.fill(0)
        terminal.type("s")
        terminal.wait_for("could not be")
        terminal.settle()
        wrong = ["a star was shown"] if STARRED in terminal.text else []
        disk.empty()
        terminal.type("s")
        terminal.wait_for(STARRED)
    said, found = used(home.folder)
    if not said.get((A, "starred")):
        wrong.append("it is not starred with room, either")
    return Case("the reader, a full disk", "; ".join([*wrong, *found]), "refused with a sentence")


if __name__ == "__main__":
    _try_all(*json.loads(sys.argv[1]))
