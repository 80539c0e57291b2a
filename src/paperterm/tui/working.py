"""Working: how far work has come that takes long enough to be waited for, as a bar of text."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import TracebackType

LONG = 2_000
"""Pieces of work above which it is worth saying how far it has come."""

BAR = 20
"""Columns of the bar."""

SHOWN = 10
"""How often the bar may change until the work is done."""


class Working:
    """Counts what is done of `total` pieces of work, and gives `say` the bar, at the end a blank.

    It is made on the event loop, and `add` may be called on any thread.
    """

    def __init__(self, what: str, total: int, say: Callable[[str], None]) -> None:
        self._what = what
        self._total = total
        self._say = say
        self._done = self._next = 0
        self._loop = asyncio.get_running_loop()

    def __enter__(self) -> Working:
        """Show an empty bar."""
        self.add(0)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bar away."""
        if self._total > LONG:
            self._loop.call_soon_threadsafe(self._say, "")

    def add(self, count: int) -> None:
        """Note that so many more pieces are done."""
        self._done = min(self._done + count, self._total)
        if self._total > LONG and self._done >= self._next:
            self._next = self._done + self._total // SHOWN
            text = f"{self._what}  {bar(self._done, self._total)}"
            self._loop.call_soon_threadsafe(self._say, text)


def bar(done: int, total: int) -> str:
    """Return a bar of text that says how much is done, by its length and as a number."""
    filled = BAR * done // total
    return f"{'━' * filled}{'╌' * (BAR - filled)} {100 * done // total:3}%"
