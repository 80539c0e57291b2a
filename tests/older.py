"""Older stores: libraries and caches as earlier versions of the program left them."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlite_utils import Database, Migrations

from papers import listing
from paperterm.store.files import CACHE, LIBRARY, Kind
from paperterm.store.schema import cache_migrations, library_migrations


def old_library(path: Path, version: int, *statements: str) -> None:
    """Make the library of an older version, with what the statements put into it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        _bring(connection, library_migrations, LIBRARY, version)
        connection.execute("BEGIN")
        for statement in statements:
            connection.execute(statement)
        connection.execute("COMMIT")


def old_cache(
    path: Path, items: Sequence[dict[str, Any]], ranked: Sequence[int] = (), version: int = 1
) -> None:
    """Make the cache of an older version, whose last run has seen the first paper only."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        _bring(connection, cache_migrations, CACHE, 1)
        connection.execute("BEGIN")
        for key, record in enumerate(listing(items).records, start=1):
            paper = record.paper
            listed = paper.feed_day is not None
            text = json.dumps(paper.as_record())
            connection.execute(
                "INSERT INTO papers VALUES (?, ?, ?, ?, 0, 0, 0, ?, ?)",
                [key, paper.id, paper.alias, listed, b"digest", text],
            )
            packed = zlib.compress(record.raw.encode())
            connection.execute("INSERT INTO raw VALUES (?, ?)", [key, packed])
            if paper.feed_day:
                day = paper.feed_day.isoformat()
                connection.execute("INSERT INTO days VALUES (?, ?)", [day, key])
        connection.executemany("INSERT INTO trending VALUES (?, ?)", enumerate(ranked, start=1))
        connection.execute("INSERT INTO settings VALUES ('visited', 1)")
        connection.execute("COMMIT")
        _bring(connection, cache_migrations, CACHE, version)


def _bring(
    connection: sqlite3.Connection, migrations: Migrations, kind: Kind, version: int
) -> None:
    """Bring a file to a version, each of which is one migration."""
    database = Database(connection, execute_plugins=False)
    names = [each.name for each in migrations.pending(Database(sqlite3.connect(":memory:")))]
    connection.execute("BEGIN")
    migrations.apply(database, stop_before=names[version] if version < len(names) else None)
    connection.execute(f"PRAGMA application_id={kind.application_id}")
    connection.execute(f"PRAGMA user_version={version}")
    connection.execute("COMMIT")
