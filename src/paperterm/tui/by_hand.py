"""By hand: a text on the whole screen, to be selected with the mouse and the terminal's means."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from paperterm.tui.dialogs import Dialog

if TYPE_CHECKING:
    from paperterm.tui.app import PapertermApp

SHOWN = 20_000
"""Characters shown; nobody selects more by hand."""

# Also what a terminal sends for the wheel while the mouse is left to it.
_SCROLLING = {"up": -1, "down": 1, "pageup": -10, "pagedown": 10, "home": -SHOWN, "end": SHOWN}


class ByHand(Dialog[None]):
    """Shows a text for as long as no key is pressed but one that scrolls."""

    def __init__(self, why: str, text: str) -> None:
        super().__init__()
        self._why = why
        self._text = text

    @property
    def reader(self) -> PapertermApp:
        """The app, which knows whose the mouse is."""
        return cast("PapertermApp", self.app)

    def compose(self) -> ComposeResult:
        """The reason, the text from the first column on, and what closes it."""
        yield Static(self._why, markup=False, classes="why")
        with VerticalScroll(can_focus=False):
            yield Static(Content(self._text[:SHOWN]), markup=False)
        cut = "" if len(self._text) <= SHOWN else f" These are the first {SHOWN:,} characters."
        yield Static(f"↑ and ↓ scroll, any other key closes this.{cut}", classes="closing")

    def on_mount(self) -> None:
        """Leave the mouse to the terminal."""
        self.reader.report_mouse(False)

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Take the mouse back; not where the program ends, which has given it up by then."""
        if self.is_current:
            self.reader.report_mouse(True)
        return super().dismiss(result)

    def take_key(self, key: str) -> None:
        """Scroll, or close; a key that quits elsewhere, or copies, closes too."""
        if step := _SCROLLING.get(key):
            scroll = self.query_one(VerticalScroll)
            scroll.scroll_relative(y=step, animate=False, immediate=True)
        else:
            self.dismiss(None)
