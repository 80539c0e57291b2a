"""The status bar: what is shown, and how fresh it is."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.reactive import reactive
from textual.widgets import Static

from paperterm.tui.still import Still


class StatusBar(Horizontal, Still):
    """The name and the numbers on the left, the refresh on the right."""

    # What they say is painted by the texts themselves.
    heading: reactive[str] = reactive("", init=False, repaint=False)
    numbers: reactive[str] = reactive("", init=False, repaint=False)
    freshness: reactive[str] = reactive("", init=False, repaint=False)
    hint: reactive[str] = reactive("", init=False, repaint=False)
    working: reactive[str] = reactive("", init=False, repaint=False)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        # Not looked for when they are needed: a refresh tells of its end when they may be gone.
        self._heading, self._numbers, self._freshness, self._hint = (
            Static(markup=False, id=name) for name in ("heading", "numbers", "freshness", "hint")
        )

    def compose(self) -> ComposeResult:
        """Three texts in a line, and one that takes the place of the last two."""
        yield from (self._heading, self._numbers, self._freshness, self._hint)

    def watch_heading(self, heading: str) -> None:
        """Show whose screen it is."""
        self._heading.update(heading)

    def watch_numbers(self, numbers: str) -> None:
        """Show how much there is."""
        self._numbers.update(numbers)

    def watch_freshness(self, freshness: str) -> None:
        """Show how fresh it is."""
        self._freshness.update(freshness)

    def watch_hint(self, hint: str) -> None:
        """Say something about what is typed, instead of how much there is and how fresh it is."""
        self._say(self.working or hint)

    def watch_working(self, working: str) -> None:
        """Say how far something has come, instead of anything else."""
        self._say(working or self.hint)

    def _say(self, text: str) -> None:
        self.set_class(bool(text), "-hinting")
        self._hint.update(text)
