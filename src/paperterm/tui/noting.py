"""Noting: the note on a paper, written in the editor of a person's own or in a pane."""

# ruff: noqa: PLC0415

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from textual.app import App

from paperterm import editor
from paperterm.desktop import Desktop, DesktopError
from paperterm.errors import PapertermError
from paperterm.fold import fold
from paperterm.marks import NOTE_LENGTH, note_text
from paperterm.paper import Paper, Row
from paperterm.reading import reading
from paperterm.tui.telling import Teller

NAME_LENGTH = 60
"""Characters of a title in the name of a file."""

_NOT_SAFE = re.compile(r"[^a-z0-9.]+")


class Noting:
    """Opens notes. `find_editor` returns the command of the editor, None where there is none.

    `keep` is given a row and the note on it, without what acts on a terminal.
    """

    def __init__(
        self,
        app: App[Any],
        desktop: Desktop,
        find_editor: Callable[[], Sequence[str] | None],
        teller: Teller,
        keep: Callable[[Row, str], Awaitable[None]],
    ) -> None:
        self._app = app
        self._desktop = desktop
        self._find_editor = find_editor
        self._teller = teller
        self._keep = keep

    async def open(self, row: Row) -> None:
        """Have the note on a paper written, and keep it; what goes wrong is told."""
        try:
            command = self._find_editor()
        except PapertermError as error:
            self._teller.tell_error(error)
            return
        if command:
            await self._in_editor(command, row)
        else:
            await self._in_pane(row)

    async def _in_pane(self, row: Row) -> None:
        # Here, as a text area takes a while to import and most have an editor.
        from paperterm.tui.note_pane import NotePane

        async def keep(text: str) -> None:
            await self._keep(row, note_text(text))

        title = f"Note on “{reading(row.paper.title)}”"
        await self._app.push_screen(NotePane(title, row.note, keep, self._teller))

    async def _in_editor(self, command: Sequence[str], row: Row) -> None:
        """Open a file in the editor; it is kept where what was written could not be."""
        try:
            with editor.draft(row.note, file_name(row.paper)) as file:
                self._run([*command, str(file)])
                note = note_text(editor.written(file, 4 * NOTE_LENGTH))
                if note == row.note:
                    self._teller.tell("The note is as it was.")
                else:
                    await self._keep(row, note)
        except PapertermError as error:
            self._teller.tell_error(error)

    def _run(self, command: Sequence[str]) -> None:
        """Run the editor to its end; raises DesktopError.

        The terminal is the editor's meanwhile: nothing may be painted, so all waits.
        """
        with self._app.suspend():
            code = self._desktop.run_in_terminal(command)
        if code:
            raise DesktopError(f"{command[0]} ended with exit code {code}; the note is as it was.")


def file_name(paper: Paper) -> str:
    """Return the name of a file for the note on a paper: it tells which, and is safe anywhere."""
    title = _NOT_SAFE.sub("-", fold(reading(paper.title)))[:NAME_LENGTH].strip("-.")
    paper_id = _NOT_SAFE.sub("-", paper.id.lower()).strip("-.")
    return "-".join(part for part in (paper_id, title) if part) + ".md"
