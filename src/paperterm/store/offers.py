"""Offers: papers, tags and saved searches for a shell to complete, read in a few milliseconds.

Nothing is made, changed or waited for: what cannot be read at once is not offered.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from paperterm.errors import StoreError
from paperterm.marks import TAG
from paperterm.store.files import CACHE, LIBRARY, Kind, is_ours, paper_from
from paperterm.store.looking import looked_at
from paperterm.store.place import KEYS

MOST = 50
"""Papers that are offered at once: more than a screen is of no help."""

PATIENCE = 0.05
"""Seconds for another program's lock, and for the answer."""

T = TypeVar("T")


def papers(cache: Path, beginning: str) -> list[tuple[str, str]]:
    """Return ids that begin so with their titles: the newest, or those on top of the list."""
    return _read(cache, CACHE, lambda connection: _papers(connection, beginning)) or []


def tags(library: Path) -> list[tuple[str, int]]:
    """Return the tags that papers have, with the number of their papers."""
    query = (
        "SELECT substr(mark, ?), count(*) FROM marks WHERE mark != 'read' AND mark >= 'tag:'"
        " AND mark < 'tag;' AND value GROUP BY mark ORDER BY mark"
    )
    start = len(TAG) + 1
    return _read(library, LIBRARY, lambda found: found.execute(query, [start]).fetchall()) or []


def searches(library: Path) -> dict[str, str]:
    """Return the saved searches: the text of each by its name."""
    query = "SELECT name, text FROM searches WHERE text IS NOT NULL ORDER BY name"
    return dict(_read(library, LIBRARY, lambda found: found.execute(query).fetchall()) or [])


def _papers(connection: sqlite3.Connection, beginning: str) -> list[tuple[str, str]]:
    if beginning:
        rows = connection.execute(
            "SELECT id, blob FROM papers WHERE id >= ?1 AND id < ?1 || char(1114111) AND listed"
            " ORDER BY id DESC LIMIT ?2",
            [beginning, MOST],
        ).fetchall()
    else:
        rows = connection.execute(
            "SELECT id, blob FROM trending JOIN papers USING (key) ORDER BY rank LIMIT ?", [MOST]
        ).fetchall()
        rows += connection.execute(
            f"SELECT id, blob FROM facts JOIN papers ON key = (facts.place & {KEYS})"
            " WHERE key NOT IN (SELECT key FROM trending) ORDER BY facts.place LIMIT ?",
            [MOST - len(rows)],
        ).fetchall()
    return [(paper_id, paper_from(blob).title) for paper_id, blob in rows]


def _read(path: Path, kind: Kind, read: Callable[[sqlite3.Connection], T]) -> T | None:
    """Return what can be read of a file as it is now, None where that is nothing."""
    try:
        if not path.is_file() or not is_ours(path, kind):
            return None
        with looked_at(path, PATIENCE, wait=PATIENCE) as connection:
            if connection.execute("PRAGMA user_version").fetchone()[0] != kind.version:
                return None
            return read(connection)
    except (StoreError, OSError):  # TimeoutError is one
        return None
