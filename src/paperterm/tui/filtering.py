"""Filtering: the text of the filter, and the ways back from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from paperterm.tui.filter_bar import FilterBar
from paperterm.tui.paper_list import PaperList, Showing


@dataclass(frozen=True, slots=True)
class Place:
    """A filter, and the key of the paper that was under the cursor while it was shown."""

    text: str = ""
    key: int | None = None


class Filtering:
    """Keeps bar and list together, and where a person was before the filter they have now.

    `ask` is given each filter that is to be shown, with the paper that the cursor goes to.
    """

    def __init__(
        self, bar: FilterBar, papers: PaperList, ask: Callable[[Place, Showing], None]
    ) -> None:
        self.text = ""
        self._bar = bar
        self._papers = papers
        self._ask = ask
        self._unfiltered = Place()
        self._before_bar: Place | None = None

    def begin(self, text: str) -> None:
        """Begin with a filter, without asking it."""
        self.text = text
        self._bar.set_text(text)

    def note_bar(self, *, entered: bool) -> None:
        """Keep what was before the bar was entered, however that was done."""
        if not entered:
            self._before_bar = None
            self._bar.leave()
        elif self._before_bar is None:
            self._before_bar = Place(self.text, self._papers.key)
            if not self.text:
                self._unfiltered = self._before_bar

    def take_text(self) -> None:
        """Ask what the bar says, if it is not the filter already."""
        text = self._bar.input.value
        if text != self.text:
            self._show(Place(text))

    def cancel(self) -> None:
        """Bring back the filter that the bar was entered with, and the paper of the cursor."""
        before, self._before_bar = self._before_bar, None
        if before is not None:
            self._put(before)

    def clear(self) -> None:
        """Show all papers, with the cursor where it was before they were filtered."""
        if self.text:
            self._put(self._unfiltered)

    def put(self, text: str) -> None:
        """Show what a filter finds, from the first row on; clearing it leads back to here."""
        if not self.text:
            self._unfiltered = Place("", self._papers.key)
        self._put(Place(text))

    def lead_to(self, key: int) -> None:
        """Put the cursor on a paper, and clear the filter if that does not find it."""
        if key in self._papers.keys:
            self._papers.move_to_key(key)
        else:
            self._bar.set_text("")
            self._show(Place("", key))

    def again(self) -> None:
        """Ask the filter anew, with the cursor on the same paper if it still matches."""
        self._show(Place(self.text, self._papers.key), Showing.AGAIN)

    def _put(self, place: Place) -> None:
        self._bar.set_text(place.text)
        if place.text != self.text:
            self._show(place)
        else:
            self._papers.move_to_key(place.key)

    def _show(self, place: Place, how: Showing = Showing.ANEW) -> None:
        self.text = place.text
        self._ask(place, how)
