"""What the rules of the language find, in a handful of papers and by the laws of logic."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import assume, given

from paperterm.paper import Paper, Row
from paperterm.query import Query, parse
from paperterm.query.printed import text_of
from paperterm.query.tree import Fact
from predicate import found, in_order, matches
from query_texts import texts

TODAY = date(2026, 3, 31)


def row(number: int, title: str = "", **fields: Any) -> Row:
    """Return a row whose paper's id is the number."""
    marks = {
        name: fields.pop(name) for name in ("rank", "read", "starred", "new") if name in fields
    }
    paper = Paper(f"2603.{number:05}", title, fields.pop("abstract", ""), **fields)
    return Row(number, paper, **marks)


ROWS = (
    row(
        1,
        "Mixture of Experts in C++",
        abstract="A survey. See https://github.com/a/b for code.",
        authors=("Geoffrey Hinton", "Yann Le Cun"),
        published_at=datetime(2026, 2, 27, 23, 0, tzinfo=UTC),
        feed_day=date(2026, 3, 24),
        upvotes=20,
        comments=3,
        github_stars=100,
        rank=2,
        read=True,
    ),
    row(
        2,
        "Experts, mixed",
        abstract="Mixture models by Müller.",
        authors=("Cun Yann",),
        keywords=("mixture of experts", "graph neural"),
        published_at=datetime(2026, 2, 28, 0, 0, tzinfo=UTC),
        upvotes=21,
        comments=0,
        organization="Allen AI",
        submitted_by="akhaliq",
        project_page="https://example.org",
        media=("https://example.org/a.png",),
        starred=True,
    ),
    row(
        3,
        "A reply to 2603.00001",
        ai_summary="In one line.",
        feed_day=date(2026, 3, 31),
        comments=1,
        withdrawn_at=datetime(2026, 3, 30, tzinfo=UTC),
        rank=1,
        new=True,
    ),
    row(4, "State of the art", keywords=("neural of",), upvotes=20),
)

WEEK = Fact("in", "2026-W13")
RELATED = Fact("related", "2603.00004")
LISTS = {WEEK: ["2603.00003", "2603.00001"], RELATED: ["2603.00004", "2603.00002"]}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", [3, 1, 2, 4]),
        ("mixture experts ", [1, 2]),
        ('"mixture of experts"', [1, 2]),
        ("title:mixture", [1]),
        ("abs:mixture", [2]),
        ("kw:mixture", [2]),
        ('kw:"graph of"', []),
        ("muller ", [2]),
        ("muell ", []),
        ("mull", [2]),
        ("mull -x", []),
        ("c++ ", [1]),
        ("state-of-the-art", [4]),
        ('author:"yann le"', [1]),
        ('author:"hinton yann"', []),
        ("author:hinton,cun", [1, 2]),
        ("-author:hinton,cun", [3, 4]),
        ("org:allen by:akhaliq", [2]),
        ("allen ", []),
        ("survey OR reply state ", [1]),
        ("(survey OR reply) -code ", [3]),
        ("is:unread", [3, 2, 4]),
        ("is:starred OR is:new", [3, 2]),
        ("is:withdrawn", [3]),
        ("has:code", [1]),
        ("has:project has:media", [2]),
        ("has:summary", [3]),
        ("has:comments", [3, 1]),
        ("upvotes:>20", [2]),
        ("upvotes:>=20", [1, 2, 4]),
        ("upvotes:20..20", [1, 4]),
        ("-upvotes:>20", [3, 1, 4]),
        ("stars:*", [1]),
        ("comments:<1", [2]),
        ("after:2026-03-24", [3, 1]),
        ("before:2026-03-24", [2]),
        ("on:2026-03", [3, 1]),
        ("date:2026-02..2026-03-24", [1, 2]),
        ("published:2026-02", [1, 2]),
        ("published:2026-02-27", [1]),
        ("newer:7d", [3, 1]),
        ("older:7d", [2]),
        ("newer:1m", [3, 1, 2]),  # a month before the 31st of March is the 28th of February
        ("older:1m", []),
        ("-newer:1d", [1, 2, 4]),
        ("in:trending", [3, 1]),
        ("in:2026-W13 ", [3, 1]),
        ("-in:2026-W13 ", [2, 4]),
        ("related:2603.00004", [4, 2]),
        ("related:2603.00004 sort:rank", [2, 4]),
        ("id:2603.00001v3", [1]),
        ("https://hf.co/papers/2603.00001", [1]),
        ("2603.00001 ", [3, 1]),
        ('"2603.00001"', [3]),
        ("sort:date", [3, 1, 2, 4]),
        ("sort:date-asc", [2, 1, 3, 4]),
        ("sort:upvotes", [2, 1, 4, 3]),
        ("sort:upvotes-asc", [1, 4, 2, 3]),
        ("sort:stars", [1, 2, 3, 4]),
        ("sort:comments", [1, 3, 2, 4]),
        ("sort:title", [3, 2, 1, 4]),
        ("sort:title-desc", [4, 1, 2, 3]),
        ("sort:rank-desc", [1, 3, 2, 4]),
        ("sort:upvotes limit:2", [2, 1]),
    ],
)
def test_what_a_query_finds(text: str, numbers: list[int]) -> None:
    ids = found(ROWS, parse(text), TODAY, LISTS)
    assert [int(paper_id[-5:]) for paper_id in ids] == numbers


def test_equal_papers_stand_by_their_ids() -> None:
    rows = [row(number, "Same") for number in (3, 1, 2)]
    for name in ("rank", "date", "upvotes", "stars", "comments", "title"):
        for way in ("asc", "desc"):
            order = parse(f"sort:{name}-{way}").order
            assert [each.key for each in in_order(rows, order)] == [1, 2, 3]


def hits(text: str) -> list[bool]:
    """Return of each row whether a query finds it."""
    return [matches(row, parse(text), TODAY, LISTS) for row in ROWS]


def whole(text: str) -> str:
    """Return a text that means the same, with nothing left open, no order and no limit."""
    root = parse(text).root
    assume(root is not None)
    return f"({text_of(Query(root))} )"


@given(texts)
def test_a_dash_is_not(text: str) -> None:
    text = whole(text)
    assert hits(f"-{text}") == [not hit for hit in hits(text)]


@given(texts, texts)
def test_side_by_side_is_and_but_or_is_or(one: str, other: str) -> None:
    one, other = whole(one), whole(other)
    pairs = list(zip(hits(one), hits(other), strict=True))
    assert hits(f"{one} {other}") == [first and second for first, second in pairs]
    assert hits(f"{one} OR {other}") == [first or second for first, second in pairs]
    assert hits(f"{one} OR {other} {one}") == [first for first, _ in pairs]
