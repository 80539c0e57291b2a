"""Steps, pages and jumps: from the key to the list's last frame, then to the abstract's.

Static app and reader run side by side and get a key in turn, so that noise hits both. Going on
after 60 ms without a byte was tried: a late frame was then counted for the next key.

What it cost on one machine, where the static app takes 2.4 ms for a key: a step that scrolls took
4.0 ms, one in view 3.1, and the slowest of a hundred 6 to 15. Textual's threads that read and write
were 0.6 ms of that, the bars and scrollbars that were painted in each frame 0.4, and styles that
nobody sees were half of what was written. Cutting the lines of all widgets at one another's edges
was 0.9 ms of what was left of the former, and painting the row with the cursor on it 0.3: without
them it takes 2.2 ms, less than the static app. The slowest had met a look for garbage (1 ms, and
one among all that had come since the start 28 ms, so that what is in use is kept out of it), rows
that had not been painted ahead (2 ms), or rows being read just when the frame went out (3 ms).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from time import perf_counter

import pyte
from plan import Plan
from recorder import MeasurementError, Recorder
from replay import Replay, abstract_text, list_look, list_text
from surroundings import PAPERTERM, READY, STATIC_APP, Home
from table import MILLISECONDS, Part, Row, against, at_most, percentile

MOST = 1.5
"""Times the static app's key-to-paint."""

TWO_FRAMES = 2 / 60
"""Seconds that the abstract may come after the list."""

IN_VIEW = 16
"""Steps from the first row that the list need not scroll for."""

AFTER_START = 1.0
"""Seconds without a byte after which the whole list is there, not the first screen alone."""

NO_ANSWER = 2.0
"""Seconds after which a key is taken to change nothing, as at an end of the list."""

PAGE_DOWN, PAGE_UP, END, HOME = b"\x04", b"\x15", b"G", b"g"


class Kind(Enum):
    """What a key does, in words."""

    STEP = "cursor step"
    PAGE = "page"
    JUMP = "jump to an end"


_KINDS = {PAGE_DOWN: Kind.PAGE, PAGE_UP: Kind.PAGE, END: Kind.JUMP, HOME: Kind.JUMP}


@dataclass(frozen=True, slots=True)
class Step:
    """Seconds from a key to the list's frame, and from there to the abstract's last one."""

    kind: Kind
    to_list: float
    to_abstract: float
    scrolled: bool


def measure(home: Home, plan: Plan) -> Iterator[Row]:
    """Step through the list, in view and scrolling, down and up, and take longer ways."""
    floors, steps = _stepped(home, _keys(plan.steps))
    single = [step for step in steps if step.kind is Kind.STEP]
    for name, some in (
        ("step in view", [step for step in single if not step.scrolled]),
        ("step that scrolls", [step for step in single if step.scrolled]),
    ):
        yield from _judged(name, some, floors)
    later = [step.to_abstract for step in single]
    for share in (0.5, 0.99):
        what = f"step, list to abstract, p{share * 100:.0f}"
        yield at_most(what, percentile(later, share), TWO_FRAMES, MILLISECONDS)
    for kind in Kind:
        yield from _judged(
            kind.value, [step for step in steps if step.kind is kind], floors, Part.SPEED
        )


def _judged(
    name: str, steps: Sequence[Step], floors: Sequence[float], part: Part | None = None
) -> Iterator[Row]:
    times = [step.to_list for step in steps]
    for share in (0.5, 0.99):
        what = f"{name}, key to list, p{share * 100:.0f}"
        value, floor = percentile(times, share), percentile(floors, share)
        yield against(what, value, floor, MOST, MILLISECONDS, part)


def _keys(count: int) -> list[bytes]:
    """Return keys: half of the steps move the cursor in view, half scroll, down and up again.

    The two pages between bring the cursor to the edge at which the list scrolls. There are as many
    pages and as many jumps: of forty, as it was before, the hundredth part is the slowest one, and
    tells of the machine alone.
    """
    swing, some = min(IN_VIEW, count // 4), count // 4
    in_view = ([b"j"] * swing + [b"k"] * swing) * (some // swing)
    scrolling = [PAGE_DOWN] + [b"j"] * some + [PAGE_UP] + [b"k"] * some
    pages = ([PAGE_DOWN] * 4 + [PAGE_UP] * 4) * (count // 8)
    return in_view + scrolling + [HOME] + pages + [HOME] + [END, HOME] * (count // 2)


def _stepped(home: Home, keys: Sequence[bytes]) -> tuple[list[float], list[Step]]:
    with ExitStack() as running:
        static = running.enter_context(Recorder(STATIC_APP, home.environ()))
        reader = running.enter_context(Recorder(PAPERTERM, home.environ()))
        static.wait_for(b"pressed 0.")
        reader.wait_for(READY)
        for each in (static, reader):
            each.settle(AFTER_START)
        floors, typed = [], []
        for number, key in enumerate(keys, start=1):
            since = len(static.received)
            at = static.type(b"j")
            floors.append(static.wait_for(b"pressed %d." % number, since) - at)
            static.settle()
            typed.append((reader.type(key), key))
            if reader.read(NO_ANSWER):
                reader.settle()
        reader.settle(0.3)
    return floors, list(_steps(reader, typed))


def _steps(reader: Recorder, typed: Sequence[tuple[float, bytes]]) -> Iterator[Step]:
    """Find the frames that answered each key; `typed` has the time of each.

    A key at whose end of the list the cursor is already changes nothing, and does not count.
    """
    replay = Replay(reader)
    replay.until(typed[0][0], _look)
    for (at, key), (end, _) in pairwise([*typed, (perf_counter(), b"")]):
        seen = replay.until(end, _look)
        kind = _KINDS.get(key, Kind.STEP)
        listed = _last_change([(when, look[0]) for when, look in seen])
        if not listed and kind is Kind.STEP:
            raise MeasurementError("a step did not move the cursor")
        shown = max(_last_change([(when, look[2]) for when, look in seen]), listed)
        scrolled = seen[-1][1][1] != seen[0][1][1]
        if listed:
            yield Step(kind, listed - at, shown - listed, scrolled)


def _last_change(seen: Sequence[tuple[float, object]]) -> float:
    """Return when something last looked different from before; 0 where it never did."""
    changes = [when for (_, before), (when, after) in pairwise(seen) if after != before]
    return changes[-1] if changes else 0.0


def _look(screen: pyte.Screen) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return the list with its cursor, its text alone, and the abstract."""
    return list_look(screen), list_text(screen), abstract_text(screen)
