"""Moving: the papers of a cache of version 1, put into the tables of version 2."""

from __future__ import annotations

import sqlite3
import zlib

from paperterm.store.cache import LISTED
from paperterm.store.entry import Indexed, content_of, indexed, terms_in
from paperterm.store.files import paper_of
from paperterm.store.index import Index, Standing
from paperterm.store.place import place_of

AT_ONCE = 5_000
"""Papers that are held in memory until they are written."""


def move(connection: sqlite3.Connection) -> None:
    """Take over the papers of `old_papers`, `raw` and `days`; raises UnreadableError.

    A paper keeps its key: marks of what was new, ranks, history and aliases go on with it.
    """
    days: dict[int, list[str]] = {}
    for key, day in connection.execute("SELECT key, day FROM days ORDER BY day"):
        days.setdefault(key, []).append(day)
    ranked = {key for (key,) in connection.execute("SELECT key FROM trending")}
    index = Index(connection)
    held: list[Indexed] = []
    listed_papers = 0
    rows = connection.execute(
        "SELECT key, id, alias, listed, digest, record, json FROM old_papers JOIN raw USING (key)"
        " ORDER BY key"
    )
    for key, paper_id, alias, listed, digest, record, raw in rows:
        paper = paper_of(record)
        content = content_of(paper, zlib.decompress(raw))
        on = tuple(days.get(key, ()))
        place = place_of(content.indexed.sort_day, key)
        connection.execute(
            "INSERT INTO papers VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (key, paper_id, alias, listed, place, " ".join(on), digest, content.blob),
        )
        if listed:
            as_it_was = indexed(paper, read=str)
            index.change(key, None, Standing(key, as_it_was, on, key in ranked))
            held.append(as_it_was)
        if len(held) == AT_ONCE:
            listed_papers += _write(index, held)
    listed_papers += _write(index, held)
    connection.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (LISTED, listed_papers))


def _write(index: Index, held: list[Indexed]) -> int:
    index.add_terms(terms_in(held))
    held.clear()
    return index.write().growth
