"""What a query names that the cache has not got: papers by their ids, and lists of the feed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from paperterm.archive.days import days_in, missing
from paperterm.archive.single import is_id
from paperterm.query import Query
from paperterm.query.tree import And, Fact, Node, Or
from paperterm.store import Search

MOST = 50
"""Papers and lists of a query that are looked for; nobody names more of them by hand."""

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Uncached:
    """Ids of papers, and names of lists (as `in:` has them), with the days that are missing."""

    ids: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    days: tuple[date, ...] = ()

    @property
    def sentence(self) -> str:
        """What is said of them: `2511.00001 is not cached.`"""
        names = self.ids + self.lists
        shown = ", ".join(names[:_NAMED])
        if len(names) > _NAMED:
            shown += f" and {len(names) - _NAMED:,} more"
        return f"{shown} {'is' if len(names) == 1 else 'are'} not cached."

    def invitation(self, key: str) -> str:
        """Return the same, with the key that fetches them."""
        return f"{self.sentence} {key} fetches {self._them}."

    @property
    def advice(self) -> str:
        """The same, with the shell command that fetches them; days it fetches with all since."""
        arguments = " ".join(self.ids) if self.ids else f"--since {self.days[0]}"
        return f"{self.sentence} `paperterm refresh {arguments}` fetches {self._them}."

    @property
    def _them(self) -> str:
        return "it" if len(self.ids + self.lists) == 1 else "them"


def names_something(query: Query) -> bool:
    """Whether a query names papers or lists, of which some may not be cached."""
    return next(_named(query.root), None) is not None


def uncached(
    query: Query, search: Search, fetched: Mapping[str, datetime], now: datetime
) -> Uncached | None:
    """Return what a query names and the cache has not got; None where that is nothing.

    `fetched` tells when lists were stored, by their names. Raises StoreError; blocks, as the
    search does.
    """
    ids: dict[str, None] = {}
    lists: dict[str, None] = {}
    days: dict[date, None] = {}
    for _, fact in zip(range(MOST), _named(query.root), strict=False):
        if fact.key == "in":
            never = [day for day in days_in(fact.value) if day.isoformat() not in fetched]
            if found := missing(never, fetched, now):
                lists[fact.value] = None
                days.update(dict.fromkeys(found))
        elif is_id(fact.value) and not search.knows(Fact("id", fact.value)):
            ids[fact.value] = None
    if not ids and not lists:
        return None
    return Uncached(tuple(ids), tuple(lists), tuple(sorted(days)))


def _named(root: Node | None) -> Iterator[Fact]:
    """Yield the papers and lists that a query asks for, in the order of its text."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, And | Or):
            waiting.extend(reversed(node.nodes))
        elif isinstance(node, Fact) and node.key in {"id", "in", "related"}:
            yield node
