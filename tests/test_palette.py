"""The palette: what it offers, how that is found, and what becomes of what is chosen."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import OptionList

from painted import painted, text_of
from papers import NOW, item, listing
from paperterm.query import EVERYTHING
from paperterm.store import Stale, Store
from paperterm.tui.ask_text import AskLine
from paperterm.tui.commands import DECLARED, full
from paperterm.tui.main_screen import MainScreen
from paperterm.tui.titles import MOST, Titles
from reader import NOWHERE, Reader, reading

REPO = "https://github.com/someone/something"

HOSTILE = ["[@click=app.quit]x[/]", "[/]", "[CLS] tokens", "$bold [red"]
"""Titles that are something else where they are read as markup."""


def offered(reader: Reader) -> list[str]:
    """Return what the palette offers, from top to bottom, each without the blanks within."""
    options = reader.app.screen.query_one(OptionList).options
    return [" ".join(str(option.prompt).split()) for option in options]


async def test_every_action_stands_there_with_its_key_and_then_the_papers(tmp_path: Path) -> None:
    items = [item(n, githubRepo=REPO) for n in range(1, 4)]
    async with reading(tmp_path, items, searches={"mine": "moe"}) as reader:
        await reader.press("colon")
        lines = offered(reader)
        for line in (
            "Filter the list /",
            "Mark as read or unread m",
            "Show the keys ? F1",
            "Next paper j ↓",
            "Zoom the pane z",
            "Open link 1: github.com/someone/something 1",
            "Copy the abstract Y a",
            "Export as BibTeX e b",
        ):
            assert line in lines
        actions = lines.index("Theme: change the colours")
        assert lines[actions + 1] == "Search: mine moe"
        assert [line.split(" Author")[0] for line in lines[actions + 2 :]] == [
            "Paper number 1",
            "Paper number 2",
            "Paper number 3",
        ]
        # Those of other panes, and what is of no use here, are not.
        assert "Back to the list" not in " ".join(lines)
        assert full(DECLARED["app.palette"]) not in " ".join(lines)


async def test_what_cannot_be_done_is_not_offered(tmp_path: Path) -> None:
    async with reading(tmp_path, endpoint=NOWHERE) as reader:
        await reader.press("colon")
        assert "Open the bundled sample D" in offered(reader)
        for impossible in ("Mark as", "Copy the", "Open link", "Next", "Clear the filter"):
            assert not any(line.startswith(impossible) for line in offered(reader))
    async with reading(tmp_path, [item(1)]) as reader:
        await reader.press("ctrl+p")
        lines = " ".join(offered(reader))
        assert "Copy the paper's link y" in lines
        for impossible in ("sample", "archive", "code repository", "Clear the", "Save the"):
            assert impossible not in lines
        # The two links of a paper without code.
        assert "Open link 2" in lines
        assert "Open link 3" not in lines
        await reader.press("escape", "slash", "x", "enter", "ctrl+p")
        lines = " ".join(offered(reader))
        assert "Clear the filter \\" in lines
        assert "Undo the last mark u" in lines
        for impossible in ("Next paper", "Star,", "Copy the paper", "Mark as", "Open link"):
            assert impossible not in lines


async def test_of_several_papers_that_are_selected_one_is_enough(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1, githubRepo=REPO), item(2)]) as reader:
        await reader.press("v", "j", "colon")
        lines = " ".join(offered(reader))
        assert "Copy the code repository's link c" in lines
        assert "Open link 2" in lines
        assert "Open link 3" not in lines


async def test_a_command_is_given_from_the_bar_too(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1), item(2)]) as reader:
        await reader.press("slash", "2", "colon")
        assert reader.typed == "2:"
        await reader.press("backspace", "ctrl+p", *"star", "enter")
        await reader.until(lambda: "★" in reader.lines[0])
        assert reader.current == "Paper number 2"


async def test_the_words_of_a_title_find_a_paper_in_the_list(tmp_path: Path) -> None:
    items = [item(n, f"Paper {n}") for n in range(1, 9)]
    items[4] = item(5, r"{\L}ukasz on sparse mixtures")
    async with reading(tmp_path, items) as reader:
        await reader.press("slash", "p", "backspace", "enter")
        await reader.press("colon", *"mixt", "space", *"lukasz")
        assert offered(reader)[0].startswith("Łukasz on sparse mixtures")
        await reader.press("enter")
        assert isinstance(reader.app.screen, MainScreen)
        assert reader.current == items[4]["paper"]["title"]
        assert len(reader.titles) == 8


async def test_a_filter_stays_where_it_finds_the_paper_and_is_cleared_where_not(
    tmp_path: Path,
) -> None:
    items = [*(item(n, f"Sparse paper {n}") for n in range(1, 6)), item(6, "Dense")]
    async with reading(tmp_path, items) as reader:
        await reader.press("slash", *"sparse", "enter", "colon", *"paper", "space", "3", "enter")
        assert reader.current == "Sparse paper 3"
        assert reader.typed == "sparse"
        await reader.press("colon", *"dense", "enter", "k")
        await reader.until(lambda: reader.current == "Sparse paper 5")
        assert reader.typed == ""
        assert reader.result == ""
        assert len(reader.titles) == 6


async def test_the_best_match_comes_first(tmp_path: Path) -> None:
    items = [item(1, "On marks"), item(2, "Mark my words"), item(3, "Remarkable")]
    async with reading(tmp_path, items, searches={"marks": "moe"}) as reader:
        await reader.press("colon", *"mark")
        lines = [line.split(" Author")[0] for line in offered(reader)]
        assert lines[:3] == [
            "Mark as read or unread m",
            "Mark all shown as read A",
            "Search: marks moe",
        ]
        assert lines.index("Search: marks moe") < lines.index("Mark my words")
        assert lines.index("Undo the last mark u") < lines.index("On marks")
        # By its key, too.
        await reader.press(*["backspace"] * 4, "^", "l")
        assert offered(reader) == ["Ask the filter again and redraw ^l"]
        await reader.type("zz")
        assert offered(reader) == ["Nothing matches."]
        await reader.press("enter", "escape")
        assert reader.app.is_running


async def test_titles_are_shown_as_they_are_written(tmp_path: Path) -> None:
    items = [item(n, title) for n, title in enumerate(HOSTILE, start=1)]
    searches = {"[/]": "[b]x[/] [@click=app.quit]"}
    async with reading(tmp_path, items, searches=searches) as reader:
        await reader.press("colon")
        screen = text_of(painted(reader.app))
        lines = "\n".join(offered(reader))
        for title in HOSTILE:
            assert title in lines
        assert "Search: [/] [b]x[/] [@click=app.quit]" in lines
        await reader.press("colon", *["backspace"], "left_square_bracket", *"cls")
        screen = text_of(painted(reader.app))
        assert "[CLS] tokens" in screen
        await reader.press("enter")
        assert reader.current == "[CLS] tokens"
        await reader.press("colon", *"click", "enter")
        await reader.until(lambda: reader.current == HOSTILE[0])
        assert reader.app.is_running


async def test_hidden_papers_are_not_found(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1), item(2)]) as reader:
        await reader.press("d", "colon", *"number")
        assert [line.split(" Author")[0] for line in offered(reader)] == ["Paper number 2"]


async def test_titles_are_shown_as_they_are_read(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1, r"A $\beta$-VAE, 85\% na\"ive")]) as reader:
        await reader.press("colon", *"vae")
        assert offered(reader)[0].startswith("A β-VAE, 85% naïve")


async def test_keys_in_a_burst_go_where_they_belong(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1), item(2, "Needle"), item(3)]) as reader:
        await reader.press("colon", *"needl", "enter", "s", "j")
        await reader.until(lambda: "★" in reader.lines[2])
        assert reader.current == "Paper number 3"
        # A second enter is for what is under the palette.
        await reader.press("colon", *"zoom", "enter", "enter", "q")
        await reader.until(lambda: not reader.app.is_running)


async def test_papers_are_of_the_last_text_and_not_too_many(tmp_path: Path) -> None:
    items = [*(item(n, f"Alpha {n}") for n in range(1, 60)), item(60, "Alphabet")]
    async with reading(tmp_path, items) as reader:
        await reader.press("colon", *"alpha")
        assert len(offered(reader)) == MOST
        await reader.press(*"bet")
        assert [line.split(" Author")[0] for line in offered(reader)] == ["Alphabet"]
        # What was found for less does not stay.
        await reader.press(*["backspace"] * 3, *"c")
        assert offered(reader) == ["Nothing matches."]


async def test_an_offer_is_chosen_by_arrows_or_a_click(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(n) for n in range(1, 4)]) as reader:
        await reader.press("colon", *"number", "down", "down", "up", "enter")
        assert reader.current == "Paper number 2"
        # Around the end.
        await reader.press("colon", *"number", "up", "enter")
        assert reader.current == "Paper number 3"
        await reader.press("colon", *"number")
        assert await reader.pilot.click(OptionList, offset=(3, 0))
        await reader.until(lambda: reader.current == "Paper number 1")
        assert isinstance(reader.app.screen, MainScreen)


async def test_the_themes_are_a_palette_of_their_own(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1)]) as reader:
        await reader.press("colon", *"theme", "enter", *"nord", "enter")
        await reader.until(lambda: reader.app.theme == "nord")


async def test_keys_that_are_others_are_shown_as_they_are(tmp_path: Path) -> None:
    keys = {"mark.star": ("x",), "app.palette": ("ctrl+g",), "mark.read": ()}
    async with reading(tmp_path, [item(1)], keys=keys) as reader:
        await reader.press("ctrl+g", *"star")
        assert offered(reader)[0] == "Star, or take the star away x"
        await reader.press("enter")
        await reader.until(lambda: "★" in reader.lines[0])
        # What has no key can be given here alone.
        await reader.press("ctrl+g", *"mark as")
        assert offered(reader)[0] == "Mark as read or unread"
        await reader.press("enter")
        await reader.until(lambda: "●" not in reader.lines[0])


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60), (40, 16)])
async def test_a_line_is_one_line_whatever_the_terminal(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    items = [item(n, "An endless title " * 20 + str(n)) for n in range(1, 30)]
    async with reading(tmp_path, items, size=size) as reader:
        await reader.press("colon", *"endless")
        options = reader.app.screen.query_one(OptionList)
        assert options.virtual_size.height == len(options.options) == MOST
        assert reader.app.screen.region.contains_region(
            reader.app.screen.query_one(".dialog").region
        )
        await reader.pilot.resize_terminal(60, 20)
        await reader.settle()
        assert options.virtual_size.height == MOST


async def test_only_a_question_about_titles_is_ended_by_a_newer_one(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "cache.db", tmp_path / "library.db", lambda: NOW)
    store.cache.save(listing([item(1), item(2)]), first_fill=True)
    titles = Titles(store)
    assert len(await titles.find("paper num")) == 2
    store.search._cache.set_trace_callback(lambda _: titles.interrupt())
    with pytest.raises(Stale):
        await titles.find("paper")
    assert len(store.search.ask(EVERYTHING).keys) == 2
    store.search._cache.set_trace_callback(None)
    store.close()


async def test_what_the_menus_offer_is_done_from_the_palette(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1)], has_archive=False) as reader:
        await reader.press("colon")
        # What this paper has not is not offered, and what has a key of its own is so once.
        lines = offered(reader)
        assert [each for each in lines if "git clone" in each or "page link" in each] == []
        await reader.type("copy arxiv")
        await reader.press("enter")
        await reader.until(lambda: reader.desktop.copied == ["2608.00001"])
        await reader.press("colon")
        await reader.type("export as ris")
        await reader.press("enter")
        assert reader.app.screen.query_one(AskLine).value == "2608.00001.ris"
