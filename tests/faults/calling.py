"""Commands called in this process, which takes a fiftieth of the time that a program takes."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import stamina

from cli_helpers import Program
from paperterm.cli import main
from paperterm.cli.breaking import BROKE


@dataclass(frozen=True, slots=True)
class Called:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        """Everything that it printed."""
        return self.out + self.err

    @property
    def crash(self) -> str:
        """What is said of a mistake in the program, '' where it made none."""
        return self.err.strip() if self.code == BROKE else ""


class _Stream(io.TextIOWrapper):
    """A standard stream that may say that it is a terminal."""

    def __init__(self, content: bytes, *, is_terminal: bool) -> None:
        self.bytes = io.BytesIO(content)
        super().__init__(self.bytes, encoding="utf-8", newline="")
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        """Whether this is a terminal."""
        return self._is_terminal

    def text(self) -> str:
        """Return what was written; a byte that is no UTF-8 is a lone surrogate."""
        self.flush()
        return self.bytes.getvalue().decode("utf-8", "surrogateescape")


def call(
    home: Path,
    arguments: Sequence[str],
    environ: Mapping[str, str],
    stdin: bytes = b"",
    *,
    on_terminal: bool = False,
) -> Called:
    """Call a command with a home of its own; no clipboard is looked for."""
    fixed = {"COLUMNS": "100", "PAPERTERM_CLIPBOARD": "none", "BROWSER": "true", **environ}
    streams = [_Stream(each, is_terminal=on_terminal) for each in (stdin, b"", b"")]
    # What does not answer is asked once, and not waited for.
    with stamina.set_testing(True), _swapped(Program(home).surroundings(**fixed), streams):
        code = main(list(arguments))
    return Called(code, streams[1].text(), streams[2].text())


@contextmanager
def _swapped(environ: dict[str, str], streams: Sequence[_Stream]) -> Iterator[None]:
    """Give this process another environment and other streams for a while."""
    before = dict(os.environ)
    kept = sys.stdin, sys.stdout, sys.stderr
    os.environ.clear()
    os.environ.update(environ)
    sys.stdin, sys.stdout, sys.stderr = streams
    try:
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = kept
        os.environ.clear()
        os.environ.update(before)
