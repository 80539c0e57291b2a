"""Archiving: the archive and what a filter names, fetched in the background."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime

from paperterm.archive import (
    FIRST_DAY,
    Fetched,
    Pace,
    Progress,
    Uncached,
    days_since,
    fetch_days,
    fetch_papers,
    is_complete,
    missing,
    names_something,
    uncached,
)
from paperterm.errors import FeedError
from paperterm.feed import Feed
from paperterm.query import Query
from paperterm.store import Store
from paperterm.tui.lines import clock_time
from paperterm.wording import counted, written_date

FEW = 60
"""Lists that are complete; a cache with fewer of them is small, and the archive is offered."""


def offer(key: str) -> str:
    """Return what is said once of the archive, which a key fetches."""
    return f"{key} fetches the archive too: all papers of the feed since {written_date(FIRST_DAY)}."


class Archiving:
    """Fetches what a refresh does not reach; `sentence` tells how far it is.

    `changed` is called when it does. `wanted` is what the filter names and the cache has not got,
    `fetching` what of that kind is being fetched. The archive `is_offered` where there is one;
    `key` is the one that fetches it and stops that.
    """

    def __init__(
        self,
        store: Store,
        open_feed: Callable[[], AbstractAsyncContextManager[Feed]],
        now: Callable[[], datetime],
        changed: Callable[[], None],
        *,
        is_offered: bool,
        key: str,
    ) -> None:
        self.wanted: Uncached | None = None
        self.fetching: Uncached | None = None
        self.is_running = False
        self._store = store
        self._open_feed = open_feed
        self._now = now
        self._changed = changed
        self._is_offered = is_offered
        self._key = key
        self._of_archive = ""
        self._of_wanted = ""

    @property
    def sentence(self) -> str:
        """What the status bar says while something is fetched, else nothing."""
        return self._of_wanted or self._of_archive

    async def is_to_be_offered(self) -> bool:
        """Whether the cache is small, and that there is more was never said; now it is."""
        run, cache = self._store.writer.run, self._store.cache
        if not self._is_offered or self.is_running or await run(cache.was_offered_archive):
            return False
        await run(cache.set_offered_archive)
        fetched = await run(cache.fetched)
        days = {name: at for name, at in fetched.items() if name[:1].isdigit()}
        complete = sum(is_complete(date.fromisoformat(name), at) for name, at in days.items())
        return complete < FEW

    async def fetch_archive(self) -> str:
        """Fetch what is missing of the archive, the newest first; returns how it went.

        Raises StoreError. It can be cancelled at any time.
        """
        self.is_running = True
        try:
            self._say_archive("looking for what is missing …")
            await self._store.writer.run(self._store.cache.set_offered_archive)
            fetched = await self._store.writer.run(self._store.cache.fetched)
            now = self._now()
            days = missing(days_since(FIRST_DAY, now), fetched, now)
            async with self._open_feed() as feed:
                pace = Pace(feed, self._store, self._now)
                return self._told(await fetch_days(pace, days[::-1], self._archive_progress))
        except FeedError as error:
            return str(error)
        finally:
            self.is_running = False
            self._say_archive("")

    async def look(self, query: Query, found: int) -> None:
        """Note what a filter that finds so many papers names that is not cached."""
        self.wanted = None
        if not found and names_something(query):
            fetched = await self._store.writer.run(self._store.cache.fetched)
            self.wanted = await self._store.reader.run(
                uncached, query, self._store.search, fetched, self._now()
            )

    async def fetch_wanted(self, wanted: Uncached) -> str:
        """Fetch what a filter names; returns what went wrong, nothing where it has come.

        Raises StoreError.
        """
        self.fetching = wanted
        try:
            self._say_wanted(f"fetching {(wanted.ids + wanted.lists)[0]} …")
            async with self._open_feed() as feed:
                pace = Pace(feed, self._store, self._now)
                single = await fetch_papers(pace, wanted.ids, self._wanted_waits)
                days = await fetch_days(pace, wanted.days, self._wanted_progress, keep_news=True)
        except FeedError as error:
            return str(error)
        finally:
            self.fetching = None
            self._say_wanted("")
        if trouble := single.error or days.error:
            return str(trouble)
        if single.unknown:
            return f"The feed knows no paper {', '.join(single.unknown)}."
        return "" if days.papers or not days.total else _without_papers(wanted)

    def _told(self, fetched: Fetched) -> str:
        """Return how fetching the archive went."""
        line = f"The archive: {fetched.result_line()}."
        return f"{line} {self._key} goes on from here." if fetched.is_cut_short else line

    def _archive_progress(self, progress: Progress) -> None:
        if progress.waits_until:
            self._say_archive(f"waits until {clock_time(progress.waits_until)} · {self._key} stops")
        else:
            self._say_archive(f"{progress.done:,}/{progress.total:,} days · {self._key} stops")

    def _wanted_progress(self, progress: Progress) -> None:
        if progress.waits_until:
            self._wanted_waits(progress.waits_until)
        elif progress.total:
            self._say_wanted(
                f"fetching {progress.done:,}/{counted(progress.total, 'day')} · {self._key} stops"
            )

    def _wanted_waits(self, until: datetime | None) -> None:
        if until:
            self._say_wanted(f"the server asks to wait until {clock_time(until)}")

    def _say_archive(self, text: str) -> None:
        self._of_archive = f"archive {text}" if text else ""
        self._changed()

    def _say_wanted(self, text: str) -> None:
        self._of_wanted = text
        self._changed()


def _without_papers(wanted: Uncached) -> str:
    return f"The feed has no papers in {', '.join(wanted.lists)}."
