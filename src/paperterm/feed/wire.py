"""From the feed's JSON to papers: record by record, cleaned, tolerant of what comes and goes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from paperterm.clean import (
    AUTHORS,
    LARGEST,
    LIST_LENGTH,
    NAME_LENGTH,
    SUMMARY_LENGTH,
    TITLE_LENGTH,
    clean_abstract,
    clean_line,
)
from paperterm.courtesy import COURTESY
from paperterm.errors import FeedError
from paperterm.links import LINK_LENGTH
from paperterm.paper import Paper, Record

RECORDS = 2_000
"""Records read of one answer; the feed sends at most 100."""

NESTING = 50
"""Levels of a record; recorded ones have 5, and Python writes and reads back only so many."""

_NESTED = frozenset({dict, list})

PARTS = 500_000
"""Brackets and commas of an answer. One of 8 MiB with nothing else would take 300 MB; the busiest
recorded day has 16,457."""

_PART_SIGNS = (b"[", b"{", b",")

_DIGITS = 400
"""Digits of a number that is read; Python refuses very long ones, and with them the whole page."""

_NO_JSON = "The feed's answer could not be read as JSON. Try again later."

# An arXiv id since 2007, without a version: all 18,003 recorded ones look like this.
_ID = re.compile(r"\d{4}\.\d{4,5}", re.ASCII)


def parse_items(body: bytes) -> tuple[tuple[Record, ...], int]:
    """Return the papers in an answer, and how many records were of the wrong shape.

    Raises FeedError where the answer is no list of records at all.
    """
    return parse_records(_answer(body), RECORDS)


def parse_item(body: bytes) -> Record:
    """Return the paper in an answer that is about one alone; raises FeedError.

    Its object is not wrapped in `paper`, as it is in lists. It is kept as if it were, so that it
    can be merged with what a list has brought.
    """
    answer = _answer(body)
    is_bare = isinstance(answer, dict) and "paper" not in answer
    record = _record({"paper": answer} if is_bare else answer)
    if record is None:
        raise FeedError("The feed's record has a shape that cannot be read. Update paperterm.")
    return record


def _answer(body: bytes) -> object:
    """Return what an answer says; raises FeedError."""
    if sum(map(body.count, _PART_SIGNS)) > PARTS:
        raise FeedError("The feed's answer has more parts than any list of papers.")
    try:
        return parse_json(body)
    except (ValueError, RecursionError) as error:
        raise FeedError(_NO_JSON) from error


def parse_json(text: str | bytes) -> object:
    """Return the value of JSON; raises ValueError, and RecursionError where it is too deep."""
    return json.loads(text, parse_int=_whole_number)


def parse_records(answer: object, most: int) -> tuple[tuple[Record, ...], int]:
    """Return at most so many papers of an answer that was JSON; raises FeedError."""
    items = (
        [answer] if isinstance(answer, dict) and ("paper" in answer or "id" in answer) else answer
    )
    if not isinstance(items, list):
        raise FeedError("The feed sent something else than a list of papers.")
    found: dict[str, Record] = {}
    skipped = max(len(items) - most, 0)
    for item in COURTESY.between(items[:most]):
        record = _record(item)
        if record is None:
            skipped += 1
        else:
            found.setdefault(record.paper.id, record)
    return tuple(found.values()), skipped


def _whole_number(digits: str) -> int | float:
    return int(digits) if len(digits) <= _DIGITS else float(digits)


def _record(item: object) -> Record | None:
    """Return one record, or None where it is not one."""
    if not isinstance(item, dict):
        return None
    inner = item.get("paper", item)
    if not isinstance(inner, dict):
        return None
    paper_id = inner.get("id")
    if not isinstance(paper_id, str) or not _ID.fullmatch(paper_id) or _is_deep(item):
        return None
    paper = _paper(paper_id, inner, item)
    raw = json.dumps(item, ensure_ascii=False, separators=(",", ":"))
    return Record(paper, _storable(raw))


def _storable(raw: str) -> str:
    """Return JSON without lone surrogates: they are no text that can be stored."""
    try:
        raw.encode()
    except UnicodeEncodeError:
        return raw.encode("utf-8", "replace").decode()
    return raw


def _is_deep(item: dict[str, Any]) -> bool:
    """Whether a record has more than NESTING levels."""
    level: list[Any] = [item]
    for _ in range(NESTING):
        level = [
            value
            for each in level
            for value in (each.values() if type(each) is dict else each)
            if type(value) in _NESTED
        ]
        if not level:
            return False
    return True


def _paper(paper_id: str, inner: dict[str, Any], outer: dict[str, Any]) -> Paper:
    names, total = _authors(inner.get("authors"))
    submitter = inner.get("submittedOnDailyBy") or outer.get("submittedBy")
    organization = inner.get("organization") or outer.get("organization")
    return Paper(
        id=paper_id,
        title=_line(inner.get("title") or outer.get("title"), TITLE_LENGTH) or "",
        abstract=_abstract(inner.get("summary") or outer.get("summary")),
        authors=names,
        author_count=total,
        published_at=_time(inner.get("publishedAt")),
        feed_day=_day(inner.get("submittedOnDailyAt")),
        upvotes=_count(inner.get("upvotes")),
        comments=_count(outer.get("numComments")),
        submitted_by=_name(submitter),
        organization=_name(organization),
        keywords=tuple(_lines(inner.get("ai_keywords"), NAME_LENGTH)),
        ai_summary=_line(inner.get("ai_summary"), SUMMARY_LENGTH),
        github_repo=_line(inner.get("githubRepo"), LINK_LENGTH),
        github_stars=_count(inner.get("githubStars")),
        project_page=_line(inner.get("projectPage"), LINK_LENGTH),
        media=tuple(_lines(inner.get("mediaUrls"), LINK_LENGTH)),
        withdrawn_at=_time(inner.get("withdrawnAt")),
    )


def _authors(value: object) -> tuple[tuple[str, ...], int]:
    """Return the names to be shown and their true number; withheld authors are left out."""
    if not isinstance(value, list):
        return (), 0
    shown = [
        author
        for author in value
        if isinstance(author, dict) and author.get("hidden") is not True and author.get("name")
    ]
    lines = (_line(author["name"], NAME_LENGTH) for author in shown[:AUTHORS])
    names = tuple(line for line in lines if line)
    return names, len(names) + max(len(shown) - AUTHORS, 0)


def _lines(value: object, length: int) -> Iterable[str]:
    if isinstance(value, list):
        for each in value[:LIST_LENGTH]:
            line = _line(each, length)
            if line:
                yield line


def _line(value: object, length: int) -> str | None:
    return (clean_line(value, length) or None) if isinstance(value, str) else None


def _abstract(value: object) -> str:
    return clean_abstract(value) if isinstance(value, str) else ""


def _name(value: object) -> str | None:
    """Return the name of a user or an organisation."""
    if not isinstance(value, dict):
        return None
    return _line(value.get("name"), NAME_LENGTH) or _line(value.get("fullname"), NAME_LENGTH)


def _count(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= LARGEST else None


def _time(value: object) -> datetime | None:
    """Return an ISO 8601 time in UTC."""
    if not isinstance(value, str):
        return None
    try:
        time = datetime.fromisoformat(value)
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _day(value: object) -> date | None:
    time = _time(value)
    return time.date() if time else None
