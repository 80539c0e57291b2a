"""The library between machines: written to one readable file, and another one taken in."""

# ruff: noqa: PLC0415

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import click

from paperterm.clean import clean_line
from paperterm.cli import streams
from paperterm.cli.parts import configuration, now, opened
from paperterm.cli.results import as_json_option
from paperterm.errors import SavedFileError

if TYPE_CHECKING:
    from paperterm.store import Store
    from paperterm.store.merging import Merged

STDIO = "-"
"""The name that stands for standard input or output."""

_SHOWN = 200


@click.group()
def library() -> None:
    """Take what only you know to another machine, and back."""


@library.command("export")
@click.option(
    "--output",
    type=click.Path(),
    metavar="FILE",
    help="Write to FILE, and replace what is there; - or nothing means standard output.",
)
def export_library(output: str | None) -> int:
    """Write the library as one readable file.

    It holds your marks, tags, notes and saved searches, also those that were taken away, and the
    records of the papers that they are on: a line of JSON for each.
    """
    from paperterm.store.exchange import export_library
    from paperterm.writing import check_place, write_whole

    file = Path(output) if output and output != STDIO else None
    if file:
        check_place(file)
    with opened(configuration()) as store:
        lines = [f"{line}\n" for line in export_library(store.library)]
    if file is None:
        streams.write_document(lines)
        return 0
    write_whole(file, lines)
    # The first line says what the file is.
    streams.write([f"{len(lines) - 1:,} entries written to {clean_line(str(file), _SHOWN)}"])
    return 0


@library.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path())
@as_json_option
def import_library(files: tuple[str, ...], as_json: bool) -> int:
    """Take in what another machine has exported; - reads standard input.

    The newest change of each mark wins, and nothing is lost: what a note said before is kept as
    an earlier version. To take in a file twice changes nothing. Of a file with a mistake, nothing
    is taken in.
    """
    from paperterm.printing import json_array

    with opened(configuration()) as store:
        found = [(file, _taken_in(store, file)) for file in files]
    if as_json:
        values = ({"file": file, **dataclasses.asdict(merged)} for file, merged in found)
        streams.write(json_array(values, ascii_only=streams.are_ascii_only()), end="")
    else:
        streams.write(str(merged) for _, merged in found)
    return 0


def _taken_in(store: Store, name: str) -> Merged:
    """Take in one file; raises SavedFileError that names it, and StoreError."""
    from paperterm.store.exchange import import_library
    from paperterm.store.exchanged import read_lines

    shown = "standard input" if name == STDIO else clean_line(name, _SHOWN)
    try:
        if name == STDIO:
            return import_library(store, read_lines(streams.input_file()), now())
        with Path(name).open("rb") as file:
            return import_library(store, read_lines(file), now())
    except OSError as error:
        raise SavedFileError(f"{shown} could not be read: {error.strerror}.") from error
    except SavedFileError as error:
        raise SavedFileError(f"{shown}: {error}") from error
