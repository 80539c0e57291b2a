"""The status bar: what is shown, and how fresh it is."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.reactive import reactive
from textual.widgets import Static


class StatusBar(Horizontal):
    """The name and the numbers on the left, the refresh on the right."""

    numbers: reactive[str] = reactive("", init=False)
    freshness: reactive[str] = reactive("", init=False)

    def __init__(self, name: str) -> None:
        super().__init__(id="status")
        self._title = name

    def compose(self) -> ComposeResult:
        """Three texts in a line."""
        yield Static(self._title, markup=False, id="title")
        yield Static("", markup=False, id="numbers")
        yield Static("", markup=False, id="freshness")

    def watch_numbers(self, numbers: str) -> None:
        """Show how much there is."""
        self.query_one("#numbers", Static).update(numbers)

    def watch_freshness(self, freshness: str) -> None:
        """Show how fresh it is."""
        self.query_one("#freshness", Static).update(freshness)
