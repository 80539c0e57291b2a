"""The command `export`: what it writes and where, and what it leaves alone."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from cli_helpers import PATIENCE, Program, item, saved
from paperterm.cli.exporting import ExportProgress
from paperterm.errors import PapertermError
from paperterm.export import FORMATS
from paperterm.writing import write_whole
from terminal import Terminal

ITEMS = [
    item("2401.04088", "Mixtral of Experts", upvotes=3),
    item("2101.03961", "Switch Transformers: a MoE Survey – α", upvotes=2),
    item("1706.03762", "Attention Is All You Need", upvotes=1),
]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """The program with three papers in its cache."""
    program = Program(tmp_path / "home")
    assert program.run("import", saved(tmp_path / "items.json", ITEMS)).code == 0
    return program


def test_a_query_is_exported_in_the_order_of_the_list(program: Program) -> None:
    ended = program.run("export", "-survey", "--to", "jsonl")
    assert [json.loads(line)["id"] for line in ended.lines] == ["2401.04088", "1706.03762"]
    assert (ended.code, ended.err) == (0, "")
    listed = json.loads(program.run("list", "-survey", "--json").out)
    assert [json.loads(line) for line in ended.lines] == listed


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_goes_to_a_file_that_is_named_for_it(
    program: Program, tmp_path: Path, name: str
) -> None:
    for suffix in FORMATS[name].suffixes:
        file = tmp_path / f"papers{suffix.upper()}"
        ended = program.run("export", "--output", file)
        assert ended.out == f"3 papers exported to {file}\n", ended.err
        printed = program.run("export", "--to", name, "--output", "-").out
        written = file.read_bytes().decode()
        assert "Mixtral" in written
        if name != "atom":  # which has the time at which it was made
            assert written.splitlines() == printed.splitlines()


def test_what_is_printed_is_utf_8_whatever_the_locale(program: Program) -> None:
    done = subprocess.run(
        [*program.command, "export", "survey", "--to", "ris"],
        capture_output=True,
        env=program.surroundings(LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0"),
        timeout=PATIENCE,
        check=True,
    )
    assert "Survey – α\r\n".encode() in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--to", "word"], "is not one of 'bibtex'"),
        ([], "The format is missing: --to bibtex, ris,"),
        (["--output", "-"], "The format is missing"),
        (["--output", "papers.doc"], "or --output with a file that ends in .bib, .ris,"),
        (["--to", "ris", "--output", "."], ". is a directory; name a file in it."),
        (["--to", "ris", "--output", "no/x.ris"], "there is no directory no."),
        (["--to", "ris", "--limit=-1"], "--limit"),
    ],
)
def test_what_cannot_be_meant_is_refused(program: Program, arguments: list[str], said: str) -> None:
    ended = program.run("export", *arguments)
    assert ended.code == 2
    assert ended.out == ""
    assert said in ended.err


def test_limit_and_hints_are_those_of_list(program: Program) -> None:
    ended = program.run("export", "upvotes:many", "--to", "markdown", "--limit", "1")
    assert ended.out.count("\n- ") <= 1
    assert "“" in ended.err
    empty = program.run("export", "nothing-like-it", "--to", "csl")
    assert (empty.code, empty.out) == (0, "[]\n")


def test_who_reads_may_stop(program: Program, tmp_path: Path) -> None:
    many = [item(f"2402.{number:05}", f"Paper {number} " + "x" * 150) for number in range(2000)]
    assert program.run("import", saved(tmp_path / "many.json", many)).code == 0
    command = " ".join([*program.command, "export --to csv | head -n 1; echo ${PIPESTATUS[0]}"])
    done = subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        text=True,
        env=program.surroundings(),
        timeout=PATIENCE,
        check=True,
    )
    assert done.stdout.splitlines()[1:] == ["0"]
    assert done.stderr == ""


# The file


def test_a_file_is_replaced_and_keeps_its_permissions(tmp_path: Path) -> None:
    file, link = tmp_path / "refs.bib", tmp_path / "link.bib"
    file.write_text("old")
    file.chmod(0o640)
    link.symlink_to(file)
    write_whole(link, ["new\r\n", "é\n"])
    assert file.read_bytes() == "new\r\né\n".encode()
    assert file.stat().st_mode & 0o777 == 0o640
    assert link.is_symlink()
    assert sorted(tmp_path.iterdir()) == [link, file]


def test_a_new_file_has_the_permissions_that_others_have(tmp_path: Path) -> None:
    write_whole(tmp_path / "new", ["text"])
    (tmp_path / "other").write_text("text")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_what_goes_wrong_half_way_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    file.write_text("old")

    def pieces() -> list[str]:
        raise PapertermError("The cache cannot be read.")

    with pytest.raises(PapertermError, match="cannot be read"):
        write_whole(file, (piece for _ in range(1) for piece in ("half", *pieces())))
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_full_device_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(PapertermError, match="/dev/full could not be written: No space left"):
        write_whole(Path("/dev/full"), ["text"])
    write_whole(Path(os.devnull), ["text"])


# Progress


def test_progress_is_a_bar_on_a_terminal_beside_a_file(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    command = [*program.command, "export", "--output", str(file)]
    with Terminal(command, program.surroundings()) as terminal:
        terminal.wait_for("3 papers exported to")
        assert "papers/" not in terminal.text
        assert b"[....................] 0/3 papers" in terminal.received
    with Terminal([*command[:-2], "--to", "csl"], program.surroundings()) as terminal:
        terminal.wait_for("Attention Is All")
        assert b"/3 papers" not in terminal.received


def test_a_bar_grows_with_the_papers() -> None:
    progress = ExportProgress(4, is_shown=False)
    rows = progress.counted([])
    assert list(rows) == []
    progress.done = 2
    assert progress.bar == "[##########..........] 2/4 papers"
