"""Updating: refreshes when they are due or asked for, and what is known of the last one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import datetime, timedelta

from paperterm.errors import FeedError
from paperterm.feed import Feed
from paperterm.refresh import Progress, is_due, refresh
from paperterm.store import Store
from paperterm.tui.freshness import Freshness


class Updating:
    """Runs one refresh at a time; `freshness` tells of it, `changed` is called when it does.

    `every` is how long a refresh is good for; zero means until the next one by hand.
    """

    def __init__(
        self,
        store: Store,
        open_feed: Callable[[], AbstractAsyncContextManager[Feed]],
        now: Callable[[], datetime],
        changed: Callable[[], None],
        every: timedelta,
    ) -> None:
        self.freshness = Freshness()
        self._store = store
        self._open_feed = open_feed
        self._now = now
        self._changed = changed
        self._every = every
        self._tried_at: datetime | None = None

    @property
    def is_running(self) -> bool:
        """Whether a refresh is under way."""
        return self.freshness.progress is not None

    async def is_due(self) -> bool:
        """Whether it is time, by this copy's last try and by any copy's last success."""
        fetched_at = await self._store.writer.run(self._store.cache.last_refresh)
        if fetched_at != self.freshness.fetched_at and not self.is_running:
            self._set(replace(self.freshness, fetched_at=fetched_at))
        if not self._every or self.is_running:
            return False
        # Each by itself: a success of the future would hide that this copy has just tried in vain.
        now = self._now()
        return all(is_due(time, now, self._every) for time in (fetched_at, self._tried_at))

    async def run(self) -> None:
        """Refresh, unless one is under way; raises StoreError."""
        if self.is_running:
            return
        self._tried_at = self._now()
        self._set(replace(self.freshness, progress=Progress(0, 1), error=None))
        try:
            async with self._open_feed() as feed:
                refreshed = await refresh(feed, self._store, self._now, self._progress)
        except FeedError as error:
            self._set(replace(self.freshness, progress=None, refreshed=None, error=error))
        else:
            self._set(Freshness(fetched_at=refreshed.at, refreshed=refreshed))
        finally:
            if self.is_running:
                self._set(replace(self.freshness, progress=None))

    def _progress(self, progress: Progress) -> None:
        self._set(replace(self.freshness, progress=progress))

    def _set(self, freshness: Freshness) -> None:
        self.freshness = freshness
        self._changed()
