"""Rescue: a damaged library is put aside, and its newest backup takes its place.

What can still be read of the damaged file is merged in, the newest change of each mark winning.
The new file is whole and on the disk before it gets the name, and the damaged one is never gone:
whenever the power fails, one of the two is there.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import BinaryIO

from paperterm.errors import StoreError
from paperterm.store.aside import trust, unused
from paperterm.store.backups import (
    Backup,
    backups_of,
    before_migrations,
    copy,
    folder_of,
    held,
    is_emptied,
    trouble_of,
)
from paperterm.store.files import (
    LIBRARY,
    connect,
    open_file,
    told_of,
    transaction,
)
from paperterm.store.integrity import is_of_the_file, trouble
from paperterm.store.pages import rows
from paperterm.store.salvage import Salvaged, take_in, unsealed
from paperterm.writing import flush

PATIENCE = 20.0
"""Seconds to wait for another program that mends the same library."""


def mend(library: Path, now: datetime) -> str:
    """Check a library, and put another in its place where it is damaged.

    Returns what the user is to be told, '' where it is whole. What this program has open of it is
    no longer the library then, and must be opened anew. Raises StoreError.
    """
    try:
        with held(folder_of(library), PATIENCE) as is_held:
            if not is_held:
                raise StoreError(f"{library} is being mended by another program. Try again.")
            with _standing_still(library) as damaged:
                told = _replaced(library, damaged, now) if damaged.wrong else ""
            trust(library)
            return told
    except OSError as error:
        raise StoreError(
            f"{library} is damaged and could not be mended: {error.strerror or error}. Nothing of"
            " it is lost; mend that, and start paperterm again."
        ) from error


BLOCK = 4096
"""Bytes that are read at once, or given up together."""


@dataclass(frozen=True, slots=True)
class _Damaged:
    """What a library holds, and what is wrong with it; the connection is None where it is none."""

    content: bytes
    wrong: str
    connection: sqlite3.Connection | None


@contextmanager
def _standing_still(library: Path) -> Iterator[_Damaged]:
    """Check a library while nobody writes to it; who waits to write finds it replaced."""
    # Closed last: closing any descriptor of a file lets go of all locks on it (POSIX).
    with library.open("rb") as file, closing(connect(library)) as connection:
        usable: sqlite3.Connection | None = connection
        try:
            # This finishes what a crash has left, which may be all that is wrong.
            connection.execute("BEGIN IMMEDIATE")
            wrong = trouble(connection)
        except sqlite3.DatabaseError as error:
            if not is_of_the_file(error):
                with told_of(library):
                    raise
            usable, wrong = None, str(error)
        if not wrong and is_emptied(library):
            wrong = "it is empty"
        yield _Damaged(_content(file) if wrong else b"", wrong, usable)


def _content(file: BinaryIO) -> bytes:
    """Return what a file holds, with zeros where the disk does not give it."""
    pieces = []
    for start in range(0, os.fstat(file.fileno()).st_size, BLOCK):
        try:
            pieces.append(os.pread(file.fileno(), BLOCK, start))
        except OSError:
            pieces.append(bytes(BLOCK))
    return b"".join(pieces)


def _replaced(library: Path, damaged: _Damaged, now: datetime) -> str:
    """Put a library in the place of a damaged one, and return the sentence about it."""
    backup = _newest_good(library, now)
    work = Path(mkdtemp(dir=folder_of(library)))
    try:
        new = work / library.name
        if backup:
            copy(backup.path, new)
        with closing(open_file(new, LIBRARY)) as connection:
            found = list(rows(damaged.content))
            if not found and damaged.connection:
                found = list(unsealed(damaged.connection))
            with transaction(connection):
                salvaged = take_in(connection, found, now)
        flush(new)
        aside = _swapped(library, new, now)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return _sentence(damaged.wrong, backup, salvaged, aside)


def _newest_good(library: Path, now: datetime) -> Backup | None:
    for backup in (*backups_of(library, now.astimezone(UTC).date()), *before_migrations(library)):
        with suppress(StoreError):
            if not trouble_of(backup.path):
                return backup
    return None


def _swapped(library: Path, new: Path, now: datetime) -> Path:
    """Give a new file the library's name; returns where the damaged one is."""
    aside = unused(library.with_name(f"{library.name}.damaged-{now:%Y%m%dT%H%M%S}"))
    # A journal that stayed would be played back into the new file.
    for suffix in ("-journal", "-wal", "-shm"):
        companion = library.with_name(library.name + suffix)
        if companion.exists() and companion.stat().st_size:
            companion.rename(aside.with_name(aside.name + suffix))
    try:
        os.link(library, aside)
    except OSError:  # not every file system can give a file two names
        library.rename(aside)
    flush(library.parent)
    new.replace(library)
    flush(library.parent)
    return aside


def _sentence(wrong: str, backup: Backup | None, salvaged: Salvaged, aside: Path) -> str:
    read = (
        f"{salvaged} could still be read of the damaged file"
        if salvaged
        else "nothing could be read of the damaged file any more"
    )
    if backup:
        return (
            f"The library with your marks was damaged ({wrong}). Its backup of"
            f" {backup.day.isoformat()} ({backup.path}) has taken its place; {read}, which is kept"
            f" as {aside}."
        )
    return (
        f"The library with your marks was damaged ({wrong}), and there is no backup of it yet. A"
        f" new one was begun; {read}, which is kept as {aside}."
    )
