"""Fetching from the shell: the archive and single papers, with what is said meanwhile.

What only one command needs is imported in it, as in all of this package.
"""

# ruff: noqa: PLC0415

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from paperterm.clean import clean_line
from paperterm.cli import streams
from paperterm.cli.parts import configuration, now, opened, with_feed
from paperterm.errors import NotFoundError
from paperterm.wording import counted

if TYPE_CHECKING:
    from paperterm.archive import Progress

LINES = 10
"""Lines that tell the progress where there is no terminal to show it in."""

_SHOWN = 100


def first_day(text: str) -> date:
    """Return the first day of a day, a month or a year; raises UsageError."""
    from paperterm.query.values import days

    covered = days(text)
    if covered is None or date.fromordinal(covered[0]) > now().date():
        shown = clean_line(text, _SHOWN)
        raise click.UsageError(
            f"--since takes a day, a month or a year that has begun"
            f" (2025-01-15, 2025-01, 2025), not {shown}."
        )
    return date.fromordinal(covered[0])


def paper_ids(texts: Sequence[str]) -> list[str]:
    """Return the ids that arguments mean, each once; raises UsageError."""
    from paperterm.archive import is_id
    from paperterm.query.values import paper_id

    found = [paper_id(text.strip()) for text in texts]
    for text, each in zip(texts, found, strict=True):
        if not is_id(each):
            shown = clean_line(text, _SHOWN)
            raise click.UsageError(
                f"{shown} is neither an id such as 2511.00001 nor a link to a paper."
            )
    return list(dict.fromkeys(found))


def fetch_archive(first: date) -> int:
    """Fetch what is missing of the archive from a day on; returns the exit code."""
    from paperterm.archive import Pace, days_since, fetch_days, missing

    config = configuration()
    with opened(config) as store:
        days = missing(days_since(first, now()), store.cache.fetched(), now())
        shown = ArchiveProgress(streams.has_progress())
        try:
            fetched = with_feed(
                config, lambda feed: fetch_days(Pace(feed, store, now), days, shown.show)
            )
        except KeyboardInterrupt:
            shown.clear()
            streams.say(f"Interrupted; {shown.kept}. The same command goes on from here.")
            raise
        finally:
            shown.clear()
    streams.write([fetched.result_line()])
    if fetched.is_cut_short:
        streams.say(f"It ended early; {shown.kept}. The same command goes on from here.")
    return fetched.error.exit_code if fetched.error else 0


def fetch_single(ids: Sequence[str]) -> int:
    """Fetch papers by their ids; raises NotFoundError where the feed does not know them all."""
    from paperterm.archive import Pace, fetch_papers

    config = configuration()

    def waits(until: datetime | None) -> None:
        if until:
            streams.say(asks_to_wait(until))

    with opened(config) as store:
        single = with_feed(config, lambda feed: fetch_papers(Pace(feed, store, now), ids, waits))
    if single.error and not single.found:
        raise single.error
    streams.write([single.result_line()])
    if single.unknown:
        raise NotFoundError(f"Not found: {', '.join(single.unknown)}.")
    return single.error.exit_code if single.error else 0


class ArchiveProgress:
    """Shows how far the archive is: as a bar on a terminal, else as a line now and then."""

    def __init__(self, on_terminal: bool) -> None:
        self._on_terminal = on_terminal
        self._last: Progress | None = None
        self._tenths = 0

    @property
    def kept(self) -> str:
        """What has been kept so far."""
        done, papers = (self._last.done, self._last.papers) if self._last else (0, 0)
        return f"{counted(papers, 'paper')} of {counted(done, 'list')} kept"

    def show(self, progress: Progress) -> None:
        """Show where it is now."""
        self._last = progress
        if self._on_terminal:
            streams.show_progress(progress_bar(progress))
        elif progress.waits_until:
            streams.say(asks_to_wait(progress.waits_until))
        elif progress.total:
            tenths = progress.done * LINES // progress.total
            if tenths > self._tenths or not progress.done:
                self._tenths = tenths
                streams.say(_numbers(progress))

    def clear(self) -> None:
        """Leave an empty line for what is printed next."""
        streams.show_progress("")


def asks_to_wait(until: datetime) -> str:
    """Return what is said while the server is left alone."""
    return f"the server asks to wait until {until.astimezone():%H:%M}"


def progress_bar(progress: Progress) -> str:
    """Return a bar and the numbers beside it, in one line."""
    text = f"{streams.progress_bar(progress.done, progress.total)} {_numbers(progress)}"
    if progress.waits_until:
        text += f" · {asks_to_wait(progress.waits_until)}"
    return text


def _numbers(progress: Progress) -> str:
    return f"{progress.done:,}/{progress.total:,} lists, {counted(progress.papers, 'paper')}"
