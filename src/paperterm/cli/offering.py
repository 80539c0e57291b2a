"""Offering: what a shell can complete besides names of commands and options.

Whatever is offered is cleaned: a title or an id from outside must neither act on the terminal nor
break the lines in which a shell is told of it.
"""

# ruff: noqa: PLC0415

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from paperterm.clean import clean_line

if TYPE_CHECKING:
    from paperterm.config import Files

HELP = 100
"""Characters of what is said of an offer."""

VALUE = 1_000
"""Characters of an offer."""


def offered(value: str, meaning: str = "") -> CompletionItem[str]:
    """Return an offer, with what it means."""
    return CompletionItem(clean_line(value, VALUE), help=clean_line(meaning, HELP))


def papers(context: click.Context, _: click.Parameter, beginning: str) -> list[CompletionItem[str]]:
    """Offer the ids of papers with their titles, but for those that are given already."""
    from paperterm.store import offers

    where = _files()
    if where is None:
        return []
    given = set(context.params.get("ids") or ())
    found = offers.papers(where.cache, beginning)
    return [offered(each, title) for each, title in found if each not in given]


def tags(_: click.Context, __: click.Parameter, beginning: str) -> list[CompletionItem[str]]:
    """Offer tags; of several with commas between them, for the last."""
    before, comma, last = beginning.rpartition(",")
    known = before.split(",")
    return [
        offered(before + comma + name, f"{papers:,} papers" if papers != 1 else "1 paper")
        for name, papers in _tags()
        if name.startswith(last.lower()) and name not in known
    ]


def queries(_: click.Context, __: click.Parameter, beginning: str) -> list[CompletionItem[str]]:
    """Offer saved searches, and what can follow in the query that is typed."""
    saved = _searches()
    found = [offered(text, name) for name, text in saved.items() if text.startswith(beginning)]
    named = [
        offered(text, name)
        for name, text in saved.items()
        if beginning and name.lower().startswith(beginning.lower())
    ]
    found += _language(beginning)
    # The text takes the place of the name, which several texts could not do.
    return found or (named if len(named) == 1 else [])


def terms(_: click.Context, __: click.Parameter, beginning: str) -> list[CompletionItem[str]]:
    """Offer what can follow in a term of a query."""
    return _language(beginning)


def _language(beginning: str) -> list[CompletionItem[str]]:
    """Return what the query language offers at the end of a text."""
    from paperterm.query.completion import completions

    found = completions(beginning, len(beginning), _names)
    return [offered(beginning[: each.start] + each.text, each.meaning) for each in found]


def _names(kind: str, beginning: str) -> Sequence[str]:
    """Return the names of a kind that are known at once, which are those of tags."""
    return [name for name, _ in _tags() if name.startswith(beginning)] if kind == "tag" else []


def _tags() -> list[tuple[str, int]]:
    from paperterm.store import offers

    where = _files()
    return offers.tags(where.library) if where else []


def _searches() -> dict[str, str]:
    """Return the saved searches; those of config.toml win."""
    from paperterm.config import load
    from paperterm.errors import UsageError
    from paperterm.store import offers

    where = _files()
    saved = offers.searches(where.library) if where else {}
    try:
        return {**saved, **(load(os.environ).searches or {})}
    except UsageError:
        return saved  # what is wrong with it is told when a command runs


def _files() -> Files | None:
    from paperterm.config import files
    from paperterm.errors import UsageError

    try:
        return files()
    except UsageError:
        return None
