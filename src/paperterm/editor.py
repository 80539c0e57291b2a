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
from paperterm.signals import run_to_end

USUAL = ("sensible-editor", "nano", "vim", "vi")
"""Editors that are tried where none is named."""


def chosen(named: str, environ: Mapping[str, str]) -> list[str] | None:
    """Return the command of the editor that somebody chose: `named`, else the environment's.

    None where nobody did; raises UsageError for what is no command.
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
    return None


def editor(named: str, environ: Mapping[str, str]) -> list[str]:
    """Return the command of the editor: the one that was `chosen`, else one that is there.

    Raises UsageError where there is none.
    """
    if words := chosen(named, environ):
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
        code = run_to_end(lambda: subprocess.Popen([*command, str(file)]))  # noqa: S603
    except OSError as error:
        raise PapertermError(f"{command[0]} could not be started: {error.strerror}.") from error
    if code is None:
        raise PapertermError(f"{command[0]} was ended together with paperterm.")
    if code:
        raise PapertermError(f"{command[0]} ended with an error ({code}).")


@contextmanager
def draft(text: str, name: str) -> Iterator[Path]:
    """Yield a file of this name that holds a text in whole lines, for as long as it is worked on.

    Where that ends with a PapertermError, a file that was changed is kept, and the error says so.
    """
    text = f"{text}\n" if text and not text.endswith("\n") else text
    file = _made(text, name)
    folder = file.parent
    try:
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


def written(file: Path, most: int) -> str:
    """Return the text that an editor has left in a file, of at most so many bytes.

    Raises UsageError where it cannot be read, is longer, or is no UTF-8.
    """
    try:
        with file.open("rb") as opened:
            data = opened.read(most + 1)
        if len(data) > most:
            raise UsageError(f"{file.name} is longer than {most:,} bytes: shorten it.")
        return data.decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{file.name} could not be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file.name} was not saved as UTF-8.") from error


def _made(text: str, name: str) -> Path:
    """Make a file that nobody else can read, in a directory of its own."""
    try:
        file = Path(tempfile.mkdtemp(prefix="paperterm-")) / name
        file.touch(mode=0o600)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise PapertermError(
            f"A file for the editor could not be made: {error.strerror}."
        ) from error
    return file
