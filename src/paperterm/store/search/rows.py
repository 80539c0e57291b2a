"""Rows: papers read from the cache by their keys or ids, with the reader's marks."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from paperterm.fold import fold
from paperterm.paper import Paper, Row
from paperterm.query.tree import ANY
from paperterm.reading import reading
from paperterm.store.compile import HOLDS
from paperterm.store.files import UnreadableError, paper_from
from paperterm.store.search.marks import Marks
from paperterm.store.search.orders import TITLE

AT_ONCE = 500
"""Keys that are asked for in one statement."""

MANY = 8
"""Of so many papers one is wanted, where all are gone through to find those that are."""


class Rows:
    """Reads rows. What it raises is SQLite's, or UnreadableError."""

    def __init__(self, cache: sqlite3.Connection, marks: Marks) -> None:
        self._cache = cache
        self._marks = marks
        cache.create_function(HOLDS, 3, _holds, deterministic=True)
        cache.create_function(TITLE, 1, _title, deterministic=True)

    def rows(self, keys: Sequence[int], since_key: int) -> Iterator[Row]:
        """Yield the rows of these keys, in their order; unknown keys are left out."""
        for some in _parts(keys):
            found = {row.key: row for row in self._read("key IN", some, since_key)}
            yield from (found[key] for key in some if key in found)

    def row(self, paper_id: str, since_key: int) -> Row | None:
        """Return a paper by its id, or by the id it had when it came from a saved page."""
        for condition in ("key = (SELECT key FROM aliases WHERE alias =", "(id ="):
            for row in self._read(condition, [paper_id], since_key):
                return row
        return None

    def ids(self, keys: Sequence[int]) -> Iterator[str]:
        """Yield the ids of these keys, in their order."""
        if len(keys) > AT_ONCE and MANY * len(keys) > self._newest():
            # The index of ids has the keys, too; to go through all of it is as quick as to look
            # one in eight of them up.
            query = "SELECT json_group_array(key), json_group_array(id) FROM papers"
            every = map(json.loads, self._cache.execute(query).fetchone())
            found = dict(zip(*every, strict=True))
            yield from (found[key] for key in keys if key in found)
            return
        for some in _parts(keys):
            places = ",".join("?" * len(some))
            query = f"SELECT key, id FROM papers WHERE key IN ({places})"
            found = dict(self._cache.execute(query, some))
            yield from (found[key] for key in some if key in found)

    def _newest(self) -> int:
        return int(self._cache.execute("SELECT max(key) FROM papers").fetchone()[0] or 0)

    def _read(self, where: str, values: Sequence[int | str], since_key: int) -> Iterable[Row]:
        opened = "" if "(" in where else "("
        rows = self._cache.execute(
            "SELECT key, id, blob, rank FROM papers LEFT JOIN trending USING (key)"
            f" WHERE {where} {opened}{','.join('?' * len(values))})",
            values,
        ).fetchall()
        marks = self._marks.of([row[:2] for row in rows])
        for key, _, blob, rank in rows:
            said = marks[key]
            read = "read" in said.marks
            yield Row(
                key=key,
                paper=paper_from(blob),
                rank=rank,
                read=read,
                starred="starred" in said.marks,
                new=key > since_key and not read,
                hidden="hidden" in said.marks,
                tags=tuple(said.tags),
                note=said.note,
            )


def _parts(keys: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), AT_ONCE):
        yield list(keys[start : start + AT_ONCE])


def _holds(blob: bytes, field: str, literal: str) -> bool:
    """Whether a literal occurs in one field of a paper, folded."""
    try:
        return any(literal in text for text in _texts(blob, field))
    except UnreadableError:
        return False  # whoever reads the row is told


# A query may ask for hundreds of literals, each of the same paper.
@lru_cache(maxsize=8)
def _texts(blob: bytes, field: str) -> tuple[str, ...]:
    paper = paper_from(blob)
    return tuple(fold(text) for text in _fields(paper)[field])


def _fields(paper: Paper) -> dict[str, tuple[str, ...]]:
    """Return the texts of each field of a query, as they are and as they are read."""
    title, abstract = _both(paper.title), _both(paper.abstract)
    keywords = tuple(text for each in paper.keywords for text in _both(each))
    fields = {
        "title": title,
        "abstract": abstract,
        "author": paper.authors,
        "keyword": keywords,
        "organization": (paper.organization or "",),
        "submitter": (paper.submitted_by or "",),
    }
    fields[ANY] = (*title, *abstract, *paper.authors, *keywords)
    return fields


def _both(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((text, reading(text))))


def _title(blob: bytes) -> str:
    try:
        return fold(reading(paper_from(blob).title))
    except UnreadableError:
        return ""  # whoever reads the row is told
