"""Start: from the process's start to the first frame that shows the whole list.

The first frames show the bars and a hint alone, about 20 ms before the list: every line of the pane
must be there.

The reader has been quit once before, as on any day but the first: it then knows its counts. Without
them, it counts all marks at its start, which at a million papers takes 0.4 s.
"""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

import pyte
from plan import Plan
from quitting import GIVEN
from recorder import MeasurementError, Recorder
from replay import PANE_LINES, Replay, list_text
from surroundings import PAPERTERM, READY, STATIC_APP, Home
from table import MILLISECONDS, Part, Row, against, beside, percentile

MOST = 1.3
"""Times the static app's start."""


def measure(home: Home, plan: Plan) -> Iterator[Row]:
    """Start the static app and the reader in turn."""
    _visit(home)
    floors, starts = [], []
    # The first ones compile modules, and are not counted.
    for number in range(plan.starts + 1):
        floor, start = static_start(home), list_start(home)
        if number:
            floors.append(floor)
            starts.append(start)
    median = percentile(starts, 0.5)
    floor = percentile(floors, 0.5)
    yield against("start to full list, p50", median, floor, MOST, MILLISECONDS, Part.SPEED)
    ninth = percentile(starts, 0.9)
    yield beside("start to full list, p90", ninth, percentile(floors, 0.9), MILLISECONDS)


def _visit(home: Home) -> None:
    """Open the reader and quit it."""
    with Recorder(PAPERTERM, home.environ()) as recorder:
        recorder.wait_for(READY)
        recorder.settle()
        recorder.type(b"q")
        if recorder.wait_for_end(GIVEN) is None:
            raise MeasurementError("the reader did not end")


def static_start(home: Home) -> float:
    """Return the seconds from start to the static app's first frame."""
    with Recorder(STATIC_APP, home.environ()) as recorder:
        return recorder.wait_for(b"pressed 0.") - recorder.started


def list_start(home: Home) -> float:
    """Return the seconds from start to the reader's first frame with the whole list."""
    with Recorder(PAPERTERM, home.environ()) as recorder:
        recorder.wait_for(b" unread")
        recorder.settle()
    for at, full in Replay(recorder).until(perf_counter(), has_full_list):
        if full:
            return at - recorder.started
    raise MeasurementError("the list never filled its pane")


def has_full_list(screen: pyte.Screen) -> bool:
    """Whether every line of the list pane has something in it."""
    return all(line.strip() for line in list_text(screen)[: len(PANE_LINES) - 1])
