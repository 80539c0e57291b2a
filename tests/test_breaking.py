"""What nobody expected: the terminal is given back, a sentence says so, and a report is left."""

from __future__ import annotations

import stat
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from changed import changed, raising
from cli_helpers import Program, item, saved
from paperterm import reports
from terminal import Terminal

MESSAGE = "MESSAGESECRET"
TOKEN = "hf_TOKENSECRET"
LISTING = "paperterm.printing:list_lines"
ERROR = f"ZeroDivisionError({MESSAGE!r})"


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """The program with some papers in its cache, and a feed that cannot be reached."""
    program = Program(tmp_path / "home", {"HF_TOKEN": TOKEN})
    papers = [item(f"2601.{number:05}", f"Paper number {number}") for number in range(1, 9)]
    assert program.run("import", saved(tmp_path / "papers.json", papers)).code == 0
    program.config_file.parent.mkdir(parents=True)
    program.config_file.write_text("refresh_minutes = 0\nmark_read_after = 0\n")
    return program


def broken(program: Program, where: str) -> Program:
    """Return the program with a function of its raising."""
    environ = changed(program.home / "changed", raising(where, ERROR))
    return replace(program, environ={**program.environ, **environ})


def the_report(program: Program) -> str:
    """Return the report that was left, which nobody else can read and which has no secrets."""
    folder = program.home / "state/paperterm/log"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = file.read_text(encoding="utf-8")
    for secret in ("SECRET", str(program.home), str(Path.home()), sys.prefix, "Paper number"):
        assert secret not in text
    assert "ZeroDivisionError\n" in text
    assert ", in broken\n" in text
    return text


def told(program: Program, said: str) -> None:
    """See that a sentence says what happened, and nothing more than that."""
    flat = "".join(said.split())
    assert "paperterm:ThisisamistakeinpapertermZeroDivisionError" in flat.replace(":Zero", "Zero")
    assert f"{program.home}/state/paperterm/log/report-" in flat
    assert "SECRET" not in said
    assert "Traceback" not in said


def test_a_command_that_breaks_leaves_a_report(program: Program) -> None:
    ended = broken(program, LISTING).run("list")
    assert ended.code == 70
    assert not ended.out
    told(program, ended.err)
    report = the_report(program)
    assert "\n  paperterm.cli.reading" not in report
    assert "paperterm.cli.parts, line" in report


@pytest.mark.parametrize(
    ("where", "keys"),
    [
        ("paperterm.config:load", ""),
        ("paperterm.store.store:_opened", ""),
        ("paperterm.tui.first_frame:_status", ""),
        ("paperterm.tui.main_screen:MainScreen.compose", ""),
        ("paperterm.tui.app:PapertermApp.on_mount", ""),
        ("paperterm.store.library:Library.mark", "m"),
        ("paperterm.tui.filter_bar.line:parse", "/moe"),
        ("paperterm.tui.row_painter:RowPainter.line", ""),
        ("paperterm.tui.escapes:Escapes.split", "j"),
        ("paperterm.store.store:Store.close", "q"),
    ],
)
def test_the_reader_gives_the_terminal_back(program: Program, where: str, keys: str) -> None:
    changed_program = broken(program, where)
    with Terminal(changed_program.command, changed_program.surroundings()) as terminal:
        before = terminal.modes()
        if keys:
            terminal.wait_for("8 unread")
            terminal.type(keys)
        code, _ = terminal.wait_for_end()
        assert code == 70
        assert terminal.modes() == before
        entered, left = (terminal.received.rfind(b"\x1b[?1049" + end) for end in (b"h", b"l"))
        assert left >= entered
        told(program, terminal.text)
    the_report(program)


def test_of_reports_the_newest_are_kept(tmp_path: Path) -> None:
    began = datetime(2026, 11, 26, tzinfo=UTC)
    files = [
        reports.write_report(tmp_path / "log", ValueError(MESSAGE), began + timedelta(seconds=n))
        for n in range(reports.KEPT + 3)
    ]
    assert [file.exists() for file in files] == [False] * 3 + [True] * reports.KEPT
    assert "2026-11-26 00:00:12 UTC" in files[-1].read_text(encoding="utf-8")


def test_a_report_names_all_that_led_to_it_and_is_bounded() -> None:
    def deeper(depth: int) -> None:
        if not depth:
            raise PermissionError(13, MESSAGE, "/home/SECRET")
        deeper(depth - 1)

    try:
        try:
            deeper(500)
        except OSError as error:
            raise KeyError(MESSAGE) from error
    except KeyError as caught:
        lines = list(reports.report(caught, datetime(2026, 11, 26, tzinfo=UTC)))
    assert "PermissionError (EACCES)" in lines
    assert "and then KeyError" in lines
    assert "  … 442 more …" in lines
    assert len(lines) < 100
    assert not any("SECRET" in line for line in lines)


def test_where_no_report_can_be_written_that_is_said(program: Program) -> None:
    (program.home / "state").write_text("")
    ended = broken(program, LISTING).run("list")
    assert ended.code == 70
    assert "No report could be written of it: Not a directory." in ended.err
    assert "SECRET" not in ended.err


def test_a_developer_sees_all_of_it(program: Program) -> None:
    ended = broken(program, LISTING).run("list", PYTHONDEVMODE="1")
    assert ended.code == 1
    assert f"ZeroDivisionError: {MESSAGE}" in ended.err
