"""Which papers a command is about: by ids, by links to them, from standard input, or by a query."""

# ruff: noqa: PLC0415

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from itertools import chain
from typing import TYPE_CHECKING, Any

import click

from paperterm.clean import clean_line
from paperterm.cli import offering, streams
from paperterm.cli.arguments import id_in, ids_in
from paperterm.cli.parts import rows_of, tell_about
from paperterm.errors import NotFoundError, PapertermError, UsageError
from paperterm.wording import counted

if TYPE_CHECKING:
    from paperterm.paper import Row
    from paperterm.query import Query
    from paperterm.store import Store

STDIN = "-"
"""The id that stands for the ids on standard input."""

_NAMED = 10
_ID_LENGTH = 100
_PIECE = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says of the papers: their ids, or a query; `yes` answers for bulk."""

    ids: tuple[str, ...] = ()
    query: str | None = None
    yes: bool = False

    @property
    def reads_input(self) -> bool:
        """Whether standard input holds ids."""
        return STDIN in self.ids


@dataclass(frozen=True, slots=True)
class Chosen:
    """Papers that were found, by their keys and ids, and the ids of which there is no paper."""

    store: Store
    keys: Sequence[int]
    ids: Sequence[str]
    missing: tuple[str, ...] = ()

    def rows(self) -> Iterator[Row]:
        """Yield the papers without holding them all."""
        return rows_of(self.store, self.keys)

    @property
    def said(self) -> str:
        """What a step about these papers says of them; empty where their number says it."""
        if len(self.keys) != 1:
            return ""
        from paperterm.reading import reading

        return f"“{reading(next(self.rows()).paper.title)}”"

    def check_found(self) -> None:
        """Name the ids of which there is no paper; raises NotFoundError."""
        if self.missing:
            named = ", ".join(self.missing[:_NAMED])
            more = f" and {len(self.missing) - _NAMED:,} more" if self.missing[_NAMED:] else ""
            raise NotFoundError(f"Not in the cache: {named}{more}.")


def takes_papers(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command ids and --query, which it gets together as `asked`."""

    @click.argument("ids", nargs=-1, metavar="[ID]...", shell_complete=offering.papers)
    @click.option(
        "--query",
        metavar="TEXT",
        help="Take the papers that match, instead of ids.",
        shell_complete=offering.queries,
    )
    @wraps(command)
    def with_papers(ids: tuple[str, ...], query: str | None, yes: bool = False, **rest: Any) -> int:
        if bool(ids) == (query is not None):
            raise click.UsageError(
                "Say which papers, by ids (- reads them from standard input) or by --query, "
                "and one of these alone."
            )
        return command(asked=Asked(ids, query, yes), **rest)

    return with_papers


def changes_papers(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command ids, --query and --yes, which it gets together as `asked`."""
    yes = click.option("--yes", is_flag=True, help="Do not ask before it is done to what matches.")
    return yes(takes_papers(command))


def choose(store: Store, asked: Asked, question: Callable[[str], str] | None) -> Chosen:
    """Return the papers that are meant.

    Of those of a query, `question` makes the question to be answered first, from their number in
    words; without one, nothing is asked. Raises UsageError where nobody can answer or the query
    holds a mistake, and PapertermError where the answer is no.
    """
    if asked.query is None:
        return _by_ids(store, asked.ids)
    from paperterm.query import parse

    query = parse(asked.query)
    if question:
        _refuse_mistakes(query, asked.query)
    shown = store.search.ask(query)
    tell_about(store, query, asked.query, shown)
    if question and not asked.yes:
        _confirm(question(counted(len(shown.keys), "paper")), are_any=bool(shown.keys))
    return Chosen(store, shown.keys, store.search.ids(shown.keys))


def _by_ids(store: Store, ids: Iterable[str]) -> Chosen:
    given = chain.from_iterable(
        ids_in(streams.input_lines()) if each == STDIN else [each] for each in ids
    )
    found: dict[int, str] = {}
    missing = []
    for each in dict.fromkeys(map(id_in, given)):
        row = store.search.row(each)
        if row:
            found[row.key] = row.paper.id
        else:
            missing.append(clean_line(each, _ID_LENGTH))
    return Chosen(store, list(found), list(found.values()), tuple(missing))


def _refuse_mistakes(query: Query, text: str) -> None:
    """Refuse a query that may say something else than was meant; raises UsageError.

    What the filter bar underlines while one sees the list follow is here all that one gets to see.
    """
    for hint in query.hints:
        piece = clean_line(text[hint.start : hint.end], _PIECE)
        raise UsageError(f"“{piece}”: {hint.sentence} Nothing was done; mend the query first.")


def _confirm(question: str, *, are_any: bool) -> None:
    """Have a question answered with yes; none is asked about no papers."""
    if not streams.can_ask():
        raise UsageError(f"{question} Nobody can be asked here: --yes answers.")
    if are_any and not streams.ask(question):
        raise PapertermError("Nothing was done.")
