"""A world of clocks: minutes go by at once, and refreshes come as they do in the app."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from paperterm.feed import Feed
from paperterm.store import Store
from paperterm.tui.updating import Updating
from reader import NOWHERE, Clock

EVERY = timedelta(minutes=30)
"""How long a refresh is good for."""

MINUTE = timedelta(minutes=1)


@dataclass
class World:
    """A store, and the clock of the machine, right or wrong.

    `feed` is the one that is asked, `runs` counts refreshes, `longest` is the longest wait that was
    ever noted.
    """

    store: Store
    clock: Clock
    feed: Feed
    offline: Feed
    updating: Updating
    runs: int = 0
    longest: timedelta = timedelta()

    async def live(self, minutes: int, *, by_hand: bool = False, step: timedelta = MINUTE) -> None:
        """Let minutes go by: what is due is done, and `by_hand` somebody asks in each of them."""
        for _ in range(minutes):
            if await self.updating.is_due() or by_hand:
                self.runs += 1
                await self.updating.run()
                self._note_wait()
            self.clock.time += step

    async def live_offline(self, minutes: int) -> None:
        """Let minutes go by without a network."""
        there, self.feed = self.feed, self.offline
        await self.live(minutes)
        self.feed = there

    def _note_wait(self) -> None:
        until = self.store.cache.wait_until()
        if until is not None:
            self.longest = max(self.longest, until - self.clock.time)


@asynccontextmanager
async def world(folder: Path, url: str, clock: Clock) -> AsyncIterator[World]:
    """Open a store in a folder, at a clock, with the feed at `url`."""
    made: list[World] = []
    with closing(Store.open(folder / "cache.db", folder / "library.db", clock)) as store:
        updating = Updating(store, lambda: nullcontext(made[0].feed), clock, lambda: None, EVERY)
        async with Feed(url, now=clock) as feed, Feed(NOWHERE, now=clock) as offline:
            made.append(World(store, clock, feed, offline, updating))
            yield made[0]
