"""The store as a whole: both files opened, each part with a lane of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic

from paperterm.errors import DamagedError, StoreError, SuspectError
from paperterm.lanes import Lane
from paperterm.store.aside import doubt, is_doubted, put_aside, trust
from paperterm.store.backups import is_emptied
from paperterm.store.cache import Cache
from paperterm.store.files import (
    CACHE,
    LIBRARY,
    identity,
    is_ours,
    open_file,
    open_for_reading,
    refused,
)
from paperterm.store.library import Library
from paperterm.store.search import Search

CLOSING = 0.1
"""Seconds that closing waits in all; for marks that are being written, it may be all of them."""

EXPENDABLE = 0.05
"""Seconds, of these, for the cache: what is not written there is fetched again."""


@dataclass(frozen=True, slots=True)
class Store:
    """Three parts that never wait for each other.

    A part's methods block; an event loop calls them on the part's lane: `reader` for `search`,
    `writer` for `cache`, `marker` for `library`. `notices` are sentences the user must be told;
    `identities` are those of both files when they were opened.
    """

    cache: Cache
    library: Library
    search: Search
    notices: tuple[str, ...]
    reader: Lane
    writer: Lane
    marker: Lane
    cache_file: Path
    identities: tuple[tuple[int, int] | None, ...]

    @staticmethod
    def open(cache_file: Path, library_file: Path, now: Callable[[], datetime]) -> Store:
        """Open both files, making what is missing; raises StoreError.

        A damaged library is put aside, and its newest backup takes its place; a damaged cache is
        put aside and made anew. Notices tell of both. Not for files that this process has open
        already: looking at a file's header lets go of the locks that the process has on it (POSIX).
        """
        notices: list[str] = []
        try:
            _use_library(library_file, now, notices)
            cache_file = _usable_cache(cache_file, now, notices)
            try:
                return _opened(cache_file, library_file, now, notices)
            except DamagedError as error:
                if error.path == cache_file:
                    notices.append(_without_cache(cache_file, now))
                elif told := _mended(library_file, now):
                    notices.append(told)
                else:
                    raise
            return _opened(cache_file, library_file, now, notices)
        except OSError as error:
            raise StoreError(f"{error.filename} could not be used: {error.strerror}.") from error

    def doubt(self, error: SuspectError) -> None:
        """Note that a file may be damaged: `was_replaced` says so, and opening looks at it."""
        doubt(error.path)

    def was_replaced(self) -> bool:
        """Whether a file was deleted, is another now, or is in doubt: then open the store anew.

        What is open goes on with the file that nobody else sees any more.
        """
        files = (self.cache_file, self.library.path)
        return self.identities != tuple(map(identity, files)) or any(map(is_doubted, files))

    def close(self) -> None:
        """Close both files, after the marks that are being written; waits at most CLOSING."""
        self.search.interrupt()
        end = monotonic() + CLOSING
        self.marker.close(self.library.close, CLOSING)
        end = min(end, monotonic() + EXPENDABLE)
        for lane, part in ((self.reader, self.search), (self.writer, self.cache)):
            lane.close(part.close, max(end - monotonic(), 0))


def _opened(
    cache_file: Path, library_file: Path, now: Callable[[], datetime], notices: Sequence[str]
) -> Store:
    """Open two files that look right; raises StoreError."""
    with ExitStack() as opened:
        library_connection = open_file(library_file, LIBRARY)
        opened.callback(library_connection.close)
        library = Library(library_connection, library_file, now)
        cache = _opened_cache(cache_file, library, now)
        opened.callback(cache.close)
        reading = open_for_reading(cache_file)
        opened.callback(reading.close)
        marks = open_for_reading(library_file)
        opened.callback(marks.close)
        search = Search(reading, marks, (cache_file, library_file), now)
        opened.pop_all()
    lanes = (Lane("search", search.give_way), Lane("cache"), Lane("marks"))
    identities = (identity(cache_file), identity(library_file))
    return Store(cache, library, search, tuple(notices), *lanes, cache_file, identities)


def _use_library(path: Path, now: Callable[[], datetime], notices: list[str]) -> None:
    """See to it that the library can be opened."""
    ours = is_ours(path, LIBRARY)
    if ours is False:
        raise refused(path)
    if not path.exists():
        trust(path)
    elif ours is None or is_doubted(path) or is_emptied(path):
        whole = "The library was checked after an error, and is whole."
        notices.append(_mended(path, now) or whole)


def _mended(path: Path, now: Callable[[], datetime]) -> str:
    """Put a whole library in the place of a damaged one; returns what the user is told."""
    from paperterm.store.rescue import mend  # noqa: PLC0415 - it is hardly ever needed

    return mend(path, now())


def _usable_cache(path: Path, now: Callable[[], datetime], notices: list[str]) -> Path:
    """Return the cache to open: one of another version is left to whoever made it."""
    if is_ours(path, CACHE) is False:
        path = path.with_name(f"{path.stem}-v{CACHE.version}{path.suffix}")
    ours = is_ours(path, CACHE)
    if ours is False:
        raise refused(path)
    if ours is None or (is_doubted(path) and path.exists()):
        notices.append(_without_cache(path, now))
    return path


def _without_cache(path: Path, now: Callable[[], datetime]) -> str:
    """Put a cache aside, so that it is made anew, and return what the user is told."""
    aside = put_aside(path, now())
    trust(path)
    return f"The cache could not be read and is fetched again; it is kept as {aside}."


def _opened_cache(path: Path, library: Library, now: Callable[[], datetime]) -> Cache:
    """Return the cache; a new one begins with the papers that the library has kept."""
    cache = Cache(open_file(path, CACHE), path)
    try:
        if cache.is_empty():
            cache.bring_back(library.records(), now())
    except BaseException:
        cache.close()
        raise
    return cache
