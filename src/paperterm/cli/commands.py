"""The commands, as click knows them.

What only one command needs is imported in it: `--help` must not wait for Textual or httpx.
"""

# ruff: noqa: PLC0415

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from paperterm import __version__
from paperterm.clean import clean_line
from paperterm.cli import offering, reading, streams
from paperterm.cli.arguments import QueryCommand, id_in
from paperterm.cli.completing import completion
from paperterm.cli.doctor import doctor
from paperterm.cli.exchanging import library
from paperterm.cli.exporting import export
from paperterm.cli.leaving import copy, open_papers
from paperterm.cli.marking import mark, tag, undo
from paperterm.cli.noting import note
from paperterm.cli.options import use, with_settings
from paperterm.cli.parts import configuration, now, opened, print_list, refreshed
from paperterm.errors import NotFoundError


@click.group(invoke_without_command=True)
@click.version_option(__version__, prog_name="paperterm", message="%(prog)s %(version)s")
@with_settings
@click.pass_context
def program(context: click.Context, /, config_file: Path | None, **given: Any) -> int:
    """Read Hugging Face's trending papers in the terminal.

    Without a command, the reader opens. Where there is no terminal to read in, the first papers
    of its list are printed instead. What an option says wins over the environment
    (PAPERTERM_THEME for --theme, and so on), and that over config.toml.
    """
    use(context, config_file, given)
    if context.invoked_subcommand:
        return 0
    return reading.read_or_print()


for each in (completion, copy, doctor, export, library, mark, note, open_papers, tag, undo):
    program.add_command(each)


@program.command()
def demo() -> int:
    """Open the reader on a bundled sample; leaves nothing behind."""
    return reading.demo()


@program.command()
@click.option("--since", metavar="DATE", help="Fetch the archive from a day, month or year on.")
@click.option("--all", "whole", is_flag=True, help="Fetch the archive from 2023-05-04 on.")
@click.argument("ids", nargs=-1, metavar="[ID]...", shell_complete=offering.papers)
def refresh(ids: tuple[str, ...], since: str | None, whole: bool) -> int:
    """Fetch what is new, and print one line of result.

    With ID, a paper's id or a link to it, fetch these papers instead. With --since or --all, fetch
    what is missing of the archive, the oldest day first. It can be interrupted at any time, and
    goes on from there the next time.
    """
    from paperterm.cli.fetching import fetch_archive, fetch_single, first_day, paper_ids
    from paperterm.refresh import result_line

    if sum((bool(ids), since is not None, whole)) > 1:
        raise click.UsageError("refresh takes ids, --since or --all, and one of these alone.")
    if ids:
        return fetch_single(paper_ids(ids))
    if since is not None or whole:
        from paperterm.archive import FIRST_DAY

        return fetch_archive(FIRST_DAY if since is None else first_day(since))
    settings = configuration()
    with opened(settings) as store:
        outcome = refreshed(settings, store)
    streams.write([result_line(outcome)])
    return outcome.error.exit_code if outcome.error else 0


@program.command("list", cls=QueryCommand)
@click.option("--json", "as_json", is_flag=True, help="Print an array of objects.")
@click.option("--limit", type=click.IntRange(min=0), help="Print at most that many papers.")
@click.argument(
    "terms",
    nargs=-1,
    metavar="[QUERY]...",
    type=click.UNPROCESSED,
    shell_complete=offering.terms,
)
def list_papers(terms: tuple[str, ...], as_json: bool, limit: int | None) -> int:
    """Print the papers that match, in the order of the reader's list.

    QUERY is what one types into the reader's filter bar: words, "a phrase", author:NAME,
    is:unread, is:read, is:starred, is:new, has:code. A dash before any of these means not:
    -survey.
    """
    with opened(configuration()) as store:
        print_list(store, " ".join(terms), limit, as_json=as_json)
    return 0


@program.command()
@click.option("--json", "as_json", is_flag=True, help="Print an object.")
@click.argument("paper_id", metavar="ID", shell_complete=offering.papers)
def show(paper_id: str, as_json: bool) -> int:
    """Print one paper, by its id or a link to it."""
    from paperterm.printing import TEXT_WIDTH, json_text, show_lines

    with opened(configuration()) as store:
        row = store.search.row(id_in(paper_id))
    if row is None:
        raise NotFoundError(f"There is no paper {clean_line(paper_id, 100)} in the cache.")
    if as_json:
        streams.write([json_text(row.as_json(), ascii_only=streams.are_ascii_only())])
    else:
        streams.write(show_lines(row, min(TEXT_WIDTH, streams.width() or TEXT_WIDTH)))
    return 0


@program.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path())
def import_papers(files: tuple[str, ...]) -> int:
    """Import saved answers of the feed's API (JSON or gzip), or the trending page's text."""
    from paperterm.imports import Progress, import_files

    def tell(progress: Progress) -> None:
        streams.show_progress(f"{progress.done}/{progress.total} files, {progress.papers:,} papers")

    with opened(configuration()) as store:
        try:
            imported = import_files(store, map(Path, files), now, tell)
        finally:
            streams.show_progress("")
    for error in imported.failed:
        streams.say(str(error))
    streams.write([imported.result_line()])
    return imported.failed[0].exit_code if imported.failed else 0


@program.command()
@click.option("--example", is_flag=True, help="Print a config file with every key as a comment.")
@click.option("--edit", is_flag=True, help="Open the config file in an editor, and check it.")
def config(example: bool, edit: bool) -> int:
    """Print what is set, and where each value comes from."""
    from paperterm.cli import configuring

    if example and edit:
        raise click.UsageError("config takes --example or --edit, not both.")
    if example:
        return configuring.show_example()
    return configuring.edit() if edit else configuring.show()


@program.command()
@click.pass_context
def man(context: click.Context) -> int:
    """Print the manual page; `paperterm man | man -l -` shows it.

    It has all commands with their options, what a filter can say, the keys, files, variables and
    exit codes.
    """
    from paperterm.cli.manual import page

    streams.write(page(context.find_root().command, f"{now():%Y-%m-%d}"))
    return 0


@program.command()
def path() -> int:
    """Print where the config file, the cache, the library, the state and reports are."""
    from paperterm.config import files

    where = files()
    streams.write(
        f"{name:8}{clean_line(str(file), 10_000)}"
        for name, file in (
            ("config", where.config),
            ("cache", where.cache),
            ("library", where.library),
            ("state", where.state),
            ("reports", where.reports),
        )
    )
    return 0
