"""What leaves the app: links to the clipboard or a browser, and the truth about where they went."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

from textual.app import App

from paperterm.desktop import Desktop, DesktopError
from paperterm.lanes import Lane
from paperterm.paper import Paper
from paperterm.tui.dialogs import ChooseLink

Opened = Callable[[], Awaitable[None]]
"""What is done once a link has been opened."""

_FROM_PAGE = "This paper came from a saved page; nothing is known of its own page."
_LONG = 15.0
"""Seconds for a sentence with a link in it that somebody may want to select."""


class Outside:
    """The desktop as the app sees it. Its helpers may hang, so they have a lane of their own.

    A method returns as soon as the next key can be looked at: when a choice is on the screen, or
    when there is only the helper left to wait for. What came of it goes to `say`, with the
    seconds for which it is worth reading.
    """

    def __init__(self, app: App[Any], desktop: Desktop, say: Callable[[str, float], None]) -> None:
        self._app = app
        self._desktop = desktop
        self._say = say
        self._lane = Lane("desktop")

    async def copy_repo(self, paper: Paper) -> None:
        """Copy the link of the code repository, asking which where there are several."""
        repos = paper.repos
        if not repos:
            self._tell("This paper names no code repository.")
        elif len(repos) == 1:
            self.copy(repos[0])
        else:
            await self._choose("Copy which repository?", repos, self.copy)

    def copy_page(self, paper: Paper) -> None:
        """Copy the link of the paper's page."""
        if paper.url:
            self.copy(paper.url)
        else:
            self._tell(_FROM_PAGE)

    def copy(self, text: str) -> None:
        """Copy `text` and say which way it went, as far as that is known."""
        self._start(self._copy(text))

    def open_page(self, paper: Paper, opened: Opened) -> None:
        """Open the paper's page."""
        self._open_if(paper.url, _FROM_PAGE, opened)

    def open_pdf(self, paper: Paper, opened: Opened) -> None:
        """Open the paper's PDF."""
        self._open_if(paper.pdf_url, _FROM_PAGE, opened)

    async def open_chosen(self, paper: Paper, opened: Opened) -> None:
        """Ask which of the paper's links to open."""
        if paper.links:
            await self._choose(
                "Open which link?", paper.links, lambda link: self._open_if(link, "", opened)
            )
        else:
            self._tell("This paper has no links.")

    def open_numbered(self, paper: Paper, number: int, opened: Opened) -> None:
        """Open a link by its number, counted from 1."""
        link = paper.links[number - 1] if number <= len(paper.links) else None
        self._open_if(link, f"This paper has no link {number}.", opened)

    def close(self) -> None:
        """Wait for nothing that is still under way."""
        self._lane.close()

    async def _copy(self, text: str) -> None:
        loop = asyncio.get_running_loop()

        def to_terminal(copied: str) -> None:
            loop.call_soon_threadsafe(self._app.copy_to_clipboard, copied)

        way = await self._lane.run(self._desktop.copy, text, to_terminal)
        if way.confirmed:
            self._tell(f"Copied to the {way.value}: {text}")
        else:
            # The terminal never answers, so the text is there to be selected by hand.
            self._tell(f"Sent to the terminal, which may not take it: {text}", _LONG)

    def _open_if(self, url: str | None, otherwise: str, opened: Opened) -> None:
        if url is None:
            self._tell(otherwise)
        else:
            self._start(self._open(url, opened))

    async def _open(self, url: str, opened: Opened) -> None:
        try:
            if await self._lane.run(self._desktop.text_browser):
                # The terminal is the browser's meanwhile: nothing may be painted, so all waits.
                with self._app.suspend():
                    self._desktop.open_in_terminal(url)
            else:
                await self._lane.run(self._desktop.open, url)
        except DesktopError as error:
            self._tell(f"{error} {url}", _LONG)
            return
        self._tell(f"Opened {url}")
        await opened()

    async def _choose(self, title: str, links: Sequence[str], then: Callable[[str], None]) -> None:
        def chosen(link: str | None) -> None:
            if link is not None:
                then(link)

        await self._app.push_screen(ChooseLink(title, links), chosen)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._app.run_worker(work, group="outside")

    def _tell(self, sentence: str, seconds: float = 4.0) -> None:
        self._say(sentence, seconds)
