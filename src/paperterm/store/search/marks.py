"""Marks, copied: what the reader said of papers, in the shape in which a search looks at it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from paperterm.marks import NOTE, TAG, Mark
from paperterm.store.files import told_of
from paperterm.store.place import number_of

HELD = 50
"""Milliseconds that a search waits for a library held by another program; the first waits BUSY."""

MARKS = tuple(mark.value for mark in Mark)
"""The marks that are copied, each into a temporary table of its own, as numbers of papers."""

_TABLES = (
    *(f"CREATE TEMP TABLE {mark} (number INTEGER PRIMARY KEY)" for mark in MARKS),
    "CREATE TEMP TABLE tags (number INTEGER, tag TEXT, PRIMARY KEY (number, tag)) WITHOUT ROWID",
    "CREATE INDEX temp.tags_by_name ON tags (tag)",
    "CREATE TEMP TABLE notes (number INTEGER PRIMARY KEY, text TEXT NOT NULL)",
)

_Value = int | str | None
_Saying = tuple[str, str, _Value]
"""A paper's id, a mark or NOTE, and what it was set to; None where nothing was said."""


@dataclass(slots=True)
class Sayings:
    """What is said of one paper; the tags are in the order of their names."""

    marks: set[str] = field(default_factory=set)
    tags: list[str] = field(default_factory=list)
    note: str = ""

    def add(self, mark: str, value: _Value) -> None:
        """Take in what a mark was set to."""
        if not value:
            return
        if mark == NOTE:
            self.note = str(value)
        elif mark.startswith(TAG):
            self.tags.append(mark.removeprefix(TAG))
            self.tags.sort()
        else:
            self.marks.add(mark)


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
            for statement in _TABLES:
                cache.execute(statement)
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
        """Return the number of the writing that last changed a mark or a note; -1 is none."""
        with told_of(self._path):
            query = (
                "SELECT max(coalesce((SELECT max(serial) FROM marks), -1),"
                " coalesce((SELECT max(serial) FROM notes), -1))"
            )
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
            with self._one_moment():
                changed = self._changed()
                by_alias = self._said_by_alias(aliases)
            self._copy(row[:3] for row in changed)
            self._copy(by_alias)
            self.newest_change = max((row[3] for row in changed), default=self.newest_change)
            self._aliases = aliases
            self.version = version
            self._library.execute(f"PRAGMA busy_timeout={HELD}")

    def of(self, papers: Sequence[tuple[int, str]]) -> dict[int, Sayings]:
        """Return what is said of a few papers, each given by its key and id.

        Without a copy it is read from the library, which is faster than making one.
        """
        if self.is_copied:
            self.update()
            with told_of(self._cache_path):
                return self._copied(papers)
        with told_of(self._path):
            return self._read(papers)

    def _copied(self, papers: Sequence[tuple[int, str]]) -> dict[int, Sayings]:
        numbers = {number_of(paper_id): key for key, paper_id in papers}
        found = {key: Sayings() for key, _ in papers}
        among = f"WHERE number IN ({','.join(map(str, numbers))})"
        for mark in MARKS:
            for (number,) in self._cache.execute(f"SELECT number FROM temp.{mark} {among}"):
                found[numbers[number]].add(mark, 1)
        for number, tag in self._cache.execute(f"SELECT number, tag FROM temp.tags {among}"):
            found[numbers[number]].add(TAG + tag, 1)
        for number, text in self._cache.execute(f"SELECT number, text FROM temp.notes {among}"):
            found[numbers[number]].add(NOTE, text)
        return found

    def _read(self, papers: Sequence[tuple[int, str]]) -> dict[int, Sayings]:
        ids = {key: [paper_id] for key, paper_id in papers}
        with told_of(self._cache_path):
            query = f"SELECT key, alias FROM aliases WHERE key IN ({','.join(map(str, ids))})"
            for key, alias in self._cache.execute(query).fetchall():
                ids[key].append(alias)
        said = self._said(list(chain.from_iterable(ids.values())))
        found = {key: Sayings() for key in ids}
        for key, names in ids.items():
            for mark, value in _resolved(names, said).items():
                found[key].add(mark, value)
        return found

    def _known_aliases(self) -> list[tuple[str, str]]:
        query = "SELECT aliases.alias, id FROM aliases JOIN papers USING (key) ORDER BY 1"
        with told_of(self._cache_path):
            return self._cache.execute(query).fetchall()

    def _changed(self) -> list[tuple[str, str, _Value, int]]:
        """Return what was written since the copy was last brought up to date."""
        return self._library.execute(
            "SELECT id, mark, value, serial FROM marks WHERE serial > ?1"
            " UNION ALL SELECT id, ?2, text, serial FROM notes WHERE serial > ?1",
            [self.newest_change, NOTE],
        ).fetchall()

    def _copy(self, said: Iterable[_Saying]) -> None:
        """Take in marks, each with its paper and its value."""
        changes: dict[tuple[str, bool], list[tuple[int]]] = {}
        tags: list[tuple[bool, int, str]] = []
        notes: list[tuple[int, str]] = []
        for paper_id, mark, value in said:
            number = number_of(paper_id)
            if mark == NOTE:
                notes.append((number, str(value or "")))
            elif mark.startswith(TAG):
                tags.append((bool(value), number, mark.removeprefix(TAG)))
            else:
                changes.setdefault((mark, bool(value)), []).append((number,))
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
                self._copy_others(tags, notes)
            finally:
                self._cache.execute("COMMIT")

    def _copy_others(
        self, tags: Sequence[tuple[bool, int, str]], notes: Sequence[tuple[int, str]]
    ) -> None:
        gone = [each[1:] for each in tags if not each[0]]
        come = [each[1:] for each in tags if each[0]]
        self._cache.executemany("DELETE FROM temp.tags WHERE number = ? AND tag = ?", gone)
        self._cache.executemany("INSERT OR IGNORE INTO temp.tags VALUES (?, ?)", come)
        self._cache.executemany("INSERT OR REPLACE INTO temp.notes VALUES (?, ?)", notes)
        if notes:
            self._cache.execute("DELETE FROM temp.notes WHERE text = ''")

    def _said_by_alias(self, aliases: Sequence[tuple[str, str]]) -> list[_Saying]:
        """Return all that is said of the papers that have an alias, under whichever id it was."""
        names: dict[str, list[str]] = {}
        for alias, paper_id in aliases:
            names.setdefault(paper_id, [paper_id]).append(alias)
        found: list[_Saying] = []
        for paper_id, ids in names.items():
            said = dict.fromkeys([*MARKS, NOTE]) | _resolved(ids, self._said(ids))
            found.extend((paper_id, mark, value) for mark, value in said.items())
        return found

    def _said(self, ids: Sequence[str]) -> dict[str, dict[str, _Value]]:
        """Return what the library says by each of some ids."""
        places = ",".join("?" * len(ids))
        rows = chain(
            self._library.execute(
                f"SELECT id, mark, value FROM marks WHERE id IN ({places})", ids
            ).fetchall(),
            self._library.execute(
                f"SELECT id, '{NOTE}', text FROM notes WHERE id IN ({places})", ids
            ).fetchall(),
        )
        said: dict[str, dict[str, _Value]] = {}
        for paper_id, mark, value in rows:
            said.setdefault(paper_id, {})[mark] = value
        return said

    @contextmanager
    def _one_moment(self) -> Iterator[None]:
        """Read the library as it is at one time."""
        self._library.execute("BEGIN")
        try:
            yield
        finally:
            self._library.execute("COMMIT")

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


def _resolved(ids: Sequence[str], said: dict[str, dict[str, _Value]]) -> dict[str, _Value]:
    """Return what the first of the ids that says something says of each mark."""
    found: dict[str, _Value] = {}
    for each in ids:
        for mark, value in said.get(each, {}).items():
            if found.get(mark) is None:
                found[mark] = value
    return found


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA data_version").fetchone()[0])
