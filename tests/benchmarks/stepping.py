"""Steps: from `j` or `k` to the frame in which the cursor has moved, then to the abstract's.

Static app and reader run side by side and get a key in turn, so that noise hits both. Going on
after 60 ms without a byte was tried: a late frame was then counted for the next key.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from time import perf_counter

import pyte
from plan import Plan
from recorder import MeasurementError, Recorder
from replay import Replay, abstract_text, list_look, list_text
from surroundings import PAPERTERM, READY, STATIC_APP, Home
from table import MILLISECONDS, Row, against, at_most, percentile

MOST = 1.5
"""Times the static app's key-to-paint."""

TWO_FRAMES = 2 / 60
"""Seconds that the abstract may come after the list."""

IN_VIEW = 16
"""Steps from the first row that the list need not scroll for."""

PAGE_DOWN = b"\x04"
PAGE_UP = b"\x15"


@dataclass(frozen=True, slots=True)
class Step:
    """Seconds from a key to the list's frame, and from there to the abstract's last one."""

    to_list: float
    to_abstract: float
    scrolled: bool


def measure(home: Home, plan: Plan) -> Iterator[Row]:
    """Step through the list, in view and scrolling, down and up."""
    floors, steps = _stepped(home, _keys(plan.steps))
    for name, some in (
        ("step in view", [step.to_list for step in steps if not step.scrolled]),
        ("step that scrolls", [step.to_list for step in steps if step.scrolled]),
    ):
        for share in (0.5, 0.99):
            yield against(
                f"{name}, key to list, p{share * 100:.0f}",
                percentile(some, share),
                percentile(floors, share),
                MOST,
                MILLISECONDS,
            )
    later = [step.to_abstract for step in steps]
    for share in (0.5, 0.99):
        what = f"step, list to abstract, p{share * 100:.0f}"
        yield at_most(what, percentile(later, share), TWO_FRAMES, MILLISECONDS)


def _keys(count: int) -> bytes:
    """Return keys: half of them move the cursor in view, half scroll, down and then up again.

    The two pages between bring the cursor to the edge at which the list scrolls.
    """
    swing = min(IN_VIEW, count // 4)
    in_view = (b"j" * swing + b"k" * swing) * (count // 4 // swing)
    return in_view + PAGE_DOWN + b"j" * (count // 4) + PAGE_UP + b"k" * (count // 4)


def _stepped(home: Home, keys: bytes) -> tuple[list[float], list[Step]]:
    with ExitStack() as running:
        static = running.enter_context(Recorder(STATIC_APP, home.environ()))
        reader = running.enter_context(Recorder(PAPERTERM, home.environ()))
        static.wait_for(b"pressed 0.")
        reader.wait_for(READY)
        for each in (static, reader):
            each.settle(0.3)
        floors, typed = [], []
        for number, key in enumerate(keys, start=1):
            since = len(static.received)
            at = static.type(b"j")
            floors.append(static.wait_for(b"pressed %d." % number, since) - at)
            static.settle()
            typed.append((reader.type(bytes([key])), bytes([key]) in PAGE_DOWN + PAGE_UP))
            reader.answer()
        reader.settle(0.3)
    return floors, list(_steps(reader, typed))


def _steps(reader: Recorder, typed: Sequence[tuple[float, bool]]) -> Iterator[Step]:
    """Find the frames that answered each key; `typed` has its time, and whether it was a page."""
    replay = Replay(reader)
    replay.until(typed[0][0], _look)
    for (at, page), (end, _) in pairwise([*typed, (perf_counter(), False)]):
        seen = replay.until(end, _look)
        listed = _last_change([(when, look[0]) for when, look in seen])
        if not listed:
            raise MeasurementError("a step did not move the cursor")
        shown = max(_last_change([(when, look[2]) for when, look in seen]), listed)
        scrolled = seen[-1][1][1] != seen[0][1][1]
        if not page:
            yield Step(listed - at, shown - listed, scrolled)


def _last_change(seen: Sequence[tuple[float, object]]) -> float:
    """Return when something last looked different from before; 0 where it never did."""
    changes = [when for (_, before), (when, after) in pairwise(seen) if after != before]
    return changes[-1] if changes else 0.0


def _look(screen: pyte.Screen) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return the list with its cursor, its text alone, and the abstract."""
    return list_look(screen), list_text(screen), abstract_text(screen)
