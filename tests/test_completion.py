"""Completion: what bash, zsh and fish offer at a prompt, asked in the shells themselves."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cli_helpers import MIXTRAL, SWITCH, Shell, item, saved
from needs import needs
from paperterm.cli.completing import Line, bash_line
from paperterm.cli.shells import SCRIPTS, VARIABLE
from terminal import Terminal

HOSTILE = "2401.05000"
EVIL = (
    "Evil %F{red} $(touch pwned) `touch pwned` \x1b[31m: colon\n\tnewline; \"quote' \\ back | & <x"
)
PROMPT = "ready> "

CONFIG = """[searches]
mixtures = 'moe OR "mixture of experts" has:code'
fresh = "is:unread newer:7d"
"""


@pytest.fixture
def filled(shell: Shell, tmp_path: Path) -> Shell:
    """The command line with a hostile title among the papers, with tags and saved searches."""
    shell.run("import", saved(tmp_path / "evil.json", [item(HOSTILE, EVIL)]))
    shell.run("tag", "add", "moe,large", MIXTRAL)
    shell.run("tag", "add", "moe", SWITCH)
    config = shell.program.config_file
    config.parent.mkdir(parents=True)
    config.write_text(CONFIG, encoding="utf-8")
    return shell


def offers(shell: Shell, *words: str) -> dict[str, str]:
    """Return what is offered for the last of some words, with what it means."""
    ended = shell.run(*words, stdin=b"", **{VARIABLE: "fish"})
    assert (ended.code, ended.err) == (0, "")
    fields = [line.split("\t") for line in ended.lines]
    assert all(len(each) == 3 for each in fields), fields
    return {value: meaning for _, value, meaning in fields}


# What is offered


def test_ids_are_offered_with_titles_and_each_once(filled: Shell) -> None:
    assert list(offers(filled, "show", "24")) == [HOSTILE, MIXTRAL]
    assert offers(filled, "show", "2401.04")[MIXTRAL] == "Mixtral of Experts"
    assert list(offers(filled, "mark", "read", MIXTRAL, "24")) == [HOSTILE]
    assert list(offers(filled, "open", "")) == [MIXTRAL, SWITCH, "1706.03762", HOSTILE]
    assert offers(filled, "show", "99") == {}


def test_titles_are_harmless(filled: Shell) -> None:
    meaning = offers(filled, "show", HOSTILE[:8])[HOSTILE]
    assert meaning.isprintable()
    assert meaning.startswith("Evil %F{red} $(touch pwned)")


def test_tags_are_offered_after_commas(filled: Shell) -> None:
    assert offers(filled, "tag", "add", "") == {"large": "1 paper", "moe": "2 papers"}
    assert offers(filled, "tag", "remove", "moe,L") == {"moe,large": "1 paper"}
    assert offers(filled, "tag", "remove", "moe,m") == {}


def test_queries_are_offered_from_searches_and_the_language(filled: Shell) -> None:
    saved = {"is:unread newer:7d": "fresh", 'moe OR "mixture of experts" has:code': "mixtures"}
    assert offers(filled, "mark", "read", "--query", "") == saved
    assert offers(filled, "mark", "read", "--query", "fre") == {"is:unread newer:7d": "fresh"}
    assert offers(filled, "mark", "read", "--query", "x is:st") == {"x is:starred": "starred"}
    assert offers(filled, "note", "--query=has:c")["--query=has:code"]
    assert offers(filled, "list", "--json", "tag:mo") == {"tag:moe": "A tag that you gave it"}


def test_choices_commands_and_files_are_offered(filled: Shell) -> None:
    assert set(offers(filled, "mark", "un")) == {"unread", "unstarred"}
    assert set(offers(filled, "export", "--to", "b")) == {"bibtex"}
    assert set(offers(filled, "copy", "p")) == {"page", "pdf"}
    assert "doctor" in offers(filled, "d")
    assert set(offers(filled, "--theme", "solar")) == {"solarized-dark", "solarized-light"}
    assert filled.run("import", "", stdin=b"", **{VARIABLE: "zsh"}).lines == ["file"]


def test_nothing_is_made_to_answer_and_nothing_said(empty_shell: Shell) -> None:
    assert offers(empty_shell, "show", "") == {}
    assert offers(empty_shell, "tag", "add", "") == {}
    assert not empty_shell.program.home.exists()


def test_a_broken_config_or_database_is_no_matter_here(filled: Shell) -> None:
    filled.program.config_file.write_text("nonsense", encoding="utf-8")
    (filled.program.home / "data/paperterm/library.db").write_bytes(b"nonsense" * 100)
    assert offers(filled, "tag", "add", "") == {}
    assert offers(filled, "mark", "read", "--query", "is:st") == {"is:starred": "starred"}
    assert list(offers(filled, "show", "2401.04")) == [MIXTRAL]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("paperterm mark read ", Line(["mark", "read"], "")),
        ("paperterm list is:un", Line(["list"], "is:un", 3)),
        ("paperterm list 'is:un", Line(["list"], "is:un", 0, True)),
        ("paperterm note --query=is:u", Line(["note"], "--query=is:u", 11)),
        ("paperterm list 'a b' c\\ d", Line(["list", "a b"], "c d", 0)),
        ("paperterm", Line([], "")),
    ],
)
def test_a_line_of_bash_is_taken_apart(text: str, line: Line) -> None:
    assert bash_line(text, " \t\n\"'@><=;|&(:") == line


def test_little_is_imported_to_answer(filled: Shell) -> None:
    code = (
        "import sys; from paperterm.cli import main; main(['mark', 'read', '24']);"
        "slow = {'textual', 'rich', 'httpx', 'sqlite_utils', 'asyncio', 'bibtexparser'};"
        "print(slow & {name.split('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env=filled.program.surroundings(**{VARIABLE: "zsh"}),
        check=True,
    )
    assert MIXTRAL in done.stdout
    assert done.stderr == "set()\n"


# The shells themselves


def prompt(shell: Shell, command: list[str], setting: str, tmp_path: Path) -> Terminal:
    """Open a shell that knows the program by its name, with the completion on."""
    folder = tmp_path / "bin"
    folder.mkdir(exist_ok=True)
    program = folder / "paperterm"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m paperterm "$@"\n')
    program.chmod(0o755)
    environ = shell.program.surroundings()
    environ["PATH"] = f"{folder}:{environ['PATH']}"
    environ["INPUTRC"] = "/dev/null"
    terminal = Terminal([needs(command[0]), *command[1:]], environ, columns=110, lines=30)
    terminal.type(f"{setting}\nclear\n")
    terminal.wait_for(lambda text: text.strip() == PROMPT.strip())
    terminal.settle()
    return terminal


def begin(shell: Shell, name: str, tmp_path: Path) -> Terminal:
    """Open a shell of a kind."""
    script = tmp_path / "completion"
    script.write_text(shell.run("completion", name).out, encoding="utf-8")
    assert script.read_text() == SCRIPTS[name]
    match name:
        case "bash":
            command = ["bash", "--norc", "--noprofile", "-i"]
            setting = f"PS1='{PROMPT}'; cd {tmp_path}; bind 'set bell-style none'; . {script}"
        case "zsh":
            command = ["zsh", "-f", "-i"]
            setting = (
                f"PS1='{PROMPT}'; cd {tmp_path}; autoload -Uz compinit; compinit -u -D;"
                f" setopt nobeep; . {script}"
            )
        case _:
            command = ["fish", "--no-config", "-i"]
            setting = (
                f"function fish_prompt; printf '{PROMPT}'; end; cd {tmp_path}; source {script}"
            )
    return prompt(shell, command, setting, tmp_path)


SHELLS = ["bash", "zsh", "fish"]


def clear_line(terminal: Terminal) -> None:
    """Empty the line, and the screen below it."""
    terminal.send(b"\x15\x0c")
    terminal.settle(0.3)


@pytest.mark.parametrize("name", SHELLS)
def test_a_shell_completes(filled: Shell, name: str, tmp_path: Path) -> None:
    with begin(filled, name, tmp_path) as terminal:
        for typed, wanted in (
            ("paperterm mark rea", "paperterm mark read"),
            ("paperterm show 17", "paperterm show 1706.03762"),
            ("paperterm list is:unr", "paperterm list is:unread"),
            ("paperterm tag add moe,la", "paperterm tag add moe,large"),
            ("paperterm export --to bi", "paperterm export --to bibtex"),
        ):
            terminal.type(f"{typed}\t")
            terminal.wait_for(f"{PROMPT}{wanted}")
            clear_line(terminal)


@pytest.mark.parametrize("name", SHELLS)
def test_a_shell_shows_titles_and_runs_none_of_them(
    filled: Shell, name: str, tmp_path: Path
) -> None:
    with begin(filled, name, tmp_path) as terminal:
        terminal.type("paperterm show 2401.0\t")
        terminal.settle(1.5)
        terminal.type("\t")
        terminal.wait_for("Mixtral of Experts")
        terminal.wait_for("Evil %F{red} $(touch pwned)")
        assert "\x1b[31m: colon" not in terminal.received.decode(errors="replace")
        # A paper of the list, taken into the line.
        clear_line(terminal)
        terminal.type(f"paperterm show {HOSTILE[:8]}\t")
        terminal.wait_for(f"paperterm show {HOSTILE}")
        terminal.settle(0.3)
    assert not list(tmp_path.glob("pwned*"))


@pytest.mark.parametrize("name", SHELLS)
def test_a_saved_search_is_one_argument(filled: Shell, name: str, tmp_path: Path) -> None:
    with begin(filled, name, tmp_path) as terminal:
        terminal.type("paperterm note --json --query moe\t")
        terminal.wait_for(lambda text: "has:code" in text)
        terminal.settle(0.3)
        terminal.type("> out; echo ended\n")
        terminal.wait_for(lambda text: "\nended" in text)
    assert (tmp_path / "out").read_text() == "[]\n"


@pytest.mark.parametrize("name", SHELLS)
def test_files_are_completed_where_files_are_meant(
    filled: Shell, name: str, tmp_path: Path
) -> None:
    (tmp_path / "month.json").write_text("[]")
    with begin(filled, name, tmp_path) as terminal:
        terminal.type("paperterm import mon\t")
        terminal.wait_for("paperterm import month.json")
