"""Selecting: the SQL by which the papers that meet a condition are gone through."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence

from paperterm.store.compile import KEY, flag
from paperterm.store.condition import Condition, Few, Sql, Values, all_sql, conjunction
from paperterm.store.files import UnreadableError
from paperterm.store.index import TRENDING
from paperterm.store.place import KEYS

IS_TRENDING = Condition(match=flag(TRENDING))
"""The condition that a paper has a trending rank."""

PARSED = 100_000
"""Characters of a list of numbers that are read while no other thread can run: 1 ms."""

AT_ONCE = 50_000
"""Papers done at once while no other thread can run; these take 3 ms."""

FEW, FEW_TO_MATCH = 1_000, 50
"""Papers that are looked at one by one; each that is looked up in the index takes 40 µs."""


class Run:
    """Runs statements on the cache as long as an answer is wanted; `check` raises Stale else."""

    def __init__(
        self, connection: sqlite3.Connection, check: Callable[[], None] = lambda: None
    ) -> None:
        self._connection = connection
        self.check = check

    def __call__(self, statement: str, values: Sequence[str | int] = ()) -> sqlite3.Cursor:
        """Run one, with values."""
        self.check()  # an interrupt between two statements ends neither
        return self._connection.execute(statement, values)


def numbers(
    run: Run, select: str, values: Sequence[str | int] = (), limit: int = -1
) -> Iterator[int]:
    """Yield what a SELECT of one column of whole numbers finds, in its order.

    SQLite hands it over as one text, in half the time that rows take. Besides, each row would let
    go of Python's lock, and wait to get it again while another thread is busy: a hundred times as
    long in all.
    """
    # Where there is a LIMIT, SQLite keeps the order (rule 13 of sqlite.org/optoverview.html).
    query = (
        f"WITH found (number) AS ({select} LIMIT {limit})"
        " SELECT json_group_array(number) FROM found"
    )
    (text,) = run(query, values).fetchone()
    start, last = 1, len(text) - 1
    while start < last:
        end = text.find(",", min(start + PARSED, last), last)
        end = last if end < 0 else end
        run.check()
        yield from json.loads(f"[{text[start:end]}]")
        start = end + 1


def count_up_to(run: Run, query: str, values: Sequence[str | int], most: int) -> int:
    """Return how many rows a SELECT gives, `most` where it gives more: those are not looked at."""
    return int(run(f"SELECT count(*) FROM ({query} LIMIT {most})", values).fetchone()[0])


def source(condition: Condition, joined: str = "", *, facts: bool = True) -> tuple[str, Values]:
    """Return what stands after FROM: the places of the papers, their facts, what they meet.

    The facts can be left out where the condition is one for the index alone.
    """
    wheres: list[Sql] = []
    if condition.expression:
        tables = "words CROSS JOIN facts f ON f.place = words.rowid" if facts else "words"
        wheres.append(Sql("words MATCH ?", (condition.expression,)))
    else:
        tables = "facts f"
    if condition.span is not None:
        place = "words.rowid" if condition.expression else "f.place"
        wheres.append(Sql(f"{place} BETWEEN ? AND ?", condition.span))
    rest = all_sql(condition.rest)
    where = " AND ".join(each.text for each in (*wheres, rest))
    values = tuple(value for each in (*wheres, rest) for value in each.values)
    return f"{tables} {joined} WHERE {where}", values


def at(places: Sequence[int]) -> Condition:
    """Return the condition that a paper has one of these places."""
    return Condition(rest=(Sql(f"f.place IN ({','.join(map(str, places))})"),))


def bitmap_of(run: Run, condition: Condition) -> bytearray:
    """Return a byte for each key: 1 where the paper meets a condition."""
    (newest,) = run("SELECT coalesce(max(key), 0) FROM papers", ()).fetchone()
    bits = bytearray(newest + 1)
    if condition.rest or not condition.expression:
        tables, values = source(condition)
        found = numbers(run, f"SELECT {KEY} FROM {tables}", values)
    else:
        # No look at the facts, which takes as long again.
        tables, values = source(condition, facts=False)
        found = numbers(run, f"SELECT words.rowid & {KEYS} FROM {tables}", values)
    try:
        for key in found:
            bits[key] = 1
    except IndexError as error:
        raise UnreadableError("the index names a paper that is none") from error
    return bits


def few_places(run: Run, condition: Condition) -> list[int] | None:
    """Return the places of all papers that meet a condition, None where they may be many."""
    most = FEW_TO_MATCH if condition.expression else FEW
    few = next((each for each in condition.few if _is_few(run, each, most)), None)
    if few is None:
        return None
    among = Condition(rest=(Sql(f"f.place IN ({few.select})", few.values),))
    rest = Condition(span=condition.span, rest=condition.rest)
    tables, values = source(conjunction([among, rest]))
    found = list(numbers(run, f"SELECT f.place FROM {tables}", values))
    if not condition.expression:
        return found
    return [place for place in found if _matches(run, place, condition.expression)]


def _is_few(run: Run, few: Few, most: int) -> bool:
    return count_up_to(run, few.select, few.values, most + 1) <= most


def _matches(run: Run, place: int, expression: str) -> bool:
    query = "SELECT 1 FROM words WHERE words MATCH ? AND rowid = ?"
    return run(query, [expression, place]).fetchone() is not None
