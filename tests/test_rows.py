"""Rows of the list: the columns and lines that are wanted, in any width, and their first frame."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from textual.color import Color

from papers import item
from paperterm.cells import width_of
from paperterm.config.keys import COLUMNS
from paperterm.paper import Paper, Row
from paperterm.tui.rows import RowLayout
from reader import reading

TODAY = date(2026, 8, 3)
ROW = Row(
    1,
    Paper(
        "2608.00001",
        "A title that says what it is about",
        "",
        authors=("Ada Lovelace",),
        upvotes=1_234,
        comments=7,
        github_stars=45_678,
        github_repo="https://github.com/a/b",
        feed_day=date(2026, 8, 1),
    ),
    rank=3,
    starred=True,
    new=True,
)


def lines(layout: RowLayout, width: int, row: Row = ROW) -> list[str]:
    """Return the lines of a row as text."""
    return [
        "".join(piece.text for piece in layout.pieces(row, line, width, TODAY))
        for line in range(layout.height)
    ]


def test_as_ever_the_votes_stand_over_the_stars() -> None:
    assert lines(RowLayout(), 60) == [
        "   3 ●★ A title that says what it is about           ▲ 1.2k ",
        "        2 d · Ada Lovelace                      new   ☆ 46k ",
    ]


def test_columns_stand_in_the_order_that_is_wanted() -> None:
    columns = ("marks", "comments", "stars", "upvotes", "id", "code", "day")
    assert lines(RowLayout(columns), 60) == [
        " ●★ A title that says what it is about           ✎ 7 ▲ 1.2k ",
        "    2608.00001 · code · 2026-08-01             ☆ 46k        ",
    ]
    assert lines(RowLayout(()), 40) == ["A title that says what it is about      ", " " * 40]


def test_a_row_of_one_line_has_what_fits_beside_half_of_it() -> None:
    layout = RowLayout(("rank", "marks", "upvotes", "age", "author", "new", "stars"), 1)
    assert lines(layout, 57) == ["   3 ●★ A title that says what it is… ▲ 1.2k  2 d    new "]
    (line,) = lines(layout, 100)
    assert line.split("about")[1].split() == ["▲", "1.2k", "2", "d", "Ada", "Lovelace", "new"]
    assert lines(layout, 30) == ["   3 ●★ A title that sa…  new "]


def test_tags_and_the_sign_of_a_note_stand_where_there_is_room() -> None:
    row = replace(ROW, tags=("rl", "vision"), note="Read again.")
    assert lines(RowLayout(), 60, row)[1] == (
        "        2 d · Ada Lovelace · ¶ #rl #vision      new   ☆ 46k "
    )
    assert lines(RowLayout(), 50, row)[1] == ("        2 d · Ada Lo… · ¶ #rl #vision new   ☆ 46k ")
    assert lines(RowLayout(), 40, row)[1] == "        2 d · Ada Lovelace  new   ☆ 46k "
    many = replace(row, tags=("a-tag-that-is-long", "other"), note="")
    assert "#a-tag-that-is-long…" in lines(RowLayout(), 80, many)[1]


def test_a_hidden_paper_has_a_sign_and_a_role_of_its_own() -> None:
    pieces = RowLayout().pieces(replace(ROW, hidden=True), 0, 60, TODAY)
    assert "".join(piece.text for piece in pieces).startswith("   3 ✗★ A title")
    assert "hidden-title" in [piece.role for piece in pieces]


@pytest.mark.parametrize("height", [1, 2])
@pytest.mark.parametrize("width", [*range(20, 300, 7)])
def test_a_line_has_exactly_the_width(height: int, width: int) -> None:
    for columns in (COLUMNS, COLUMNS[::-1], COLUMNS[::2], ("author",), ()):
        for row in (
            ROW,
            replace(ROW, tags=("机器学习",) * 9, note="n"),
            Row(2, Paper("page-1", "扩散模型的综述与展望" * 9, "")),
        ):
            if width >= 40 or height == 1:
                assert {
                    width_of(line) for line in lines(RowLayout(columns, height), width, row)
                } == {width}


async def test_the_list_is_laid_out_as_it_is_set(tmp_path: Path) -> None:
    items = [item(n) for n in range(1, 31)]
    columns = ("marks", "age")
    async with reading(tmp_path, items, size=(80, 24), rows="one", columns=columns) as reader:
        assert reader.lines[0].startswith(" ●  Paper number 1 ")
        assert reader.lines[1].startswith(" ●  Paper number 2 ")
        await reader.press("ctrl+d", "s")
        await reader.until(lambda: "★" in reader.lines[8])
        assert reader.current == "Paper number 9"
        await reader.press("G")
        assert reader.lines[-1].startswith(" ●  Paper number 30 ")
        assert await reader.pilot.click("#papers", offset=(5, 2))
        await reader.settle()
        assert reader.current == "Paper number 24"


async def test_no_half_of_a_row_stands_at_the_bottom(tmp_path: Path) -> None:
    items = [item(n) for n in range(1, 31)]
    async with reading(tmp_path, items, size=(80, 24)) as reader:
        assert len(reader.lines) == 9
        assert not reader.lines[8].strip()
        await reader.press("G")
        assert reader.titles[-1] == "Paper number 30"
        assert not reader.lines[8].strip()


@pytest.mark.parametrize("theme", ["terminal", "ansi-light", "nord"])
async def test_the_cursor_s_row_stands_out_without_a_known_colour(
    tmp_path: Path, theme: str
) -> None:
    async with reading(tmp_path, [item(1), item(2)], theme=theme) as reader:
        here, there = (reader.screen.papers.render_line(y) for y in (0, 2))
        styles = [
            [segment.style for segment in line if segment.style and segment.text.strip()]
            for line in (here, there)
        ]
        if theme == "nord":
            backgrounds = [Color.from_rich_color(each[0].bgcolor) for each in styles]
            assert backgrounds[0] != backgrounds[1]
        else:
            assert all(style.reverse for style in styles[0])
            assert not any(style.reverse for style in styles[1])
            # In one piece: a colour of its own would be a patch.
            assert len({style.color for style in styles[0]}) == 1
            assert len({style.color for style in styles[1]}) > 1
