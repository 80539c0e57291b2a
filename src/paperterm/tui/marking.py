"""Marking: the reader's marks, written one after the other, with the way back."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from paperterm.paper import Row
from paperterm.store import Mark, Step, Store
from paperterm.wording import counted

_UNDONE = {
    (Mark.READ, True): "unread again",
    (Mark.READ, False): "read again",
    (Mark.STARRED, True): "no longer starred",
    (Mark.STARRED, False): "starred again",
}


class Marking:
    """Marks papers in the library and adds to the steps of this run.

    Each change waits for the one before it, so that a key pressed twice toggles twice.
    """

    def __init__(self, store: Store, steps: list[tuple[Step, str]]) -> None:
        self._store = store
        self._steps = steps
        self._turn = asyncio.Lock()

    async def toggle(self, key: int, mark: Mark) -> None:
        """Turn a mark over, if the paper is still there."""
        async with self._turn:
            row = await self._row(key)
            if row is None:
                return
            value = not (row.read if mark is Mark.READ else row.starred)
            await self._mark([row.paper.id], mark, value, [row], _name(row))

    async def read(self, key: int) -> bool:
        """Mark one paper as read because it was read, which is no step to undo.

        Says whether that changed anything.
        """
        async with self._turn:
            row = await self._row(key)
            if row is None or row.read:
                return False
            marker, library = self._store.marker, self._store.library
            await marker.run(library.mark, [row.paper.id], Mark.READ, True)
            return True

    async def read_all(self, keys: Sequence[int]) -> None:
        """Mark many papers as read, as one step."""
        async with self._turn:
            reader, search = self._store.reader, self._store.search
            unread = await reader.run(search.unread, keys)
            ids = await reader.run(search.ids, unread)
            if ids:
                await self._mark(ids, Mark.READ, True, (), counted(len(ids), "paper"))

    async def undo(self) -> str | None:
        """Take the newest step back; returns what it was, None where there is none."""
        async with self._turn:
            if not self._steps:
                return None
            step, what = self._steps[-1]
            await self._store.marker.run(self._store.library.undo, step)
            self._steps.pop()
            return f"{what}: {_UNDONE[step.mark, step.value]}"

    async def _row(self, key: int) -> Row | None:
        rows = await self._store.reader.run(self._store.search.rows, [key])
        return rows[0] if rows else None

    async def _mark(
        self, ids: Sequence[str], mark: Mark, value: bool, rows: Sequence[Row], what: str
    ) -> None:
        papers = [row.paper for row in rows] if mark is Mark.STARRED else []
        marker, library = self._store.marker, self._store.library
        step = await marker.run(library.mark, ids, mark, value, papers=papers)
        self._steps.append((step, what))


def _name(row: Row) -> str:
    return f"“{row.paper.title}”"
