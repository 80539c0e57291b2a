"""Signals that end the program, while its main thread waits for somebody else.

An event loop would see them only when it goes on. So the waiting ends, and they are sent anew to
whoever took them before. Where nobody did, whoever waited is to end the program.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

PAUSE = 0.05
"""Seconds after which a wait looks for signals: one that comes on another thread ends no wait."""

GRACE = 0.1
"""Seconds for another program to end that was sent a signal."""

_TO_END = (signal.SIGTERM, signal.SIGHUP)


def heard() -> list[signal.Signals]:
    """Return the signals that end the program; what is ignored, as under nohup, stays so."""
    return [each for each in _TO_END if signal.getsignal(each) is not signal.SIG_IGN]


@contextmanager
def noted() -> Iterator[Sequence[int]]:
    """Note the signals that end the program, which must be its main thread, and send them anew."""
    came: list[int] = []
    before = {each: signal.signal(each, lambda number, _: came.append(number)) for each in heard()}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if came and before[signal.Signals(came[0])] is not signal.SIG_DFL:
            os.kill(os.getpid(), came[0])


def run_to_end(
    start: Callable[[], subprocess.Popen[bytes]], data: bytes | None = None
) -> int | None:
    """Start a program, give it its input, wait for its end and return its exit code.

    A signal that ends this one is passed on to it, and None returned.
    """
    with noted() as signals:
        program = start()
        while not signals:
            try:
                program.communicate(data, PAUSE)
            except subprocess.TimeoutExpired:
                data = None  # it has been taken
            else:
                return program.returncode
        program.send_signal(signals[0])
        with suppress(subprocess.TimeoutExpired):
            program.wait(GRACE)
        return None
