"""The keys of the pane for notes, apart from it: what it is made of takes a while to import."""

from __future__ import annotations

from textual.binding import Binding, BindingType

NOTE_BINDINGS: list[BindingType] = [
    Binding("ctrl+s", "keep", "Keep the note", id="note.keep", show=False),
    Binding("escape", "close", "Close", id="note.close", show=False),
]
