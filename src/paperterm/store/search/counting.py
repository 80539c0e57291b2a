"""Counting: how many papers there are, hidden or not, and what the reader made of them."""

from __future__ import annotations

import sqlite3

from paperterm.store.cache import LISTED, TALLY
from paperterm.store.marked import VISIBLE
from paperterm.store.search.answers import Counts, Tally
from paperterm.store.search.marks import Marks


class Counter:
    """Counts once what has not changed since. What it raises is SQLite's."""

    def __init__(self, cache: sqlite3.Connection, marks: Marks) -> None:
        self.last = Tally()
        self._cache = cache
        self._marks = marks
        self._counted = self._hidden_at = (-1, -1, -1)
        self._hidden = 0

    def noted(self) -> Tally | None:
        """Return the tally noted at the end of the last visit, if it is still right."""
        query = "SELECT value FROM settings WHERE name = ?"
        row = self._cache.execute(query, [TALLY]).fetchone()
        tally = Tally.of(row[0]) if row else None
        now = (self.setting(LISTED), self.newest_key(), self._marks.last_change())
        if tally is None or (tally.listed, tally.newest, tally.change) != now:
            return None
        self.last = tally
        return tally

    def tally(self) -> Tally:
        """Return the counts, by the copy of the marks."""
        state = self._state()
        if self._counted != state:
            listed, newest, _ = state
            papers = listed - self.hidden()
            counts = Counts(papers, papers - self._marked("read"), self._marked("starred"))
            self.last = Tally(counts, listed, newest, self._marks.newest_change)
            self._counted = state
        return self.last

    def hidden(self) -> int:
        """Return how many of the papers listed are hidden."""
        if not self._marks.hides:
            return 0
        state = self._state()
        if self._hidden_at != state:
            self._hidden = self._marked("hidden")
            self._hidden_at = state
        return self._hidden

    def setting(self, name: str) -> int:
        """Return a number among the settings of the cache."""
        query = "SELECT value FROM settings WHERE name = ?"
        row = self._cache.execute(query, [name]).fetchone()
        return int(row[0]) if row and row[0] is not None else 0

    def newest_key(self) -> int:
        """Return the largest key of a paper."""
        return int(self._cache.execute("SELECT max(key) FROM papers").fetchone()[0] or 0)

    def version(self) -> int:
        """Return a number that changes when another connection has written to the cache."""
        return int(self._cache.execute("PRAGMA data_version").fetchone()[0])

    def _state(self) -> tuple[int, int, int]:
        """Return what changes when the papers listed do, or the copy of the marks.

        A refresh that only says something new of papers that are there changes none of it; to
        count marks takes a tenth of a second at a million papers.
        """
        return (self.setting(LISTED), self.newest_key(), self._marks.copies)

    def _marked(self, mark: str) -> int:
        """Return how many papers have a mark and are not hidden, unless that is the mark."""
        query = f"SELECT count(*) FROM temp.{mark} m CROSS JOIN facts f ON f.number = m.number"
        if self._marks.hides and mark != "hidden":
            query += f" WHERE {VISIBLE.sql.text}"
        return int(self._cache.execute(query).fetchone()[0])
