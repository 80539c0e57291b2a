"""Plain text: papers as lines for a terminal or a pipe, and as JSON.

What is printed about papers was cleaned when it was read; here it is only laid out. What else JSON
holds, such as paths, has to say the whole truth: it is escaped.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from paperterm.cells import cut, wrapped
from paperterm.clean import clean_json
from paperterm.paper import Paper, Row
from paperterm.reading import reading
from paperterm.wording import counted, written_date

TEXT_WIDTH = 80
"""Columns of running text; longer lines read badly."""

AUTHORS_SHOWN = 12
"""Names printed before the rest becomes a number."""


def list_lines(rows: Iterable[Row], *, id_width: int, width: int | None) -> Iterator[str]:
    """Yield a line for each row: id, rank, marks, upvotes, feed day, title.

    Marks are words, which a screen reader reads aloud; a paper without one is unread.
    `width` is the terminal's, in columns; None (a pipe) leaves the titles whole.
    """
    for row in rows:
        paper = row.paper
        state = "read" if row.read else "new" if row.new else ""
        marks = f"{state:4} {'star' if row.starred else '':4}"
        day = paper.day
        votes = "" if paper.upvotes is None else paper.upvotes
        line = (
            f"{paper.id:{id_width}}  {row.rank or '':>3}  {marks}  {votes:>4}  "
            f"{day.isoformat() if day else '':10}  "
        )
        title = reading(paper.title)
        yield line + (title if width is None else cut(title, width - len(line)))


def show_lines(row: Row, width: int) -> Iterator[str]:
    """Yield everything that is known of a paper, as lines of at most `width` columns.

    Links alone may be longer: a broken one would be of no use.
    """
    paper = row.paper
    yield from wrapped(reading(paper.title), width)
    yield ""
    keywords = ", ".join(map(reading, paper.keywords))
    for line in (_authors(paper), _origin(paper), _numbers(row), keywords):
        yield from wrapped(line, width)
    for text in (reading(paper.ai_summary or ""), *reading(paper.abstract).split("\n\n")):
        if text:
            yield ""
            yield from wrapped(text, width)
    links = paper.links + ((paper.pdf_url,) if paper.pdf_url else ())
    if links:
        yield ""
    for number, link in enumerate(links, start=1):
        yield f"{number:>2}  {link}"


def json_text(value: dict[str, Any], *, ascii_only: bool) -> str:
    """Return one object as JSON over several lines."""
    return clean_json(json.dumps(value, ensure_ascii=ascii_only, indent=2))


def json_array(values: Iterable[dict[str, Any]], *, ascii_only: bool) -> Iterator[str]:
    """Yield the pieces of a JSON array as its values come, one value a line."""
    opening = "[\n"
    for value in values:
        yield opening + clean_json(json.dumps(value, ensure_ascii=ascii_only))
        opening = ",\n"
    yield "[]\n" if opening == "[\n" else "\n]\n"


def _authors(paper: Paper) -> str:
    """Return the first names, and how many more there are."""
    shown = paper.authors[:AUTHORS_SHOWN]
    more = paper.authors_after(len(shown))
    return ", ".join(shown) + (f" and {more:,} more" if more and shown else "")


def _origin(paper: Paper) -> str:
    """Return where the paper comes from, and when."""
    published = written_date(paper.published_at.date()) if paper.published_at else ""
    return _joined(
        paper.organization or "",
        paper.id,
        f"published {published}" if published else "",
        f"listed {written_date(paper.feed_day)}" if paper.feed_day else "",
        f"withdrawn {written_date(paper.withdrawn_at.date())}" if paper.withdrawn_at else "",
    )


def _numbers(row: Row) -> str:
    """Return votes, comments and stars, and what the reader made of the paper."""
    paper = row.paper
    return _joined(
        f"trending {row.rank}" if row.rank else "",
        counted(paper.upvotes, "upvote"),
        counted(paper.comments, "comment"),
        counted(paper.github_stars, "GitHub star"),
        f"by {paper.submitted_by}" if paper.submitted_by else "",
        "read" if row.read else "unread",
        "starred" if row.starred else "",
        "new" if row.new else "",
    )


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
