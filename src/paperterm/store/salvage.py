"""Salvage: what was read of a damaged library, taken into the one that replaces it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from paperterm.store.exchanged import Entry, Kind
from paperterm.store.merging import Merger
from paperterm.store.pages import Found
from paperterm.store.seals import SEALED
from paperterm.store.steps import KEPT
from paperterm.wording import counted

_KINDS = {
    "records": Kind.RECORD,
    "notes": Kind.NOTE,
    "note_versions": Kind.VERSION,
    "searches": Kind.SEARCH,
}


@dataclass(frozen=True, slots=True)
class Salvaged:
    """How many marks and notes were read."""

    marks: int
    notes: int

    def __bool__(self) -> bool:
        """Whether there were any."""
        return bool(self.marks or self.notes)

    def __str__(self) -> str:
        """Say it: `12 marks and 1 note`."""
        counts = ((self.marks, "mark"), (self.notes, "note"))
        return " and ".join(counted(count, what) for count, what in counts if count)


def take_in(connection: sqlite3.Connection, found: Sequence[Found], now: datetime) -> Salvaged:
    """Take in rows of a damaged library, in a transaction of the caller.

    They are of the same library, so that no time is too late to be believed.
    """
    entries = [entry for each in found if (entry := _entry(each))]
    latest = max((each.changed_at for each in entries), default=0)
    merger = Merger(connection, max(latest, int(now.timestamp() * 1000)))
    merger.take(entries)
    for table, trim in _OTHERS.items():
        places = ", ".join("?" * len(SEALED[table]))
        names = ", ".join(SEALED[table])
        statement = f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({places})"
        connection.executemany(statement, (each.values for each in found if each.table == table))
        if trim:
            connection.execute(trim)
    marks = {each.values[:2] for each in found if each.table == "marks"}
    notes = {each.values[0] for each in found if each.table == "notes" and each.values[1]}
    return Salvaged(len(marks), len(notes))


def unsealed(connection: sqlite3.Connection) -> Iterator[Found]:
    """Yield what SQLite can read of a library from before its rows were sealed.

    From both ends of each table: a page in its middle that is damaged hides only what is on it.
    """
    for table, columns in SEALED.items():
        for order in ("ASC", "DESC"):
            with suppress(sqlite3.DatabaseError, UnicodeDecodeError):
                yield from _read(connection, table, columns, order)


def _read(
    connection: sqlite3.Connection, table: str, columns: Iterable[str], order: str
) -> Iterator[Found]:
    known = {name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")}
    if not known:
        return
    selected = ", ".join(each if each in known else "0" for each in columns)
    for values in connection.execute(f"SELECT {selected} FROM {table} ORDER BY rowid {order}"):
        yield Found(table, values)


def _entry(found: Found) -> Entry | None:
    """Return what a row says as another library's would be; None of what does not go to others."""
    if found.table == "marks":
        paper_id, mark, value, changed_at, _ = found.values
        said = None if value is None else bool(value)
        return Entry(Kind.MARK, str(paper_id), str(mark), said, _time(changed_at))
    kind = _KINDS.get(found.table)
    if kind is None:
        return None
    named, text, changed_at = found.values[:3]
    return Entry(kind, str(named), "", None if text is None else str(text), _time(changed_at))


def _time(value: int | str | bytes | None) -> int:
    return value if isinstance(value, int) else 0


_OTHERS = {
    "imports": "",
    "claims": "",
    "recent": "",
    "steps": f"DELETE FROM steps WHERE number <= (SELECT max(number) FROM steps) - {KEPT}",
}
"""The tables that are copied as they are, each with what drops too much of it."""
