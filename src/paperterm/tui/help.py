"""The help: the keys of the pane that has the focus, in columns, narrowed by what is typed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Input, Static

from paperterm.clean import clean_line
from paperterm.tui.columns import columns
from paperterm.tui.commands import Section
from paperterm.tui.dialogs import Dialog
from paperterm.tui.keymap import keymap_of
from paperterm.tui.matching import Match, marked, match, words_of

SEARCH_LENGTH = 100
"""Characters that can be looked for."""

AROUND = Size(8, 7)
"""Cells and lines of the screen beside and above the keys: edges, the line, the foot."""

COMMANDS = ("help.close", "help.space")
"""What closes the help or pages it by a letter or the space, as long as nothing is looked for."""

SCROLLING = ("help.up", "help.down", "help.page_up", "help.page_down")
"""What is told below the keys."""


class SearchLine(Input):
    """The line into which is typed what is looked for; all else is about the keys below it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "screen.scroll(1)", "Scroll down", id="help.down"),
        Binding("up", "screen.scroll(-1)", "Scroll up", id="help.up"),
        Binding("home", "screen.scroll(-10_000)", "To its beginning", id="help.top"),
        Binding("end", "screen.scroll(10_000)", "To its end", id="help.bottom"),
        Binding("ctrl+d,pagedown", "screen.page(1)", "One page down", id="help.page_down"),
        Binding("ctrl+u,pageup", "screen.page(-1)", "One page up", id="help.page_up"),
        Binding("space", "screen.page(1)", "One page down", id="help.space"),
    ]

    def __init__(self) -> None:
        super().__init__(
            placeholder="type to search all keys", max_length=SEARCH_LENGTH, compact=True
        )

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether a key is text; some are not, as long as nothing is looked for."""
        keys = keymap_of(self).keys
        is_command = not self.value and any(key in keys(name) for name in COMMANDS)
        return not is_command and super().check_consume_key(key, character)

    def _on_paste(self, event: events.Paste) -> None:
        """Take pasted text as one line, cleaned like any other text from outside."""
        event.stop()
        event.prevent_default()
        self.insert_text_at_cursor(clean_line(event.text, SEARCH_LENGTH))


class Help(Dialog[None]):
    """Shows sections of keys; what is typed is looked for in these and in the `others`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Empty the search, then close", id="help.leave"),
        Binding("q,question_mark,f1", "close", "Close", id="help.close"),
    ]

    def __init__(self, shown: Sequence[Section], others: Sequence[Section]) -> None:
        super().__init__()
        self._shown = shown
        self._others = others
        self._line = SearchLine()
        self._text = Static(markup=False)
        self._body = VerticalScroll(self._text, can_focus=False)
        self._foot = Static(markup=False, classes="answers")

    def compose(self) -> ComposeResult:
        """The line, the keys, and how to go on."""
        with Vertical(classes="dialog help"):
            yield self._line
            yield self._body
            yield self._foot

    def on_mount(self) -> None:
        """Take what is typed from now on."""
        self.set_focus(self._line)

    def on_resize(self) -> None:
        """Lay the keys out in the room that there is now, which they keep while they are fewer."""
        lines = columns(self._shown, self._room.width, Content)
        self._body.styles.width = max(line.cell_length for line in lines) + 2
        self._body.styles.height = min(len(lines), max(self._room.height, 1))
        self._show()

    @on(Input.Changed)
    def _show(self) -> None:
        """Show the keys that have what is looked for."""
        words = words_of(self._line.value)
        wanted = [*self._shown, *self._others] if words else self._shown
        found = [each for each in (_narrowed(each, words) for each in wanted) if each.rows]
        if found:
            lines = columns(found, self._room.width, partial(marked, words=words))
            self._text.update(Content("\n").join(lines))
        else:
            self._text.update(Content.styled("No key has to do with that.", "$quiet"))
        key = keymap_of(self).key
        scrolls = " ".join(map(key, SCROLLING))
        leaves = f"{key('help.leave')} {'empties the search' if words else 'closes'}"
        self._foot.update(f"{scrolls} scroll   {leaves}")
        self._body.scroll_home(animate=False, immediate=True)

    @property
    def _room(self) -> Size:
        """What there is for the keys."""
        return self.size - AROUND

    def action_leave(self) -> None:
        """Look for nothing any more; where nothing is looked for, close."""
        if self._line.value:
            self._line.value = ""
        else:
            self.action_close()

    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)

    def action_scroll(self, step: int) -> None:
        """Scroll by lines."""
        self._body.scroll_relative(y=step, animate=False, immediate=True)

    def action_page(self, step: int) -> None:
        """Scroll by pages, of which one line stays in view."""
        self.action_scroll(step * max(self._body.size.height - 1, 1))


def _narrowed(section: Section, words: Sequence[str]) -> Section:
    """Return a section with those rows alone that have a word's beginning for each of `words`."""
    if not words:
        return section
    rows = [
        (keys, what)
        for keys, what in section.rows
        if match(f"{keys} {what}", words) >= Match.BEGINS_WORDS
    ]
    return Section(section.heading, rows)
