"""Listing: the papers shown, brought from the store to the list, with the numbers about them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Literal

from paperterm.errors import SuspectError
from paperterm.paper import Row
from paperterm.query import Query, parse
from paperterm.store import Counts, Shown, Stale, Store
from paperterm.tui.asking import Answer, ask, extend, first, resumed
from paperterm.tui.paper_list import PaperList, Showing

MANY = 30_000
"""Papers above which all of a list takes longer than a frame, and would keep its first waiting.

They share Python's lock: a first screen that takes 6 ms to paint took 25 to 50 beside the search.
"""


class Listing:
    """Asks the store and shows the answer; every question raises StoreError.

    `changed` is called when there is another answer, before the list shows it.
    """

    def __init__(self, store: Store, papers: PaperList, changed: Callable[[Answer], None]) -> None:
        self.shown = Shown()
        self.counts = Counts(0, 0, 0)
        self._store = store
        self._search, self._reader = store.search, store.reader
        self._papers = papers
        self._query: Query | None = None
        self._changed = changed
        self._put_off = False
        self._questions = 0

    def interrupt(self) -> None:
        """End the question that is being answered: a newer one takes its place."""
        self._questions += 1
        self._search.interrupt()

    async def ask(self, query: Query, key: int | None, how: Showing) -> None:
        """Show what a filter finds, with the cursor on the paper `key`.

        Of many papers the first are shown, which are there at once, and `complete` brings the
        others; but where the cursor's paper is none of the first, the list comes whole. Raises
        Stale when interrupted, as `complete` does.
        """
        rows = self._papers.rows_in_view
        answer = await self._reader.run(first, self._search, query, rows)
        shown = answer.shown
        if key is not None and not shown.complete and key not in shown.keys:
            answer = await self._reader.run(ask, self._search, query, rows)
        self.show(answer, key, how)

    async def resume(self, text: str, paper: str) -> None:
        """Show what a short filter finds, with the cursor on the paper of an id, as at a start."""
        rows = self._papers.rows_in_view
        answer = await self._reader.run(resumed, self._search, parse(text), rows, paper)
        self.show(answer, answer.key, Showing.ANEW)

    async def complete(self) -> None:
        """Show all that the filter finds, under a cursor that stays."""
        if self._query is not None and not self.shown.complete:
            if self.counts.papers > MANY:
                await self._papers.painted()
            rows, known = self._papers.rows_in_view, frozenset(self._papers.known_keys())
            answer = await self._reader.run(ask, self._search, self._query, rows, known)
            self.show(answer, self._papers.key, Showing.GROWN)

    async def extend(self) -> None:
        """Add to the list what arrived, under a cursor that stays.

        While rows are selected, that is put off: those before and after them stay where they are.
        Everything else goes first.
        """
        query, question = self._query, self._questions
        if query is None or not self.shown.complete:
            return  # what has arrived is in the list that is on its way

        def is_to_grow() -> bool:
            """Note whether growing is put off; say whether the list is still the one to grow."""
            self._put_off = self._papers.selection is not None
            # Another question may be asked, or answered, by now: its answer has what arrived.
            is_asked = question != self._questions or query is not self._query
            return not self._put_off and not is_asked

        reader, search = self._reader, self._search
        answer: Answer | None = None
        while answer is None and is_to_grow():
            shown, known = self.shown, self._papers.known_keys()
            with suppress(Stale):
                answer = await reader.run(
                    extend, search, query, shown, known, reader.has_jobs_waiting
                )
        if answer is not None and is_to_grow():
            self.show(answer, self._papers.key, Showing.GROWN)

    async def catch_up(self) -> None:
        """Add to the list what was put off."""
        if self._put_off:
            await self.extend()

    async def is_orphaned(self) -> bool:
        """Whether a file that is read is no longer the one that is there, or may be damaged."""
        return await self._reader.run(self._store.was_replaced)

    def doubt(self, error: SuspectError) -> None:
        """Note that a file may be damaged, so that the store has to be opened anew."""
        self._store.doubt(error)

    async def follow(self) -> None:
        """Take in what other copies, or the shell, have written."""
        if self.shown.complete and await self._reader.run(self._search.has_changed):
            await self.extend()

    async def prepare(self) -> None:
        """Use time in which nothing is asked for, to have another order of the list at hand."""
        if self.shown.complete:
            await self._reader.run(self._search.prepare, self._reader.has_jobs_waiting)

    def show(self, answer: Answer, key: int | None, how: Showing) -> None:
        """Show an answer, with the cursor on the paper `key`."""
        self.shown, self.counts, self._query = answer.shown, answer.counts, answer.query
        self._changed(answer)
        self._papers.show(answer.shown.keys, answer.rows, key, how)

    async def read(self, keys: Sequence[int]) -> None:
        """Give rows to the list, as they are now."""
        self._papers.supply(await self._reader.run(self._search.rows, keys))

    async def read_ahead(self, keys: Sequence[int]) -> None:
        """Give rows to the list that it may need, as long as it does; all else goes first."""
        reader, search = self._reader, self._search
        while keys := self._papers.still_asked(keys):
            with suppress(Stale):
                rows = await reader.run(search.rows_ahead, keys, reader.has_jobs_waiting)
                self._papers.supply(rows)
                return

    async def reread(self, keys: Sequence[int]) -> None:
        """Give rows to the list as they are now, and count anew."""
        await self.read(keys)
        self.counts = await self._reader.run(self._search.counts)

    async def row_here(self) -> Row | None:
        """Return the row under the cursor, read now where the list has not got it yet."""
        key = self._papers.key
        rows = [] if key is None else await self.rows([key])
        return rows[0] if rows else None

    async def rows(self, keys: Sequence[int]) -> Sequence[Row]:
        """Return the rows of papers that are still there; the one under the cursor is at hand."""
        here = self._papers.row
        if here and len(keys) == 1 and keys[0] == here.key:
            return [here]
        return await self._reader.run(self._search.rows, keys)

    async def unread(self) -> list[int]:
        """Return the keys of the papers shown that are unread."""
        return await self._reader.run(self._search.unread, self._papers.keys[:])

    async def next_unread(self, step: Literal[1, -1]) -> int | None:
        """Return the place of the next (1) or previous (-1) unread paper."""
        papers = self._papers
        hidden = self._query is not None and self._query.shows_hidden
        return await self._reader.run(
            self._search.next_unread, papers.keys, papers.cursor, step, hidden=hidden
        )
