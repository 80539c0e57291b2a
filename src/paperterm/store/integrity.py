"""Integrity: whether a library is whole, from its pages up."""

from __future__ import annotations

import sqlite3

_OTHERS = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_CANTOPEN", "SQLITE_READONLY")
"""What says nothing of the file itself."""


def trouble(connection: sqlite3.Connection) -> str:
    """Return what is wrong with a library in a few words, '' where nothing is.

    It reads all of the file. Raises sqlite3.Error where that cannot be found out now.
    """
    try:
        found = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as error:
        if is_of_the_file(error):
            return str(error)
        raise
    return "" if found == "ok" else found


def is_of_the_file(error: sqlite3.Error) -> bool:
    """Whether an error comes from what is in a file, or from the disk that it is on."""
    return not getattr(error, "sqlite_errorname", "").startswith(_OTHERS)
