"""Resting: a paper counts as read once the cursor has stayed on it for a while."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual.dom import DOMNode
from textual.timer import Timer

from paperterm.paper import Row


class Resting:
    """Counts the seconds since something last moved; `seconds` 0 never ends the count.

    A paper that a person set unread is left alone until the cursor has left it.
    """

    def __init__(
        self,
        node: DOMNode,
        seconds: float,
        in_sight: Callable[[], Row | None],
        read: Callable[[Row], Awaitable[None]],
    ) -> None:
        self._node = node
        self._seconds = seconds
        self._in_sight = in_sight
        self._read = read
        self._timer: Timer | None = None
        self._spared: int | None = None

    def restart(self) -> None:
        """Begin to count anew, because what is read or how has changed."""
        self.stop()
        row = self._in_sight()
        if row is not None and row.key != self._spared:
            self._spared = None
        if self._seconds and self._candidate() is not None:
            self._timer = self._node.set_timer(self._seconds, self.rested)

    def stop(self) -> None:
        """Count no longer, because nothing is in sight."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def spare(self, key: int) -> None:
        """Leave a paper unread until the cursor has left it."""
        self._spared = key
        self.restart()

    async def rested(self) -> None:
        """Take the paper in sight as read; the time is over."""
        row = self._candidate()
        if row is not None:
            await self._read(row)

    def _candidate(self) -> Row | None:
        row = self._in_sight()
        return row if row is not None and not row.read and row.key != self._spared else None
