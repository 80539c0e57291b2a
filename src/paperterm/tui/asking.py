"""What the screen asks of the store, as values: each function runs on the store's reading lane."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

from paperterm.paper import Row
from paperterm.query import Query
from paperterm.store import Counts, Search, Shown

FIRST = 80
"""Papers looked for at first: more than the tallest usual terminal shows."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query finds now, with the rows that are painted first."""

    query: Query
    shown: Shown
    rows: tuple[Row, ...]
    counts: Counts


def first(search: Search, query: Query, rows: int) -> Answer:
    """Ask for the first papers of a query, or for all where they are few, and read some `rows`.

    Raises Stale when a newer question interrupts it, as the others do.
    """
    return _answer(search, query, search.first(query, max(FIRST, rows)), rows)


def ask(search: Search, query: Query, rows: int, known: Container[int] = ()) -> Answer:
    """Ask for all papers of a query, and read some rows but those that are `known`."""
    return _answer(search, query, search.ask(query), rows, known)


def extend(search: Search, query: Query, shown: Shown, known: Sequence[int]) -> Answer:
    """Add what arrived since and matches; read the `known` rows again."""
    more = search.extend(query, shown)
    return Answer(query, more, tuple(search.rows(known)), search.counts())


def _answer(
    search: Search, query: Query, shown: Shown, rows: int, known: Container[int] = ()
) -> Answer:
    missing = [key for key in shown.keys[:rows] if key not in known]
    return Answer(query, shown, tuple(search.rows(missing)), search.counts())
