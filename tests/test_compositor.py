"""What is written for a frame: what has changed, and nothing that would be overwritten."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pyte
import pytest
from pyte.screens import Char
from textual._compositor import CompositorUpdate
from textual.app import App

from papers import item
from paperterm.tui.compositor import Patches
from reader import Reader, reading

ITEMS = [
    item(n, f"A fox and 狐 number {n}", summary="Of foxes. " * 90, upvotes=n) for n in range(1, 61)
]

Cells = list[list[Char]]


class Shown:
    """A terminal that shows the frames of an app as they would be written."""

    def __init__(self, columns: int, lines: int) -> None:
        self.updates: list[CompositorUpdate] = []
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.Stream(self._screen)

    def take(self, app: App[Any], update: CompositorUpdate) -> None:
        """Take in the update of a frame."""
        self.updates.append(update)
        self._stream.feed(update.render_segments(app.console))

    def resize(self, columns: int, lines: int) -> None:
        """Have another size, with nothing on it."""
        self._screen.resize(lines, columns)
        self._screen.reset()

    @property
    def cells(self) -> Cells:
        """What is in each cell, with its style."""
        lines = (self._screen.buffer[y] for y in range(self._screen.lines))
        return [[line[x] for x in range(self._screen.columns)] for line in lines]


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    """What the apps of a test show."""
    shown = Shown(120, 40)

    def display(app: App[Any], _screen: object, update: object) -> None:
        if isinstance(update, CompositorUpdate):
            shown.take(app, update)

    monkeypatch.setattr(App, "_display", display)
    return shown


def as_painted_anew(reader: Reader) -> Cells:
    """Return the cells that a terminal would have on which the whole screen has just been painted.

    Covered screens are seen around a dialog, too.
    """
    app = reader.app
    anew = Shown(app.size.width, app.size.height)
    compositor = app.screen._compositor
    coming = set(compositor._dirty_regions)
    update = compositor.render_update(full=True, screen_stack=app._background_screens)
    compositor._dirty_regions |= coming  # as if nobody had looked
    assert isinstance(update, CompositorUpdate)
    anew.take(app, update)
    return anew.cells


TOUR = (
    "j j k G g ctrl+d k j ctrl+u",
    "l j j G g h",
    "slash f o x",
    "backspace backspace minus n u m down up",
    "enter j v j j",
    "escape s u m u",
    "question_mark j escape",
    "Y escape O escape",
    "z j l j z",
    "t a b enter",
    "S S S",
    "asterisk",
)
"""Keys, after each line of which the screen is looked at."""


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (45, 17)])
async def test_the_screen_is_as_if_it_were_painted_anew(
    tmp_path: Path, shown: Shown, size: tuple[int, int]
) -> None:
    shown.resize(*size)
    async with reading(tmp_path, ITEMS, size=size) as reader:
        for keys in TOUR:
            await reader.press(*keys.split())
            await reader.until(lambda: shown.cells == as_painted_anew(reader))
        shown.resize(101, 33)
        await reader.pilot.resize_terminal(101, 33)
        await reader.press("j", "l", "j")
        await reader.until(lambda: shown.cells == as_painted_anew(reader))
    assert any(isinstance(update, Patches) for update in shown.updates)


def first_written(shown: Shown, reader: Reader) -> list[int]:
    """Return the lines of the screen, from 1 on, that the first frame of the list writes there."""
    lines = reader.screen.papers.region.line_range
    for update in shown.updates:
        ways = re.findall("\x1b\\[(\\d+);1H", update.render_segments(reader.app.console))
        if found := sorted(int(y) for y in ways if int(y) - 1 in lines):
            return found
    return []


async def test_a_step_writes_each_line_of_two_rows_once(tmp_path: Path, shown: Shown) -> None:
    async with reading(tmp_path, ITEMS) as reader:
        for number in range(1, 4):
            shown.updates.clear()
            await reader.press("j")
            first = reader.screen.papers.region.y + 2 * number - 1
            assert first_written(shown, reader) == [*range(first, first + 4)]


async def test_a_page_writes_each_line_of_the_list_once(tmp_path: Path, shown: Shown) -> None:
    async with reading(tmp_path, ITEMS) as reader:
        shown.updates.clear()
        await reader.press("G")
        lines = reader.screen.papers.region.line_range
        assert first_written(shown, reader) == [y + 1 for y in lines]
