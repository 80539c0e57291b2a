"""What is waited for comes first: the first screen before the whole list, the list before names."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.strip import Strip

from papers import item
from papers import listing as listed
from paperterm.query import EVERYTHING, Query
from paperterm.store import Search, Shown, Stale
from paperterm.tui import listing
from paperterm.tui.row_painter import RowPainter
from reader import Reader, reading

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


def arrive(reader: Reader, number: int) -> None:
    """Store a paper, as another copy does."""
    other = reader.other_copy()
    other.cache.save(listed([item(number)]), first_fill=False)
    other.close()


async def test_what_arrives_is_listed_once_there_is_nothing_else_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[str] = []
    extend = Search.extend

    def busy(self: Search, *arguments: Any) -> Shown:
        tries.append("extend")
        if len(tries) < 4:
            raise Stale
        return extend(self, *arguments)

    async with reading(tmp_path, ITEMS) as reader:
        monkeypatch.setattr(Search, "extend", busy)
        arrive(reader, 61)
        await reader.until(lambda: len(reader.screen.papers.keys) == 61)
        assert len(tries) == 4


async def test_what_arrives_is_not_put_into_a_list_that_is_about_to_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    extend = Search.extend

    def asked_meanwhile(self: Search, *arguments: Any) -> Shown:
        more = extend(self, *arguments)
        reader.screen.listing.interrupt()
        return more

    async with reading(tmp_path, ITEMS) as reader:
        monkeypatch.setattr(Search, "extend", asked_meanwhile)
        arrive(reader, 61)
        await reader.screen._tick().wait()
        assert len(reader.screen.papers.keys) == 60
        await reader.press("slash", "f", "enter")
        assert len(reader.screen.papers.keys) == 60
        await reader.press("backslash")
        assert len(reader.screen.papers.keys) == 61


async def test_what_arrives_is_not_put_into_a_list_that_has_taken_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    first = Search.first

    def held(self: Search, query: Query, count: int) -> Shown:
        begun.set()
        go_on.wait(10)
        return first(self, query, count)

    async with reading(tmp_path, ITEMS) as reader:
        monkeypatch.setattr(Search, "first", held)
        reader.post("slash", "7")
        await reader.until(begun.is_set)
        # This is done after what was asked, and knows the list from before.
        extending = asyncio.create_task(reader.screen.listing.extend())
        await asyncio.sleep(0)
        go_on.set()
        await extending
        await reader.settle()
        assert reader.result == "1 of 60"


async def test_names_are_looked_for_after_the_list(tmp_path: Path, done: list[str]) -> None:
    async with reading(tmp_path, ITEMS) as reader:
        await reader.press("slash")
        await reader.type("author:")
        done.clear()
        await reader.press("a")
        await reader.until(lambda: "completions" in done)
        assert in_order(done, "first", "completions"), done
