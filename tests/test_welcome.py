"""The first start: five keys are told until one is pressed, and never again."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli_helpers import Program
from painted import painted, text_of
from papers import item
from reader import NOWHERE, Reader, reading
from terminal import Terminal

HEADING = "Five keys to begin with"
ROWS = (
    "j k    Next paper, previous paper",
    "space  Page the abstract",
    "/      Filter the list",
    "c      Copy the code repository's link",
    "?      Show the keys",
)


def seen(reader: Reader) -> str:
    """Return what is to be seen."""
    return text_of(painted(reader.app))


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_five_keys_are_told_beside_the_list(tmp_path: Path, size: tuple[int, int]) -> None:
    items = [item(n) for n in range(1, 30)]
    async with reading(tmp_path, items, size=size, is_first_start=True) as reader:
        text = seen(reader)
        assert all(line in text for line in (HEADING, *ROWS))
        assert "Paper number 4" in text
        await reader.press("j")
        await reader.until(lambda: HEADING not in seen(reader))
        assert reader.current == "Paper number 2"
        await reader.until(lambda: reader.abstract.startswith("Paper number 2"))


@pytest.mark.parametrize("key", ["space", "m", "f12", "l"])
async def test_any_key_shows_the_paper(tmp_path: Path, key: str) -> None:
    async with reading(tmp_path, [item(1), item(2)], is_first_start=True) as reader:
        await reader.press(key)
        # Nothing of it was read yet, so that `space` does not go on to the next one.
        assert reader.current == "Paper number 1"
        await reader.until(lambda: reader.abstract.startswith("Paper number 1"))
        await reader.press("escape", "space")
        assert reader.current == "Paper number 2"


async def test_a_click_does_so_too(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1), item(2)], is_first_start=True) as reader:
        await reader.pilot.click("#papers", offset=(10, 2))
        await reader.until(lambda: reader.abstract.startswith("Paper number 2"))


async def test_what_is_not_shown_yet_does_not_count_as_read(tmp_path: Path) -> None:
    items = [item(1), item(2)]
    async with reading(tmp_path, items, is_first_start=True, mark_read_after=0.01) as reader:
        await reader.pilot.pause(0.1)
        await reader.settle()
        assert reader.numbers.endswith("2 unread")
        await reader.press("f12")
        await reader.until(lambda: reader.numbers.endswith("1 unread"))


async def test_keys_that_are_others_are_told_as_they_are(tmp_path: Path) -> None:
    keys = {"list.down": ("comma",), "help.open": ("ctrl+g",)}
    async with reading(tmp_path, endpoint=NOWHERE, is_first_start=True, keys=keys) as reader:
        text = seen(reader)
        assert ", k    Next paper, previous paper" in text
        assert "^g     Show the keys" in text
        # Also where nothing could be fetched.
        assert "No papers yet." in text


def test_only_the_first_start_tells_them(tmp_path: Path) -> None:
    program = Program(tmp_path / "home")
    with Terminal(program.command, program.surroundings(), columns=80, lines=24) as terminal:
        terminal.wait_for(HEADING)
        terminal.wait_for("No papers yet.")
        terminal.type("q")
        assert terminal.wait_for_end()[0] == 0
    # The cache may be deleted at any time.
    for cache in tmp_path.rglob("cache.db*"):
        cache.unlink()
    with Terminal(program.command, program.surroundings(), columns=80, lines=24) as terminal:
        terminal.wait_for("No papers yet.")
        terminal.settle()
        assert HEADING not in terminal.text
