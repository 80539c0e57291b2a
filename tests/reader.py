"""The app in a world made for tests: a frozen clock, a remembering desktop, a loopback feed."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from textual import events
from textual.pilot import Pilot
from textual.widgets import OptionList, Static
from textual.worker import WorkerCancelled

from papers import NOW
from paperterm.config import Config
from paperterm.demo.server import FeedServer
from paperterm.desktop import Desktop, DesktopError, Way
from paperterm.feed import Feed, Timeouts
from paperterm.store import Store
from paperterm.tui.app import PapertermApp, World
from paperterm.tui.ending import Ending
from paperterm.tui.key_bar import KeyBar
from paperterm.tui.main_screen import MainScreen

NOWHERE = "http://127.0.0.1:9"
"""An address at which nothing answers: the discard port."""


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    time: datetime = NOW

    def __call__(self) -> datetime:
        return self.time

    def move(self, **by: float) -> None:
        """Let time pass."""
        self.time += timedelta(**by)


class FakeDesktop(Desktop):
    """A desktop that remembers what it was given; `way` says which way copies go."""

    def __init__(self) -> None:
        super().__init__({"BROWSER": "one-with-windows"})
        self.copied: list[str] = []
        self.opened: list[str] = []
        self.way = Way.DESKTOP
        self.failing = False
        self.trusted = False

    @property
    def trusts_terminal(self) -> bool:
        """Whether the terminal was chosen as the clipboard."""
        return self.trusted

    def copy(self, text: str, to_terminal: Callable[[str], None]) -> Way:  # noqa: ARG002
        """Remember what was copied."""
        self.copied.append(text)
        return self.way

    def open(self, url: str) -> None:
        """Remember what was opened."""
        if self.failing:
            raise DesktopError("No browser could be opened here.")
        self.opened.append(url)


@dataclass
class Reader:
    """The running app, and what a person sees of it."""

    app: PapertermApp
    pilot: Pilot[Ending]
    clock: Clock
    desktop: FakeDesktop
    config: Config
    notices: list[str] = field(default_factory=list)

    @property
    def screen(self) -> MainScreen:
        """The main screen, also while a dialog covers it."""
        return next(each for each in self.app.screen_stack if isinstance(each, MainScreen))

    @property
    def titles(self) -> list[str]:
        """The titles in view, from top to bottom."""
        papers = self.screen.papers
        lines = [papers.render_line(y).text for y in range(0, papers.size.height, 2)]
        return [line[8:-8].strip() for line in lines if line.strip()]

    @property
    def lines(self) -> list[str]:
        """The list pane as text."""
        papers = self.screen.papers
        return [papers.render_line(y).text for y in range(papers.size.height)]

    @property
    def abstract(self) -> str:
        """The abstract pane's text, whole."""
        return str(self.screen.abstract.text)

    @property
    def freshness(self) -> str:
        """The right half of the status bar."""
        return str(self.screen.query_one("#freshness", Static).content)

    @property
    def numbers(self) -> str:
        """The left half of the status bar."""
        return str(self.screen.query_one("#numbers", Static).content)

    @property
    def result(self) -> str:
        """What the filter bar says of its result."""
        return self.screen.bar.result

    @property
    def typed(self) -> str:
        """What stands in the filter bar."""
        return self.screen.bar.input.value

    @property
    def hint(self) -> str:
        """What the status bar says of the filter."""
        return str(self.screen.query_one("#hint", Static).content)

    @property
    def offered(self) -> list[str]:
        """What the filter bar offers to complete, each with what it means."""
        offers = self.screen.query_one("#offers")
        lines = range(offers.size.height if offers.display else 0)
        return [offers.render_line(y).text.strip() for y in lines]

    @property
    def keys(self) -> str:
        """The key bar."""
        return str(self.screen.query_one(KeyBar).render())

    def palette_offers(self, command: str) -> bool:
        """Whether the command palette lists a command."""
        for offers in self.app.screen.query(OptionList):
            return any(command in str(option.prompt) for option in offers.options)
        return False

    @property
    def current(self) -> str:
        """The title under the cursor."""
        row = self.screen.papers.row
        return row.paper.title if row else ""

    @property
    def told(self) -> list[str]:
        """What was said in passing."""
        return [notice.message for notice in self.app._notifications]

    def other_copy(self) -> Store:
        """Open the same files, as another copy of the program does."""
        return Store.open(self.config.cache_file, self.config.library_file, self.clock)

    def post(self, *keys: str) -> None:
        """Press keys in one burst, without waiting for what follows from them."""
        for key in keys:
            character = key if len(key) == 1 else _CHARACTERS.get(key)
            self.app.post_message(events.Key(key, character))

    async def press(self, *keys: str) -> None:
        """Press keys in one burst, and wait until all that follows from them is done."""
        self.post(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        """Type characters, each as a key."""
        await self.press(*(_KEYS.get(character, character) for character in text))

    async def settle(self) -> None:
        """Wait until nothing is under way any more but a refresh or a dialog."""
        await self.pilot.pause()
        while waiting := [worker for worker in self.app.workers if worker.group in _GROUPS]:
            with suppress(WorkerCancelled):
                await self.app.workers.wait_for_complete(waiting)
            await self.pilot.pause()

    async def rest(self) -> None:
        """Let the cursor rest for as long as it takes, without the time that takes."""
        await self.screen.resting.rested()
        await self.settle()

    async def until(self, so: Callable[[], bool]) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(10):
            while not so():
                await self.pilot.pause(0.01)

    async def refreshed(self) -> None:
        """Wait until the refresh that is under way has ended."""
        await self.app.workers.wait_for_complete(
            [worker for worker in self.app.workers if worker.group == "refresh"]
        )
        await self.settle()


_GROUPS = {"begin", "tick", "ask", "rows", "extend", "default", "complete", "palette"}

_CHARACTERS = {
    "space": " ",
    "slash": "/",
    "backslash": "\\",
    "colon": ":",
    "minus": "-",
    "question_mark": "?",
    "quotation_mark": '"',
    "left_square_bracket": "[",
    "full_stop": ".",
}
_KEYS = {character: key for key, character in _CHARACTERS.items()}


@asynccontextmanager
async def reading(
    folder: Path,
    items: Sequence[dict[str, Any]] | None = None,
    *,
    size: tuple[int, int] = (120, 40),
    endpoint: str | None = None,
    clock: Clock | None = None,
    refresh_first: bool = True,
    has_archive: bool = False,
    is_first_start: bool = False,
    shows_notices: bool = False,
    **settings: Any,
) -> AsyncIterator[Reader]:
    """Run the app on files in `folder`, against a feed of `items` or the one at `endpoint`.

    Without an archive: its offer, a second after the first refresh, would take the place of what
    was told before.
    """
    clock = clock or Clock()
    desktop = FakeDesktop()
    with FeedServer(items or []) as server:
        config = Config(
            endpoint=endpoint or server.url,
            cache_file=folder / "cache.db",
            library_file=folder / "library.db",
            config_file=folder / "config.toml",
            state_file=folder / "state.json",
            mark_read_after=0,
        )
        config = replace(config, **settings)

        async def open_store() -> Store:
            return await asyncio.to_thread(
                Store.open, config.cache_file, config.library_file, clock
            )

        def open_feed() -> Feed:
            return Feed(config.endpoint, now=clock, timeouts=Timeouts(1, 2, 4))

        world = World(
            config,
            desktop,
            clock,
            open_store,
            open_feed,
            has_archive=has_archive,
            is_first_start=is_first_start,
        )
        app = PapertermApp(world)
        async with app.run_test(size=size, notifications=shows_notices) as pilot:
            reader = Reader(app, pilot, clock, desktop, config)
            await reader.settle()
            if refresh_first:
                await reader.refreshed()
            yield reader
        # What this app is made of was to stay for good.
        gc.unfreeze()
