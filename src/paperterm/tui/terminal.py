"""The terminal from the first frame on until Textual takes it over, or the program ends."""

from __future__ import annotations

import os
import select
import signal
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn, TextIO

from paperterm.signals import PAUSE, noted

ALTERNATE_SCREEN = "\x1b[?1049h"
"""What makes a terminal show a screen of the program's own; it is cleared by that."""

_HIDDEN_CURSOR = "\x1b[?25l"
_AS_BEFORE = "\x1b[0m\x1b[?1049l\x1b[?25h"

_SIGNALS = (signal.SIGTERM, signal.SIGHUP)

# Places in what termios tells (tcgetattr).
_INPUT, _LOCAL, _CHARACTERS = 0, 3, 6


class Terminal:
    """Holds the user's modes while keys that are typed wait, unechoed, in the terminal's buffer."""

    def __init__(self, file: TextIO, keyboard: int) -> None:
        self._file = file
        self._keyboard = keyboard
        self._modes: list[Any] | None = None

    @property
    def is_held(self) -> bool:
        """Whether a frame is shown that is not Textual's."""
        return self._modes is not None

    def show(self, frame: str) -> None:
        """Show a frame on a screen of its own, unless the terminal refuses."""
        with suppress(termios.error, OSError):
            modes = termios.tcgetattr(self._keyboard)
            # Not TCSAFLUSH: it would drop what is typed already.
            termios.tcsetattr(self._keyboard, termios.TCSANOW, _quiet(modes, self._keyboard))
            self._modes = modes
            self._file.write(ALTERNATE_SCREEN + _HIDDEN_CURSOR + frame)
            self._file.flush()

    def hand_over(self) -> list[Any] | None:
        """Return the user's modes to whoever gives them back from now on."""
        modes, self._modes = self._modes, None
        return modes

    def give_back(self) -> None:
        """Show again what was there before, if nobody has taken the terminal over."""
        modes = self.hand_over()
        if modes is not None:
            with suppress(termios.error, OSError):
                self._file.write(_AS_BEFORE)
                self._file.flush()
                termios.tcsetattr(self._keyboard, termios.TCSANOW, modes)


def ask_for_key(prompt: str, keyboard: int, screen: TextIO) -> None:
    """Wait for a key, whichever it is; what was typed before, or comes with it, is dropped.

    Whoever sees the `prompt` can type at once. A signal that ends the program ends the waiting.
    """
    with suppress(termios.error, OSError), noted() as signals:
        modes = termios.tcgetattr(keyboard)
        quiet = _quiet(modes, keyboard)
        quiet[_LOCAL] &= ~termios.ISIG
        termios.tcsetattr(keyboard, termios.TCSAFLUSH, quiet)
        try:
            screen.write(prompt)
            screen.flush()
            while not signals:
                if select.select([keyboard], [], [], PAUSE)[0]:
                    os.read(keyboard, 1)
                    break
        finally:
            termios.tcsetattr(keyboard, termios.TCSAFLUSH, modes)


@contextmanager
def held_terminal(file: TextIO, keyboard: int) -> Iterator[Terminal]:
    """Provide the terminal, which is given back however this ends."""
    terminal = Terminal(file, keyboard)
    # A signal that is ignored, as under nohup, stays so.
    before = {each: signal.getsignal(each) for each in _SIGNALS}
    for number, handler in before.items():
        if handler is signal.SIG_DFL:
            signal.signal(number, _end)
    try:
        yield terminal
    except KeyboardInterrupt:
        if terminal.is_held:
            # It looks like the app, in which ctrl+c is the way to quit.
            raise SystemExit(0) from None
        raise
    finally:
        terminal.give_back()
        for number, handler in before.items():
            signal.signal(number, handler)


def _quiet(modes: list[Any], keyboard: int) -> list[Any]:
    """Return modes in which every key waits to be read, but ctrl+c ends the program as ever."""
    quiet = [*modes]
    quiet[_INPUT] &= ~(termios.ICRNL | termios.IGNCR | termios.INLCR | termios.IXON | termios.IXOFF)
    quiet[_LOCAL] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
    characters = quiet[_CHARACTERS] = [*modes[_CHARACTERS]]
    characters[termios.VMIN], characters[termios.VTIME] = 1, 0
    # Stopped now, the program would leave its screen to the shell; as a key, ctrl+z comes later.
    off = bytes([os.fpathconf(keyboard, "PC_VDISABLE")])
    characters[termios.VSUSP] = characters[termios.VQUIT] = off
    return quiet


def _end(number: int, _frame: object) -> NoReturn:
    raise SystemExit(128 + number)
