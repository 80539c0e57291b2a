"""Placing: papers are taken out of an order, and put where they stand in it now."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable

from paperterm.store.search.orders import Order
from paperterm.store.search.selecting import AT_ONCE, Run

_Standing = tuple[int, ...]


def placed(run: Run, keys: array[int], more: Iterable[int], order: Order) -> array[int]:
    """Return keys that are in an order (which must have a `standing`) with more of them.

    Each stands in its place; those of papers that are not listed are left out.
    """
    select = f"SELECT {order.standing} FROM papers JOIN facts f USING (place) WHERE key = ?"
    known: dict[int, _Standing] = {}

    def standing(key: int) -> _Standing:
        if key not in known:
            known[key] = run(select, (key,)).fetchone() or ()
        return known[key]

    places = sorted(
        (bisect_left(keys, standing(key), key=standing), standing(key), key)
        for key in more
        if standing(key)
    )
    result = array(keys.typecode)
    last = 0
    for index, _, key in places:
        result.extend(keys[last:index])
        result.append(key)
        last = index
    result.extend(keys[last:])
    return result


def without(run: Run, keys: array[int], some: set[int]) -> tuple[array[int], set[int]]:
    """Return the keys without some of them, and which these were."""
    if not some:
        return keys, set()
    left = array(keys.typecode)
    found: set[int] = set()
    for start in range(0, len(keys), AT_ONCE):
        run.check()
        part = keys[start : start + AT_ONCE]
        here = some.intersection(part)
        if here:
            found |= here
            part = array(keys.typecode, (key for key in part if key not in here))
        left.extend(part)
    return left, found
