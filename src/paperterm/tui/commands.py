"""The keys of every pane, read from the bindings: for the help, the palette and the README."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from textual.app import App
from textual.binding import Binding, BindingsMap, BindingType
from textual.keys import format_key, key_to_character
from textual.screen import Screen

from paperterm.query.keys import KEYS as QUERY_KEYS
from paperterm.tui.abstract_pane import AbstractPane
from paperterm.tui.bindings import APP_BINDINGS, MAIN_BINDINGS
from paperterm.tui.copy_menu import CopyMenu
from paperterm.tui.filter_bar import FilterInput
from paperterm.tui.panes import Panes
from paperterm.tui.paper_list import PaperList

EVERYWHERE = "Everywhere"
IN_BOTH = "In both panes"
IN_LIST = "In the list"
IN_ABSTRACT = "In the abstract"
IN_BAR = "In the filter bar"
IN_COPY_MENU = "After Y"

PLACES: Mapping[str, Sequence[BindingType]] = {
    EVERYWHERE: [*MAIN_BINDINGS, *APP_BINDINGS],
    IN_BOTH: Panes.BINDINGS,
    IN_LIST: PaperList.BINDINGS,
    IN_ABSTRACT: AbstractPane.BINDINGS,
    IN_BAR: FilterInput.BINDINGS,
    IN_COPY_MENU: CopyMenu.BINDINGS,
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

_SIGNS = {
    "escape": "esc",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
    "home": "Home",
    "end": "End",
    "enter": "enter",
    "space": "space",
}
_NOT_TOLD = "ctrl+j"
"""What an enter arrives as that was typed before the terminal is ours: nobody need know it."""

_NUMBERED = tuple(f"open.{number}" for number in range(1, 10))


class Section(NamedTuple):
    """Keys that belong together, each with what it does, under a heading."""

    heading: str
    rows: list[tuple[str, str]]


def sections(keymap: Mapping[str, str] | None = None) -> list[Section]:
    """Return every place with its keys; a keymap (as Textual has it) says which are others."""
    return [Section(place, _rows(bindings, keymap or {})) for place, bindings in PLACES.items()]


def explained(here: str, app: App[Any]) -> tuple[list[Section], list[Section]]:
    """Return what works in the place where the focus is, and all the rest."""
    keymap = keymap_of(app)
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


def keymap_of(app: App[Any]) -> Mapping[str, str]:
    """Return the keys that are others than those declared, by the ids of their bindings."""
    return app._keymap  # it can be set in public, but not asked for


def keys_of(app: App[Any]) -> dict[str, str]:
    """Return the keys of every binding by its id, as a person reads them: `^d PgDn`."""
    keymap = keymap_of(app)
    return {
        name: _named(bindings)
        for declared in PLACES.values()
        for name, bindings in _by_id(declared, keymap).items()
    }


def keys_now(screen: Screen[Any]) -> dict[str, tuple[Binding, str]]:
    """Return the commands that can be given now, each with the keys by which that is done.

    Those of the pane with the focus come first, all as they are declared: keys that are others
    than those do not change the order.
    """
    active: dict[str, list[Binding]] = {}
    nodes: dict[str, int] = {}
    for each in screen.active_bindings.values():
        if each.enabled and each.binding.id in DECLARED:
            active.setdefault(each.binding.id, []).append(each.binding)
            nodes.setdefault(each.binding.id, len(each.node.ancestors))
    declared = (name for name in DECLARED if name in active)
    return {
        name: (DECLARED[name], _named(active[name]))
        for name in sorted(declared, key=nodes.__getitem__, reverse=True)
    }


def full(binding: Binding) -> str:
    """Return what a command does, in full."""
    return binding.tooltip or binding.description


def _rows(
    declared: Iterable[BindingType], keymap: Mapping[str, str], *, beside_text: bool = False
) -> list[tuple[str, str]]:
    """Return keys and what they do, or only those that can be pressed while text is typed.

    The nine keys that open links are one row, as long as they are those that were declared.
    """
    rows: list[tuple[str, str]] = []
    one_row = not any(name in keymap for name in _NUMBERED)
    for name, bindings in _by_id(declared, keymap).items():
        keys = [each for each in bindings if not (beside_text and _is_text(each.key))]
        if one_row and name in _NUMBERED:
            if keys and name == _NUMBERED[0]:
                rows.append(("1–9", "Open the link of that number"))
        elif keys:
            rows.append((_named(keys), full(DECLARED[name])))
    return rows


def _by_id(declared: Iterable[BindingType], keymap: Mapping[str, str]) -> dict[str, list[Binding]]:
    """Return the bindings of each id, one for each of its keys, in the order of declaration."""
    known = BindingsMap(declared)
    found: dict[str, list[Binding]] = {
        each.id: [] for each in declared if isinstance(each, Binding) and each.id
    }
    if keymap:
        known.apply_keymap(dict(keymap))
    for _, binding in known:
        if binding.id:
            found[binding.id].append(binding)
    return {name: bindings for name, bindings in found.items() if bindings}


def _named(bindings: Iterable[Binding]) -> str:
    """Return the keys of one command as a person reads them: each once, as they are declared."""
    found = {each.key: each for each in bindings if each.key != _NOT_TOLD}
    declared = (key for each in found.values() for key in DECLARED[each.id or ""].key.split(","))
    found = {key: found[key] for key in declared if key in found} | found
    return " ".join(
        dict.fromkeys(each.key_display or _key_name(key) for key, each in found.items())
    )


def _is_text(key: str) -> bool:
    character = key_to_character(key)
    return character is not None and character.isprintable()


def _key_name(key: str) -> str:
    modifiers, separator, key = key.rpartition("+")
    if modifiers == "ctrl":
        modifiers, separator = "^", ""
    sign = _SIGNS.get(key) or format_key(key)
    return modifiers + separator + (sign.upper() if key[0] == "f" and key[1:].isdigit() else sign)
