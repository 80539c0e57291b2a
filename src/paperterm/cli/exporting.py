"""Exporting from the shell: the papers of a query, to a file or to standard output."""

# ruff: noqa: PLC0415

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from paperterm.clean import clean_line
from paperterm.cli import offering, streams
from paperterm.cli.arguments import LateChoice, QueryCommand, is_id
from paperterm.cli.choosing import STDIN, Asked, choose
from paperterm.cli.parts import configuration, now, opened, rows_of
from paperterm.errors import UsageError
from paperterm.wording import counted

if TYPE_CHECKING:
    from paperterm.export import About
    from paperterm.paper import Row

STEP = 100
"""Papers after which the progress is shown again."""

STDOUT = "-"
"""The name that stands for standard output."""

_TITLE = 200


def _formats() -> Iterable[str]:
    from paperterm.export import FORMATS

    return FORMATS


@click.command(cls=QueryCommand)
@click.option(
    "--to",
    "name",
    type=LateChoice(_formats),
    help="The format; without it, the one that FILE ends like.",
)
@click.option(
    "--output",
    type=click.Path(),
    metavar="FILE",
    help="Write to FILE, and replace what is there; - or nothing means standard output.",
)
@click.option("--limit", type=click.IntRange(min=0), help="Export at most that many papers.")
@click.argument(
    "terms",
    nargs=-1,
    metavar="[QUERY]...",
    type=click.UNPROCESSED,
    shell_complete=offering.terms,
)
def export(terms: tuple[str, ...], name: str | None, output: str | None, limit: int | None) -> int:
    """Export the papers that match for another program, in the order of the reader's list.

    QUERY is what one types into the reader's filter bar, as for `list`; or ids of papers and
    links to them, where - reads ids from standard input, also as `list` prints them. The formats
    are bibtex, ris and csl for reference managers, markdown and html to read, csv and jsonl for
    tables and scripts, atom for feed readers.
    """
    from paperterm.export import exported
    from paperterm.writing import check_place, write_whole

    file = Path(output) if output and output != STDOUT else None
    if file:
        check_place(file)
    chosen = name or _guessed(file)
    text = " ".join(terms)
    with opened(configuration()) as store:
        found = choose(store, _asked(terms), None)
        keys = found.keys[:limit]
        progress = ExportProgress(len(keys), is_shown=file is not None or streams.is_redirected())
        pieces = exported(progress.counted(rows_of(store, keys)), chosen, _about(text))
        try:
            if file:
                write_whole(file, pieces)
            else:
                streams.write_document(pieces)
        finally:
            progress.clear()
    if file:
        written = clean_line(str(file), _TITLE)
        streams.write([f"{counted(progress.done, 'paper')} exported to {written}"])
    found.check_found()
    return 0


def _asked(terms: Sequence[str]) -> Asked:
    """Return what the terms ask for: papers by their ids, where all of them are ids."""
    if terms and all(term == STDIN or is_id(term) for term in terms):
        return Asked(tuple(terms))
    return Asked(query=" ".join(terms))


def _guessed(file: Path | None) -> str:
    """Return the name of the format that a file ends like; raises UsageError."""
    from paperterm.export import format_of

    found = format_of(file) if file else None
    if found is None:
        raise UsageError(
            f"The format is missing: --to {', '.join(_formats())}, "
            f"or --output with a file that ends in {', '.join(_suffixes())}."
        )
    return found.name


def _suffixes() -> Iterator[str]:
    from paperterm.export import FORMATS

    for each in FORMATS.values():
        yield each.suffixes[0]


def _about(text: str) -> About:
    from paperterm.export import About

    title = clean_line(text, _TITLE)
    return About(now(), f"Papers: {title}") if title else About(now())


class ExportProgress:
    """Shows how many papers are done, on a terminal."""

    def __init__(self, total: int, *, is_shown: bool) -> None:
        self._total = total
        self._is_shown = is_shown and streams.has_progress()
        self.done = 0

    def counted(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Yield the rows, and count them."""
        for row in rows:
            if self._is_shown and self.done % STEP == 0:
                streams.show_progress(self.bar)
            yield row
            self.done += 1

    @property
    def bar(self) -> str:
        """A bar and the numbers beside it, in one line."""
        made = streams.progress_bar(self.done, self._total)
        return f"{made} {self.done:,}/{self._total:,} papers"

    def clear(self) -> None:
        """Leave an empty line for what is printed next."""
        if self._is_shown:
            streams.show_progress("")
