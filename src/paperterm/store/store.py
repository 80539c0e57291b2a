"""The store as a whole: both files opened, each part with a lane of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from paperterm.errors import StoreError
from paperterm.lanes import Lane
from paperterm.paper import Listing, Record
from paperterm.store.cache import Cache
from paperterm.store.files import (
    CACHE,
    LIBRARY,
    is_ours,
    open_file,
    open_for_reading,
    put_aside,
    told_of,
)
from paperterm.store.library import Library
from paperterm.store.search import Search

CLOSING = 0.2
"""Seconds that closing waits for marks that are being written."""


@dataclass(frozen=True, slots=True)
class Store:
    """Three parts that never wait for each other.

    A part's methods block; an event loop calls them on the part's lane: `reader` for `search`,
    `writer` for `cache`, `marker` for `library`. `notices` are sentences the user must be told.
    """

    cache: Cache
    library: Library
    search: Search
    notices: tuple[str, ...]
    reader: Lane
    writer: Lane
    marker: Lane

    @staticmethod
    def open(cache_file: Path, library_file: Path, now: Callable[[], datetime]) -> Store:
        """Open both files, making what is missing; raises StoreError.

        A damaged file is put aside and made anew, which a notice tells.
        """
        notices: list[str] = []
        library_file, cache_file = _usable(library_file, cache_file, now, notices)
        with ExitStack() as opened:
            library_connection = open_file(library_file, LIBRARY)
            opened.callback(library_connection.close)
            library = Library(library_connection, library_file, now)
            cache_connection = open_file(cache_file, CACHE)
            opened.callback(cache_connection.close)
            cache = Cache(cache_connection, cache_file)
            _bring_back(library, cache, now)
            search = Search(
                open_for_reading(cache_file),
                open_for_reading(library_file),
                (cache_file, library_file),
            )
            opened.pop_all()
        lanes = (Lane("search"), Lane("cache"), Lane("marks"))
        return Store(cache, library, search, tuple(notices), *lanes)

    def close(self) -> None:
        """Wait a moment for marks that are being written, and leave."""
        self.search.interrupt()
        self.marker.close(CLOSING)
        self.reader.close()
        self.writer.close()


def _usable(
    library_file: Path, cache_file: Path, now: Callable[[], datetime], notices: list[str]
) -> tuple[Path, Path]:
    """Return the files to open, after putting aside what is damaged."""
    try:
        with told_of(library_file):
            ours = is_ours(library_file, LIBRARY)
        if ours is False:
            raise StoreError(
                f"{library_file} was made by a newer paperterm or by another program, and is left"
                " as it is. Update paperterm, or move the file away."
            )
        if ours is None:
            aside = put_aside(library_file, now())
            notices.append(
                f"The library with your marks could not be read. It is kept as {aside},"
                " and a new one was begun."
            )
        ours = is_ours(cache_file, CACHE)
        if ours is False:
            cache_file = cache_file.with_name(
                f"{cache_file.stem}-v{CACHE.version}{cache_file.suffix}"
            )
        elif ours is None:
            aside = put_aside(cache_file, now())
            notices.append(
                f"The cache could not be read and is fetched again; it is kept as {aside}."
            )
    except OSError as error:
        raise StoreError(f"{error.filename} could not be used: {error.strerror}.") from error
    return library_file, cache_file


def _bring_back(library: Library, cache: Cache, now: Callable[[], datetime]) -> None:
    """Fill a new cache with the papers that the library has kept."""
    if not cache.is_empty():
        return
    records = tuple(
        Record(paper, json.dumps(paper.as_record(), ensure_ascii=False))
        for paper in library.records()
    )
    if records:
        cache.save(Listing(records, now()), first_fill=True)
