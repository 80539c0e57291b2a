"""The library between machines, and exports of papers by their ids, from the shell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli_helpers import ATTENTION, MIXTRAL, SWITCH, Program, Shell


@pytest.fixture
def other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    """Another machine, on its first start."""
    return Shell(Program(tmp_path / "other"), monkeypatch, capsys)


def test_a_library_goes_to_another_machine_and_back(
    shell: Shell, other: Shell, tmp_path: Path
) -> None:
    shell.run("mark", "starred", MIXTRAL)
    shell.run("tag", "add", "moe", MIXTRAL, SWITCH)
    shell.run("note", MIXTRAL, "--set", "Überlegung")
    file = tmp_path / "library.jsonl"
    exported = shell.run("library", "export", "--output", file)
    count = len(file.read_text(encoding="utf-8").splitlines()) - 1
    assert (exported.code, exported.out) == (0, f"{count:,} entries written to {file}\n")
    assert "Überlegung" in file.read_text(encoding="utf-8")
    taken = other.run("library", "import", file)
    assert taken.out == "Taken in: 1 mark, 2 tags, 1 note, 2 papers.\n"
    listed = json.loads(other.run("list", "--json", "tag:moe").out)
    assert [each["id"] for each in listed] == [MIXTRAL, SWITCH]
    assert other.run("library", "import", file).out == "Nothing was new.\n"
    other.run("note", MIXTRAL, "--set", "later")
    shell.run("library", "import", "-", stdin=other.run("library", "export").out.encode())
    assert shell.run("note", MIXTRAL).out == "later\n"
    assert shell.run("library", "export").out == other.run("library", "export").out


def test_what_was_taken_in_is_told_as_json(shell: Shell, other: Shell) -> None:
    shell.run("mark", "read", MIXTRAL)
    exported = shell.run("library", "export").out.encode()
    (told,) = json.loads(other.run("library", "import", "-", "--json", stdin=exported).out)
    assert (told["file"], told["marks"], told["notes"]) == ("-", 1, 0)


@pytest.mark.parametrize("content", [b"", b"nonsense\n", b"\xff\n", b'{"format": 1}\n'])
def test_what_is_no_library_is_named_and_changes_nothing(
    shell: Shell, tmp_path: Path, content: bytes
) -> None:
    before = shell.run("library", "export").out
    file = tmp_path / "wrong\x1b[31m.jsonl"
    file.write_bytes(content)
    ended = shell.run("library", "import", file)
    assert (ended.code, ended.out) == (1, "")
    assert "wrong[31m.jsonl" in ended.err
    assert ended.err.strip().isprintable()
    assert shell.run("library", "export").out == before
    assert shell.run("library", "import", tmp_path / "none").code == 1


def test_papers_are_exported_by_their_ids(shell: Shell) -> None:
    ended = shell.run("export", "--to", "jsonl", ATTENTION, f"https://arxiv.org/abs/{MIXTRAL}v2")
    assert ended.code == 0
    assert [json.loads(line)["id"] for line in ended.lines] == [ATTENTION, MIXTRAL]
    listed = shell.run("list", "-survey").out.encode()
    ended = shell.run("export", "--to", "jsonl", "-", stdin=listed)
    assert [json.loads(line)["id"] for line in ended.lines] == [MIXTRAL, ATTENTION]
    ended = shell.run("export", "--to", "jsonl", MIXTRAL, "2401.99999")
    assert (ended.code, len(ended.lines)) == (4, 1)
    assert "2401.99999" in ended.err
    ended = shell.run("export", "--to", "jsonl", "--limit", "1", MIXTRAL, ATTENTION)
    assert len(ended.lines) == 1
