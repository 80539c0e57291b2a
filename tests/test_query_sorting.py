"""`S` goes through the orders of a filter, and leaves the rest of it alone."""

from __future__ import annotations

import pytest
from hypothesis import given

from paperterm.query import parse
from paperterm.query.keys import BY_NAME
from paperterm.query.sorting import sorted_next
from query_texts import texts


@pytest.mark.parametrize(
    ("text", "following"),
    [
        ("", "sort:date"),
        ("sort:date", "sort:upvotes"),
        ("is:unread sort:title", "is:unread"),
        ("author:x sort:comments", "author:x sort:title"),
        ("moe sort:comments", "moe sort:relevance"),
        ('"not closed', '"not closed" sort:date'),
        ("moe", "moe* sort:date"),
        ("moe ", "moe sort:date"),
        ("sort:stars (a OR b) -c", "(a OR b) -c sort:comments"),
        ("a sort:stars b sort:date-asc c ", "a b c sort:upvotes"),
    ],
)
def test_the_next_order(text: str, following: str) -> None:
    assert sorted_next(text) == following


@given(texts)
def test_only_the_order_changes(text: str) -> None:
    query = parse(text)
    orders = [query.sort.key if query.sort else None]
    for _ in BY_NAME["sort"].choices:
        text = sorted_next(text)
        following = parse(text)
        assert (following.root, following.limit) == (query.root, query.limit)
        orders.append(following.sort.key if following.sort else None)
    assert len(set(orders)) >= len(BY_NAME["sort"].choices) - 1
