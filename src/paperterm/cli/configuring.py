"""`paperterm config`: what is set and by whom, an example of a config file, and its editing."""

# ruff: noqa: PLC0415

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from paperterm.clean import clean_line
from paperterm.cli import streams
from paperterm.cli.parts import GIVEN, configuration
from paperterm.errors import UsageError
from paperterm.writing import make_folder, unwritable, write_whole

if TYPE_CHECKING:
    from paperterm.config import Config


def show() -> int:
    """Print what is in force, as TOML, with where each value comes from."""
    from paperterm.config.example import in_force

    config = checked()
    there = "" if config.config_file.exists() else ", which `paperterm config --edit` makes"
    streams.write([f"# {_name(config.config_file)}{there}"])
    streams.write(in_force(config))
    if "HF_ENDPOINT" in os.environ:
        streams.write([f"# HF_ENDPOINT is {config.endpoint}"])
    if config.token:
        streams.write(["# HF_TOKEN is set"])
    return 0


def show_example() -> int:
    """Print a config file with every key as a comment."""
    from paperterm.config.example import example
    from paperterm.tui.contexts import places

    streams.write(example(places()))
    return 0


def edit() -> int:
    """Open the config file in an editor, made from the example where there is none, and check it.

    What is wrong in it is said, and the file kept as it is.
    """
    from paperterm import editor
    from paperterm.config import files

    given = GIVEN.get()
    file = (given.config_file if given else None) or files().config
    try:
        named = configuration().editor
    except UsageError:
        named = ""  # what is wrong may be what is to be mended
    command = editor.editor(named, os.environ)
    if not file.exists():
        _make(file)
    editor.edit(command, file)
    checked()
    streams.write([f"{_name(file)} is right."])
    return 0


def checked() -> Config:
    """Return the configuration once the interface, too, has found it right; raises UsageError."""
    from paperterm.tui.contexts import read_keymap

    config = configuration()
    read_keymap(config)
    return config


def _make(file: Path) -> None:
    """Write the example; raises PapertermError."""
    from paperterm.config.example import example
    from paperterm.tui.contexts import places

    try:
        make_folder(file.parent)
    except OSError as error:
        raise unwritable(file, error) from error
    write_whole(file, (f"{line}\n" for line in example(places())))


def _name(file: Path) -> str:
    return clean_line(str(file), 10_000)
