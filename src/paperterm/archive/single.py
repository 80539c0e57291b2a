"""Single papers, fetched by their ids."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from paperterm.archive.pace import Pace, Waits
from paperterm.errors import FeedError, NoAnswerError, OfflineError
from paperterm.wording import counted

_ID = re.compile(r"\d{4}\.\d{4,5}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Single:
    """What came of papers that were asked for by their ids.

    `found` are stored, of which the cache did not have `new`; the feed does not know those that
    are `unknown`; `failed` did not come, the first of them because of `error`.
    """

    found: tuple[str, ...]
    new: int
    unknown: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    error: FeedError | None = None

    def result_line(self) -> str:
        """Return the one line that tells what came."""
        line = f"{counted(len(self.found), 'paper')} fetched, {self.new:,} new"
        if self.failed:
            line += f", {len(self.failed):,} failed: {', '.join(self.failed)}"
        if self.error:
            line += f" ({str(self.error).rstrip('.')})"
        return line


def is_id(text: str) -> bool:
    """Whether the feed can have a paper with this id."""
    return _ID.fullmatch(text) is not None


async def fetch_papers(pace: Pace, ids: Iterable[str], waits: Waits) -> Single:
    """Fetch papers by their ids and store each as it comes; raises StoreError.

    The first failure that is one of the network ends it: those that were not asked for have
    failed too.
    """
    writer, cache = pace.store.writer, pace.store.cache
    found: list[str] = []
    unknown: list[str] = []
    failed: list[str] = []
    new = 0
    first_error: FeedError | None = None
    wanted = list(dict.fromkeys(ids))
    for place, paper_id in enumerate(wanted):
        try:
            listing = await pace.ask(partial(pace.feed.paper, paper_id), waits)
        except FeedError as error:
            first_error = first_error or error
            if error.retry_at or isinstance(error, OfflineError | NoAnswerError):
                failed += wanted[place:]
                break
            failed.append(paper_id)
            continue
        if listing.records:
            first_fill = await writer.run(cache.is_unfilled)
            saved = await writer.run(cache.save, listing, first_fill=first_fill)
            new += saved.new
            found.append(paper_id)
        else:
            unknown.append(paper_id)
    return Single(tuple(found), new, tuple(unknown), tuple(failed), first_error)
