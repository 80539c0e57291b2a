"""The abstract pane: everything about the paper under the cursor, in a column that scrolls.

Painted line by line: a Static in a scrolling container lays out the whole screen twice for every
paper, which takes longer than all the rest of a cursor step.
"""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice
from sys import maxsize
from typing import ClassVar
from zlib import crc32

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.selection import Selection
from textual.strip import Strip
from textual.timer import Timer
from textual.visual import Visual
from textual.widget import Widget

from paperterm.paper import Row
from paperterm.query import EVERYTHING, Query
from paperterm.tui.bindings import command
from paperterm.tui.forgetting import forget_texts
from paperterm.tui.render import abstract
from paperterm.tui.scroller import Scroller

NOTHING = Content.styled("Choose a paper in the list, and it is shown here.", "$quiet")

WIDEST = 100
"""Columns of text; longer lines read badly."""

END = (maxsize, 0)
"""The place in a text that is behind everything in it."""

SOON = 0.004
"""Seconds for the list's frame to be written before the abstract keeps the processor busy."""


class AbstractPane(Scroller, can_focus=True):
    """Shows `row`; keeps its place while the row is the same paper."""

    BINDINGS: ClassVar[list[BindingType]] = [
        command(
            "escape,h,left", "screen.to_list", "Back to the list", "abstract.leave", short="list"
        ),
        Binding("j,down", "scroll_lines(1)", "Scroll down", id="abstract.down", show=False),
        Binding("k,up", "scroll_lines(-1)", "Scroll up", id="abstract.up", show=False),
        Binding("g,home", "scroll_to(0)", "To its beginning", id="abstract.top", show=False),
        Binding("G,end", "scroll_to(-1)", "To its end", id="abstract.bottom", show=False),
        Binding(
            "ctrl+d,pagedown",
            "scroll_pages(1)",
            "One page down",
            id="abstract.page_down",
            show=False,
        ),
        Binding(
            "ctrl+u,pageup", "scroll_pages(-1)", "One page up", id="abstract.page_up", show=False
        ),
    ]

    class CameInSight(Message):
        """The paper is on the screen, where it was not before."""

    row: reactive[Row | None] = reactive[Row | None](None, init=False, repaint=False)
    query_shown: reactive[Query] = reactive(EVERYTHING, init=False, repaint=False)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.text = NOTHING
        self._welcome: Content | None = None
        self._lines: list[Strip] = []
        self._blank = Strip.blank(0)
        # The first line in view, and the place in the text that is to stay in it.
        self._kept = (0, (0, 0))
        self._timer: Timer | None = None
        self._laid_out = asyncio.Event()
        self._laid_out.set()

    @property
    def at_end(self) -> bool:
        """Whether nothing more can be scrolled into view."""
        return self.scroll_offset.y >= self.max_scroll_y

    def watch_row(self, old: Row | None, new: Row | None) -> None:
        """Show another paper from its beginning, the same one where it was."""
        if old is None or new is None or old.key != new.key:
            self.action_scroll_to(0)
        self._show_soon()

    def watch_query_shown(self) -> None:
        """Mark the matches of another filter."""
        self._show_soon()

    @property
    def is_welcoming(self) -> bool:
        """Whether something else is shown than the paper."""
        return self._welcome is not None

    def welcome(self, text: Content | None) -> None:
        """Show a text in place of the paper, until there is None."""
        if text is None and self.is_welcoming:
            self.post_message(self.CameInSight())
        self._welcome = text
        self._show_soon()

    async def page_or_end(self) -> bool:
        """Scroll a page down; says False at the end, where there is none."""
        await self._laid_out.wait()
        if self.is_welcoming:
            return True  # the paper's first page comes now
        if self.at_end:
            return False
        await self.action_scroll_pages(1)
        return True

    async def action_scroll_lines(self, step: int) -> None:
        """Scroll by lines, at once, of a paper that has just come as soon as it is there."""
        await self._laid_out.wait()
        self.scroll_to_line(self.scroll_offset.y + step)

    async def action_scroll_pages(self, step: int) -> None:
        """Scroll by pages, of which one line stays in view."""
        height = self.scrollable_content_region.height
        await self.action_scroll_lines(step * max(height - 1, 1))

    def action_scroll_to(self, line: int) -> None:
        """Scroll to a line; -1 is the last, also of what is still to be wrapped."""
        self.scroll_to_line(line if line >= 0 else self.max_scroll_y)
        self._kept = self.scroll_offset.y, (0, 0) if line >= 0 else END

    def render_line(self, y: int) -> Strip:
        """Return one line of what is in view."""
        line = y + self.scroll_offset.y
        return self._lines[line] if line < len(self._lines) else self._blank

    def on_show(self) -> None:
        """Tell that the paper can be read now."""
        self.post_message(self.CameInSight())

    def on_resize(self) -> None:
        """Wrap the text anew."""
        self._lay_out()

    def notify_style_update(self) -> None:
        """Paint in the colours of another theme."""
        super().notify_style_update()
        self._lay_out()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the text that was selected with the mouse."""
        return selection.extract(str(self.text)), "\n"

    def selection_updated(self, selection: Selection | None) -> None:  # noqa: ARG002
        """Show what is selected."""
        self._lay_out()

    def _show_soon(self) -> None:
        self._laid_out.clear()
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(SOON, self._show)

    def _show(self) -> None:
        shown = abstract(self.row, self.query_shown) if self.row else NOTHING
        self.text = self._welcome or shown
        self._lay_out()
        self._laid_out.set()

    def _lay_out(self) -> None:
        """Wrap the text, and keep what is in view in view."""
        width = self.scrollable_content_region.width
        if width < 1:
            return
        place = self._place()
        strips = Visual.to_strips(self, self.text, min(width, WIDEST), None, self.visual_style)
        _join_links(strips)
        # Looked up once: it is put together anew from all that the pane is in.
        base = self.rich_style
        self._lines = [strip.adjust_cell_length(width, base) for strip in strips]
        self._blank = Strip.blank(width, base)
        # Set as any other reactive, the size would have the whole screen laid out again.
        self.set_reactive(Widget.virtual_size, Size(0, len(self._lines)))
        self._scroll_update(self.virtual_size)
        self._keep(place)
        self.refresh()
        forget_texts()

    def _place(self) -> tuple[int, int]:
        """Return the place in the text that is to stay in the first line in view."""
        y = self.scroll_offset.y
        line, place = self._kept
        # That line need not begin with what was kept: from size to size, it would be lost. A pane
        # that has been made higher is back at the end by itself.
        kept = line == y or (place == END and self.at_end)
        return place if kept else next(islice(_places(self._lines), y, None), place)

    def _keep(self, place: tuple[int, int]) -> None:
        """Scroll to the line that has a place in the text."""
        line = bisect_right(list(_places(self._lines)), place) - 1 if any(place) else 0
        if line != self.scroll_offset.y:
            self.scroll_to_line(line)
        self._kept = self.scroll_offset.y, place


def _join_links(lines: Iterable[Strip]) -> None:
    """Give the parts of a link that is wrapped one id, by which a terminal knows that they are one.

    Rich makes up an id for each.
    """
    for style in (segment.style for line in lines for segment in line):
        if style and style.link:
            style._link_id = f"{crc32(style.link.encode()):x}"


def _places(lines: Iterable[Strip]) -> Iterator[tuple[int, int]]:
    """Yield where in the text each line begins: a line of the text, and a character of that."""
    y = -1
    for line in lines:
        offsets = (segment.style.meta.get("offset") for segment in line if segment.style)
        # A blank line has none; it is a line of the text by itself.
        x, y = next((offset for offset in offsets if offset), (0, y + 1))
        yield y, x
