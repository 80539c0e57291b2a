"""A dialog that asks for one line of text."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from paperterm.clean import clean_line
from paperterm.tui.dialogs import Dialog


class AskLine(Input):
    """The line that is typed; enter takes it at once, so that the next key finds it closed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+j", "screen.submit", "Take the text", id="ask.take", show=False)
    ]


class AskText(Dialog[str | None]):
    """Asks for a text of at most `longest` characters; closes with it, cleaned, or with None.

    What is `quoted` stands above the line, which has `text` in it, ready to be replaced.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", id="ask.close", priority=True),
    ]

    def __init__(
        self, heading: str, *, quoted: str = "", text: str = "", hint: str = "", longest: int
    ) -> None:
        super().__init__()
        self._heading = heading
        self._quoted = quoted
        self._text = text
        self._hint = hint
        self._longest = longest

    def compose(self) -> ComposeResult:
        """What is asked for, what it is about, and the line."""
        with Vertical(classes="dialog"):
            yield Static(self._heading, markup=False, classes="heading")
            if self._quoted:
                yield Static(self._quoted, markup=False, classes="quoted")
            yield AskLine(
                self._text, placeholder=self._hint, max_length=self._longest, compact=True
            )

    def action_submit(self) -> None:
        """Close with the text, if there is any."""
        if text := clean_line(self.query_one(AskLine).value, self._longest).strip():
            self.dismiss(text)

    def action_close(self) -> None:
        """Close without one."""
        self.dismiss(None)
