"""The keys of every pane, read from the bindings: for the help, the palette and the README."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from textual.binding import Binding, BindingType
from textual.screen import Screen

from paperterm.query.keys import KEYS as QUERY_KEYS
from paperterm.tui.abstract_pane import AbstractPane
from paperterm.tui.bindings import APP_BINDINGS, MAIN_BINDINGS
from paperterm.tui.copy_menu import CopyMenu
from paperterm.tui.export_menu import ExportMenu
from paperterm.tui.filter_bar import FilterInput
from paperterm.tui.keymap import Keymap, declared_keys, is_text, keymap_of, keys_shown
from paperterm.tui.panes import Panes
from paperterm.tui.paper_list import PaperList

EVERYWHERE = "Everywhere"
IN_BOTH = "In both panes"
IN_LIST = "In the list"
IN_ABSTRACT = "In the abstract"
IN_BAR = "In the filter bar"
IN_COPY_MENU = "After Y"
IN_EXPORT_MENU = "After e"

PLACES: Mapping[str, Sequence[BindingType]] = {
    EVERYWHERE: [*MAIN_BINDINGS, *APP_BINDINGS],
    IN_BOTH: Panes.BINDINGS,
    IN_LIST: PaperList.BINDINGS,
    IN_ABSTRACT: AbstractPane.BINDINGS,
    IN_BAR: FilterInput.BINDINGS,
    IN_COPY_MENU: CopyMenu.BINDINGS,
    IN_EXPORT_MENU: ExportMenu.BINDINGS,
}
"""Where keys work, with the bindings they have there, as they are declared."""

DECLARED = {
    each.id: each
    for bindings in PLACES.values()
    for each in bindings
    if isinstance(each, Binding) and each.id
}
"""Every binding by its id, as it is declared: with all its keys."""

LANGUAGE = "What a filter can say"

_NUMBERED = tuple(f"open.{number}" for number in range(1, 10))


class Section(NamedTuple):
    """Keys that belong together, each with what it does, under a heading."""

    heading: str
    rows: list[tuple[str, str]]


def sections(keymap: Keymap | None = None) -> list[Section]:
    """Return every place with its keys; without a keymap, as they are declared."""
    return [Section(place, _rows(bindings, keymap)) for place, bindings in PLACES.items()]


def explained(here: str, keymap: Keymap) -> tuple[list[Section], list[Section]]:
    """Return what works in the place where the focus is, and all the rest."""
    found = {each.heading: each for each in sections(keymap)}
    found[LANGUAGE] = Section(LANGUAGE, language())
    if here == IN_BAR:
        names = [IN_BAR, LANGUAGE, EVERYWHERE]
        others = _rows(PLACES[EVERYWHERE], keymap, beside_text=True)
        shown = [found[IN_BAR], found[LANGUAGE], Section(EVERYWHERE, others)]
    else:
        names = [here, IN_BOTH, EVERYWHERE]
        shown = [found[name] for name in names]
    return shown, [each for name, each in found.items() if name not in names]


def language() -> list[tuple[str, str]]:
    """Return what a filter can say, by example, with what it means."""
    return [
        ("a b", "Both words; the last may be a beginning"),
        ('"a b"  a*  -a', "A phrase, a beginning, not"),
        ("a OR (b c)", "Either"),
        *((key.example, key.help) for key in QUERY_KEYS),
    ]


def ids_of(place: str) -> frozenset[str]:
    """Return the ids of the bindings of a place."""
    return frozenset(each.id for each in PLACES[place] if isinstance(each, Binding) and each.id)


def keys_now(screen: Screen[Any]) -> dict[str, tuple[Binding, str]]:
    """Return the commands that can be given now, each with the keys by which that is done.

    Those of the pane with the focus come first, all as they are declared: keys that are others
    than those do not change the order. A command without a key has an empty text.
    """
    active: dict[str, set[str]] = {}
    nodes: dict[str, int] = {}
    for each in screen.active_bindings.values():
        if each.enabled and each.binding.id in DECLARED:
            active.setdefault(each.binding.id, set()).add(each.binding.key)
            nodes.setdefault(each.binding.id, len(each.node.ancestors))
    keymap = keymap_of(screen)
    return {
        name: (
            DECLARED[name],
            keys_shown(DECLARED[name], [key for key in keymap.keys(name) if key in active[name]]),
        )
        for name in sorted(
            (name for name in DECLARED if name in active), key=nodes.__getitem__, reverse=True
        )
    }


def full(binding: Binding) -> str:
    """Return what a command does, in full."""
    return binding.tooltip or binding.description


def _rows(
    declared: Iterable[BindingType], keymap: Keymap | None, *, beside_text: bool = False
) -> list[tuple[str, str]]:
    """Return keys and what they do, or only those that can be pressed while text is typed.

    The nine keys that open links are one row, as long as they are those that were declared.
    """
    rows: list[tuple[str, str]] = []
    one_row = keymap is None or all(map(keymap.is_own, _NUMBERED))
    for each in declared:
        if isinstance(each, Binding) and each.id:
            keys = keymap.keys(each.id) if keymap else declared_keys(each)
            keys = tuple(key for key in keys if not (beside_text and is_text(key)))
            if one_row and each.id in _NUMBERED:
                if keys and each.id == _NUMBERED[0]:
                    rows.append(("1–9", "Open the link of that number"))
            elif keys:
                rows.append((keys_shown(each, keys), full(each)))
    return rows
