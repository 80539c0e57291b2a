"""A search beside a store's own, of which each statement on the cache is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from papers import NOW
from paperterm.store import Search
from paperterm.store.files import connect


class Watched:
    """A search with something that happens before each of its statements."""

    def __init__(self, folder: Path) -> None:
        files = (folder / "cache.db", folder / "library.db")
        self._connection, library = (connect(f"{file.as_uri()}?mode=ro") for file in files)
        self.search = Search(self._connection, library, files, lambda: NOW)

    def close(self) -> None:
        """Close its connections."""
        self.search.close()

    @contextmanager
    def disturbed(self, disturb: Callable[[], object]) -> Iterator[Search]:
        """Let something happen at the beginning of every statement."""
        with self.told(lambda _statement: disturb()):
            yield self.search

    @contextmanager
    def told(self, tell: Callable[[str], object]) -> Iterator[None]:
        """Have every statement told for a while."""
        self._connection.set_trace_callback(tell)
        yield
        self._connection.set_trace_callback(None)
