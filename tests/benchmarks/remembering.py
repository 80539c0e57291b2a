"""Memory: what a process holds standing, after filters, after abstracts, and after refreshes.

VmRSS is read, not the share-weighted size (Pss): that one depends on which other programs of the
same Python run at the moment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from plan import MANY, Plan
from queries import Typed, typed, words_of
from recorder import PATIENCE, QUIET, MeasurementError, Recorder
from surroundings import PAPERTERM, READY, STATIC_APP, Home, memory
from table import MEGABYTES, Part, Row, above, against, at_most, beside, by_size, percentile
from typist import Typist, results, type_query

from paperterm.demo.server import FeedServer

MOST = 1.5
"""Times the static app's memory, before the first refresh of a run, of not very many papers."""

ABOVE_EMPTY = {20_000: 10e6, 200_000: 20e6, 2_000_000: 60e6}
"""Bytes above what the reader holds with an empty cache, by the most papers that they are for."""

READ = 10e6
"""Bytes that abstracts may add, however many: rows around the view, and what is kept for reuse."""

GLANCE = 0.03
"""Seconds for an abstract, so that it is painted before the next one is asked for."""

MORE = 25e6
"""Bytes that a refresh may add."""

GROWTH = 1e6
"""Bytes that all refreshes after the tenth together may add: less than the noise of allocation."""

WARM = 10
"""Refreshes after which what is kept for reuse has been made."""

STANDING = 1.0
"""Seconds after which a program that has started stands."""

TRENDING = 300
DAYS = 14
DAY_ITEMS = 40
"""What the feed serves: as many papers as a refresh asks for, on days as full as real ones."""

_RESULT = re.compile(rb"updating.*new \xc2\xb7 ", re.DOTALL)


def measure(home: Home, plan: Plan) -> Iterator[Row]:
    """Weigh both programs standing, then the reader while it refreshes again and again."""
    floors, empties, sizes = [], [], []
    empty = Home(plan.folder / "empty")
    queries = typed(words_of(home.papers()))[: plan.queries]
    expected = results(home, {text for query in queries for text in query.texts})
    _standing(PAPERTERM, empty, READY)  # to make a cache takes 5 MB more, once
    for _ in range(plan.memories):
        floors.append(_standing(STATIC_APP, home, b"pressed 0."))
        empties.append(_standing(PAPERTERM, empty, READY))
        sizes.append(_standing(PAPERTERM, home, READY))
    filtered = _filtered(home, queries, expected)
    size, floor = percentile(sizes, 0.5), percentile(floors, 0.5)
    papers = home.count()
    before = "resident memory before a refresh"
    if papers <= MANY:
        yield against(before, size, floor, MOST, MEGABYTES)
    else:
        yield beside(before, size, floor, MEGABYTES)
    least, most = percentile(empties, 0.5), by_size(ABOVE_EMPTY, papers)
    for what, value in (
        ("resident memory, against that with an empty cache", size),
        ("the same after the whole query set", filtered),
    ):
        yield above(what, value, least, most, MEGABYTES, Part.SPEED)
    more = _read(home, plan.abstracts)
    yield at_most(f"more after {plan.abstracts:,} abstracts", more, READ, MEGABYTES)
    with FeedServer(served(home, datetime.now(UTC).date())) as server:
        weights = _refreshing(home, server.url, plan.refreshes)
    yield at_most("more after one refresh", weights[1] - weights[0], MORE, MEGABYTES)
    some = min(WARM, plan.refreshes // 4)
    middle, last = plan.refreshes // 2, plan.refreshes - some
    for first, then in ((some, middle), (middle, last)):
        grown = _typical(weights[then : then + some]) - _typical(weights[first : first + some])
        what = f"growth from refreshes {first}-{first + some} to {then}-{then + some}"
        yield at_most(what, grown, GROWTH, MEGABYTES)


def _typical(weights: Sequence[int]) -> float:
    """Return the median: single readings differ by a megabyte."""
    return percentile(weights, 0.5)


def _standing(command: Sequence[str], home: Home, shown: bytes) -> int:
    """Return the bytes a program holds when it has started."""
    with Recorder(command, home.environ()) as recorder:
        recorder.wait_for(shown)
        return _at_rest(recorder)


def _at_rest(recorder: Recorder) -> int:
    """Return the bytes a program holds once it stands."""
    recorder.record(STANDING)
    return memory(recorder.pid)


def _filtered(home: Home, queries: Sequence[Typed], expected: Mapping[str, str]) -> int:
    """Return the bytes the reader holds when it stands after many filters."""
    with Recorder(PAPERTERM, home.environ()) as recorder:
        typist = Typist(recorder, expected)
        typist.open()
        for query in queries:
            type_query([typist], query)
        return _at_rest(recorder)


def _read(home: Home, count: int) -> int:
    """Return the bytes the reader holds more after many abstracts, one by one."""
    with Recorder(PAPERTERM, home.environ()) as recorder:
        recorder.wait_for(READY)
        before = _at_rest(recorder)
        for _ in range(count):
            recorder.type(b"j")
            recorder.record(GLANCE)
        return _at_rest(recorder) - before


def _refreshing(home: Home, endpoint: str, count: int) -> list[int]:
    """Return the bytes the reader holds before the first refresh and after each."""
    with Recorder(PAPERTERM, home.environ(HF_ENDPOINT=endpoint)) as recorder:
        recorder.wait_for(READY)
        weights = [_at_rest(recorder)]
        for _ in range(count):
            since = len(recorder.received)
            recorder.type(b"r")
            _wait_for_result(recorder, since)
            weights.append(memory(recorder.pid))
    return weights


def _wait_for_result(recorder: Recorder, since: int) -> None:
    for _ in range(int(PATIENCE / QUIET)):
        if _RESULT.search(recorder.received, since):
            recorder.settle()
            return
        recorder.record(QUIET)
    raise MeasurementError("a refresh did not come to a result")


def served(home: Home, today: date) -> list[dict[str, Any]]:
    """Return the newest papers as the feed would have them today: trending, and 14 days."""
    return [
        _on(today - timedelta(days=place % DAYS), item)
        for place, item in enumerate(home.newest(TRENDING + DAYS * DAY_ITEMS))
    ]


def _on(day: date, item: dict[str, Any]) -> dict[str, Any]:
    return {**item, "paper": {**item["paper"], "submittedOnDailyAt": f"{day}T02:30:00.000Z"}}
