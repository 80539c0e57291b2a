"""The completions that are offered: a few lines over the list, below what they complete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from paperterm.cells import cut, width_of
from paperterm.query.completion import Completion

TEXT_WIDTH = 40
"""Columns for a completion; a longer name is cut."""

_GAP = 2


class Offers(Widget):
    """Lines with a completion and what it means, of which one is chosen."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"offers--chosen", "offers--meaning"}

    @dataclass
    class Clicked(Message):
        """A line was clicked."""

        index: int

    def __init__(self) -> None:
        super().__init__(id="offers")
        self.display = False
        self._found: Sequence[Completion] = ()
        self._chosen = 0
        self._texts = 0

    def show(self, found: Sequence[Completion], chosen: int, column: int) -> None:
        """Show completions below a column of the screen, or nothing where there are none."""
        self._found, self._chosen = found, chosen
        self.display = bool(found)
        if not found:
            return
        screen = self.screen.size
        self._texts = min(max(width_of(each.text) for each in found), TEXT_WIDTH)
        meanings = max(width_of(each.meaning) for each in found)
        width = min(self._texts + meanings + _GAP + 2, screen.width)
        self.styles.width = width
        self.styles.height = min(len(found), max(screen.height - 3, 1))
        self.styles.offset = (max(min(column - 1, screen.width - width), 0) - self._left, 1)
        self.refresh()

    @property
    def _left(self) -> int:
        """The column in which the bar's content begins."""
        parent = self.parent
        return parent.content_region.x if isinstance(parent, Widget) else 0

    def render_line(self, y: int) -> Strip:
        """Paint one completion."""
        if y >= len(self._found):
            return Strip.blank(self.size.width, self.rich_style)
        completion = self._found[y]
        base = self.rich_style
        meaning = self.get_component_rich_style("offers--meaning", partial=True)
        if y == self._chosen:
            chosen = self.get_component_rich_style("offers--chosen", partial=True)
            base, meaning = base + chosen, meaning + chosen
        text = cut(completion.text, self._texts)
        gap = " " * (self._texts - width_of(text) + _GAP)
        # What several in a row mean is said once.
        above = self._found[y - 1].meaning if y else ""
        what = completion.meaning if completion.meaning != above else ""
        segments = [Segment(f" {text}{gap}", base), Segment(what, base + meaning)]
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def on_click(self, event: events.Click) -> None:
        """Take the completion that was clicked."""
        event.stop()
        if event.y < len(self._found):
            self.post_message(self.Clicked(event.y))
