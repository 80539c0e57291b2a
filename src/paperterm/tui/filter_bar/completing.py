"""Completing: what could stand at the cursor, which of it is chosen, and what is still asked."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from paperterm.query.completion import Completion, completions
from paperterm.tui.filter_bar.asking import PATIENCE

KEY_LETTERS = 2
"""Letters with which a key must begin to be offered: one is how nearly every word begins."""


class Completing:
    """Completions for a place in a text. Those that need no store are there at once."""

    def __init__(self) -> None:
        self.found: tuple[Completion, ...] = ()
        self.chosen = 0
        self._place = ("", 0)
        self._answered = asyncio.Event()
        self._answered.set()

    @property
    def is_open(self) -> bool:
        """Whether there is something to complete, or may be in a moment."""
        return bool(self.found) or not self._answered.is_set()

    def begin(self, text: str, cursor: int) -> bool:
        """Look for what could stand at a place; says whether the store has to be asked."""
        asked = False

        def ask_later(_kind: str, _beginning: str) -> tuple[str, ...]:
            nonlocal asked
            asked = True
            return ()

        found = _worth_it(completions(text, cursor, ask_later))
        # A list that went and came back at every letter would flicker.
        if found or not (asked and self._goes_on(text, cursor)):
            self._show(found)
        self._place = (text, cursor)
        if asked:
            self._answered.clear()
        else:
            self._answered.set()
        return asked

    def supply(self, text: str, cursor: int, found: tuple[Completion, ...]) -> None:
        """Take what the store has answered, unless it is about a place that was left."""
        if (text, cursor) == self._place and not self._answered.is_set():
            self._show(found)
            self._answered.set()

    def close(self) -> None:
        """Complete nothing."""
        self._show(())
        self._answered.set()

    def choose(self, step: int) -> None:
        """Choose another one, from the last on to the first."""
        self.chosen = (self.chosen + step) % len(self.found)

    async def taken(self, index: int | None = None) -> Completion | None:
        """Return the one that is chosen, or the one at a place, once the store has answered."""
        await self.answered()
        if index is None:
            index = self.chosen
        return self.found[index] if index < len(self.found) else None

    async def answered(self) -> None:
        """Wait for the store, but not for long: then there is nothing to complete."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self._answered.wait()
                return
        self.close()

    def _goes_on(self, text: str, cursor: int) -> bool:
        """Whether what was found before begins where the text still goes on."""
        if not self.found:
            return False
        start = self.found[0].start
        return cursor > start and text.startswith(self._place[0][:start])

    def _show(self, found: tuple[Completion, ...]) -> None:
        if found != self.found:
            self.found, self.chosen = found, 0


def _worth_it(found: tuple[Completion, ...]) -> tuple[Completion, ...]:
    """Return completions, but no keys for the first letter of a word."""
    if found and found[0].text.endswith(":"):
        last = found[0]
        return found if last.end - last.start >= KEY_LETTERS else ()
    return found
