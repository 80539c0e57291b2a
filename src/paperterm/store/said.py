"""What is said of papers, by their ids alone: marks and notes, read and written."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from paperterm.marks import NOTE
from paperterm.store.seals import checked, is_right
from paperterm.store.steps import Changed, Value

AT_ONCE = 5_000
"""Papers that are marked in one statement; it takes some 10 ms."""

MANY = 4
"""Of so many marks one is asked for, where all are looked at rather than one after the other."""

VERSIONS = 100
"""Earlier versions of a note that are kept, the newest."""


class Tick(NamedTuple):
    """When something is written: in milliseconds since 1970, and as the number of the writing."""

    at: int
    serial: int


class Said:
    """Reads and writes what is said, in transactions of its caller."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def tick(self, now: int) -> Tick:
        """Return the next time of a change: now, or later where something is as new as that.

        The clock may be put back; the order of changes may not.
        """
        row = self._connection.execute(
            "UPDATE clock SET newest = max(?, newest + 1), serial = serial + 1"
            " RETURNING newest, serial",
            [now],
        ).fetchone()
        return Tick(*row)

    def values(self, mark: str, ids: Sequence[str]) -> dict[str, Value]:
        """Return what a mark was set to, of those of the papers of which something was said."""
        among = "id IN (SELECT value FROM json_each(?))"
        if mark == NOTE:
            query = f"SELECT id, text, {is_right('notes')} FROM notes WHERE {among}"
            rows = self._connection.execute(query, [_listed(ids)]).fetchall()
            return {paper_id: text for paper_id, text, _ in checked(rows)}
        query = (
            "SELECT json_group_array(id), json_group_array(value),"
            f" coalesce(min({is_right('marks')}), 1) FROM marks WHERE mark = ?"
        )
        values = [mark]
        if len(ids) <= AT_ONCE or MANY * len(ids) < self._most():
            query += f" AND {among}"
            values.append(_listed(ids))
        # As two texts, which take a third of the time that rows take.
        found = checked(self._connection.execute(query, values).fetchall())[0][:2]
        said = zip(*map(json.loads, found), strict=True)
        return {paper_id: None if value is None else bool(value) for paper_id, value in said}

    def _most(self) -> int:
        """Return how many marks there may be; some of these were replaced."""
        return int(self._connection.execute("SELECT max(rowid) FROM marks").fetchone()[0] or 0)

    def differing(self, mark: str, ids: Sequence[str], value: Value) -> Iterator[Changed]:
        """Yield the changes that give a mark this value, of the papers where it has another."""
        values = self.values(mark, ids)
        by_value: dict[Value, dict[str, None]] = {}
        for each in ids:
            before = values.get(each)
            if before != value:
                by_value.setdefault(before, {})[each] = None
        for before, some in by_value.items():
            yield Changed(mark, before, value, tuple(some))

    def standing(self, change: Changed) -> Changed:
        """Return the change for those of its papers that have the value that it starts from."""
        values = self.values(change.mark, change.ids)
        ids = tuple(each for each in change.ids if values.get(each) == change.before)
        return Changed(change.mark, change.before, change.after, ids)

    def write(
        self, changes: Iterable[Changed], tick: Tick, told: Callable[[int], None] = lambda _: None
    ) -> None:
        """Make changes; `told` is given the number of papers of each part that is done."""
        for change in changes:
            if change.mark == NOTE:
                for each in change.ids:
                    self._write_note(each, change.after, tick)
                continue
            # In the order of the table's index, which is then filled at one place after the other;
            # and many in a statement, which takes half as long as one for each paper.
            ids = sorted(change.ids)
            for start in range(0, len(ids), AT_ONCE):
                part = ids[start : start + AT_ONCE]
                self._connection.execute(
                    "INSERT INTO marks (id, mark, value, changed_at, serial)"
                    " SELECT value, ?, ?, ?, ? FROM json_each(?) WHERE true"
                    # To replace a row would be to take it out of three indexes, and put it in.
                    " ON CONFLICT (id, mark) DO UPDATE SET value = excluded.value,"
                    " changed_at = excluded.changed_at, serial = excluded.serial",
                    [change.mark, change.after, *tick, _listed(part)],
                )
                told(len(part))

    def note_versions(self, paper_id: str) -> list[tuple[str, int]]:
        """Return earlier texts of a note with their times (ms since 1970), the newest first."""
        rows = self._connection.execute(
            f"SELECT text, changed_at, {is_right('note_versions')} FROM note_versions WHERE id = ?"
            " ORDER BY changed_at DESC, text DESC",
            [paper_id],
        ).fetchall()
        return [row[:2] for row in checked(rows)]

    def tags(self) -> list[tuple[str, int]]:
        """Return the marks of tags that papers have, in the order of their names, with counts."""
        # Without the first condition, the index of what is rarer than `read` would not be used.
        return self._connection.execute(
            "SELECT mark, count(*) FROM marks WHERE mark != 'read' AND mark >= 'tag:'"
            " AND mark < 'tag;' AND value GROUP BY mark ORDER BY mark"
        ).fetchall()

    def _write_note(self, paper_id: str, text: Value, tick: Tick) -> None:
        self._connection.execute(
            "INSERT OR REPLACE INTO note_versions SELECT id, text, changed_at FROM notes"
            " WHERE id = ? AND text != ''",
            [paper_id],
        )
        self._connection.execute(
            "INSERT OR REPLACE INTO notes (id, text, changed_at, serial) VALUES (?, ?, ?, ?)",
            [paper_id, text, *tick],
        )
        self.trim_versions(paper_id)

    def trim_versions(self, paper_id: str) -> None:
        """Drop what is no earlier version of a note, and the oldest of too many."""
        self._connection.execute(
            "DELETE FROM note_versions WHERE id = ?1 AND (text = (SELECT text FROM notes WHERE"
            " id = ?1) OR text NOT IN (SELECT text FROM note_versions WHERE id = ?1"
            " ORDER BY changed_at DESC, text DESC LIMIT ?2))",
            [paper_id, VERSIONS],
        )


def _listed(ids: Sequence[str]) -> str:
    """Return ids as SQLite's json_each takes them apart."""
    return json.dumps(ids)
