"""Reading again: the index of a cache of version 2 is told what its papers' LaTeX reads as."""

from __future__ import annotations

import sqlite3

from paperterm.paper import Paper
from paperterm.reading import reading
from paperterm.store.entry import Indexed, indexed, terms_in
from paperterm.store.files import UnreadableError, paper_from
from paperterm.store.index import Index, Standing

AT_ONCE = 2_000
"""Papers that are held in memory until they are written."""


def read_again(connection: sqlite3.Connection) -> None:
    """Write the papers into the index anew that have LaTeX in them, and no others."""
    ranked = {key for (key,) in connection.execute("SELECT key FROM trending")}
    index = Index(connection)
    held: list[Indexed] = []
    papers = connection.execute("SELECT key, days, blob FROM papers WHERE listed ORDER BY key")
    for key, days, blob in papers:
        try:
            paper = paper_from(blob)
        except UnreadableError:
            continue  # whoever reads the row is told
        if _is_as_read(paper):
            continue
        before, after = (
            Standing(key, each, tuple(days.split()), key in ranked)
            for each in (indexed(paper, read=str), indexed(paper))
        )
        index.change(key, before, after)
        held.append(after.indexed)
        if len(held) == AT_ONCE:
            _write(index, held)
    _write(index, held)


def _is_as_read(paper: Paper) -> bool:
    texts = (paper.title, paper.abstract, *paper.keywords)
    return all(reading(text) == text for text in texts)


def _write(index: Index, held: list[Indexed]) -> None:
    index.add_terms(terms_in(held))
    held.clear()
    index.write()
