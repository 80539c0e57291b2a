"""Integrity: whether a library is whole, from its pages up."""

from __future__ import annotations

import sqlite3

from paperterm.clean import clean_line
from paperterm.store.seals import SINCE, broken

_OF_THE_FILE = (
    *("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR", "SQLITE_IOERR_READ"),
    *("SQLITE_IOERR_SHORT_READ", "SQLITE_IOERR_CORRUPTFS", "SQLITE_IOERR_DATA"),
)
"""What is wrong with a file, or the disk under it; a statement of ours is wrong only if it is."""


def trouble(connection: sqlite3.Connection) -> str:
    """Return what is wrong with a library in a few words, '' where nothing is.

    It reads all of the file. Raises sqlite3.Error where that cannot be found out now.
    """
    try:
        found = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if found == "ok" and version >= SINCE and (table := broken(connection)):
            return f"a row of {table} is not as it was written"
    except sqlite3.DatabaseError as error:
        if is_of_the_file(error):
            return clean_line(str(error), 100)
        raise
    return "" if found == "ok" else clean_line(found.splitlines()[-1], 100)


def is_of_the_file(error: sqlite3.Error) -> bool:
    """Whether an error comes from what is in a file, or from the disk that it is on."""
    # Text that is no text comes without a name.
    return getattr(error, "sqlite_errorname", _OF_THE_FILE[0]).startswith(_OF_THE_FILE)
