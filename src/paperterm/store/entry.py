"""Entries: what the cache writes of a record, made of the record and its list's day alone.

Making them takes longer than writing them; an import has it done by another process. They are
tuples, as those go from one process to another four times as fast as dataclasses.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import blake2b
from types import MappingProxyType
from typing import NamedTuple

from paperterm.fold import fold
from paperterm.paper import Listing, Paper, Record

SEPARATOR = " \ue000 "
"""Stands between two names in the index, as a word that folding never yields."""


class Content(NamedTuple):
    """What is written of a paper that is new or has changed.

    `record` is the paper as JSON text, `raw` the feed's own JSON; `words` is what the
    index of words holds, `counts` what the history does: votes, comments, stars.
    """

    alias: str
    sort_day: int
    upvotes: int
    has_code: bool
    record: str
    raw: bytes
    words: tuple[str, str, str, str]
    counts: tuple[int | None, int | None, int | None]


class Entry(NamedTuple):
    """A paper that arrives.

    `digest` tells a record that is as it was last time, `days` are the feed's days (ISO 8601) that
    it names. `content` is None where the digest is the one that the cache has.
    """

    id: str
    digest: bytes
    days: tuple[str, ...]
    content: Content | None


@dataclass(frozen=True, slots=True)
class Batch:
    """A listing as the cache writes it; but for `entries`, its fields are the listing's."""

    entries: tuple[Entry, ...]
    fetched_at: datetime
    day: date | None
    trending: bool
    skipped: int

    @property
    def records(self) -> list[tuple[str, str]]:
        """The records that are to be written, each with its paper's id."""
        return [(each.id, each.content.record) for each in self.entries if each.content]


def batch_of(listing: Listing, known: Mapping[str, bytes] = MappingProxyType({})) -> Batch:
    """Return what is to be written of a listing, where the digests of some papers are known."""
    return Batch(
        tuple(_entry(record, listing.day, known) for record in listing.records),
        listing.fetched_at,
        listing.day,
        listing.trending,
        listing.skipped,
    )


def _entry(record: Record, day: date | None, known: Mapping[str, bytes]) -> Entry:
    paper, raw = record.paper, record.raw.encode()
    digest = _digest(raw, paper.feed_day, day)
    return Entry(
        id=paper.id,
        digest=digest,
        days=tuple({each.isoformat() for each in (day, paper.feed_day) if each}),
        content=None if known.get(paper.id) == digest else content_of(_listed_on(paper, day), raw),
    )


def content_of(paper: Paper, raw: bytes) -> Content:
    """Return what is written of a paper with this JSON of the feed's."""
    return Content(
        alias=paper.id if paper.is_from_page else paper.alias,
        sort_day=paper.day.toordinal() if paper.day else 0,
        upvotes=paper.upvotes or 0,
        has_code=bool(paper.repos),
        record=record_text(paper),
        raw=raw,
        words=indexed(paper),
        counts=(paper.upvotes, paper.comments, paper.github_stars),
    )


def record_text(paper: Paper) -> str:
    """Return the JSON text in which a paper is kept."""
    return json.dumps(paper.as_record(), ensure_ascii=False, separators=(",", ":"))


def indexed(paper: Paper) -> tuple[str, str, str, str]:
    """Return what the index of words holds of a paper: it follows from the record alone."""
    return (
        fold(paper.title),
        fold(paper.abstract),
        _joined(paper.authors),
        _joined(paper.keywords),
    )


def _joined(names: Iterable[str]) -> str:
    return SEPARATOR.join(fold(name) for name in names)


def _listed_on(paper: Paper, day: date | None) -> Paper:
    """Return the paper with the newest of its days, the list's own among them."""
    days = [each for each in (day, paper.feed_day) if each is not None]
    newest = max(days, default=None)
    return paper if newest == paper.feed_day else replace(paper, feed_day=newest)


def _digest(raw: bytes, feed_day: date | None, day: date | None) -> bytes:
    """Return what tells a record that is as it was last time; the list's day is part of it."""
    other_day = day.isoformat() if day and day != feed_day else ""
    return blake2b(raw, digest_size=16, key=other_day.encode()).digest()
