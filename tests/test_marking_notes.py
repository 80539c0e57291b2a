"""Stories of notes: written in an editor or in a pane, shown under the abstract, never lost."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual.app import App
from textual.widgets import TextArea

from cli_helpers import Program, saved
from cli_helpers import item as wire_item
from papers import item
from paperterm.marks import NOTE_LENGTH
from paperterm.paper import Paper
from paperterm.tui.dialogs import Confirm
from paperterm.tui.main_screen import MainScreen
from paperterm.tui.note_pane import NotePane
from paperterm.tui.noting import file_name
from reader import Reader, reading
from terminal import Terminal


@pytest.fixture
def suspending(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let the app be suspended without a terminal; returns what it did."""
    done: list[str] = []

    @contextmanager
    def suspend(self: App[None]) -> Iterator[None]:
        done.append("suspended")
        yield
        done.append("resumed")

    monkeypatch.setattr(App, "suspend", suspend)
    return done


@pytest.fixture
def drafts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where files for the editor are made."""
    folder = tmp_path / "drafts"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def editor(folder: Path, script: str) -> str:
    """Return the command of an editor that runs a script on the `file` that it is given."""
    program = folder / "editor.py"
    head = "import os, sys\nfrom pathlib import Path\nfile = Path(sys.argv[1])\n"
    program.write_text(head + script, encoding="utf-8")
    return shlex.join([sys.executable, str(program)])


def note(reader: Reader) -> str:
    """Return the note on the paper under the cursor."""
    row = reader.screen.papers.row
    return row.note if row else ""


def files(folder: Path) -> list[str]:
    """Return the names of the files in a folder and below it."""
    return [path.name for path in folder.rglob("*") if path.is_file()]


def kept_text(told: str) -> bytes:
    """Return what is in the file that a sentence says was kept."""
    kept = re.search(r"What was written is kept as (\S+)\.$", told)
    assert kept
    return Path(kept[1]).read_bytes()


async def test_a_note_is_written_in_the_editor_and_shown(
    tmp_path: Path, suspending: list[str], drafts: Path
) -> None:
    seen = tmp_path / "seen"
    script = (
        f"seen = Path({str(seen)!r})\n"
        "mode = oct(file.stat().st_mode & 0o777)\n"
        "seen.write_text(f'{file.name}|{mode}|{file.read_text()}')\n"
        "file.write_text('Read *again*.\\n\\n[/bold] is no markup.\\n\\n')\n"
    )
    async with reading(tmp_path, [item(1), item(2)], editor=editor(tmp_path, script)) as reader:
        await reader.press("a")
        await reader.until(lambda: note(reader) == "Read *again*.\n\n[/bold] is no markup.")
        assert reader.told == ["“Paper number 1”: with your note; u undoes it."]
        assert seen.read_text() == "2608.00001-paper-number-1.md|0o600|"
        assert suspending == ["suspended", "resumed"]
        assert files(drafts) == []
        await reader.settle()
        await reader.until(lambda: "Your note\nRead *again*." in reader.abstract)
        await reader.press("a")
        assert reader.told == ["The note is as it was."]
        assert seen.read_text().endswith("|Read *again*.\n\n[/bold] is no markup.\n")
        await reader.press("u")
        await reader.until(lambda: reader.told == ["“Paper number 1”: without a note again"])
        await reader.until(lambda: "Your note" not in reader.abstract)


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("file.write_text('mine')\nsys.exit(3)", "ended with exit code 3"),
        ("file.write_bytes(b'mine \\xff')", "was not saved as UTF-8."),
        (f"file.write_text('m' * {NOTE_LENGTH + 1})", "A note has at most 100,000 characters"),
        (f"file.write_text('m' * {4 * NOTE_LENGTH + 1})", "is longer than 400,000 bytes"),
    ],
)
async def test_what_was_typed_is_kept_where_it_could_not_be_taken(
    tmp_path: Path, suspending: list[str], drafts: Path, script: str, sentence: str
) -> None:
    async with reading(tmp_path, [item(1)], editor=editor(tmp_path, script)) as reader:
        await reader.press("a")
        (told,) = reader.told
        assert sentence in told
        assert kept_text(told).startswith(b"m")
        assert suspending == ["suspended", "resumed"]
        assert note(reader) == ""
        await reader.press("s")
        await reader.until(lambda: "★" in reader.lines[0])


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("sys.exit(1)", "ended with exit code 1; the note is as it was."),
        ("file.unlink()", "could not be read"),
    ],
)
async def test_an_editor_that_wrote_nothing_leaves_nothing(
    tmp_path: Path, suspending: list[str], drafts: Path, script: str, sentence: str
) -> None:
    async with reading(tmp_path, [item(1)], editor=editor(tmp_path, script)) as reader:
        await reader.press("a")
        assert sentence in reader.told[0]
        assert files(drafts) == []
        assert suspending == ["suspended", "resumed"]


async def test_an_editor_that_is_not_there_is_told(
    tmp_path: Path, suspending: list[str], drafts: Path
) -> None:
    async with reading(tmp_path, [item(1)], editor="no-such-editor --wait") as reader:
        await reader.press("a")
        assert reader.told == ["no-such-editor could not be started: No such file or directory."]
        assert suspending == ["suspended", "resumed"]
        assert files(drafts) == []


async def test_without_an_editor_a_note_is_written_in_a_pane(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1), item(2)]) as reader:
        await reader.press("a", *"Why", "space", *"so", "enter", *"q:", "ctrl+s")
        await reader.until(lambda: note(reader) == "Why so\nq:")
        assert isinstance(reader.app.screen, MainScreen)
        await reader.press("a", "escape")
        assert isinstance(reader.app.screen, MainScreen), "what is unchanged is closed at once"
        await reader.press("a", "x", "escape")
        assert isinstance(reader.app.screen, Confirm)
        await reader.press("n", "y", "ctrl+c")
        assert isinstance(reader.app.screen, Confirm), "ctrl+c asks, too"
        await reader.press("n")
        assert reader.app.screen.query_one(TextArea).text == "Why so\nq:xy"
        await reader.press("escape", "y")
        assert isinstance(reader.app.screen, MainScreen)
        assert note(reader) == "Why so\nq:"


async def test_a_note_that_is_too_long_stays_in_the_pane(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1)]) as reader:
        await reader.press("a")
        area = reader.app.screen.query_one(TextArea)
        area.text = "m" * (NOTE_LENGTH + 1)
        await reader.press("ctrl+s")
        assert "A note has at most 100,000 characters" in reader.told[0]
        assert isinstance(reader.app.screen, NotePane)
        area.text = "m" * NOTE_LENGTH
        await reader.press("ctrl+s")
        await reader.until(lambda: len(note(reader)) == NOTE_LENGTH)
        await reader.until(lambda: "mmm …" in reader.abstract)
        assert len(reader.abstract) < 20_000


@pytest.mark.parametrize(
    ("paper_id", "title", "name"),
    [
        (
            "2608.00001",
            "Müller’s [bold] $\\alpha$: C++ & more",
            "2608.00001-muller-s-bold-c-more.md",
        ),
        ("../../etc", "/../passwd\n", "etc-passwd.md"),
        ("2608.00001", "扩散模型", "2608.00001.md"),
        ("2608.00001", "word " * 60, f"2608.00001-{'word-' * 11}word.md"),
    ],
)
def test_the_name_of_the_file_is_safe_and_tells_which_paper(
    paper_id: str, title: str, name: str
) -> None:
    assert file_name(Paper(paper_id, title, "")) == name


def test_the_editor_has_the_terminal_until_it_ends(tmp_path: Path) -> None:
    program = Program(tmp_path / "home")
    papers = [wire_item("2601.00001", "A paper"), wire_item("2601.00002", "Another")]
    assert program.run("import", saved(tmp_path / "papers.json", papers)).code == 0
    script = "text = input('What do you think? ')\nfile.write_text(text)\n"
    surroundings = program.surroundings(VISUAL=editor(tmp_path, script))
    with Terminal(program.command, surroundings, columns=100, lines=30) as terminal:
        terminal.wait_for(" quit")
        terminal.type("a")
        terminal.wait_for("What do you think?")
        terminal.type("Much.\n")
        terminal.wait_for("Your note")
        terminal.wait_for("Much.")
        terminal.type("q")
        assert terminal.wait_for_end()[0] == 0
