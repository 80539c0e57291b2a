"""Records of papers that come from another machine: checked, and cleaned as the feed's are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
from paperterm.links import LINK_LENGTH
from paperterm.paper import Paper


def received_paper(paper_id: str, record: object) -> Paper:
    """Return the paper of a record as `Paper.as_record` makes it; raises ValueError.

    A record that was made by this program comes out as it went in.
    """
    if not isinstance(record, dict) or record.get("id") != paper_id:
        raise ValueError("the record is of no paper, or of another one")
    if not all(isinstance(record.get(name), str) for name in ("title", "abstract")):
        raise ValueError("the record has no title and abstract")
    values = {name: read(record[name]) for name, read in _READERS.items() if name in record}
    return Paper(paper_id, **values)


def _line(length: int) -> Callable[[Any], str]:
    return lambda value: clean_line(_of(str, value), length)


def _lines(length: int, most: int) -> Callable[[Any], tuple[str, ...]]:
    def read(value: Any) -> tuple[str, ...]:
        lines = (clean_line(_of(str, each), length) for each in _of(list, value)[:most])
        return tuple(line for line in lines if line)

    return read


def _count(value: Any) -> int:
    if isinstance(value, bool) or not 0 <= _of(int, value) <= LARGEST:
        raise ValueError("a number is none that can be")
    return int(value)


def _time(value: Any) -> datetime:
    time = datetime.fromisoformat(_of(str, value))
    if time.tzinfo is None:
        raise ValueError("a time has no time zone")
    try:
        return time.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("a time is none that can be") from error


def _day(value: Any) -> date:
    return date.fromisoformat(_of(str, value))


def _of(kind: type, value: Any) -> Any:
    if not isinstance(value, kind):
        raise ValueError(f"a value is no {kind.__name__}")  # noqa: TRY004 - it is of a file
    return value


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "title": _line(TITLE_LENGTH),
    "abstract": lambda value: clean_abstract(_of(str, value)),
    "authors": _lines(NAME_LENGTH, AUTHORS),
    "author_count": _count,
    "published_at": _time,
    "feed_day": _day,
    "upvotes": _count,
    "comments": _count,
    "submitted_by": _line(NAME_LENGTH),
    "organization": _line(NAME_LENGTH),
    "keywords": _lines(NAME_LENGTH, LIST_LENGTH),
    "ai_summary": _line(SUMMARY_LENGTH),
    "github_repo": _line(LINK_LENGTH),
    "github_stars": _count,
    "project_page": _line(LINK_LENGTH),
    "media": _lines(LINK_LENGTH, LIST_LENGTH),
    "withdrawn_at": _time,
}
