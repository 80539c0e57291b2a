"""Papers, written: each record that arrives is merged into what is known of its paper."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import NamedTuple

from paperterm.courtesy import COURTESY
from paperterm.paper import Paper
from paperterm.store.entry import Content, Entry, Indexed, content_of, indexed, raw_of
from paperterm.store.files import paper_from, paper_of
from paperterm.store.index import Index, Standing
from paperterm.store.place import place_of


@dataclass(frozen=True, slots=True)
class Known:
    """What the cache holds of a paper that arrives again."""

    key: int
    digest: bytes


class _Held(NamedTuple):
    """A row of the table of papers."""

    listed: int
    days: str
    blob: bytes


class Papers:
    """Writes the papers of one transaction; `index` takes in what follows from them."""

    def __init__(self, connection: sqlite3.Connection, index: Index, known: dict[str, Known]):
        self._connection = connection
        self._index = index
        self._known = known
        self._ranked = {key for (key,) in connection.execute("SELECT key FROM trending")}

    def store(self, entry: Entry, at: datetime) -> tuple[int, str]:
        """Store what arrived; returns the key and whether it was new, changed or unchanged."""
        content, before = entry.content, self._known.get(entry.id)
        if content is None or (before and before.digest == entry.digest):
            return self._known[entry.id].key, "unchanged"
        if before:
            return before.key, self._update(before.key, entry, content, at)
        key = self._insert(entry, content, at)
        self._known[entry.id] = Known(key, entry.digest)
        return key, "new"

    def rank(self, keys: Sequence[int]) -> None:
        """Make these the papers that are trending, the first one first."""
        ranks = list(enumerate(keys, start=1))
        now = self._connection.execute("SELECT rank, key FROM trending ORDER BY rank").fetchall()
        if now == ranks:
            return
        self._connection.execute("DELETE FROM trending")
        self._connection.executemany("INSERT INTO trending VALUES (?, ?)", ranks)
        for key in COURTESY.between(self._ranked.symmetric_difference(keys)):
            before = self._index.pending(key) or self._standing(key)
            if before:
                self._index.change(key, before, replace(before, trending=not before.trending))

    def _insert(self, entry: Entry, content: Content, at: datetime) -> int:
        is_from_page = entry.id == content.alias
        listed = not (is_from_page and self._has_alias(content.alias))
        key = int(
            self._connection.execute("SELECT coalesce(max(key), 0) + 1 FROM papers").fetchone()[0]
        )
        days = tuple(sorted(entry.days))
        self._connection.execute(
            "INSERT INTO papers (key, id, alias, listed, place, days, digest, blob)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                *(key, entry.id, content.alias, listed, place_of(content.indexed.sort_day, key)),
                *(" ".join(days), entry.digest, content.blob),
            ],
        )
        if listed:
            self._index.change(key, None, Standing(key, content.indexed, days, trending=False))
        self._note_history(key, content.indexed, at)
        if not is_from_page:
            self._take_over(content.alias, key)
        return key

    def _update(self, key: int, entry: Entry, content: Content, at: datetime) -> str:
        held = self._held(key)
        old, raw_before = paper_from(held.blob), raw_of(held.blob)
        new = _merged(old, paper_of(content.record))
        raw_now = _merged_raw(raw_before, raw_of(content.blob))
        is_same = new == old and raw_now == raw_before
        days = tuple(sorted({*held.days.split(), *entry.days}))
        if is_same and " ".join(days) == held.days:
            return "unchanged"
        content, was = content_of(new, raw_now), indexed(old)
        self._connection.execute(
            "UPDATE papers SET alias = ?, place = ?, days = ?, digest = ?, blob = ? WHERE key = ?",
            [
                *(content.alias, place_of(content.indexed.sort_day, key)),
                *(" ".join(days), entry.digest, content.blob, key),
            ],
        )
        if held.listed:
            before = self._as_listed(key, held, was)
            self._index.change(key, before, replace(before, indexed=content.indexed, days=days))
        if content.indexed.words != was.words and not new.is_from_page:
            self._take_over(content.alias, key)
        self._note_history(key, content.indexed, at)
        return "unchanged" if is_same else "changed"

    def _held(self, key: int) -> _Held:
        row = self._connection.execute(
            "SELECT listed, days, blob FROM papers WHERE key = ?", [key]
        ).fetchone()
        return _Held(*row)

    def _standing(self, key: int) -> Standing | None:
        held = self._held(key)
        return self._as_listed(key, held, indexed(paper_from(held.blob))) if held.listed else None

    def _as_listed(self, key: int, held: _Held, each: Indexed) -> Standing:
        return Standing(key, each, tuple(held.days.split()), key in self._ranked)

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
        row = self._connection.execute(
            "SELECT key FROM papers WHERE id = ? AND listed", [alias]
        ).fetchone()
        if row is None:
            return
        self._index.change(row[0], self._standing(row[0]), None)
        self._connection.execute("UPDATE papers SET listed = 0 WHERE key = ?", row)
        self._connection.execute("INSERT OR IGNORE INTO aliases VALUES (?, ?)", [alias, key])

    def _note_history(self, key: int, each: Indexed, at: datetime) -> None:
        """Keep the last value of each UTC day on which one of the counts changed."""
        counts = (each.upvotes, each.comments, each.stars)
        last = self._connection.execute(
            "SELECT upvotes, comments, stars FROM history WHERE key = ? ORDER BY day DESC LIMIT 1",
            [key],
        ).fetchone()
        if last != counts:
            day = at.astimezone(UTC).date().isoformat()
            self._connection.execute(
                "INSERT OR REPLACE INTO history VALUES (?, ?, ?, ?, ?)", [key, day, *counts]
            )


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
