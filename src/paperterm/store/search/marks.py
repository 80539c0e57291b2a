"""Marks, copied: what the reader said of papers, in the shape in which a search looks at it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from paperterm.fold import fold, runs
from paperterm.marks import NOTE, TAG, Mark, tag_name
from paperterm.store.files import is_busy, told_of
from paperterm.store.place import number_of
from paperterm.store.said import Said
from paperterm.store.seals import checked, is_right
from paperterm.store.search.sayings import Saying, Sayings, Value, resolved

HELD = 50
"""Milliseconds that a search waits for a library held by another program; the first waits BUSY."""

MARKS = tuple(mark.value for mark in Mark)
"""The marks that are copied, each into a temporary table of its own, as numbers of papers."""

_TABLES = (
    *(f"CREATE TEMP TABLE {mark} (number INTEGER PRIMARY KEY)" for mark in MARKS),
    "CREATE TEMP TABLE tags (number INTEGER, tag TEXT, PRIMARY KEY (number, tag)) WITHOUT ROWID",
    "CREATE INDEX temp.tags_by_name ON tags (tag)",
    # `words` are those of the folded text, with a blank on either side of each.
    "CREATE TEMP TABLE notes (number INTEGER PRIMARY KEY, text TEXT, folded TEXT, words TEXT)",
)


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
        self.hides = False
        self.copies = 0
        self._aliases: list[tuple[str, str]] = []
        self.version = self._cache_version = -1
        self._seen = (-1, -1)
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
                by_alias = self._said_by_alias(aliases, [*MARKS, NOTE])
            self._copy(row[:3] for row in changed)
            self._copy(by_alias)
            self.newest_change = max((row[3] for row in changed), default=self.newest_change)
            self._aliases = aliases
            self.version = version
            self._library.execute(f"PRAGMA busy_timeout={HELD}")

    def see_hidden(self) -> None:
        """Bring the copy of what is hidden up to date, which is quick without one of the others.

        `hides` tells whether anything is; raises StoreError.
        """
        if self.is_copied:
            self.update()
            return
        with told_of(self._path):
            versions = _version(self._library), _version(self._cache)
            if versions == self._seen:
                return
            # The second condition lets the index be used that leaves out what is read.
            said = _said(
                self._library,
                f"SELECT id, mark, value, {is_right('marks')} FROM marks"
                " WHERE mark = 'hidden' AND mark != 'read'",
            )
            if said or self.hides:
                with told_of(self._cache_path):
                    self._cache.execute("DELETE FROM temp.hidden")
                self._copy(said)
                self._copy(self._said_by_alias(self._known_aliases(), ["hidden"]))
            self._seen = versions

    def tags(self, beginning: str) -> list[str]:
        """Return the tags a part of which begins so, those of most papers first."""
        begins = tag_name(beginning)
        with told_of(self._path):
            tags = Said(self._library).tags()
        names = ((mark.removeprefix(TAG), count) for mark, count in tags)
        found = [each for each in names if f"-{begins}" in f"-{each[0]}"]
        return [name for name, _ in sorted(found, key=lambda each: -each[1])]

    def of(self, papers: Sequence[tuple[int, str]]) -> dict[int, Sayings]:
        """Return what is said of a few papers, each given by its key and id.

        It is read from the library where there is no copy that is up to date, which is faster than
        making one: a hundred thousand marks may have been written since.
        """
        with told_of(self._path), self._held_is_unchanged():
            versions = _version(self._library), _version(self._cache)
            if versions != (self.version, self._cache_version):
                return self._read(papers)
        with told_of(self._cache_path):
            return self._copied(papers)

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
            for mark, value in resolved(names, said).items():
                found[key].add(mark, value)
        return found

    def _known_aliases(self) -> list[tuple[str, str]]:
        query = "SELECT aliases.alias, id FROM aliases JOIN papers USING (key) ORDER BY 1"
        with told_of(self._cache_path):
            return self._cache.execute(query).fetchall()

    def _changed(self) -> list[tuple[str, str, Value, int]]:
        """Return what was written since the copy was last brought up to date."""
        rows = self._library.execute(
            f"SELECT id, mark, value, serial, {is_right('marks')} FROM marks WHERE serial > ?1"
            f" UNION ALL SELECT id, ?2, text, serial, {is_right('notes')} FROM notes"
            " WHERE serial > ?1",
            [self.newest_change, NOTE],
        ).fetchall()
        return [row[:4] for row in checked(rows)]

    def _copy(self, said: Iterable[Saying]) -> None:
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
        self.copies += 1
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
            query = "SELECT EXISTS (SELECT 1 FROM temp.hidden)"
            self.hides = bool(self._cache.execute(query).fetchone()[0])

    def _copy_others(
        self, tags: Sequence[tuple[bool, int, str]], notes: Sequence[tuple[int, str]]
    ) -> None:
        gone = [each[1:] for each in tags if not each[0]]
        come = [each[1:] for each in tags if each[0]]
        self._cache.executemany("DELETE FROM temp.tags WHERE number = ? AND tag = ?", gone)
        self._cache.executemany("INSERT OR IGNORE INTO temp.tags VALUES (?, ?)", come)
        for number, text in notes:
            self._cache.execute("DELETE FROM temp.notes WHERE number = ?", [number])
            if text:
                folded = fold(text)
                values = [number, text, folded, f" {' '.join(runs(folded))} "]
                self._cache.execute("INSERT INTO temp.notes VALUES (?, ?, ?, ?)", values)

    def _said_by_alias(
        self, aliases: Sequence[tuple[str, str]], marks: Sequence[str]
    ) -> list[Saying]:
        """Return what is said of the papers that have an alias, under whichever id it was.

        That is all that is, and that nothing is of these marks.
        """
        names: dict[str, list[str]] = {}
        for alias, paper_id in aliases:
            names.setdefault(paper_id, [paper_id]).append(alias)
        found: list[Saying] = []
        for paper_id, ids in names.items():
            said = dict.fromkeys(marks) | resolved(ids, self._said(ids))
            found.extend((paper_id, mark, value) for mark, value in said.items())
        return found

    def _said(self, ids: Sequence[str]) -> dict[str, dict[str, Value]]:
        """Return what the library says by each of some ids."""
        places = ",".join("?" * len(ids))
        rows = chain(
            _said(
                self._library,
                f"SELECT id, mark, value, {is_right('marks')} FROM marks WHERE id IN ({places})",
                ids,
            ),
            _said(
                self._library,
                f"SELECT id, '{NOTE}', text, {is_right('notes')} FROM notes WHERE id IN ({places})",
                ids,
            ),
        )
        said: dict[str, dict[str, Value]] = {}
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
            if not is_busy(error) or self.version < 0:
                raise


def _said(library: sqlite3.Connection, query: str, values: Sequence[str] = ()) -> list[Saying]:
    """Return what a query finds, which ends with whether a row is right."""
    return [row[:3] for row in checked(library.execute(query, values).fetchall())]


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA data_version").fetchone()[0])
