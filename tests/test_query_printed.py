"""A query that is printed and parsed again is the same query."""

from __future__ import annotations

import pytest
from hypothesis import example, given

from paperterm.query import Query, parse
from paperterm.query.printed import text_of
from paperterm.query.tree import Number, Or, Sort, Words
from query_texts import any_text


@given(any_text)
@example("-(a f(x ")
@example('--5"x ')
@example('(a OR 5"b( ) c*')
@example("2511.00001 2511.00001")
@example("title:a,b( -title:a,b")
@example("date:2025,2025-01..*")
def test_printing_and_parsing_again_gives_the_same_query(text: str) -> None:
    query = parse(text)
    printed = text_of(query)
    assert parse(printed) == query
    assert text_of(parse(printed)) == printed
    assert not [hint for hint in parse(printed).hints if "looked for as" not in hint.sentence]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("", ""),
        ("  mixture   exp", "mixture exp*"),
        ("mixture exp ", 'mixture "exp"'),
        ("a OR (b c) sort:date-desc", "a OR b c sort:date"),
        ("(a OR b) -(c d) limit:05", "(a OR b) -(c d) limit:5"),
        ('from:x OR author:"le cun" ', 'author:x,"le cun"'),
        ("-author:x,y is:UNREAD,new", "-author:x,y is:unread,new"),
        ("is:foo b", "b*"),
        ("b:c ", '"b:c"'),
        ("b:c d*", "b:c d*"),
        ("f(x ", '"f(x"'),
        ("f(x) a ", 'f(x) "a"'),
        ('"OR" "-a" "is:read" "(a)" a ', '"OR" "-a" "is:read" "(a)" "a"'),
        ("hf.co/papers/2511.00001v2", "id:2511.00001"),
        ("2511.00001v2 a ", '2511.00001v2 "a"'),
        ("upvotes:>20 stars:*..5 comments:3..3", "upvotes:>=21 stars:<=5 comments:3"),
        ("upvotes:1..2 stars:*..*", "upvotes:1..2 stars:*"),
        ("after:2025-01-01 before:2025-02-01", "after:2025 before:2025-02"),
        ("date:2025-01-01..2025-01-31", "on:2025-01"),
        ("date:2025-12-01..2025-12-31", "on:2025-12"),
        ("date:2025-01-02..2025-12-31", "date:2025-01-02..2025"),
        ("published:<2025", "published:*..2024"),
        ("on:2025 on:9999-12-31", "on:2025 on:9999-12-31"),
        ("date:..9999", "date:*..9999"),
        ("newer:7D", "newer:7d"),
        ("sort:title-desc", "sort:title-desc"),
        ("sort:title-asc", "sort:title"),
        ("sort:date-asc", "sort:date-asc"),
        ("in:2026-w30", "in:2026-W30"),
    ],
)
def test_the_one_text_of_a_query(text: str, printed: str) -> None:
    assert text_of(parse(text)) == printed


def test_a_query_that_was_never_a_text_has_one() -> None:
    query = Query(Or((Words("x y", "title"), Number("stars"))), Sort("relevance"), 3)
    assert text_of(query) == 'title:"x y" OR stars:* sort:relevance-asc limit:3'
