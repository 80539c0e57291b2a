"""The configuration: what config.toml and the environment may say, and what is said of mistakes."""

from __future__ import annotations

import operator
import sys
from pathlib import Path

import pytest

from paperterm.config import ENDPOINT, KEYS, Key, files, load
from paperterm.config.example import said
from paperterm.errors import UsageError

NAME = operator.attrgetter("name")


@pytest.fixture
def config_file(tmp_path: Path) -> Path:
    """Where a test writes its configuration."""
    return tmp_path / "config.toml"


def refusal(config_file: Path, text: str | bytes) -> str:
    """Return what is said of a config file with this text."""
    config_file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UsageError) as caught:
        load({}, config_file)
    assert caught.value.exit_code == 2
    return str(caught.value)


def test_without_a_file_everything_is_the_default(config_file: Path) -> None:
    config = load({}, config_file)
    assert (config.refresh_minutes, config.mark_read_after, config.theme) == (30, 2.0, "")
    assert (config.endpoint, config.token) == (ENDPOINT, None)
    assert config.config_file == config_file


def test_the_defaults_of_the_table_are_those_of_the_config(config_file: Path) -> None:
    config = load({}, config_file)
    assert {key.name: key.default for key in KEYS} == {
        key.name: getattr(config, key.name) for key in KEYS
    }


def test_a_file_says_what_it_says(config_file: Path) -> None:
    config_file.write_bytes(
        b"\xef\xbb\xbf# mine\r\nrefresh_minutes = 0\r\nmark_read_after = 0.5\r\ntheme = 'nord'\r\n"
    )
    config = load({}, config_file)
    assert (config.refresh_minutes, config.mark_read_after, config.theme) == (0, 0.5, "nord")


def test_searches_are_taken_as_lines(config_file: Path) -> None:
    config_file.write_text('[searches]\n" to read " = "is:unread\\tmoe"\n"e\\u001bx" = ""\n')
    assert load({}, config_file).searches == {"to read": "is:unread moe", "ex": ""}


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("\n\nrefresh_minuts = 5\n", 3, "no key refresh_minuts; did you mean refresh_minutes?"),
        (
            '# x\n"Mark-Read-After" = 5\n',
            2,
            "no key Mark-Read-After; did you mean mark_read_after?",
        ),
        ("\nsearches = 'moe'\n", 2, "searches must be a table of names, each with the text of"),
        ("[searches]\n'a' = ''\n\nmoe = 1\n", 4, "searches must give moe the text of a filter"),
        ("[searches]\n\n'\t' = 'moe'\n", 3, "searches has a text without a name"),
        (
            "[qqq]\na = 1\n",
            1,
            "no key qqq; the keys are refresh_minutes, mark_read_after, theme, rows, columns",
        ),
        ("theme='nord'\nrefresh_minutes = '5'", 2, "refresh_minutes must be a whole number"),
        ("refresh_minutes = 1.5", 1, "not 1.5"),
        ("refresh_minutes = true", 1, "not true"),
        ("refresh_minutes = -1", 1, "not -1"),
        (f"refresh_minutes = {10**40}", 1, "from 0 to 525600"),
        ("refresh_minutes.a = 1", 1, "not a table"),
        ("mark_read_after = nan", 1, "mark_read_after must be a number of seconds"),
        ("mark_read_after = inf", 1, "not inf"),
        ("theme = 3", 1, "theme must be the name of a theme"),
        ("theme = 'drakula'", 1, "not 'drakula'; did you mean dracula?"),
        ("theme = 'xyzzy'", 1, "not 'xyzzy'; there are paperterm, terminal, ansi-dark"),
        ("\nrows = 2", 2, 'rows must be "one" or "two", not 2'),
        ("rows = 'three'", 1, "not 'three'"),
        ("columns = 'rank'", 1, "columns must be a list of some of rank, marks, upvotes"),
        ("columns = ['rank', 'vots']", 1, "not 'vots'; did you mean upvotes?"),
        ("columns = ['rank', 'rank']", 1, "columns names rank twice"),
        ("columns = [1]", 1, "not 1"),
        ("columns = [[]]", 1, "not []"),
        ("mouse = 'no'", 1, "mouse must be true or false, not 'no'"),
        ("mouse = 0", 1, "not 0"),
        ("browser = ['w3m']", 1, "browser must be a command in quotes, not ['w3m']"),
        (f"editor = '{'x' * 2_000}'", 1, "editor must be a command in quotes"),
        ("clipboard = 'osc'", 1, "did you mean osc52?"),
        ("keys = 'x'", 1, "keys must be a table of commands"),
        ("\n[keys]\n'mark.read' = 'ctl+x'\n", 3, "ctl+x, which is no key; did you mean ctrl+x?"),
        ("[keys]\n\nmark.read = 1\n", 3, "keys must give mark.read a key in quotes"),
        ("[keys]\n[keys.mark]\nread = ['x', 1]\n", 3, "keys must give mark.read a key in quotes"),
        ("[keys]\nmark.read = 'x'\n'mark.read' = 'y'\n", 2, "keys names mark.read twice"),
        ("keys = {'mark.read' = 'xx'}\n", 1, "gives mark.read xx, which is no key."),
        ("[keys]\n'mark.read' = 'a+b'\n", 2, "which is no key"),
        ("\ntheme = \n", 2, "not TOML"),
        ("theme = 'a'\ntheme = 'b'\n", 2, "not TOML"),
        ('theme = "a', 1, "not TOML"),
        (f"refresh_minutes = {'9' * 5_000}", 1, "not TOML"),
        (b"# \xe4\n", 1, "not UTF-8"),
        (b"theme = 'a'\n# \xff\n", 2, "not UTF-8"),
    ],
)
def test_a_mistake_is_named_with_its_line(
    config_file: Path, text: str | bytes, line: int, what: str
) -> None:
    sentence = refusal(config_file, text)
    assert sentence.startswith(f"{config_file}:{line}: ")
    assert what in sentence


def test_the_environment_wins_over_the_file_and_an_option_over_both(config_file: Path) -> None:
    config_file.write_text("theme = 'nord'\nrows = 'one'\n\nrefresh_minutes = 5\n")
    environ = {
        "PAPERTERM_ROWS": "two",
        "PAPERTERM_THEME": "dracula",
        "PAPERTERM_MOUSE": "no",
        "PAPERTERM_COLUMNS": "rank, age upvotes",
        "PAPERTERM_MARK_READ_AFTER": "0.5",
        "PAPERTERM_BROWSER": "",
        "PAPERTERM_RECORDINGS": "somewhere",
    }
    config = load(environ, config_file, {"theme": "gruvbox"})
    assert (config.theme, config.rows, config.mouse) == ("gruvbox", "two", False)
    assert config.columns == ("rank", "age", "upvotes")
    assert (config.refresh_minutes, config.mark_read_after) == (5, 0.5)
    assert {key.name: said(config, key.name) for key in KEYS} == {
        "refresh_minutes": "config.toml:4",
        "mark_read_after": "PAPERTERM_MARK_READ_AFTER",
        "theme": "--theme",
        "rows": "PAPERTERM_ROWS",
        "columns": "PAPERTERM_COLUMNS",
        "mouse": "PAPERTERM_MOUSE",
        "browser": "default",
        "editor": "default",
        "clipboard": "default",
        "searches": "default",
        "keys": "default",
    }


@pytest.mark.parametrize("key", [key for key in KEYS if not key.kind.is_table], ids=NAME)
def test_what_is_wrong_in_a_variable_or_an_option_is_named(config_file: Path, key: Key) -> None:
    wrong = "\x1b[31m¿" + "x" * 2_000
    with pytest.raises(UsageError, match=f"^{key.variable} must be ") as caught:
        load({key.variable: wrong}, config_file)
    assert str(caught.value).isprintable()
    with pytest.raises(UsageError, match=f"^{key.option} must be "):
        load({}, config_file, {key.name: wrong})


def test_a_huge_file_is_no_config_file(config_file: Path) -> None:
    assert "too large" in refusal(config_file, "#" * 2_000_000)


def test_deep_nesting_is_a_mistake_like_another(config_file: Path) -> None:
    assert "not TOML" in refusal(config_file, "theme = " + "[" * 100_000)


def test_what_is_said_of_a_mistake_holds_no_control_characters(config_file: Path) -> None:
    sentence = refusal(config_file, '"\\u001b[31mred\\u202e" = 1')
    assert sentence.isprintable()
    assert "[31mred" in sentence


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"{tmp_path} cannot be read"):
        load({}, tmp_path)


@pytest.mark.parametrize(
    ("value", "endpoint"),
    [
        ("", ENDPOINT),
        (" \n", ENDPOINT),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("https://hf-mirror.example/hub//", "https://hf-mirror.example/hub"),
    ],
)
def test_the_endpoint_comes_from_the_environment(
    config_file: Path, value: str, endpoint: str
) -> None:
    assert load({"HF_ENDPOINT": value}, config_file).endpoint == endpoint


@pytest.mark.parametrize(
    "value",
    [
        "huggingface.co",
        "ftp://huggingface.co",
        "https://",
        "https://me:secret@huggingface.co",
        "https://huggingface.co:port",
        "https://huggingface.co:99999",
        "https://hugging face.co",
        "https://[::1",
        "https://huggingface.co/?a=b",
    ],
)
def test_an_endpoint_that_is_none_is_refused(config_file: Path, value: str) -> None:
    with pytest.raises(UsageError, match="HF_ENDPOINT must be the address of a site"):
        load({"HF_ENDPOINT": value}, config_file)


def test_the_token_is_used_and_never_shown(config_file: Path) -> None:
    config = load({"HF_TOKEN": " hf_secret\n"}, config_file)
    assert config.token == "hf_secret"
    assert "hf_secret" not in repr(config)


@pytest.mark.parametrize("value", ["hf_a\r\nX-Header: b", "hf a", "hf_\x1b", "hf_é", "x" * 2_000])
def test_a_token_that_is_none_is_refused_without_being_shown(config_file: Path, value: str) -> None:
    with pytest.raises(UsageError, match="HF_TOKEN") as caught:
        load({"HF_TOKEN": value}, config_file)
    assert value not in str(caught.value)


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has its own places")
def test_files_follow_the_xdg_variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "CACHE", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    where = files()
    assert where.config == tmp_path / "CONFIG/paperterm/config.toml"
    assert where.cache == tmp_path / "CACHE/paperterm/cache.db"
    assert where.library == tmp_path / "DATA/paperterm/library.db"
    assert where.state == tmp_path / "STATE/paperterm/state.json"


def test_relative_xdg_variables_do_no_harm(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("CONFIG", "CACHE", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", "some/where")
    try:
        where = files()
    except UsageError as error:
        assert "absolute" in str(error)  # noqa: PT017 - older releases of platformdirs
    else:
        assert where.cache.is_relative_to(tmp_path)


def test_without_a_home_there_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_home(_name: str) -> Path:
        raise RuntimeError("could not determine the home directory")

    monkeypatch.setattr("platformdirs.user_cache_path", no_home)
    with pytest.raises(UsageError, match="set HOME"):
        files()


def test_a_relative_path_is_no_place_for_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platformdirs.user_data_path", lambda _name: Path("~/.local/share"))
    with pytest.raises(UsageError, match="set HOME"):
        files()
