"""Looking: a database file is read, and nothing about it is made, changed or finished."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from paperterm.errors import StoreError
from paperterm.store.files import told_of

PATIENCE = 1.0
"""Seconds to wait for another program's lock."""

OFTEN = 20_000
"""Steps of SQLite's machine between two looks at the clock; a millisecond or so."""


_READ_VERSION, _LOGGED = 19, b"\2"
"""Where the header says how the file is to be read, and that there is a log (WAL)."""


class UnfinishedError(StoreError):
    """A file waits for its next writer to finish or take back what a crash left in the middle."""


@contextmanager
def looked_at(
    path: Path, patience: float | None = None, *, wait: float = PATIENCE
) -> Iterator[sqlite3.Connection]:
    """Yield a connection that reads a file; after `patience` seconds, reading is interrupted.

    `wait` is how long another program's lock is waited for, in seconds. Raises StoreError about
    the file, UnfinishedError among them, and TimeoutError.
    """
    with told_of(path):
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?{_way(path)}",
            timeout=wait,
            isolation_level=None,
            uri=True,
        )
        try:
            if patience is not None:
                end = monotonic() + patience
                connection.set_progress_handler(lambda: monotonic() > end, OFTEN)
            yield connection
        except sqlite3.OperationalError as error:
            name = getattr(error, "sqlite_errorname", "")  # text that is no text has none
            if name == "SQLITE_INTERRUPT":
                raise TimeoutError from error
            if name == "SQLITE_READONLY_ROLLBACK":
                raise UnfinishedError(f"{path} holds a change that was cut off.") from error
            raise
        finally:
            connection.close()


def _way(path: Path) -> str:
    """Return how a file is to be opened so that no file is made beside it.

    Reading only (`mode=ro`) makes the log (WAL) of a file that has one, and its index, where they
    are missing: but then nobody is writing to it, and it can be taken for one that does not change.
    """
    try:
        with path.open("rb") as file:
            has_log = file.read(_READ_VERSION + 1)[_READ_VERSION:] == _LOGGED
    except OSError:
        return "mode=ro"  # that opening fails is told by SQLite
    companions = [path.with_name(f"{path.name}{suffix}") for suffix in ("-wal", "-shm")]
    is_open = all(each.exists() for each in companions)
    return "immutable=1" if has_log and not is_open else "mode=ro"
