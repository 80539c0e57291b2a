"""Outside: links are opened in a browser, and what became of that is told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from enum import StrEnum
from functools import partial
from typing import Any

from textual.app import App

from paperterm.desktop import Desktop, DesktopError
from paperterm.lanes import Lane
from paperterm.paper import Paper
from paperterm.tui.copying import Copying
from paperterm.tui.dialogs import ChooseLink, Confirm
from paperterm.tui.telling import SHORT

Opened = Callable[[], Awaitable[None]]
"""What is done once a link has been opened."""


class Errand(StrEnum):
    """What can be done with a paper outside the app."""

    OPEN_PAGE = "open_page"
    OPEN_PDF = "open_pdf"
    CHOOSE_LINK = "choose_link"
    OPEN_LINK = "open_link"


class Outside:
    """Opens links by way of the desktop, on a `lane`, as its helpers may hang.

    A method returns as soon as the next key can be looked at: when a choice is on the screen, or
    when there is only the helper left to wait for. What came of it goes to `say`, with the
    seconds for which it is worth reading; a link that cannot be opened is offered to be copied.
    """

    def __init__(
        self,
        app: App[Any],
        desktop: Desktop,
        lane: Lane,
        say: Callable[[str, float], None],
        copying: Copying,
    ) -> None:
        self._app = app
        self._copying = copying
        self._desktop = desktop
        self._lane = lane
        self._say = say

    async def run(self, errand: Errand, paper: Paper, opened: Opened, number: int = 0) -> None:
        """Run an errand for a paper; `number` is a link's, counted from 1."""
        match errand:
            case Errand.OPEN_PAGE if paper.url:
                self._open(paper.url, opened)
            case Errand.OPEN_PDF if paper.pdf_url:
                self._open(paper.pdf_url, opened)
            case Errand.CHOOSE_LINK if paper.links:
                then = partial(self._open, opened=opened)
                await self._choose("Open which link?", paper.links, then)
            case Errand.OPEN_LINK if number <= len(paper.links):
                self._open(paper.links[number - 1], opened)
            case Errand.OPEN_LINK | Errand.CHOOSE_LINK:
                self._say(f"This paper has no link{f' {number}' if number else 's'}.", SHORT)
            case _:
                self._say("This paper came from a saved page; its own is not known.", SHORT)

    def _open(self, url: str, opened: Opened) -> None:
        self._start(self._opening(url, opened))

    async def _opening(self, url: str, opened: Opened) -> None:
        try:
            if await self._lane.run(self._desktop.text_browser):
                # The terminal is the browser's meanwhile: nothing may be painted, so all waits.
                with self._app.suspend():
                    self._desktop.open_in_terminal(url)
            else:
                await self._lane.run(self._desktop.open, url)
        except DesktopError as error:
            await self._offer_copy(error, url)
            return
        self._say(f"Opened {url}", SHORT)
        await opened()

    async def _offer_copy(self, error: DesktopError, url: str) -> None:
        """Say why a link was not opened, and offer to copy it."""

        def answered(yes: bool | None) -> None:
            if yes:
                self._copying.copy_text(url, "link")

        await self._app.push_screen(Confirm(f"{error}\nCopy the link?\n\n{url}"), answered)

    async def _choose(self, title: str, links: Sequence[str], then: Callable[[str], None]) -> None:
        def chosen(link: str | None) -> None:
            if link is not None:
                then(link)

        await self._app.push_screen(ChooseLink(title, links), chosen)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._app.run_worker(work, group="outside")
