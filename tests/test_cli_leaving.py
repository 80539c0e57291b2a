"""Copying, opening and writing notes from the shell, with the programs that do it."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from cli_helpers import ATTENTION, MIXTRAL, SWITCH, Shell, item, saved
from terminal import Terminal

PAGE = "https://huggingface.co/papers/"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of programs that stands first on the path."""
    found = tmp_path / "bin"
    found.mkdir()
    monkeypatch.setenv("PATH", f"{found}:/usr/bin:/bin")
    return found


def script(folder: Path, name: str, text: str) -> Path:
    """Put a shell script on the path."""
    file = folder / name
    file.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    file.chmod(0o755)
    return file


# Copy


def clipboard(folder: Path) -> Path:
    """Put a clipboard's helper on the path, and return the file that it keeps the text in."""
    kept = folder / "kept"
    kept.touch()
    script(folder, "xclip", f'case "$*" in *-o*) cat {kept};; *) cat > {kept};; esac')
    return kept


def test_a_copy_says_that_the_clipboard_has_it(shell: Shell, folder: Path) -> None:
    kept = clipboard(folder)
    ended = shell.run("copy", "page", MIXTRAL, DISPLAY=":7")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == f"Copied to the clipboard: {PAGE}{MIXTRAL}\n"
    assert kept.read_text() == f"{PAGE}{MIXTRAL}"
    ended = shell.run("copy", "id", "--query", "-survey", DISPLAY=":7")
    assert ended.out == "Copied to the clipboard: the arXiv id of 2 papers\n"
    assert kept.read_text() == f"{MIXTRAL}\n{ATTENTION}"


def test_what_nothing_took_is_printed_and_said(shell: Shell) -> None:
    ended = shell.run("--clipboard", "none", "copy", "bibtex", MIXTRAL)
    assert ended.code == 1
    assert ended.out.startswith("@")
    assert "Mixtral of Experts" in ended.out
    assert ended.err == "paperterm: No clipboard took this, so it is printed.\n"


def test_the_terminal_is_asked_and_the_text_shown(shell: Shell) -> None:
    """Also where what is printed goes elsewhere."""
    program = shell.program
    line = f"{' '.join(program.command)} copy title {MIXTRAL} > {program.home}/out; echo ended $?"
    with Terminal(["sh", "-c", line], program.surroundings()) as terminal:
        terminal.wait_for("ended 0")
        request = b"\x1b]52;c;" + base64.b64encode(b"Mixtral of Experts") + b"\x07"
        assert request in terminal.received
        assert "which never says whether it took it" in terminal.text
    assert (program.home / "out").read_text() == "Mixtral of Experts\n"


def test_what_there_is_not_cannot_be_copied(shell: Shell) -> None:
    ended = shell.run("copy", "repo", MIXTRAL)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == "paperterm: This paper names no code repository.\n"
    ended = shell.run("copy", "repo", "--query", "")
    assert (ended.code, ended.err) == (1, "paperterm: No code link was found in these 3 papers.\n")
    assert shell.run("copy", "page", "2401.99999").code == 4
    assert shell.run("copy", "everything", MIXTRAL).code == 2


# Open


def test_papers_are_opened_and_then_read(shell: Shell, folder: Path) -> None:
    script(folder, "surf", f'echo "$1" >> {folder}/opened')
    ended = shell.run("open", MIXTRAL, f"{SWITCH}v2", BROWSER="surf")
    assert (ended.code, ended.lines) == (0, [f"Opened {PAGE}{MIXTRAL}", f"Opened {PAGE}{SWITCH}"])
    assert (folder / "opened").read_text().split() == [PAGE + MIXTRAL, PAGE + SWITCH]
    assert [line.split()[0] for line in shell.run("list", "is:read").lines] == [MIXTRAL, SWITCH]
    assert shell.run("undo").code == 1


def test_a_link_is_named_or_numbered(shell: Shell, folder: Path, tmp_path: Path) -> None:
    script(folder, "surf", "true")
    code = "https://github.com/mistralai/src"
    paper = item(MIXTRAL, "Mixtral of Experts", githubRepo=code)
    shell.run("import", saved(tmp_path / "more.json", [paper]))
    for link, url in (
        ("pdf", f"https://arxiv.org/pdf/{MIXTRAL}"),
        ("arxiv", f"https://arxiv.org/abs/{MIXTRAL}"),
        ("code", code),
        ("1", code),
        ("2", f"{PAGE}{MIXTRAL}"),
    ):
        assert shell.run("open", MIXTRAL, "--link", link, BROWSER="surf").out == f"Opened {url}\n"
    for link in ("project", "9", "0", "9" * 40):
        ended = shell.run("open", MIXTRAL, "--link", link, BROWSER="surf")
        assert (ended.code, ended.out) == (1, "")
        assert f"{MIXTRAL} has no such link" in ended.err
    for link in ("home", "²", "-1"):
        assert shell.run("open", MIXTRAL, "--link", link, BROWSER="surf").code == 2


def test_what_could_not_be_opened_is_named_and_not_read(shell: Shell, folder: Path) -> None:
    script(folder, "surf", "exit 1")
    ended = shell.run("open", MIXTRAL, BROWSER="surf")
    assert (ended.code, ended.out) == (1, "")
    assert f"{PAGE}{MIXTRAL}" in ended.err
    assert shell.run("list", "is:read").out == ""
    ended = shell.run("open", MIXTRAL, BROWSER="w3m")
    assert ended.code == 1
    assert "needs a terminal" in ended.err


def test_opening_what_matches_asks_first(shell: Shell, folder: Path) -> None:
    script(folder, "surf", "true")
    ended = shell.run("open", "--query", "", BROWSER="surf")
    assert (ended.code, ended.out) == (2, "")
    assert "Open 3 papers in the browser?" in ended.err
    assert len(shell.run("open", "--query", "", "--yes", BROWSER="surf").lines) == 3


# Notes in an editor


def test_a_note_is_edited(shell: Shell, folder: Path) -> None:
    shell.run("note", MIXTRAL, "--set", "first")
    editor = script(folder, "writer", f'cp "$1" {folder}/before; echo "and second" >> "$1"')
    assert shell.run("note", MIXTRAL, "--edit", EDITOR=str(editor)).out == "1 paper noted\n"
    assert shell.run("note", MIXTRAL).out == "first\nand second\n"
    assert (folder / "before").read_text() == "first\n"
    assert shell.run("note", MIXTRAL, "--edit", EDITOR="true").out == "The note is as it was.\n"
    assert shell.run("undo").code == 0
    assert shell.run("note", MIXTRAL).out == "first\n"


def test_what_was_written_is_not_lost(shell: Shell, folder: Path, tmp_path: Path) -> None:
    editor = script(folder, "writer", 'echo precious > "$1"; exit 1')
    ended = shell.run("note", MIXTRAL, "--edit", EDITOR=str(editor))
    assert ended.code == 1
    kept = Path(ended.err.strip().rpartition(" ")[2].rstrip("."))
    assert kept.read_text() == "precious\n"
    assert shell.run("note", MIXTRAL).out == ""
    kept.unlink()
    kept.parent.rmdir()
    assert "kept" not in shell.run("note", MIXTRAL, "--edit", EDITOR="false").err


def test_one_note_is_edited_at_a_time(shell: Shell) -> None:
    ended = shell.run("note", MIXTRAL, SWITCH, "--edit", EDITOR="true")
    assert (ended.code, ended.out) == (2, "")
    assert shell.run("note", "2401.99999", "--edit", EDITOR="true").code == 4
