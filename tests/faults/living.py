"""Living: the program in a terminal of its own, from its start to its end, and what it leaves."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from changed import changed
from cli_helpers import Program, item, saved
from terminal import Terminal

QUICK = 0.3
"""Seconds within which the program ends, from a key or a signal to the end of its process.

Those in which a busy machine had no processor for it are not counted.
"""

TRIES = 3
"""How often an end is tried that took longer: a machine may do much else meanwhile."""

SETTINGS = "refresh_minutes = 0\nmark_read_after = 0\n"

_MODES = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
_ON_AT_FIRST = frozenset({b"7", b"25"})
"""Modes that a terminal has from the start: lines wrap, and the cursor is shown."""

_MARKER = "PAPERTERM_CASE"


class SlowError(AssertionError):
    """The program ended as it should, but not in time."""


@dataclass(frozen=True)
class Place:
    """A home in which a program lives, and what is started in it."""

    program: Program
    scratch: Path
    """Where the program puts files that are there for a while."""

    changes: Path
    """What changes the program before it starts."""

    marker: str

    @contextmanager
    def life(
        self,
        *arguments: str,
        through: Callable[[list[str]], list[str]] = lambda command: command,
        is_read: bool = True,
        environ: Mapping[str, str | None] | None = None,
    ) -> Iterator[Life]:
        """Start it in a terminal, by way of another program or directly.

        Where it is to be read in, waits until it takes keys. What is None in `environ` is not set.
        """
        command = through([*self.program.command, *arguments])
        with Terminal(command, self._environ(environ or {})) as terminal:
            life = Life(self, terminal, terminal.modes())
            if is_read:
                terminal.wait_for("30 unread")
                terminal.wait_for("q quit")
            yield life

    def change(self, code: str) -> None:
        """Change the program that is started from now on."""
        file = self.changes / "sitecustomize.py"
        file.write_text(f"{file.read_text(encoding='utf-8')}\n{code}\n", encoding="utf-8")

    def _environ(self, changes: Mapping[str, str | None]) -> dict[str, str]:
        given = {name: value for name, value in changes.items() if value is not None}
        environ = self.program.surroundings(**given)
        return {name: environ[name] for name in environ if name in given or name not in changes}

    def left_behind(self) -> list[str]:
        """Return the processes and files that should not be there any more."""
        end = time.monotonic() + 1
        while (found := self._processes()) and time.monotonic() < end:
            time.sleep(0.02)
        files = [path for path in self.program.home.rglob("*") if path.suffix in {".part", ".tmp"}]
        return found + [str(path) for path in [*files, *self.scratch.iterdir()]]

    def _processes(self) -> list[str]:
        """Return the commands of the processes that were started here, where the system tells."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if self.marker.encode() in (process / "environ").read_bytes():
                    found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except OSError:
                continue
        return found


Story = Callable[["Place"], None]
"""One life; raises AssertionError with what was not as it must be."""


class Told(NamedTuple):
    """When (perf_counter) the program was told to end, and how long it had been delayed by then."""

    at: float
    delay: float


@dataclass(frozen=True)
class Life:
    """The program while it runs; `before` are the terminal's modes as they were."""

    place: Place
    terminal: Terminal
    before: Sequence[object]

    def type(self, keys: str, shown: str | Callable[[str], bool] = "") -> None:
        """Type keys, and wait until something is shown."""
        self.terminal.type(keys)
        if shown:
            self.terminal.wait_for(shown)

    def press_last(self, keys: str) -> Told:
        """Type the keys that end it, and return when that was."""
        told = self._now()
        self.terminal.type(keys)
        return told

    def signal(self, number: int) -> Told:
        """Send a signal to the program, and return when that was."""
        told = self._now()
        os.kill(self.terminal.pid, number)
        return told

    def hang_up(self) -> Told:
        """Close the terminal, and return when that was."""
        told = self._now()
        self.terminal.hang_up()
        return told

    def _now(self) -> Told:
        return Told(time.perf_counter(), self.terminal.delayed())

    def works_and_quits(self) -> None:
        """See that it still does what it is told, and leave it."""
        self.type("/needle", "1 of 30")
        self.type("\r")
        self.ends(self.press_last("q"))

    def ends(self, told: Told | None = None, codes: Sequence[int] = (0,)) -> None:
        """Wait for its end and see that all is as it was; raises AssertionError with what is not.

        `told` is when it was told to end.
        """
        code, at = self.terminal.wait_for_end(10)
        said = bytes(self.terminal.received)
        assert code in codes, f"exit code {code}"
        assert b"Traceback" not in said, "a traceback is shown"
        if self.terminal.has_screen:
            assert self.terminal.modes() == self.before, "the terminal's modes are others"
            left = sorted(modes_left(said))
            assert not left, f"modes of the terminal are left: {b' '.join(left).decode()}"
        found = self.place.left_behind()
        assert not found, f"left behind: {', '.join(found)}"
        if told is not None:
            seconds = at - told.at - (self.terminal.delay - told.delay)
            if seconds > QUICK:
                raise SlowError(f"it took {seconds:.2f} s to end")


@dataclass(frozen=True)
class Homes:
    """Makes homes with thirty papers in them; `code` changes the program in all of them."""

    folder: Path
    code: str = ""

    def prepare(self) -> None:
        """Make the home of which the others are copies."""
        program = Program(self.folder / "first")
        papers = [item(f"2601.{n:05}", f"Paper number {n}", upvotes=90 - n) for n in range(1, 30)]
        papers.append(item("2601.99999", "A needle in a haystack"))
        self.folder.mkdir(parents=True, exist_ok=True)
        ended = program.run("import", saved(self.folder / "papers.json", papers))
        assert ended.code == 0, ended.err
        program.config_file.parent.mkdir(parents=True)
        program.config_file.write_text(SETTINGS)

    @contextmanager
    def place(self) -> Iterator[Place]:
        """Make a place, for as long as it is used."""
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        shutil.copytree(self.folder / "first", folder / "home")
        (folder / "scratch").mkdir()
        marker = uuid4().hex
        changes = changed(folder / "changed", self.code)
        environ = {**changes, "TMPDIR": str(folder / "scratch"), _MARKER: marker}
        program = Program(folder / "home", environ)
        try:
            yield Place(program, folder / "scratch", folder / "changed", marker)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def modes_left(said: bytes) -> set[bytes]:
    """Return the modes that are not as they are in a terminal in which nothing has run."""
    last = {
        mode: sign for modes, sign in _MODES.findall(said) for mode in modes.split(b";") if mode
    }
    left = {mode for mode, sign in last.items() if (sign == b"h") != (mode in _ON_AT_FIRST)}
    if len(re.findall(rb"\x1b\[>\d+u", said)) != said.count(b"\x1b[<u"):
        left.add(b"keyboard")
    return left


def unprivileged(command: list[str]) -> list[str]:
    """Return a command under which even the superuser may only do what permissions allow."""
    code = (
        "import ctypes, os, sys\n"
        "if os.getuid() == 0:\n"
        "    for capability in (1, 2, 3):\n"  # to read, write and search what is not theirs
        "        assert ctypes.CDLL(None).prctl(24, capability, 0, 0, 0) == 0\n"
        "os.execvp(sys.argv[1], sys.argv[1:])"
    )
    return [sys.executable, "-S", "-c", code, *command]


def shell(script: str) -> Callable[[list[str]], list[str]]:
    """Return what starts a command from a shell, as `"$@"` in a script."""
    return lambda command: ["sh", "-c", script, "sh", *command]
