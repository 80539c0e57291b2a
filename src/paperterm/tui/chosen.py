"""Chosen papers: what a command works on, one paper or many, read when it is needed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from paperterm.paper import Row
from paperterm.tui.working import Working
from paperterm.wording import counted

AT_ONCE = 500
"""Rows read in one go, so that a search that is typed meanwhile need not wait for all of them."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Papers by their keys; `read` returns rows of those that are still there.

    It raises StoreError, and so does what is asked here. What takes long with many papers says to
    `working` how far it has come.
    """

    keys: Sequence[int]
    read: Callable[[Sequence[int]], Coroutine[Any, Any, Sequence[Row]]]
    working: Callable[[str], None]

    @property
    def words(self) -> str:
        """How many there are: `3 papers`."""
        return counted(len(self.keys), "paper")

    async def one(self) -> Row | None:
        """Return the row where one paper is chosen, None where it is gone or there are others."""
        rows = await self.read(self.keys) if len(self.keys) == 1 else ()
        return rows[0] if rows else None

    def work(self, what: str) -> Working:
        """Return what counts the papers that are done; `what` is done with them."""
        return Working(what, len(self.keys), self.working)

    async def rows(self, what: str) -> AsyncIterator[Sequence[Row]]:
        """Yield all rows, some at a time; `what` is done with each before the next are read."""
        with self.work(what) as work:
            for start in range(0, len(self.keys), AT_ONCE):
                some = self.keys[start : start + AT_ONCE]
                yield await self.read(some)
                work.add(len(some))
