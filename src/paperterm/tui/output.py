"""What is written to the terminal: at once as far as it takes it, the rest when it takes more."""

from __future__ import annotations

import os
from asyncio import AbstractEventLoop
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from select import select
from typing import TextIO

MOST = 1_000_000
"""Bytes that a terminal may leave waiting, as a stopped one does, before it is waited for."""


class Output:
    """Writes without waiting and without a thread; where the terminal is gone, it goes nowhere.

    Textual has a thread that writes. It gets Python's lock only when the event loop and whatever
    else there is to do let go of it: a frame came half a millisecond later, and several of them
    while a refresh wrote.
    """

    def __init__(self, file: TextIO, loop: AbstractEventLoop) -> None:
        self._file = file
        self._loop = loop
        self._number = -1
        self._left = bytearray()

    def open(self) -> None:
        """Begin to write, unless that was done."""
        if self._number < 0:
            self._number = _opened_anew(self._file.fileno())

    def write(self, text: str) -> None:
        """Write a text with the next `flush`, which comes by itself; while closed, nothing."""
        if self._number < 0:
            return
        if not self._left:
            self._loop.call_soon(self.flush)
        self._left += text.encode(self._file.encoding, self._file.errors or "strict")

    def flush(self) -> None:
        """Hand over what the terminal takes now; it is told when it takes more."""
        with self._tolerant():
            if not self._hand_over():
                self._loop.add_writer(self._number, self._go_on)
                while len(self._left) > MOST:
                    self._wait()

    def close(self) -> None:
        """Wait until all is written, and write no more."""
        if self._number < 0:
            return
        with self._tolerant():
            while not self._hand_over():
                self._wait()
        self._loop.remove_writer(self._number)
        os.close(self._number)
        self._number = -1

    def _go_on(self) -> None:
        self._loop.remove_writer(self._number)
        self.flush()

    def _hand_over(self) -> bool:
        """Return whether all that was left is written."""
        with suppress(BlockingIOError):
            while self._left:
                del self._left[: os.write(self._number, self._left)]
        return not self._left

    def _wait(self) -> None:
        select([], [self._number], [])
        self._hand_over()

    @contextmanager
    def _tolerant(self) -> Iterator[None]:
        try:
            yield
        except OSError:
            self._left.clear()
            self._loop.remove_writer(self._number)
            # What anybody still writes would be tried again at the end of the program.
            nowhere = os.open(os.devnull, os.O_WRONLY)
            for number in (self._number, self._file.fileno()):
                os.dup2(nowhere, number)
            os.close(nowhere)


def _opened_anew(number: int) -> int:
    """Return another number for a terminal, with which writing to it does not wait.

    It has to be opened for that: whoever holds the same opening, as the shell does, would no longer
    wait either. A terminal that another user has opened is still there as the program's own.
    """
    for name in (_name_of(number), "/dev/tty"):
        with suppress(OSError):
            return os.open(name, os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
    return os.dup(number)


def _name_of(number: int) -> str:
    with suppress(OSError):
        return os.ttyname(number)
    return ""
