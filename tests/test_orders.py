"""Orders of all papers: remembered, and right whatever is written to the cache meanwhile."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papers import NOW, TODAY, item, listing
from paperterm.lanes import Lane
from paperterm.paper import Row
from paperterm.query import parse
from paperterm.store import Search, Stale, Store, moved
from paperterm.store.files import connect
from paperterm.store.search import listing as lists
from paperterm.store.search.selecting import Run, numbers
from reader import reading

SORTS = [
    f"sort:{key}{direction}"
    for key in ("rank", "date", "upvotes", "comments", "stars")
    for direction in ("-asc", "-desc")
]
"""Orders of papers that can be told without reading them."""

READ = re.compile(r"FROM facts f (WHERE .*)?ORDER BY")
"""What is in a statement that reads an order of all papers, and in no other."""


class Shelf:
    """A store in a folder, and a search beside it, whose statements are kept."""

    def __init__(self, folder: Path) -> None:
        self._files = (folder / "cache.db", folder / "library.db")
        self._store = Store.open(*self._files, lambda: NOW)
        cache, library = (connect(f"{file.as_uri()}?mode=ro") for file in self._files)
        self.statements: list[str] = []
        self._meanwhile: Callable[[], object] = lambda: None
        cache.set_trace_callback(self._note)
        self.search = Search(cache, library, self._files, lambda: NOW)

    def close(self) -> None:
        """Close both."""
        self.search.close()
        self._store.close()

    def save(self, *items: dict[str, Any], trending: bool = False) -> None:
        """Store a list."""
        self._store.cache.save(listing(items, trending=trending), first_fill=False)

    def ids(self, text: str) -> list[str]:
        """Return what a query finds by orders that may be remembered."""
        return self.search.ids(self.search.ask(parse(text)).keys)

    def newly(self, text: str) -> list[str]:
        """Return what a search finds that remembers nothing."""
        cache, library = (connect(f"{file.as_uri()}?mode=ro") for file in self._files)
        with closing(Search(cache, library, self._files, lambda: NOW)) as search:
            return search.ids(search.ask(parse(text)).keys)

    @contextmanager
    def reading(self, meanwhile: Callable[[], object] = lambda: None) -> Iterator[list[str]]:
        """Collect the statements that read an order; something happens before each statement."""
        self._meanwhile = meanwhile
        self.statements.clear()
        read: list[str] = []
        yield read
        self._meanwhile = lambda: None
        read += [each for each in self.statements if READ.search(each)]

    def _note(self, statement: str) -> None:
        self._meanwhile()
        self.statements.append(statement)


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """A store with papers of four days."""
    shelf = Shelf(tmp_path)
    shelf.save(*(item(number, day=TODAY - timedelta(number % 4)) for number in range(1, 41)))
    yield shelf
    shelf.close()


wire_items = st.builds(
    lambda number, days, fields, comments: item(
        number,
        day=None if days is None else TODAY - timedelta(days),
        numComments=comments,
        **{name: value for name, value in fields.items() if value is not None},
    ),
    st.integers(1, 12),
    st.none() | st.integers(0, 3),
    st.fixed_dictionaries({"upvotes": st.integers(0, 3), "githubStars": st.none() | st.just(7)}),
    st.integers(0, 2),
)
writings = st.lists(
    st.tuples(st.lists(wire_items, min_size=1, max_size=6), st.booleans()), min_size=1, max_size=5
)


@settings(max_examples=60, deadline=None)
@given(writings, st.lists(st.sampled_from(SORTS), min_size=1, max_size=3, unique=True))
def test_remembered_orders_are_as_those_read_anew(
    tmp_path_factory: pytest.TempPathFactory,
    writings: list[tuple[list[dict[str, Any]], bool]],
    sorts: list[str],
) -> None:
    with closing(Shelf(tmp_path_factory.mktemp("shelf"))) as shelf:
        for items, trending in writings:
            shelf.save(*items, trending=trending)
            for text in sorts:
                assert shelf.ids(text) == shelf.newly(text)


@pytest.mark.parametrize("text", SORTS)
def test_what_moved_and_came_is_put_in_its_place(shelf: Shelf, text: str) -> None:
    before = shelf.ids(text)
    shelf.save(item(7, day=TODAY, upvotes=5000), item(90), item(8, day=TODAY - timedelta(3)))
    with shelf.reading() as read:
        after = shelf.ids(text)
    assert not read
    assert after == shelf.newly(text)
    assert len(after) == len(before) + 1


def test_a_change_of_words_moves_nothing(shelf: Shelf) -> None:
    before = shelf.ids("sort:date")
    shelf.save(item(2, day=TODAY - timedelta(2), summary="Something else is said of it."))
    shelf.statements.clear()
    assert shelf.ids("sort:date") == before
    assert not [each for each in shelf.statements if READ.search(each) or "WHERE key =" in each]
    assert shelf.ids("something") == ["2608.00002"]


def test_an_order_by_title_is_read_anew_where_a_title_changed(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "SORTED_BY_TITLE", 5)
    assert shelf.ids("sort:title-asc")[-1] == "2608.00009"
    shelf.save(item(9, "A new title", day=TODAY - timedelta(1)))
    assert shelf.ids("sort:title-asc")[0] == "2608.00009"


def test_where_much_has_moved_the_order_is_read_anew(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.ids("sort:upvotes")
    monkeypatch.setattr(lists, "PLACED", 2)
    shelf.save(*(item(number, upvotes=number) for number in (3, 4, 5)))
    with shelf.reading() as read:
        assert shelf.ids("sort:upvotes") == shelf.newly("sort:upvotes")
    assert read


def test_where_more_has_moved_than_is_noted_the_order_is_read_anew(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moved, "KEPT", 2)
    for some in ([3, 4, 5], [6], [7], [8]):
        shelf.save(*(item(number, upvotes=number) for number in some))
        assert shelf.ids("sort:upvotes") == shelf.newly("sort:upvotes")
    for number in (9, 10, 11):
        shelf.save(item(number, upvotes=number))
    with shelf.reading() as read:
        assert shelf.ids("sort:upvotes") == shelf.newly("sort:upvotes")
    assert read


def test_three_orders_are_remembered(shelf: Shelf) -> None:
    for text in ("sort:comments", "sort:rank", "sort:date", "sort:upvotes"):
        shelf.ids(text)
    with shelf.reading() as read:
        for text in ("sort:upvotes", "sort:date", "sort:rank"):
            shelf.ids(text)
    assert not read
    with shelf.reading() as read:
        shelf.ids("sort:comments")
    assert read


def test_the_orders_asked_for_most_are_prepared_one_by_one(shelf: Shelf) -> None:
    for text in ("sort:rank", "sort:upvotes", "sort:date"):
        with shelf.reading() as read:
            shelf.search.prepare(lambda: False)
        assert read
        with shelf.reading() as read:
            shelf.ids(text)
            shelf.search.prepare(lambda: True)
        assert not read
    shelf.save(item(7, upvotes=5000))
    with shelf.reading() as read:
        for _ in range(4):
            shelf.search.prepare(lambda: False)
    assert not read


def test_preparing_ends_where_there_is_something_else_to_do(shelf: Shelf) -> None:
    with shelf.reading(shelf.search.give_way) as read:
        shelf.search.prepare(lambda: False)
    assert not read
    with shelf.reading(shelf.search.give_way):
        assert len(shelf.ids("sort:upvotes")) == 40  # that is asked for, and goes on


def test_rows_that_may_be_needed_wait_for_everything_else(shelf: Shelf) -> None:
    assert [row.key for row in shelf.search.rows_ahead([2, 1], lambda: False)] == [2, 1]
    with pytest.raises(Stale):
        shelf.search.rows_ahead([2, 1], lambda: True)
    with shelf.reading(shelf.search.give_way), pytest.raises(Stale):
        shelf.search.rows_ahead([2, 1], lambda: False)
    with shelf.reading(shelf.search.give_way):
        assert [row.key for row in shelf.search.rows([2, 1])] == [2, 1]


def test_an_end_while_marks_are_looked_up_is_no_error(shelf: Shelf) -> None:
    search = shelf.search
    shelf.ids("is:unread")
    search._cache.set_trace_callback(lambda text: search.give_way() if "temp." in text else None)
    with pytest.raises(Stale):
        search.rows_ahead([2, 1], lambda: False)
    assert len(search.rows([2, 1])) == 2


async def test_rows_come_that_were_given_up_for_something_else(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(number) for number in range(1, 201)]) as reader:
        search = reader.screen.listing._search
        tries: list[bool] = []
        ahead = search.rows_ahead

        def busy(keys: Sequence[int], has_jobs_waiting: Callable[[], bool]) -> list[Row]:
            tries.append(len(tries) < 3)
            if tries[-1]:
                raise Stale
            return ahead(keys, has_jobs_waiting)

        search.rows_ahead = busy  # type: ignore[method-assign]
        await reader.press("S")
        assert tries[:3] == [True, True, True]
        papers = reader.screen.papers
        assert papers.keys[papers.rows_in_view + 3] in papers.known_keys()


async def test_a_reader_at_rest_has_the_orders_at_hand(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(number) for number in range(1, 201)]) as reader:
        for _ in range(3):
            await reader.screen._tick().wait()
        statements: list[str] = []
        reader.screen.listing._search._cache.set_trace_callback(statements.append)
        await reader.press("S", "S")
        assert reader.typed == "sort:upvotes"
        assert reader.titles[0] == "Paper number 1"
        assert statements
        assert not [each for each in statements if READ.search(each)]


async def test_a_lane_tells_of_a_job_once_it_waits() -> None:
    told: list[bool] = []
    begun, goes_on = threading.Event(), threading.Event()

    def hold() -> None:
        begun.set()
        goes_on.wait(20)

    lane = Lane("test", lambda: told.append(lane.has_jobs_waiting()))
    held = asyncio.create_task(lane.run(hold))
    await asyncio.to_thread(begun.wait, 20)
    told.clear()
    waiting = asyncio.create_task(lane.run(int))
    await asyncio.sleep(0)
    assert told == [True]
    goes_on.set()
    await held
    assert await waiting == 0
    assert not lane.has_jobs_waiting()
    lane.close()


def test_a_long_list_of_numbers_ends_when_it_is_no_longer_wanted() -> None:
    wanted = 30_000
    looks = 0

    def check() -> None:
        nonlocal looks
        looks += 1
        if looks == 3:
            raise Stale

    with closing(sqlite3.connect(":memory:")) as connection:
        run = Run(connection, check)
        every = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
        found = numbers(run, every, limit=wanted)
        taken: list[int] = []
        with pytest.raises(Stale):
            taken.extend(found)
        assert 0 < len(taken) < wanted
