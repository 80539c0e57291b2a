"""How fresh the list is: the state of the refresh as a value, and the sentence for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from paperterm.errors import FeedError, OfflineError
from paperterm.refresh import Progress, Refreshed, result_line
from paperterm.tui.lines import ago, clock_time, updated
from paperterm.wording import counted


@dataclass(frozen=True, slots=True)
class Freshness:
    """`fetched_at` is when the cache was last filled; the rest tells of the refresh of this run."""

    fetched_at: datetime | None = None
    progress: Progress | None = None
    refreshed: Refreshed | None = None
    error: FeedError | None = None

    def sentence(self, now: datetime) -> str:
        """Return what the status bar says."""
        if self.progress:
            return f"updating {self.progress.done}/{self.progress.total} …"
        if self.error:
            return self._failure(self.error)
        if self.refreshed:
            return self._result(self.refreshed, now)
        return updated(self.fetched_at, now)

    def invitation(self, refresh: str, sample: str) -> str:
        """Return what an empty list says, with the keys that fetch papers and open the sample."""
        if self.progress:
            return "Fetching the trending papers …"
        why = f"{self.error}\n" if self.error else ""
        return f"No papers yet.\n{why}{refresh} fetches them, {sample} opens the bundled sample."

    def report(self) -> str | None:
        """Return all that went wrong, for somebody who asked; None where nothing did."""
        if self.error:
            return str(self.error)
        if self.refreshed and (self.refreshed.failed or self.refreshed.skipped):
            return result_line(self.refreshed)
        return None

    def _failure(self, error: FeedError) -> str:
        if isinstance(error, OfflineError):
            if self.fetched_at is None:
                return "offline"
            return f"offline, showing what was fetched at {clock_time(self.fetched_at)}"
        return _first_sentence(error)

    def _result(self, refreshed: Refreshed, now: datetime) -> str:
        parts = [f"{refreshed.new:,} new" if refreshed.new else "nothing new"]
        if refreshed.first_fill:
            parts = [f"{counted(refreshed.new, 'paper')} fetched"]
        if refreshed.error and refreshed.error.retry_at:
            return " · ".join([*parts, _first_sentence(refreshed.error)])
        if refreshed.failed:
            parts.append(f"{counted(len(refreshed.failed), 'list')} failed")
        if refreshed.skipped:
            parts.append(f"{counted(refreshed.skipped, 'record')} unreadable")
        return " · ".join([*parts, ago(refreshed.at, now)])


def _first_sentence(error: FeedError) -> str:
    """Return what happened, as a bar has room for; what to do is the rest."""
    return str(error).split(". ")[0].rstrip(".")
