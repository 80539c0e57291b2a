"""Killed: processes that are ended without a word, at any moment of whatever they write.

Half of them are killed at a time by chance, the others just before a change of a file that chance
chooses: those can be repeated. What is looked at is what they told before.
"""

# ruff: noqa: S311 - chance by a seed, which is to be the same again

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from time import sleep

from cli_helpers import item, saved
from faults.acts import now, papers_of
from faults.aftermath import Told, generations, told_by, used, wrong_marks
from faults.cases import Case, Fault, Plan
from faults.feeding import PAPERS, Generations
from faults.killed_programs import Judged, killed_app, killed_commands
from faults.nursery import Child, Nursery
from older import old_cache, old_library
from paperterm.query import EVERYTHING
from paperterm.store import Store
from paperterm.store.entry import record_text
from paperterm.store.files import CACHE, LIBRARY

LATEST = 0.03
"""Seconds after an act, within which a process is killed; an act takes some thousandths."""


def run(
    plan: Plan, before: str = "", kinds: Mapping[str, tuple[int, int]] | None = None
) -> Iterator[Case]:
    """Kill processes of all kinds; `before` is done to the program first."""
    with Nursery(plan.scratch, before) as nursery, Generations() as feed:
        killing = Killing(nursery, plan, feed)
        for what, (full, quick) in (kinds or KINDS).items():
            for number in range(plan.number(full, quick)):
                folder = plan.scratch / "it"
                folder.mkdir()
                chance = random.Random(f"{plan.seed}-{what}-{number}")
                try:
                    wrong, outcome = getattr(killing, what)(folder, chance)
                except TimeoutError as error:
                    wrong, outcome = [str(error)], "hung"
                yield Case(f"{what} {number}", "; ".join(wrong[:3]), outcome)
                shutil.rmtree(folder)


KINDS = {
    "marking": (22, 3),
    "two_marking": (20, 2),
    "refreshing": (18, 2),
    "importing": (12, 2),
    "migrating": (20, 4),
    "backing_up": (12, 2),
    "commands": (8, 1),
    "app": (8, 1),
}
"""What is being done when it is killed, and how often."""


class Killing:
    """Kills each kind of process, and says what is wrong then, and what became of it."""

    def __init__(self, nursery: Nursery, plan: Plan, feed: Generations) -> None:
        self._nursery = nursery
        self._seed = plan.seed
        self._feed = feed
        self._steps: dict[str, int] = {}

    def marking(self, folder: Path, chance: random.Random) -> Judged:
        """Kill one who marks."""
        if chance.random() < 0.5:
            step = chance.randint(1, 900)
            arguments = ("mark", str(folder), "a", chance.randrange(1_000), 100)
            child = self._nursery.start("faults.acts:until", step, *arguments)
            child.wait()
            return _judged(folder, child)
        child = self._marker(folder, "a", chance)
        _kill(child, chance)
        return _judged(folder, child)

    def two_marking(self, folder: Path, chance: random.Random) -> Judged:
        """Kill one of two who mark at the same time, and then the other."""
        children = [self._marker(folder, name, chance) for name in "ab"]
        for child in chance.sample(children, 2):
            _kill(child, chance)
        return _judged(folder, *children)

    def refreshing(self, folder: Path, chance: random.Random) -> Judged:
        """Kill a refresh, the first or a later one."""
        first = self._feed.generation
        if chance.random() < 0.5:
            arguments = ("fetch", str(folder), self._feed.url, 3)
            step = chance.randint(1, 400)
            child = self._nursery.start("faults.acts:until", step, *arguments)
            child.wait()
        else:
            child = self._nursery.start("faults.acts:fetch", str(folder), self._feed.url)
            if chance.random() < 0.7:
                child.wait_for("done")
            _kill(child, chance, 0.3)
        wrong, outcome = _judged(folder, child)
        lists = generations(folder)
        wrong += [
            f"{name} is of {each}"
            for name, each in lists.items()
            if len(set(each)) > 1 or len(each) != PAPERS
        ]
        if done := len(told_by(child.printed()).others):
            newest = min(lists.get("trending", [0]))
            if newest < first + done:
                wrong.append(f"trending is of {newest}, but {first + done} was stored")
        return wrong, outcome

    def importing(self, folder: Path, chance: random.Random) -> Judged:
        """Kill an import; a file counts as imported only when all of it is there."""
        files = {}
        for name in "abcd":
            papers = papers_of(name, 40)
            items = [item(each.id, each.title) for each in papers]
            files[str(saved(folder / f"{name}.json", items))] = {each.id for each in papers}
        arguments = ("take_in", str(folder), list(files))
        child = self._nursery.start("faults.acts:until", chance.randint(1, 300), *arguments)
        child.wait()
        wrong, outcome = _judged(folder, child)
        done = told_by(child.printed()).others
        with _opened(folder) as store:
            cached = set(store.search.ids(store.search.ask(EVERYTHING).keys))
            kept = {each.id for each in store.library.records()}
        for file, ids in files.items():
            if file in done and not ids <= cached & kept:
                wrong.append(f"{file} was imported, and {len(ids - (cached & kept))} are gone")
            if ids & kept and not ids <= cached & kept:
                wrong.append(f"a half of {file} was imported")
        return wrong, outcome

    def migrating(self, folder: Path, chance: random.Random) -> Judged:
        """Kill a program that brings older files up to date."""
        versions = (chance.randrange(1, LIBRARY.version), chance.randrange(1, CACHE.version))
        said = older(folder, *versions)
        steps = self._number_of_steps(f"{versions}", folder, "open_only")
        child = self._nursery.start(
            "faults.acts:until", chance.randint(1, steps), "open_only", str(folder)
        )
        child.wait()
        found, wrong = used(folder)
        wrong += wrong_marks(found, said)
        with _opened(folder) as store:
            if (papers := len(store.search.ask(EVERYTHING).keys)) != OLD_PAPERS:
                wrong.append(f"the cache has {papers} papers")
        return wrong, _outcome(child)

    def backing_up(self, folder: Path, chance: random.Random) -> Judged:
        """Kill a program that makes a backup while somebody marks."""
        first = self._nursery.start("faults.acts:mark", str(folder), "a", chance.randrange(999), 30)
        first.wait()
        steps = self._number_of_steps("backup", folder, "back_up")
        marker = self._marker(folder, "b", chance)
        child = self._nursery.start(
            "faults.acts:until", chance.randint(1, steps), "back_up", str(folder)
        )
        child.wait()
        _kill(marker, chance)
        return _judged(folder, first, marker)

    def commands(self, folder: Path, chance: random.Random) -> Judged:
        """Kill commands of the shell."""
        return killed_commands(self._nursery, folder, chance)

    def app(self, folder: Path, chance: random.Random) -> Judged:
        """Kill the reader."""
        return killed_app(folder, chance)

    def _marker(self, folder: Path, name: str, chance: random.Random) -> Child:
        return self._nursery.start("faults.acts:mark", str(folder), name, chance.randrange(1_000))

    def _number_of_steps(self, what: str, folder: Path, *arguments: object) -> int:
        """Return how often files are changed by something, which is done in a copy."""
        if what not in self._steps:
            copy = folder.with_name("copy")
            shutil.copytree(folder, copy)
            child = self._nursery.start("faults.acts:until", 0, *arguments, str(copy))
            child.wait()
            self._steps[what] = int(json.loads(child.printed().splitlines()[-1])[1])
            shutil.rmtree(copy)
        return self._steps[what]


OLD_PAPERS = 60


def older(folder: Path, library_version: int, cache_version: int) -> Told:
    """Make files of older versions, and return what they say."""
    papers = papers_of("a", 200)
    marks = ", ".join(f"('{each.id}', 'read', 1, {time})" for time, each in enumerate(papers))
    columns = "(id, mark, value, changed_at)"
    statements = [f"INSERT INTO marks {columns} VALUES {marks}"]  # noqa: S608
    told = Told({(each.id, "read"): True for each in papers})
    for each in papers[:50]:
        statements.append(f"INSERT INTO marks {columns} VALUES ('{each.id}', 'starred', 1, 5)")  # noqa: S608
        statements.append(
            f"INSERT INTO records (id, record) VALUES ('{each.id}', '{record_text(each)}')"  # noqa: S608
        )
        told.said[each.id, "starred"] = True
    if library_version >= 2:
        more = ", 0" if library_version >= 3 else ""
        statements.append(f"INSERT INTO searches VALUES ('mine', 'moe sort:date'{more})")  # noqa: S608
        told.said["mine", "search"] = "moe sort:date"
    if library_version >= 3:
        for each in papers[:30]:
            statements.append(f"INSERT INTO notes VALUES ('{each.id}', 'about {each.id}', 9, 9)")  # noqa: S608
            told.said[each.id, "note"] = f"about {each.id}"
    old_library(folder / "library.db", library_version, *statements)
    items = [item(f"2408.{number:05}", f"Old {number:05}") for number in range(OLD_PAPERS)]
    old_cache(folder / "cache.db", items, version=cache_version)
    return told


def _kill(child: Child, chance: random.Random, latest: float = LATEST) -> None:
    """Kill one who is at work, at a time by chance."""
    child.wait_for("try")
    if chance.random() < 0.8:
        child.wait_for("done")
    sleep(chance.uniform(0, latest) * chance.choice((1, 1, 10)))
    child.kill()
    child.wait()


def _judged(folder: Path, *children: Child) -> Judged:
    """Use what was left, and say what is wrong."""
    told = told_by(*(child.printed() for child in children))
    said, wrong = used(folder)
    wrong += wrong_marks(said, told)
    return wrong, _outcome(*children)


def _outcome(*children: Child) -> str:
    is_cut_off = any(told_by(child.printed()).is_cut_off for child in children)
    return "nothing lost, killed in the middle" if is_cut_off else "nothing lost, killed between"


def _opened(folder: Path) -> closing[Store]:
    return closing(Store.open(folder / "cache.db", folder / "library.db", now))


FAULT = Fault(
    "killed",
    "killed (`kill -9`) while marking, refreshing, importing, migrating, backing up; one and two"
    " writers",
    "nothing lost that was said to be done; no half of a refresh",
    run,
)
