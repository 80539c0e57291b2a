"""A program on a pseudo-terminal, with the time at which each of its bytes came.

Nothing is emulated while recording: pyte takes about 10 ms for a whole frame (100 KB took 60 ms),
and meanwhile the writer would wait for room in the terminal. So the bytes are only noted here, and
`replay.py` looks at them afterwards.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from time import perf_counter
from types import TracebackType

COLUMNS = 120
LINES = 40

QUIET = 0.1
"""Seconds without a byte after which nothing more is expected: six frames."""

PATIENCE = 30.0
"""Seconds after which something that was waited for is taken not to come."""

SYNC_START = b"\x1b[?2026h"
SYNC_END = b"\x1b[?2026l"
"""Around each frame, if the terminal has said that it understands them."""

_QUESTION = b"\x1b[?2026$p"
_ANSWER = b"\x1b[?2026;2$y"
_ESCAPES = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")


class MeasurementError(Exception):
    """Something could not be measured."""


class Recorder:
    """Runs a program on a terminal of 120 columns and 40 lines, and notes what it writes when.

    Times are those of `time.perf_counter`, in seconds.
    """

    def __init__(self, command: Sequence[str], environ: Mapping[str, str]) -> None:
        self.received = bytearray()
        self._ends: list[int] = []
        self._times: list[float] = []
        self._answered = False
        self._fd, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        self.started = perf_counter()
        # Not pty.fork: a fork costs the more, the more this process holds.
        self._process = subprocess.Popen(
            command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=dict(environ),
            start_new_session=True,
        )
        os.close(theirs)

    def __enter__(self) -> Recorder:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the program, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        os.close(self._fd)

    @property
    def pid(self) -> int:
        """The program's process id."""
        return self._process.pid

    @property
    def chunks(self) -> list[tuple[float, bytes]]:
        """What came, as it came, each piece with its time."""
        starts = [0, *self._ends]
        return [
            (at, bytes(self.received[start:end]))
            for at, start, end in zip(self._times, starts, self._ends, strict=False)
        ]

    def type(self, keys: bytes) -> float:
        """Write keys in one go; returns the time just before."""
        at = perf_counter()
        os.write(self._fd, keys)
        return at

    def read(self, seconds: float) -> bool:
        """Take in one piece within `seconds`; says whether anything came."""
        ready, _, _ = select.select([self._fd], [], [], max(seconds, 0))
        if not ready:
            return False
        try:
            data = os.read(self._fd, 65_536)
        except OSError:  # the other side is closed
            return False
        at = perf_counter()
        self.received += data
        self._ends.append(len(self.received))
        self._times.append(at)
        if not self._answered and _QUESTION in self.received:
            self._answered = True
            os.write(self._fd, _ANSWER)
        return bool(data)

    def record(self, seconds: float) -> None:
        """Take in what comes in the next `seconds`."""
        end = perf_counter() + seconds
        while (left := end - perf_counter()) > 0:
            self.read(left)

    def settle(self, quiet: float = QUIET) -> None:
        """Take in everything until nothing comes for `quiet` seconds."""
        end = perf_counter() + PATIENCE
        while self.read(quiet):
            if perf_counter() > end:
                raise MeasurementError("the screen never came to rest")

    def answer(self) -> None:
        """Wait until something comes, and take in everything until nothing more does."""
        if not self.read(PATIENCE):
            raise MeasurementError("nothing came in answer to a key")
        self.settle()

    def wait_for(self, wanted: bytes, since: int = 0, patience: float = PATIENCE) -> float:
        """Wait until `wanted` has come after the byte `since`; returns when its last byte came.

        Raises MeasurementError after `patience` seconds.
        """
        end = perf_counter() + patience
        while (place := self.received.find(wanted, since)) < 0:
            if perf_counter() > end or self._process.poll() is not None:
                last = _ESCAPES.sub(b" ", bytes(self.received[-600:])).split()
                shown = b" ".join(last).decode(errors="replace")[-200:]
                raise MeasurementError(f"waited for {wanted.decode()!r}, but got … {shown}")
            self.read(0.05)
        return self._times[bisect_left(self._ends, place + len(wanted))]

    def wait_for_end(self, patience: float) -> float | None:
        """Return when the program had ended, to 2 ms; None after `patience` seconds."""
        end = perf_counter() + patience
        while self._process.poll() is None:
            if perf_counter() > end:
                return None
            self.read(0.002)
        return perf_counter()
