"""The driver: what is typed, read from the terminal whatever bytes it sends."""

from __future__ import annotations

import os
import selectors
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO, cast

from textual import events
from textual._xterm_parser import XTermParser
from textual.constants import ESCAPE_DELAY
from textual.drivers.linux_driver import LinuxDriver

from paperterm.courtesy import COURTESY
from paperterm.tui.escapes import ESCAPE, Escapes
from paperterm.tui.terminal import ALTERNATE_SCREEN, Terminal

if TYPE_CHECKING:
    from paperterm.tui.app import PapertermApp


class Screen:
    """What is written to the terminal; where it is gone, that goes nowhere.

    Otherwise Textual's thread that writes would end, and the program wait for it for ever.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str) -> None:
        """Write a text, to be seen after the next `flush`."""
        with self._tolerant():
            self._file.write(text)

    def flush(self) -> None:
        """Have all that was written seen."""
        with self._tolerant():
            self._file.flush()

    def fileno(self) -> int:
        """Return the number of the file that is written to."""
        return self._file.fileno()

    @contextmanager
    def _tolerant(self) -> Iterator[None]:
        try:
            yield
        except OSError:
            # What is still to be written would be tried again at the end of the program.
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._file.fileno())
            os.close(nowhere)


class TolerantDriver(LinuxDriver):
    """Textual's driver, which a single byte that is not UTF-8 would end; here it is dropped.

    A terminal that is gone ends the program, where Textual's would read nothing for ever; and the
    end of the program does not wait until somebody looks whether it has come.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._file = cast("Any", Screen(cast("TextIO", self._file)))
        # Never closed: Textual closes a driver that is suspended, too, and then goes on with it.
        self._awake, self._wake = os.pipe()
        opening = cast("PapertermApp", self._app).opening
        self._held: Terminal | None = opening.terminal if opening else None
        self._reports_mouse = True

    def start_application_mode(self) -> None:
        """Take the terminal over, with the first frame that may be on it."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if self._held and self._held.is_held and self._writer_thread is not None:
            # Those that were read just now are the first frame's.
            self.attrs_before = self._held.hand_over()

    def report_mouse(self, wanted: bool) -> None:
        """Have the mouse reported, or leave it to the terminal, which then selects text with it."""
        if wanted and not self._reports_mouse:
            self._reports_mouse = True
            self._enable_mouse_support()
            if self._mouse_pixels:
                self._enable_mouse_pixels()
        elif not wanted:
            self._disable_mouse_support()
            self._reports_mouse = False

    def _enable_mouse_support(self) -> None:
        # Textual calls it too, whenever the program goes on after it was suspended.
        if self._reports_mouse:
            super()._enable_mouse_support()

    def write(self, data: str) -> None:
        """Write, but do not clear the screen that shows the first frame."""
        if not (data == ALTERNATE_SCREEN and self._held and self._held.is_held):
            super().write(data)

    def _run_input_thread(self) -> None:
        # Textual's own shows what was raised, with its message; so it is for whoever watches.
        self.run_input_thread()

    def run_input_thread(self) -> None:
        """Read until the program ends; runs on a thread of its own."""
        parser = XTermParser(self._debug)
        escapes = Escapes()
        decoder = getincrementaldecoder("utf-8")("ignore")
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(self._awake, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                ready = {key.fd for key, _ in selector.select(ESCAPE_DELAY)}
                if self.fileno in ready:
                    data = self._read()
                    if not data:
                        self._loop.call_soon_threadsafe(self._app.exit)
                        return
                    COURTESY.expect()
                    self._feed(parser, escapes.split(decoder.decode(data)))
                elif not ready:
                    self._feed(parser, escapes.flush())
                for message in parser.tick():
                    self.process_message(message)

    def disable_input(self) -> None:
        """Wake the thread, so that it sees at once that it is to end."""
        os.write(self._wake, b"\0")
        super().disable_input()
        os.read(self._awake, 1)

    def _feed(self, parser: XTermParser, pieces: Iterable[str]) -> None:
        for piece in pieces:
            if piece == ESCAPE:
                self.process_message(events.Key("escape", ESCAPE))
            elif piece:  # nothing would be the end of the input to the parser
                for message in parser.feed(piece):
                    self.process_message(message)

    def _read(self) -> bytes:
        """Return what was typed, nothing where the terminal is gone."""
        try:
            return os.read(self.fileno, 4096)
        except OSError:
            return b""
