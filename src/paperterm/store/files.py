"""The two database files: opened, brought up to date, or put aside where they are damaged."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from paperterm.clean import clean_line
from paperterm.errors import DamagedError, StoreError, SuspectError
from paperterm.paper import Paper
from paperterm.store.aside import unused
from paperterm.store.entry import record_of
from paperterm.store.seals import BrokenSealError, add_function
from paperterm.writing import flush, make_folder

_MAGIC = b"SQLite format 3\0"
_HEADER = struct.Struct(">60xi4xi28x")
"""The database header: the user version at offset 60, the application id at 68."""

BUSY = 5.0
"""Seconds to wait for another program's lock on a file."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is. `application_id` (SQLite header, offset 68) tells it from other programs'."""

    name: str
    application_id: int
    version: int
    pragmas: tuple[str, ...]


CACHE = Kind("cache", 0x70747463, 5, ("journal_mode=WAL", "synchronous=NORMAL"))
# In simulated power loss WAL and NORMAL lost acknowledged marks, TRUNCATE and FULL none.
LIBRARY = Kind("library", 0x7074746C, 4, ("journal_mode=TRUNCATE", "synchronous=FULL"))


_MUCH = ("cache_size=-65536", "wal_autocheckpoint=16384")
"""64 MB of pages at hand and, where there is a log, as many in it before they go into the file."""

_FEW = "cache_size=-512"
"""Half a megabyte of pages at hand, in KiB: the system keeps those of the file, too.

With the 2 MB that are usual the app held 1.5 MB more, and answered no filter sooner, be it over a
million papers.
"""

_STATEMENTS = 32
"""Statements kept ready by a connection for reading: each filter has its own, of 5 to 10 kB."""

_HELD = 0.001
"""Seconds until the lock on a file is looked for again."""

ROOM = 65_536
"""Bytes without which a disk is full: what copies of the program share of a log takes 32 kB."""


class UnreadableError(Exception):
    """What is stored as the record of a paper is none."""


@contextmanager
def told_of(path: Path) -> Iterator[None]:
    """Turn what SQLite raises about a file into a sentence that names it."""
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise
    except (sqlite3.DatabaseError, UnreadableError, BrokenSealError, UnicodeDecodeError) as error:
        name = getattr(error, "sqlite_errorname", "")
        if name == "SQLITE_INTERRUPT":
            raise  # it says nothing of the file
        if name == "SQLITE_ERROR" and not str(error).startswith("no such "):
            raise  # a statement of ours is wrong; what it names is there, or the file is damaged
        # Text that is no text comes as an OperationalError without a name, or not even as that.
        if name not in {"", "SQLITE_ERROR"} and isinstance(error, sqlite3.OperationalError):
            is_full = name.startswith("SQLITE_IOERR") and _is_disk_full(path)
            advice = _advice("SQLITE_FULL" if is_full else name)
            sentence = f"{path} could not be used ({error}). {advice}"
            if name.startswith("SQLITE_IOERR") and not is_full:
                raise SuspectError(sentence, path) from error
            raise StoreError(sentence) from error
        raise DamagedError(
            f"{path} is damaged ({clean_line(str(error), 100)}). "
            "It is put aside when it is opened next, and another takes its place.",
            path,
        ) from error


def paper_from(blob: bytes) -> Paper:
    """Return the paper of a stored blob; where it is damaged, `told_of` says so."""
    try:
        return paper_of(record_of(blob))
    except (ValueError, TypeError, zlib.error) as error:
        raise UnreadableError("a record cannot be read") from error


def paper_of(record: str | bytes) -> Paper:
    """Return the paper of a stored record; where it is damaged, `told_of` says so."""
    try:
        return Paper.from_record(json.loads(record))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UnreadableError("a record cannot be read") from error


def open_file(path: Path, kind: Kind) -> sqlite3.Connection:
    """Return a connection for writing, to a file that is up to date; raises StoreError."""
    with told_of(path):
        try:
            make_folder(path.parent)
            if not path.exists():
                os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        except OSError as error:
            reason = error.strerror or error
            raise StoreError(f"{path} could not be made: {reason}. Check its folder.") from error
        connection = connect(path)
        try:
            if _pragma(connection, "user_version") != kind.version:
                _migrate(path, connection, kind)
            for pragma in kind.pragmas:
                # SQLite waits for no lock where it is to begin a log.
                _patiently(connection, f"PRAGMA {pragma}")
        except BaseException:
            connection.close()
            raise
        return connection


def open_for_reading(path: Path) -> sqlite3.Connection:
    """Return a connection for reading to a file that is up to date; raises StoreError.

    It is able to write: what another copy's crash left half written is rolled back by whoever
    reads next, and with `mode=ro` that would be an error.
    """
    with told_of(path):
        connection = connect(f"{path.absolute().as_uri()}?mode=rw", _STATEMENTS)
        try:
            connection.execute(f"PRAGMA {_FEW}")
        except BaseException:
            connection.close()
            raise
        return connection


def expect_much(connection: sqlite3.Connection) -> None:
    """Make ready for so many changes that the memory for them is worth it.

    With the 2 MB that are usual, each page of a large index is written and read back many times.
    """
    for pragma in _MUCH:
        connection.execute(f"PRAGMA {pragma}")


def is_ours(path: Path, kind: Kind) -> bool | None:
    """Whether a file can be used; None where it is no database at all. It is not changed.

    False is another program's database, or a newer paperterm's. The header is read as bytes
    (sqlite.org/fileformat.html): SQLite, asked for it, would first finish what a crash left.
    """
    if path.exists() and not path.is_file():
        return False  # a pipe would have to be waited for
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER.size)
    except FileNotFoundError:
        return True
    # Where it is empty but for a journal, its first page was being written.
    if not header or (not any(header) and _has_journal(path)):
        return True
    if len(header) < _HEADER.size or not header.startswith(_MAGIC):
        return None
    version, application_id = _HEADER.unpack(header)
    return bool(application_id == kind.application_id and version <= kind.version)


def identity(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from all others; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def refused(path: Path) -> StoreError:
    """Return what is said of a file that is left as it is."""
    return StoreError(
        f"{path} was made by a newer paperterm or by another program, and is left as it is."
        " Update paperterm, or move the file away."
    )


def connect(name: str | Path, statements: int = 128) -> sqlite3.Connection:
    """Return a connection to a path, or to what a URI says, that keeps some statements ready."""
    is_uri = isinstance(name, str)
    connection = sqlite3.connect(
        name,
        timeout=BUSY,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=statements,
        uri=is_uri,
    )
    add_function(connection)
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Write in one transaction that holds the file's write lock from its beginning."""
    _patiently(connection, "BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def is_busy(error: sqlite3.Error) -> bool:
    """Whether an error comes from another program's lock."""
    return getattr(error, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def _patiently(connection: sqlite3.Connection, statement: str) -> None:
    """Execute what takes a lock, or wait for it.

    SQLite itself looks for it ever more seldom, at last ten times a second: whoever writes without
    a pause would keep all others out.
    """
    end = monotonic() + BUSY
    connection.execute("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                connection.execute(statement)
            except sqlite3.OperationalError as error:
                if not is_busy(error) or monotonic() > end:
                    raise
                sleep(_HELD)
            else:
                return
    finally:
        connection.execute(f"PRAGMA busy_timeout={int(BUSY * 1000)}")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _migrate(path: Path, connection: sqlite3.Connection, kind: Kind) -> None:
    """Bring a file up to date, with a backup first where there is something in it."""
    # Imported here: only a new or old file pays for it.
    from paperterm.store import schema  # noqa: PLC0415

    migrations = schema.cache_migrations if kind is CACHE else schema.library_migrations
    with transaction(connection):
        # Another copy may have done it while this one waited for the lock.
        version = _pragma(connection, "user_version")
        if version == kind.version:
            return
        if version > kind.version:
            raise refused(path)
        if version and kind is LIBRARY:
            _back_up(path, version)
        schema.migrate(connection, migrations)
        connection.execute(f"PRAGMA application_id={kind.application_id}")
        connection.execute(f"PRAGMA user_version={kind.version}")


def _back_up(path: Path, version: int) -> None:
    """Copy a library, as it is before a migration, beside itself; raises StoreError."""
    from paperterm.store import backups  # noqa: PLC0415

    try:
        with backups.whole_copy(path, path.with_name(f"{path.name}.new")) as copy:
            copy.rename(unused(path.with_name(f"{path.name}.version-{version}")))
        flush(path.parent)
    except OSError as error:
        reason = error.strerror or error
        raise StoreError(
            f"{path} is not brought up to date, as no copy of it could be made: {reason}."
        ) from error


def _has_journal(path: Path) -> bool:
    try:
        return path.with_name(f"{path.name}-journal").stat().st_size > 0
    except OSError:
        return False


def _is_disk_full(path: Path) -> bool:
    """Whether there is no room where a file is: not all that then fails is said to fail by it."""
    try:
        return shutil.disk_usage(path.parent).free < ROOM
    except OSError:
        return False


def _advice(name: str) -> str:
    """Return what to do about an error of this name, which may go on after an underscore."""
    advice = {
        "SQLITE_FULL": "The disk is full: make room and try again.",
        "SQLITE_BUSY": "Another program holds it: close that one and try again.",
        "SQLITE_LOCKED": "Another program holds it: close that one and try again.",
        "SQLITE_READONLY": "It is read-only: check the permissions of the file and its folder.",
        "SQLITE_CANTOPEN": "Check the permissions of the file and its folder.",
    }
    known = "_".join(name.split("_")[:2])
    return advice.get(known, "Check the disk it is on, and start paperterm again.")
