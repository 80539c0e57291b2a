"""Acts: what somebody does with a library by chance, each told before it begins and at its end.

A line of JSON is printed for each: `["try", [[id, mark, value], …]]`, then `["done"]`. What is said
of a paper by `note` is its text, and of a saved search's name by `search` that of the filter.
"""

# ruff: noqa: S311 - chance by a seed, which is to be the same again

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

from cli_helpers import item
from faults import full, layer
from faults.nursery import run_program
from papers import listing
from paperterm.cli import streams
from paperterm.errors import PapertermError
from paperterm.feed import Feed
from paperterm.imports import import_files
from paperterm.marks import NOTE, Change, Mark
from paperterm.paper import Paper
from paperterm.query import parse
from paperterm.refresh import refresh
from paperterm.state import StateFile
from paperterm.store import Store
from paperterm.store.backups import look_after

Key = tuple[str, str]
Value = bool | str
Said = list[tuple[str, str, Value]]

SEARCH = "search"

UNDONE = 5
"""Steps of one person that are undone: others may write so many that older ones are not kept."""

TELL: list[Callable[[list[Any]], object]] = [lambda line: print(json.dumps(line), flush=True)]
"""The last of these is given what is told."""


def now() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)


@contextmanager
def opened(folder: str | Path) -> Iterator[Store]:
    """Open the store in a folder."""
    store = Store.open(Path(folder, "cache.db"), Path(folder, "library.db"), now)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def told(said: Said | str) -> Iterator[None]:
    """Tell what is being tried, and that it is done."""
    TELL[-1](["try", said])
    yield
    TELL[-1](["done"])


class Person:
    """Marks papers of their own by chance, and undoes some of it."""

    def __init__(self, store: Store, name: str, seed: int, papers: int = 40) -> None:
        self._store = store
        self._name = name
        self._chance = random.Random(f"{seed}-{name}")
        self._papers = {each.id: each for each in papers_of(name, papers)}
        self._said: dict[Key, Value] = {}
        self._undoable: list[Said] = []

    def act(self) -> None:
        """Do one thing."""
        chance, library = self._chance, self._store.library
        what = chance.choices(("mark", "tag", "note", "search", "undo"), (6, 4, 4, 2, 3))[0]
        if what == "search":
            name = f"{self._name} {chance.randrange(6)}"
            text = f"tag:{chance.choice(_TAGS)} {'x' * chance.randrange(300)}"
            if chance.random() < 0.3:
                with told([(name, SEARCH, False)]):
                    library.forget_search(name)
            else:
                with told([(name, SEARCH, text)]):
                    library.save_search(name, text)
        elif what == "undo" and self._undoable:
            before = self._undoable.pop()
            with told(before):
                library.undo(library.run)
            self._note(before)
        else:
            self._mark(self._wanted(what))

    def _wanted(self, what: str) -> Said:
        """Return what is to be said of some papers."""
        chance = self._chance
        papers = chance.sample(list(self._papers), chance.choice((1, 1, 1, 2, 7)))
        if what == "note":
            text = f"{chance.random()}{' word' * chance.randrange(900)}"
            return [(each, NOTE, chance.choice((text, text, ""))) for each in papers]
        mark = f"tag:{chance.choice(_TAGS)}" if what == "tag" else chance.choice(list(Mark)).value
        value = chance.random() < 0.7
        return [(each, mark, value) for each in papers]

    def _mark(self, wanted: Said) -> None:
        before = [(each, mark, self._said.get((each, mark), False)) for each, mark, _ in wanted]
        with told(wanted):
            step = self._store.library.change(
                [Change(*each) for each in wanted],
                papers=[self._papers[each] for each, _, _ in wanted],
            )
        if step:
            self._undoable = [*self._undoable, before][-UNDONE:]
        self._note(wanted)

    def leave(self) -> None:
        """Undo nothing of what was done until now, as something else is the newest step."""
        self._undoable.clear()

    def _note(self, said: Said) -> None:
        self._said.update({(each, mark): value for each, mark, value in said})


def papers_of(name: str, number: int) -> list[Paper]:
    """Return the papers that somebody has to do with."""
    items = [
        item(f"2501.{ord(name[-1]) % 100:02}{each:03}", f"Paper {name}{each:03}")
        for each in range(number)
    ]
    return [record.paper for record in listing(items).records]


_TAGS = ("moe", "vision", "to-read", "x", "diffusion")


def mark(folder: str, name: str, seed: int, times: int = 0) -> None:
    """Mark papers, `times` or for ever."""
    with opened(folder) as store:
        person = Person(store, name, seed)
        for _ in range(times) if times else count():
            person.act()


def share(folder: str, name: str, seed: int, times: int, url: str) -> None:
    """Use a store that others use at the same time, as the reader does, in all its ways.

    Of what anybody may mark, each says what it set last.
    """
    chance = random.Random(f"{seed}-{name}")
    shared = papers_of("s", 10)
    with opened(folder) as store:
        person = Person(store, name, seed)
        for number in range(times):
            what = chance.choices(("act", "share", "look", "fetch", "care"), (50, 30, 18, 1, 1))[0]
            if what == "share":
                person.leave()
                paper, mark, value = chance.choice(shared), chance.choice(list(Mark)), number % 2
                with told([(paper.id, mark, bool(value))]):
                    store.library.mark([paper.id], mark, bool(value), papers=[paper])
            elif what == "look":
                shown = store.search.ask(parse(chance.choice(_LOOKED_FOR)))
                store.search.rows(shown.keys[:40])
                store.library.searches()
            elif what == "fetch":
                asyncio.run(_fetched(store, url, 1))
            elif what == "care":
                # On other days, as it is done once a day.
                days = timedelta(days=chance.randrange(30))
                if sentence := look_after(store.library.path, now() + days):
                    print(sentence, flush=True)
            else:
                person.act()


_LOOKED_FOR = ("", "is:unread", "is:starred", "tag:moe", "paper", "note:word sort:upvotes", "gen")


def fetch(folder: str, url: str, times: int = 0) -> None:
    """Refresh from a feed, `times` or for ever."""

    with opened(folder) as store:
        asyncio.run(_fetched(store, url, times))


async def _fetched(store: Store, url: str, times: int) -> None:
    async with Feed(url, now=now) as feed:
        for _ in range(times) if times else count():
            with told("refresh"):
                await refresh(feed, store, now, lambda _: None)


def take_in(folder: str, files: Sequence[str]) -> None:
    """Import files, one after the other."""
    with opened(folder) as store:
        for file in files:
            with told(file):
                import_files(store, [Path(file)], now, lambda _: None)


def open_only(folder: str) -> None:
    """Open the store, which brings it up to date, and close it."""
    with told("open"), opened(folder):
        pass


def back_up(folder: str) -> None:
    """Check the library and make a backup."""
    with told("backup"):
        look_after(Path(folder, "library.db"), now())


def save_search(folder: str, name: str, text: str) -> int:
    """Save a search as the reader does, and say what went wrong."""
    try:
        with opened(folder) as store:
            store.library.save_search(name, text)
    except PapertermError as error:
        streams.say(str(error))
        return error.exit_code
    return 0


def remember(file: str, text: str) -> int:
    """Remember a filter as the reader does, and say what went wrong."""
    try:
        StateFile(Path(file)).searched(text)
    except PapertermError as error:
        streams.say(str(error))
        return error.exit_code
    return 0


def command(arguments: Sequence[str], said: Said) -> None:
    """Run a command, which is done when it ends with 0."""
    TELL[-1](["try", said])
    if run_program(arguments) == 0:
        TELL[-1](["done"])


def hindered(step: int, is_for_user: bool, function: str, *arguments: Any) -> int:
    """Call a function; the disk is full from a write of SQLite's on, and permissions may count."""
    if is_for_user:
        full.be_nobody_special()
    if step:
        steps = count(1)
        layer.put_under(
            lambda _: layer.SQLITE_FULL if next(steps) >= step else 0,
        )
    module, _, name = function.partition(":")
    return int(getattr(import_module(module), name)(*arguments))


def until(step: int, function: str, *arguments: object) -> None:
    """Do another act of these, and be killed just before a file is changed this many times."""
    steps = count(1)

    def counted(_: layer.Operation) -> int:
        if next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

    layer.put_under(counted)
    globals()[function](*arguments)
    print(json.dumps(["steps", next(steps)]), flush=True)
