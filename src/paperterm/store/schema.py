"""The tables of both database files, as migrations.

Imported only when a file is new or older than this program: sqlite-utils takes longer to import
than the first frame may take.
"""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database, Migrations

cache_migrations = Migrations("paperterm.cache")
library_migrations = Migrations("paperterm.library")


@cache_migrations()
def papers_and_lists(db: Database) -> None:
    """Papers, the lists of the feed they are in, and the index of their words.

    A paper's `record` is its cleaned fields as JSON; the columns beside it are those by which
    papers are looked up and ordered. `sort_day` counts days (date.toordinal) and follows from the
    newest feed day, else from the arXiv date. `listed` is 0 for a saved page's paper that the feed
    has brought under its own id.
    """
    for statement in (
        """CREATE TABLE papers (
            key INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            alias TEXT NOT NULL,
            listed INTEGER NOT NULL,
            sort_day INTEGER NOT NULL,
            upvotes INTEGER NOT NULL,
            has_code INTEGER NOT NULL,
            digest BLOB NOT NULL,
            record TEXT NOT NULL
        )""",
        "CREATE INDEX papers_in_order ON papers (sort_day DESC, upvotes DESC, id) WHERE listed",
        "CREATE INDEX papers_by_alias ON papers (alias)",
        "CREATE TABLE raw (key INTEGER PRIMARY KEY, json BLOB NOT NULL)",
        "CREATE TABLE trending (rank INTEGER PRIMARY KEY, key INTEGER NOT NULL UNIQUE)",
        "CREATE TABLE days (day TEXT, key INTEGER, PRIMARY KEY (day, key)) WITHOUT ROWID",
        "CREATE TABLE lists (name TEXT PRIMARY KEY, fetched_at TEXT NOT NULL) WITHOUT ROWID",
        """CREATE TABLE history (
            key INTEGER, day TEXT, upvotes INTEGER, comments INTEGER, stars INTEGER,
            PRIMARY KEY (key, day)
        ) WITHOUT ROWID""",
        "CREATE TABLE aliases (alias TEXT PRIMARY KEY, key INTEGER NOT NULL) WITHOUT ROWID",
        "CREATE INDEX aliases_by_key ON aliases (key)",
        "CREATE TABLE settings (name TEXT PRIMARY KEY, value) WITHOUT ROWID",
        # Folding has dropped the diacritics already, by rules that are ours.
        """CREATE VIRTUAL TABLE words USING fts5 (
            title, abstract, authors, keywords, content='',
            tokenize='unicode61 remove_diacritics 0', prefix='1 2 3'
        )""",
    ):
        db.execute(statement)


@library_migrations()
def marks_and_records(db: Database) -> None:
    """The reader's marks, and the records of papers that must survive a deleted cache.

    `changed_at` counts milliseconds since 1970 and grows with every change. A mark that was taken
    away stays as a row of value 0, one that was undone as a row without a value where nothing had
    been said before: what was said of the paper under its alias then counts again.
    """
    for statement in (
        """CREATE TABLE marks (
            id TEXT NOT NULL, mark TEXT NOT NULL, value INTEGER,
            changed_at INTEGER NOT NULL, PRIMARY KEY (id, mark)
        ) STRICT""",
        "CREATE INDEX marks_by_change ON marks (changed_at)",
        "CREATE TABLE records (id TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT",
        "CREATE TABLE imports (digest TEXT PRIMARY KEY, imported_at TEXT NOT NULL) STRICT",
    ):
        db.execute(statement)


def migrate(connection: sqlite3.Connection, migrations: Migrations) -> None:
    """Bring a file up to date; the caller holds its write lock."""
    migrations.apply(Database(connection, execute_plugins=False))
