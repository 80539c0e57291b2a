"""The keyboard: each key is done before the next one is looked at.

Textual sends a key through the queues of the focused widget and its ancestors, and looks for a
binding at their end: in a burst, the keys after `/` would have gone to the list by the time the
bar has the focus, and those after `A` to the screen under the question.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from textual import events
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import Input

from paperterm.tui.by_hand import ByHand
from paperterm.tui.dialogs import Dialog
from paperterm.tui.filter_bar import FilterInput
from paperterm.tui.main_screen import MainScreen

ANY_TIME = frozenset({"app.quit", "app.copy", "filter.open", "help.open"})
"""Commands that are not about the papers shown, and need not wait for those of a new filter."""


def typed(screen: Screen[object], event: events.Key) -> Iterator[events.Key]:
    """Yield the keys that were typed.

    A terminal sends alt and a key as escape and the key: typed fast, these two look the same.
    """
    if event.key.startswith("alt+") and _bound(screen, event.key) is None:
        key = event.key.removeprefix("alt+")
        yield events.Key("escape", "\x1b")
        yield events.Key(key, key if len(key) == 1 else None)
    else:
        yield event


OF_ALL = frozenset(
    {
        "list.last",
        "list.page_down",
        "list.next_unread",
        "list.previous_unread",
        "mark.all",
        "select.rows",
        "select.all",
    }
)
"""Commands that are about all papers of the filter, and wait until they are known."""


async def take_key(screen: Screen[object], event: events.Key) -> bool:
    """Act on a key at once; says False where that is left to Textual."""
    if not isinstance(screen, MainScreen):
        return await _take(screen, event)
    screen.catch_up()
    is_taken = await _take(screen, event)
    screen.end_welcome()
    return is_taken


async def _take(screen: Screen[Any], event: events.Key) -> bool:
    if isinstance(screen, ByHand):
        screen.take_key(event.key)
        return True
    if isinstance(screen, Dialog) and screen.takes(event):
        return True
    line = screen.focused
    character = event.character
    if isinstance(line, Input) and character and line.check_consume_key(event.key, character):
        line.replace(character, *line.selection)
        return True
    bound = _bound(screen, event.key)
    return bound is not None and await give(screen, *bound)


def _bound(screen: Screen[object], key: str) -> tuple[Binding, DOMNode] | None:
    """Return what a key is bound to now, and where, as `Screen.active_bindings` has it.

    That asks of all keys whether they are bound, and takes a tenth of the time until the cursor is
    seen to move.
    """
    found: tuple[Binding, DOMNode] | None = None
    for node, bindings in screen._modal_binding_chain:
        for binding in bindings.key_to_bindings.get(key, ()):
            is_first = found is None or (binding.priority and not found[0].priority)
            if is_first and screen.app._check_action_state(binding.action, node) is not False:
                found = binding, node
    return found


async def give(screen: Screen[Any], binding: Binding, node: DOMNode) -> bool:
    """Do what a command says; one about the papers shown waits until those of the filter are."""
    edits = isinstance(node, FilterInput) and binding.id != "bar.cancel"
    if isinstance(screen, MainScreen) and binding.id not in ANY_TIME and not edits:
        await (screen.completed() if binding.id in OF_ALL else screen.answered())
    return await screen.app.run_action(binding.action, node)
