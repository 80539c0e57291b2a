"""The cache: writes what the feed said, list by list, each whole or not at all."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from paperterm.paper import Listing, Paper, Record
from paperterm.store.entry import Batch, Content, Entry, batch_of, content_of, indexed
from paperterm.store.files import paper_from, told_of, transaction

VISITED = "visited"
"""The setting that holds the newest key when the last run of the app ended."""

FILLED = "filled"
"""The setting that holds the newest key that came in the first fill of the cache."""

_BROUGHT_BACK = "brought back"
"""The setting that holds the newest key that came from the library, not from the feed."""

_FIRST_DAYS = "first days"
"""The setting that is there once a first refresh has come through."""

_RAW_LEVEL = 1
"""zlib's fastest level; a higher one saves a tenth more and costs three times as long."""


@dataclass(frozen=True, slots=True)
class Saved:
    """How many records of a list were new, changed, and as they were."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class _Known:
    """What the cache holds of a paper that arrives again."""

    key: int
    digest: bytes


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

    def is_unfilled(self) -> bool:
        """Whether nothing has come yet but the papers that were brought back from the library."""
        query = (
            "SELECT EXISTS (SELECT 1 FROM papers WHERE key >"
            " coalesce((SELECT value FROM settings WHERE name = ?), 0))"
        )
        return not self._read(query, _BROUGHT_BACK)[0]

    def bring_back(self, papers: Iterable[Paper], at: datetime) -> None:
        """Begin an empty cache with papers that the library has kept."""
        # Of the feed's own JSON for them, nothing was kept.
        records = tuple(Record(paper, "{}") for paper in papers)
        with told_of(self._path), transaction(self._connection):
            # Another copy, which came first, may have filled it.
            if records and self._newest_key() == 0:
                self._save(batch_of(Listing(records, at)), {}, first_fill=True)
                self._set(_BROUGHT_BACK, self._newest_key())

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

    def fetched_at(self, name: str) -> datetime | None:
        """When a list was last stored: `trending`, or a day as `2026-07-31`."""
        row = self._read("SELECT fetched_at FROM lists WHERE name = ?", name)
        return datetime.fromisoformat(row[0]) if row else None

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

    def wait_until(self) -> datetime | None:
        """Until when the server asked to be left alone."""
        return self._time("wait_until")

    def set_wait_until(self, at: datetime | None) -> None:
        """Note until when the server asked to be left alone."""
        with told_of(self._path):
            self._set("wait_until", at.isoformat() if at else None)

    def end_visit(self) -> None:
        """Note that what is stored now has been there during a run of the app."""
        with told_of(self._path):
            self._set(VISITED, self._newest_key())

    def shrink(self) -> None:
        """Free the memory in which pages are kept at hand."""
        with told_of(self._path):
            self._connection.execute("PRAGMA shrink_memory")

    def _save(self, batch: Batch, known: dict[str, _Known], *, first_fill: bool) -> Saved:
        counts = {"new": 0, "changed": 0, "unchanged": 0}
        keys: list[int] = []
        at = batch.fetched_at
        for entry in batch.entries:
            content, before = entry.content, known.get(entry.id)
            if content is None or (before and before.digest == entry.digest):
                key, outcome = known[entry.id].key, "unchanged"
            elif before:
                key, outcome = before.key, self._update(before.key, entry, content, at)
            else:
                key, outcome = self._insert(entry, content, at), "new"
                known[entry.id] = _Known(key, entry.digest)
            keys.append(key)
            counts[outcome] += 1
        self._save_membership(batch, keys)
        if first_fill:
            self._set(FILLED, self._newest_key())
        return Saved(**counts)

    def _known(self, ids: Sequence[str]) -> dict[str, _Known]:
        known: dict[str, _Known] = {}
        for start in range(0, len(ids), 500):
            some = ids[start : start + 500]
            marks = ",".join("?" * len(some))
            query = f"SELECT id, key, digest FROM papers WHERE id IN ({marks})"
            for paper_id, key, digest in self._connection.execute(query, some):
                known[paper_id] = _Known(key, digest)
        return known

    def _insert(self, entry: Entry, content: Content, at: datetime) -> int:
        is_from_page = entry.id == content.alias
        listed = not (is_from_page and self._has_alias(content.alias))
        cursor = self._connection.execute(
            "INSERT INTO papers (id, alias, listed, sort_day, upvotes, has_code, digest, record)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [entry.id, content.alias, listed, *_columns(content), entry.digest, content.record],
        )
        key = int(cursor.lastrowid or 0)
        self._connection.execute("INSERT INTO raw VALUES (?, ?)", [key, _packed(content.raw)])
        self._index(key, content.words)
        self._note_history(key, content.counts, at)
        if not is_from_page:
            self._take_over(content.alias, key)
        return key

    def _update(self, key: int, entry: Entry, content: Content, at: datetime) -> str:
        (text,) = self._connection.execute(
            "SELECT record FROM papers WHERE key = ?", [key]
        ).fetchone()
        old = paper_from(text)
        new = _merged(old, paper_from(content.record))
        (raw,) = self._connection.execute("SELECT json FROM raw WHERE key = ?", [key]).fetchone()
        raw_before = zlib.decompress(raw)
        raw_now = _merged_raw(raw_before, content.raw)
        if new == old and raw_now == raw_before:
            return "unchanged"
        content = content_of(new, raw_now)
        self._connection.execute(
            "UPDATE papers SET alias = ?, sort_day = ?, upvotes = ?, has_code = ?, digest = ?,"
            " record = ? WHERE key = ?",
            [content.alias, *_columns(content), entry.digest, content.record, key],
        )
        self._connection.execute("UPDATE raw SET json = ? WHERE key = ?", [_packed(raw_now), key])
        words_before = indexed(old)
        if content.words != words_before:
            # A contentless index forgets exactly the text it is given back.
            self._connection.execute(
                "INSERT INTO words (words, rowid, title, abstract, authors, keywords)"
                " VALUES ('delete', ?, ?, ?, ?, ?)",
                [key, *words_before],
            )
            self._index(key, content.words)
            if not new.is_from_page:
                self._take_over(content.alias, key)
        self._note_history(key, content.counts, at)
        return "changed"

    def _index(self, key: int, words: Sequence[str]) -> None:
        self._connection.execute(
            "INSERT INTO words (rowid, title, abstract, authors, keywords) VALUES (?, ?, ?, ?, ?)",
            [key, *words],
        )

    def _has_alias(self, alias: str) -> bool:
        """Whether the feed has brought the paper; then its page's id is another name of it."""
        row = self._connection.execute(
            "SELECT key FROM papers WHERE alias = ? AND id != alias", [alias]
        ).fetchone()
        if row is None:
            return False
        self._connection.execute("INSERT OR IGNORE INTO aliases VALUES (?, ?)", [alias, row[0]])
        return True

    def _take_over(self, alias: str, key: int) -> None:
        """List a paper that was imported from a page under the feed's id from now on."""
        listed = self._connection.execute(
            "UPDATE papers SET listed = 0 WHERE id = ? AND listed", [alias]
        )
        if listed.rowcount:
            self._connection.execute("INSERT OR IGNORE INTO aliases VALUES (?, ?)", [alias, key])

    def _note_history(self, key: int, counts: Sequence[int | None], at: datetime) -> None:
        """Keep the last value of each UTC day on which one of the counts changed."""
        last = self._connection.execute(
            "SELECT upvotes, comments, stars FROM history WHERE key = ? ORDER BY day DESC LIMIT 1",
            [key],
        ).fetchone()
        if last != counts:
            day = at.astimezone(UTC).date().isoformat()
            self._connection.execute(
                "INSERT OR REPLACE INTO history VALUES (?, ?, ?, ?, ?)", [key, day, *counts]
            )

    def _save_membership(self, batch: Batch, keys: Sequence[int]) -> None:
        days = [
            (day, key) for entry, key in zip(batch.entries, keys, strict=True) for day in entry.days
        ]
        self._connection.executemany("INSERT OR IGNORE INTO days VALUES (?, ?)", days)
        name = "trending" if batch.trending else batch.day.isoformat() if batch.day else None
        if batch.trending:
            self._rank(list(dict.fromkeys(keys)))
        if name:
            self._connection.execute(
                "INSERT OR REPLACE INTO lists VALUES (?, ?)", [name, batch.fetched_at.isoformat()]
            )

    def _rank(self, keys: Sequence[int]) -> None:
        ranks = list(enumerate(keys, start=1))
        now = self._connection.execute("SELECT rank, key FROM trending ORDER BY rank").fetchall()
        if now != ranks:
            self._connection.execute("DELETE FROM trending")
            self._connection.executemany("INSERT INTO trending VALUES (?, ?)", ranks)

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


def _columns(content: Content) -> tuple[int, int, bool]:
    return (content.sort_day, content.upvotes, content.has_code)


def _packed(raw: bytes) -> bytes:
    return zlib.compress(raw, _RAW_LEVEL)


def _merged(old: Paper, new: Paper) -> Paper:
    """Return what is known of a paper from both, the newer where both say something."""
    values = {}
    for each in fields(Paper):
        before, now = getattr(old, each.name), getattr(new, each.name)
        empty = now is None or now in ("", ())
        values[each.name] = before if empty else now
    if old.feed_day and new.feed_day:
        values["feed_day"] = max(old.feed_day, new.feed_day)
    if not new.authors:
        values["author_count"] = old.author_count
    return Paper(**values)


def _merged_raw(old: bytes, new: bytes) -> bytes:
    """Return the feed's JSON of both answers, the newer where both have a key."""
    before, now = json.loads(old), json.loads(new)
    merged = before | now
    if isinstance(before.get("paper"), dict) and isinstance(now.get("paper"), dict):
        merged["paper"] = before["paper"] | now["paper"]
    return json.dumps(merged, ensure_ascii=False, separators=(",", ":")).encode()
