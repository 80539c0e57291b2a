"""Finding: the first papers that meet a condition, without a look at most of the others."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from time import perf_counter

from paperterm.store.compile import KEY
from paperterm.store.condition import Condition, Sql, conjunction
from paperterm.store.place import KEY_BITS, KEYS, key_of, places
from paperterm.store.search.orders import NO_DAY, Order
from paperterm.store.search.selecting import (
    IS_TRENDING,
    Run,
    at,
    bitmap_of,
    count_up_to,
    few_places,
    numbers,
    source,
)

SAMPLE = 300
"""Papers that match, of which time and places tell how long it takes to go through all of them."""

COUNTED = 20_000
"""Papers among which SAMPLE that match are looked for; where these are not enough, few match.

To count them takes 0.6 ms. Told from the days instead, when these have as many papers each, 310,000
were taken for 3,000 where the newest days had a few dozen.
"""

MOST_AT_ONCE = 10_000
"""Papers that are gone through in one statement, unless all are; these take 10 ms."""

LOOK_UP = 40e-6
"""Seconds to look one paper up in the index: 10 µs where it was tidied, 100 µs at worst."""

BEST_OF, BEST_OF_RELATED = 500, 10_000
"""Papers that match from which the best are chosen at once; each takes 3 µs to weigh."""

_Standing = tuple[int, int, int, int]
"""How a paper stands by its day: that, its votes (or what stands for both), its number, its key."""

_DATED = places(1, date.max.toordinal())
_UNDATED = (NO_DAY << KEY_BITS, (NO_DAY + 1) << KEY_BITS)


@dataclass(frozen=True, slots=True)
class Found:
    """Keys in order. `complete` are all there are; `provisional` ones may not be the first."""

    keys: list[int]
    complete: bool = False
    provisional: bool = False


class Finder:
    """Finds the first papers, in one snapshot of the cache that its caller has opened."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def first(self, condition: Condition, order: Order, count: int) -> Found:
        """Return the first `count` papers, or all where that is as quick."""
        if order.key == "relevance":
            if condition.expression:
                return self._by_relevance(condition, order, count)
            order = Order()
        few = few_places(self._run, condition)
        if few is not None:
            return Found(list(self.keys(at(few), order)), complete=True)
        match order.key:
            case "rank":
                return self._by_rank(condition, order, count)
            case "date":
                return self._by_date(condition, order, count)
            case _:
                return self._by_value(condition, order, count)

    def keys(self, condition: Condition, order: Order, limit: int = -1) -> Iterator[int]:
        """Yield the first papers that meet a condition, or all, collected and sorted."""
        joined = f"LEFT JOIN trending t ON t.key = {KEY}" if order.key == "rank" else ""
        tables, values = source(condition, joined)
        query = f"SELECT {KEY} FROM {tables} ORDER BY {order.sql}"
        return numbers(self._run, query, values, limit)

    def _by_rank(self, condition: Condition, order: Order, count: int) -> Found:
        found: set[_Standing] = set()
        complete = True
        for branch in condition.branches or (condition,):
            head = list(self.keys(conjunction([branch, IS_TRENDING]), order))
            ranks = self._ranks(head, order)
            rest, is_all = self._by_day(branch, count - len(head), frozenset(head))
            found.update(rest, ranks)
            complete &= is_all
        return _firsts(found, count, complete)

    def _by_date(self, condition: Condition, order: Order, count: int) -> Found:
        found: set[_Standing] = set()
        complete = True
        for branch in condition.branches or (condition,):
            dated = conjunction([branch, Condition(span=_DATED)])
            some, is_all = self._by_day(dated, count, descending=order.descending, votes=False)
            found.update(some)
            if is_all:
                undated = conjunction([branch, Condition(span=_UNDATED)])
                found.update(self._by_day(undated, count, votes=False)[0])
            complete &= is_all
        return _firsts(found, count, complete)

    def _ranks(self, keys: list[int], order: Order) -> list[_Standing]:
        """Return how papers stand by their ranks: before all others."""
        if not keys:
            return []
        sign = -1 if order.descending else 1
        query = f"SELECT rank, key FROM trending WHERE key IN ({','.join(map(str, keys))})"
        return [(-1, sign * rank, 0, key) for rank, key in self._run(query, ())]

    def _by_day(
        self,
        condition: Condition,
        count: int,
        without: Collection[int] = frozenset(),
        *,
        descending: bool = True,
        votes: bool = True,
    ) -> tuple[list[_Standing], bool]:
        """Return how the first papers by their day stand, and whether these are all.

        Days are gone through one after the other as they stand in the index; a whole one is taken
        in and sorted, by most votes or by id alone.
        """
        found: list[_Standing] = []
        last, complete = -1, True
        for row, upvotes, number in self._in_places(
            condition, 2 * max(count, 10), descending=descending
        ):
            day, key = row >> KEY_BITS, key_of(row)
            if day != last and len(found) >= count:
                complete = False
                break
            last = day
            if key not in without:
                stands = day if descending or day == NO_DAY else NO_DAY - 1 - day
                found.append((stands, -upvotes * votes, number, key))
        found.sort()
        return found, complete

    def _in_places(
        self, condition: Condition, some: int, *, descending: bool
    ) -> Iterator[tuple[int, int, int]]:
        """Yield place, votes and number of the papers that meet a condition, by their places.

        They are read as texts, as `numbers` are: first of `some` papers, then of more and more.
        """
        while True:
            tables, values = source(condition)
            place = "words.rowid" if condition.expression else "f.place"
            direction = "ASC" if descending else "DESC"
            (text,) = self._run(
                "WITH found (place, votes, number) AS"
                f" (SELECT f.place, f.votes, f.number FROM {tables}"
                f" ORDER BY {place} {direction} LIMIT {some})"
                " SELECT json_group_array(json_array(place, votes, number)) FROM found",
                values,
            ).fetchone()
            rows = json.loads(text)
            yield from rows
            if len(rows) < some:
                return
            last, some = rows[-1][0], min(4 * some, MOST_AT_ONCE)
            rest = (last + 1, _UNDATED[1]) if descending else (0, last - 1)
            condition = conjunction([condition, Condition(span=rest)])

    def _by_value(self, condition: Condition, order: Order, count: int) -> Found:
        """Return the first papers by a number or by title.

        Where few match they are collected and sorted; where many do, papers are gone through in
        the order asked for until enough of them have matched. What that takes is told from among
        how many papers the first that match are, and from the time they took.
        """
        if condition.expression:
            begun = perf_counter()
            tables, values = source(condition)
            query = f"SELECT f.place FROM {tables} ORDER BY words.rowid"
            sample = list(numbers(self._run, query, values, SAMPLE))
            if len(sample) < SAMPLE:
                return Found(list(self.keys(at(sample), order)), complete=True)
            each = (perf_counter() - begun) / SAMPLE
            papers = self._papers()
            until = "SELECT 1 FROM facts WHERE place <= ?"
            matching = SAMPLE * papers / count_up_to(self._run, until, sample[-1:], COUNTED)
            if matching * each < count * papers / matching * LOOK_UP:
                if order.column:
                    return _cut(self.keys(condition, order, count), count)
                return _cut(self._by_title(condition, order, count), count)
        walk = self._walk if order.column else self._walk_titles
        return _cut(walk(condition, order, count), count)

    def _papers(self) -> int:
        return int(self._run("SELECT max(key) FROM papers", ()).fetchone()[0])

    def _by_title(self, condition: Condition, order: Order, count: int) -> list[int]:
        """Collect the papers that match, then go through all titles until enough are theirs."""
        bits = bitmap_of(self._run, condition)
        query = f"SELECT place & {KEYS} FROM titles ORDER BY title {order.direction}, number"
        keys = (key for (key,) in self._run(query, ()))
        return list(islice((key for key in keys if bits[key]), count))

    def _walk(self, condition: Condition, order: Order, count: int) -> list[int]:
        """Go through the papers by a number, and return the first that match."""
        found: list[int] = []
        for known in self._values(order):
            tables, values = source(conjunction([Condition(rest=(known,)), _looked_up(condition)]))
            # SQLite would rather go through the papers of a few years and sort them.
            tables = tables.replace("facts f", f"facts f INDEXED BY facts_by_{order.key}", 1)
            query = f"SELECT {KEY} FROM {tables} ORDER BY {order.column} DESC, f.number"
            found += numbers(self._run, query, values, count - len(found))
            if len(found) >= count:
                break
        return found

    def _values(self, order: Order) -> Iterator[Sql]:
        """Yield what the number is of one paper after the other: the index has them descending.

        So from the least on each value is gone through by itself, lest all papers that have it are
        looked at to find the smallest id.
        """
        if order.descending:
            yield Sql(f"{order.column} IS NOT NULL")
        least = f"SELECT min({order.column}) FROM facts f WHERE {order.column} > ?"
        value = -1
        while not order.descending:
            (value,) = self._run(least, (value,)).fetchone()
            if value is None:
                break
            yield Sql(f"{order.column} = ?", (value,))
        yield Sql(f"{order.column} IS NULL")

    def _walk_titles(self, condition: Condition, order: Order, count: int) -> list[int]:
        """Go through the papers by title, and return the first that match."""
        tables, values = source(_looked_up(condition))
        titled = tables.replace("facts f", "titles CROSS JOIN facts f USING (place)", 1)
        query = f"SELECT {KEY} FROM {titled} ORDER BY title {order.direction}, titles.number"
        return list(numbers(self._run, query, values, count))

    def _by_relevance(self, condition: Condition, order: Order, count: int) -> Found:
        tables, values = source(condition)
        most = BEST_OF if order.first is None else BEST_OF_RELATED
        if count_up_to(self._run, f"SELECT 1 FROM {tables}", values, most + 1) <= most:
            return Found(list(self.keys(condition, order)), complete=True)
        best: list[int] = []
        if condition.titled:
            in_title = Condition(match=f"title : ({condition.titled})")
            titled, _ = self._by_day(conjunction([condition, in_title]), count)
            best = [each[-1] for each in titled[:count]]
        more, _ = self._by_day(condition, count - len(best), frozenset(best))
        best += [each[-1] for each in more[: count - len(best)]]
        return Found(best, provisional=True)


def _firsts(found: Iterable[_Standing], count: int, complete: bool) -> Found:
    keys = [each[-1] for each in sorted(found)]
    return Found(keys if complete else keys[:count], complete)


def _cut(keys: Iterable[int], count: int) -> Found:
    """Return what was found when no more than `count` were looked for."""
    found = list(keys)
    return Found(found, complete=len(found) < count)


def _looked_up(condition: Condition) -> Condition:
    """Return the same condition, asked of one paper after the other."""
    rest = Condition(rest=condition.rest, span=condition.span)
    if not condition.expression:
        return rest
    here = "EXISTS (SELECT 1 FROM words WHERE words MATCH ? AND words.rowid = f.place)"
    return conjunction([rest, Condition(rest=(Sql(here, (condition.expression,)),))])
