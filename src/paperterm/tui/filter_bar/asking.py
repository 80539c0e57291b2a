"""What the bar asks of the store: names for completion, and the filters that were used before."""

from __future__ import annotations

from paperterm.errors import PapertermError, StoreError
from paperterm.query.completion import Completion, completions
from paperterm.store import Store
from paperterm.tui.remembering import Remembering

PATIENCE = 1.0
"""Seconds that a key waits for an answer."""


class Asking:
    """Asks on lanes. What cannot be said, or not in time, is taken as nothing."""

    def __init__(self, store: Store, remembering: Remembering) -> None:
        self._store = store
        self._remembering = remembering

    async def completions(self, text: str, cursor: int) -> tuple[Completion, ...]:
        """Return what could stand at the cursor, names and days of the cache included."""
        reader, search = self._store.reader, self._store.search
        try:
            return await reader.run(completions, text, cursor, search.completions)
        except StoreError:
            return ()  # whoever asks for the list meets it too, and tells

    async def recent(self) -> list[str]:
        """Return earlier filters, the newest first."""
        return await self._remembering.recent()

    async def searched(self, text: str) -> PapertermError | None:
        """Remember a filter; returns why that could not be done."""
        return await self._remembering.searched(text)
