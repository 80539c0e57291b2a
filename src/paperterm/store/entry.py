"""Entries: what the cache writes of a record, made of the record and its list's day alone.

Making them takes longer than writing them; an import has it done by another process. They are
tuples, as those go from one process to another four times as fast as dataclasses.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import blake2b
from types import MappingProxyType
from typing import NamedTuple

from paperterm.courtesy import COURTESY
from paperterm.fold import fold, runs
from paperterm.paper import Listing, Paper, Record
from paperterm.reading import may_have_latex, reading
from paperterm.store.place import number_of

SEPARATOR = " \ue000 "
"""Stands between two names in the index, as a word that folding never yields."""

FLAG, ORGANIZATION, SUBMITTER, SIGN = "\ue001", "\ue002", "\ue003", "\ue004"
"""Begin the words of a paper that are none of its text, so that no bare word finds them."""

TERM_LENGTH = 4
"""Letters from which a word stands in the list of words, by which longer beginnings are found."""

_LEVEL = 1
"""zlib's fastest level; a higher one saves a tenth more and costs three times as long."""


# What is neither a letter or digit, nor a blank, nor joins the parts of a word.
_SIGN = re.compile(r"[^\w\s'’./\ue000-]")
_ASCII_BUT_SIGNS = {code: None for code in range(128) if not _SIGN.match(chr(code))}

_EVERYWHERE = frozenset(",;:()")
"""Signs that stand after nearly any letter, so that what stands before them tells nothing."""


class Indexed(NamedTuple):
    """What a paper is found and ordered by: it follows from the paper alone.

    `sort_day` and `published` count days as date.toordinal does (0 and None where there is none).
    `words` are the folded abstract, title, authors and keywords; where reading its LaTeX makes
    other words of a text, those follow. `title` is the folded title as it is read. `flags` are what
    the paper has, who sent it in and for whom, and the signs in its texts.
    """

    sort_day: int
    number: int
    upvotes: int | None
    comments: int | None
    stars: int | None
    published: int | None
    words: tuple[str, str, str, str]
    title: str
    flags: str


class Content(NamedTuple):
    """What is written of a paper that is new or has changed.

    `record` is the paper as JSON text, `blob` that and the feed's own JSON, compressed: they say
    nearly the same, and take little more room than one.
    """

    alias: str
    record: str
    blob: bytes
    indexed: Indexed


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
    """A listing as the cache writes it; but for `entries`, its fields are the listing's.

    `terms` are the longer words of its papers, sorted.
    """

    entries: tuple[Entry, ...]
    terms: tuple[str, ...]
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
    records = COURTESY.between(listing.records)
    entries = tuple(_entry(record, listing.day, known) for record in records)
    return Batch(
        entries,
        terms_in(each.content.indexed for each in entries if each.content),
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
    record = record_text(paper)
    return Content(
        alias=paper.id if paper.is_from_page else paper.alias,
        record=record,
        blob=zlib.compress(record.encode() + b"\n" + raw, _LEVEL),
        indexed=indexed(paper),
    )


def record_text(paper: Paper) -> str:
    """Return the JSON text in which a paper is kept."""
    return json.dumps(paper.as_record(), ensure_ascii=False, separators=(",", ":"))


def record_of(blob: bytes) -> bytes:
    """Return the record in a blob; raises zlib.error and ValueError, as `raw_of` does."""
    return _halves(blob)[0]


def raw_of(blob: bytes) -> bytes:
    """Return the feed's own JSON in a blob."""
    return _halves(blob)[1]


def _halves(blob: bytes) -> tuple[bytes, bytes]:
    record, newline, raw = zlib.decompress(blob).partition(b"\n")
    if not newline:
        raise ValueError("a blob without its second half")
    return record, raw


def indexed(paper: Paper, read: Callable[[str], str] = reading) -> Indexed:
    """Return what a paper is found and ordered by; `read` says how its LaTeX is read."""
    abstract, title = _both(paper.abstract, read), _both(paper.title, read)
    keywords = _all_both(paper.keywords, read)
    words = (
        _words(abstract),
        _words(title),
        SEPARATOR.join(fold(name) for name in paper.authors),
        SEPARATOR.join(map(_words, keywords)),
    )
    # The words do not say which signs a reading brings where it brings no other words.
    readings = [each[-1] for each in (abstract, title, *keywords) if len(each) > 1]
    return Indexed(
        sort_day=paper.day.toordinal() if paper.day else 0,
        number=number_of(paper.id),
        upvotes=paper.upvotes,
        comments=paper.comments,
        stars=paper.github_stars,
        published=paper.published_at.date().toordinal() if paper.published_at else None,
        words=words,
        title=title[-1],
        flags=SEPARATOR.join(_flags(paper, (*words, *readings))),
    )


def terms_in(some: Iterable[Indexed]) -> tuple[str, ...]:
    """Return the words of papers that the list of words holds, sorted."""
    found: set[str] = set()
    for each in some:
        for text in each.words:
            # Without it, most texts are ASCII, which is cut three times as fast.
            found.update(runs(text.replace(SEPARATOR, " ")))
    return tuple(sorted(word for word in found if len(word) >= TERM_LENGTH))


def sign_words(text: str) -> set[str]:
    """Return the words for the signs in a folded text, without their mark.

    There is one for each sign, and one for it and the character before it. A text that is looked
    for has no others than the text that it occurs in.
    """
    # Of ASCII, that is five times as fast.
    signs = text.translate(_ASCII_BUT_SIGNS) if text.isascii() else _SIGN.findall(text)
    found: set[str] = set()
    for sign in set(signs):
        found.add(f"{ord(sign):x}")
        if sign not in _EVERYWHERE:
            found.update(f"{ord(before):x}x{ord(sign):x}" for before in _before(sign, text))
    return found


def _before(sign: str, text: str) -> set[str]:
    """Return the characters that stand before a sign somewhere in a text."""
    first, *others, _ = text.split(sign)
    return {*first[-1:], *(part[-1:] or sign for part in others)}


def month_word(day: date) -> str:
    """Return the word for papers that were published in a month, without its mark."""
    return f"p{day.year:04}{day.month:02}"


def marked_words(mark: str, words: Iterable[str]) -> str:
    """Return words as they stand in the index where they are none of the paper's text."""
    return " ".join(mark + word for word in words)


def _both(text: str, read: Callable[[str], str]) -> tuple[str, ...]:
    """Return a text folded, and after it as it is read where that is something else."""
    as_read = read(text)
    return (fold(text),) if as_read == text else tuple(dict.fromkeys((fold(text), fold(as_read))))


def _all_both(texts: Sequence[str], read: Callable[[str], str]) -> list[tuple[str, ...]]:
    """Return what `_both` returns of each text; that none has LaTeX in it is seen at once."""
    if may_have_latex("\n".join(texts)):
        return [_both(text, read) for text in texts]
    return [(fold(text),) for text in texts]


def _words(texts: tuple[str, ...]) -> str:
    """Return a text with the words of its reading, where these are others, apart from its own."""
    first, last = texts[0], texts[-1]
    return first if first == last or runs(first) == runs(last) else first + SEPARATOR + last


def _flags(paper: Paper, texts: Iterable[str]) -> Iterable[str]:
    has = {
        "all": True,
        "code": bool(paper.repos),
        "project": paper.project_link is not None,
        "summary": bool(paper.ai_summary),
        "media": bool(paper.media),
        "comments": bool(paper.comments),
        "withdrawn": paper.withdrawn_at is not None,
    }
    yield marked_words(FLAG, [name for name, holds in has.items() if holds])
    others = (fold(paper.organization or ""), fold(paper.submitted_by or ""))
    # Without the separators, most texts are ASCII.
    signs = sign_words("\n".join((*texts, *others)).replace(SEPARATOR, " "))
    if signs:
        yield marked_words(SIGN, sorted(signs))
    if paper.published_at:
        yield marked_words(FLAG, [month_word(paper.published_at.date())])
    for mark, name in ((ORGANIZATION, paper.organization), (SUBMITTER, paper.submitted_by)):
        if name:
            yield marked_words(mark, runs(fold(name)))


def _listed_on(paper: Paper, day: date | None) -> Paper:
    """Return the paper with the newest of its days, the list's own among them."""
    days = [each for each in (day, paper.feed_day) if each is not None]
    newest = max(days, default=None)
    return paper if newest == paper.feed_day else replace(paper, feed_day=newest)


def _digest(raw: bytes, feed_day: date | None, day: date | None) -> bytes:
    """Return what tells a record that is as it was last time; the list's day is part of it."""
    other_day = day.isoformat() if day and day != feed_day else ""
    return blake2b(raw, digest_size=16, key=other_day.encode()).digest()
