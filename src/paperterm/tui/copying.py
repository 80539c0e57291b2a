"""Copying: what there is of papers goes to the clipboard, and it is told whether it got there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from textual.app import App

from paperterm.copying import KIND, Copies, Kind, copies
from paperterm.desktop import Desktop, DesktopError, Way, fits_terminal
from paperterm.errors import StoreError
from paperterm.lanes import Lane
from paperterm.paper import Row
from paperterm.tui.by_hand import ByHand
from paperterm.tui.chosen import Chosen
from paperterm.tui.copy_menu import CopyMenu
from paperterm.tui.dialogs import ChooseLink
from paperterm.tui.telling import LONG, SHORT
from paperterm.wording import counted

REPEATED = 200
"""Characters of a text that is repeated when it was copied; a longer one is named instead."""

_SENT = "This was sent to the terminal, which never says whether it took it. If it did not,"
_TOO_LONG = "This is too long for the clipboard of a terminal, and no other one took it. You can"
_NOT_TAKEN = "No clipboard took this. You can"
_SELECT = "select it with the mouse, which is the terminal's own meanwhile."


class Copying:
    """Copies by way of the desktop, on a `lane`, as its helpers may hang.

    A method returns as soon as the next key can be looked at: when a choice is on the screen, or
    when there is only the helper left to wait for. What came of it goes to `say`, with the
    seconds for which it is worth reading.
    """

    def __init__(
        self, app: App[Any], desktop: Desktop, lane: Lane, say: Callable[[str, float], None]
    ) -> None:
        self._app = app
        self._desktop = desktop
        self._lane = lane
        self._say = say

    async def offer(self, chosen: Chosen) -> None:
        """Offer what can be copied of some papers; raises StoreError."""

        async def taken(kind: str) -> None:
            await self._copy_chosen(KIND[kind], chosen, row)

        row = await chosen.one()
        await self._app.push_screen(CopyMenu(chosen, row, taken))

    async def copy(self, kind: Kind, chosen: Chosen) -> None:
        """Copy something of some papers; of one that has several, ask which; raises StoreError."""
        await self._copy_chosen(kind, chosen, await chosen.one())

    async def _copy_chosen(self, kind: Kind, chosen: Chosen, row: Row | None) -> None:
        """Copy something of a paper, or of many where it is None."""
        if row is None:
            self._app.run_worker(self._copy_of_many(kind, chosen), group="outside")
            return
        found = await asyncio.to_thread(kind.found, row)
        if not found:
            self._say(kind.lacking, SHORT)
        elif len(found) == 1:
            self.copy_text(found[0], kind.name)
        else:
            await self._ask_which(kind, found)

    def copy_text(self, text: str, name: str = "selected text") -> None:
        """Copy a text, and say which way it went, as far as that is known."""
        is_short = len(text) <= REPEATED and "\n" not in text
        self._app.run_worker(self._copy(text, text if is_short else f"the {name}"), group="outside")

    async def _ask_which(self, kind: Kind, found: Sequence[str]) -> None:
        def chosen(text: str | None) -> None:
            if text is not None:
                self.copy_text(text, kind.name)

        await self._app.push_screen(ChooseLink(f"Copy which {kind.name}?", found), chosen)

    async def _copy_of_many(self, kind: Kind, chosen: Chosen) -> None:
        """Copy what each of many papers has of something, and say how many have nothing."""
        gathered = Copies("", 0, 0)
        try:
            async for rows in chosen.rows("copying"):
                gathered += await self._lane.run(copies, kind, rows)
        except StoreError as error:
            self._say(str(error), LONG)
            return
        if gathered.papers:
            await self._copy(gathered.text, _counted(kind, gathered))
        else:
            self._say(f"No {kind.name} was found in {chosen.words}.", SHORT)

    async def _copy(self, text: str, what: str) -> None:
        """Copy a text; `what` is it, or what it is, for the sentence about it."""
        loop = asyncio.get_running_loop()

        def to_terminal(copied: str) -> None:
            loop.call_soon_threadsafe(self._app.copy_to_clipboard, copied)

        try:
            way = await self._lane.run(self._desktop.copy, text, to_terminal)
        except DesktopError as error:
            self._say(str(error), LONG)
            return
        if way.confirmed:
            self._say(f"Copied to the {way.value}: {what}", SHORT)
        elif way is Way.TERMINAL and self._desktop.trusts_terminal:
            self._say(f"Sent to the terminal's clipboard: {what}", SHORT)
        else:
            await self._app.push_screen(ByHand(f"{_reason(way, text)} {_SELECT}", text))


def _counted(kind: Kind, gathered: Copies) -> str:
    """Return what was gathered, in words."""
    lacking = f"; {gathered.lacking:,} without" if gathered.lacking else ""
    return f"the {kind.name} of {counted(gathered.papers, 'paper')}{lacking}"


def _reason(way: Way, text: str) -> str:
    """Return why a text is shown to be selected by hand."""
    if way is Way.TERMINAL:
        return _SENT
    return _NOT_TAKEN if fits_terminal(text) else _TOO_LONG
