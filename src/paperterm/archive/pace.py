"""Pace: asking the feed many times over, no more often than it allows."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from paperterm.errors import FeedError
from paperterm.feed import LONGEST, Feed
from paperterm.paper import Listing
from paperterm.refresh import asked_to_wait
from paperterm.store import Store

SPARED = 10
"""One call in so many of a window is left to the reader's own refreshes: 50 of 500."""

SPARED_CALLS = 50
"""Calls left to them where the server does not say how many a window has."""

WAITS = 4
"""Waits in a row for one answer; a server that then still refuses is not waited for any longer."""

STEP = timedelta(seconds=10)
"""The clock is looked at so often while it waits: the machine may have slept meanwhile."""

Sleep = Callable[[float], Awaitable[object]]
"""Waits so many seconds."""


Waits = Callable[[datetime | None], None]
"""Is told until when the server is left alone, and None when that is over."""


class Pace:
    """Asks the feed for one thing after the other.

    A wait that the server asks for is noted in the store, and so kept by every other copy.
    """

    def __init__(
        self, feed: Feed, store: Store, now: Callable[[], datetime], sleep: Sleep = asyncio.sleep
    ) -> None:
        self.feed = feed
        self.store = store
        self.now = now
        self._sleep = sleep

    async def ask(self, fetch: Callable[[], Awaitable[Listing]], waits: Waits) -> Listing:
        """Return what `fetch` brings, after whatever has to be waited for.

        Raises FeedError; with a `retry_at` it is that of a server that only ever refuses.
        """
        for refusals in range(WAITS + 1):
            await self._heed_wait(waits)
            await self._spare_calls(waits)
            try:
                return await fetch()
            except FeedError as error:
                if error.retry_at is None:
                    raise
                await self.store.writer.run(self.store.cache.set_wait_until, error.retry_at)
                if refusals == WAITS:
                    raise
        raise AssertionError("the last refusal is raised")

    async def _heed_wait(self, waits: Waits) -> None:
        """Wait while the server has asked this or another copy to be left alone."""
        until = await asked_to_wait(self.store, self.now())
        if until is not None:
            await self._wait(until, waits)

    async def _spare_calls(self, waits: Waits) -> None:
        """Wait for the next window before this one is used up."""
        limit = self.feed.limit
        if limit is None:
            return
        spared = SPARED_CALLS if limit.quota is None else limit.quota // SPARED
        if limit.left <= spared and limit.ends_at > self.now():
            await self._wait(limit.ends_at, waits)

    async def _wait(self, until: datetime, waits: Waits) -> None:
        waits(until)
        rest = min(until - self.now(), LONGEST)
        while rest > timedelta():
            step = min(rest, STEP)
            await self._sleep(step.total_seconds())
            rest = min(rest - step, until - self.now())
        waits(None)
