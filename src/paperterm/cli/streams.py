"""The standard streams: what is printed, and who is there to see it."""

from __future__ import annotations

import base64
import io
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import IO, TextIO

from paperterm.clean import clean_line
from paperterm.errors import PapertermError

BAR = 20
"""Columns of the progress bar."""


def prepare() -> None:
    """Show what the locale cannot say as a question mark, never as a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def write(lines: Iterable[str], end: str = "\n") -> None:
    """Print lines; raises PapertermError where they cannot be written, and BrokenPipeError."""
    for line in lines:
        try:
            print(line, end=end)
        except OSError as error:
            raise _unwritable(error) from error


def write_document(pieces: Iterable[str]) -> None:
    """Print the pieces of a document in UTF-8, whatever the locale; raises as `write` does."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # The ends of the lines are a matter of the document's format.
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    write(pieces, end="")


def flush() -> None:
    """Write out what is buffered; raises as `write` does."""
    if sys.stdout is not None:
        try:
            sys.stdout.flush()
        except OSError as error:
            raise _unwritable(error) from error


def drop() -> None:
    """Let what is still to be written go nowhere, or the interpreter complains of it at its end."""
    _drop(sys.stdout)


def say(sentence: str) -> None:
    """Tell the user what is not the result; that nobody hears it is no error."""
    if sys.stderr is None:
        return  # `print` would take None for standard output
    try:
        print(f"paperterm: {clean_line(sentence, 10_000)}", file=sys.stderr, flush=True)
    except OSError:
        _drop(sys.stderr)


def show_progress(text: str) -> None:
    """Show how far long work is, in place of what was last shown; nothing clears it."""
    if has_progress() and sys.stderr is not None:
        # What is wider would go on in the next line, and stay there.
        cut = text[: shutil.get_terminal_size().columns - 1]
        with suppress(OSError):
            print(f"\r\x1b[K{cut}", end="", file=sys.stderr, flush=True)


def progress_bar(done: int, total: int) -> str:
    """Return a bar of text whose length says how much is done."""
    filled = BAR * done // max(total, 1)
    return f"[{'#' * filled}{'.' * (BAR - filled)}]"


def input_file() -> IO[bytes]:
    """Return standard input, whatever its encoding; an empty file where there is none."""
    return io.BytesIO() if sys.stdin is None else sys.stdin.buffer


def input_text(size: int) -> str:
    """Return what standard input holds, in UTF-8, at most `size` bytes of it."""
    return "" if sys.stdin is None else sys.stdin.buffer.read(size).decode(errors="replace")


def can_ask() -> bool:
    """Whether somebody is there to answer a question."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def ask(question: str) -> bool:
    """Ask for a yes or no, where that can be done; no answer means no."""
    print(f"{clean_line(question, 1_000)} [y/N] ", end="", file=sys.stderr, flush=True)
    # As bytes: what is typed may be no text.
    return sys.stdin.buffer.readline().strip().lower() in {b"y", b"yes"}


def copy_to_terminal(text: str) -> bool:
    """Ask the terminal to copy a text (OSC 52); whether there is one that could be asked."""
    if os.environ.get("TERM", "dumb") == "dumb":
        return False
    request = b"\x1b]52;c;" + base64.b64encode(text.encode()) + b"\x07"
    try:
        # The terminal itself: what is printed may go elsewhere.
        terminal = os.open("/dev/tty", os.O_WRONLY | os.O_NOCTTY)
    except OSError:
        return False
    with open(terminal, "wb") as file, suppress(OSError):  # noqa: PTH123 - it is open already
        file.write(request)
        return True
    return False


def has_progress() -> bool:
    """Whether what `show_progress` shows can be seen."""
    return os.environ.get("TERM") != "dumb" and sys.stderr is not None and sys.stderr.isatty()


def input_lines() -> Iterator[bytes]:
    """Yield the lines of standard input, whatever their encoding."""
    if sys.stdin is not None:
        yield from sys.stdin.buffer


def are_interactive() -> bool:
    """Whether somebody sits at a terminal that can do more than type."""
    streams: tuple[TextIO | None, ...] = (sys.stdin, sys.stdout, sys.stderr)
    return os.environ.get("TERM") != "dumb" and all(
        stream is not None and stream.isatty() for stream in streams
    )


def width() -> int | None:
    """Return the terminal's columns, None where the output goes elsewhere."""
    if sys.stdout is None or not sys.stdout.isatty():
        return None
    return max(20, shutil.get_terminal_size().columns)


def is_redirected() -> bool:
    """Whether the output goes elsewhere than to a terminal, where progress would stand in it."""
    return sys.stdout is None or not sys.stdout.isatty()


def are_ascii_only() -> bool:
    """Whether the output's encoding may lack characters that a paper has."""
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    return not encoding.lower().replace("_", "-").startswith("utf")


def _drop(stream: TextIO | None) -> None:
    if stream is not None:
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _unwritable(error: OSError) -> Exception:
    if isinstance(error, BrokenPipeError):
        return error
    return PapertermError(f"The output could not be written: {error.strerror}.")
