"""The commands, and the composition root: the only place that puts the parts together.

What only one command needs is imported in it: `--help` must not wait for Textual or httpx.
"""

# ruff: noqa: PLC0415

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from paperterm import __version__
from paperterm.clean import clean_line
from paperterm.cli import streams
from paperterm.cli.arguments import QueryCommand, id_in, ids_in
from paperterm.errors import NotFoundError

if TYPE_CHECKING:
    from paperterm.config import Config
    from paperterm.paper import Row
    from paperterm.refresh import Refreshed
    from paperterm.store import Store

FIRST_ROWS = 50
"""Rows printed in place of the reader where there is no terminal to read in."""

_AT_ONCE = 500
_NAMED = 10


@click.group(invoke_without_command=True)
@click.version_option(__version__, prog_name="paperterm", message="%(prog)s %(version)s")
@click.pass_context
def program(context: click.Context) -> int:
    """Read Hugging Face's trending papers in the terminal.

    Without a command, the reader opens. Where there is no terminal to read in, the first papers
    of its list are printed instead.
    """
    if context.invoked_subcommand:
        return 0
    return _read_or_print()


@program.command()
def demo() -> int:
    """Open the reader on a bundled sample; leaves nothing behind."""
    return _demo()


@program.command()
def refresh() -> int:
    """Fetch what is new, and print one line of result."""
    from paperterm.refresh import result_line

    config = _config()
    with _opened(config) as store:
        refreshed = asyncio.run(_refreshed(config, store))
    streams.write([result_line(refreshed)])
    return refreshed.error.exit_code if refreshed.error else 0


@program.command("list", cls=QueryCommand)
@click.option("--json", "as_json", is_flag=True, help="Print an array of objects.")
@click.option("--limit", type=click.IntRange(min=0), help="Print at most that many papers.")
@click.argument("terms", nargs=-1, metavar="[QUERY]...", type=click.UNPROCESSED)
def list_papers(terms: tuple[str, ...], as_json: bool, limit: int | None) -> int:
    """Print the papers that match, in the order of the reader's list.

    QUERY is what one types into the reader's filter bar: words, "a phrase", author:NAME,
    is:unread, is:read, is:starred, is:new, has:code. A dash before any of these means not:
    -survey.
    """
    with _opened(_config()) as store:
        _list(store, " ".join(terms), limit, as_json=as_json)
    return 0


@program.command()
@click.option("--json", "as_json", is_flag=True, help="Print an object.")
@click.argument("paper_id", metavar="ID")
def show(paper_id: str, as_json: bool) -> int:
    """Print one paper, by its id or a link to it."""
    from paperterm.printing import TEXT_WIDTH, json_text, show_lines

    with _opened(_config()) as store:
        row = store.search.row(id_in(paper_id))
    if row is None:
        raise NotFoundError(f"There is no paper {clean_line(paper_id, 100)} in the cache.")
    if as_json:
        streams.write([json_text(row.as_json(), ascii_only=streams.are_ascii_only())])
    else:
        streams.write(show_lines(row, min(TEXT_WIDTH, streams.width() or TEXT_WIDTH)))
    return 0


@program.command()
@click.argument("mark", type=click.Choice(["read", "unread", "starred", "unstarred"]))
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
def mark(mark: str, ids: tuple[str, ...]) -> int:
    """Mark papers, by their ids or links to them; - reads ids from standard input."""
    from paperterm.store import Mark

    given = chain.from_iterable(
        ids_in(streams.input_lines()) if each == "-" else [each] for each in ids
    )
    wanted = dict.fromkeys(map(id_in, given))
    with _opened(_config()) as store:
        found = {each: store.search.row(each) for each in wanted}
        papers = list({row.paper.id: row.paper for row in found.values() if row}.values())
        store.library.mark(
            [paper.id for paper in papers],
            Mark(mark.removeprefix("un")),
            not mark.startswith("un"),
            papers=papers if mark == "starred" else (),
        )
    streams.write([f"{len(papers):,} {'paper' if len(papers) == 1 else 'papers'} marked {mark}"])
    missing = [clean_line(each, 100) for each, row in found.items() if row is None]
    if missing:
        more = f" and {len(missing) - _NAMED:,} more" if len(missing) > _NAMED else ""
        raise NotFoundError(f"Not in the cache: {', '.join(missing[:_NAMED])}{more}.")
    return 0


@program.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path())
def import_papers(files: tuple[str, ...]) -> int:
    """Import saved answers of the feed's API (JSON or gzip), or the trending page's text."""
    from paperterm.imports import Progress, import_files

    def tell(progress: Progress) -> None:
        streams.show_progress(f"{progress.done}/{progress.total} files, {progress.papers:,} papers")

    with _opened(_config()) as store:
        try:
            imported = import_files(store, map(Path, files), _now, tell)
        finally:
            streams.show_progress("")
    for error in imported.failed:
        streams.say(str(error))
    streams.write([imported.result_line()])
    return imported.failed[0].exit_code if imported.failed else 0


@program.command()
def path() -> int:
    """Print where the config file, the cache and the library are."""
    from paperterm.config import files

    where = files()
    streams.write(
        f"{name:8}{clean_line(str(file), 10_000)}"
        for name, file in (
            ("config", where.config),
            ("cache", where.cache),
            ("library", where.library),
        )
    )
    return 0


def _read_or_print() -> int:
    """Open the reader, or print the first rows of its list where nobody could use it."""
    config = _config()
    if not streams.are_interactive():
        with _opened(config) as store:
            _list(store, "", FIRST_ROWS)
        return 0
    from paperterm.tui.app import run_reader
    from paperterm.tui.ending import Ending

    return _demo() if run_reader(config, os.environ) is Ending.SAMPLE else 0


def _demo() -> int:
    """Open the reader (or print its first rows) on the sample, in a directory of its own."""
    from paperterm.config import REFRESH_MINUTES
    from paperterm.demo.sample import sample_items
    from paperterm.demo.server import FeedServer

    config = _config()
    for number in (signal.SIGTERM, signal.SIGHUP):
        # Ended from outside, the directory is removed all the same.
        signal.signal(number, _end)
    with (
        tempfile.TemporaryDirectory(prefix="paperterm-demo-", ignore_cleanup_errors=True) as folder,
        FeedServer(sample_items(_now().date())) as server,
    ):
        config = replace(
            config,
            endpoint=server.url,
            token=None,
            refresh_minutes=REFRESH_MINUTES,
            cache_file=Path(folder, "cache.db"),
            library_file=Path(folder, "library.db"),
        )
        if streams.are_interactive():
            from paperterm.tui.app import run_reader

            run_reader(config, os.environ, demo=True)
        else:
            with _opened(config) as store:
                asyncio.run(_refreshed(config, store))
                _list(store, "", FIRST_ROWS)
    return 0


def _end(number: int, _frame: object) -> NoReturn:
    raise SystemExit(128 + number)


def _config() -> Config:
    from paperterm.config import load

    return load(os.environ)


@contextmanager
def _opened(config: Config) -> Iterator[Store]:
    """Open the store for one command."""
    from paperterm.store import Store

    store = Store.open(config.cache_file, config.library_file, _now)
    try:
        for notice in store.notices:
            streams.say(notice)
        yield store
    finally:
        store.close()


async def _refreshed(config: Config, store: Store) -> Refreshed:
    """Refresh the store, showing the progress."""
    from paperterm.feed import Feed
    from paperterm.lanes import DaemonExecutor
    from paperterm.refresh import Progress
    from paperterm.refresh import refresh as run_refresh

    def tell(progress: Progress) -> None:
        streams.show_progress(f"updating {progress.done}/{progress.total} …")

    asyncio.get_running_loop().set_default_executor(DaemonExecutor())
    try:
        async with Feed(config.endpoint, token=config.token, now=_now) as feed:
            return await run_refresh(feed, store, _now, tell)
    finally:
        streams.show_progress("")


def _list(store: Store, text: str, limit: int | None, *, as_json: bool = False) -> None:
    """Print the rows that match the text of a query."""
    from paperterm.printing import json_array, list_lines
    from paperterm.query import parse

    query = parse(text)
    shown = store.search.ask(query)
    keys = shown.keys[:limit]
    rows = _rows(store, keys)
    if as_json:
        pieces = json_array((row.as_json() for row in rows), ascii_only=streams.are_ascii_only())
        streams.write(pieces, end="")
    else:
        id_width = max(map(len, store.search.ids(keys)), default=0)
        streams.write(list_lines(rows, id_width=id_width, width=streams.width()))
    if query.ignored:
        streams.say(f"Passed over, as it means nothing: {' '.join(query.ignored)}")
    if not shown.total:
        streams.say("There are no papers yet; `paperterm refresh` fetches them.")


def _rows(store: Store, keys: Sequence[int]) -> Iterator[Row]:
    """Yield the rows of many keys without holding them all."""
    return chain.from_iterable(
        store.search.rows(keys[start : start + _AT_ONCE]) for start in range(0, len(keys), _AT_ONCE)
    )


def _now() -> datetime:
    return datetime.now(UTC)
