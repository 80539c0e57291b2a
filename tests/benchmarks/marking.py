"""Marks: from the key to the list's frame, beside a cursor step and a write to the disk.

A mark is on the disk before it is on the screen, so that its floor is both together: what a step
takes, and what SQLite takes to write a row as the library does.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from time import perf_counter

from plan import Plan
from recorder import Recorder
from replay import Replay, list_look
from stepping import AFTER_START, TWO_FRAMES
from surroundings import PAPERTERM, READY, Home
from table import MILLISECONDS, Row, above, at_most, percentile

ALL_IN = 1.0
"""Seconds in which all papers are marked as read, where they are at most MANY."""

MANY = 100_000

_MARK, _STEP, _ALL, _YES, _UNDO = b"m", b"j", b"A", b"y", b"u"


def measure(home: Home, plan: Plan) -> Iterator[Row]:
    """Mark papers one by one, then all of them; what was marked together is undone."""
    count = max(plan.steps // 4, 8)
    marks, steps, to_read, to_undo = _marked(home, count)
    writes = _written(home.folder / "written.db", count)
    for share in (0.5, 0.99):
        floor = percentile(steps, share) + percentile(writes, share)
        what = f"mark, key to list, p{share * 100:.0f}"
        yield above(what, percentile(marks, share), floor, TWO_FRAMES, MILLISECONDS)
    if home.count() <= MANY:
        yield at_most("all marked as read, key to list", to_read, ALL_IN, MILLISECONDS)
        yield at_most("that undone, key to list", to_undo, ALL_IN, MILLISECONDS)


def _marked(home: Home, count: int) -> tuple[list[float], list[float], float, float]:
    """Return the seconds that marks took, steps, all marks at once, and undoing these."""
    with Recorder(PAPERTERM, home.environ()) as reader:
        reader.wait_for(READY)
        reader.settle(AFTER_START)
        typed: list[tuple[float, bytes]] = []
        for key in [_MARK, _STEP] * count:
            typed.append((reader.type(key), key))
            reader.answer()
        typed.append((perf_counter(), b""))
        reader.type(_ALL)
        reader.answer()
        since = len(reader.received)
        all_at = reader.type(_YES)
        to_read = reader.wait_for(b"undoes it", since) - all_at
        reader.settle(AFTER_START)
        since = len(reader.received)
        undo_at = reader.type(_UNDO)
        to_undo = reader.wait_for(b"unread again", since) - undo_at
        reader.settle(AFTER_START)
    replay = Replay(reader)
    replay.until(typed[0][0], list_look)
    took: dict[bytes, list[float]] = {_MARK: [], _STEP: []}
    for (at, key), (end, _) in pairwise(typed):
        seen = replay.until(end, list_look)
        took[key].append(seen[-1][0] - at)
    return took[_MARK], took[_STEP], to_read, to_undo


def _written(file: Path, count: int) -> list[float]:
    """Return the seconds that SQLite took to write rows to a file, each for certain."""
    took: list[float] = []
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=TRUNCATE")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("CREATE TABLE IF NOT EXISTS marks (id TEXT, at REAL)")
        for number in range(count):
            began = perf_counter()
            database.execute("INSERT INTO marks VALUES (?, ?)", [str(number), began])
            took.append(perf_counter() - began)
    file.unlink()
    return took
