"""The driver: what is typed, read from the terminal whatever bytes it sends."""

from __future__ import annotations

import os
import selectors
from codecs import getincrementaldecoder

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

_LOOK = 0.1
"""Seconds between two looks at whether the program ends, as in Textual's own driver."""


class TolerantDriver(LinuxDriver):
    """Textual's driver, which a single byte that is not UTF-8 would end; here it is dropped.

    A terminal that is gone ends the program, where Textual's would read nothing for ever.
    """

    def run_input_thread(self) -> None:
        """Read until the program ends; runs on a thread of its own."""
        parser = XTermParser(self._debug)
        decoder = getincrementaldecoder("utf-8")("ignore")
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(_LOOK):
                    data = self._read()
                    if not data:
                        self._loop.call_soon_threadsafe(self._app.exit)
                        return
                    for message in parser.feed(decoder.decode(data)):
                        self.process_message(message)
                for message in parser.tick():
                    self.process_message(message)

    def _read(self) -> bytes:
        """Return what was typed, nothing where the terminal is gone."""
        try:
            return os.read(self.fileno, 4096)
        except OSError:
            return b""
