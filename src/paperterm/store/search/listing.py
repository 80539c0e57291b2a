"""Listing: all papers that meet a condition, in order, however many they are."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from itertools import compress

from paperterm import memory
from paperterm.store.compile import KEY
from paperterm.store.condition import Condition
from paperterm.store.place import KEYS
from paperterm.store.search.finding import Finder
from paperterm.store.search.orders import DAY, NO_DAY, Order
from paperterm.store.search.placing import placed, without
from paperterm.store.search.selecting import (
    AT_ONCE,
    IS_TRENDING,
    Run,
    at,
    bitmap_of,
    few_places,
    numbers,
)

SORTED = 20_000
"""Papers that are sorted by themselves, unless they are one in SORTED_OF or more.

Of more, the order of all papers is gone through.
"""

SORTED_OF = 8
"""To find papers again and sort them takes eight times as long as to go by all papers' order."""

SORTED_BY_TITLE = 300
"""The same by title, for which a paper must be read."""

REMEMBERED = 3
"""Orders of all papers that are kept, the last ones: an array each, of 4 bytes a paper."""

OFTEN = (Order(), Order("upvotes", descending=True), Order("date", descending=True))
"""The orders by which lists are asked for most."""

PLACED, PLACED_OF = 20, 250
"""Papers that are put in their places in an order: some, or one in so many of all.

One takes 0.2 ms, and to read the order anew 0.7 µs for each of all papers.
"""


@dataclass(frozen=True, slots=True)
class _State:
    """The papers there are: the largest key, and the serial of the last of them that moved."""

    newest: int
    serial: int


@dataclass(frozen=True, slots=True)
class _Remembered:
    """The keys of all papers in an order, as they were in a state."""

    keys: array[int]
    at: _State


class Lister:
    """Lists papers; remembers the orders of all papers that were needed last."""

    def __init__(self, run: Run, finder: Finder) -> None:
        self._run = run
        self._finder = finder
        self._orders: dict[tuple[str, bool], _Remembered] = {}

    def all(self, condition: Condition, order: Order) -> array[int]:
        """Return the keys of all papers that meet a condition."""
        if order.key == "relevance":
            if condition.expression:
                return array("q", self._finder.keys(condition, order))
            order = Order()
        few = few_places(self._run, condition)
        if few is not None:
            return array("q", self._finder.keys(at(few), order))
        bits = bitmap_of(self._run, condition)
        most = SORTED_BY_TITLE if order.key == "title" else min(SORTED, len(bits) // SORTED_OF)
        if bits.count(1) <= most:
            return array("q", self._finder.keys(condition, order))
        return self.in_order(bits, order)

    def prepare(self) -> None:
        """Read, or bring up, the orders asked for most; what is done is kept if the rest is not."""
        now = self._state()
        for order in OFTEN:
            known = self._orders.get(_name(order))
            if known is None or known.at != now:
                self._order(order)

    def in_order(self, bits: bytearray, order: Order) -> array[int]:
        """Return the keys whose byte is 1, in order; their bytes become 0 where they are ranked."""
        keys = array("q")
        if order.key == "rank":
            head = list(self._finder.keys(IS_TRENDING, order))
            keys.extend(key for key in head if bits[key])
            for key in head:
                bits[key] = 0
        every = self._order(order)
        for start in range(0, len(every), AT_ONCE):
            self._run.check()
            part = every[start : start + AT_ONCE]
            keys.extend(compress(part, map(bits.__getitem__, part)))
        return keys

    def _order(self, order: Order) -> array[int]:
        """Return the keys of all papers in order, but for the trending ones."""
        now = self._state()
        name = _name(order)
        known = self._orders.get(name)
        every = self._brought_up(known, now, order) if known else None
        if every is None:
            # Else what such arrays and texts leave in the heap would stay there, up to 30 MB.
            memory.take_little()
            every = array("I")
            for statement in _every(order):
                every.extend(numbers(self._run, statement))
        self._orders.pop(name, None)
        self._orders[name] = _Remembered(every, now)
        if len(self._orders) > REMEMBERED:
            del self._orders[next(iter(self._orders))]
        return every

    def _brought_up(self, known: _Remembered, now: _State, order: Order) -> array[int] | None:
        """Return an order as it is now, None where that is sooner read anew."""
        if known.at == now:
            return known.keys
        moved = self._moved(known.at, now)
        if moved is None or not order.standing:
            return None
        if len(moved) > max(PLACED, len(known.keys) // PLACED_OF):
            return None
        rest, _ = without(self._run, known.keys, moved)
        return placed(self._run, rest, moved, order)

    def _state(self) -> _State:
        newest = "SELECT coalesce(max(key), 0) FROM papers"
        serial = "SELECT coalesce(max(serial), 0) FROM moved"
        return _State(*self._run(f"SELECT ({newest}), ({serial})").fetchone())

    def _moved(self, then: _State, now: _State) -> set[int] | None:
        """Return the keys of what has moved or come, None where that is not known any more."""
        if now.newest - then.newest > AT_ONCE:
            return None
        query = "SELECT key FROM moved WHERE serial > ?"
        moved = list(numbers(self._run, query, (then.serial,)))
        if len(moved) != now.serial - then.serial:
            return None
        return {*moved, *range(then.newest + 1, now.newest + 1)}


def _name(order: Order) -> tuple[str, bool]:
    """Return what tells an order of all papers from others; by rank there is but one."""
    return (order.key, order.descending and order.key != "rank")


def _every(order: Order) -> list[str]:
    """Return the statements that go through all papers in order, by an index."""
    facts = f"SELECT {KEY} FROM facts f"
    match order.key, order.descending:
        case "title", _:
            return [f"SELECT place & {KEYS} FROM titles ORDER BY title {order.direction}, number"]
        case "rank", _:
            return [f"{facts} ORDER BY {DAY}, f.votes DESC, f.number"]
        case "date", True:
            return [f"{facts} ORDER BY {DAY}, f.number"]
        case "date", False:
            return [
                f"{facts} WHERE {DAY} < {NO_DAY} ORDER BY {DAY} DESC, f.number",
                f"{facts} WHERE {DAY} = {NO_DAY} ORDER BY f.number",
            ]
        case _:
            by_value = f"ORDER BY {order.column} {order.direction}, f.number"
            return [
                f"{facts} WHERE {order.column} IS NOT NULL {by_value}",
                f"{facts} WHERE {order.column} IS NULL ORDER BY f.number",
            ]
