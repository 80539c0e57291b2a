"""Extending: what arrived is put among the papers shown, of which none goes."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

from paperterm.store.compile import KEY
from paperterm.store.condition import Condition, Few, Sql, conjunction
from paperterm.store.place import key_of
from paperterm.store.search.listing import Lister
from paperterm.store.search.orders import Order
from paperterm.store.search.placing import placed, without
from paperterm.store.search.selecting import AT_ONCE, Run, bitmap_of, few_places, numbers


@dataclass(frozen=True, slots=True)
class Extension:
    """What the papers shown are, and where in order; `newest` is the largest key they knew of."""

    condition: Condition
    order: Order
    newest: int

    @property
    def arrived(self) -> Condition:
        """The condition of what has arrived since and matches."""
        few = Few("SELECT place FROM papers WHERE key > ? AND listed", (self.newest,))
        late = Condition(rest=(Sql(f"({KEY} > ?)", (self.newest,)),), few=(few,))
        return conjunction([late, self.condition])


def extended(
    run: Run, lister: Lister, extension: Extension, keys: array[int], ranked: int
) -> array[int]:
    """Return the keys, of which the first are `ranked`, with those of what arrived."""
    order = extension.order
    places = few_places(run, extension.arrived)
    gone = set(numbers(run, "SELECT key FROM papers WHERE NOT listed"))
    if places is not None:
        arrived = [key_of(place) for place in places]
        if order == Order():
            return _merged(run, keys[:ranked], keys[ranked:], arrived, gone)
        # Asked whether it has anything of them, an empty set goes through all keys as well.
        if not gone or gone.isdisjoint(keys):
            if not arrived:
                return keys
            if order.standing and order.key != "rank":
                return placed(run, keys, arrived, order)
    if order.key == "relevance":
        return keys + lister.all(extension.arrived, order)
    bits = bitmap_of(run, extension.arrived)
    for start in range(0, len(keys), AT_ONCE):
        run.check()
        for key in keys[start : start + AT_ONCE]:
            bits[key] = 1
    return lister.in_order(bits, order)


def _merged(
    run: Run, head: array[int], rest: array[int], arrived: list[int], gone: set[int]
) -> array[int]:
    """Return the keys in the default order, where little has changed."""
    trending = list(numbers(run, "SELECT key FROM trending ORDER BY rank"))
    rest, risen = without(run, rest, gone.union(trending).difference(head))
    members = risen.union(head, arrived).difference(gone)
    ranked = [key for key in trending if key in members]
    return array("q", ranked) + placed(run, rest, members.difference(trending, risen), Order())
