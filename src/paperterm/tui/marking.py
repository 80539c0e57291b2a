"""Marking: the reader's marks, written one after the other, with the way back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

from textual.app import App
from textual.worker import Worker

from paperterm.errors import StoreError
from paperterm.paper import Row
from paperterm.reading import reading
from paperterm.store import Mark, Reverted, Store
from paperterm.tui.dialogs import Confirm
from paperterm.tui.telling import Teller
from paperterm.wording import counted


class Marking:
    """Marks papers in the library, each time as a step that can be undone.

    Each change waits for the one before it, so that a key pressed twice toggles twice. When it is
    written, `marked` is given the keys concerned (None for many).
    """

    def __init__(
        self,
        app: App[Any],
        store: Store,
        teller: Teller,
        marked: Callable[[Sequence[int] | None], Awaitable[None]],
    ) -> None:
        self._app = app
        self._store = store
        self._teller = teller
        self._marked = marked
        self._turn = asyncio.Lock()
        self._under_way: set[Worker[None]] = set()

    def toggle(self, key: int, mark: Mark) -> None:
        """Turn a mark over, if the paper is still there."""
        self._start(self._toggle(key, mark), [key])

    def undo(self) -> None:
        """Take the newest step back: the newest of this run, else of those before."""
        library = self._store.library
        self._start(self._revert(library.undo, "There is nothing to undo."), None)

    def redo(self) -> None:
        """Do again what was undone last."""
        library = self._store.library
        self._start(self._revert(library.redo, "There is nothing to do again."), None)

    async def ask_to_read(self, keys: Sequence[int]) -> None:
        """Mark many papers as read, after a question that says how many."""

        def answered(yes: bool | None) -> None:
            if yes:
                self._start(self._read_all(keys), None)

        question = f"Mark {counted(len(keys), 'paper')} as read?"
        await self._app.push_screen(Confirm(question), answered)

    async def written(self) -> None:
        """Wait until every mark that was asked for is written."""
        if self._under_way:  # of none, Textual would wait for all workers, a refresh among them
            await self._app.workers.wait_for_complete(self._under_way)

    async def read(self, key: int) -> bool:
        """Mark one paper as read because it was read, which is no step to undo.

        Says whether that changed anything.
        """
        async with self._turn:
            row = await self._row(key)
            if row is None or row.read:
                return False
            return await self._store.marker.run(self._store.library.rest_on, row.paper.id)

    def _start(self, change: Coroutine[Any, Any, None], keys: Sequence[int] | None) -> None:
        worker = self._app.run_worker(self._done(change, keys), group="marks")
        self._under_way = {each for each in self._under_way if not each.is_finished} | {worker}

    async def _done(self, change: Coroutine[Any, Any, None], keys: Sequence[int] | None) -> None:
        try:
            async with self._turn:
                await change
        except StoreError as error:
            self._teller.tell_error(error)
        else:
            await self._marked(keys)

    async def _toggle(self, key: int, mark: Mark) -> None:
        row = await self._row(key)
        if row is not None:
            value = not (row.read if mark is Mark.READ else row.starred)
            await self._mark([row.paper.id], mark, value, [row], _name(row))

    async def _read_all(self, keys: Sequence[int]) -> None:
        reader, search = self._store.reader, self._store.search
        unread = await reader.run(search.unread, keys)
        ids = await reader.run(search.ids, unread)
        if ids:
            await self._mark(ids, Mark.READ, True, (), counted(len(ids), "paper"))

    async def _revert(self, way: Callable[[str], Reverted | None], nothing: str) -> None:
        """Undo a step, or do one again."""
        reverted = await self._store.marker.run(way, self._store.library.run)
        self._teller.tell(str(reverted) if reverted else nothing)

    async def _row(self, key: int) -> Row | None:
        rows = await self._store.reader.run(self._store.search.rows, [key])
        return rows[0] if rows else None

    async def _mark(
        self, ids: Sequence[str], mark: Mark, value: bool, rows: Sequence[Row], what: str
    ) -> None:
        papers = [row.paper for row in rows] if mark is Mark.STARRED else []
        marker, library = self._store.marker, self._store.library
        await marker.run(library.mark, ids, mark, value, what=what, papers=papers)


def _name(row: Row) -> str:
    return f"“{reading(row.paper.title)}”"
