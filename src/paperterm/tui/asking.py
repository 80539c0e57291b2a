"""What the screen asks of the store, as values: each function runs on the store's reading lane."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace

from paperterm.paper import Row
from paperterm.query import Query, parse
from paperterm.store import Counts, Search, Shown

FIRST = 80
"""Papers looked for at first: more than the tallest usual terminal shows."""


NEAR = 10_000
"""Papers of a list in which a place is looked for that is not near its top, at a start."""

_NEW = parse("is:new")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query finds now, with the rows that are painted first.

    `key` is that of the paper on which the cursor was in the run before, None where it begins at
    the top.
    """

    query: Query
    shown: Shown
    rows: tuple[Row, ...]
    counts: Counts
    key: int | None = None


def first(search: Search, query: Query, rows: int) -> Answer:
    """Ask for the first papers of a query, or for all where they are few, and read some `rows`.

    Raises Stale when a newer question interrupts it, as the others do.
    """
    return _answer(search, query, search.first(query, max(FIRST, rows)), rows)


def resumed(search: Search, query: Query, rows: int, paper: str) -> Answer:
    """Ask for the first papers, and those around the `paper` (an id) where the cursor was before.

    What is new is seen first: where there is some, the cursor begins at the top.
    """
    answer = first(search, query, rows)
    row = search.row(paper) if paper else None
    # Which papers are new, the marks say, too: copying 60,000 of them would take half a second.
    if row is None or (search.has_arrivals and search.first(_NEW, 1).keys):
        return answer
    shown = answer.shown
    if row.key not in shown.keys and not shown.complete and answer.counts.papers <= NEAR:
        shown = search.ask(query)
    if row.key not in shown.keys:
        return answer
    place = shown.keys.index(row.key)
    around = shown.keys[max(place - rows, 0) : place + rows]
    found = tuple(search.rows(around))
    return replace(answer, shown=shown, rows=found, key=row.key)


def ask(search: Search, query: Query, rows: int, known: Container[int] = ()) -> Answer:
    """Ask for all papers of a query, and read some rows but those that are `known`."""
    return _answer(search, query, search.ask(query), rows, known)


def extend(
    search: Search,
    query: Query,
    shown: Shown,
    known: Sequence[int],
    has_jobs_waiting: Callable[[], bool],
) -> Answer:
    """Add what arrived since and matches, and read the `known` rows again.

    Raises Stale as soon as there is something else to do.
    """
    more = search.extend(query, shown, has_jobs_waiting)
    rows = search.rows_ahead(known, has_jobs_waiting)
    return Answer(query, more, tuple(rows), search.counts())


def _answer(
    search: Search, query: Query, shown: Shown, rows: int, known: Container[int] = ()
) -> Answer:
    missing = [key for key in shown.keys[:rows] if key not in known]
    return Answer(query, shown, tuple(search.rows(missing)), search.counts())
