"""The list pane: rows of a fixed height, painted line by line from the papers that are in view.

It holds the keys of all papers shown and the rows of a few screens around the view; a million
papers cost eight megabytes, and moving the cursor costs two rows.
"""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import ClassVar

from textual import events, work
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.timer import Timer

from paperterm import garbage
from paperterm.paper import Row
from paperterm.query import EVERYTHING, Query
from paperterm.tui.at_hand import RowsAtHand
from paperterm.tui.row_painter import COMPONENTS, RowPainter
from paperterm.tui.rows import RowLayout
from paperterm.tui.scroller import Scroller, is_plain
from paperterm.tui.selecting import Selection

AHEAD = 0.1
"""Seconds without another row in view after which those are read and painted that may be next."""


class Showing(Enum):
    """How a list that is shown follows from the one before."""

    ANEW = auto()
    """Another filter: the cursor goes to the first row, unless its paper is told."""

    AGAIN = auto()
    """The same filter, asked again: without its paper, the cursor stays at its place."""

    GROWN = auto()
    """The same rows and what arrived: these move in around what is in view."""


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A row, its place in the list and the screen line on which it begins."""

    key: int
    index: int
    line: int


class PaperList(Scroller, can_focus=True):
    """A list of papers with a cursor. It asks for the rows it needs with `Wanted`."""

    # A drag over rows would select what the abstract pane has on the same lines.
    ALLOW_SELECT = False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "Next paper", id="list.down", show=False),
        Binding("k,up", "move(-1)", "Previous paper", id="list.up", show=False),
        Binding("g,home", "move_to(0)", "First paper", id="list.first", show=False),
        Binding("G,end", "move_to(-1)", "Last paper", id="list.last", show=False),
        Binding("ctrl+d,pagedown", "page(1)", "One page down", id="list.page_down", show=False),
        Binding("ctrl+u,pageup", "page(-1)", "One page up", id="list.page_up", show=False),
        Binding(
            "escape", "screen.to_list", "Let go of what is selected", id="list.let_go", show=False
        ),
        # An enter typed before the terminal is ours arrives as ctrl+j.
        Binding(
            "enter,l,right,ctrl+j",
            "screen.to_abstract",
            "Read the abstract",
            id="list.read",
            show=False,
            key_display="enter l →",
        ),
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = COMPONENTS

    cursor: reactive[int] = reactive(0, init=False, repaint=False)
    query_shown: reactive[Query] = reactive(EVERYTHING, init=False)
    today: reactive[date] = reactive(date.min, init=False)
    hint: reactive[str] = reactive("", init=False)
    selection: reactive[Selection | None] = reactive[Selection | None](None, init=False)

    @dataclass
    class Wanted(Message):
        """The rows of these keys are needed for painting, now or perhaps soon."""

        keys: list[int]
        soon: bool

    @dataclass
    class Highlighted(Message):
        """The cursor is on another paper, or on none."""

    @dataclass
    class Chosen(Message):
        """A paper was clicked twice."""

    @dataclass
    class Selected(Message):
        """Other rows are selected, or none any more."""

    def __init__(
        self,
        layout: RowLayout,
        *,
        id: str | None = None,  # noqa: A002 - Textual's own name
    ) -> None:
        super().__init__(id=id)
        self._row_height = layout.height
        self._keys: array[int] = array("q")
        self._rows = RowsAtHand()
        self._painter = RowPainter(self, layout)
        self._announced: Row | None = None
        self._is_placed = False
        self._ahead: Timer | None = None

    @property
    def keys(self) -> array[int]:
        """The keys of all papers shown, in order."""
        return self._keys

    @property
    def key(self) -> int | None:
        """The key under the cursor."""
        return self._keys[self.cursor] if self._keys else None

    @property
    def row(self) -> Row | None:
        """The row under the cursor, once it is known."""
        key = self.key
        return None if key is None else self._rows.get(key)

    @property
    def selected(self) -> range:
        """The places of the rows that are selected."""
        return self.selection.places(self.cursor, len(self._keys)) if self.selection else range(0)

    def chosen(self) -> array[int]:
        """Return the keys of what is selected, else that under the cursor, if there is one."""
        places = self.selected or range(self.cursor, self.cursor + 1)
        return self._keys[places.start : places.stop]

    @property
    def page_rows(self) -> int:
        """How many whole rows fit."""
        return max(self.scrollable_content_region.height // self._row_height, 1)

    @property
    def _page_step(self) -> int:
        """By how many rows a page moves the cursor: one stays in view."""
        return max(self.page_rows - 1, 1)

    @property
    def rows_in_view(self) -> int:
        """How many rows can be in view, also in part; before the first layout, more than that."""
        height = self.scrollable_content_region.height or self.app.size.height
        return height // self._row_height + 1

    def show(self, keys: array[int], rows: Sequence[Row], key: int | None, how: Showing) -> None:
        """Show other papers with the cursor on the paper `key`, if that is among them."""
        anchor = self._anchor() if how is Showing.GROWN else None
        place = _place(key, keys, otherwise=0 if how is Showing.ANEW else self.cursor)
        self._keys = keys
        self.selection = None
        self._rows.ask_no_more()
        if how is not Showing.GROWN:
            self._rows.clear()
        self._size_to_fit()
        self.set_reactive(PaperList.cursor, self.validate_cursor(place))
        self._is_placed = how is Showing.ANEW
        if anchor is None:
            self._bring_into_view()
        else:
            line = _place(anchor.key, keys, otherwise=anchor.index) * self._row_height
            self.scroll_to_line(line - anchor.line)
        self.supply(rows)
        self.refresh()

    def supply(self, rows: Sequence[Row]) -> None:
        """Take rows to paint, new or changed."""
        changed = self._rows.take(rows)
        self._painter.forget(changed)
        for index in self._view(0):
            if self._keys[index] in changed:
                self._refresh_row(index)
        self._forget_far_rows()
        self._announce()
        self._ask_for(self._view(0))
        self._rest()

    async def painted(self) -> None:
        """Wait until what is shown is on the screen."""
        painted = asyncio.Event()
        self.call_after_refresh(painted.set)
        await painted.wait()

    def known_keys(self) -> list[int]:
        """Return the keys whose rows are held, for reading them again."""
        return self._rows.keys()

    def still_asked(self, keys: Iterable[int]) -> list[int]:
        """Return those of the keys whose rows may be needed, have not come and are not needed."""
        return self._rows.still_asked(keys)

    def forget(self) -> None:
        """Paint everything anew, with styles looked up again."""
        self._painter.forget_styles()
        self.refresh()

    def move_to_key(self, key: int | None) -> None:
        """Put the cursor on a paper, if it is in the list."""
        if key is not None and key in self._keys:
            self.cursor = self._keys.index(key)

    def action_select(self) -> None:
        """Select from here to where the cursor goes; if that is being done, end it."""
        going_on = self.selection and self.selection.anchor is not None
        self.selection = Selection(self.cursor) if self._keys and not going_on else None

    def action_select_all(self) -> None:
        """Select all rows, or none if all are selected."""
        is_all = self.selection == Selection()
        self.selection = Selection() if self._keys and not is_all else None

    def action_move(self, step: int) -> None:
        """Move the cursor by rows."""
        self._go(self.cursor + step)

    def action_page(self, step: int) -> None:
        """Move the cursor by whole pages."""
        self._go(self.cursor + step * self._page_step)

    def action_move_to(self, index: int) -> None:
        """Move the cursor to a row; -1 is the last."""
        self._go(index if index >= 0 else len(self._keys) - 1)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return lines as they were painted, without a walk through Textual's cache of styles."""
        if not is_plain(self):
            return super().render_lines(crop)
        lines = self._lines(crop.line_range)
        if crop.x == 0 and all(line.cell_length == crop.right for line in lines):
            # Textual would keep each of them in itself, for a look for garbage to find.
            return lines
        # Extended, as a resized list is painted before it is told its width.
        base = self._painter.base
        return [line.crop_extend(crop.x, crop.right, base) for line in lines]

    def render_line(self, y: int) -> Strip:
        """Return one line of what is in view."""
        return self._lines(range(y, y + 1))[0]

    def _lines(self, lines: range) -> list[Strip]:
        """Return lines of what is in view; what they have in common is looked up once."""
        _, _, width, height = self.scrollable_content_region
        top, selected = round(self.scroll_y), self.selected
        # The half of a row at the bottom is left out.
        end = max(height - height % self._row_height, self._row_height)
        return [
            self._line(y, *divmod(y + top, self._row_height), width, selected)
            if y < end or not self._keys
            else self._painter.blank(width)
            for y in lines
        ]

    def _line(self, y: int, index: int, line: int, width: int, selected: range) -> Strip:
        if not self._keys:
            return self._painter.hint(self.hint, y, width)
        if not 0 <= index < len(self._keys):
            return self._painter.blank(width)
        row, here = self._rows.get(self._keys[index]), index == self.cursor
        if row is None:
            return self._painter.blank(width, here=here)
        return self._painter.line(row, line, width, here=here, selected=index in selected)

    def validate_scroll_y(self, value: float) -> float:
        """Scroll by whole rows."""
        return round(super().validate_scroll_y(value) / self._row_height) * self._row_height

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a row."""
        return max(0, min(cursor, len(self._keys) - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        """Repaint the two rows concerned and bring the cursor into view."""
        self._bring_into_view()
        if self.selection:
            self.watch_selection()
        for index in (old, new):
            self._refresh_row(index)
        self._announce()
        self._want()
        self._rest()

    def watch_query_shown(self) -> None:
        """Paint the matches of another filter."""
        self._painter.query = self.query_shown
        self._painter.forget_lines()

    def watch_selection(self) -> None:
        """Paint and tell what is selected now."""
        self.refresh()
        self.post_message(self.Selected())

    def watch_hint(self) -> None:
        """Say something else while there is nothing to list."""
        self._painter.forget_lines()

    def notify_style_update(self) -> None:
        """Paint in the colours of another theme."""
        super().notify_style_update()
        self.forget()

    def watch_today(self) -> None:
        """Paint other ages."""
        self._painter.today = self.today
        self._painter.forget_lines()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Ask for the rows that come into view."""
        super().watch_scroll_y(old_value, new_value)
        self._want()
        self._rest()

    def on_resize(self) -> None:
        """Paint in the new width, with the cursor still in view."""
        self._painter.forget_lines()
        self._size_to_fit()
        if self._is_placed:
            # Nobody has moved in it yet: what it showed in a size that was not to last is nothing.
            self.scroll_to_line(0)
        self._bring_into_view()
        self._want()

    def on_focus(self) -> None:
        """Show that keys come here."""
        self.forget()

    def on_blur(self) -> None:
        """Show that keys go elsewhere."""
        self.forget()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the row under the mouse; a second click reads it."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        index = (offset.y + round(self.scroll_y)) // self._row_height
        if 0 <= index < len(self._keys):
            self._go(index)
            if event.chain > 1:
                self.post_message(self.Chosen())

    def _size_to_fit(self) -> None:
        # An odd last line lets the last row be whole where only whole rows are scrolled.
        odd = self.scrollable_content_region.height % self._row_height
        self.virtual_size = Size(0, len(self._keys) * self._row_height + odd)

    def _go(self, index: int) -> None:
        self._is_placed = False
        self.cursor = index
        # Also where it was there already: the wheel may have taken it out of sight.
        self._bring_into_view()

    def _bring_into_view(self) -> None:
        height = self.scrollable_content_region.height
        if not self._keys or height < 1:
            return
        top, bottom = self.cursor * self._row_height, (self.cursor + 1) * self._row_height
        y = round(self.scroll_y)
        if top < y:
            y = top
        elif bottom > y + height:
            y = bottom - height + height % self._row_height
        else:
            return
        self.scroll_to_line(y)

    def _anchor(self) -> _Anchor | None:
        """What must stay where it is: the cursor's row, or the first in view without it."""
        if not self._keys:
            return None
        index = self.cursor
        if index not in self._view(0):
            index = min(round(self.scroll_y) // self._row_height, len(self._keys) - 1)
        return _Anchor(self._keys[index], index, index * self._row_height - round(self.scroll_y))

    def _refresh_row(self, index: int) -> None:
        y = index * self._row_height - round(self.scroll_y)
        self.refresh(Region(0, y, self.size.width, self._row_height))

    def _view(self, margin: float) -> range:
        """The indices in view, and `margin` pages more on both sides."""
        page = self.page_rows + 1
        first, more = round(self.scroll_y) // self._row_height, round(margin * page)
        return range(max(first - more, 0), min(first + page + more, len(self._keys)))

    def _want(self) -> None:
        """Ask for rows in sight that are missing, and for those around if some near it are.

        Those around are else asked for at rest: reading them keeps a frame waiting.
        """
        self._ask_for(self._view(0))
        if not self._rows.are_seen_to(self._keys[index] for index in self._view(0.5)):
            self._ask_for(self._view(2), soon=True)

    def _ask_for(self, indices: Iterable[int], *, soon: bool = False) -> None:
        missing = self._rows.ask_for((self._keys[index] for index in indices), soon=soon)
        if missing:
            self.post_message(self.Wanted(missing, soon))

    @property
    def _ends(self) -> list[int]:
        """The indices of the first pages and of the last, to which one key leads, or two."""
        page, count = 2 * (self.page_rows + 1), len(self._keys)
        return [*range(min(page, count)), *range(max(count - page, page), count)]

    def _rest(self) -> None:
        """Look ahead once nothing else is to be shown."""
        if self._ahead is None:
            self._ahead = self.set_interval(AHEAD, self._look_ahead)
        else:
            self._ahead.reset()

    def _look_ahead(self) -> None:
        """Make ready what keys may bring into view."""
        if self._ahead is not None:
            self._ahead.pause()
        garbage.look(briefly=True)
        self._ask_for([*self._view(2), *self._ends], soon=True)
        self._paint_ahead()

    @work(group="ahead", exclusive=True)
    async def _paint_ahead(self) -> None:
        """Paint rows around the view and at both ends, letting everything else go first.

        Those to which one key brings the cursor are painted with it first.
        """
        reached = [(index, True) for index in self._one_key_away]
        around = [(index, False) for index in (*self._view(1), *self._ends)]
        for index, here in reached + around:
            row = self._rows.get(self._keys[index]) if index < len(self._keys) else None
            if row is not None and not self._painter.has(row, here=here):
                width = self.scrollable_content_region.width
                for line in range(self._row_height):
                    # As it is written, too, which is kept with it.
                    self._painter.line(row, line, width, here=here).render(self.app.console)
                await asyncio.sleep(0)

    @property
    def _one_key_away(self) -> list[int]:
        """The indices to which a step, a page and a jump lead."""
        cursor, page = self.cursor, self._page_step
        ways = (cursor + 1, cursor - 1, cursor + page, cursor - page, 0, len(self._keys) - 1)
        return [self.validate_cursor(index) for index in ways]

    def _forget_far_rows(self) -> None:
        """Hold a few screens of rows, however far the reader has come."""
        if len(self._rows) <= 10 * (self.page_rows + 1) + 40:
            return
        near = {self._keys[index] for index in (*self._view(2), *self._ends)}
        if (key := self.key) is not None:
            near.add(key)
        self._rows.keep(near)
        self._painter.keep(near)

    def _announce(self) -> None:
        """Say what the cursor is on, when that has changed and is known."""
        row = self.row
        if row is None and self._keys:
            return
        if row != self._announced:
            self._announced = row
            self.post_message(self.Highlighted())


def _place(key: int | None, keys: array[int], *, otherwise: int) -> int:
    """Return where a paper is in a list, or another place where it is not in it."""
    return keys.index(key) if key is not None and key in keys else otherwise
