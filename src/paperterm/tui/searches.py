"""Saved searches, and the dialog in which one is picked by its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from paperterm.tui.dialogs import Choices, Choosing
from paperterm.tui.keymap import keymap_of
from paperterm.tui.lines import fit

NAME_WIDTH = 24
"""Columns of the names in the picker."""

TEXT_WIDTH = 34
"""Columns of the filters beside them."""


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A filter with a name; one of config.toml is not changed in the app."""

    name: str
    text: str
    is_from_config: bool = False


@dataclass(frozen=True, slots=True)
class Picked:
    """What was done in the picker: a search chosen, perhaps, and some to be forgotten."""

    search: SavedSearch | None
    forgotten: tuple[SavedSearch, ...] = ()


class PickSearch(Choosing[Picked]):
    """Offers the saved searches, with how much is unread in each.

    What is to be forgotten stays in sight until the picker is closed, and can be kept after all.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l", "take_highlighted", "Take", id="saved.take", show=False),
        Binding("d,delete", "forget", "Forget it, or keep it", id="saved.forget"),
        Binding("escape,q,apostrophe", "close", "Close", id="saved.close"),
    ]

    def __init__(self, searches: Sequence[SavedSearch]) -> None:
        super().__init__()
        self._searches = tuple(searches)
        self._unread: dict[SavedSearch, int] = {}
        self._forgotten: set[SavedSearch] = set()

    def compose(self) -> ComposeResult:
        """A heading, the searches, and the keys that are not everywhere."""
        with Vertical(classes="dialog searches"):
            yield Static("Saved searches", markup=False, classes="heading")
            yield Choices(*map(self._prompt, range(len(self._searches))), compact=True)
            key = keymap_of(self).key
            answers = f"{key('choose.take')} shows it   {key('saved.forget')} forgets it"
            yield Static(answers, markup=False, classes="answers")

    def count(self, search: SavedSearch, unread: int) -> None:
        """Say how many papers of a search are unread."""
        self._unread[search] = unread
        if self.query(Choices):  # a count may come when the picker is being closed
            self._show(self._searches.index(search))

    def action_take(self, number: int) -> None:
        """Close with a search, counted from 1."""
        if number <= len(self._searches):
            search = self._searches[number - 1]
            self._forgotten.discard(search)
            self._close(search)

    def action_forget(self) -> None:
        """Forget the search under the cursor when the picker is closed, or keep it after all."""
        search = self._searches[self.place]
        if search.is_from_config:
            self.notify(f"“{search.name}” is taken out in config.toml.", markup=False)
            return
        self._forgotten ^= {search}
        self._show(self.place)

    def action_close(self) -> None:
        """Close without one."""
        self._close(None)

    def _close(self, search: SavedSearch | None) -> None:
        self.dismiss(
            Picked(search, tuple(each for each in self._searches if each in self._forgotten))
        )

    def _show(self, place: int) -> None:
        self.choices.replace_option_prompt_at_index(place, self._prompt(place))

    def _prompt(self, place: int) -> Content:
        search = self._searches[place]
        unread = self._unread.get(search)
        number = f"{place + 1} " if place < 9 else "  "
        name = fit(search.name, NAME_WIDTH)
        text = (f"  {fit(search.text, TEXT_WIDTH)}", "$quiet")
        if search in self._forgotten:
            return Content.assemble((number, "$quiet"), (name, "strike"), text, "  forgotten")
        count = "" if unread is None else f"{unread:,} unread"
        return Content.assemble((number, "$mark"), name, text, (f"  {count:>14}", "$quiet"))
