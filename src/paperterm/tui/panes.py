"""The panes: the list and the abstract, side by side, stacked or one at a time."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from paperterm.tui.abstract_pane import AbstractPane
from paperterm.tui.bindings import command
from paperterm.tui.covered import Covered
from paperterm.tui.paper_list import PaperList


class Side(Covered):
    """Holds one pane, so that a change in the other one leaves it alone.

    Textual paints again whatever shares a container with what has changed.
    """


class Panes(Covered):
    """Holds a PaperList and an AbstractPane, and knows which of them a person is in.

    The screen's width decides how they share the room; `-zoomed` gives it all to one, `-reading`
    says that this one is the abstract.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        command("J", "scroll_abstract(1)", "Scroll the abstract down", "abstract.line_down"),
        command("K", "scroll_abstract(-1)", "Scroll the abstract up", "abstract.line_up"),
        command("tab,shift+tab", "other_pane", "Change pane", "pane.other"),
        command("z", "zoom", "Zoom the pane", "pane.zoom"),
    ]

    def __init__(self, papers: PaperList, abstract: AbstractPane) -> None:
        self._list_side = Side(papers, id="list-side")
        self._abstract_side = Side(abstract, id="abstract-side")
        super().__init__(self._list_side, self._abstract_side, id="panes")
        self._papers = papers
        self._abstract = abstract

    @property
    def shows_list(self) -> bool:
        """Whether the list has room."""
        return self._list_side.display

    @property
    def shows_abstract(self) -> bool:
        """Whether the abstract has room."""
        return self._abstract_side.display

    @property
    def is_zoomed(self) -> bool:
        """Whether one pane has all the room."""
        return self.has_class("-zoomed")

    @property
    def is_reading(self) -> bool:
        """Whether a person is in the abstract."""
        return self.has_class("-reading")

    def go_to(self, pane: PaperList | AbstractPane) -> None:
        """Take the focus, and in a narrow terminal the room, to a pane."""
        # The class comes first: a pane that is not displayed cannot take the focus.
        self.set_class(pane is self._abstract, "-reading")
        self.screen.set_focus(pane)

    def show_list(self) -> None:
        """Give the room to the list where there is only room for one, whoever has the focus."""
        self.remove_class("-reading")

    def action_other_pane(self) -> None:
        """Change between list and abstract."""
        self.go_to(self._abstract if self._papers.has_focus else self._papers)

    def action_zoom(self) -> None:
        """Give the pane with the focus all the room, or share it again."""
        self.toggle_class("-zoomed")

    def zoom(self) -> None:
        """Give the pane with the focus all the room."""
        self.add_class("-zoomed")

    async def action_scroll_abstract(self, step: int) -> None:
        """Scroll the abstract by lines, from either pane."""
        await self._abstract.action_scroll_lines(step)
