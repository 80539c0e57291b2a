"""Options of the program that say what config.toml can say, too; they follow from its keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from paperterm.cli.parts import GIVEN, Given
from paperterm.config.keys import KEYS, Key
from paperterm.config.kinds import Choice, Switch

T = TypeVar("T", bound=Callable[..., Any])

_SCALARS = [key for key in KEYS if not key.kind.is_table]


def with_settings(command: T) -> T:
    """Give a command --config, and an option for each key that is no table."""
    for key in reversed(_SCALARS):
        command = _option(key)(command)
    file = click.Path(exists=True, dir_okay=False, path_type=Path)
    return click.option(
        "--config", "config_file", metavar="FILE", type=file, help="Read another config.toml."
    )(command)


def use(context: click.Context, config_file: Path | None, given: Mapping[str, Any]) -> None:
    """Have what was given count for as long as the command runs."""
    options = {name: _text(value) for name, value in given.items() if value is not None}
    token = GIVEN.set(Given(config_file, options))
    context.call_on_close(lambda: GIVEN.reset(token))


def _option(key: Key) -> Callable[[T], T]:
    if isinstance(key.kind, Switch):
        names, metavar = f"{key.option}/--no-{key.option[2:]}", None
        return click.option(names, key.name, default=None, metavar=metavar, help=_help(key))
    words = key.kind.words if isinstance(key.kind, Choice) else ()
    return click.option(
        key.option,
        key.name,
        metavar=_metavar(key),
        help=_help(key),
        shell_complete=lambda _, __, beginning: [
            each for each in words if each and each.startswith(beginning)
        ],
    )


def _metavar(key: Key) -> str:
    if isinstance(key.kind, Choice) and not key.kind.is_named:
        return "|".join(key.kind.words)
    return key.name.split("_")[-1].upper()


def _help(key: Key) -> str:
    """Return the first sentence of what is said of a key."""
    return key.doc.split(";")[0].split(": ")[0].rstrip(".").replace("`", "") + "."


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
