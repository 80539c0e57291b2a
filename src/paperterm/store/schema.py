"""The tables of both database files, as migrations.

Imported only when a file is new or older than this program: sqlite-utils takes longer to import
than the first frame may take.
"""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database, Migrations

from paperterm.store.moving import move
from paperterm.store.place import KEY_BITS
from paperterm.store.rereading import read_again
from paperterm.store.seals import SEALED, column

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


@cache_migrations()
def papers_by_place(db: Database) -> None:
    """Papers in an index whose rows are in the order of the list; what there was moves into it.

    A paper's `blob` is its cleaned fields as JSON and the feed's own JSON for it, compressed;
    `listed` is 0 for a saved page's paper that the feed has brought under its own id; `days` are
    the days (ISO 8601) of the lists it is in. `place` (see store/place.py) is its row in the
    index: in `words`, in `facts`, which holds its numbers and is narrow because it is read for
    every paper that is looked at, and, with its folded title, in `titles`. `terms` are the longer
    words that occur.
    """
    for statement in (
        "ALTER TABLE papers RENAME TO old_papers",
        "DROP INDEX papers_in_order",
        "DROP INDEX papers_by_alias",
        "DROP TABLE words",
        """CREATE TABLE papers (
            key INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            alias TEXT NOT NULL,
            listed INTEGER NOT NULL,
            place INTEGER NOT NULL,
            days TEXT NOT NULL,
            digest BLOB NOT NULL,
            blob BLOB NOT NULL
        )""",
        "CREATE INDEX papers_by_alias ON papers (alias)",
        "CREATE INDEX papers_not_listed ON papers (key) WHERE NOT listed",
        """CREATE TABLE facts (
            place INTEGER PRIMARY KEY,
            number INTEGER NOT NULL,
            votes INTEGER NOT NULL,
            upvotes INTEGER,
            comments INTEGER,
            stars INTEGER,
            published INTEGER
        )""",
        "CREATE INDEX facts_by_number ON facts (number)",
        f"CREATE INDEX facts_in_order ON facts (place >> {KEY_BITS}, votes DESC, number)",
        "CREATE INDEX facts_by_upvotes ON facts (upvotes DESC, number)",
        "CREATE INDEX facts_by_comments ON facts (comments DESC, number)",
        "CREATE INDEX facts_by_stars ON facts (stars DESC, number)",
        """CREATE TABLE titles (
            title TEXT, number INTEGER, place INTEGER NOT NULL, PRIMARY KEY (title, number)
        ) WITHOUT ROWID""",
        "CREATE TABLE terms (term TEXT PRIMARY KEY) WITHOUT ROWID",
        # Folding has dropped the diacritics already, by rules that are ours. What is in the first
        # column takes two bytes a word less, so that is the abstract.
        """CREATE VIRTUAL TABLE words USING fts5 (
            abstract, title, authors, keywords, flags, content='',
            tokenize='unicode61 remove_diacritics 0', prefix='1 2 4'
        )""",
        # Fewer and larger pieces are written, and less often merged (the defaults are 1 MB and 4):
        # papers are stored in two thirds of the time.
        "INSERT INTO words (words, rank) VALUES ('hashsize', 4000000)",
        "INSERT INTO words (words, rank) VALUES ('automerge', 8)",
    ):
        db.execute(statement)
    move(db.conn)
    for table in ("old_papers", "raw", "days"):
        db.execute(f"DROP TABLE {table}")


@cache_migrations()
def readings(db: Database) -> None:
    """The same tables; the index has the papers' LaTeX as it is read, too."""
    read_again(db.conn)


@cache_migrations()
def moved_papers(db: Database) -> None:
    """The papers that moved in some order, the last with the largest serial (store/moved.py)."""
    db.execute("CREATE TABLE moved (serial INTEGER PRIMARY KEY, key INTEGER NOT NULL)")


@cache_migrations()
def facts_by_day(db: Database) -> None:
    """An index of the papers by day: a million are read in that order in a quarter of the time."""
    db.execute(f"CREATE INDEX facts_by_day ON facts (place >> {KEY_BITS}, number)")


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


@library_migrations()
def filters(db: Database) -> None:
    """Filters saved under names, and those used last, the newest with the largest number."""
    for statement in (
        "CREATE TABLE searches (name TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT",
        "CREATE TABLE recent (number INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT",
    ):
        db.execute(statement)


@library_migrations()
def tags_notes_and_steps(db: Database) -> None:
    """Tags and notes, what can be undone in a later run, and what merging libraries needs.

    A tag is a mark named `tag:` and its name. Of a note, '' is one that was taken away and NULL
    one that was undone; `note_versions` are its other texts. A search that was forgotten stays
    without its text.

    `changed_at` goes with a change to other machines, and may be older than what is here already;
    `serial` counts the writings of this file, and tells what has been written since. `clock` has
    the newest of both. `claims` are times in the future of which another library's change was
    taken as one of now (see store/merging.py). A record that was imported has a `changed_at` of 0,
    and goes to other machines as soon as something is said of its paper.
    """
    for statement in (
        "ALTER TABLE marks ADD COLUMN serial INTEGER NOT NULL DEFAULT 0",
        "DROP INDEX marks_by_change",
        "CREATE INDEX marks_by_serial ON marks (serial)",
        "CREATE INDEX marks_but_read ON marks (mark, id) WHERE mark != 'read'",
        """CREATE TABLE notes (
            id TEXT PRIMARY KEY, text TEXT,
            changed_at INTEGER NOT NULL, serial INTEGER NOT NULL
        ) STRICT""",
        "CREATE INDEX notes_by_serial ON notes (serial)",
        """CREATE TABLE note_versions (
            id TEXT NOT NULL, text TEXT NOT NULL,
            changed_at INTEGER NOT NULL, PRIMARY KEY (id, text)
        ) STRICT""",
        "ALTER TABLE records ADD COLUMN changed_at INTEGER NOT NULL DEFAULT 0",
        "UPDATE records SET changed_at = 1 WHERE id IN (SELECT id FROM marks)",
        "ALTER TABLE searches RENAME TO old_searches",
        """CREATE TABLE searches (
            name TEXT PRIMARY KEY, text TEXT, changed_at INTEGER NOT NULL
        ) STRICT""",
        "INSERT INTO searches SELECT name, text, 0 FROM old_searches",
        "DROP TABLE old_searches",
        """CREATE TABLE steps (
            number INTEGER PRIMARY KEY, run TEXT NOT NULL, what TEXT NOT NULL,
            undone INTEGER, undone_by TEXT, changes BLOB NOT NULL
        ) STRICT""",
        "CREATE TABLE clock (newest INTEGER NOT NULL, serial INTEGER NOT NULL) STRICT",
        "INSERT INTO clock SELECT coalesce(max(changed_at), 0), 0 FROM marks",
        """CREATE TABLE claims (
            kind TEXT NOT NULL, id TEXT NOT NULL, mark TEXT NOT NULL,
            changed_at INTEGER NOT NULL, PRIMARY KEY (kind, id, mark)
        ) STRICT""",
    ):
        db.execute(statement)


@library_migrations()
def seals(db: Database) -> None:
    """The same tables, each row with a checksum (see store/seals.py)."""
    for table, columns in SEALED.items():
        listed = ", ".join(columns)
        db.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
        db.execute(f"CREATE TABLE {table} ({_COLUMNS[table]}) STRICT".format(column(table)))
        db.execute(f"INSERT INTO {table} ({listed}) SELECT {listed} FROM old_{table} ORDER BY 1, 2")
        db.execute(f"DROP TABLE old_{table}")
    for statement in (
        "CREATE INDEX marks_by_serial ON marks (serial)",
        "CREATE INDEX marks_but_read ON marks (mark, id) WHERE mark != 'read'",
        "CREATE INDEX notes_by_serial ON notes (serial)",
    ):
        db.execute(statement)


_COLUMNS = {
    "marks": """id TEXT NOT NULL, mark TEXT NOT NULL, value INTEGER, changed_at INTEGER NOT NULL,
        serial INTEGER NOT NULL DEFAULT 0, {}, PRIMARY KEY (id, mark)""",
    "notes": """id TEXT PRIMARY KEY, text TEXT, changed_at INTEGER NOT NULL,
        serial INTEGER NOT NULL, {}""",
    "note_versions": """id TEXT NOT NULL, text TEXT NOT NULL, changed_at INTEGER NOT NULL, {},
        PRIMARY KEY (id, text)""",
    "searches": "name TEXT PRIMARY KEY, text TEXT, changed_at INTEGER NOT NULL, {}",
    "records": """id TEXT PRIMARY KEY, record TEXT NOT NULL,
        changed_at INTEGER NOT NULL DEFAULT 0, {}""",
    "imports": "digest TEXT PRIMARY KEY, imported_at TEXT NOT NULL, {}",
    "recent": "number INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE, {}",
    "steps": """number INTEGER PRIMARY KEY, run TEXT NOT NULL, what TEXT NOT NULL, undone INTEGER,
        undone_by TEXT, changes BLOB NOT NULL, {}""",
    "clock": "newest INTEGER NOT NULL, serial INTEGER NOT NULL, {}",
    "claims": """kind TEXT NOT NULL, id TEXT NOT NULL, mark TEXT NOT NULL,
        changed_at INTEGER NOT NULL, {}, PRIMARY KEY (kind, id, mark)""",
}
"""The columns of the library's tables of version 4, `{}` where the checksum is."""


def migrate(connection: sqlite3.Connection, migrations: Migrations) -> None:
    """Bring a file up to date; the caller holds its write lock."""
    migrations.apply(Database(connection, execute_plugins=False))
