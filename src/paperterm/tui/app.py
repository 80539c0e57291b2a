"""The app: the outside world as the main screen sees it, and keys in the order they were typed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import App
from textual.binding import BindingType
from textual.dom import DOMNode
from textual.notifications import SeverityLevel
from textual.theme import BUILTIN_THEMES
from textual.widget import Widget
from textual.worker import WorkerFailed

from paperterm.clean import clean
from paperterm.config import Config, mistake
from paperterm.courtesy import COURTESY
from paperterm.desktop import Desktop
from paperterm.editor import chosen
from paperterm.errors import PapertermError
from paperterm.executor import DaemonExecutor
from paperterm.feed import Feed
from paperterm.lanes import Lane
from paperterm.signals import heard
from paperterm.state import StateFile
from paperterm.store import Store
from paperterm.tui.bindings import APP_BINDINGS
from paperterm.tui.breaking import watch_loop, watched_threads
from paperterm.tui.contexts import read_keymap
from paperterm.tui.copying import Copying
from paperterm.tui.dialogs import Dialog
from paperterm.tui.driver import TolerantDriver
from paperterm.tui.ending import Ending
from paperterm.tui.exporting import Exporting
from paperterm.tui.keyboard import take_key, typed
from paperterm.tui.lines import HEADING
from paperterm.tui.main_screen import MainScreen
from paperterm.tui.offering import palette_of
from paperterm.tui.opening import Opening
from paperterm.tui.outside import Outside
from paperterm.tui.piping import Piping
from paperterm.tui.remembering import Remembering
from paperterm.tui.rows import RowLayout
from paperterm.tui.theme import PAPERTERM, TERMINAL, shades

SELECTION_LENGTH = 100_000
"""Characters of a selection that are copied."""

MANY_COLORS = {"truecolor", "256"}
"""Where there are fewer colours, those of a row and of what is around it can be the same."""

CLOSING = 0.05
"""Seconds that the end of the program waits for a refresh to finish writing."""


@dataclass(frozen=True, slots=True)
class World:
    """What is outside the app, so that tests can put something else in its place."""

    config: Config
    desktop: Desktop
    now: Callable[[], datetime]
    open_store: Callable[[], Awaitable[Store]]
    open_feed: Callable[[], AbstractAsyncContextManager[Feed]]
    environ: Mapping[str, str] = field(default_factory=dict)
    heading: str = HEADING
    no_color: bool = False
    opening: Opening | None = None
    has_archive: bool = True
    is_first_start: bool = False


class PapertermApp(App[Ending]):
    """A reader for trending papers."""

    TITLE = "paperterm"
    CSS_PATH = Path(__file__).with_name("app.tcss")
    ENABLE_COMMAND_PALETTE = False  # Textual's own reads what is offered as markup
    BINDINGS: ClassVar[list[BindingType]] = APP_BINDINGS

    def __init__(self, world: World) -> None:
        # Without colours, those of the terminal are kept as they are: Textual would make grey ones.
        super().__init__(TolerantDriver, ansi_color=True if world.no_color else None)
        self.config = world.config
        self.keymap = read_keymap(world.config)
        self.keymap.move(self)
        self.now = world.now
        self.heading = world.heading
        self.has_archive = world.has_archive
        self.is_first_start = world.is_first_start
        self.desktop = world.desktop
        self._lane = Lane("desktop")
        self.copying = Copying(self, world.desktop, self._lane, self.tell)
        self.piping = Piping(self, world.desktop, self._lane, self.tell)
        self.exporting = Exporting(self, world.now, self.tell)
        self.outside = Outside(self, world.desktop, self._lane, self.tell, self.copying)
        self.failure: PapertermError | None = None
        self.opening = world.opening
        file = StateFile(world.config.state_file)
        self.remembering = Remembering(file, self.opening.state if self.opening else file.read())
        self._main = MainScreen(RowLayout.wanted(self.config))
        self._world = world
        self._store: Store | None = None

    def _register_child(
        self, parent: DOMNode, child: Widget, before: int | None, after: int | None
    ) -> None:
        """Give each new widget the keys that are wanted, before it can be asked for them."""
        super()._register_child(parent, child, before, after)
        self.keymap.move(child)

    async def open_store(self) -> Store:
        """Open the store, again where another cache has taken the place of the one before.

        Raises PapertermError.
        """
        before, self._store = self._store, await self._world.open_store()
        if before is not None:
            await asyncio.to_thread(before.close)
        return self._store

    def open_feed(self) -> AbstractAsyncContextManager[Feed]:
        """Return the feed, to be entered for one refresh."""
        return self._world.open_feed()

    def fail(self, error: PapertermError) -> None:
        """End because of something that only the user can mend."""
        self.failure = error
        self.exit(return_code=error.exit_code)

    @property
    def broke(self) -> Exception | None:
        """What nobody expected and the app ended for."""
        error = self._exception
        inner = error.error if isinstance(error, WorkerFailed) else error
        return inner if isinstance(inner, Exception) else error

    def break_soon(self, error: Exception) -> None:
        """End because of what was raised on another thread."""
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._handle_exception, error)

    def _handle_exception(self, error: Exception) -> None:
        """End because of what nobody expected; Textual would print the values of variables, too."""
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()

    def on_load(self) -> None:
        """See to it that nothing slow holds the end, and that a signal ends in good order."""
        loop = asyncio.get_running_loop()
        loop.set_default_executor(DaemonExecutor())
        watch_loop(loop, self._handle_exception)
        for number in heard():
            loop.add_signal_handler(number, self.exit)

    def on_mount(self) -> None:
        """Show the main screen."""
        self.register_theme(PAPERTERM)
        self.register_theme(TERMINAL)
        self.set_class(self.console.color_system not in MANY_COLORS, "-few-colors")
        self.theme = self._theme_at_first = self._wanted_theme
        self.push_screen(self._main)

    def get_css_variables(self) -> dict[str, str]:
        """Add the shades that the stylesheet has besides Textual's own, or in their place."""
        variables = super().get_css_variables()
        self.theme_variables = variables | shades(self.current_theme, variables)
        return self.theme_variables

    async def on_event(self, event: events.Event) -> None:
        """Do each key before the next is looked at."""
        if not isinstance(event, events.Key) or event.is_forwarded or not self._screen_stack:
            await super().on_event(event)
            return
        for key in typed(self.screen, event):
            if await take_key(self.screen, key):
                continue
            await super().on_event(key)

    async def action_open_palette(self) -> None:
        """Open the command palette, ready for what is typed next."""
        if isinstance(self.screen, MainScreen):
            await self.push_screen(palette_of(self.screen))

    def action_copy_or_quit(self) -> None:
        """Copy the text that is selected, else quit."""
        # A line or a text area has a selection of its own.
        own = getattr(self.focused, "selected_text", None)
        selected = self.screen.get_selected_text() or "" if own is None else str(own)
        if selected:
            self.screen.clear_selection()
            self.copying.copy_text(clean(selected, SELECTION_LENGTH))
        elif not (isinstance(self.screen, Dialog) and self.screen.asks_first()):
            self.exit()

    def find_editor(self) -> list[str] | None:
        """Return the command of the editor that was chosen, if one was; raises UsageError."""
        return chosen(self.config.editor, self._world.environ)

    @contextmanager
    def suspend(self) -> Iterator[None]:
        """Leave the terminal to another program; it is taken back also where that fails."""
        failure = None
        with super().suspend():
            try:
                yield
            except PapertermError as error:
                failure = error
        if failure:
            raise failure

    def report_mouse(self, wanted: bool) -> None:
        """Have the mouse reported, or leave it to the terminal, which then selects text with it."""
        if isinstance(self._driver, TolerantDriver):
            self._driver.report_mouse(wanted)

    def tell(
        self, sentence: str, timeout: float = 4.0, *, severity: SeverityLevel = "information"
    ) -> None:
        """Say something for `timeout` seconds, in place of what was said before."""
        self.clear_notifications()
        self.notify(sentence, severity=severity, timeout=timeout, markup=False)

    @property
    def _wanted_theme(self) -> str:
        """The theme that is set, else the one that was last chosen here, else our own."""
        theme = self.config.theme or self.remembering.begun.theme
        return theme if theme in self.available_themes else PAPERTERM.name

    async def on_unmount(self) -> None:
        """Note the end of the visit and close what is open, without waiting for what hangs."""
        COURTESY.end()
        self._lane.close()
        self.exporting.close()
        if self._store is not None:
            with suppress(TimeoutError, PapertermError):
                async with asyncio.timeout(CLOSING):
                    await asyncio.gather(self._remember(), self._end_visit(self._store))
            self._store.close()
        self.remembering.close()

    async def _end_visit(self, store: Store) -> None:
        await store.writer.run(store.cache.end_visit, store.search.tally)

    async def _remember(self) -> None:
        """Leave for the next run how this one ended; a theme that is set is chosen for this one."""
        changes = self._main.left()
        if self.theme != self._theme_at_first and not self.config.theme:
            changes["theme"] = self.theme
        await self.remembering.end(**changes)


def run_reader(
    config: Config,
    environ: Mapping[str, str],
    now: Callable[[], datetime],
    *,
    demo: bool = False,
    opening: Opening | None = None,
) -> Ending:
    """Run the app to its end; raises PapertermError where it could not go on."""
    if config.theme not in {"", PAPERTERM.name, TERMINAL.name, *BUILTIN_THEMES}:
        raise mistake(config, f"the Textual here has no theme {config.theme}.", "theme")

    opened = [opening.store] if opening else []

    async def open_store() -> Store:
        if opened:
            return opened.pop()
        return await asyncio.to_thread(Store.open, config.cache_file, config.library_file, now)

    def open_feed() -> Feed:
        return Feed(config.endpoint, now=now, token=config.token)

    heading = "demo · votes, stars, days are made up" if demo else HEADING
    no_color = bool(environ.get("NO_COLOR"))
    desktop = Desktop(environ, clipboard=config.clipboard, browser=config.browser)
    world = World(config, desktop, now, open_store, open_feed, environ, heading, no_color, opening)
    # Both files are made by the first start, and one of them is kept whatever happens.
    is_first_start = not (config.cache_file.exists() or config.library_file.exists())
    return run_app(replace(world, has_archive=not demo, is_first_start=is_first_start))


def run_app(world: World) -> Ending:
    """Run the app in the world it is given; raises PapertermError where it could not go on.

    What nobody expected is raised once the terminal is given back.
    """
    app = PapertermApp(world)
    with watched_threads(app.break_soon):
        ending = app.run(mouse=world.config.mouse)
    if failure := app.failure or app.broke:
        raise failure
    return ending or Ending.QUIT
