"""Health: what can be said of a database file and its backups without changing any of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path

from paperterm.errors import DamagedError, StoreError
from paperterm.store.backups import backups_of, trouble_of
from paperterm.store.files import CACHE, LIBRARY, Kind, is_busy, is_ours, refused
from paperterm.store.looking import UnfinishedError, looked_at

SQLITE = sqlite3.sqlite_version
"""The version of SQLite that Python brings."""

PATIENCE = 5.0
"""Seconds for the check of a file; it reads all of it, and a gigabyte takes longer."""


class State(Enum):
    """What a file is like."""

    FINE = "fine"
    UNCHECKED = "not checked to its end"
    ABSENT = "not there yet"
    OLDER = "of an older version"
    UNFINISHED = "cut off while it was written"
    BUSY = "held by another program"
    DAMAGED = "damaged"
    FOREIGN = "not ours"
    UNUSABLE = "not usable"

    @property
    def is_broken(self) -> bool:
        """Whether somebody has to do something about it."""
        return self in {State.DAMAGED, State.FOREIGN, State.UNUSABLE}


@dataclass(frozen=True, slots=True)
class Health:
    """A file's state, its size in bytes, and how many there are of what it holds.

    `error` says what is wrong, where something is.
    """

    path: Path
    state: State
    size: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    error: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """A file that was kept beside the library, and when (UTC) it was last written."""

    path: Path
    size: int
    written_at: datetime


def cache_health(path: Path, patience: float = PATIENCE) -> Health:
    """Return what the cache is like."""
    return _health(path, CACHE, _CACHED, patience)


def library_health(path: Path, patience: float = PATIENCE) -> Health:
    """Return what the library is like."""
    return _health(path, LIBRARY, _KEPT, patience)


def copies_of(path: Path) -> list[Copy]:
    """Return the backups of the library, and what was put aside, the newest first; none is opened.

    Raises OSError where their folder cannot be read.
    """
    found = []
    daily = (each.path for each in backups_of(path, date.max))
    for each in (*path.parent.glob(f"{path.name}.*"), *daily):
        status = each.stat()
        found.append(Copy(each, status.st_size, datetime.fromtimestamp(status.st_mtime, UTC)))
    return sorted(found, key=lambda copy: copy.written_at, reverse=True)


def damaged_backups(path: Path) -> list[Path]:
    """Return those of a library's backups that are not whole; raises OSError and StoreError."""
    return [each.path for each in backups_of(path, date.max) if trouble_of(each.path)]


def _health(path: Path, kind: Kind, counted: Mapping[str, str], patience: float) -> Health:
    try:
        size = path.stat().st_size
        ours = is_ours(path, kind)
    except FileNotFoundError:
        return Health(path, State.ABSENT)
    except OSError as error:
        return Health(path, State.UNUSABLE, error=f"{error.strerror}.")
    if ours and size:
        return _opened(path, kind, counted, patience)
    if ours:
        return Health(path, State.ABSENT)
    if ours is None:
        return Health(path, State.DAMAGED, size, error="It is no database.")
    return Health(path, State.FOREIGN, size, error=str(refused(path)))


def _opened(path: Path, kind: Kind, counted: Mapping[str, str], patience: float) -> Health:
    """Return what a file is like that looks like one of ours."""
    size = path.stat().st_size
    try:
        return _read(path, kind, counted, patience)
    except UnfinishedError:
        return Health(path, State.UNFINISHED, size)
    except DamagedError as error:
        return Health(path, State.DAMAGED, size, error=str(error))
    except StoreError as error:
        is_held = isinstance(error.__cause__, sqlite3.Error) and is_busy(error.__cause__)
        return Health(path, State.BUSY if is_held else State.UNUSABLE, size, error=str(error))


def _read(path: Path, kind: Kind, counted: Mapping[str, str], patience: float) -> Health:
    """Return what a readable file is like; raises StoreError."""
    size = path.stat().st_size
    with looked_at(path) as connection:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version != kind.version:
            return Health(path, State.OLDER, size)
        counts = {
            what: int(connection.execute(query).fetchone()[0] or 0)
            for what, query in counted.items()
        }
    try:
        with looked_at(path, patience) as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except TimeoutError:
        return Health(path, State.UNCHECKED, size, counts)
    if found != "ok":
        return Health(path, State.DAMAGED, size, counts, f"Its check says: {found}.")
    return Health(path, State.FINE, size, counts)


_CACHED = {
    "papers": "SELECT value FROM settings WHERE name = 'listed'",
    "lists": "SELECT count(*) FROM lists",
}
_KEPT = {
    **{
        mark: f"SELECT count(*) FROM marks WHERE mark = '{mark}' AND value"
        for mark in ("read", "starred", "hidden")
    },
    "tagged": "SELECT count(DISTINCT id) FROM marks WHERE mark >= 'tag:' AND mark < 'tag;'"
    " AND value",
    "noted": "SELECT count(*) FROM notes WHERE text != ''",
    "saved searches": "SELECT count(*) FROM searches WHERE text IS NOT NULL",
    "steps to undo": "SELECT count(*) FROM steps WHERE undone IS NULL",
}
