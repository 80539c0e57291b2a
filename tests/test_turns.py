"""What is waited for comes first: the first screen before the whole list, the list before names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.strip import Strip

from papers import item
from paperterm.query import EVERYTHING, Query
from paperterm.store import Search, Shown
from paperterm.tui import listing
from paperterm.tui.row_painter import RowPainter
from reader import reading

ITEMS = [item(number, f"A fox {number}") for number in range(1, 61)]


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was done, in its order; of a list the first is never known to be all.

    Rows count that are painted for a filter: at rest, others may be painted ahead.
    """
    done: list[str] = []
    first, paint = Search.first, RowPainter._paint

    def some(self: Search, query: Query, count: int) -> Shown:
        done.append("first")
        return replace(first(self, query, count), complete=False)

    def painting(self: RowPainter, *arguments: Any, **options: Any) -> Strip:
        if self.query != EVERYTHING:
            done.append("paint")
        return paint(self, *arguments, **options)

    monkeypatch.setattr(Search, "first", some)
    monkeypatch.setattr(RowPainter, "_paint", painting)
    for name in ("ask", "completions"):
        monkeypatch.setattr(Search, name, noting(done, name, getattr(Search, name)))
    return done


def noting(done: list[str], name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def noted(*arguments: Any, **options: Any) -> Any:
        done.append(name)
        return function(*arguments, **options)

    return noted


def in_order(done: Sequence[str], *names: str) -> bool:
    """Whether these happened for the first time in this order."""
    places = [done.index(name) for name in names]
    return places == sorted(places)


async def test_all_of_a_long_list_is_asked_for_once_its_first_is_painted(
    tmp_path: Path, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MANY", 0)
    async with reading(tmp_path, ITEMS) as reader:
        await reader.press("slash")
        await reader.screen.completed()
        done.clear()
        await reader.type("f")
        await reader.screen.completed()
        assert in_order(done, "first", "paint", "ask"), done


async def test_names_are_looked_for_after_the_list(tmp_path: Path, done: list[str]) -> None:
    async with reading(tmp_path, ITEMS) as reader:
        await reader.press("slash")
        await reader.type("author:")
        done.clear()
        await reader.press("a")
        await reader.until(lambda: "completions" in done)
        assert in_order(done, "first", "completions"), done
