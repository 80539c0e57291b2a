"""The export menu: the formats that papers can be written in, each by a key of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar, NamedTuple

from textual.binding import Binding, BindingType

from paperterm.tui.dialogs import Item, Menu


class Offered(NamedTuple):
    """A format as it is offered: by a key, under a name."""

    key: str
    name: str


OFFERED = {
    "bibtex": Offered("b", "BibTeX"),
    "ris": Offered("r", "RIS"),
    "csl": Offered("c", "CSL JSON"),
    "markdown": Offered("m", "Markdown"),
    "csv": Offered("v", "CSV"),
    "jsonl": Offered("j", "JSONL"),
    "atom": Offered("a", "Atom"),
    "html": Offered("h", "HTML"),
}
"""Every format by its name; what else is to be said of one is imported when the menu opens."""

_NAME_WIDTH = 10


class ExportMenu(Menu):
    """Offers the formats, each with what it is for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(each.key, f"take('{id_}')", f"Export as {each.name}", id=f"exporting.{id_}")
            for id_, each in OFFERED.items()
        ),
        Binding("escape,q,e", "close", "Export nothing", id="exporting.close"),
    ]

    def __init__(self, papers: str, taken: Callable[[str], Awaitable[None]]) -> None:
        from paperterm.export import FORMATS  # noqa: PLC0415 - only now

        super().__init__(
            f"Export {papers} as",
            (
                Item(each, f"{OFFERED[each].name:{_NAME_WIDTH}}{FORMATS[each].about}")
                for each in OFFERED
            ),
            taken,
        )
