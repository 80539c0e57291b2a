"""The driver: the terminal is read and written by the event loop, whatever bytes it sends."""

from __future__ import annotations

import os
from asyncio import TimerHandle
from codecs import getincrementaldecoder
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TextIO, cast

from textual import events
from textual._xterm_parser import XTermParser
from textual.constants import ESCAPE_DELAY
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from paperterm.courtesy import COURTESY
from paperterm.tui.escapes import ESCAPE, Escapes
from paperterm.tui.output import Output
from paperterm.tui.terminal import ALTERNATE_SCREEN, Terminal

if TYPE_CHECKING:
    from paperterm.tui.app import PapertermApp


class TolerantDriver(LinuxDriver):
    """Textual's driver, which a single byte that is not UTF-8 would end; here it is dropped.

    A terminal that is gone ends the program, where Textual's would read nothing for ever. Textual
    reads on one thread and writes on another. Here the event loop does both, so that no thread has
    to wait for Python's lock between a key and its frame: that took a millisecond of four.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._output = Output(cast("TextIO", self._file), self._loop)
        self._rest: TimerHandle | None = None
        opening = cast("PapertermApp", self._app).opening
        self._held: Terminal | None = opening.terminal if opening else None
        self._reports_mouse = True

    def start_application_mode(self) -> None:
        """Take the terminal over, with the first frame that may be on it."""
        self._output.open()
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if self._writer_thread is None:
            return  # in the background yet: the terminal is not ours to take
        self._writer_thread.stop()
        self._writer_thread = None
        if self._held and self._held.is_held:
            # Those that were read just now are the first frame's.
            self.attrs_before = self._held.hand_over()
        self._parser = XTermParser(self._debug)
        self._escapes = Escapes()
        self._decoder = getincrementaldecoder("utf-8")("ignore")
        self._loop.add_reader(self.fileno, self._take_input)

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
            self._output.write(data)

    def flush(self) -> None:
        """Have the terminal show what was written, as soon as it does."""
        self._output.flush()

    def disable_input(self) -> None:
        """Read no more."""
        self._loop.remove_reader(self.fileno)
        if self._rest:
            self._rest.cancel()
        super().disable_input()

    def close(self) -> None:
        """Wait until all that was written has come to the terminal."""
        self._output.close()

    def send_message(self, message: Message) -> None:
        """Send a message to the app, which is on the same thread."""
        self._app.post_message(message)

    def _run_input_thread(self) -> None:
        """Do nothing on the thread that Textual starts for reading: the event loop reads."""

    def _take_input(self) -> None:
        data = self._read()
        if not data:
            self._loop.remove_reader(self.fileno)
            self._app.exit()
            return
        COURTESY.expect()
        if self._rest:
            self._rest.cancel()
        self._feed(self._escapes.split(self._decoder.decode(data)))
        self._rest = self._loop.call_later(ESCAPE_DELAY, self._take_rest)

    def _take_rest(self) -> None:
        """Take what was held for what it is, now that nothing has followed it."""
        self._feed(self._escapes.flush())
        for message in self._parser.tick():
            self.process_message(message)

    def _feed(self, pieces: Iterable[str]) -> None:
        for piece in pieces:
            if piece == ESCAPE:
                self.process_message(events.Key("escape", ESCAPE))
            elif piece:  # nothing would be the end of the input to the parser
                for message in self._parser.feed(piece):
                    self.process_message(message)

    def _read(self) -> bytes:
        """Return what was typed, nothing where the terminal is gone."""
        try:
            return os.read(self.fileno, 4096)
        except OSError:
            return b""
