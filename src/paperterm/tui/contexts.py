"""Contexts: which commands are heard together, and the keymap that is wanted for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from textual.binding import Binding, BindingType

from paperterm.config import Config, mistake
from paperterm.tui.ask_text import AskLine, AskText
from paperterm.tui.bindings import APP_BINDINGS
from paperterm.tui.commands import EVERYWHERE, IN_ABSTRACT, IN_BAR, IN_BOTH, IN_LIST, PLACES, full
from paperterm.tui.copy_menu import CopyMenu
from paperterm.tui.dialogs import Choices, ChooseLink, Choosing, Confirm
from paperterm.tui.export_menu import ExportMenu
from paperterm.tui.help import Help, SearchLine
from paperterm.tui.keymap import Context, Keymap, KeysError
from paperterm.tui.note_keys import NOTE_BINDINGS
from paperterm.tui.palette import Palette, PaletteLine
from paperterm.tui.searches import PickSearch
from paperterm.tui.tagging import TagLine, Tags

_CHOOSING = [*Choices.BINDINGS, *Choosing.BINDINGS]

IN_LINE = "Where a name, a file or a command is typed"

IN_NOTE = "Where a note is typed"
IN_TAGS = "Where tags are typed"

DIALOGS: Mapping[str, Sequence[BindingType]] = {
    "In a question": Confirm.BINDINGS,
    "In a choice of links": [*_CHOOSING, *ChooseLink.BINDINGS],
    "In the menu of what to copy": [*Choices.BINDINGS, *CopyMenu.BINDINGS],
    "In the menu of formats": [*Choices.BINDINGS, *ExportMenu.BINDINGS],
    "In the saved searches": [*_CHOOSING, *PickSearch.BINDINGS],
    "In the help": [*SearchLine.BINDINGS, *Help.BINDINGS],
    "In the palette": [*PaletteLine.BINDINGS, *Palette.BINDINGS],
    IN_TAGS: [*TagLine.BINDINGS, *Tags.BINDINGS],
    IN_NOTE: NOTE_BINDINGS,
    IN_LINE: [*AskLine.BINDINGS, *AskText.BINDINGS],
}
"""The dialogs, each of which hears all keys while it is open."""

TYPED = {IN_BAR, "In the palette", IN_TAGS, IN_NOTE, IN_LINE}
"""Where letters are typed, and can be no keys."""


def _named(bindings: Sequence[BindingType]) -> tuple[Binding, ...]:
    """Return the bindings that are commands with a name."""
    return tuple(each for each in bindings if isinstance(each, Binding) and each.id)


def contexts() -> Iterator[Context]:
    """Yield what is heard together: a pane with what is around it, the bar, and each dialog."""
    around = [*PLACES[IN_BOTH], *PLACES[EVERYWHERE]]
    always = [each for each in APP_BINDINGS if isinstance(each, Binding) and each.priority]
    heard = {
        IN_LIST: [*PLACES[IN_LIST], *around],
        IN_ABSTRACT: [*PLACES[IN_ABSTRACT], *around],
        IN_BAR: PLACES[IN_BAR],
        **{place: [*bindings, *always] for place, bindings in DIALOGS.items()},
    }
    for place, bindings in heard.items():
        yield Context(place[0].lower() + place[1:], _named(bindings), place in TYPED)


PLAIN = Keymap(tuple(contexts()))
"""The keymap as declared."""


def read_keymap(config: Config) -> Keymap:
    """Return the keymap that is wanted; raises UsageError."""
    if not config.keys:
        return PLAIN
    try:
        return Keymap(tuple(contexts()), config.keys)
    except KeysError as error:
        sentence = f"{error.name} {error.sentence}"
        raise mistake(config, sentence, "keys", error.name) from error


def places() -> Iterator[tuple[str, list[tuple[str, tuple[str, ...], str]]]]:
    """Yield the name of each place with its commands: their names, keys, and what they do."""
    seen: set[str] = set()
    for place, bindings in {**PLACES, **DIALOGS}.items():
        found = {each.id or "": each for each in _named(bindings) if each.id not in seen}
        seen |= found.keys()
        yield place, [(name, PLAIN.keys(name), full(each)) for name, each in found.items()]
