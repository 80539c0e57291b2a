"""The copy menu: what can be copied of a paper, each by a key of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from paperterm.copying import KINDS
from paperterm.paper import Row
from paperterm.tui.dialogs import Item, Menu
from paperterm.wording import counted


class CopyMenu(Menu):
    """Offers what can be copied of papers; what none of them has is quiet."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(
                kind.key, f"take('{kind.id}')", f"Copy the {kind.name}", id=f"copying.{kind.id}"
            )
            for kind in KINDS
        ),
        Binding("escape,q,Y", "close", "Copy nothing", id="copying.close"),
    ]

    def __init__(self, rows: Sequence[Row], taken: Callable[[str], Awaitable[None]]) -> None:
        many = f" of {counted(len(rows), 'paper')}" if len(rows) > 1 else ""
        super().__init__(
            f"Copy what{many}?",
            (Item(kind.id, kind.name, any(map(kind.is_of, rows))) for kind in KINDS),
            taken,
        )
