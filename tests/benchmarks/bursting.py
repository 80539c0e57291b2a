"""Bursts: twelve characters, typed fast and at once: every key counts, the last result is shown.

From the last key to the frame with the exact answer to all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from time import perf_counter, sleep

from plan import Plan
from queries import words_of
from recorder import MeasurementError, Recorder
from replay import Replay
from surroundings import PAPERTERM, Home
from table import MILLISECONDS, Part, Row, percentile
from typist import Typist, look, results

CHARACTERS = 12

PAUSE = 0.020
"""Seconds between two keys."""

LONGEST = 5.0
"""Seconds after which the last result is taken not to come."""


def measure(home: Home, plan: Plan) -> Iterator[Row]:
    """Type a text of common words both ways, again and again."""
    words = words_of(home.papers())
    text = f"{words.common} {words.long} {words.second} {words.rare}"[:CHARACTERS].rstrip()
    text = text.ljust(CHARACTERS, "a")
    expected = results(home, {text})
    ways = {f"at {PAUSE * 1_000:.0f} ms each": PAUSE, "in one burst": 0.0}
    for way, pause in ways.items():
        with Recorder(PAPERTERM, home.environ()) as recorder:
            typist = Typist(recorder, expected)
            typist.open()
            typed = [_type(typist, text, pause) for _ in range(plan.bursts)]
        replay = Replay(recorder)
        times = [_answered(replay, at, text, expected[text]) for at in typed]
        right = [time for time in times if time is not None]
        yield Row(
            f"{CHARACTERS} characters {way}: last result shown, no key dropped",
            f"{len(right)} of {len(times)}",
            bar=f"{len(times)} of {len(times)}",
            met=len(right) == len(times),
            part=Part.SPEED,
        )
        if right:
            value = MILLISECONDS.text(percentile(right, 0.99))
            yield Row(f"last of them to exact count, p99, {way}", value, part=Part.SPEED)


def _type(typist: Typist, text: str, pause: float) -> tuple[float, float]:
    """Type a text and clear it; returns the times of its last key, and of clearing it."""
    recorder = typist.recorder
    since = len(recorder.received)
    keys = text.encode()
    for key in keys[:-1] if pause else b"":
        at = recorder.type(bytes([key]))
        while (left := at + pause - perf_counter()) > 0:
            if not recorder.read(left):
                sleep(0)
    at = recorder.type(keys[-1:] if pause else keys)
    # What is shown instead is looked at afterwards.
    with suppress(MeasurementError):
        recorder.wait_for(typist.results[text].encode(), since, LONGEST)
    recorder.settle()
    end = perf_counter()
    typist.clear()
    return at, end


def _answered(replay: Replay, typed: tuple[float, float], text: str, result: str) -> float | None:
    """Return the seconds from the last key to the exact answer; None where it did not come."""
    at, end = typed
    replay.until(at, look)
    when, (bar, _) = replay.until(end, look)[-1]
    shown = bar.removeprefix(" / ").startswith(f"{text} ") and bar.endswith(result)
    return when - at if shown else None
