"""Marks, copied: what the reader said of papers, in the shape in which a search looks at it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from paperterm.store.files import told_of
from paperterm.store.place import number_of

HELD = 50
"""Milliseconds that a search waits for a library held by another program; the first waits BUSY."""

MARKS = ("read", "starred")
"""The marks that are copied, each into a temporary table of its own, as numbers of papers."""


class Marks:
    """A copy of the library's marks beside the cache, so that no search holds a lock on it.

    What was said of a paper under an alias counts where nothing was said under its own id.
    """

    def __init__(
        self, cache: sqlite3.Connection, library: sqlite3.Connection, paths: tuple[Path, Path]
    ) -> None:
        self._cache = cache
        self._library = library
        self._cache_path, self._path = paths
        self.newest_change = -1
        self._aliases: list[tuple[str, str]] = []
        self.version = self._cache_version = -1
        with told_of(self._cache_path):
            for mark in MARKS:
                cache.execute(f"CREATE TEMP TABLE {mark} (number INTEGER PRIMARY KEY)")
        with told_of(self._path):
            library.execute("PRAGMA query_only=1")

    @property
    def is_copied(self) -> bool:
        """Whether there is a copy yet; the first takes a tenth of a second for 50,000 marks."""
        return self.version >= 0

    def library_version(self) -> int:
        """Return a number that changes when another connection has written to the library."""
        with told_of(self._path), self._held_is_unchanged():
            return _version(self._library)
        return self.version

    def last_change(self) -> int:
        """Return when a mark was last changed, in milliseconds since 1970; -1 is never."""
        with told_of(self._path):
            query = "SELECT coalesce(max(changed_at), -1) FROM marks"
            return int(self._library.execute(query).fetchone()[0])

    def update(self) -> None:
        """Bring the copy up to date, in one short read of the library; raises StoreError."""
        with told_of(self._path), self._held_is_unchanged():
            version, cache_version = _version(self._library), _version(self._cache)
            if (version, cache_version) == (self.version, self._cache_version):
                return
            aliases = self._known_aliases()
            self._cache_version = cache_version
            if version == self.version and aliases == self._aliases:
                return
            changed = self._library.execute(
                "SELECT id, mark, value, changed_at FROM marks WHERE changed_at >= ?",
                [self.newest_change],
            ).fetchall()
            by_alias = self._said_by_alias(aliases)
            self._copy(row[:3] for row in changed)
            self._copy(by_alias)
            self.newest_change = max((row[3] for row in changed), default=self.newest_change)
            self._aliases = aliases
            self.version = version
            self._library.execute(f"PRAGMA busy_timeout={HELD}")

    def of(self, papers: Sequence[tuple[int, str]]) -> dict[int, frozenset[str]]:
        """Return the marks of a few papers, each given by its key and id.

        Without a copy they are read from the library, which is faster than making one.
        """
        if self.is_copied:
            self.update()
            return {key: frozenset(self._copied(paper_id)) for key, paper_id in papers}
        with told_of(self._path):
            return {key: frozenset(self._said(key, paper_id)) for key, paper_id in papers}

    def _copied(self, paper_id: str) -> Iterator[str]:
        for mark in MARKS:
            query = f"SELECT 1 FROM temp.{mark} WHERE number = ?"
            if self._cache.execute(query, [number_of(paper_id)]).fetchone():
                yield mark

    def _said(self, key: int, paper_id: str) -> Iterator[str]:
        with told_of(self._cache_path):
            query = "SELECT alias FROM aliases WHERE key = ?"
            aliases = self._cache.execute(query, [key]).fetchall()
        said = self._resolved([paper_id, *(alias for (alias,) in aliases)])
        yield from (mark for mark, value in said.items() if value)

    def _known_aliases(self) -> list[tuple[str, str]]:
        query = "SELECT aliases.alias, id FROM aliases JOIN papers USING (key) ORDER BY 1"
        with told_of(self._cache_path):
            return self._cache.execute(query).fetchall()

    def _copy(self, said: Iterable[tuple[str, str, int | None]]) -> None:
        """Take in marks, each with its paper and its value."""
        changes: dict[tuple[str, bool], list[tuple[int]]] = {}
        for paper_id, mark, value in said:
            changes.setdefault((mark, bool(value)), []).append((number_of(paper_id),))
        with told_of(self._cache_path):
            # One transaction, as each statement by itself takes three times as long.
            self._cache.execute("BEGIN")
            try:
                for mark in MARKS:
                    gone, come = changes.get((mark, False), ()), changes.get((mark, True), ())
                    self._cache.executemany(f"DELETE FROM temp.{mark} WHERE number = ?", gone)
                    self._cache.executemany(
                        f"INSERT OR IGNORE INTO temp.{mark} VALUES (?)", sorted(come)
                    )
            finally:
                self._cache.execute("COMMIT")

    def _said_by_alias(
        self, aliases: Sequence[tuple[str, str]]
    ) -> list[tuple[str, str, int | None]]:
        """Return every mark of the papers that have an alias, under whichever id it was said."""
        names: dict[str, list[str]] = {}
        for alias, paper_id in aliases:
            names.setdefault(paper_id, [paper_id]).append(alias)
        found: list[tuple[str, str, int | None]] = []
        for paper_id, ids in names.items():
            said = self._resolved(ids)
            found.extend((paper_id, mark, said.get(mark)) for mark in MARKS)
        return found

    def _resolved(self, ids: Sequence[str]) -> dict[str, int]:
        """Return what the first of the ids that says something says of each mark."""
        said: dict[str, int] = {}
        for each in ids:
            found = self._library.execute("SELECT mark, value FROM marks WHERE id = ?", [each])
            for mark, value in found:
                if value is not None:
                    said.setdefault(mark, value)
        return said

    @contextmanager
    def _held_is_unchanged(self) -> Iterator[None]:
        """Go on with the copy that there is while another program holds the library."""
        try:
            yield
        except sqlite3.OperationalError as error:
            name = getattr(error, "sqlite_errorname", "")
            is_held = name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
            if not is_held or self.version < 0:
                raise


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA data_version").fetchone()[0])
