"""Search: reads the cache, with a copy of the reader's marks beside it."""

from __future__ import annotations

import sqlite3
import threading
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from paperterm.fold import fold
from paperterm.paper import Row
from paperterm.query import EVERYTHING, Query
from paperterm.store.cache import FILLED, VISITED
from paperterm.store.compile import HOLDS, Condition, compile_query, marked
from paperterm.store.files import UnreadableError, paper_from, told_of

HELD = 50
"""Milliseconds that a search waits for a library held by another program; the first waits BUSY."""


class Stale(Exception):  # noqa: N818 - no error: a newer question has taken this one's place
    """The answer is no longer wanted."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The keys of the papers found, in order.

    `total` counts the papers there are; `newest` is the largest key there was, by which what
    arrives later is told.
    """

    keys: array[int] = field(default_factory=lambda: array("q"))
    total: int = 0
    newest: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """How many papers the cache lists, and what the reader made of them."""

    papers: int
    unread: int
    starred: int


class Search:
    """Reads `cache.db` and `library.db`, each on a connection of its own.

    A running search holds no lock on the library: it looks at a copy of the marks, which is
    brought up to date when somebody has written to the file. Only `ask` is ever interrupted.
    """

    def __init__(
        self, cache: sqlite3.Connection, library: sqlite3.Connection, paths: tuple[Path, Path]
    ) -> None:
        self._cache = cache
        self._library = library
        self._cache_path, self._library_path = paths
        self._guard = threading.Lock()
        self._asking = self._unwanted = False
        self._marks_version = -1
        self._marks_upto = -1
        self._seen = (-1, -1)
        self._counts: tuple[tuple[int, int], Counts] | None = None
        with told_of(self._cache_path):
            cache.create_function(HOLDS, 3, _holds, deterministic=True)
            cache.execute("PRAGMA temp_store=MEMORY")
            cache.execute(
                "CREATE TEMP TABLE marks (id TEXT, mark TEXT, value INTEGER,"
                " PRIMARY KEY (id, mark)) WITHOUT ROWID"
            )
        with told_of(self._library_path):
            library.execute("PRAGMA query_only=1")
        self._visited = self._setting(VISITED)

    def close(self) -> None:
        """Close both connections."""
        self._cache.close()
        self._library.close()

    @property
    def since_key(self) -> int:
        """The key that divides what is new from what was there before.

        It is where the last run of the app had ended when this one began; nothing of the first
        fill of a cache is new, whenever that happens.
        """
        return max(self._visited, self._setting(FILLED))

    def interrupt(self) -> None:
        """End the `ask` that is running, if there is one; may be called from any thread."""
        with self._guard:
            if self._asking:
                self._unwanted = True
                self._cache.interrupt()

    def ask(self, query: Query) -> Shown:
        """Return the papers that match; raises Stale when interrupted, StoreError."""
        self._copy_marks()
        with told_of(self._cache_path), self._snapshot():
            with self._guard:
                self._asking = True
            try:
                newest, keys = self._newest_key(), self._find(query)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorname == "SQLITE_INTERRUPT":
                    raise Stale from error
                raise
            finally:
                with self._guard:
                    self._asking = self._unwanted = False
        return Shown(keys, self.counts().papers, newest)

    def extend(self, query: Query, shown: Shown) -> Shown:
        """Return the papers shown and those that have arrived since and match, in today's order."""
        self._copy_marks()
        with told_of(self._cache_path), self._snapshot():
            newest = self._newest_key()
            arrived = self._find(query, after=shown.newest) if newest > shown.newest else []
            members = set(shown.keys)
            members.update(arrived)
            order = self._find(EVERYTHING)
            keys = array("q", [key for key in order if key in members])
        return Shown(keys, self.counts().papers, newest)

    def rows(self, keys: Sequence[int]) -> list[Row]:
        """Return the rows of these keys, in their order; unknown keys are left out."""
        self._copy_marks()
        found: dict[int, Row] = {}
        with told_of(self._cache_path):
            for start in range(0, len(keys), 500):
                some = list(keys[start : start + 500])
                condition = f"papers.key IN ({','.join('?' * len(some))})"
                found.update(
                    (row.key, row) for row in self._rows(Condition(condition, tuple(some)))
                )
        return [found[key] for key in keys if key in found]

    def row(self, paper_id: str) -> Row | None:
        """Return a paper by its id, or by the id it had when it came from a saved page."""
        self._copy_marks()
        with told_of(self._cache_path):
            alias = "papers.key = (SELECT key FROM aliases WHERE alias = ?)"
            for condition in (alias, "papers.id = ?"):
                for row in self._rows(Condition(condition, (paper_id,))):
                    return row
        return None

    def ids(self, keys: Sequence[int]) -> list[str]:
        """Return the ids of these keys, in their order."""
        found: dict[int, str] = {}
        with told_of(self._cache_path):
            for start in range(0, len(keys), 500):
                some = list(keys[start : start + 500])
                places = ",".join("?" * len(some))
                found.update(
                    self._cache.execute(
                        f"SELECT key, id FROM papers WHERE key IN ({places})",
                        some,
                    )
                )
        return [found[key] for key in keys if key in found]

    def unread(self, keys: Sequence[int]) -> list[int]:
        """Return those of the keys that are unread, in their order."""
        read = self._read_keys()
        return [key for key in keys if key not in read]

    def next_unread(self, keys: Sequence[int], index: int, step: Literal[1, -1]) -> int | None:
        """Return the place of the next unread paper after (or before) a place, None at the end."""
        read = self._read_keys()
        places = range(index + 1, len(keys)) if step > 0 else range(index - 1, -1, -1)
        return next((place for place in places if keys[place] not in read), None)

    def counts(self) -> Counts:
        """Return how many papers there are, and how many of them are unread and starred."""
        self._copy_marks()
        with told_of(self._cache_path):
            version = (self._version(self._cache), self._marks_version)
            if self._counts is None or self._counts[0] != version:
                listed = "SELECT count(*) FROM papers WHERE listed"
                papers, starred = (
                    int(self._cache.execute(query).fetchone()[0])
                    for query in (listed, f"{listed} AND {marked('starred')} = 1")
                )
                counts = Counts(papers, papers - len(self._read_keys()), starred)
                self._counts = (version, counts)
            return self._counts[1]

    def has_changed(self) -> bool:
        """Whether another connection has written to either file since this was last asked."""
        with told_of(self._cache_path):
            cache = self._version(self._cache)
        library = self._seen[1]
        with told_of(self._library_path), self._held_is_unchanged():
            library = self._version(self._library)
        changed, self._seen = self._seen != (cache, library), (cache, library)
        return changed

    @contextmanager
    def _snapshot(self) -> Iterator[None]:
        """Look at the cache as it is now, whatever is written to it meanwhile."""
        self._cache.execute("BEGIN")
        try:
            yield
        finally:
            self._cache.rollback()

    def _find(self, query: Query, after: int = 0) -> array[int]:
        condition = compile_query(query, self.since_key)
        where = condition.sql + (" AND papers.key > ?" if after else "")
        values = [*condition.values, *([after] if after else [])]
        ranked = self._cache.execute(
            f"SELECT papers.key FROM trending JOIN papers USING (key) WHERE {where} ORDER BY rank",
            values,
        )
        keys = array("q", [key for (key,) in ranked])
        if self._unwanted:
            raise Stale  # an interrupt between two statements ends neither
        others = self._cache.execute(
            f"SELECT papers.key FROM papers WHERE {where}"
            " AND papers.key NOT IN (SELECT key FROM trending)"
            " ORDER BY sort_day DESC, upvotes DESC, id",
            values,
        )
        keys.extend(key for (key,) in others)
        return keys

    def _rows(self, condition: Condition) -> list[Row]:
        since_key = self.since_key
        found = self._cache.execute(
            "SELECT papers.key, record, rank,"
            f" {marked('read')}, {marked('starred')}"
            " FROM papers LEFT JOIN trending USING (key)"
            f" WHERE {condition.sql}",
            condition.values,
        )
        return [
            Row(
                key=key,
                paper=paper_from(record),
                rank=rank,
                read=bool(read),
                starred=bool(starred),
                new=key > since_key and not read,
            )
            for key, record, rank, read, starred in found
        ]

    def _read_keys(self) -> set[int]:
        """The listed papers that are read: those marked, and those marked under an alias."""
        self._copy_marks()
        with told_of(self._cache_path):
            candidates = (
                "SELECT papers.key FROM temp.marks JOIN papers USING (id)"
                " WHERE mark = 'read' AND value = 1"
                " UNION SELECT aliases.key FROM temp.marks JOIN aliases ON alias = id"
                " WHERE mark = 'read' AND value = 1"
            )
            found = self._cache.execute(
                f"SELECT key FROM papers WHERE listed AND {marked('read')} = 1"
                f" AND key IN ({candidates})"
            )
            return {key for (key,) in found}

    def _copy_marks(self) -> None:
        """Bring the copy of the marks up to date, in one short read of the library."""
        with told_of(self._library_path), self._held_is_unchanged():
            version = self._version(self._library)
            if version == self._marks_version:
                return
            changed = self._library.execute(
                "SELECT id, mark, value, changed_at FROM marks WHERE changed_at >= ?",
                [self._marks_upto],
            ).fetchall()
            with told_of(self._cache_path):
                self._cache.executemany(
                    "INSERT OR REPLACE INTO temp.marks VALUES (?, ?, ?)",
                    [row[:3] for row in changed],
                )
            self._marks_upto = max((row[3] for row in changed), default=self._marks_upto)
            self._marks_version = version
            self._library.execute(f"PRAGMA busy_timeout={HELD}")

    @contextmanager
    def _held_is_unchanged(self) -> Iterator[None]:
        """Go on with the copy that there is while another program holds the library."""
        try:
            yield
        except sqlite3.OperationalError as error:
            name = getattr(error, "sqlite_errorname", "")
            is_held = name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
            if not is_held or self._marks_version < 0:
                raise

    def _setting(self, name: str) -> int:
        with told_of(self._cache_path):
            row = self._cache.execute(
                "SELECT value FROM settings WHERE name = ?", [name]
            ).fetchone()
        return int(row[0]) if row and row[0] is not None else 0

    def _newest_key(self) -> int:
        return int(self._cache.execute("SELECT max(key) FROM papers").fetchone()[0] or 0)

    @staticmethod
    def _version(connection: sqlite3.Connection) -> int:
        return int(connection.execute("PRAGMA data_version").fetchone()[0])


def _holds(record: str, field_name: str, literal: str) -> bool:
    """Whether a literal occurs in one field of a paper, folded."""
    try:
        paper = paper_from(record)
    except UnreadableError:
        return False  # whoever reads the row is told
    names = paper.authors if field_name == "author" else (*paper.authors, *paper.keywords)
    texts = names if field_name == "author" else (paper.title, paper.abstract, *names)
    return any(literal in fold(text) for text in texts)
