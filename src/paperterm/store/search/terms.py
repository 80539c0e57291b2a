"""Terms: the words that occur, by which the beginning of a longer word is looked up in the index.

FTS5 has lists of the papers with each beginning of 1, 2 or 4 letters (`prefix` in the schema); of
any other it would read all papers of all words that begin so before it gave the first.
"""

from __future__ import annotations

import sqlite3

from paperterm.store.entry import TERM_LENGTH
from paperterm.store.marked import PAST

LISTED = frozenset({1, 2, TERM_LENGTH})
"""Letters of the beginnings that FTS5 has lists for."""

MOST = 300
"""Words that are asked for one by one; each costs a few microseconds to look up."""


class Terms:
    """Looks words up in the list of the longer ones."""

    def __init__(self, cache: sqlite3.Connection) -> None:
        self._cache = cache

    def longer(self, beginning: str) -> list[str] | None:
        """Return words of which a word with this beginning must be one.

        One that ends in `*` is a beginning itself. None is returned where FTS5 does better.
        """
        if len(beginning) in LISTED:
            return None
        if len(beginning) < TERM_LENGTH:
            return self._next_beginnings(beginning)
        found = self._cache.execute(
            "SELECT term FROM terms WHERE term >= ? AND term < ? LIMIT ?",
            [beginning, beginning + PAST, MOST + 1],
        ).fetchall()
        return [term for (term,) in found] if len(found) <= MOST else None

    def _next_beginnings(self, beginning: str) -> list[str] | None:
        """Return the word itself and each listed beginning that goes on from it."""
        found = [beginning]
        after = beginning
        while len(found) <= MOST:
            row = self._cache.execute(
                "SELECT term FROM terms WHERE term >= ? ORDER BY term LIMIT 1", [after]
            ).fetchone()
            if row is None or not row[0].startswith(beginning):
                return found
            next_one = row[0][:TERM_LENGTH]
            found.append(f"{next_one}*")
            after = next_one + PAST
        return None
