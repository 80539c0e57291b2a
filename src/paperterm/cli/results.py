"""Results: what a command has done, as a sentence or as JSON."""

# ruff: noqa: PLC0415

from __future__ import annotations

from collections.abc import Callable

import click

from paperterm.cli import streams
from paperterm.cli.choosing import Chosen


def as_json_option(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command --json, which it gets as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


def tell_result(sentence: str, chosen: Chosen, *, as_json: bool) -> None:
    """Print what was done to papers; as JSON with their ids, and those that were not found."""
    if not as_json:
        streams.write([sentence])
        return
    from paperterm.printing import json_text

    result = {
        "done": sentence,
        "papers": list(chosen.ids),
        "missing": list(chosen.missing),
    }
    streams.write([json_text(result, ascii_only=streams.are_ascii_only())])
