"""Stories of marking: papers are hidden, and several are selected and marked together."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from textual.widgets import Static

from papers import item
from paperterm.demo.server import FeedServer
from paperterm.tui import marking, working
from paperterm.tui.lines import SELECTED
from paperterm.tui.working import bar
from reader import Reader, reading

opened = partial(reading, has_archive=False)
"""Opens the reader where nothing is said by itself, in place of what a mark has had said."""


def selected(reader: Reader) -> list[str]:
    """Return the titles in view that have the sign of what is selected, on both of their lines."""
    lines = reader.lines
    pairs = zip(lines[::2], lines[1::2], strict=False)
    signs = [(one[:1] == SELECTED, other[:1] == SELECTED) for one, other in pairs]
    assert all(one == other for one, other in signs)
    return [title for title, (one, _) in zip(reader.titles, signs, strict=False) if one]


def numbered(*numbers: int) -> list[str]:
    """Return the titles of papers."""
    return [f"Paper number {number}" for number in numbers]


def marked(reader: Reader, sign: str) -> list[str]:
    """Return the titles in view that have a sign before them."""
    pairs = zip(reader.titles, reader.lines[::2], strict=False)
    return [title for title, line in pairs if sign in line[:8]]


async def test_a_hidden_paper_stays_with_a_sign_and_can_be_shown_again(tmp_path: Path) -> None:
    async with opened(tmp_path, [item(1), item(2)]) as reader:
        await reader.press("d")
        await reader.until(lambda: reader.told == ["“Paper number 1”: hidden; u undoes it."])
        await reader.until(lambda: marked(reader, "✗") == numbered(1))
        struck = reader.screen.papers.render_line(0)
        assert any(segment.style and segment.style.strike for segment in struck)
        assert reader.titles == numbered(1, 2)
        await reader.press("u")
        await reader.until(lambda: "“Paper number 1”: shown again" in reader.told)
        await reader.until(lambda: not marked(reader, "✗"))
        assert marked(reader, "●") == numbered(1, 2)


async def test_a_selection_follows_the_cursor_and_is_marked_as_one_step(tmp_path: Path) -> None:
    async with opened(tmp_path, [item(n) for n in range(1, 9)]) as reader:
        await reader.press("j", "v", "j", "j")
        assert selected(reader) == numbered(2, 3, 4)
        assert reader.numbers.startswith("3 selected · ")
        await reader.press("k", "k", "k")
        assert selected(reader) == numbered(1, 2)
        await reader.press("j", "j", "s")
        await reader.until(lambda: reader.told == ["2 papers: starred; u undoes it."])
        await reader.until(lambda: marked(reader, "★") == numbered(2, 3))
        assert selected(reader) == []
        assert not reader.numbers.startswith("2 selected")
        await reader.press("u")
        await reader.until(lambda: reader.told == ["2 papers: no longer starred"])
        await reader.until(lambda: marked(reader, "★") == [])


async def test_a_mark_that_some_have_is_set_on_all_and_else_taken_away(tmp_path: Path) -> None:
    async with opened(tmp_path, [item(n) for n in range(1, 4)]) as reader:
        await reader.press("m", "V", "m")
        await reader.until(lambda: reader.told == ["2 papers: read; u undoes it."])
        await reader.until(lambda: marked(reader, "●") == [])
        await reader.press("V", "m")
        await reader.until(lambda: marked(reader, "●") == numbered(1, 2, 3))


async def test_a_selection_is_ended_by_its_key_by_esc_and_by_another_list(tmp_path: Path) -> None:
    async with opened(tmp_path, [item(n) for n in range(1, 6)]) as reader:
        for end in (["v"], ["escape"], ["slash", "4", "enter"], ["backslash"], ["ctrl+l"]):
            await reader.press("v", "j")
            assert selected(reader)
            await reader.press(*end)
            assert selected(reader) == []
            assert "selected" not in reader.numbers
        await reader.press("V", "j")
        assert selected(reader) == numbered(1, 2, 3, 4, 5)
        await reader.press("l", "escape")
        assert len(selected(reader)) == 5, "leaving the abstract lets go of nothing"
        await reader.press("V")
        assert selected(reader) == []


async def test_only_what_is_shown_is_selected(tmp_path: Path) -> None:
    items = [item(n, "Odd" if n % 2 else "Even") for n in range(1, 7)]
    async with opened(tmp_path, items) as reader:
        await reader.press("slash", *"odd", "enter", "V", "d")
        await reader.until(lambda: reader.told == ["3 papers: hidden; u undoes it."])
        await reader.until(lambda: marked(reader, "✗") == ["Odd"] * 3)
        await reader.press("backslash")
        assert reader.titles == ["Even"] * 3
        await reader.press("slash", *"is", "colon", *"hidden", "enter")
        assert marked(reader, "✗") == ["Odd"] * 3
        await reader.press("slash", *"zzz", "enter", "V", "v", "s")
        assert "selected" not in reader.numbers


async def test_what_arrives_waits_for_the_end_of_a_selection(tmp_path: Path) -> None:
    with FeedServer([item(2), item(4)]) as server:
        async with opened(tmp_path, endpoint=server.url) as reader:
            await selects_while_papers_arrive(reader, server)


async def selects_while_papers_arrive(reader: Reader, server: FeedServer) -> None:
    """Select both papers, and star them once three more have been fetched."""
    await reader.press("v", "j")
    server.items = server.trending = [item(n) for n in range(1, 6)]
    await reader.press("r")
    await reader.refreshed()
    await reader.until(lambda: reader.freshness.startswith("3 new"))
    assert reader.titles == selected(reader) == numbered(2, 4)
    await reader.press("s")
    await reader.until(lambda: reader.titles == numbered(1, 2, 3, 4, 5))
    await reader.until(lambda: marked(reader, "★") == numbered(2, 4))


async def test_very_many_are_marked_after_a_question(tmp_path: Path) -> None:
    async with opened(tmp_path, [item(n) for n in range(1, 1_203)]) as reader:
        await reader.press("V", "s")
        question = reader.app.screen.query_one(".dialog Static", Static)
        assert str(question.content) == "Mark 1,202 papers as starred?"
        await reader.press("n")
        assert len(reader.screen.papers.selected) == 1_202
        await reader.press("s", "y")
        await reader.until(lambda: reader.told == ["1,202 papers: starred; u undoes it."])
        await reader.until(lambda: len(marked(reader, "★")) == len(reader.titles))


async def test_a_bar_tells_how_far_long_marking_has_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "LONG", 3)
    async with opened(tmp_path, [item(n) for n in range(1, 9)]) as reader:
        said: list[str] = []

        def note(text: str) -> None:
            said.append(text)

        reader.screen.watch(reader.screen.status, "working", note, init=False)
        await reader.press("A", "y")
        await reader.until(lambda: reader.told == ["8 papers: read; u undoes it."])
        await reader.until(lambda: said[-1] == "")
        what = "Marking 8 papers as read  "
        assert said[0] == what + bar(0, 16) == what + "╌" * 20 + "   0%"
        assert said[-2] == what + bar(12, 16) == what + "━" * 15 + "╌" * 5 + "  75%"
        assert reader.numbers.endswith("0 unread")


async def test_more_than_can_be_kept_at_once_are_not_starred(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marking, "ASKED", 1)
    monkeypatch.setattr(marking, "KEPT_AT_ONCE", 2)
    async with opened(tmp_path, [item(n) for n in range(1, 4)]) as reader:
        for key in "st":
            await reader.press("V", key)
            assert reader.told[0].startswith("These are 3 papers.")
            assert len(selected(reader)) == 3
            await reader.press("V")
        await reader.press("V", "m", "y")
        await reader.until(lambda: marked(reader, "●") == [])


async def test_what_is_selected_is_copied_together(tmp_path: Path) -> None:
    async with opened(tmp_path, [item(n) for n in range(1, 5)]) as reader:
        await reader.press("j", "v", "j", "y")
        await reader.until(lambda: bool(reader.desktop.copied))
        links = [f"https://huggingface.co/papers/2608.0000{n}" for n in (2, 3)]
        assert reader.desktop.copied == ["\n".join(links)]
        assert selected(reader) == numbered(2, 3)
