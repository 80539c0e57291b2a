"""Marking: the reader's marks, written one after the other, with the way back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from functools import partial
from typing import Any, Protocol

from textual.app import App
from textual.worker import Worker

from paperterm.errors import StoreError
from paperterm.marks import NOTE, tag_mark
from paperterm.paper import Paper, Row
from paperterm.reading import reading
from paperterm.store import Change, Mark, Reverted, Store
from paperterm.tui.dialogs import Confirm
from paperterm.tui.tagging import KnownTag, Tagged, Tags
from paperterm.tui.telling import LONG, Teller
from paperterm.tui.working import Working
from paperterm.wording import counted

ASKED = 1_000
"""Papers above which a command is done only after a question that says how many they are."""

KEPT_AT_ONCE = 100_000
"""Papers that are starred or tagged at once: they are all held in memory, some 4 kB each."""

AT_ONCE = 1_000
"""Papers that are read at once, so that what a key asks for need not wait long."""

Work = Callable[[], Coroutine[None, None, None]]
"""What is done in its turn."""

_SAID = {
    Mark.READ: ("unread", "read"),
    Mark.STARRED: ("no longer starred", "starred"),
    Mark.HIDDEN: ("shown again", "hidden"),
}
"""What papers are when a mark was taken away, and when it was set."""


class Front(Teller, Protocol):
    """What a person has in front of them, as far as marking changes it."""

    def end_selection(self) -> None:
        """Let go of the papers selected, as they are being marked."""

    def say_working(self, working: str) -> None:
        """Say how far long work has come, at its end nothing."""

    async def reread(self, keys: Sequence[int] | None) -> None:
        """Show rows (None: all that are known), and the numbers about them, as they are now."""


class Marking:
    """Marks papers in the library, each time as a step that can be undone.

    Each change waits for the one before it, so that a key pressed twice toggles twice. When it is
    written, the rows concerned are read again.
    """

    def __init__(self, app: App[Any], store: Store, front: Front) -> None:
        self._app = app
        self._store = store
        self._front = front
        self._turn = asyncio.Lock()
        self._under_way: set[Worker[None]] = set()

    async def toggle(self, keys: Sequence[int], mark: Mark) -> None:
        """Turn a mark over; of several papers, set it on all unless all have it.

        Of very many that is asked first.
        """
        if len(keys) > ASKED:
            value, concerned = await self._turned(keys, mark)
            if not (value and mark is Mark.STARRED and self._are_too_many(concerned)):
                await self._ask(concerned, mark, value)
        else:
            toggled = self._toggle_one if len(keys) == 1 else self._toggle_all
            self._start(partial(toggled, keys, mark), keys)

    async def ask_tags(self, keys: Sequence[int]) -> None:
        """Ask which tags papers are to have, and give them these; raises StoreError."""
        if self._are_too_many(keys):
            return
        row = await self._row(keys[0]) if len(keys) == 1 else None
        what = _name(row) if row else counted(len(keys), "paper")
        of_these = await self._store.reader.run(self._store.search.tags, keys)
        known = await self._store.marker.run(self._store.library.tags)

        def answered(tagged: Tagged | None) -> None:
            if tagged and (tagged.added or tagged.removed):
                self._start(partial(self._tag, keys, tagged), keys)

        names = [KnownTag(name, papers, of_these.get(name, 0)) for name, papers in known]
        await self._app.push_screen(Tags(f"Tags of {what}", len(keys), names), answered)

    async def write_note(self, row: Row, note: str) -> None:
        """Write the note on a paper, empty for none; raises StoreError and UsageError."""
        async with self._turn:
            self._front.end_selection()
            change = partial(
                self._store.library.change,
                [Change(row.paper.id, NOTE, note)],
                _name(row),
                [row.paper],
            )
            await self._store.marker.run(change)
        self._tell(_name(row), "with your note" if note else "without a note")
        await self._front.reread([row.key])

    def undo(self) -> None:
        """Take the newest step back: the newest of this run, else of those before."""
        library = self._store.library
        self._start(partial(self._revert, library.undo, "There is nothing to undo."), None)

    def redo(self) -> None:
        """Do again what was undone last."""
        library = self._store.library
        self._start(partial(self._revert, library.redo, "There is nothing to do again."), None)

    async def ask_to_read(self, keys: Sequence[int]) -> None:
        """Mark many papers as read, after a question that says how many."""
        await self._ask(keys, Mark.READ, True)

    async def written(self) -> None:
        """Wait until every mark that was asked for is written."""
        if self._under_way:  # of none, Textual would wait for all workers, a refresh among them
            # Whoever waits may be cancelled; what is waited for would be so as well.
            await asyncio.shield(self._app.workers.wait_for_complete(self._under_way))

    async def read(self, key: int) -> bool:
        """Mark one paper as read because it was read, which is no step to undo.

        Says whether that changed anything.
        """
        async with self._turn:
            row = await self._row(key)
            if row is None or row.read:
                return False
            return await self._store.marker.run(self._store.library.rest_on, row.paper.id)

    def _are_too_many(self, keys: Sequence[int]) -> bool:
        """Whether papers are more than can be kept at once; that is told."""
        if are_too_many := len(keys) > KEPT_AT_ONCE:
            self._front.tell(
                f"These are {counted(len(keys), 'paper')}. Stars and tags keep a copy of each, and"
                f" that is done for {KEPT_AT_ONCE:,} at most at once: filter for less of them.",
                timeout=LONG,
            )
        return are_too_many

    def _start(self, work: Work, keys: Sequence[int] | None) -> None:
        self._front.end_selection()
        worker: Worker[None] = self._app.run_worker(partial(self._done, work, keys), group="marks")
        self._under_way = {each for each in self._under_way if not each.is_finished} | {worker}

    async def _done(self, work: Work, keys: Sequence[int] | None) -> None:
        try:
            async with self._turn:
                await work()
        except StoreError as error:
            self._front.tell_error(error)
        else:
            await self._front.reread(keys if keys and len(keys) <= AT_ONCE else None)

    async def _ask(self, keys: Sequence[int], mark: Mark, value: bool) -> None:
        """Give a mark its value on papers, after a question that says how many."""

        def answered(yes: bool | None) -> None:
            if yes:
                self._start(partial(self._mark_all, keys, mark, value), None)

        said = _SAID[mark][value]
        await self._app.push_screen(
            Confirm(f"Mark {counted(len(keys), 'paper')} as {said}?"), answered
        )

    async def _toggle_one(self, keys: Sequence[int], mark: Mark) -> None:
        row = await self._row(keys[0])
        if row is None:
            return
        value = not {Mark.READ: row.read, Mark.STARRED: row.starred, Mark.HIDDEN: row.hidden}[mark]
        name = _name(row)
        change = partial(self._store.library.mark, what=name, papers=[row.paper])
        await self._store.marker.run(change, [row.paper.id], mark, value)
        if mark is Mark.HIDDEN:
            self._tell(name, _SAID[mark][value])

    async def _toggle_all(self, keys: Sequence[int], mark: Mark) -> None:
        value, concerned = await self._turned(keys, mark)
        await self._mark_all(concerned, mark, value)

    async def _turned(self, keys: Sequence[int], mark: Mark) -> tuple[bool, Sequence[int]]:
        """Return what a mark is to be if it is turned over, and the papers of which it is not."""
        lacking = await self._store.reader.run(self._store.search.without, mark, keys)
        return bool(lacking), lacking or keys

    async def _mark_all(self, keys: Sequence[int], mark: Mark, value: bool) -> None:
        """Give a mark its value on papers."""
        said = _SAID[mark][value]
        with self._working(f"Marking {{}} as {said}", keys) as work:
            ids, papers = await self._read(keys, work, kept=value and mark is Mark.STARRED)
            change = partial(self._store.library.mark, papers=papers, told=work.add)
            step = await self._store.marker.run(change, ids, mark, value)
        if step:
            self._tell(counted(len(step.ids), "paper"), said)

    async def _tag(self, keys: Sequence[int], tagged: Tagged) -> None:
        """Give papers tags, and take others away."""
        with self._working("Tagging {}", keys) as work:
            kept = len(keys) == 1 or bool(tagged.added)
            ids, papers = await self._read(keys, work, kept=kept)
            changes = [
                Change(each, tag_mark(name), value)
                for names, value in ((tagged.added, True), (tagged.removed, False))
                for name in names
                for each in ids
            ]
            what = f"“{reading(papers[0].title)}”" if len(papers) == 1 else ""
            change = partial(self._store.library.change, changes, what, papers)
            step = await self._store.marker.run(change)
            work.add(len(keys))
        if step:
            self._tell(step.what, _tagged(tagged))
        else:
            self._front.tell("The tags are as they were.")

    def _working(self, what: str, keys: Sequence[int]) -> Working:
        said = what.format(counted(len(keys), "paper"))
        return Working(said, 2 * len(keys), self._front.say_working)

    async def _read(
        self, keys: Sequence[int], work: Working, *, kept: bool
    ) -> tuple[list[str], list[Paper]]:
        """Return the ids of papers, and the papers where they are to be kept."""
        reader, search = self._store.reader, self._store.search
        if not kept:
            ids = await reader.run(search.ids, keys)
            work.add(len(keys) // 2)
            return ids, []
        papers: list[Paper] = []
        for start in range(0, len(keys), AT_ONCE):
            part = keys[start : start + AT_ONCE]
            papers += [row.paper for row in await reader.run(search.rows, part)]
            work.add(len(part))
        return [paper.id for paper in papers], papers

    def _tell(self, what: str, said: str) -> None:
        self._front.tell(f"{what}: {said}; {self._front.key('mark.undo')} undoes it.")

    async def _revert(self, way: Callable[[str], Reverted | None], nothing: str) -> None:
        """Undo a step, or do one again."""
        reverted = await self._store.marker.run(way, self._store.library.run)
        self._front.tell(str(reverted) if reverted else nothing)

    async def _row(self, key: int) -> Row | None:
        rows = await self._store.reader.run(self._store.search.rows, [key])
        return rows[0] if rows else None


def _name(row: Row) -> str:
    return f"“{reading(row.paper.title)}”"


def _tagged(tagged: Tagged) -> str:
    """Say which tags papers have now, and which they have no more."""
    said = [("tagged", tagged.added), ("no longer tagged", tagged.removed)]
    return ", ".join(f"{what} {_listed(names)}" for what, names in said if names)


def _listed(names: Iterable[str]) -> str:
    return " ".join(f"#{name}" for name in names)
