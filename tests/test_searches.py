"""Saved searches, orders and related papers, as a person uses them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from papers import item
from paperterm.tui.searches import PickSearch
from reader import Reader, reading

ITEMS = [
    item(1, title="Sparse mixtures of experts", upvotes=5),
    item(2, title="A survey of attention", upvotes=50),
    item(3, title="Mixtures of sparse experts again", upvotes=20),
    item(4, title="Protein folding", upvotes=1),
]


async def test_a_filter_is_saved_and_shown_again(tmp_path: Path) -> None:
    async with reading(tmp_path, ITEMS) as reader:
        await reader.type("/experts")
        await reader.press("enter", "ctrl+s")
        await reader.type("moe")
        await reader.press("enter")
        await reader.until(lambda: reader.told == ["Saved as “moe”; ' shows it again."])
        await reader.press("backslash", "apostrophe")
        await reader.until(lambda: "2 unread" in offered(reader))
        await reader.press("enter")
        assert reader.result == "2 of 4"
        assert reader.screen.bar.input.value == "experts"
    async with reading(tmp_path, ITEMS) as reader:
        await reader.press("apostrophe", "1")
        assert reader.result == "2 of 4"
        await reader.press("backslash")
        assert len(reader.titles) == 4


def has_told(reader: Reader, start: str) -> bool:
    """Whether something was said that begins so."""
    return any(each.startswith(start) for each in reader.told)


def offered(reader: Reader) -> str:
    """Return what the picker says of its first search."""
    screen = reader.app.screen
    assert isinstance(screen, PickSearch)
    return str(screen.choices.get_option_at_index(0).prompt)


async def test_one_of_the_config_wins_and_is_left_alone(tmp_path: Path) -> None:
    async with reading(tmp_path, ITEMS, searches={"moe": "survey"}) as reader:
        await reader.type("/experts")
        await reader.press("enter", "ctrl+s")
        await reader.type("moe")
        await reader.press("enter")
        assert "stands in config.toml" in reader.told[0]
        await reader.press("apostrophe", "d", "enter")
        assert reader.result == "1 of 4"


async def test_a_forgotten_one_is_gone_once_the_picker_is_closed(tmp_path: Path) -> None:
    async with reading(tmp_path, ITEMS) as reader:
        for name in ("a", "b"):
            await reader.type(f"/{name}")
            await reader.press("enter", "ctrl+s")
            await reader.type(name)
            await reader.press("enter")
            await reader.until(partial(has_told, reader, f"Saved as “{name}”"))
        # Struck twice, the first is kept.
        await reader.press("apostrophe", "d", "d", "j", "d", "escape", "apostrophe")
        screen = reader.app.screen
        assert isinstance(screen, PickSearch)
        assert screen.choices.option_count == 1
        assert "a" in offered(reader)


async def test_a_burst_names_a_filter_and_goes_on(tmp_path: Path) -> None:
    async with reading(tmp_path, ITEMS) as reader:
        await reader.press("slash", *"experts", "enter", "ctrl+s", *"moe", "enter", "j")
        await reader.until(lambda: has_told(reader, "Saved as “moe”"))
        assert reader.current == "Mixtures of sparse experts again"


async def test_nothing_is_saved_where_there_is_nothing(tmp_path: Path) -> None:
    async with reading(tmp_path, ITEMS) as reader:
        await reader.press("ctrl+s")
        assert reader.told == ["There is no filter to save."]
        await reader.press("apostrophe")
        assert reader.told == ["No search is saved yet; ^s saves the filter under a name."]


async def test_the_palette_offers_them(tmp_path: Path) -> None:
    async with reading(tmp_path, ITEMS, searches={"mixtures": "experts"}) as reader:
        await reader.press("ctrl+p")
        await reader.type("mixtures")
        await reader.until(lambda: reader.palette_offers("Search: mixtures"))
        await reader.press("enter")
        await reader.settle()
        assert reader.result == "2 of 4"


async def test_the_order_changes_and_comes_back(tmp_path: Path) -> None:
    async with reading(tmp_path, ITEMS) as reader:
        first = reader.titles
        await reader.press("S", "S")
        assert reader.screen.bar.input.value == "sort:upvotes"
        assert reader.titles[:2] == ["A survey of attention", "Mixtures of sparse experts again"]
        await reader.press("backslash")
        assert reader.titles == first


async def test_related_papers_begin_with_the_paper_itself(tmp_path: Path) -> None:
    async with reading(tmp_path, ITEMS) as reader:
        await reader.until(lambda: bool(reader.titles))
        await reader.press(*"jj")
        here = reader.current
        await reader.press("asterisk")
        assert reader.screen.bar.input.value.startswith("related:")
        assert reader.current == here
        assert "Protein folding" not in reader.titles or here == "Protein folding"
