"""The keys of every pane, read from the bindings: for the help, the palette and the README."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from textual.binding import Binding, BindingType
from textual.keys import format_key

from paperterm.query.keys import KEYS as QUERY_KEYS
from paperterm.tui.abstract_pane import AbstractPane
from paperterm.tui.bindings import APP_BINDINGS, MAIN_BINDINGS
from paperterm.tui.filter_bar import FilterInput
from paperterm.tui.panes import Panes
from paperterm.tui.paper_list import PaperList

_SIGNS = {
    "ctrl+": "^",
    "escape": "esc",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "down": "↓",
    "up": "↑",
}
_SIGNS |= {"home": "Home", "end": "End", "left": "←", "right": "→", "enter": "enter"}


PLACES: tuple[tuple[str, Sequence[BindingType]], ...] = (
    ("Everywhere", [*MAIN_BINDINGS, *APP_BINDINGS]),
    ("In both panes", Panes.BINDINGS),
    ("In the list", PaperList.BINDINGS),
    ("In the abstract", AbstractPane.BINDINGS),
    ("In the filter bar", FilterInput.BINDINGS),
)
"""Where keys work, with the bindings they have there."""

DECLARED = {
    each.id: each
    for _, bindings in PLACES
    for each in bindings
    if isinstance(each, Binding) and each.id
}
"""Every binding by its id, as it is declared: with all its keys."""


def sections() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield the name of each place with its keys and what they do."""
    for name, bindings in PLACES:
        yield name, list(_rows(each for each in bindings if isinstance(each, Binding)))


def language() -> list[tuple[str, str]]:
    """Return what a filter can say, by example, with what it means."""
    return [
        ("a b", "Both words; the last may be a beginning"),
        ('"a b"  a*  -a', "A phrase, a beginning, not"),
        ("a OR (b c)", "Either"),
        *((key.example, key.help) for key in QUERY_KEYS),
    ]


def _rows(bindings: Iterable[Binding]) -> Iterator[tuple[str, str]]:
    """Yield keys and what they do; the nine keys that open links are one row."""
    for binding in bindings:
        if binding.id == "open.1":
            yield "1–9", "Open the link of that number"
        elif not (binding.id or "").removeprefix("open.").isdigit():
            yield keys_of(binding), full(binding)


def full(binding: Binding) -> str:
    """Return what a command does, in full."""
    return binding.tooltip or binding.description


def keys_of(binding: Binding) -> str:
    """Return a binding's keys as a person reads them: `^d PgDn`."""
    return binding.key_display or " ".join(_key_name(key) for key in binding.key.split(","))


def _key_name(key: str) -> str:
    for word, sign in _SIGNS.items():
        key = sign + key.removeprefix(word) if word.endswith("+") and key.startswith(word) else key
        key = sign if key == word else key
    return key if key.startswith("^") or len(key) < 2 else (format_key(key) if "_" in key else key)
