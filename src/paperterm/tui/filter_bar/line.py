"""The line in which the filter is typed, in the colours of what its parts mean."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import ClassVar, Protocol

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input

from paperterm.clean import clean_line
from paperterm.query import EVERYTHING, QUERY_LENGTH, Query, parse
from paperterm.tui.bindings import command
from paperterm.tui.filter_bar.painting import COMPONENTS, LinePainter
from paperterm.tui.lines import PLACEHOLDER

LONG = 1_000
"""Characters from which on a text is read beside the event loop; to read these takes 2 ms."""

TOO_LONG = f"A filter has {QUERY_LENGTH:,} characters at most; the rest was left out."


class Desk(Protocol):
    """What the keys of the line do besides editing it."""

    @property
    def is_completing(self) -> bool:
        """Whether there is something to complete, or may be in a moment."""

    def complete(self) -> Awaitable[bool]:
        """Put the chosen completion into the line; says whether there was one."""

    def choose(self, step: int) -> Awaitable[bool]:
        """Choose another completion; says whether there are some to choose from."""

    def recall(self, step: int) -> Awaitable[bool]:
        """Put an earlier (1) or later (-1) filter into the line; says whether there was one."""


class FilterInput(Input):
    """The line itself. The main screen hands it its keys, one after the other."""

    # Of two bindings of a key, the first that makes sense is taken. An enter typed before the
    # terminal is ours arrives as ctrl+j.
    BINDINGS: ClassVar[list[BindingType]] = [
        command("tab", "complete", "Complete what is typed", "bar.complete", short="complete"),
        command(
            "enter,ctrl+j,tab",
            "screen.leave_bar",
            "To the list",
            "bar.accept",
            short="to the list",
            display="enter tab",
        ),
        command(
            "escape",
            "screen.cancel_bar",
            "Put the filter back that was there before",
            "bar.cancel",
            short="put the filter back",
        ),
        command("right", "complete_or_right", "Complete what is typed, at its end", "bar.right"),
        command("up", "choose(-1)", "Choose the completion above", "bar.choose_above"),
        command("up", "recall(1)", "With nothing to choose, an earlier filter", "bar.earlier"),
        command("down", "choose(1)", "Choose the completion below", "bar.choose_below"),
        command("down", "recall(-1)", "A later filter again, else to the list", "bar.later"),
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = COMPONENTS

    class Typed(Message):
        """The text, or the cursor's place in it, is another."""

        def can_replace(self, message: Message) -> bool:
            """Whether it says all that an earlier message has to say."""
            return isinstance(message, FilterInput.Typed)

    class Shifted(Message):
        """The text stands in other columns of the screen."""

    @dataclass
    class Refused(Message):
        """Something was not taken, and why."""

        sentence: str

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._painter = LinePainter(self._style)
        self._known = ("", EVERYTHING)
        super().__init__(
            id="filter",
            compact=True,
            select_on_focus=False,
            placeholder=PLACEHOLDER,
            max_length=QUERY_LENGTH,
            highlighter=self._painter,
        )

    def query_of(self, text: str) -> Query | None:
        """Return what a text means, None where that is not known yet and takes long to find out.

        The text that stands here is read once, whoever asks.
        """
        if text != self._known[0]:
            if len(text) >= LONG:
                return None
            return self.know(text, parse(text))
        return self._known[1]

    def know(self, text: str, query: Query) -> Query:
        """Take in what a text means, if it still stands here; returns that."""
        if text == self.value:
            self._known = (text, query)
        return query

    def column_of(self, index: int) -> int:
        """Return the column of the screen in which a character stands."""
        return self.content_region.x - self.scroll_offset.x + cell_len(self.value[:index])

    def put(self, text: str) -> None:
        """Put typed text where the cursor is, over what is selected."""
        self.replace(text, *self.selection)

    def watch_value(self) -> None:
        """Tell that the text is another."""
        self.post_message(self.Typed())

    def watch_selection(self) -> None:
        """Tell that the cursor has moved."""
        self.post_message(self.Typed())

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        """Tell that the text has moved."""
        super().watch_scroll_x(old_value, new_value)
        self.post_message(self.Shifted())

    def on_resize(self) -> None:
        """Keep the cursor in view: what stands beside the line can take its room."""
        column = cell_len(self.value[: self.cursor_position])
        cursor = Region(column, 0, 1 + self.cursor_at_end, 1)
        self.scroll_to_region(cursor, force=True, animate=False)
        self.post_message(self.Shifted())

    def render_line(self, y: int) -> Strip:
        """Paint the line."""
        start = self.scroll_offset.x
        end = start + self.size.width + 1
        # A character can have two columns.
        self._painter.view = (start if self.value.isascii() else start // 2, end)
        query = self.query_of(self.value)
        self._painter.tokens = query.tokens if query else ()
        return super().render_line(y)

    def restricted(self) -> None:
        """Say why something was not taken."""
        self.post_message(self.Refused(TOO_LONG))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Offer to complete where something can be completed."""
        return self._desk.is_completing if action in {"complete", "choose"} else True

    async def action_complete(self) -> None:
        """Complete what is typed; if nothing can be completed after all, go to the list."""
        if not await self._desk.complete():
            await self.run_action("screen.leave_bar")

    async def action_complete_or_right(self) -> None:
        """Complete what is typed, or move the cursor."""
        at_end = self.cursor_at_end and self.selection.is_empty
        if not (at_end and await self._desk.complete()):
            self.action_cursor_right()

    async def action_choose(self, step: int) -> None:
        """Choose another completion; if there is none after all, recall a filter."""
        if not await self._desk.choose(step):
            await self.action_recall(-step)

    async def action_recall(self, step: int) -> None:
        """Recall an earlier or later filter; after the last, go to the list."""
        if not await self._desk.recall(step) and step < 0:
            await self.run_action("screen.leave_bar")

    def action_paste(self) -> None:
        """Paste what was cut or copied here."""
        self._take_in(self.app.clipboard)

    def _on_paste(self, event: events.Paste) -> None:
        """Take pasted text as one line, cleaned like any other text from outside."""
        event.stop()
        event.prevent_default()
        self._take_in(event.text)

    def _take_in(self, text: str) -> None:
        """Put in as much of a text as there is room for."""
        start, end = sorted(self.selection)
        room = QUERY_LENGTH - len(self.value) + end - start
        # One character more than there is room for says that it was cut.
        line = clean_line(text, room + 1)
        if len(line) > room:
            self.restricted()
        self.put(line[:room])

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(name, partial=True)
