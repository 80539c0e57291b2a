"""Merging: what another library says is taken in where it is newer, so that both end up equal.

The newest change of each mark, note and search wins, the greater value of two as new. A time that
is more than a day in the future comes from a clock that was wrong, and is taken as now, once: it is
kept as a claim, and what comes again with that time or an earlier one in the future is passed over.
The same goes for what is here already, for the day after the own clock was wrong.

A note that loses is kept as an earlier version; those never come to stand again by themselves. A
record has a time only where something was said of its paper; others stay on their machine.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from paperterm.errors import SavedFileError
from paperterm.marks import NOTE, TAG
from paperterm.store.exchanged import Entry, Kind
from paperterm.store.said import Said, Tick
from paperterm.store.steps import Changed
from paperterm.wording import counted

DAY = 86_400_000
"""Milliseconds that another machine's clock may be ahead."""

EARLIEST = 1_735_689_600_000
"""The time (ms since 1970) before which a clock is wrong for sure: the beginning of 2025."""


@dataclass(slots=True)
class Merged:
    """How many things were taken in, by what they are; `versions` are notes kept as earlier ones.

    `passed_over` counts what was here already, or newer.
    """

    marks: int = 0
    tags: int = 0
    notes: int = 0
    searches: int = 0
    records: int = 0
    versions: int = 0
    passed_over: int = 0

    def __str__(self) -> str:
        """Say it in a sentence."""
        counts = [
            (self.marks, "mark"),
            (self.tags, "tag"),
            (self.notes, "note"),
            (self.versions, "earlier note"),
            (self.records, "paper"),
        ]
        found = [counted(count, what) for count, what in counts if count]
        if self.searches:
            found.append(f"{self.searches:,} saved search{'' if self.searches == 1 else 'es'}")
        if not found:
            return "Nothing was new."
        return f"Taken in: {', '.join(found)}."


def entries(connection: sqlite3.Connection) -> Iterator[Entry]:
    """Yield all that a library says, and the records of the papers that it is about."""
    for paper_id, mark, value, changed_at in connection.execute(
        "SELECT id, mark, value, changed_at FROM marks"
    ):
        said = None if value is None else bool(value)
        yield Entry(Kind.MARK, paper_id, mark, said, changed_at)
    for kind, select in (
        (Kind.NOTE, "id, text, changed_at FROM notes"),
        (Kind.VERSION, "id, text, changed_at FROM note_versions"),
        (Kind.SEARCH, "name, text, changed_at FROM searches"),
        (Kind.RECORD, f"id, record, changed_at FROM records r WHERE {_IS_SAID}"),
    ):
        for named, value, changed_at in connection.execute(f"SELECT {select}"):
            yield Entry(kind, named, "", value, changed_at)


def check_clock(now: int) -> None:
    """Raise SavedFileError where this machine's clock is wrong for sure: no time can be judged."""
    if now < EARLIEST:
        today = datetime.fromtimestamp(max(now, 0) / 1000, UTC).date()
        raise SavedFileError(
            f"The clock of this machine says {today.isoformat()}, by which nothing can be merged:"
            " set it right, then try again."
        )


def settle(connection: sqlite3.Connection, now: int) -> None:
    """Take the times here that are more than a day in the future as now, as merging does."""
    newest = connection.execute("SELECT newest FROM clock").fetchone()[0]
    if now < EARLIEST or newest <= now + DAY:
        return
    for kind, select in (
        (Kind.MARK, "id, mark, changed_at FROM marks"),
        (Kind.NOTE, "id, '', changed_at FROM notes"),
        (Kind.SEARCH, "name, '', changed_at FROM searches"),
        (Kind.RECORD, "id, '', changed_at FROM records"),
    ):
        connection.execute(
            f"INSERT INTO claims SELECT ?, * FROM (SELECT {select} WHERE changed_at > ?)"
            f" WHERE true {_CLAIMED}",
            [kind, now + DAY],
        )
    tables = ("marks", "notes", "note_versions", "searches", "records")
    for table in tables:
        connection.execute(
            f"UPDATE {table} SET changed_at = ? WHERE changed_at > ?", [now, now + DAY]
        )
    latest = " UNION ALL ".join(f"SELECT max(changed_at) AS at FROM {each}" for each in tables)
    connection.execute(f"UPDATE clock SET newest = (SELECT coalesce(max(at), 0) FROM ({latest}))")


class Merger:
    """Takes in entries, in one transaction of its caller, which has settled what is here."""

    def __init__(self, connection: sqlite3.Connection, now: int) -> None:
        self.merged = Merged()
        self._connection = connection
        self._said = Said(connection)
        self._now = now
        query = "UPDATE clock SET serial = serial + 1 RETURNING newest, serial"
        self._newest, self._serial = connection.execute(query).fetchone()

    def take(self, some: Iterable[Entry]) -> None:
        """Take in entries."""
        for entry in some:
            take = self._take_version if entry.kind is Kind.VERSION else self._take
            self.merged.passed_over += not take(entry)
        self._connection.execute("UPDATE clock SET newest = ?", [self._newest])

    def _take(self, entry: Entry) -> bool:
        """Take in what is newer than what is here; whether something else is said now."""
        changed_at = self._believed(entry)
        if changed_at is None:
            return False
        entry = entry._replace(changed_at=changed_at)
        own = self._own(entry)
        if own is not None and _rank(*own) >= _rank(entry.value, changed_at):
            is_lost = entry.kind is Kind.NOTE and entry.value
            return bool(is_lost) and self._take_version(entry)
        self._newest = max(self._newest, changed_at)
        self._write(entry)
        before = own[0] if own else None
        if (before or None) == (entry.value or None):
            return False
        self._count(entry, before)
        return True

    def _believed(self, entry: Entry) -> int | None:
        """Return the time that an entry counts from, None where it has been taken in already."""
        if entry.changed_at <= self._now + DAY:
            return entry.changed_at
        key = [entry.kind, entry.id, entry.mark]
        query = "SELECT changed_at FROM claims WHERE kind = ? AND id = ? AND mark = ?"
        claimed = self._connection.execute(query, key).fetchone()
        if claimed and claimed[0] >= entry.changed_at:
            return None
        self._connection.execute(
            f"INSERT INTO claims VALUES (?, ?, ?, ?) {_CLAIMED}", [*key, entry.changed_at]
        )
        return self._now

    def _own(self, entry: Entry) -> tuple[bool | str | None, int] | None:
        """Return what is said here, and since when."""
        if entry.kind is Kind.MARK:
            query = "SELECT value, changed_at FROM marks WHERE id = ? AND mark = ?"
            row = self._connection.execute(query, [entry.id, entry.mark]).fetchone()
            return row and (None if row[0] is None else bool(row[0]), row[1])
        row = self._connection.execute(_OWN[entry.kind], [entry.id]).fetchone()
        return row and (row[0], row[1])

    def _write(self, entry: Entry) -> None:
        tick = Tick(entry.changed_at, self._serial)
        match entry.kind:
            case Kind.MARK:
                self._connection.execute(
                    "INSERT OR REPLACE INTO marks (id, mark, value, changed_at, serial)"
                    " VALUES (?, ?, ?, ?, ?)",
                    [entry.id, entry.mark, entry.value, *tick],
                )
            case Kind.NOTE:
                self._said.write([Changed(NOTE, None, entry.value, (entry.id,))], tick)
            case Kind.SEARCH:
                self._connection.execute(
                    "INSERT OR REPLACE INTO searches VALUES (?, ?, ?)",
                    [entry.id, entry.value, entry.changed_at],
                )
            case _:
                self._connection.execute(
                    "INSERT INTO records VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE"
                    " SET record = excluded.record, changed_at = excluded.changed_at",
                    [entry.id, entry.value, entry.changed_at],
                )

    def _take_version(self, entry: Entry) -> bool:
        """Keep an earlier text of a note, which stays behind the one that there is."""
        is_believed = entry.changed_at <= self._now + DAY
        changed_at = entry.changed_at if is_believed else self._now
        current = self._own(entry._replace(kind=Kind.NOTE))
        if current and current[0] == entry.value:
            return False
        query = "SELECT changed_at FROM note_versions WHERE id = ? AND text = ?"
        known = self._connection.execute(query, [entry.id, entry.value]).fetchone()
        if known and (known[0] >= changed_at or not is_believed):
            return False
        self._connection.execute(
            "INSERT OR REPLACE INTO note_versions VALUES (?, ?, ?)",
            [entry.id, entry.value, changed_at],
        )
        self._said.trim_versions(entry.id)
        self.merged.versions += not known
        return not known

    def _count(self, entry: Entry, before: bool | str | None) -> None:
        merged = self.merged
        match entry.kind:
            case Kind.MARK if entry.mark.startswith(TAG):
                merged.tags += 1
            case Kind.MARK:
                merged.marks += 1
            case Kind.NOTE:
                merged.notes += 1
                merged.versions += bool(before)
            case Kind.SEARCH:
                merged.searches += 1
            case _:
                merged.records += 1


# Records that were imported have no time: most are of papers of which nothing is ever said. To give
# them one with each mark would be to write them again, with a hundred thousand marks at once, too.
_IS_SAID = (
    "changed_at OR EXISTS (SELECT 1 FROM marks m WHERE m.id = r.id)"
    " OR EXISTS (SELECT 1 FROM notes n WHERE n.id = r.id)"
)
_CLAIMED = (
    "ON CONFLICT (kind, id, mark) DO UPDATE SET changed_at = max(changed_at, excluded.changed_at)"
)
_OWN = {
    Kind.NOTE: "SELECT text, changed_at FROM notes WHERE id = ?",
    Kind.SEARCH: "SELECT text, changed_at FROM searches WHERE name = ?",
    Kind.RECORD: "SELECT record, changed_at FROM records WHERE id = ?",
}


def _rank(value: bool | str | None, changed_at: int) -> tuple[int, bool, bool | str]:
    """Return by what the greater of two things said wins: the time, then the value."""
    return changed_at, value is not None, "" if value is None else value
