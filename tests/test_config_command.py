"""`paperterm config`: what is printed, the example, and the editing of the file."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cli_helpers import Program
from paperterm.config import KEYS, Config, load
from paperterm.tui.contexts import PLAIN, places, read_keymap


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """The program on its first start."""
    return Program(tmp_path / "home")


def written(program: Program, text: str) -> None:
    """Write the config file."""
    program.config_file.parent.mkdir(parents=True, exist_ok=True)
    program.config_file.write_text(text, encoding="utf-8")


def editor(tmp_path: Path, script: str) -> str:
    """Return a command that edits the file that is its last argument by a shell script."""
    path = tmp_path / "my editor"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return f"'{path}' --wait"


def test_what_is_in_force_is_toml_that_says_where_it_comes_from(program: Program) -> None:
    written(
        program,
        "rows = 'one'\n\n[searches]\n'to read' = 'is:unread \"a b\"'\n"
        "[keys]\nmark.read = 'x, f2'\n",
    )
    ended = program.run("--no-mouse", "config", PAPERTERM_THEME="nord", HF_TOKEN="hf_secret")
    assert ended.code == 0, ended.err
    assert ended.lines[0] == f"# {program.config_file}"
    comments = dict(line.split("  # ", 1) for line in ended.lines if "  # " in line)
    said = {line.split(" = ")[0].strip(): comment for line, comment in comments.items()}
    assert said["rows"] == "config.toml:1"
    assert said["theme"] == "PAPERTERM_THEME"
    assert said["mouse"] == "--no-mouse"
    assert said["refresh_minutes"] == "default"
    assert said["[searches]"] == "config.toml:3"
    assert "hf_secret" not in ended.out
    values = tomllib.loads(ended.out)
    assert values["searches"] == {"to read": 'is:unread "a b"'}
    assert values["keys"] == {"mark.read": "x,f2"}
    # What was printed says the same again.
    again = program.home / "again.toml"
    again.write_text(ended.out)
    assert (
        program.run("--config", again, "config").lines[1:-1][:3]
        == [line.replace("PAPERTERM_THEME", "again.toml:4") for line in ended.lines[1:-1][:3]]
        or tomllib.loads(program.run("--config", again, "config").out) == values
    )


def test_the_example_says_what_holds_without_it(program: Program, tmp_path: Path) -> None:
    ended = program.run("config", "--example")
    assert ended.code == 0, ended.err
    assert all(not line or line.startswith("#") for line in ended.lines)
    text = "\n".join(line[1:] if line[:2].strip("# ") else line for line in ended.lines)
    values = tomllib.loads(text)
    assert set(values) == {key.name for key in KEYS}
    names = [name for _, commands in places() for name, _, _ in commands]
    assert list(values["keys"]) == names
    file = tmp_path / "example.toml"
    file.write_text(text)
    config, plain = load({}, file), load({}, tmp_path / "none.toml")
    for key in KEYS:
        if key.name != "keys":
            assert (getattr(config, key.name) or None) == (getattr(plain, key.name) or None)
    keymap = read_keymap(config)
    assert all(keymap.is_own(name) for name in names)
    assert [keymap.key(name) for name in names] == [PLAIN.key(name) for name in names]


def test_a_file_that_is_not_there_is_made_from_the_example(
    program: Program, tmp_path: Path
) -> None:
    said = tmp_path / "said"
    command = editor(tmp_path, f'echo "$1" > {said}; echo "rows = \'one\'" >> "$2"')
    ended = program.run("config", "--edit", VISUAL=command, EDITOR="false")
    assert (ended.code, ended.out) == (0, f"{program.config_file} is right.\n"), ended.err
    assert said.read_text() == "--wait\n"
    text = program.config_file.read_text()
    example = program.run("config", "--example").out
    assert text == example + "rows = 'one'\n"


def test_what_is_wrong_after_editing_is_said_and_kept(program: Program, tmp_path: Path) -> None:
    wrong = "\n[keys]\n'mark.staar' = 'x'\n"
    written(program, "rows = 3\n")
    command = editor(tmp_path, f'printf "{wrong}" > "$2"')
    ended = program.run("config", "--edit", EDITOR=command)
    assert ended.code == 2
    assert (
        f"{program.config_file}:3: mark.staar is no command; did you mean mark.star?" in ended.err
    )
    assert program.config_file.read_text() == wrong


def test_the_editor_of_the_config_comes_first(program: Program, tmp_path: Path) -> None:
    command = editor(tmp_path, 'echo "rows = \'one\'" > "$2"')
    written(program, f'editor = "{command}"\n')
    assert program.run("config", "--edit", VISUAL="false", EDITOR="false").code == 0
    assert program.config_file.read_text() == "rows = 'one'\n"


@pytest.mark.parametrize(
    ("command", "code", "what"),
    [
        ("false", 1, "false ended with an error (1)"),
        ("no-such-editor", 1, "no-such-editor could not be started"),
        ("vi 'x", 2, "has an open quote"),
        ("", 2, "There is no editor"),
    ],
)
def test_an_editor_that_cannot_be_used_is_named(
    program: Program, command: str, code: int, what: str
) -> None:
    ended = program.run("config", "--edit", EDITOR=command, PATH="/bin" if command else "")
    assert ended.code == code
    assert what in ended.err


def test_options_hold_for_every_command(program: Program, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text("\nrefresh_minuts = 3\n")
    ended = program.run("--config", other, "list")
    assert ended.code == 2
    assert f"{other}:2: there is no key refresh_minuts" in ended.err
    ended = program.run("--theme", "drakula", "list")
    assert ended.code == 2
    assert "--theme must be the name of a theme, in quotes, not 'drakula'; did you" in ended.err
    assert program.run("--config", tmp_path / "none.toml", "list").code == 2
    assert program.run("--theme", "nord", "--rows", "one").code == 0


def test_every_field_of_the_config_that_is_a_key_is_one() -> None:
    fields = set(Config.__dataclass_fields__)
    own = {"endpoint", "token", "sources"} | {each for each in fields if each.endswith("_file")}
    assert fields - own == {key.name for key in KEYS}
