"""Remembering: what a run begins with of the one before, and what it leaves for the next one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from paperterm.errors import PapertermError
from paperterm.lanes import Lane
from paperterm.state import State, StateFile

PATIENCE = 1.0
"""Seconds that a key waits for earlier filters."""


class Remembering:
    """Reads and writes the state on a lane; `begun` is what there was at the start.

    Earlier versions kept filters in the library: `older` returns those, to be taken over once.
    """

    def __init__(self, file: StateFile, begun: State) -> None:
        self.begun = begun
        self.older: Callable[[], Awaitable[list[str]]] | None = None
        self._file = file
        self._lane = Lane("state")

    async def recent(self) -> list[str]:
        """Return earlier filters, the newest first; what cannot be had in time is none."""
        try:
            async with asyncio.timeout(PATIENCE):
                return list(await self._filters())
        except (PapertermError, TimeoutError):
            return []

    async def searched(self, text: str) -> PapertermError | None:
        """Remember a filter; returns why that could not be done."""
        try:
            await self._filters()
            await self._lane.run(self._file.searched, text)
        except PapertermError as error:
            return error
        return None

    async def end(self, **changes: Any) -> None:
        """Remember how this run was left; raises PapertermError."""
        await self._lane.run(lambda: self._file.change(**changes))

    def close(self) -> None:
        """Wait for nothing that is still under way."""
        self._lane.close()

    async def _filters(self) -> tuple[str, ...]:
        filters = (await self._lane.run(self._file.read)).filters
        if filters is None and self.older is not None:
            older = tuple(await self.older())
            await self._lane.run(lambda: self._file.change(filters=older))
            filters = (await self._lane.run(self._file.read)).filters
        return filters or ()
