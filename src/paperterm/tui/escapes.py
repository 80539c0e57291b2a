"""The escape key, told from the sequences that begin with the same byte, and from pasted text.

Textual's parser takes escape and the character after it for one key with alt, and forgets the alt
of most characters: `esc` and `/` in one write came out as `/` alone. What follows an escape in
pasted text it takes for keys, so that a text could press them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

ESCAPE = "\x1b"

# The beginning or end of pasted text, in which nothing is a key; or an escape that no character
# follows which could make it a sequence (ECMA-48: CSI, SS3, DCS, OSC, PM, APC and SOS).
_TOKEN = re.compile(r"\x1b\[20(?P<edge>[01])~|(?P<lone>\x1b)(?![\x1b\[OP\]^_X]|\Z)")

# What may become one of these when more arrives.
_UNFINISHED = re.compile(r"\x1b(?:\[(?:2(?:0[01]?)?)?)?\Z")


class Escapes:
    """Splits what a terminal sends into pieces; a piece that is ESCAPE alone is the key."""

    def __init__(self) -> None:
        self._pasting = False
        self._held = ""

    def split(self, data: str) -> Iterator[str]:
        """Yield the pieces of what arrived; what may go on is held until more arrives.

        Pasted text has no escapes any more.
        """
        data = self._held + data
        end = len(data)
        if unfinished := _UNFINISHED.search(data):
            end = unfinished.start()
        self._held = data[end:]
        start = 0
        for token in _TOKEN.finditer(data, 0, end):
            if self._pasting and not token["edge"]:
                continue
            yield self._told(data[start : token.start()])
            yield token[0]
            start = token.end()
            if token["edge"]:
                self._pasting = token["edge"] == "0"
        yield self._told(data[start:end])

    def flush(self) -> Iterator[str]:
        """Yield what was held, now that no more has arrived for as long as a sequence may take."""
        if self._pasting:
            return  # its end is still to come, and may have begun
        held, self._held = self._held, ""
        if held:
            yield held

    def _told(self, text: str) -> str:
        return text.replace(ESCAPE, "") if self._pasting else text
