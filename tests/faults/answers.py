"""HTTP faults: whatever a server, a proxy or the network does, a refresh ends in time and is told.

Each scenario is a refresh of one list into a store of its own, in which an earlier one has left
three papers. What would need much memory is fetched by programs of their own.
"""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest.mock import patch

from faults.answer_bombs import ITEMS, MOST, bombs
from faults.answer_reader import SEEN, shown
from faults.answer_scenarios import AWAY, Scenario, scenarios, sends
from faults.answer_servers import Server
from faults.answer_surroundings import contexts, names, surroundings
from faults.cases import Case, Fault, Plan
from papers import NOW, listing
from paperterm.errors import FeedError
from paperterm.executor import DaemonExecutor
from paperterm.feed import Feed, Timeouts
from paperterm.feed.client import ATTEMPTS, REDIRECTS
from paperterm.paper import Listing
from paperterm.query import EVERYTHING
from paperterm.refresh import refresh
from paperterm.store import Store

TOKEN = "hf_" + "T0ken" * 6
AT_ONCE = 8
"""Scenarios that go on at once, of those that do not wait for the clock."""

PAPERS = len(ITEMS)

PAUSE = 2.0
"""Seconds between two attempts, at most."""

LATE = 3.0
"""Seconds by which a busy machine may be late."""


def run(plan: Plan) -> Iterator[Case]:
    """Try every scenario, show some to a reader, and fetch what would fill the memory."""
    some = [*scenarios(), *surroundings()]
    wanted = [
        *[each for each in some if not each.is_slow][:: plan.number(1, 5)],
        *[each for each in some if each.is_slow][:: plan.number(1, 3)],
    ]
    slow = Timeouts(0.5, 1.5, 4.5) if plan.is_quick else Timeouts()
    tls = contexts(plan.scratch)
    yield from asyncio.run(_all(plan, wanted, slow, tls))
    seen = [each for each in some if each.name in SEEN][:: plan.number(1, 5)]
    yield from asyncio.run(shown(plan.scratch / "shown", seen, tls))


FAULT = Fault(
    "answers",
    "HTTP faults: statuses, redirects, encodings, lengths, slow, endless, cut, TLS, proxies, DNS",
    f"one sentence; 15 s an attempt, 45 s a list, {MOST} MB; the old cache is shown",
    run,
)


async def _all(
    plan: Plan, wanted: Sequence[Scenario], slow: Timeouts, tls: Mapping[str, ssl.SSLContext]
) -> list[Case]:
    """Try scenarios, and fetch bombs while the slow ones wait."""
    folder, every = plan.scratch / "bombs", plan.number(1, 6)
    cases, fetched = await asyncio.gather(
        tried(plan.scratch, wanted, slow, tls),
        asyncio.to_thread(lambda: list(bombs(folder, every))),
    )
    return cases + fetched


class Watched(Feed):
    """A feed that notes how many seconds each of its lists took."""

    took: tuple[float, ...] = ()

    async def _list(self, *arguments: Any, **named: Any) -> Listing:
        began = asyncio.get_running_loop().time()
        try:
            return await super()._list(*arguments, **named)
        finally:
            self.took += (asyncio.get_running_loop().time() - began,)


@dataclass(slots=True)
class World:
    """What all scenarios share: a folder with a store to begin from, and the servers' TLS."""

    folder: Path
    slow: Timeouts
    tls: Mapping[str, ssl.SSLContext]
    entering: asyncio.Lock = field(default_factory=asyncio.Lock)
    few: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def tried(self, scenario: Scenario, number: int) -> Case:
        """Try one scenario."""
        if scenario.tls and not self.tls:
            return Case(scenario.name, outcome="not tried, without openssl")
        place = self.folder / str(number)
        shutil.copytree(self.folder / "begun", place)
        if scenario.is_slow:
            return await self._refreshed(scenario, place, self.slow)
        async with self.few:
            return await self._refreshed(scenario, place, Timeouts())

    async def _refreshed(self, scenario: Scenario, place: Path, timeouts: Timeouts) -> Case:
        tls = self.tls.get(scenario.tls)
        answer = scenario.answer or sends()
        async with Server(answer, timeouts.attempt, tls, scenario.begin) as server:
            base = scenario.base.replace("{port}", str(server.port)) or server.url
            feed = Watched(base, now=lambda: NOW, token=TOKEN, timeouts=timeouts)
            with closing(opened(place)) as store:
                said = await self._said(scenario, server, feed, store)
                kept = len(store.search.ask(EVERYTHING).keys)
        wrong = [
            _misled(scenario, said),
            f"{PAPERS - kept} papers are gone" if kept < PAPERS else "",
            _late(scenario, server, feed, timeouts),
            _leaked(scenario, server, said),
        ]
        outcome = "the list came" if not scenario.said else "a sentence"
        return Case(scenario.name, "; ".join(filter(None, wrong)), outcome)

    async def _said(self, scenario: Scenario, server: Server, feed: Feed, store: Store) -> str:
        """Refresh, and return what is said of it; '' where nothing is, and the lists came."""
        values = {
            name: value.replace("{url}", server.url).replace("{folder}", str(self.folder))
            for name, value in scenario.environ.items()
        }
        try:
            async with AsyncExitStack() as stack:
                # The environment is read as the feed is entered, and is everybody's.
                async with self.entering:
                    with patch.dict(os.environ, values):
                        await stack.enter_async_context(feed)
                done = await refresh(feed, store, lambda: NOW, lambda _progress: None)
        except FeedError as error:
            return str(error)
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            return f"{type(error).__name__} came out"
        return str(done.error or "")


async def tried(
    folder: Path, wanted: Sequence[Scenario], slow: Timeouts, tls: Mapping[str, ssl.SSLContext]
) -> list[Case]:
    """Try scenarios, many at once; the last case is about what was said behind their backs."""
    loop = asyncio.get_running_loop()
    loop.set_default_executor(DaemonExecutor())
    left: list[str] = []
    loop.set_exception_handler(lambda _loop, context: left.append(str(context["message"])))
    noted = Noted()
    logging.getLogger().addHandler(noted)
    with closing(opened(folder / "begun")) as store:
        store.cache.save(listing(ITEMS, trending=True), first_fill=True)
    world = World(folder, slow, tls)
    # One list is enough.
    days = patch("paperterm.refresh.LOOK_BACK", 0)
    clear = {name: "" for name in os.environ if name.lower().endswith("_proxy")}
    with days, names(), patch.dict(os.environ, clear):
        cases = await asyncio.gather(
            *(world.tried(each, number) for number, each in enumerate(wanted))
        )
    logging.getLogger().removeHandler(noted)
    return [*cases, Case("what is logged meanwhile", "; ".join((left + noted.lines)[:3]))]


class Noted(logging.Handler):
    """Keeps what would be printed on the screen, where no handler is set."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.lines.append(record.getMessage())


def opened(folder: Path) -> Store:
    """Open the store in a folder."""
    folder.mkdir(exist_ok=True)
    return Store.open(folder / "cache.db", folder / "library.db", lambda: NOW)


def _misled(scenario: Scenario, said: str) -> str:
    """Return what is wrong with what was said."""
    if not scenario.said:
        return f"the list did not come: {said}" if said else ""
    if scenario.said not in said:
        return f"said {said!r}"
    is_sentence = said.isprintable() and said.endswith(".") and "\x1b" not in said
    return "" if is_sentence else f"said {said!r}, which is no sentence"


def _late(scenario: Scenario, server: Server, feed: Watched, timeouts: Timeouts) -> str:
    """Return which bound of time or of attempts was not kept."""
    # Whoever is not reached has less time than who does not answer.
    is_away = scenario.is_slow and scenario.said == AWAY
    most = ATTEMPTS * (timeouts.connect + PAUSE) if is_away else timeouts.list
    if late := [each for each in feed.took if each > most + LATE]:
        return f"a list took {max(late):.1f} s"
    attempts = [after - before for before, after in pairwise(server.at)]
    if late := [each for each in attempts if each > timeouts.attempt + PAUSE + LATE]:
        return f"an attempt took {max(late):.1f} s"
    connections = len(feed.took) * ATTEMPTS * (REDIRECTS + 1)
    return f"{len(server.at)} connections" if len(server.at) > connections else ""


def _leaked(scenario: Scenario, server: Server, said: str) -> str:
    """Return where the token went that it must not go to."""
    if TOKEN in said:
        return "the token was said"
    told = sum(TOKEN.encode() in head for head in server.heads)
    if scenario.base:
        return "the token went to another host" if told else ""
    return "the token did not go to its host" if server.heads and not told else ""
