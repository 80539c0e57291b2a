"""The editor: the program in which a person writes, and a file opened in it."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from paperterm.errors import PapertermError, UsageError

USUAL = ("sensible-editor", "nano", "vim", "vi")
"""Editors that are tried where none is named."""


def editor(named: str, environ: Mapping[str, str]) -> list[str]:
    """Return the command of the editor: `named`, else the environment's, else one that is there.

    Raises UsageError where there is none.
    """
    for said, text in (
        ("editor", named),
        ("VISUAL", environ.get("VISUAL", "")),
        ("EDITOR", environ.get("EDITOR", "")),
    ):
        try:
            words = shlex.split(text)
        except ValueError as error:
            raise UsageError(f"{said} is no command: {text} has an open quote.") from error
        if words:
            return words
    for name in USUAL:
        if shutil.which(name, path=environ.get("PATH")):
            return [name]
    raise UsageError("There is no editor: name one in config.toml (editor), or in EDITOR.")


def edit(command: Sequence[str], file: Path) -> None:
    """Run an editor on a file, with the terminal its own, and wait for its end.

    Raises PapertermError where it could not be started, or says that it failed.
    """
    try:
        code = subprocess.run([*command, str(file)], check=False).returncode  # noqa: S603
    except OSError as error:
        raise PapertermError(f"{command[0]} could not be started: {error.strerror}.") from error
    if code:
        raise PapertermError(f"{command[0]} ended with an error ({code}).")


@contextmanager
def draft(text: str, name: str) -> Iterator[Path]:
    """Yield a file of this name that holds a text in whole lines, for as long as it is worked on.

    Where that ends with a PapertermError, a file that was changed is kept, and the error says so.
    """
    folder = Path(tempfile.mkdtemp(prefix="paperterm-"))
    file = folder / name
    text = f"{text}\n" if text and not text.endswith("\n") else text
    try:
        file.write_text(text, encoding="utf-8")
        yield file
    except PapertermError as error:
        if not file.exists() or file.read_bytes() == text.encode():
            shutil.rmtree(folder, ignore_errors=True)
            raise
        raise type(error)(f"{error} What was written is kept as {file}.") from error
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)
