"""Stories of tags: typed, completed and ticked, for one paper and for several."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import OptionList, Static

from papers import item
from paperterm.tui.tagging import Tags, typed_tags
from reader import Reader, reading


def heading(reader: Reader) -> str:
    """Return what the dialog is about."""
    return str(reader.app.screen.query_one(".heading", Static).content)


def offered(reader: Reader) -> list[str]:
    """Return the tags that the dialog offers, each with its sign and its number."""
    options = reader.app.screen.query_one(OptionList).options
    return [" ".join(str(option.prompt).split()) for option in options]


def tags(reader: Reader) -> list[tuple[str, ...]]:
    """Return the tags of the papers shown."""
    papers = reader.screen.papers
    rows = [papers._rows.get(key) for key in papers.keys]
    assert all(rows)
    return [row.tags for row in rows if row]


def delete_cache(folder: Path) -> None:
    """Do what a person does who is told that the cache may be deleted."""
    for file in folder.glob("cache.db*"):
        file.unlink()


async def tagged(reader: Reader, text: str) -> None:
    """Open the dialog, type into it, and wait until it is done."""
    await reader.press("t")
    await reader.type(text)
    await reader.press("enter")
    await reader.until(lambda: bool(reader.told) and "tagged" in reader.told[0])


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("vision agents", {"vision": True, "agents": True}),
        ("Vision,agents , #RL", {"vision": True, "agents": True, "rl": True}),
        ("vision -agents", {"vision": True, "agents": False}),
        ("a -a", {"a": False}),
        (" , - -- # ", {}),
        ("état", {"état": True}),
    ],
)
def test_tags_are_typed_with_blanks_or_commas(text: str, tags: dict[str, bool]) -> None:
    assert typed_tags(text) == tags


async def test_a_paper_is_given_several_tags_at_once(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1), item(2)]) as reader:
        await reader.press("t")
        assert heading(reader) == "Tags of “Paper number 1”"
        assert offered(reader) == []
        await reader.press(*"vision", "space", *"rl", "enter")
        said = "“Paper number 1”: tagged #vision #rl; u undoes it."
        await reader.until(lambda: reader.told == [said])
        await reader.until(lambda: tags(reader) == [("rl", "vision"), ()])
        await tagged(reader, "-rl,new")
        assert reader.told == ["“Paper number 1”: tagged #new, no longer tagged #rl; u undoes it."]
        await reader.press("u")
        await reader.until(
            lambda: reader.told == ["“Paper number 1”: tagged rl again, no longer tagged new"]
        )
        await reader.until(lambda: tags(reader) == [("rl", "vision"), ()])


async def test_known_tags_are_completed_and_ticked(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1), item(2)]) as reader:
        await tagged(reader, "computer-vision rl")
        await reader.press("j")
        await reader.press("t")
        assert offered(reader) == ["computer-vision 1", "rl 1"]
        await reader.press(*"vis", "tab", *"x", "enter")
        await reader.until(lambda: tags(reader)[1] == ("computer-vision", "x"))
        await reader.press("t")
        assert offered(reader) == ["✓ computer-vision 2", "✓ x 1", "rl 1"]
        await reader.press("down", "space", "down", "down", "tab")
        assert offered(reader) == ["computer-vision 2", "✓ x 1", "✓ rl 1"]
        await reader.press("enter")
        await reader.until(lambda: tags(reader)[1] == ("rl", "x"))


async def test_a_tag_that_is_not_known_is_shown_as_new(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1)]) as reader:
        await tagged(reader, "vision")
        await reader.press("t", *"vis")
        assert offered(reader) == ["✓ vision 1", "✓ vis new"]
        await reader.press("escape")
        assert not isinstance(reader.app.screen, Tags)
        assert tags(reader) == [("vision",)]


async def test_what_is_selected_is_tagged_as_one_step(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(n) for n in range(1, 4)]) as reader:
        await tagged(reader, "vision")
        await reader.press("v", "j", "t")
        assert heading(reader) == "Tags of 2 papers"
        assert offered(reader) == ["– vision 1 of 2"]
        await reader.press(*"rl", "space", *"-vision", "enter")
        await reader.until(lambda: tags(reader) == [("rl",), ("rl",), ()])
        assert reader.screen.papers.selection is None
        await reader.press("u")
        await reader.until(lambda: tags(reader) == [("vision",), (), ()])


async def test_a_closed_dialog_leaves_tags_and_selection(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1), item(2)]) as reader:
        await reader.press("V", "t", *"x", "escape")
        assert tags(reader) == [(), ()]
        assert len(reader.screen.papers.selected) == 2


async def test_a_tagged_paper_outlives_the_cache(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1), item(2)]) as reader:
        await tagged(reader, "vision")
    delete_cache(tmp_path)
    async with reading(tmp_path, []) as reader:
        assert reader.titles == ["Paper number 1"]
        assert tags(reader) == [("vision",)]
