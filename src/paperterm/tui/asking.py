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


def ask(search: Search, query: Query) -> Answer:
    """Ask a query anew; raises Stale when a newer one interrupts it."""
    shown = search.ask(query)
    rows = search.rows(shown.keys[:FIRST_ROWS])
    return Answer(query, shown, tuple(rows), search.counts())


def first(search: Search, query: Query, count: int = FIRST_ROWS) -> Answer:
    """Ask for the first papers of a query, which are there at once; raises Stale like `ask`."""
    shown = search.first(query, count)
    rows = search.rows(shown.keys[:count])
    return Answer(query, shown, tuple(rows), search.counts())


def extend(search: Search, query: Query, shown: Shown, known: Sequence[int]) -> Answer:
    """Add what arrived since and matches; read the `known` rows again."""
    more = search.extend(query, shown)
    return Answer(query, more, tuple(search.rows(known)), search.counts())
