"""The copy menu: what can be copied of a paper, each by a key of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual.binding import Binding, BindingType

from paperterm.copying import KINDS
from paperterm.paper import Row
from paperterm.tui.chosen import Chosen
from paperterm.tui.dialogs import Item, Menu


class CopyMenu(Menu):
    """Offers what can be copied of papers; what a `row`, one alone, has not is quiet."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(
                kind.key, f"take('{kind.id}')", f"Copy the {kind.name}", id=f"copying.{kind.id}"
            )
            for kind in KINDS
        ),
        Binding("escape,q,Y", "close", "Copy nothing", id="copying.close"),
    ]

    def __init__(
        self, chosen: Chosen, row: Row | None, taken: Callable[[str], Awaitable[None]]
    ) -> None:
        many = f" of {chosen.words}" if len(chosen.keys) > 1 else ""
        super().__init__(
            f"Copy what{many}?",
            (Item(kind.id, kind.name, row is None or kind.is_of(row)) for kind in KINDS),
            taken,
        )
