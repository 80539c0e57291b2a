"""Dialogs: how they are answered and closed, by keys and by clicks."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.geometry import Region
from textual.screen import ModalScreen

from painted import RULES, painted, text_of
from papers import item
from paperterm.tui.main_screen import MainScreen
from reader import Reader, reading

REPO = "https://github.com/someone/something"

DIALOGS = {"question": "A", "choice": "O", "help": "question_mark"}
"""The keys that open them."""


def region(reader: Reader) -> Region:
    """Return where the dialog is."""
    return reader.app.screen.query_one(".dialog").region


def seen(reader: Reader) -> list[str]:
    """Return the lines of the dialog that are to be seen."""
    lines = text_of(painted(reader.app, region(reader))).split("\n")
    return [line.strip(RULES) for line in lines]


async def click(reader: Reader, words: str) -> None:
    """Click where some words stand in the dialog."""
    left, top, *_ = region(reader)
    lines = text_of(painted(reader.app, region(reader))).split("\n")
    (place,) = [
        (left + line.index(words), top + y) for y, line in enumerate(lines) if words in line
    ]
    await reader.pilot.click(offset=place)
    await reader.settle()


@pytest.mark.parametrize(("answer", "unread"), [("y yes", 0), ("n no", 8)])
@pytest.mark.parametrize("size", [(120, 40), (50, 20)])
async def test_an_answer_can_be_clicked(
    tmp_path: Path, answer: str, unread: int, size: tuple[int, int]
) -> None:
    async with reading(tmp_path, [item(n) for n in range(1, 9)], size=size) as reader:
        await reader.press("A")
        assert "Mark 8 papers as read?" in seen(reader)
        await click(reader, answer)
        assert isinstance(reader.app.screen, MainScreen)
        await reader.until(lambda: reader.numbers.endswith(f" {unread} unread"))


async def test_a_link_can_be_clicked(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1, githubRepo=REPO)]) as reader:
        await reader.press("O")
        await click(reader, "3 arxiv.org")
        await reader.until(lambda: bool(reader.desktop.opened))
        assert reader.desktop.opened == ["https://arxiv.org/abs/2608.00001"]


@pytest.mark.parametrize(("x", "y", "unread"), [(1, 1, 2), (46, 20, 0)], ids=["beside", "answer"])
async def test_two_clicks_in_one_burst_close_it_once(
    tmp_path: Path, x: int, y: int, unread: int
) -> None:
    async with reading(tmp_path, [item(1), item(2)]) as reader:
        await reader.press("A")
        for kind in (events.MouseDown, events.MouseUp) * 2:
            reader.app.post_message(kind(None, x, y, 0, 0, 1, False, False, False, x, y))
        await reader.settle()
        assert reader.app.screen is reader.screen
        await reader.until(lambda: reader.numbers.endswith(f" {unread} unread"))


@pytest.mark.parametrize("dialog", DIALOGS)
async def test_a_click_beside_a_dialog_closes_it_and_no_more(tmp_path: Path, dialog: str) -> None:
    items = [item(n, githubRepo=REPO) for n in range(1, 9)]
    async with reading(tmp_path, items) as reader:
        await reader.press(DIALOGS[dialog])
        left, top, width, height = region(reader)
        # What is in it, but neither an answer nor a link, closes nothing.
        await reader.pilot.click(offset=(left + width - 2, top))
        await reader.settle()
        assert isinstance(reader.app.screen, ModalScreen)
        await reader.pilot.click(offset=(left + width, top + height // 2))
        await reader.settle()
        assert isinstance(reader.app.screen, MainScreen)
        await reader.press("j")
        assert reader.current == "Paper number 2"
        assert reader.numbers.endswith(" 8 unread")
        assert reader.desktop.opened == []
