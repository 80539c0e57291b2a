"""Rows that keys may bring into view are read and painted while nothing else is to be done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from papers import item
from paperterm.tui.row_painter import RowPainter
from reader import Reader, reading

ITEMS = [item(number) for number in range(1, 401)]


def known(reader: Reader, first: int, last: int) -> bool:
    """Whether the rows at these places are at hand."""
    papers = reader.screen.papers
    return set(papers.keys[first : last + 1]) <= set(papers.known_keys())


async def test_rows_around_and_at_both_ends_are_at_hand_at_rest(tmp_path: Path) -> None:
    async with reading(tmp_path, ITEMS) as reader:
        page = reader.screen.papers.page_rows
        await reader.until(lambda: known(reader, 0, 3 * page) and known(reader, 400 - page, 399))
        assert not known(reader, 3 * page, 4 * page - 2)
        await reader.press("ctrl+d", "ctrl+d")
        await reader.until(lambda: known(reader, 3 * page, 4 * page - 2))


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> set[tuple[int, bool]]:
    """The keys of the rows that have been painted, and whether with the cursor on them."""
    painted = set()
    paint = RowPainter._paint

    def noted(
        self: RowPainter, row: Any, line: int, width: int, *, here: bool, selected: bool
    ) -> Any:
        painted.add((row.key, here))
        return paint(self, row, line, width, here=here, selected=selected)

    monkeypatch.setattr(RowPainter, "_paint", noted)
    return painted


async def test_a_page_is_painted_before_it_comes_into_view(
    tmp_path: Path, painted: set[tuple[int, bool]]
) -> None:
    async with reading(tmp_path, ITEMS) as reader:
        papers = reader.screen.papers
        for pages in (2, 3, 4):
            await reader.press("ctrl+d")
            coming = papers.keys[(pages - 1) * (papers.page_rows - 1) :][: papers.page_rows]
            await reader.until(lambda: {(key, False) for key in coming} <= painted)  # noqa: B023


async def test_rows_are_painted_with_the_cursor_before_a_key_brings_it_there(
    tmp_path: Path, painted: set[tuple[int, bool]]
) -> None:
    async with reading(tmp_path, ITEMS) as reader:
        papers = reader.screen.papers
        for cursor in range(3):
            for index in (cursor + 1, cursor + papers.page_rows - 1, 399):
                key = papers.keys[index]
                await reader.until(lambda: (key, True) in painted)  # noqa: B023
            await reader.press("j")


async def test_rows_far_away_are_let_go(tmp_path: Path) -> None:
    async with reading(tmp_path, ITEMS, size=(120, 30)) as reader:
        papers = reader.screen.papers
        for _ in range(400 // papers.page_rows):
            await reader.press("ctrl+d")
            await reader.until(lambda: papers.row is not None)
            assert len(papers.known_keys()) <= 10 * (papers.page_rows + 1) + 40
        assert known(reader, 0, papers.page_rows)
