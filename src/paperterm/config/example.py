"""The example of a config file, and what is in force in the same form: TOML with comments."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from paperterm.config.keys import KEYS
from paperterm.config.loading import Config

WIDTH = 80
"""Columns of the comments."""

Commands = Iterable[tuple[str, Iterable[tuple[str, Sequence[str], str]]]]
"""The places where keys work, each with its commands: their names, keys, and what they do."""


def example(commands: Commands) -> Iterator[str]:
    """Yield the lines of a config file that changes nothing: every key, as a comment.

    Without the signs that make them comments, they say what holds without a file.
    """
    yield "# What paperterm reads at its start. Take the # off a line, and it sets what it says."
    for key in KEYS:
        yield ""
        yield from _comment(f"{key.doc} ({key.kind.said})".replace("`", ""))
        if not key.kind.is_table:
            yield f"#{key.name} = {toml(key.default)}"
        else:
            yield f"#[{key.name}]"
        if key.name == "searches":
            yield '# fresh = "is:unread newer:7d sort:upvotes"'
    for place, found in commands:
        yield f"# {place}:"
        for name, keys, what in found:
            yield f"#{toml(name)} = {toml(','.join(keys))}  # {what}"


def in_force(config: Config) -> Iterator[str]:
    """Yield what is set, each with where that comes from, as TOML."""
    scalars = [key for key in KEYS if not key.kind.is_table]
    lines = {key.name: f"{key.name} = {toml(getattr(config, key.name))}" for key in scalars}
    width = min(max(map(len, lines.values())), WIDTH // 2)
    for name, line in lines.items():
        yield f"{line:{width}}  # {said(config, name)}"
    for key in KEYS:
        if key.kind.is_table and (table := getattr(config, key.name)):
            yield ""
            yield f"[{key.name}]  # {said(config, key.name)}"
            yield from _entries(table)


def said(config: Config, name: str) -> str:
    """Return where the value of a key comes from, in words."""
    source = config.source(name)
    return f"{source.said}:{source.line}" if source.line else source.said


def toml(value: Any) -> str:
    """Return a value as TOML has it."""
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, str):
        # JSON's strings are TOML's, but for one character.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)


def _entries(table: Mapping[str, Any]) -> Iterator[str]:
    for name, value in table.items():
        yield f"{toml(name)} = {toml(','.join(value) if isinstance(value, tuple) else value)}"


def _comment(text: str) -> Iterator[str]:
    for line in textwrap.wrap(text, WIDTH - 2, break_on_hyphens=False, break_long_words=False):
        yield f"# {line}"
