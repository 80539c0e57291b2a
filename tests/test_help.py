"""The help: what it shows where, how it is laid out and searched, and how it is left."""

from __future__ import annotations

from pathlib import Path

import pytest

from painted import RULES, painted, text_of
from papers import item
from paperterm.query.keys import KEYS as QUERY_KEYS
from paperterm.tui.commands import sections
from paperterm.tui.help import Help
from paperterm.tui.main_screen import MainScreen
from reader import Reader, reading

SIZES = [(80, 24), (120, 40), (200, 60), (40, 16)]


def seen(reader: Reader) -> str:
    """Return what is to be seen of the help, its lines without their blanks."""
    lines = text_of(painted(reader.app, reader.app.screen.query_one(".dialog").region)).split("\n")
    return "\n".join(" ".join(line.strip(RULES).split()) for line in lines)


async def all_of(reader: Reader) -> str:
    """Return what is seen while the help is scrolled to its end."""
    views = [seen(reader)]
    while len(views) < 2 or views[-1] != views[-2]:
        await reader.press("down")
        views.append(seen(reader))
    return "\n".join(views)


def told(text: str, place: str) -> bool:
    """Whether every key of a place stands in a text, with what it does."""
    rows = next(section.rows for section in sections() if section.heading == place)
    return all(" ".join(f"{keys} {what}".split()) in text for keys, what in rows)


@pytest.mark.parametrize("size", SIZES[:3])
async def test_it_shows_the_keys_of_the_pane_with_the_focus(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with reading(tmp_path, [item(1)], size=size) as reader:
        for keys, here, not_here in (
            (["f1"], "In the list", "In the abstract"),
            (["escape", "tab", "question_mark"], "In the abstract", "In the list"),
        ):
            await reader.press(*keys)
            text = await all_of(reader)
            assert all(told(text, place) for place in (here, "In both panes", "Everywhere"))
            assert not_here not in text
            assert "In the filter bar" not in text


async def test_in_the_filter_bar_it_shows_what_can_be_typed(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1)], size=(200, 60)) as reader:
        await reader.press("slash", "question_mark")
        assert reader.typed == "?"
        assert "F1 help" in reader.keys
        await reader.press("f1")
        text = await all_of(reader)
        assert told(text, "In the filter bar")
        assert all(f"{key.example} {key.help}" in text for key in QUERY_KEYS)
        assert "F1 Show the keys" in text
        # What would be typed into the filter is no command here.
        assert "Star, or take the star away" not in text
        assert "? F1" not in text
        await reader.press("escape", "x")
        assert reader.typed == "?x"


async def test_columns_are_used_where_there_is_room(tmp_path: Path) -> None:
    for size, scrolls in (((80, 24), True), ((120, 40), False), ((200, 60), False)):
        async with reading(tmp_path, [item(1)], size=size) as reader:
            await reader.press("question_mark")
            body = reader.app.screen.query_one("VerticalScroll")
            assert (body.max_scroll_y > 0) is scrolls
            assert body.region.right <= size[0]


async def test_typing_narrows_it_and_looks_in_the_other_places_too(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1)]) as reader:
        await reader.press("question_mark")
        await reader.type("unre")
        text = seen(reader)
        assert "m Mark as read or unread" in text
        assert "Quit" not in text
        assert "In the list" not in text
        await reader.press(*["backspace"] * 4)
        assert "q Quit" in seen(reader)
        # Of other places, and by key.
        await reader.type("put back")
        assert "In the filter bar esc Put the filter back" in seen(reader).replace("\n", " ")
        await reader.press("escape", "^", "l")
        assert "^l Ask the filter again" in seen(reader)
        await reader.type("nothing")
        assert "No key has to do with that." in seen(reader)
        assert reader.current == "Paper number 1"


async def test_letters_and_the_closing_keys_are_text_once_something_is_typed(
    tmp_path: Path,
) -> None:
    async with reading(tmp_path, [item(1)]) as reader:
        await reader.press("question_mark", "s", "q", "question_mark", "space", "x")
        assert isinstance(reader.app.screen, Help)
        assert "sq? x" in seen(reader)
        # esc empties the search, and closes only then.
        await reader.press("escape")
        assert isinstance(reader.app.screen, Help)
        assert "j ↓ Next paper" in seen(reader)
        await reader.press("escape")
        assert isinstance(reader.app.screen, MainScreen)


@pytest.mark.parametrize("key", ["escape", "q", "question_mark", "f1"])
async def test_it_is_closed_by_more_than_one_key(tmp_path: Path, key: str) -> None:
    async with reading(tmp_path, [item(1), item(2)]) as reader:
        await reader.press("question_mark", key, "j")
        assert reader.current == "Paper number 2"
        assert reader.app.is_running


async def test_pages_and_ends_are_reached_by_keys(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1)], size=(80, 24)) as reader:
        await reader.press("question_mark")
        body = reader.app.screen.query_one("VerticalScroll")
        first = seen(reader)
        for there, back in (("end", "home"), ("pagedown", "pageup"), ("ctrl+d", "ctrl+u")):
            await reader.press(there)
            assert body.scroll_offset.y > 0
            await reader.press(back)
            assert seen(reader) == first
        await reader.press("space")
        assert body.scroll_offset.y == body.size.height - 1


@pytest.mark.parametrize("size", SIZES)
async def test_it_fits_every_terminal(tmp_path: Path, size: tuple[int, int]) -> None:
    async with reading(tmp_path, [item(1)], size=size) as reader:
        await reader.press("question_mark")
        dialog = reader.app.screen.query_one(".dialog").region
        assert reader.app.screen.region.contains_region(dialog)
        assert "type to search all keys" in seen(reader)
        assert "esc closes" in seen(reader)
        # Laid out anew where the room changes.
        await reader.pilot.resize_terminal(60, 20)
        await reader.settle()
        dialog = reader.app.screen.query_one(".dialog").region
        assert reader.app.screen.region.contains_region(dialog)


async def test_keys_that_are_others_are_shown_as_they_are(tmp_path: Path) -> None:
    keys = {"mark.star": ("x",), "help.open": ("ctrl+g",), "list.down": ("comma",)}
    async with reading(tmp_path, [item(1), item(2)], keys=keys) as reader:
        await reader.press("comma", "x")
        await reader.until(lambda: "★" in reader.lines[2])
        assert "x star" in reader.keys
        assert "^g help" in reader.keys
        # The order stays.
        assert reader.keys.index("m read") < reader.keys.index("x star")
        await reader.press("ctrl+g")
        text = seen(reader)
        assert "x Star, or take the star away" in text
        assert ", Next paper" in text
        assert "^g Show the keys" in text
        assert "j ↓" not in text
