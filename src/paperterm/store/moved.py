"""Moved papers: those that came to stand elsewhere in some order, for whoever remembers orders."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

KEPT = 5_000
"""Moved papers that are noted; where more have moved, an order is sooner read anew."""


def note_moved(connection: sqlite3.Connection, keys: Sequence[int]) -> None:
    """Note papers by their keys, in the transaction in which they move.

    Each has the next serial; of those that are not kept, the serials are missing.
    """
    query = "SELECT coalesce(max(serial), 0) FROM moved"
    last = int(connection.execute(query).fetchone()[0]) + len(keys)
    kept = keys[-KEPT:]
    connection.executemany("INSERT INTO moved VALUES (?, ?)", enumerate(kept, last - len(kept) + 1))
    connection.execute("DELETE FROM moved WHERE serial <= ?", [last - KEPT])
