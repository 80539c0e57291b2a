"""The abstract pane: everything about the paper under the cursor, in a column that scrolls."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.reactive import reactive
from textual.widgets import Static

from paperterm.paper import Row
from paperterm.query import EVERYTHING, Query
from paperterm.tui.render import abstract

NOTHING = "The paper under the cursor is shown here."


class AbstractPane(VerticalScroll, can_focus=True):
    """Shows `row`; keeps its place while the row is the same paper."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "scroll_down", "Scroll down", id="abstract.down", show=False),
        Binding("k,up", "scroll_up", "Scroll up", id="abstract.up", show=False),
        Binding("g,home", "scroll_home", "To its beginning", id="abstract.top", show=False),
        Binding("G,end", "scroll_end", "To its end", id="abstract.bottom", show=False),
        Binding(
            "ctrl+d,pagedown", "page_down", "One page down", id="abstract.page_down", show=False
        ),
        Binding("ctrl+u,pageup", "page_up", "One page up", id="abstract.page_up", show=False),
    ]

    row: reactive[Row | None] = reactive[Row | None](None, init=False)
    query_shown: reactive[Query] = reactive(EVERYTHING, init=False)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._laid_out = asyncio.Event()
        self._laid_out.set()

    def compose(self) -> ComposeResult:
        """One text; the pane scrolls it."""
        yield Static(NOTHING, markup=False, id="abstract", classes="-empty")

    @property
    def at_end(self) -> bool:
        """Whether nothing more can be scrolled into view."""
        return self.scroll_offset.y >= self.max_scroll_y

    def watch_row(self, old: Row | None, new: Row | None) -> None:
        """Show another paper from its beginning, the same one where it was."""
        if old is None or new is None or old.key != new.key:
            self.scroll_home(animate=False, force=True)
        self._show_soon()

    def watch_query_shown(self) -> None:
        """Mark the matches of another filter."""
        self._show_soon()

    async def page_or_end(self) -> bool:
        """Scroll a page down; says False at the end, where there is none."""
        await self._laid_out.wait()
        if self.at_end:
            return False
        self.scroll_page_down(animate=False, force=True)
        return True

    def action_scroll_down(self) -> None:
        """Scroll one line, at once."""
        self.scroll_down(animate=False)

    def action_scroll_up(self) -> None:
        """Scroll one line, at once."""
        self.scroll_up(animate=False)

    def action_scroll_home(self) -> None:
        """Scroll to the beginning."""
        self.scroll_home(animate=False)

    def action_scroll_end(self) -> None:
        """Scroll to the end."""
        self.scroll_end(animate=False)

    def action_page_down(self) -> None:
        """Scroll a page."""
        self.scroll_page_down(animate=False)

    def action_page_up(self) -> None:
        """Scroll a page back."""
        self.scroll_page_up(animate=False)

    def _show_soon(self) -> None:
        # The list's frame goes first; laying out a long abstract takes longer than that.
        self._laid_out.clear()
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        text = self.query_one("#abstract", Static)
        text.update(abstract(self.row, self.query_shown) if self.row else NOTHING)
        text.set_class(self.row is None, "-empty")
        self.call_after_refresh(self._laid_out.set)
