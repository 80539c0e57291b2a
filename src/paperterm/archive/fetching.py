"""Fetching the archive: list by list, each stored whole before the next is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial

from paperterm import memory
from paperterm.archive.pace import Pace
from paperterm.errors import FeedError, NoAnswerError, OfflineError
from paperterm.paper import Listing
from paperterm.wording import counted

UNANSWERED = 3
"""Lists in a row that do not connect, or are not answered: the network is gone."""

FAILURES = 30
"""Lists in a row that fail in any way: there is no use in asking for the rest."""

_NAMED = 5
"""Lists that failed and are named in the line of result."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many lists are done, of how many, and the papers in them.

    `waits_until` is there while the server is to be left alone.
    """

    done: int
    total: int
    papers: int = 0
    waits_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of the archive, out of `total` lists that were to be fetched.

    `lists` are stored, with `papers` in them of which the cache did not have `new`; `failed` are
    the names of those that did not come, `skipped` records of the wrong shape. `error` is what
    ended it early (`is_cut_short`), or else the first thing that went wrong.
    """

    total: int
    lists: int
    papers: int
    new: int
    took: timedelta
    failed: tuple[str, ...] = ()
    skipped: int = 0
    error: FeedError | None = None
    is_cut_short: bool = False

    def result_line(self) -> str:
        """Return the one line that tells how it went."""
        if not self.total:
            return "nothing is missing"
        line = (
            f"{counted(self.papers, 'paper')} ({self.new:,} new) in {counted(self.lists, 'list')}"
        )
        line += f", {duration(self.took)}"
        if self.skipped:
            line += f"; {counted(self.skipped, 'record')} could not be read"
        if self.failed:
            names = ", ".join(self.failed[:_NAMED])
            more = f" and {len(self.failed) - _NAMED:,} more" if len(self.failed) > _NAMED else ""
            line += f"; {counted(len(self.failed), 'list')} failed: {names}{more}"
        if self.error:
            line += f" ({str(self.error).rstrip('.')})"
        return line


async def fetch_days(
    pace: Pace,
    days: Sequence[date],
    progress: Callable[[Progress], None],
    *,
    keep_news: bool = False,
) -> Fetched:
    """Fetch the lists of feed days in the order given; raises StoreError.

    What the archive brings is not new to the reader, and neither then is what came before it. With
    `keep_news` what is new stays so; while there is something, what comes is new too.

    It can be cancelled at any time: a list is stored whole or not at all. No lock is held while
    the network is waited for.
    """
    memory.take_little()
    store = pace.store
    fetched = await _Fetch(pace, progress, keep_news).run(days)
    await store.writer.run(store.cache.tidy_after, fetched.new)
    await store.writer.run(store.cache.shrink)
    await store.writer.run(memory.give_back)
    return fetched


def duration(took: timedelta) -> str:
    """Return how long something took: `45 s`, `4 min 12 s`, `1 h 3 min`."""
    seconds = max(round(took.total_seconds()), 0)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours:,} h {minutes} min"
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"


@dataclass(slots=True)
class _Fetch:
    """One run through the archive: what it needs, and the tally that becomes its result."""

    pace: Pace
    tell: Callable[[Progress], None]
    keep_news: bool
    progress: Progress = Progress(0, 0)
    lists: int = 0
    new: int = 0
    skipped: int = 0
    failed: list[str] = field(default_factory=list)
    error: FeedError | None = None
    failures: int = 0
    unanswered: int = 0
    ended: bool = False

    async def run(self, days: Sequence[date]) -> Fetched:
        """Fetch everything and return the tally."""
        begun = self.pace.now()
        self._tell(Progress(0, len(days)))
        for day in days:
            if self.ended:
                break
            try:
                listing = await self.pace.ask(partial(self.pace.feed.day, day), self._wait)
            except FeedError as error:
                self._fail(day.isoformat(), error)
            else:
                await self._save(listing)
            self._tell(replace(self.progress, done=self.progress.done + 1))
        return Fetched(
            total=len(days),
            lists=self.lists,
            papers=self.progress.papers,
            new=self.new,
            took=self.pace.now() - begun,
            failed=tuple(self.failed),
            skipped=self.skipped,
            error=self.error,
            is_cut_short=self.ended,
        )

    async def _save(self, listing: Listing) -> None:
        """Store a list; one without papers too, so that it is not asked for again."""
        cache, writer = self.pace.store.cache, self.pace.store.writer
        quiet = not self.keep_news or not await writer.run(cache.has_news)
        saved = await writer.run(cache.save, listing, first_fill=quiet)
        self.lists += 1
        self.failures = self.unanswered = 0
        self.new += saved.new
        self.skipped += listing.skipped
        papers = self.progress.papers + len(listing.records)
        self.progress = replace(self.progress, papers=papers)

    def _fail(self, name: str, error: FeedError) -> None:
        """Note that a list did not come; end where asking on is no use."""
        self.failed.append(name)
        self.failures += 1
        is_unanswered = isinstance(error, OfflineError | NoAnswerError)
        self.unanswered = self.unanswered + 1 if is_unanswered else 0
        self.ended = (
            error.retry_at is not None or self.unanswered >= UNANSWERED or self.failures >= FAILURES
        )
        if self.ended or self.error is None:
            self.error = error
        if self.ended:
            # They are no worse than those that were not asked for at all.
            del self.failed[-self.failures :]

    def _wait(self, until: datetime | None) -> None:
        self._tell(replace(self.progress, waits_until=until))

    def _tell(self, progress: Progress) -> None:
        self.progress = progress
        self.tell(progress)
