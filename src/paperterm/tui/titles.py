"""Titles: papers looked for by the words of their titles, a newer question ending an older one."""

from __future__ import annotations

import threading

from paperterm.paper import Row
from paperterm.query import QUERY_LENGTH, parse
from paperterm.query.terms import quoted
from paperterm.store import Search, Store

MOST = 20
"""Papers that are found at most."""


class Titles:
    """Asks the store on the lane on which it is read."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._guard = threading.Lock()
        self._asking = False

    async def find(self, text: str) -> list[Row]:
        """Return the papers whose titles have every word of `text`, or the beginning of one.

        The best come first; without any words, they are the first of all papers. Raises StoreError,
        and Stale when interrupted.
        """
        return await self._store.reader.run(self._find, self._store.search, text)

    def interrupt(self) -> None:
        """End the question that is being answered, if it is one of these and not the list's."""
        with self._guard:
            if self._asking:
                self._store.search.interrupt()

    def _find(self, search: Search, text: str) -> list[Row]:
        query = parse(title_query(text))
        if text and not query.root:
            return []  # signs alone, which no title is looked for by
        with self._guard:
            self._asking = True
        try:
            keys = search.first(query, MOST).keys
        finally:
            with self._guard:
                self._asking = False
        return search.rows(keys[:MOST])


def title_query(text: str) -> str:
    """Return the filter for titles with all words of a text, or with words that begin so."""
    words = text[:QUERY_LENGTH].split()
    ends = ["sort:relevance"] if words else []
    return " ".join([*(f"title:{quoted(word)}*" for word in words), *ends])
