"""Notes from the shell: printed, and written in an editor or from what is given."""

# ruff: noqa: PLC0415

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from paperterm.cli import streams
from paperterm.cli.choosing import STDIN, Asked, Chosen, changes_papers, choose
from paperterm.cli.marking import Marking, make
from paperterm.cli.parts import configuration, opened
from paperterm.cli.results import as_json_option
from paperterm.errors import UsageError
from paperterm.marks import NOTE, NOTE_LENGTH, note_text

if TYPE_CHECKING:
    from paperterm.paper import Row
    from paperterm.store import NoteVersion


@click.command()
@changes_papers
@click.option("--set", "text", metavar="TEXT", help="Write this note; - reads standard input.")
@click.option("--edit", is_flag=True, help="Open the note in the editor.")
@click.option("--versions", is_flag=True, help="Print what the note said before, newest first.")
@as_json_option
def note(asked: Asked, text: str | None, edit: bool, versions: bool, as_json: bool) -> int:
    """Print the note on a paper, or write it.

    An empty TEXT takes the note away. What a note said before is kept, and can be printed.
    """
    if sum((text is not None, edit, versions)) > 1:
        raise click.UsageError("note takes --set, --edit or --versions, and one of these alone.")
    if text is not None:
        return _set(_given(text, asked), asked, as_json=as_json)
    if edit:
        return _edit(asked, as_json=as_json)
    with opened(configuration()) as store:
        chosen = choose(store, asked, None)
        pieces = _versions(chosen, as_json=as_json) if versions else _notes(chosen, as_json=as_json)
        streams.write(pieces, end="")
    chosen.check_found()
    return 0


def _edit(asked: Asked, *, as_json: bool) -> int:
    """Open the note on a paper in the editor, and keep what it says then."""
    from paperterm import editor

    config = configuration()
    command = editor.editor(config.editor, os.environ)
    with opened(config) as store:
        chosen = choose(store, asked, None)
        rows = list(chosen.rows())
    chosen.check_found()
    if len(rows) != 1:
        raise UsageError(f"--edit opens the note on one paper, and these are {len(rows):,}.")
    (row,) = rows
    with editor.draft(row.note, f"{row.paper.id}.md") as file:
        editor.edit(command, file)
        text = editor.written(file, 4 * NOTE_LENGTH)
        if note_text(text) == row.note:
            streams.write(["The note is as it was."])
            return 0
        return _set(text, Asked((row.paper.id,)), as_json=as_json)


def _given(text: str, asked: Asked) -> str:
    """Return the text of the note, which may be on standard input; raises UsageError."""
    if text != STDIN:
        return text
    if asked.reads_input:
        raise click.UsageError("Standard input holds the ids or the note, not both.")
    # No more than is needed to see that it is too long.
    return streams.input_text(4 * NOTE_LENGTH + 4)


def _set(text: str, asked: Asked, *, as_json: bool) -> int:
    if text.strip():
        noted = Marking([NOTE], text, "noted")
        return make(noted, asked, lambda papers: f"Write this note on {papers}?", as_json=as_json)
    without = Marking([NOTE], "", "without a note")
    question = "Take the notes away from {}?".format
    return make(without, asked, question, as_json=as_json)


def _notes(chosen: Chosen, *, as_json: bool) -> Iterator[str]:
    """Yield the pieces of what is printed of notes; one alone stands without a heading."""
    from paperterm.printing import json_array

    noted = (row for row in chosen.rows() if row.note)
    if as_json:
        values = (_as_json(row, note=row.note) for row in noted)
        yield from json_array(values, ascii_only=streams.are_ascii_only())
        return
    is_one = len(chosen.keys) == 1
    count = 0
    for count, row in enumerate(noted, start=1):
        yield f"{row.note}\n" if is_one else f"{_blank(count)}{_heading(row)}\n\n{row.note}\n"
    if chosen.keys and not count:
        streams.say(f"There is no note on {chosen.ids[0] if is_one else 'any of these papers'}.")


def _versions(chosen: Chosen, *, as_json: bool) -> Iterator[str]:
    """Yield the pieces of what is printed of earlier notes, the newest of each paper first."""
    from paperterm.printing import json_array

    found = [(row, each) for row in chosen.rows() for each in _earlier(chosen, row)]
    if as_json:
        values = (_as_json(row, note=each.text, written_at=_when(each)) for row, each in found)
        yield from json_array(values, ascii_only=streams.are_ascii_only())
        return
    for count, (row, each) in enumerate(found, start=1):
        yield f"{_blank(count)}{_heading(row)}, {_when(each)}\n\n{each.text}\n"
    if chosen.keys and not found:
        streams.say("There is no earlier version of that.")


def _earlier(chosen: Chosen, row: Row) -> list[NoteVersion]:
    return chosen.store.library.note_versions(row.paper.id)


def _as_json(row: Row, **more: str) -> dict[str, Any]:
    return {"id": row.paper.id, "title": row.paper.title, **more}


def _heading(row: Row) -> str:
    from paperterm.reading import reading

    return f"# {row.paper.id}  {reading(row.paper.title)}"


def _blank(count: int) -> str:
    """Return what divides the piece of this number from the one before it."""
    return "\n" if count > 1 else ""


def _when(version: NoteVersion) -> str:
    return version.changed_at.isoformat(timespec="seconds").replace("+00:00", "Z")
