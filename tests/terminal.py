"""A real pseudo-terminal with a program in it: what is typed goes in, what is shown can be read."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any

import pyte

PATIENCE = 20.0
"""Seconds after which something that was waited for is taken not to come."""

QUIET = 0.05
"""Seconds without a byte after which a frame is taken to be whole."""


ALTERNATE = 1049
"""The mode in which a terminal shows a screen of the program's own, as xterm numbers it."""


class Screen(pyte.Screen):
    """A screen with another one behind it, which pyte leaves out.

    Otherwise what the program painted would still be there while another has the terminal, and
    whoever waits for it would find it too early.
    """

    def __init__(self, columns: int, lines: int) -> None:
        super().__init__(columns, lines)
        self._behind: dict[int, Any] | None = None

    def set_mode(self, *modes: int, **options: Any) -> None:
        """Set modes; the alternate screen begins empty."""
        super().set_mode(*modes, **options)
        if ALTERNATE in modes and self._behind is None:
            self.save_cursor()
            self._behind = dict(self.buffer)
            self.buffer.clear()

    def reset_mode(self, *modes: int, **options: Any) -> None:
        """Reset modes; what was there before the alternate screen is shown again."""
        super().reset_mode(*modes, **options)
        if ALTERNATE in modes and self._behind is not None:
            self.buffer.clear()
            self.buffer.update(self._behind)
            self._behind = None
            self.restore_cursor()


class Terminal:
    """Runs a program on a pseudo-terminal of its own, and emulates the screen it writes to."""

    def __init__(
        self,
        arguments: Sequence[str],
        environ: Mapping[str, str],
        *,
        columns: int = 120,
        lines: int = 40,
    ) -> None:
        self.screen = Screen(columns, lines)
        self.received = bytearray()
        self.delay = 0.0
        self._stream = pyte.ByteStream(self.screen)
        self.started = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.execvpe(arguments[0], list(arguments), dict(environ))  # noqa: S606
        self.resize(columns, lines)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the program, whatever it is doing."""
        try:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass
        self.hang_up()

    def hang_up(self) -> None:
        """Close the terminal, as somebody does who closes its window."""
        if self._fd >= 0:
            os.close(self._fd)
        self._fd = -1

    @property
    def has_screen(self) -> bool:
        """Whether nobody has closed it."""
        return self._fd >= 0

    @property
    def text(self) -> str:
        """The screen as lines of text."""
        # pyte's own `display` breaks where half of a wide character is left on the screen.
        lines = (self.screen.buffer[y] for y in range(self.screen.lines))
        cells = range(self.screen.columns)
        return "\n".join("".join(line[x].data for x in cells).rstrip() for line in lines)

    def resize(self, columns: int, lines: int) -> None:
        """Give the terminal another size; the program gets SIGWINCH."""
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.screen.resize(lines, columns)

    def modes(self) -> list[object]:
        """The modes of the terminal, as termios tells them."""
        return list(termios.tcgetattr(self._fd))

    def type(self, keys: str) -> None:
        """Write keys in one go."""
        self.send(keys.encode())

    def send(self, data: bytes) -> None:
        """Write bytes in one go."""
        os.write(self._fd, data)

    def paste(self, text: str) -> None:
        """Write a text as a terminal writes what is pasted, and take in what is shown meanwhile."""
        data = f"\x1b[200~{text}\x1b[201~".encode()
        for start in range(0, len(data), 1_024):
            _, ready, _ = select.select([], [self._fd], [], 0)
            while not ready:
                self.read(0.01)
                _, ready, _ = select.select([], [self._fd], [], 0)
            self.send(data[start : start + 1_024])
            self.read(0.0)

    def read(self, seconds: float) -> bool:
        """Take in what comes within `seconds`; says whether anything came."""
        if self._fd < 0:
            time.sleep(seconds)
            return False
        ready, _, _ = select.select([self._fd], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self._fd, 65_536)
        except OSError:  # the other side is closed
            return False
        self.received += data
        self._stream.feed(data)
        return bool(data)

    def wait_for(self, what: str | Callable[[str], bool], patience: float = PATIENCE) -> float:
        """Wait until the screen shows something; returns when (perf_counter) it last changed."""
        shows = what if callable(what) else lambda text: what in text
        end = time.perf_counter() + patience
        last = time.perf_counter()
        while not shows(self.text):
            if time.perf_counter() > end:
                raise AssertionError(f"waited for {what!r}, but the screen shows:\n{self.text}")
            if self.read(0.02):
                last = time.perf_counter()
        return last

    def settle(self, quiet: float = QUIET) -> float:
        """Take in everything until nothing comes for `quiet` seconds; returns the last arrival."""
        last = time.perf_counter()
        while self.read(quiet):
            last = time.perf_counter()
        return last

    def wait_for_stop(self, patience: float = PATIENCE) -> None:
        """Wait until the program has stopped itself, as on ctrl+z."""
        end = time.perf_counter() + patience
        while time.perf_counter() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG | os.WUNTRACED)
            if pid and os.WIFSTOPPED(status):
                return
            self.read(0.02)
        raise AssertionError(f"the program has not stopped; the screen shows:\n{self.text}")

    def delayed(self) -> float:
        """Seconds in which the program could have run, but no processor was free for it.

        0 where the system does not tell. `delay` is what it was at the end.
        """
        try:
            with open(f"/proc/{self.pid}/schedstat", encoding="ascii") as file:  # noqa: PTH123
                return int(file.read().split()[1]) / 1e9
        except OSError:
            return 0.0

    def wait_for_end(self, patience: float = PATIENCE) -> tuple[int, float]:
        """Wait until the program has ended; returns its exit code and when that was seen."""
        end = time.perf_counter() + patience
        while time.perf_counter() < end:
            self.delay = self.delayed()
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                ended = time.perf_counter()
                while self.read(0.0):
                    pass
                return os.waitstatus_to_exitcode(status), ended
            self.read(0.005)
        raise AssertionError(f"the program has not ended; the screen shows:\n{self.text}")
