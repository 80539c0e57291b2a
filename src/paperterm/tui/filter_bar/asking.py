"""What the bar asks of the store: names for completion, and the filters that were used before."""

from __future__ import annotations

import asyncio

from paperterm.clean import clean_line
from paperterm.errors import StoreError
from paperterm.query import QUERY_LENGTH
from paperterm.query.completion import Completion, completions
from paperterm.store import Store

PATIENCE = 1.0
"""Seconds that a key waits for an answer."""


class Asking:
    """Asks the store on its lanes. What it cannot say, or not in time, is taken as nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def completions(self, text: str, cursor: int) -> tuple[Completion, ...]:
        """Return what could stand at the cursor, names and days of the cache included."""
        reader, search = self._store.reader, self._store.search
        try:
            return await reader.run(completions, text, cursor, search.completions)
        except StoreError:
            return ()  # whoever asks for the list meets it too, and tells

    async def recent(self) -> list[str]:
        """Return earlier filters, the newest first."""
        try:
            async with asyncio.timeout(PATIENCE):
                texts = await self._store.marker.run(self._store.library.recent)
        except (StoreError, TimeoutError):
            return []
        # In a file, anything can stand.
        return [text for text in texts if text == harmless(text)]

    async def searched(self, text: str) -> StoreError | None:
        """Remember a filter; returns why that could not be done."""
        try:
            await self._store.marker.run(self._store.library.searched, text)
        except StoreError as error:
            return error
        return None


def harmless(text: str) -> str:
    """Return a text as it may stand in the bar: one line, cleaned, with the blanks at its edges."""
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    return " " * start + clean_line(text, QUERY_LENGTH) + " " * (len(text) - end) if text else ""
