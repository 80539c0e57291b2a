"""Filtering: from a key typed into the bar to the last frame that changes bar or list.

Reader and bare app run side by side and get the same key in turn. The first frame after a key often
shows the typed letter alone. A key that changes nothing to be seen (a blank) is not counted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from time import perf_counter

import pyte
from plan import Plan
from queries import Keystroke, keystrokes
from recorder import MeasurementError, Recorder
from replay import Replay, bar_text, list_look
from surroundings import BARE_APP, PAPERTERM, READY, Home
from table import MILLISECONDS, Row, against, beside, percentile

from paperterm.query import parse
from paperterm.store import Store

MOST = 1.5
"""Times the bare app's key-to-paint."""

LEAST = 0.2
"""Seconds to wait for an answer that has the same number of papers as the one before."""

_CLEAR = b"\x15"


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key that was pressed at a time (perf_counter), and what the bar holds and says then."""

    at: float
    text: str = ""
    result: str = ""


@dataclass(frozen=True, slots=True)
class Typist:
    """A program in whose bar is typed, and what was typed when."""

    recorder: Recorder
    keys: list[Pressed] = field(default_factory=list)

    def open(self) -> None:
        """Wait for the list and open the bar."""
        self.recorder.wait_for(READY)
        self.recorder.settle(0.3)
        self.recorder.type(b"/")
        self.recorder.settle(0.3)

    def type(self, stroke: Keystroke, result: str, before: str) -> None:
        """Type a key and wait for the number of papers found, if it is another than before."""
        since = len(self.recorder.received)
        at = self.recorder.type(stroke.key.encode())
        self.keys.append(Pressed(at, stroke.text, result))
        if result not in {"", before}:
            self.recorder.wait_for(result.encode(), since)
        else:
            self.recorder.record(LEAST)
        self.recorder.settle()

    def clear(self) -> None:
        """Empty the bar; the time that takes does not count."""
        self.keys.append(Pressed(self.recorder.type(_CLEAR)))
        self.recorder.record(LEAST)
        self.recorder.settle()

    def times(self) -> list[tuple[float, str]]:
        """Return the seconds of each key that changed what is seen, and the text it led to."""
        replay = Replay(self.recorder)
        replay.until(self.keys[0].at, _look)
        found = []
        for key, following in pairwise([*self.keys, Pressed(perf_counter())]):
            seen = replay.until(following.at, _look)
            when, (bar, _) = seen[-1]
            if not bar.endswith(key.result):
                raise MeasurementError(f"the bar shows {bar!r}, not {key.result!r}")
            if key.text and when:
                found.append((when - key.at, key.text))
        return found


def measure(home: Home, plan: Plan) -> Iterator[Row]:
    """Type every query into both programs, key by key."""
    typed = keystrokes(home.papers())[: plan.queries]
    texts = sorted({stroke.text for query in typed for stroke in query})
    queries_file = plan.folder / "queries.json"
    queries_file.write_text(json.dumps(texts), encoding="utf-8")
    results = _results(home, texts)
    with ExitStack() as running:
        bare, reader = (
            Typist(running.enter_context(Recorder(command, home.environ())))
            for command in ((*BARE_APP, str(queries_file)), PAPERTERM)
        )
        for each in (bare, reader):
            each.open()
        for _ in range(plan.typings):
            for query in typed:
                _type((bare, reader), query, results)
    floors, times = bare.times(), reader.times()
    for share in (0.5, 0.99):
        value, floor = (percentile([took for took, _ in each], share) for each in (times, floors))
        name = f"filter key to list, p{share * 100:.0f} of {len(times)}"
        yield against(name, value, floor, MOST, MILLISECONDS)
    slowest, text = max(times)
    yield beside(f"slowest filter key, at {text!r}", slowest, max(floors)[0], MILLISECONDS)


def _type(typists: Sequence[Typist], query: Sequence[Keystroke], results: dict[str, str]) -> None:
    before = ""
    for stroke in query:
        for each in typists:
            each.type(stroke, results[stroke.text], before)
        before = results[stroke.text]
    for each in typists:
        each.clear()


def _results(home: Home, texts: Sequence[str]) -> dict[str, str]:
    """Return what the bar will say of each text; nothing of none."""
    library_file = home.folder / "data" / "paperterm" / "library.db"
    store = Store.open(home.cache_file, library_file, lambda: datetime.now(UTC))
    try:
        shown = {text: store.search.ask(parse(text)) for text in texts}
    finally:
        store.close()
    return {
        text: f"{len(each.keys):,} of {each.total:,}" if text else ""
        for text, each in shown.items()
    }


def _look(screen: pyte.Screen) -> tuple[str, tuple[str, ...]]:
    return bar_text(screen), list_look(screen)
