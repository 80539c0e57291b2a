"""Telling: how what goes on in the background reaches the person in front."""

from __future__ import annotations

from typing import Protocol

from paperterm.errors import PapertermError

SHORT = 4.0
"""Seconds for a sentence that is read in passing."""

LONG = 15.0
"""Seconds for one about what went wrong, or what can be done."""


class Teller(Protocol):
    """Tells a person something that passes, in place of what was said before."""

    def tell(self, sentence: str, *, timeout: float = ..., troubled: bool = ...) -> None:
        """Say it for `timeout` seconds; `troubled` where something went wrong."""

    def key(self, command: str) -> str:
        """Return the key of a command, for a sentence that names it."""

    def tell_error(self, error: PapertermError) -> None:
        """Say what went wrong, long enough for it to be read."""
