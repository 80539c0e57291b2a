"""The manual page: complete, and accepted by groff, mandoc and man without a word."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import click
import pytest

from cli_helpers import Shell
from needs import needs
from paperterm.cli import roff
from paperterm.cli.commands import program
from paperterm.cli.tables import EXIT_CODES, FILES, VARIABLES
from paperterm.query.keys import KEYS
from paperterm.tui.commands import sections


@pytest.fixture
def page(empty_shell: Shell, tmp_path: Path) -> Path:
    """The page, in a file."""
    ended = empty_shell.run("man")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.isascii()
    file = tmp_path / "paperterm.1"
    file.write_text(ended.out, encoding="ascii")
    return file


def ran(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, in UTF-8 and without lines that are filled up with blanks."""
    environ = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "MANWIDTH": "200", "TERM": "dumb"}
    return subprocess.run(command, capture_output=True, text=True, env=environ, check=False)


def test_mandoc_has_nothing_to_say(page: Path) -> None:
    done = ran([needs("mandoc"), "-Tlint", "-Wall", str(page)])
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_groff_has_nothing_to_say(page: Path) -> None:
    done = ran([needs("groff"), "-man", "-ww", "-z", "-Tutf8", str(page)])
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_man_shows_everything(page: Path) -> None:
    done = ran([needs("man"), "-l", str(page)])
    assert (done.returncode, done.stderr) == (0, "")
    text = " ".join(re.sub(".\b", "", done.stdout).split())
    for path, command in commands(program, "paperterm"):
        assert f"{path} " in text
        for each in command.params:
            if isinstance(each, click.Option):
                assert all(name in text for name in each.opts)
    for key in KEYS:
        assert f"{key.name}:" in text
        assert key.example in text
    for place, keys in sections():
        assert place in text
        assert all(what in text for _, what in keys)
    for file in FILES:
        assert f"{file.on_linux}/{file.name}" in text
    for name, _ in VARIABLES:
        assert name.replace("`", "") in text
    for code, what in EXIT_CODES:
        assert f"{code} {what}" in text


def commands(group: click.Group, path: str) -> list[tuple[str, click.Command]]:
    """Return the commands that hold no others, with what one types for each."""
    found = []
    for name, each in group.commands.items():
        if isinstance(each, click.Group):
            found += commands(each, f"{path} {name}")
        else:
            found.append((f"{path} {name}", each))
    return found


@pytest.mark.parametrize(
    "text", [".br", "'br", "\\fB", '"a"', "a-b --c", "~^`", "…×“”", "..", "\\&", "a\tb"]
)
def test_no_sign_is_taken_for_a_request(text: str, tmp_path: Path) -> None:
    file = tmp_path / "page.1"
    lines = [
        roff.title("X", 1, "2026-07-31", "x"),
        roff.section("Name"),
        "x",
        roff.section("Y"),
        *roff.running(text),
        *roff.item(roff.bold(text), text),
        *roff.example([text]),
    ]
    file.write_text("\n".join(lines) + "\n", encoding="ascii")
    done = ran([needs("groff"), "-man", "-ww", "-Tutf8", "-P-c", "-P-b", "-P-u", str(file)])
    assert done.stderr == ""
    assert done.stdout.count(text.replace("`", "").replace("\t", " ")) >= 2
