"""A typist: types filters into a program and reads off its screen when it answered.

Two times count. The *first screen* is there with the frame after which rows and number no longer
change until the exact answer comes; a number such as `80+ of 1,000,000` is not exact yet. The
*exact answer* is there with the last frame that changes rows or number. The upper rows are left
out, where completions are offered over the list; whatever a query finds, they change together with
the others or with the number. The first frame after a key often shows the typed letter alone. A key
after which the same papers are found, in the same order, is not counted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from time import perf_counter

import pyte
from queries import Typed
from recorder import MeasurementError, Recorder
from replay import PANE_LINES, Replay, bar_text, list_look
from surroundings import READY, Home

from paperterm.query import parse
from paperterm.query.completion import COMPLETIONS
from paperterm.store import Store

LEAST = 0.2
"""Seconds to wait for an answer that has the same number of papers as the one before."""

LONG_START = 300.0
"""Seconds in which a program must have started: the bare app asks everything beforehand."""

_CLEAR = b"\x15"
_NOT_EXACT = (b"+ of ", b"the best so far of ")
_FIRST = re.compile(r"(\d\+|the best so far) of [\d,]+$")


@dataclass(frozen=True, slots=True)
class Pressed:
    """Keys that were pressed at a time (perf_counter), and what the bar holds and says then."""

    at: float
    text: str = ""
    result: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """A key that was answered: seconds to the first screen and to the exact answer."""

    text: str
    first: float
    exact: float


@dataclass(frozen=True, slots=True)
class Typist:
    """A program in whose bar is typed, what it should say of each text, and what was typed when."""

    recorder: Recorder
    results: Mapping[str, str]
    keys: list[Pressed] = field(default_factory=list)

    def open(self) -> None:
        """Wait for the list and open the bar."""
        self.recorder.wait_for(READY, patience=LONG_START)
        self.recorder.settle(0.5)
        self.open_bar()

    def open_bar(self) -> None:
        """Open the bar."""
        self.recorder.type(b"/")
        self.recorder.settle(0.3)

    def put(self, text: str) -> None:
        """Put a text into the empty bar, of which nothing is counted."""
        if text:
            self._press(text.encode(), "", self.results[text], "")

    def type(self, key: str, text: str, before: str) -> None:
        """Type a key that leads from the text `before` to another one."""
        self._press(key.encode(), text, self.results[text], self.results[before])

    def clear(self) -> None:
        """Empty the bar; the time that takes does not count."""
        self.press(_CLEAR)

    def press(self, keys: bytes) -> None:
        """Press keys that are not counted."""
        self.keys.append(Pressed(self.recorder.type(keys)))
        self.recorder.record(LEAST)
        self.recorder.settle()

    def _press(self, keys: bytes, text: str, result: str, before: str) -> None:
        """Press keys and wait for the number of papers found, if it is another than before."""
        since = len(self.recorder.received)
        self.keys.append(Pressed(self.recorder.type(keys), text, result))
        if result not in {"", before}:
            self.recorder.wait_for(result.encode(), since)
        else:
            self.recorder.record(LEAST)
        self.recorder.settle()
        received = self.recorder.received
        some = max(received.rfind(each, since) for each in _NOT_EXACT)
        if some > received.rfind(result.encode(), since):
            self.recorder.wait_for(result.encode(), some)
            self.recorder.settle()

    def answers(self) -> list[Answered]:
        """Return how long each counted key took that changed what is found."""
        replay = Replay(self.recorder)
        replay.until(self.keys[0].at, look)
        found = []
        before = ""
        for key, following in pairwise([*self.keys, Pressed(perf_counter())]):
            (_, (_, rows)), *seen = replay.until(following.at, look)
            if key.text and seen:
                exact, (bar, now) = seen[-1]
                if not bar.endswith(key.result):
                    raise MeasurementError(f"of {key.text!r} the bar says {bar!r}")
                early = [at for at, (bar, _) in seen if _FIRST.search(bar)]
                first = early[-1] if early else exact
                if (key.result, now) != (before, rows):
                    found.append(Answered(key.text, first - key.at, exact - key.at))
            before = key.result
        return found


def type_query(typists: Sequence[Typist], query: Typed) -> None:
    """Type a query into empty bars, key by key in turn, and empty them again."""
    for each in typists:
        each.put(query.pasted)
    before = query.pasted
    for stroke in query.keys:
        for each in typists:
            each.type(stroke.key, stroke.text, before)
        before = stroke.text
    for each in typists:
        each.clear()


def results(home: Home, texts: set[str]) -> dict[str, str]:
    """Return what the bar will say of each text; nothing of none."""
    opened = Store.open(home.cache_file, home.library_file, lambda: datetime.now(UTC))
    with closing(opened) as store:
        total = store.search.counts().papers
        return {
            text: f"{store.search.count(parse(text)):,} of {total:,}" if text else ""
            for text in sorted(texts)
        }


def look(screen: pyte.Screen) -> tuple[str, tuple[str, ...]]:
    """Return the bar, and the rows below the place for completions."""
    return bar_text(screen), list_look(screen, PANE_LINES[COMPLETIONS + 1 :])
