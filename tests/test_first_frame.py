"""The first frame: on the screen before Textual is imported, and the same as Textual's own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyte
import pytest
from pyte.screens import Char
from rich.color import Color, ColorSystem

from cli_helpers import Program, item, saved
from paperterm.tui import colors
from paperterm.tui.first_frame import eight_bit
from terminal import Terminal

ALTERNATE, BACK = b"\x1b[?1049h", b"\x1b[?1049l"
TEXTUAL = b"\x1b[?1000h"
"""The first thing that Textual itself writes."""

GATE = """
import os, sys

class Gate:
    def find_spec(self, name, path=None, target=None):
        if name == "textual":
            sys.meta_path.remove(self)
            with open(os.environ["GATE"]) as gate:
                gate.read()

sys.meta_path.insert(0, Gate())
"""
"""Holds the import of Textual up until somebody opens the named pipe for writing."""


def papers() -> list[dict[str, Any]]:
    """Return papers of every look: long, wide, without votes, with stars, of an organisation."""
    plain = [
        item(f"2601.{number:05}", f"Paper number {number}", upvotes=100 - number, day=None)
        for number in range(12, 40)
    ]
    for paper in plain:
        paper["paper"].pop("publishedAt"), paper["paper"].pop("submittedOnDailyAt")
    return [
        item("2601.00001", "A title that is long " * 9, upvotes=98_765, githubStars=31_000),
        item("2601.00002", "扩散模型的综述与展望：方法、应用和未来的研究方向" * 3, upvotes=1_234),
        item("2601.00003", r"Müller’s 🚀 emoji -- na\"ive, $O(n^2)$", organization={"name": "Org"}),
        item("2601.00004", "[bold] is no markup", upvotes=0, githubRepo="https://github.com/a/b"),
        item("2601.99999", "A needle in a haystack", githubRepo="https://github.com/a/b"),
        *plain,
    ]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """The program with some papers in its cache, of which some are marked."""
    program = Program(tmp_path / "home")
    assert program.run("import", saved(tmp_path / "papers.json", papers())).code == 0
    assert program.run("mark", "read", "2601.00001", "2601.00003").code == 0
    assert program.run("mark", "starred", "2601.00002").code == 0
    assert program.run("tag", "add", "vision,rl", "2601.00002", "2601.00004").code == 0
    assert program.run("note", "2601.00003", "--set", "Read again.").code == 0
    program.config_file.parent.mkdir(parents=True)
    program.config_file.write_text("refresh_minutes = 0\nmark_read_after = 0\n")
    return program


def opened(program: Program, columns: int = 120, lines: int = 40, **environ: str) -> Terminal:
    """Open the reader in a terminal."""
    surroundings = program.surroundings(**environ)
    return Terminal(program.command, surroundings, columns=columns, lines=lines)


@pytest.fixture
def gate(tmp_path: Path) -> dict[str, str]:
    """What holds Textual up, as variables of the environment."""
    (tmp_path / "gate").mkdir()
    (tmp_path / "gate" / "sitecustomize.py").write_text(GATE)
    os.mkfifo(tmp_path / "pipe")
    paths = [str(tmp_path / "gate"), os.environ.get("PYTHONPATH", "")]
    return {"PYTHONPATH": os.pathsep.join(filter(None, paths)), "GATE": str(tmp_path / "pipe")}


def let_in(gate: dict[str, str]) -> None:
    """Let Textual be imported."""
    Path(gate["GATE"]).write_text("")


def played(data: bytes, columns: int, lines: int) -> pyte.Screen:
    """Return the screen after some output."""
    screen = pyte.Screen(columns, lines)
    pyte.ByteStream(screen).feed(data)
    return screen


def cells(screen: pyte.Screen) -> Iterator[tuple[int, int, Char]]:
    """Yield every cell with its place."""
    for y in range(screen.lines):
        for x in range(screen.columns):
            yield x, y, screen.buffer[y][x]


def look(cell: Char) -> tuple[object, ...]:
    """Return what is seen of a cell."""
    ground = cell.fg if cell.reverse else cell.bg
    if cell.data == " ":
        return (" ", ground)
    ink = cell.bg if cell.reverse else cell.fg
    return (cell.data, ground, ink, cell.bold, cell.italics)


SIZES = [(120, 40), (100, 31), (233, 70), (99, 30), (80, 24), (60, 21), (59, 20), (45, 12)]


@pytest.mark.parametrize("colour", ["truecolor", ""])
@pytest.mark.parametrize(("columns", "lines"), SIZES)
def test_it_looks_like_textuals(program: Program, columns: int, lines: int, colour: str) -> None:
    first = looked_at(program, columns, lines, colour)
    assert "A title that is long" in "\n".join(first.display)


@pytest.mark.parametrize(("columns", "lines"), [(120, 40), (80, 24), (45, 12)])
@pytest.mark.parametrize(
    ("state", "shown"),
    [
        ({"sort": "sort:title"}, "sort:title"),
        ({"sort": "sort:upvotes", "paper": "2601.00014"}, "Paper number 14"),
        ({"paper": "2601.00039"}, "Paper number 39"),
        ({"paper": "2601.00025", "was_zoomed": True}, "Paper number 25"),
        ({"paper": "2601.77777", "was_read": True}, "A title that is"),
    ],
    ids=str,
)
def test_what_is_remembered_is_there_at_once(
    program: Program, state: dict[str, Any], shown: str, columns: int, lines: int
) -> None:
    file = program.home / "state" / "paperterm" / "state.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(state))
    assert shown in "\n".join(looked_at(program, columns, lines, "truecolor").display)


@pytest.mark.parametrize("rows", ["one", "two"])
def test_rows_are_as_they_are_set(program: Program, rows: str) -> None:
    program.config_file.write_text(
        f"rows = '{rows}'\ncolumns = ['marks', 'id', 'age', 'upvotes']\n"
        "refresh_minutes = 0\nmark_read_after = 0\n"
    )
    first = looked_at(program, 121, 33, "truecolor")
    assert "2601.00002" in "\n".join(first.display)


def looked_at(program: Program, columns: int, lines: int, colour: str) -> pyte.Screen:
    """Return the first frame, once it was found to look as what Textual paints."""
    with opened(program, columns, lines, COLORTERM=colour) as terminal:
        terminal.wait_for("q quit")
        terminal.settle(0.3)
        received = bytes(terminal.received)
    early = received[: received.index(TEXTUAL)]
    first, last = played(early, columns, lines), terminal.screen
    wrong = [
        (x, y, look(cell), look(last.buffer[y][x]))
        for x, y, cell in cells(first)
        if look(cell) != look(last.buffer[y][x])
        and (cell.data != " " or look(cell)[1] != last.buffer[y][x].bg)
    ]
    assert not wrong, wrong[:10]
    return first


@pytest.mark.parametrize(("columns", "lines"), [(120, 40), (80, 24), (59, 20)])
def test_nothing_of_it_vanishes_again(program: Program, columns: int, lines: int) -> None:
    with opened(program, columns, lines) as terminal:
        terminal.wait_for("q quit")
        terminal.settle(0.3)
        received = bytes(terminal.received)
    start = received.index(TEXTUAL)
    screen = played(received[:start], columns, lines)
    stream = pyte.ByteStream(screen)
    # Textual makes its scrollbars in two steps; an eighth of a cell is not looked at.
    painted = [(x, y, cell.data) for x, y, cell in cells(screen) if cell.data not in " ▁▂▃▄▅▆▇"]
    assert len(painted) > 300
    for place in range(start, len(received), 250):
        stream.feed(received[place : place + 250])
        gone = [each for each in painted if screen.buffer[each[1]][each[0]].data != each[2]]
        assert not gone, (place - start, gone[:5])


def test_the_terminal_is_as_it_was_in_the_end(program: Program) -> None:
    with opened(program) as terminal:
        before = terminal.modes()
        terminal.wait_for("q quit")
        assert terminal.modes() != before
        terminal.type("q")
        code, _ = terminal.wait_for_end()
        assert code == 0
        assert terminal.modes() == before
        assert terminal.received.count(ALTERNATE) == terminal.received.count(BACK) == 1


def test_what_is_typed_meanwhile_is_neither_echoed_nor_lost(
    program: Program, gate: dict[str, str]
) -> None:
    with opened(program, 120, 40, **gate) as terminal:
        terminal.wait_for("Paper number 12")
        terminal.settle(0.2)
        shown = len(terminal.received)
        terminal.type("/needle\rs")
        terminal.settle(0.2)
        assert len(terminal.received) == shown
        assert TEXTUAL not in terminal.received
        let_in(gate)
        terminal.wait_for("★ A needle")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_ended_before_textual_is_there(
    program: Program, gate: dict[str, str], number: signal.Signals
) -> None:
    with opened(program, 120, 40, **gate) as terminal:
        before = terminal.modes()
        terminal.wait_for("Paper number 12")
        terminal.settle(0.2)
        assert terminal.modes() != before
        os.kill(terminal.pid, number)
        code, _ = terminal.wait_for_end()
        assert code == 128 + number
        assert terminal.modes() == before
        assert terminal.received.endswith(b"\x1b[0m\x1b[?1049l\x1b[?25h")


def test_quit_before_textual_is_there(program: Program, gate: dict[str, str]) -> None:
    with opened(program, 120, 40, **gate) as terminal:
        before = terminal.modes()
        terminal.wait_for("Paper number 12")
        terminal.settle(0.2)
        terminal.type("\x03")
        code, _ = terminal.wait_for_end()
        assert code == 0
        assert terminal.modes() == before
        assert terminal.received.endswith(b"\x1b[0m\x1b[?1049l\x1b[?25h")


def test_stopped_only_once_textual_is_there(program: Program, gate: dict[str, str]) -> None:
    with opened(program, 120, 40, **gate) as terminal:
        before = terminal.modes()
        terminal.wait_for("Paper number 12")
        terminal.settle(0.2)
        terminal.type("\x1a")
        let_in(gate)
        terminal.wait_for_stop()
        terminal.settle()
        assert BACK in terminal.received
        assert terminal.modes() == before
        os.kill(terminal.pid, signal.SIGCONT)
        terminal.settle(0.5)
        assert terminal.received.count(ALTERNATE) == 2
        terminal.type("/needle")
        terminal.wait_for("1 of 33")


@pytest.mark.parametrize(
    "environ",
    [{"NO_COLOR": "1"}, {"TERM": "linux"}, {"TEXTUAL_COLOR_SYSTEM": "256"}, {"COLUMNS": "90"}],
    ids=str,
)
def test_unusual_surroundings_are_left_to_textual(
    program: Program, gate: dict[str, str], environ: dict[str, str]
) -> None:
    assert not early(program, gate, **environ)


def test_a_theme_is_left_to_textual(program: Program, gate: dict[str, str]) -> None:
    program.config_file.write_text('theme = "nord"\n')
    assert not early(program, gate)


def test_an_empty_cache_is_left_to_textual(tmp_path: Path, gate: dict[str, str]) -> None:
    empty = Program(tmp_path / "empty")
    assert not early(empty, gate)
    assert empty.run("list").code == 0  # makes the files
    assert not early(empty, gate)


def test_a_tiny_terminal_is_left_to_textual(program: Program, gate: dict[str, str]) -> None:
    assert not early(program, gate, columns=39)
    assert not early(program, gate, lines=9)
    assert early(program, gate, columns=40, lines=10)


def early(program: Program, gate: dict[str, str], **how: Any) -> bytes:
    """Return what is written before Textual is imported."""
    columns, lines = how.pop("columns", 120), how.pop("lines", 40)
    with opened(program, columns, lines, **gate, **how) as terminal:
        for _ in range(1000):
            terminal.read(0.02)
            # Until somebody waits at the other end, the pipe cannot be opened for writing.
            with suppress(OSError):
                os.close(os.open(gate["GATE"], os.O_WRONLY | os.O_NONBLOCK))
                return bytes(terminal.received)
    raise AssertionError("Textual is not asked for")


def test_an_unusable_library_ends_it_in_a_sentence(program: Program) -> None:
    library = program.home / "data" / "paperterm" / "library.db"
    subprocess.run([sys.executable, "-c", _FOREIGN, str(library)], check=True, timeout=20)
    with opened(program) as terminal:
        code, _ = terminal.wait_for_end()
        assert code == 1
        assert "by a newer paperterm or by another program" in terminal.received.decode()
        assert ALTERNATE not in terminal.received


_FOREIGN = """
import pathlib, sqlite3, sys
pathlib.Path(sys.argv[1]).unlink()
connection = sqlite3.connect(sys.argv[1])
connection.execute("PRAGMA application_id=7")
connection.execute("CREATE TABLE theirs (x)")
"""


def test_what_the_store_has_to_say_is_told(program: Program) -> None:
    library = program.home / "data" / "paperterm" / "library.db"
    library.write_bytes(b"no database" * 100)
    with opened(program) as terminal:
        terminal.wait_for("was damaged")
        assert "33 unread" in terminal.text


def test_what_it_takes_is_imported_without_the_rest() -> None:
    code = "import sys, paperterm.cli, paperterm.tui.opening; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=20
    )
    rest = {"asyncio", "click", "httpx", "logging", "rich", "sqlite_utils", "textual"}
    assert not rest & set(done.stdout.split())


@pytest.mark.parametrize(
    "color", [value for name, value in vars(colors).items() if name.isupper() and "#" in value]
)
def test_colours_are_halved_as_rich_does_it(color: str) -> None:
    rich = Color.parse(color).downgrade(ColorSystem.EIGHT_BIT)
    assert eight_bit(color) == f"5;{rich.number}"
