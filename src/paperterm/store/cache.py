"""The cache: writes what the feed said, list by list, each whole or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from paperterm.courtesy import COURTESY
from paperterm.paper import Listing, Paper, Record
from paperterm.store.entry import Batch, batch_of
from paperterm.store.files import expect_much, told_of, transaction
from paperterm.store.index import Index
from paperterm.store.moved import note_moved
from paperterm.store.papers import Known, Papers

VISITED = "visited"
"""The setting that holds the newest key when the last run of the app ended."""

FILLED = "filled"
"""The setting that holds the newest key that came in the first fill of the cache."""

_BROUGHT_BACK = "brought back"
"""The setting that holds the newest key that came from the library, not from the feed."""

_FIRST_DAYS = "first days"
"""The setting that is there once a first refresh has come through."""

_OFFERED = "archive offered"
"""The setting that is there once the archive was offered."""

TALLY = "tally"
"""The setting that holds the counts at the end of the last run of the app."""

LISTED = "listed"
"""The setting that holds how many papers are listed."""

WORTH_TIDYING = 8
"""An index of which one paper in so many is new may be worth tidying."""

MANY_PIECES = 24
"""Pieces of an index that are left; with 20, 100,000 papers are searched as fast as with one."""

MERGED = 1_000
"""Pages of the index that are merged at once; they take a tenth of a second."""


@dataclass(frozen=True, slots=True)
class Saved:
    """How many records of a list were new, changed, and as they were."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


class Cache:
    """Writes `cache.db`. Nothing is ever deleted from it but an outdated trending rank."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def is_empty(self) -> bool:
        """Whether there is no paper at all; raises StoreError, as all of these do."""
        return not self._read("SELECT EXISTS (SELECT 1 FROM papers)")[0]

    def papers(self) -> int:
        """How many papers are listed."""
        with told_of(self._path):
            return self._listed()

    def is_unfilled(self) -> bool:
        """Whether nothing has come yet but the papers that were brought back from the library."""
        query = (
            "SELECT EXISTS (SELECT 1 FROM papers WHERE key >"
            " coalesce((SELECT value FROM settings WHERE name = ?), 0))"
        )
        return not self._read(query, _BROUGHT_BACK)[0]

    def has_news(self) -> bool:
        """Whether something has come since the last run of the app, beside a first fill."""
        with told_of(self._path):
            marks = [VISITED, FILLED]
            query = "SELECT max(value) FROM settings WHERE name IN (?, ?)"
            (since,) = self._connection.execute(query, marks).fetchone()
            return self._newest_key() > (since or 0)

    def bring_back(self, papers: Iterable[Paper], at: datetime) -> None:
        """Begin an empty cache with papers that the library has kept."""
        # Of the feed's own JSON for them, nothing was kept.
        records = tuple(Record(paper, "{}") for paper in papers)
        with told_of(self._path), transaction(self._connection):
            # Another copy, which came first, may have filled it.
            if records and self._newest_key() == 0:
                with COURTESY.insisting():  # there is no list before it is done
                    self._save(batch_of(Listing(records, at)), {}, first_fill=True)
                self._set(_BROUGHT_BACK, self._newest_key())

    def add(self, papers: Iterable[Paper], at: datetime) -> None:
        """Store those papers that are not here yet, which another machine's library brought."""
        with told_of(self._path), transaction(self._connection):
            some = {paper.id: paper for paper in papers}
            known = self._known(list(some))
            records = tuple(Record(some[each], "{}") for each in some if each not in known)
            if records:
                self._save(batch_of(Listing(records, at)), {}, first_fill=False)

    def save(self, listing: Listing, *, first_fill: bool) -> Saved:
        """Store a list in one transaction; raises StoreError, and then nothing of it is stored.

        In the first fill of a cache nothing is new. A field that is absent from a newer record
        keeps its last known value: a partial answer must not empty what is known.
        """
        with told_of(self._path), transaction(self._connection):
            known = self._known([record.paper.id for record in listing.records])
            batch = batch_of(listing, {each: known[each].digest for each in known})
            return self._save(batch, known, first_fill=first_fill)

    def save_batch(self, batch: Batch, *, first_fill: bool) -> Saved:
        """Store a list as `save` does, where what is written of it was made before."""
        with told_of(self._path), transaction(self._connection):
            known = self._known([entry.id for entry in batch.entries])
            return self._save(batch, known, first_fill=first_fill)

    def expect_much(self) -> None:
        """Take the memory by which many lists are stored faster, until the file is closed."""
        with told_of(self._path):
            expect_much(self._connection)

    def fetched_at(self, name: str) -> datetime | None:
        """When a list was last stored: `trending`, or a day as `2026-07-31`."""
        row = self._read("SELECT fetched_at FROM lists WHERE name = ?", name)
        return datetime.fromisoformat(row[0]) if row else None

    def fetched(self) -> dict[str, datetime]:
        """When each list was last stored, by its name as in `fetched_at`."""
        with told_of(self._path):
            rows = self._connection.execute("SELECT name, fetched_at FROM lists ORDER BY name")
            return {name: datetime.fromisoformat(time) for name, time in rows}

    def last_refresh(self) -> datetime | None:
        """When a refresh last ended with at least one list stored."""
        return self._time("last_refresh")

    def set_last_refresh(self, at: datetime) -> None:
        """Note the end of a refresh."""
        with told_of(self._path):
            self._set("last_refresh", at.isoformat())

    def has_first_days(self) -> bool:
        """Whether a first refresh has once come through without a day that failed."""
        return self._read("SELECT value FROM settings WHERE name = ?", _FIRST_DAYS) is not None

    def set_first_days(self) -> None:
        """Note that a first refresh has come through."""
        with told_of(self._path):
            self._set(_FIRST_DAYS, 1)

    def was_offered_archive(self) -> bool:
        """Whether the reader has been told that there is an archive to fetch."""
        return self._read("SELECT value FROM settings WHERE name = ?", _OFFERED) is not None

    def set_offered_archive(self) -> None:
        """Note that the reader has been told so."""
        with told_of(self._path):
            self._set(_OFFERED, 1)

    def wait_until(self) -> datetime | None:
        """Until when the server asked to be left alone."""
        return self._time("wait_until")

    def set_wait_until(self, at: datetime | None) -> None:
        """Note until when the server asked to be left alone."""
        with told_of(self._path):
            self._set("wait_until", at.isoformat() if at else None)

    def end_visit(self, tally: str = "") -> None:
        """Note that what is stored now has been there during a run of the app.

        `tally` is the one of `Search`.
        """
        with told_of(self._path), transaction(self._connection):
            self._set(VISITED, self._newest_key())
            if tally:
                self._set(TALLY, tally)

    def tidy_after(self, new: int) -> None:
        """Tidy where so many new papers have left the index in many pieces."""
        if new * WORTH_TIDYING > self.papers() and self.pieces() > MANY_PIECES:
            self.tidy()

    def pieces(self) -> int:
        """Of how many pieces the index is made: each of its pages names the one it is in."""
        row = self._read("SELECT count(DISTINCT segid) FROM words_idx")
        return int(row[0]) if row else 0

    def tidy(self) -> None:
        """Merge the pieces of which the index was made.

        It takes 60 microseconds a paper, and is done in steps: between two of them others can
        write.
        """
        with told_of(self._path):
            pages = -MERGED
            while True:
                before = self._connection.total_changes
                self._connection.execute(
                    "INSERT INTO words (words, rank) VALUES ('merge', ?)", [pages]
                )
                # That statement is a change by itself (sqlite.org/fts5.html, on 'merge').
                if pages > 0 and self._connection.total_changes - before < 2:
                    return
                pages = MERGED

    def shrink(self) -> None:
        """Free the memory in which pages are kept at hand."""
        with told_of(self._path):
            self._connection.execute("PRAGMA shrink_memory")

    def _save(self, batch: Batch, known: dict[str, Known], *, first_fill: bool) -> Saved:
        counts = {"new": 0, "changed": 0, "unchanged": 0}
        keys: list[int] = []
        newest = self._newest_key()
        index = Index(self._connection)
        papers = Papers(self._connection, index, known)
        for entry in COURTESY.between(batch.entries):
            key, outcome = papers.store(entry, batch.fetched_at)
            keys.append(key)
            counts[outcome] += 1
        if batch.trending:
            papers.rank(list(dict.fromkeys(keys)))
        index.add_terms(batch.terms)
        written = index.write()
        if written.growth:
            self._set(LISTED, self._listed() + written.growth)
        if moved := [key for key in written.moved if key <= newest]:
            note_moved(self._connection, moved)
        name = "trending" if batch.trending else batch.day.isoformat() if batch.day else None
        if name:
            self._connection.execute(
                "INSERT OR REPLACE INTO lists VALUES (?, ?)", [name, batch.fetched_at.isoformat()]
            )
        if first_fill:
            self._set(FILLED, self._newest_key())
        return Saved(**counts)

    def _known(self, ids: Sequence[str]) -> dict[str, Known]:
        known: dict[str, Known] = {}
        for start in range(0, len(ids), 500):
            some = ids[start : start + 500]
            marks = ",".join("?" * len(some))
            query = f"SELECT id, key, digest FROM papers WHERE id IN ({marks})"
            for paper_id, key, digest in self._connection.execute(query, some):
                known[paper_id] = Known(key, digest)
        return known

    def _listed(self) -> int:
        row = self._connection.execute(
            "SELECT value FROM settings WHERE name = ?", [LISTED]
        ).fetchone()
        return int(row[0]) if row else 0

    def _newest_key(self) -> int:
        return int(self._connection.execute("SELECT max(key) FROM papers").fetchone()[0] or 0)

    def _set(self, name: str, value: str | int | None) -> None:
        self._connection.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", [name, value])

    def _time(self, name: str) -> datetime | None:
        row = self._read("SELECT value FROM settings WHERE name = ?", name)
        return datetime.fromisoformat(row[0]) if row and row[0] else None

    def _read(self, query: str, *values: str) -> Any:
        with told_of(self._path):
            return self._connection.execute(query, values).fetchone()
