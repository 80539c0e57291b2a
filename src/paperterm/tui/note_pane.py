"""The pane in which a note is written where there is no editor."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static, TextArea

from paperterm.errors import PapertermError
from paperterm.tui.dialogs import Confirm, Dialog
from paperterm.tui.keymap import keymap_of
from paperterm.tui.note_keys import NOTE_BINDINGS
from paperterm.tui.telling import Teller


class NotePane(Dialog[None]):
    """Has a note written; `keep` is given its text, and raises PapertermError."""

    BINDINGS: ClassVar[list[BindingType]] = NOTE_BINDINGS

    def __init__(
        self, title: str, text: str, keep: Callable[[str], Awaitable[None]], teller: Teller
    ) -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._keep = keep
        self._teller = teller

    def compose(self) -> ComposeResult:
        """Of which paper it is, the text, and the keys that are not everywhere."""
        key = keymap_of(self).key
        with Vertical(classes="dialog note"):
            yield Static(self._title, markup=False, classes="heading")
            yield TextArea(self._text, tab_behavior="indent", compact=True)
            yield Static(
                f"{key('note.keep')} keeps it   {key('note.close')} closes",
                markup=False,
                classes="answers",
            )

    def on_mount(self) -> None:
        """Go on where the text ends."""
        self._area.move_cursor(self._area.document.end)
        self.set_focus(self._area)

    @property
    def _area(self) -> TextArea:
        return self.query_one(TextArea)

    def takes(self, event: events.Key) -> bool:
        """Take what is typed at once, so that the next key finds it in the text."""
        text = "\n" if event.key == "enter" else event.character if event.is_printable else None
        if text is None:
            return False
        self._area.replace(text, *self._area.selection, maintain_selection_offset=False)
        return True

    def asks_first(self) -> bool:
        """Ask before what was typed is lost."""
        changed = self._area.text != self._text
        if changed:
            self.action_close()
        return changed

    async def action_keep(self) -> None:
        """Keep the note and close; where that fails, the text stays."""
        try:
            await self._keep(self._area.text)
        except PapertermError as error:
            self._teller.tell_error(error)
        else:
            self.dismiss(None)

    def action_close(self) -> None:
        """Close, after a question if something was typed."""

        def answered(yes: bool | None) -> None:
            if yes:
                self.dismiss(None)

        if self._area.text == self._text:
            self.dismiss(None)
        else:
            self.app.push_screen(Confirm("Close without keeping what you typed?"), answered)
