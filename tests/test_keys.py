"""Stories of keys typed faster than the screen is drawn, and of where they go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from papers import NOW, item
from paperterm.tui.dialogs import Confirm
from paperterm.tui.help import Help
from paperterm.tui.paper_list import PaperList
from raw_server import RawServer
from reader import NOWHERE, Clock, reading

REPO = "https://github.com/someone/something"


async def test_keys_after_a_question_answer_it(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(n) for n in range(1, 9)]) as reader:
        await reader.press("A", "y", "j")
        await reader.until(lambda: reader.numbers.endswith("0 unread"))
        assert reader.current == "Paper number 2"
        assert reader.desktop.copied == []


async def test_a_question_that_is_not_answered_changes_nothing(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(n) for n in range(1, 9)]) as reader:
        await reader.press("A")
        assert isinstance(reader.app.screen, Confirm)
        await reader.press("alt+j")
        assert reader.numbers.endswith("8 unread")
        assert reader.current == "Paper number 2"


async def test_keys_after_a_choice_choose(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1, githubRepo=REPO), item(2)]) as reader:
        await reader.press("O", "j", "enter", "j")
        await reader.until(lambda: bool(reader.desktop.opened))
        assert reader.desktop.opened == ["https://huggingface.co/papers/2608.00001"]
        assert reader.current == "Paper number 2"


async def test_keys_after_the_help_was_closed_go_to_the_list(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1), item(2)]) as reader:
        await reader.press("question_mark", "down", "escape", "j", "s")
        await reader.until(lambda: "★" in reader.lines[2])
        await reader.press("question_mark")
        assert isinstance(reader.app.screen, Help)


async def test_what_is_typed_after_the_palette_s_key_is_looked_for(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1), item(2)]) as reader:
        await reader.press("ctrl+p", *"star")
        await reader.until(lambda: reader.palette_offers("Star, or take the star away"))
        await reader.press("enter", "enter", "enter")
        await reader.until(lambda: "★" in reader.lines[0])
        await reader.settle()
        assert "★" in reader.lines[0]


async def test_a_mark_is_for_the_paper_that_was_under_the_cursor(tmp_path: Path) -> None:
    # More papers than are held around the view: the last one's row is not there yet.
    async with reading(tmp_path, [item(n) for n in range(1, 401)]) as reader:
        await reader.press("G", "m", "s", "g", "j")
        await reader.until(lambda: reader.numbers.endswith("399 unread"))
        assert reader.current == "Paper number 2"
        assert "●" in reader.lines[0]
        await reader.press("G")
        await reader.until(lambda: reader.current == "Paper number 400")
        await reader.until(lambda: "★" in "".join(reader.lines[-4:]))


async def test_pages_of_the_abstract_are_those_of_the_paper_reached(tmp_path: Path) -> None:
    long = "A sentence that says a little. " * 300
    items = [item(1, summary="Short."), item(2, summary=long), item(3)]
    async with reading(tmp_path, items, size=(80, 24)) as reader:
        await reader.press("j", "space", "space")
        assert reader.current == "Paper number 2"
        assert reader.screen.abstract.scroll_offset.y > 0
        pages = 0
        while reader.current == "Paper number 2" and pages < 60:
            await reader.press("space")
            pages += 1
        assert pages > 3
        assert reader.current == "Paper number 3"


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_lines_of_the_abstract_are_those_of_the_paper_reached(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    long = "A sentence that says a little. " * 300
    items = [*(item(n) for n in range(1, 400)), item(400, summary=long)]
    async with reading(tmp_path, items, size=size) as reader:
        await reader.press("G", "l", "j", "pagedown")
        assert reader.current == "Paper number 400"
        height = reader.screen.abstract.scrollable_content_region.height
        assert reader.screen.abstract.scroll_offset.y == height
        await reader.press("escape", "g", "l", "h", "G", "l", "J", "j")
        assert reader.screen.abstract.scroll_offset.y == 2


async def test_escape_leads_back_also_from_a_text_typed_and_deleted(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(n) for n in range(1, 9)]) as reader:
        await reader.press("j", "j", "slash", "7", "backspace", "escape")
        assert reader.current == "Paper number 3"


async def test_clearing_leads_back_to_the_last_place_without_a_filter(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(n) for n in range(1, 9)]) as reader:
        await reader.press("j", "j", "slash", "7", "backspace", "5", "enter")
        assert reader.current == "Paper number 5"
        await reader.press("slash", "backspace", "6", "enter", "backslash")
        assert reader.current == "Paper number 3"


async def test_each_command_is_offered_where_it_makes_sense(tmp_path: Path) -> None:
    async with reading(tmp_path, endpoint=NOWHERE) as reader:
        assert "D sample" in reader.keys
        assert "m read" not in reader.keys
    async with reading(tmp_path, [item(1)], clock=Clock(NOW + timedelta(hours=1))) as reader:
        # What was offered to an empty list goes with the first papers.
        assert "D sample" not in reader.keys
    async with reading(tmp_path, [item(1)]) as reader:
        assert "D sample" not in reader.keys
        assert "m read" in reader.keys
        await reader.press("slash")
        assert reader.keys == "enter to the list  esc put the filter back  F1 help"
        await reader.press("D", "enter")
        assert isinstance(reader.screen.focused, PaperList)
        assert reader.screen.bar.input.value == "D"


async def test_keys_after_enter_are_for_the_abstract(tmp_path: Path) -> None:
    long = "A sentence that says a little. " * 300
    async with reading(tmp_path, [item(1, summary=long), item(2)], size=(80, 24)) as reader:
        await reader.press("enter", "G")
        assert reader.current == "Paper number 1"
        assert reader.screen.abstract.at_end
        await reader.press("h", "j", "l", "k")
        assert reader.current == "Paper number 2"


async def test_the_first_key_brings_back_a_cursor_out_of_sight(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(n) for n in range(1, 61)], size=(80, 24)) as reader:
        reader.screen.papers.scroll_to(y=40, animate=False, immediate=True)
        await reader.settle()
        assert reader.titles[0] == "Paper number 21"
        await reader.press("g")
        assert reader.titles[0] == "Paper number 1"


async def test_asking_again_keeps_the_place_of_a_paper_that_is_gone(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(n) for n in range(1, 9)]) as reader:
        await reader.press("slash", *"is", "colon", *"unread", "enter", "j", "j", "m", "ctrl+l")
        await reader.until(lambda: len(reader.titles) == 7)
        assert reader.current == "Paper number 4"


async def test_a_narrow_terminal_shows_what_keys_act_on(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(n) for n in range(1, 9)], size=(50, 20)) as reader:
        await reader.press("space")
        assert reader.screen.panes.shows_abstract
        assert "esc list" in reader.keys
        await reader.press("slash", "7")
        assert reader.screen.panes.shows_list
        assert reader.titles == ["Paper number 7"]


async def test_where_nothing_is_shown_that_is_said(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1)]) as reader:
        await reader.press("slash", *"zzz", "enter", "n")
        assert reader.told == ["No paper is shown."]
        await reader.press("escape", "A")
        assert reader.told == ["No paper is shown."]


async def test_ctrl_c_quits_from_a_dialog(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1)]) as reader:
        await reader.press("question_mark", "ctrl+c")
        await reader.until(lambda: not reader.app.is_running)


async def test_no_key_waits_for_a_refresh(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1), item(2)]):
        pass

    def never(_: str) -> Iterator[bytes]:
        server.ended.wait()
        yield b""

    later = Clock(NOW + timedelta(hours=3))
    with RawServer(never) as server:
        async with reading(
            tmp_path, endpoint=server.url, clock=later, refresh_first=False
        ) as reader:
            await reader.until(lambda: bool(server.requests))
            await reader.press("m", "n")
            await reader.until(lambda: reader.current == "Paper number 2")
            await reader.press("A")
            await reader.until(lambda: len(reader.app.screen_stack) > 2)
            assert reader.freshness.startswith("updating")
