"""A refresh: from the feed into the store, one list after the other.

The only place that joins the two. What it returns tells how it went; papers are never handed on,
whoever shows them asks the store.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from paperterm import memory
from paperterm.errors import FeedError, NoAnswerError, OfflineError
from paperterm.feed import LONGEST, Feed, waiting
from paperterm.paper import Listing
from paperterm.store import Store
from paperterm.wording import counted

FIRST_DAYS = 14
"""Feed days with papers that are fetched at first, until none of them has failed."""

LATER_DAYS = 7
"""Feed days with papers that are read again: votes and late entries change about that many."""

LOOK_BACK = 35
"""Calendar days that are asked for at most; weekends and holidays have no papers."""

TRENDING = "trending"
"""The name of the trending list, among those of feed days such as `2026-07-31`."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many lists are done, of how many that are meant to be fetched."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh brought.

    `new` counts papers that the cache did not have, `failed` names the lists that did not come,
    `skipped` counts records of the wrong shape, `at` (UTC) is when it ended, `error` is what
    ended it early or else the first thing that went wrong. `first_fill` says that the cache was
    empty before, so that none of its papers is news.
    """

    new: int
    failed: tuple[str, ...]
    skipped: int
    at: datetime
    error: FeedError | None = None
    first_fill: bool = False


async def refresh(
    feed: Feed,
    store: Store,
    now: Callable[[], datetime],
    progress: Callable[[Progress], None],
) -> Refreshed:
    """Fetch trending and the last feed days, and store each list as it comes.

    Raises FeedError where not one list came, or where the server asked not to be asked yet, and
    StoreError where a list could not be stored.
    """
    until = await asked_to_wait(store, now())
    if until is not None:
        raise waiting(until)
    memory.take_little()
    refreshed = await _Refresh(feed, store, now, progress).run()
    await store.writer.run(store.cache.shrink)
    await store.writer.run(memory.give_back)
    return refreshed


async def asked_to_wait(store: Store, now: datetime) -> datetime | None:
    """Return until when the server has asked to be left alone; None once that is over."""
    until = await store.writer.run(store.cache.wait_until)
    if until is None or until <= now:
        return None
    if until > now + LONGEST:
        # The clock was set back meanwhile. What counts from now on is stored, or else the wait
        # would be pushed ahead with every try.
        until = now + LONGEST
        await store.writer.run(store.cache.set_wait_until, until)
    return until


def is_due(last: datetime | None, now: datetime, every: timedelta) -> bool:
    """Whether a refresh is due: the last one was `every` ago, or never.

    One so far in the future was while the clock was wrong. A clock that is put right by some
    seconds makes none be due.
    """
    return last is None or abs(now - last) >= every


def result_line(refreshed: Refreshed) -> str:
    """Return the one line that tells how a refresh went."""
    parts = [counted(refreshed.new, "new paper") if refreshed.new else "nothing new"]
    if refreshed.failed:
        parts.append(f"{counted(len(refreshed.failed), 'list')} failed")
    if refreshed.skipped:
        parts.append(f"{counted(refreshed.skipped, 'record')} could not be read")
    line = ", ".join(parts)
    if refreshed.failed:
        line += f": {', '.join(refreshed.failed)}"
    if refreshed.error:
        line += f" ({str(refreshed.error).rstrip('.')})"
    return line


@dataclass(slots=True)
class _Refresh:
    """One refresh under way: what it needs, and the tally that becomes its result."""

    feed: Feed
    store: Store
    now: Callable[[], datetime]
    progress: Callable[[Progress], None]
    first_fill: bool = False
    total: int = 0
    saved: int = 0
    new: int = 0
    skipped: int = 0
    failed: list[str] = field(default_factory=list)
    error: FeedError | None = None
    unanswered: int = 0
    ended: bool = False

    async def run(self) -> Refreshed:
        """Fetch everything and return the tally."""
        writer, cache = self.store.writer, self.store.cache
        self.first_fill = await writer.run(cache.is_unfilled)
        is_first = not await writer.run(cache.has_first_days)
        self.total = 1 + (FIRST_DAYS if is_first else LATER_DAYS)
        self.progress(Progress(0, self.total))
        await self._trending()
        await self._days()
        if not self.saved and self.error:
            raise self.error
        at = self.now()
        if self.saved:
            await writer.run(cache.set_last_refresh, at)
        # Not by the number of days that came: there may never be as many.
        if is_first and not self.ended and set(self.failed) <= {TRENDING}:
            await writer.run(cache.set_first_days)
        return Refreshed(
            self.new, tuple(self.failed), self.skipped, at, self.error, self.first_fill
        )

    async def _trending(self) -> None:
        try:
            listing = await self.feed.trending()
        except FeedError as error:
            await self._fail(TRENDING, error)
            return
        if listing.records:
            await self._save(listing)
        else:
            # An empty answer must not wipe the ranks that are known.
            await self._fail(TRENDING, FeedError("The trending list came without papers."))

    async def _days(self) -> None:
        """Go back from today until enough days that have papers are done."""
        today = self.now().astimezone(UTC).date()
        for age in range(LOOK_BACK):
            if self.ended or self._done >= self.total:
                return
            day = today - timedelta(days=age)
            try:
                listing = await self.feed.day(day)
            except FeedError as error:
                await self._fail(day.isoformat(), error)
                continue
            if listing.records:
                await self._save(listing)

    async def _save(self, listing: Listing) -> None:
        saved = await self.store.writer.run(
            self.store.cache.save, listing, first_fill=self.first_fill
        )
        self.saved += 1
        self.unanswered = 0
        self.new += saved.new
        self.skipped += listing.skipped
        self.progress(Progress(self._done, self.total))

    async def _fail(self, name: str, error: FeedError) -> None:
        """Note that a list did not come; end where asking on is no use or not wanted."""
        self.failed.append(name)
        is_unanswered = isinstance(error, OfflineError | NoAnswerError)
        self.unanswered = self.unanswered + 1 if is_unanswered else 0
        if error.retry_at is not None:
            await self.store.writer.run(self.store.cache.set_wait_until, error.retry_at)
        if error.retry_at is not None or self.error is None:
            self.error = error
        # One lost connection may be an accident; with the second in a row the network is gone.
        # A host that is silent would take all the time there is for each of the lists to come.
        is_offline = isinstance(error, OfflineError)
        is_cut_off = self.unanswered > 1 or (is_offline and not self.saved)
        self.ended = error.retry_at is not None or is_cut_off
        self.progress(Progress(self._done, self.total))

    @property
    def _done(self) -> int:
        """How many lists are done with. A day that failed may well have papers: it counts."""
        return self.saved + len(self.failed)
