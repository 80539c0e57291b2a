"""What is kept of texts that were shown stays little, however many are."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cached_cell_len
from textual.geometry import Region
from textual.strip import Strip
from textual.style import Style

from papers import item
from paperterm.tui.forgetting import MANY
from reader import reading

KEEPING: list[Callable[..., Any]] = [cached_cell_len, Strip.render_ansi, Style.__add__]

ONE = 200
"""Words of an abstract; no function keeps more than twice as many answers of one."""


def text(number: int) -> str:
    """Return an abstract of which no word is in another one, with links."""
    words = " ".join(f"w{number}x{place}" for place in range(ONE))
    links = " ".join(f"https://a.io/{number}-{place}" for place in range(ONE // 4))
    return f"{links}. {words}."


ITEMS = [item(number, summary=text(number)) for number in range(1, 41)]


@pytest.mark.parametrize("keeping", KEEPING, ids=lambda each: each.__qualname__)
async def test_many_abstracts_leave_as_much_as_a_few(tmp_path: Path, keeping: Any) -> None:
    keeping.cache_clear()
    async with reading(tmp_path, ITEMS) as reader:
        for each in ITEMS:
            await reader.until(lambda: each["paper"]["summary"] in reader.abstract)  # noqa: B023
            for line in reader.screen.abstract.render_lines(Region(0, 0, 60, 40)):
                line.render(reader.app.console)
            await reader.press("j")
            assert keeping.cache_info().currsize <= MANY + 2 * ONE


async def test_frames_leave_no_regions(tmp_path: Path) -> None:
    async with reading(tmp_path, ITEMS) as reader:
        Region.contains_region.cache_clear()
        for key in ("j", "j", "l", "j", "h", "G", "g", "ctrl+d", "slash", *"paper", "enter", "j"):
            await reader.press(key)
        # Those of scrolling are Textual's; frames alone would leave 60 more.
        assert Region.contains_region.cache_info().currsize < 50


@pytest.fixture
def garbage() -> Iterator[list[Any]]:
    """What a look for garbage finds."""
    gc.collect()
    gc.set_debug(gc.DEBUG_SAVEALL)
    yield gc.garbage
    gc.set_debug(0)
    gc.garbage.clear()


async def test_painted_rows_are_gone_at_once_when_they_are_painted_anew(
    tmp_path: Path, garbage: list[Any]
) -> None:
    async with reading(tmp_path, ITEMS) as reader:
        await reader.press("j", "ctrl+d", "slash", *"paper", "enter", "G")
        gc.unfreeze()
        gc.collect()
        # Those of other widgets are Textual's; of the list, a line has a title and a number.
        left = [each.text for each in garbage if isinstance(each, Strip)]
        assert not [text for text in left if re.search(r"Paper number.*▲", text)]
