"""What the screen asks of the store, as values: each function runs on the store's reading lane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from paperterm.paper import Row
from paperterm.query import Query
from paperterm.store import Counts, Search, Shown

FIRST_ROWS = 80
"""Rows read together with an answer: more than the tallest usual terminal shows."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query finds now, with the rows that are painted first."""

    query: Query
    shown: Shown
    rows: tuple[Row, ...]
    counts: Counts


def first(search: Search, query: Query) -> Answer:
    """Ask for the first papers of a query, or for all where they are few.

    Raises Stale when a newer question interrupts it, as `ask` does.
    """
    return _answer(search, query, search.first(query, FIRST_ROWS))


def ask(search: Search, query: Query) -> Answer:
    """Ask for all papers of a query."""
    return _answer(search, query, search.ask(query))


def extend(search: Search, query: Query, shown: Shown, known: Sequence[int]) -> Answer:
    """Add what arrived since and matches; read the `known` rows again."""
    more = search.extend(query, shown)
    return Answer(query, more, tuple(search.rows(known)), search.counts())


def _answer(search: Search, query: Query, shown: Shown) -> Answer:
    return Answer(query, shown, tuple(search.rows(shown.keys[:FIRST_ROWS])), search.counts())
