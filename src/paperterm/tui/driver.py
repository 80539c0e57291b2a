"""The driver: what is typed, read from the terminal whatever bytes it sends."""

from __future__ import annotations

import os
import selectors
from codecs import getincrementaldecoder
from collections.abc import Iterable
from typing import Any

from textual import events
from textual._xterm_parser import XTermParser
from textual.constants import ESCAPE_DELAY
from textual.drivers.linux_driver import LinuxDriver

from paperterm.tui.escapes import ESCAPE, Escapes


class TolerantDriver(LinuxDriver):
    """Textual's driver, which a single byte that is not UTF-8 would end; here it is dropped.

    A terminal that is gone ends the program, where Textual's would read nothing for ever; and the
    end of the program does not wait until somebody looks whether it has come.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._awake, self._wake = os.pipe()

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

    def close(self) -> None:
        """Close the pipe too."""
        super().close()
        os.close(self._awake)
        os.close(self._wake)

    def _feed(self, parser: XTermParser, pieces: Iterable[str]) -> None:
        for piece in pieces:
            if piece == ESCAPE:
                self.process_message(events.Key("escape", ESCAPE))
            else:
                for message in parser.feed(piece):
                    self.process_message(message)

    def _read(self) -> bytes:
        """Return what was typed, nothing where the terminal is gone."""
        try:
            return os.read(self.fileno, 4096)
        except OSError:
            return b""
