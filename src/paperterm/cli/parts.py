"""The parts, put together: what every command needs of configuration, store and feed.

What only one command needs is imported in it: nothing may wait for Textual or httpx that does
without.
"""

# ruff: noqa: PLC0415

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from paperterm.clean import clean_line
from paperterm.cli import streams

if TYPE_CHECKING:
    from paperterm.config import Config
    from paperterm.feed import Feed, Timeouts
    from paperterm.paper import Row
    from paperterm.query import Query
    from paperterm.refresh import Refreshed
    from paperterm.store import Shown, Store

T = TypeVar("T")

_AT_ONCE = 500
_HINTS = 5
_PIECE = 60


@dataclass(frozen=True, slots=True)
class Given:
    """What the command line says of the configuration: another file, and keys by their names."""

    config_file: Path | None = None
    options: Mapping[str, str] = field(default_factory=dict)


GIVEN: ContextVar[Given | None] = ContextVar("given", default=None)
"""Set while a command runs that was given options."""


def configuration() -> Config:
    """Return what the user has set; raises UsageError."""
    from paperterm.config import load

    given = GIVEN.get() or Given()
    return load(os.environ, given.config_file, given.options)


@contextmanager
def opened(config: Config) -> Iterator[Store]:
    """Open the store for one command; once a day, the library is looked after at its end.

    What is found damaged meanwhile is mended by the next command.
    """
    from paperterm.errors import DamagedError, SuspectError
    from paperterm.store import Store
    from paperterm.store.backups import look_after

    store = Store.open(config.cache_file, config.library_file, now)
    try:
        for notice in store.notices:
            streams.say(notice)
        yield store
    except SuspectError as error:
        store.doubt(error)
        raise
    finally:
        store.close()
    # Whoever waits for the result has it by now.
    streams.flush()
    try:
        sentence = look_after(config.library_file, now())
    except DamagedError:
        from paperterm.store.rescue import mend

        sentence = mend(config.library_file, now())
    if sentence:
        streams.say(sentence)


def refreshed(config: Config, store: Store) -> Refreshed:
    """Refresh the store, showing the progress."""
    from paperterm.refresh import Progress, refresh

    def tell(progress: Progress) -> None:
        streams.show_progress(f"updating {progress.done}/{progress.total} …")

    try:
        return with_feed(config, lambda feed: refresh(feed, store, now, tell))
    finally:
        streams.show_progress("")


def with_feed(
    config: Config, job: Callable[[Feed], Awaitable[T]], timeouts: Timeouts | None = None
) -> T:
    """Do a job that asks the feed, and return what it returns."""
    import asyncio

    return asyncio.run(_with_feed(config, job, timeouts))


async def _with_feed(
    config: Config, job: Callable[[Feed], Awaitable[T]], timeouts: Timeouts | None
) -> T:
    import asyncio

    from paperterm.executor import DaemonExecutor
    from paperterm.feed import Feed, Timeouts

    asyncio.get_running_loop().set_default_executor(DaemonExecutor())
    async with Feed(
        config.endpoint, token=config.token, now=now, timeouts=timeouts or Timeouts()
    ) as feed:
        return await job(feed)


def print_list(store: Store, text: str, limit: int | None, *, as_json: bool = False) -> None:
    """Print the rows that match the text of a query."""
    from paperterm.printing import json_array, list_lines
    from paperterm.query import parse

    query = parse(text)
    shown = store.search.ask(query)
    keys = shown.keys[:limit]
    rows = rows_of(store, keys)
    if as_json:
        pieces = json_array((row.as_json() for row in rows), ascii_only=streams.are_ascii_only())
        streams.write(pieces, end="")
    else:
        id_width = max(map(len, store.search.ids(keys)), default=0)
        streams.write(list_lines(rows, id_width=id_width, width=streams.width()))
    tell_about(store, query, text, shown)


def tell_about(store: Store, query: Query, text: str, shown: Shown) -> None:
    """Say what was wrong with a query, and why nothing was found where nothing was."""
    said = {hint.sentence: text[hint.start : hint.end] for hint in reversed(query.hints)}
    for sentence, piece in islice(reversed(said.items()), _HINTS):
        streams.say(f"“{clean_line(piece, _PIECE)}”: {sentence}")
    if not shown.total:
        streams.say("There are no papers yet; `paperterm refresh` fetches them.")
    elif not shown.keys:
        _tell_uncached(store, query)


def _tell_uncached(store: Store, query: Query) -> None:
    """Say what a query that finds nothing names, and that is not cached."""
    from paperterm.archive import uncached

    found = uncached(query, store.search, store.cache.fetched(), now())
    if found:
        streams.say(found.advice)


def rows_of(store: Store, keys: Sequence[int]) -> Iterator[Row]:
    """Yield the rows of many keys without holding them all."""
    return chain.from_iterable(
        store.search.rows(keys[start : start + _AT_ONCE]) for start in range(0, len(keys), _AT_ONCE)
    )


def now() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)
