"""What was recorded, looked at frame by frame on an emulated screen.

A frame arrives in several pieces, and two frames may come without a pause between them. Textual
marks both ends of each frame for a terminal that says it understands that, as the recorder does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import pyte
from recorder import COLUMNS, LINES, SYNC_END, SYNC_START, Recorder

T = TypeVar("T")

LIST_COLUMNS = range(56)
"""Columns that belong to the list (48 % of 120), less those of its scrollbar."""

ABSTRACT_COLUMNS = range(60, 118)
"""Columns that belong to the abstract."""

BAR_LINE = 1
PANE_LINES = range(2, LINES - 1)


@dataclass(frozen=True, slots=True)
class Frame:
    """The bytes of one frame, and when the last of them came (perf_counter, seconds)."""

    at: float
    data: bytes


def frames(recorder: Recorder) -> Iterator[Frame]:
    """Yield what was recorded as frames; what stands between them counts as one piece by piece."""
    rest = b""
    for at, data in recorder.chunks:
        rest += data
        while (end := rest.find(SYNC_END)) >= 0:
            end += len(SYNC_END)
            yield Frame(at, rest[:end])
            rest = rest[end:]
        if rest and SYNC_START not in rest and not _may_begin(rest):
            yield Frame(at, rest)
            rest = b""


def _may_begin(data: bytes) -> bool:
    """Whether data ends in what may be the beginning of a frame's mark."""
    return any(data.endswith(SYNC_START[:length]) for length in range(1, len(SYNC_START)))


class Replay:
    """A screen that shows again what a recorder has taken in."""

    def __init__(self, recorder: Recorder) -> None:
        self.screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self.screen)
        self._frames = frames(recorder)
        self._next = next(self._frames, None)

    def until(self, at: float, look: Callable[[pyte.Screen], T]) -> list[tuple[float, T]]:
        """Play the frames that came before `at`.

        Returns what `look` sees before them, with time 0, and after each frame that changed it.
        """
        seen = [(0.0, look(self.screen))]
        while self._next is not None and self._next.at < at:
            self._stream.feed(self._next.data)
            now = look(self.screen)
            if now != seen[-1][1]:
                seen.append((self._next.at, now))
            self._next = next(self._frames, None)
        return seen


def text(screen: pyte.Screen, lines: range, columns: range) -> tuple[str, ...]:
    """Return the text of a part of the screen, line by line."""
    return tuple("".join(screen.buffer[y][x].data for x in columns) for y in lines)


def list_text(screen: pyte.Screen) -> tuple[str, ...]:
    """Return the text of the list."""
    return text(screen, PANE_LINES, LIST_COLUMNS)


def abstract_text(screen: pyte.Screen) -> tuple[str, ...]:
    """Return the text of the abstract."""
    return text(screen, PANE_LINES, ABSTRACT_COLUMNS)


def list_look(screen: pyte.Screen, lines: range = PANE_LINES) -> tuple[str, ...]:
    """Return the text and the backgrounds of the list: cursor and matches are told by these."""
    return tuple(
        "".join(f"{cell.data}{cell.bg}" for cell in map(screen.buffer[y].__getitem__, LIST_COLUMNS))
        for y in lines
    )


def bar_text(screen: pyte.Screen) -> str:
    """Return the text of the filter bar."""
    return text(screen, range(BAR_LINE, BAR_LINE + 1), range(COLUMNS))[0].rstrip()
