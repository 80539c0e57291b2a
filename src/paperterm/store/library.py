"""The library: writes what only the reader knows, so that it survives whatever happens."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from paperterm.paper import Paper
from paperterm.store.entry import record_text
from paperterm.store.files import paper_of, told_of, transaction

RECENT = 200
"""Filters that are remembered."""


class Mark(StrEnum):
    """What a reader can say of a paper."""

    READ = "read"
    STARRED = "starred"


@dataclass(frozen=True, slots=True)
class Marks:
    """What a reader has said of a paper."""

    read: bool = False
    starred: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a mark, with what was before: None where nothing had been said."""

    mark: Mark
    value: bool
    before: tuple[tuple[str, bool | None], ...]


class Library:
    """Writes `library.db`. When a method has returned, what it wrote is on the disk."""

    def __init__(
        self, connection: sqlite3.Connection, path: Path, now: Callable[[], datetime]
    ) -> None:
        self._connection = connection
        self._path = path
        self._now = now

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def mark(
        self, ids: Sequence[str], mark: Mark, value: bool, *, papers: Sequence[Paper] = ()
    ) -> Step:
        """Set a mark on papers, keeping the records of `papers`; raises StoreError.

        All in one transaction: a star never stands without the record that outlives the cache.
        """
        with told_of(self._path), transaction(self._connection):
            before = tuple((each, self._value(each, mark)) for each in ids)
            changed = [each for each, was in before if was is not value]
            self._set([(each, value) for each in changed], mark)
            if value:
                self._keep((paper.id, record_text(paper)) for paper in papers)
        return Step(mark, value, before)

    def undo(self, step: Step) -> None:
        """Put marks back where they still are as the step left them; raises StoreError."""
        with told_of(self._path), transaction(self._connection):
            self._set(
                [
                    (each, was)
                    for each, was in step.before
                    if self._value(each, step.mark) is step.value
                ],
                step.mark,
            )

    def keep(self, records: Iterable[tuple[str, str]], digest: str) -> None:
        """Keep the records (by id) imported from the file with this digest; raises StoreError."""
        with told_of(self._path), transaction(self._connection):
            self._keep(records)
            self._connection.execute(
                "INSERT OR IGNORE INTO imports VALUES (?, ?)", [digest, self._now().isoformat()]
            )

    def was_imported(self, digest: str) -> bool:
        """Whether a file with this digest was imported before."""
        with told_of(self._path):
            found = self._connection.execute("SELECT 1 FROM imports WHERE digest = ?", [digest])
            return found.fetchone() is not None

    def marks(self, ids: Sequence[str]) -> dict[str, Marks]:
        """Return the marks of each paper by its id alone."""
        with told_of(self._path):
            return {
                each: Marks(
                    read=bool(self._value(each, Mark.READ)),
                    starred=bool(self._value(each, Mark.STARRED)),
                )
                for each in ids
            }

    def records(self) -> list[Paper]:
        """Return the kept papers."""
        with told_of(self._path):
            rows = self._connection.execute("SELECT record FROM records ORDER BY rowid")
            return [paper_of(record) for (record,) in rows]

    def searches(self) -> dict[str, str]:
        """Return the saved searches: the text of each by its name, in the order of the names."""
        with told_of(self._path):
            return dict(self._connection.execute("SELECT name, text FROM searches ORDER BY name"))

    def save_search(self, name: str, text: str) -> None:
        """Save a search under a name, in place of one that has it; raises StoreError."""
        with told_of(self._path), transaction(self._connection):
            self._connection.execute("INSERT OR REPLACE INTO searches VALUES (?, ?)", [name, text])

    def forget_search(self, name: str) -> None:
        """Forget the search of a name, if there is one; raises StoreError."""
        with told_of(self._path), transaction(self._connection):
            self._connection.execute("DELETE FROM searches WHERE name = ?", [name])

    def searched(self, text: str) -> None:
        """Remember a filter as the newest, and forget the oldest of too many; raises StoreError."""
        with told_of(self._path), transaction(self._connection):
            self._connection.execute("INSERT OR REPLACE INTO recent (text) VALUES (?)", [text])
            self._connection.execute(
                "DELETE FROM recent WHERE number NOT IN"
                " (SELECT number FROM recent ORDER BY number DESC LIMIT ?)",
                [RECENT],
            )

    def recent(self) -> list[str]:
        """Return the filters that are remembered, the newest first; raises StoreError."""
        with told_of(self._path):
            rows = self._connection.execute("SELECT text FROM recent ORDER BY number DESC")
            return [text for (text,) in rows]

    def _value(self, paper_id: str, mark: Mark) -> bool | None:
        row = self._connection.execute(
            "SELECT value FROM marks WHERE id = ? AND mark = ?", [paper_id, mark]
        ).fetchone()
        return None if row is None or row[0] is None else bool(row[0])

    def _set(self, values: Sequence[tuple[str, bool | None]], mark: Mark) -> None:
        newest = self._connection.execute("SELECT max(changed_at) FROM marks").fetchone()[0] or 0
        # The clock may be put back; the order of changes may not.
        at = max(int(self._now().timestamp() * 1000), newest + 1)
        self._connection.executemany(
            "INSERT OR REPLACE INTO marks VALUES (?, ?, ?, ?)",
            [(each, mark, value, at) for each, value in values],
        )

    def _keep(self, records: Iterable[tuple[str, str]]) -> None:
        self._connection.executemany(
            "INSERT INTO records VALUES (?, ?)"
            " ON CONFLICT (id) DO UPDATE SET record = excluded.record"
            " WHERE record != excluded.record",
            records,
        )
