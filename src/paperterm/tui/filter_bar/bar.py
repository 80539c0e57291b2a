"""The filter bar: one line in which the filter is typed, and how many papers it leaves."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input, Static

from paperterm.clean import clean_line
from paperterm.query import QUERY_LENGTH
from paperterm.tui.bindings import command
from paperterm.tui.lines import PLACEHOLDER


class FilterInput(Input):
    """The line itself. The main screen hands it its keys, one after the other."""

    # An enter typed before the terminal is ours arrives as ctrl+j.
    BINDINGS: ClassVar[list[BindingType]] = [
        command(
            "enter,ctrl+j,tab,down",
            "screen.leave_bar",
            "To the list",
            "bar.accept",
            short="to the list",
            display="enter",
        ),
        command(
            "escape",
            "screen.cancel_bar",
            "Put the filter back that was there before",
            "bar.cancel",
            short="put the filter back",
        ),
    ]

    class Typed(Message):
        """The text is another."""

    def __init__(self) -> None:
        super().__init__(
            id="filter",
            compact=True,
            select_on_focus=False,
            placeholder=PLACEHOLDER,
        )

    def put(self, character: str) -> None:
        """Put a typed character where the cursor is, over what is selected."""
        self.replace(character, *self.selection)

    def watch_value(self) -> None:
        """Tell that the text is another."""
        self.post_message(self.Typed())

    def _on_paste(self, event: events.Paste) -> None:
        """Take pasted text as one line, cleaned like any other text from outside."""
        event.stop()
        event.prevent_default()
        self.replace(clean_line(event.text, QUERY_LENGTH), *self.selection)


class FilterBar(Horizontal):
    """The line and what it says of the result."""

    result: reactive[str] = reactive("", init=False, repaint=False)

    def compose(self) -> ComposeResult:
        """A sign, the line, the result."""
        yield Static("/", markup=False, id="filter-sign")
        yield FilterInput()
        yield Static("", markup=False, id="filter-result")

    @property
    def input(self) -> FilterInput:
        """The line in which the filter is typed."""
        return self.query_one(FilterInput)

    def set_text(self, text: str) -> None:
        """Put a filter into the line without telling anybody."""
        with self.input.prevent(FilterInput.Typed):
            self.input.value = text
        self.input.cursor_position = len(text)

    def watch_result(self, result: str) -> None:
        """Show how many papers match."""
        self.query_one("#filter-result", Static).update(result)
