"""Stories of the filter bar: its colours and hints, what it completes, and what it recalls."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest
from rich.style import Style
from textual import events

from cli_helpers import Program, saved
from cli_helpers import item as saved_item
from papers import item
from paperterm.errors import PapertermError, StoreError
from paperterm.query import QUERY_LENGTH
from paperterm.state import StateFile
from paperterm.store import Search
from paperterm.tui.filter_bar.line import TOO_LONG
from paperterm.tui.paper_list import PaperList
from reader import Reader, reading
from terminal import Terminal


def by(number: int, *names: str) -> dict[str, object]:
    """Return a paper by these authors."""
    return item(number, authors=[{"name": name, "hidden": False} for name in names])


PAPERS = [
    by(1, "Geoffrey Hinton", "Yann LeCun"),
    by(2, "Geoffrey Hinton"),
    by(3, "Lukas Hintermaier"),
    by(4, "Jane Roe"),
]


def styles(reader: Reader) -> list[tuple[str, Style]]:
    """Return the parts of the line as it is painted, without white space."""
    strip = reader.screen.bar.input.render_line(0)
    return [(text.strip(), style or Style()) for text, style, _ in strip if text.strip()]


def underlined(reader: Reader) -> list[str]:
    """Return what is underlined in the line."""
    return [text for text, style in styles(reader) if style.underline]


async def paste(reader: Reader, text: str) -> None:
    """Paste into the bar."""
    reader.screen.bar.input.post_message(events.Paste(text))
    await reader.settle()


# Colours and hints


async def test_the_parts_of_a_filter_differ_in_colour(tmp_path: Path) -> None:
    async with reading(tmp_path, PAPERS) as reader:
        await reader.press("slash")
        await reader.type('word is:unread "a phrase" OR -x ')
        found = {text: style.color for text, style in styles(reader)}
        words, keys = found["word"], found["is:"]
        assert len({words, keys, found["unread"]}) == 3
        assert found['"a phrase"'] not in {words, keys}
        assert found["OR"] == found["-"] == keys
        assert underlined(reader) == []


async def test_mistakes_are_underlined_and_told_where_the_cursor_is(tmp_path: Path) -> None:
    async with reading(tmp_path, PAPERS) as reader:
        await reader.press("slash")
        await reader.type("foo:bar is:odd ) ")
        assert underlined(reader) == ["foo:", "odd", ")"]
        assert reader.hint.startswith("foo: is no key")
        await reader.press(*["left"] * 4)
        assert reader.hint.startswith("is: takes unread, read")
        await reader.press("enter")
        assert reader.hint == ""
        assert underlined(reader) == ["foo:", "odd", ")"]
        await reader.press("slash")
        assert reader.hint.startswith("is: takes unread, read")
        await reader.press("escape")
        assert reader.hint == ""


async def test_what_is_offered_is_not_told_as_well(tmp_path: Path) -> None:
    async with reading(tmp_path, PAPERS) as reader:
        await reader.press("slash")
        await reader.type("is:")
        assert reader.offered[0].startswith("unread")
        assert reader.hint == ""
        await reader.type("unx")
        assert reader.offered == []
        assert reader.hint.startswith("is: takes unread, read")


async def test_a_long_filter_is_coloured_where_it_is_seen(tmp_path: Path) -> None:
    async with reading(tmp_path, PAPERS) as reader:
        await reader.press("slash")
        await paste(reader, "é is:unread " * 600 + "foo:bar")
        await reader.type(" 漢字 is:odd")
        found = styles(reader)
        assert found[-1][0] == "odd"
        assert underlined(reader)[-1] == "odd"
        assert reader.hint.startswith("is: takes unread, read")
        assert {style.color for text, style in found if text == "is:"} == {found[-2][1].color}


@pytest.mark.parametrize("text", ["word " * 2_000, "(" * 500 + "x" + ")" * 500, '"' * 5_000])
async def test_any_filter_can_be_typed_on(tmp_path: Path, text: str) -> None:
    async with reading(tmp_path, PAPERS) as reader:
        await reader.press("slash")
        await paste(reader, text[: QUERY_LENGTH - 10])
        await reader.press("space", *"needle", "backspace", "enter")
        assert reader.typed.endswith(" needl")
        assert isinstance(reader.screen.focused, PaperList)


async def test_a_megabyte_is_cut_and_that_is_told(tmp_path: Path) -> None:
    async with reading(tmp_path, PAPERS) as reader:
        await reader.press("slash", "x", "space")
        await paste(reader, "paper\n" * 200_000)
        assert len(reader.typed) == QUERY_LENGTH
        assert reader.typed.startswith("x paper paper")
        assert reader.told == [TOO_LONG]
        await reader.press("y", "backspace", "z")
        assert reader.typed.endswith("z")
        await paste(reader, "x" * 5)
        assert len(reader.typed) == QUERY_LENGTH
        await reader.press("escape", "slash")
        await paste(reader, "\x1b[31mpaper\tnumber\n\n1 ")
        assert reader.typed == "[31mpaper number 1"


# Completion


async def test_a_key_and_its_value_are_completed_in_one_burst(tmp_path: Path) -> None:
    async with reading(tmp_path, PAPERS) as reader:
        await reader.press("slash", *"aut", "tab", *"jan", "tab", "enter", "s")
        assert reader.typed == 'author:"Jane Roe" '
        assert reader.titles == ["Paper number 4"]
        await reader.until(lambda: "★" in reader.lines[0])
        await reader.press("slash", *"is", "colon", *"unr", "tab", "x")
        assert reader.typed == 'author:"Jane Roe" is:unread x'


async def test_names_are_offered_from_the_most_frequent_on(tmp_path: Path) -> None:
    async with reading(tmp_path, PAPERS) as reader:
        await reader.press("slash")
        await reader.type("author:hint")
        assert [line.split("  ")[0] for line in reader.offered] == [
            '"Geoffrey Hinton"',
            '"Lukas Hintermaier"',
        ]
        await reader.press("down", "tab")
        assert reader.typed == 'author:"Lukas Hintermaier" '
        assert reader.offered == []
        assert reader.result == "1 of 4"


async def test_another_completion_is_chosen_by_the_arrows(tmp_path: Path) -> None:
    async with reading(tmp_path, PAPERS) as reader:
        await reader.press("slash", *"is", "colon", "down", "down", "up", "tab")
        assert reader.typed == "is:read "
        await reader.press(*["backspace"] * 5, "up", "tab")
        assert reader.typed == "is:withdrawn "


async def test_right_completes_at_the_end_alone(tmp_path: Path) -> None:
    async with reading(tmp_path, PAPERS) as reader:
        await reader.press("slash", *"is", "colon", *"unr", "left", "right", "right")
        assert reader.typed == "is:unr"
        await reader.press("e", "right", "right", "backspace")
        assert reader.typed == "is:unread"
        await reader.press("home", "space", "left", *"ti")
        assert reader.offered == ["title:  Words in the title"]
        await reader.press("right", "x")
        assert reader.typed == "ti xis:unread"


async def test_enter_and_escape_leave_the_bar_as_ever(tmp_path: Path) -> None:
    async with reading(tmp_path, PAPERS) as reader:
        await reader.press("slash", *"ti")
        assert reader.offered == ["title:  Words in the title"]
        await reader.press("enter")
        assert (reader.typed, reader.offered) == ("ti", [])
        assert isinstance(reader.screen.focused, PaperList)
        await reader.press("slash", "t")
        await reader.press("backspace")
        assert reader.offered
        await reader.press("escape", "j")
        assert (reader.typed, reader.offered) == ("ti", [])
        assert isinstance(reader.screen.focused, PaperList)


async def test_tab_goes_to_the_list_where_nothing_can_be_completed(tmp_path: Path) -> None:
    async with reading(tmp_path, PAPERS) as reader:
        for text in ("paper", "is:unread", "author:nobody", "number 1 "):
            await reader.press("slash", "ctrl+u")
            await reader.type(text)
            assert reader.offered == []
            assert reader.keys == "enter to the list  esc put the filter back  F1 help"
            await reader.press("tab")
            assert isinstance(reader.screen.focused, PaperList)
            assert reader.typed == text
        await reader.press("slash", "ctrl+u", "up")
        assert reader.typed == "number 1 "


async def test_nothing_is_offered_that_nobody_asked_for(tmp_path: Path) -> None:
    async with reading(tmp_path, PAPERS) as reader:
        await reader.press("slash")
        for character in "a th number ":
            await reader.press({" ": "space"}.get(character, character))
            assert reader.offered == []
        await reader.press(*"is")
        assert reader.offered[0].startswith("is:")
        assert "tab complete" in reader.keys
        await reader.press("left")
        assert reader.offered == []
        await reader.press("right", "enter", "slash")
        assert reader.offered == []


async def test_the_list_stays_where_it_is_under_what_is_offered(tmp_path: Path) -> None:
    async with reading(tmp_path, PAPERS, size=(80, 24)) as reader:
        before = reader.screen.papers.region
        await reader.press("slash")
        await reader.type("paper is:")
        offers = reader.screen.query_one("#offers").region
        assert reader.screen.papers.region == before
        assert (offers.y, offers.height) == (2, 6)
        assert reader.screen.bar.input.region.x + len("paper is:") == offers.x + 1
        await reader.press("ctrl+u")
        await paste(reader, "word " * 40)
        await reader.type("is:")
        offers = reader.screen.query_one("#offers").region
        assert reader.screen.region.contains_region(offers)


async def test_the_end_of_a_long_filter_stays_in_view(tmp_path: Path) -> None:
    async with reading(tmp_path, PAPERS, size=(80, 24)) as reader:
        await reader.press("slash")
        await reader.type("word " * 14 + "paper is:")
        line = "".join(text for text, _ in styles(reader))
        assert reader.result == "0 of 4"
        assert line.endswith("is:")
        assert reader.offered
        await reader.pilot.resize_terminal(60, 24)
        await reader.settle()
        assert "".join(text for text, _ in styles(reader)).endswith("is:")
        offers = reader.screen.query_one("#offers").region
        assert reader.screen.region.contains_region(offers)


@pytest.mark.parametrize("size", [(20, 6), (10, 4)])
async def test_it_completes_at_any_size(tmp_path: Path, size: tuple[int, int]) -> None:
    async with reading(tmp_path, PAPERS, size=size) as reader:
        await reader.press("slash", *"has", "colon", "down", "tab", "enter")
        assert reader.typed == "has:project "


async def test_a_click_completes(tmp_path: Path) -> None:
    async with reading(tmp_path, PAPERS) as reader:
        await reader.press("slash", *"is", "colon")
        await reader.pilot.click("#offers", offset=(3, 2))
        await reader.settle()
        assert reader.typed == "is:starred "
        assert reader.offered == []
        assert reader.titles == []
        await reader.press("x")
        assert reader.typed == "is:starred x"


async def test_an_answer_to_what_was_typed_before_is_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    answer = Search.completions

    def held(search: Search, kind: str, beginning: str) -> list[str]:
        if beginning == "hin":
            begun.set()
            go_on.wait(10)
        return answer(search, kind, beginning)

    monkeypatch.setattr(Search, "completions", held)
    async with reading(tmp_path, PAPERS) as reader:
        await reader.press("slash")
        reader.post(*"author", "colon", *"hin")
        await reader.until(begun.is_set)
        reader.post(*["backspace"] * 3, *"jan", "tab", "x")
        await asyncio.sleep(0.1)  # a pilot would wait for the tab, and that waits for the store
        assert reader.typed == "author:jan"
        go_on.set()
        await reader.until(lambda: reader.typed == 'author:"Jane Roe" x')
        await reader.settle()
        assert reader.offered == []


async def test_an_answer_that_comes_when_the_bar_was_left_is_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    answer = Search.completions

    def held(search: Search, kind: str, beginning: str) -> list[str]:
        begun.set()
        go_on.wait(10)
        return answer(search, kind, beginning)

    monkeypatch.setattr(Search, "completions", held)
    async with reading(tmp_path, PAPERS) as reader:
        await reader.press("slash")
        reader.post(*"author", "colon")
        await reader.until(begun.is_set)
        reader.post("enter")
        await reader.until(lambda: isinstance(reader.screen.focused, PaperList))
        go_on.set()
        await reader.settle()
        assert reader.offered == []


async def test_a_store_that_cannot_answer_leaves_the_bar_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(search: Search, kind: str, beginning: str) -> list[str]:
        raise StoreError("The cache could not be used.")

    monkeypatch.setattr(Search, "completions", broken)
    async with reading(tmp_path, PAPERS) as reader:
        await reader.press("slash", *"author", "colon", *"jan", "tab")
        assert reader.typed == "author:jan"
        assert isinstance(reader.screen.focused, PaperList)


# History


async def test_earlier_filters_are_recalled_also_in_the_next_run(tmp_path: Path) -> None:
    async with reading(tmp_path, PAPERS) as reader:
        for text in ("one", "two", "is:unread", "two"):
            await reader.press("slash", "ctrl+u")
            await reader.type(text)
            await reader.press("enter")
        await reader.press("slash", "ctrl+u", *"never", "escape")
        await reader.press("slash", "ctrl+u", "up", "up")
        assert reader.typed == "is:unread"
        assert reader.result == "4 of 4"
    async with reading(tmp_path, PAPERS) as reader:
        seen = []
        await reader.press("slash", *"new")
        for _ in range(4):
            await reader.press("up")
            seen.append(reader.typed)
        assert seen == ["two", "is:unread", "one", "one"]


async def test_what_was_being_typed_comes_back(tmp_path: Path) -> None:
    async with reading(tmp_path, PAPERS) as reader:
        await reader.press("slash", *"one", "enter", "slash", "ctrl+u", *"two", "enter")
        await reader.press("slash", "ctrl+u", *"numb", "up", "up", "down", "down")
        assert reader.typed == "numb"
        assert reader.result == "4 of 4"
        await reader.press("up", "x", "down")
        # What is changed is what is being typed from then on, and after it comes the list.
        assert reader.typed == "twox"
        assert isinstance(reader.screen.focused, PaperList)
        await reader.press("slash", "up", "up")
        assert reader.typed == "one"


async def test_a_burst_recalls_what_it_has_just_used(tmp_path: Path) -> None:
    async with reading(tmp_path, PAPERS) as reader:
        await reader.press("slash", *"first", "enter", "slash", "ctrl+u", "up", "x", "enter", "j")
        assert reader.typed == "firstx"
        assert isinstance(reader.screen.focused, PaperList)


async def test_recalled_filters_offer_nothing(tmp_path: Path) -> None:
    async with reading(tmp_path, PAPERS) as reader:
        await reader.press("slash", *"one", "enter", "slash", "ctrl+u", *"author", "colon", *"h")
        assert reader.offered
        await reader.press("enter", "slash", "ctrl+u", "up", "up")
        assert reader.typed == "one"
        await reader.press("down")
        assert (reader.typed, reader.offered) == ("author:h", [])


async def test_what_cannot_be_remembered_is_told_and_the_bar_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_file: StateFile, _text: str) -> None:
        raise PapertermError("The disk is full.")

    monkeypatch.setattr(StateFile, "searched", full)
    async with reading(tmp_path, PAPERS, has_archive=False) as reader:
        await reader.press("slash", *"roe", "enter")
        await reader.until(lambda: reader.told == ["The disk is full."])
        await reader.press("slash", "ctrl+u", "up")
        assert reader.typed == "roe"


# In a real terminal


def test_without_colours_mistakes_and_the_choice_can_be_seen(tmp_path: Path) -> None:
    program = Program(tmp_path / "home")
    papers = [saved_item("2601.00001", "Paper number 1")]
    assert program.run("import", saved(tmp_path / "papers.json", papers)).code == 0
    program.config_file.parent.mkdir(parents=True)
    program.config_file.write_text("refresh_minutes = 0\n")
    with Terminal(program.command, program.surroundings(NO_COLOR="1")) as terminal:
        terminal.wait_for("1 unread")
        terminal.type("/foo:bar is:unr\tis:")
        terminal.wait_for("withdrawn by its authors")
        terminal.settle()
        bar, first, second = (terminal.screen.buffer[y] for y in (1, 2, 3))
        line = terminal.screen.display
        assert line[1].startswith(" / foo:bar is:unread is:")
        assert [bar[x].underscore for x in (3, 6, 7)] == [True, True, False]
        column = line[2].index("unread")
        assert first[column].reverse
        assert not second[column].reverse
        assert line[0].startswith(" foo: is no key")
