"""Courtesy: work in the background stands still for a moment while somebody waits for an answer.

One thread of Python runs at a time. A refresh that reads, cleans and indexes papers would take
turns with search and painting hundreds of times for one key; so it gives way between two papers.
That makes it longer, but nobody waits for it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TypeVar

T = TypeVar("T")

ANSWER = 0.2
"""Seconds after a key within which its answer is on the screen, of 100,000 papers the whole."""

QUIET = 3.0
"""Seconds after an answer without another key, after which nobody is likely to press one soon."""

PATIENCE = 0.5
"""Seconds that work stands still in one go, however fast keys come."""

SHARE = 0.1
"""Seconds that work goes on after that, before it gives way again.

Meanwhile it holds a lock on the cache, for which another copy waits no more than five seconds.
"""


class Courtesy:
    """Joins those who wait and those who work; `clock` tells seconds, `pause` waits for an end."""

    def __init__(
        self,
        clock: Callable[[], float] = monotonic,
        pause: Callable[[threading.Event, float], bool] = threading.Event.wait,
    ) -> None:
        self._clock, self._pause = clock, pause
        self._over = threading.Event()
        self._answered_at = self._goes_on_until = float("-inf")
        self._insists = False

    def expect(self) -> None:
        """Note that somebody waits for an answer from now on; for any thread to call."""
        self._over.clear()
        self._answered_at = self._clock() + ANSWER

    @property
    def is_awaited(self) -> bool:
        """Whether somebody waits for an answer."""
        return self._clock() < self._answered_at

    @property
    def is_quiet(self) -> bool:
        """Whether nobody has waited for anything for a while."""
        return self._clock() >= self._answered_at + QUIET

    def end(self) -> None:
        """Note that nobody waits for anything any more but for the work to end."""
        self._answered_at = float("-inf")
        self._over.set()

    @contextmanager
    def insisting(self) -> Iterator[None]:
        """Do work that is itself waited for, and gives way to nobody."""
        self._insists = True
        try:
            yield
        finally:
            self._insists = False

    def between(self, pieces: Iterable[T]) -> Iterator[T]:
        """Yield pieces of work, each when nobody waits for an answer."""
        for piece in pieces:
            self._give_way()
            yield piece

    def _give_way(self) -> None:
        now = self._clock()
        if self._insists or now >= self._answered_at or now < self._goes_on_until:
            return
        patient_until = now + PATIENCE
        # Each key that comes meanwhile puts the end off.
        while (until := min(self._answered_at, patient_until)) > now:
            if self._pause(self._over, until - now):
                return
            now = self._clock()
        if now >= patient_until:
            self._goes_on_until = now + SHARE


COURTESY = Courtesy()
"""The one of this process, as it has one lock of Python's."""
