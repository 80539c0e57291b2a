"""The token: it is on no screen, in no file and in no sentence, whatever is done with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import stamina

from cli_helpers import MIXTRAL, Answer, Shell, SmallFeed, every_weekday
from painted import painted, text_of
from papers import item
from paperterm.feed import Feed
from reader import reading

TOKEN = "hf_S3cretS3cretS3cret"


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    """Retries come at once."""
    stamina.set_testing(True, attempts=2)
    yield
    stamina.set_testing(False)


COMMANDS = (
    ("list",),
    ("list", "--json"),
    ("show", MIXTRAL),
    ("show", "--json", MIXTRAL),
    ("path",),
    ("config",),
    ("doctor",),
    ("doctor", "--json"),
    ("mark", "starred", MIXTRAL),
    ("refresh",),
    ("refresh", "--since", "2026-07-30"),
    ("refresh", MIXTRAL),
    ("library", "export"),
    *(("export", "--to", to) for to in ("bibtex", "ris", "csl", "markdown", "csv", "jsonl")),
    *(("export", "--to", to) for to in ("atom", "html")),
)


def refusing(_name: str) -> Answer:
    """Refuse everything, as to a token that is not valid."""
    return 401


@pytest.mark.parametrize("answer", [every_weekday, refusing])
def test_no_command_says_or_keeps_the_token(shell: Shell, answer: object) -> None:
    assert callable(answer)
    with SmallFeed(answer) as feed:
        for command in COMMANDS:
            ended = shell.run(*command, HF_ENDPOINT=feed.url, HF_TOKEN=TOKEN)
            assert ended.out or ended.err
            assert "--help" not in ended.err, ended.err
            assert TOKEN not in ended.out + ended.err
    assert any(each.get("Authorization") == f"Bearer {TOKEN}" for each in feed.headers)
    assert_kept_nowhere(shell.program.home)


def test_a_program_that_breaks_tells_no_token(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_feed: Feed, *_: object) -> tuple[bytes, bool]:
        raise RuntimeError(f"Bearer {TOKEN}")

    monkeypatch.setattr(Feed, "_exchange", broken)
    ended = shell.run("refresh", HF_TOKEN=TOKEN)
    assert ended.code not in {0, 2}
    assert "RuntimeError" in ended.err
    assert TOKEN not in ended.out + ended.err
    assert_kept_nowhere(shell.program.home)


@pytest.mark.parametrize("token", [f"{TOKEN} x", f"{TOKEN}\nX: y", f"{TOKEN}\u00fc", TOKEN * 99])
def test_a_token_that_cannot_be_is_not_repeated(shell: Shell, token: str) -> None:
    ended = shell.run("refresh", HF_TOKEN=token)
    assert (ended.code, ended.out) == (2, "")
    assert "HF_TOKEN" in ended.err
    assert TOKEN not in ended.err


@pytest.mark.parametrize(
    ("endpoint", "shown"),
    [
        ("https://me:pass@host", "“…@host”"),
        ("https://me:pa/ss@host@other/x", "“…@other/x”"),
        ("me:pass@host", "“…@host”"),
        ("https://host?key=pass", "“https://host?…”"),
        ("https://host:port", "“https://host:port”"),
    ],
)
def test_an_address_that_cannot_be_is_repeated_without_its_secrets(
    shell: Shell, endpoint: str, shown: str
) -> None:
    ended = shell.run("refresh", HF_ENDPOINT=endpoint)
    assert ended.code == 2
    assert shown in ended.err
    assert "pass" not in ended.err


async def test_no_screen_shows_the_token(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1)], token=TOKEN) as reader:
        seen = text_of(painted(reader.app))
        for key in ("question_mark", "escape", "ctrl+p", "escape", "c", "escape", "slash"):
            await reader.press(key)
            seen += text_of(painted(reader.app))
    assert "Paper number 1" in seen
    assert TOKEN not in seen
    assert_kept_nowhere(tmp_path)


def assert_kept_nowhere(folder: Path) -> None:
    """Fail where a file holds the token, or a part of it."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    assert [path for path in files if TOKEN.encode()[3:] in path.read_bytes()] == []
