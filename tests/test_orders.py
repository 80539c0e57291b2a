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
from paperterm.store.search import listing as lists
from paperterm.store.search.finding import SAMPLE
from paperterm.store.search.selecting import Run, numbers
from reader import reading
from watched import Watched

SORTS = [
    f"sort:{key}{direction}"
    for key in ("rank", "date", "upvotes", "comments", "stars")
    for direction in ("-asc", "-desc")
]
"""Orders of papers that can be told without reading them."""

READ = re.compile(r"FROM facts f (WHERE .*)?ORDER BY")
"""What is in a statement that reads an order of all papers, and in no other."""


class Desk:
    """A store in a folder, and a search beside it, whose statements are told."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._store = Store.open(folder / "cache.db", folder / "library.db", lambda: NOW)
        self._watched = Watched(folder)
        self.search = self._watched.search

    def close(self) -> None:
        """Close both."""
        self._watched.close()
        self._store.close()

    def save(self, *items: dict[str, Any], trending: bool = False) -> None:
        """Store a list."""
        self._store.cache.save(listing(items, trending=trending), first_fill=False)

    def ids(self, text: str) -> list[str]:
        """Return what a query finds by orders that may be remembered."""
        return _found(self.search, text)

    def newly(self, text: str) -> list[str]:
        """Return what a search finds that remembers nothing."""
        with closing(Watched(self._folder)) as another:
            return _found(another.search, text)

    @contextmanager
    def reading(
        self, meanwhile: Callable[[], object] = lambda: None, what: re.Pattern[str] = READ
    ) -> Iterator[list[str]]:
        """Collect the statements that read an order; something happens before each statement."""
        read: list[str] = []

        def tell(statement: str) -> None:
            meanwhile()
            if what.search(statement):
                read.append(statement)

        with self._watched.told(tell):
            yield read


def _found(search: Search, text: str) -> list[str]:
    return search.ids(search.ask(parse(text)).keys)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A store with papers of four days."""
    desk = Desk(tmp_path)
    desk.save(*(item(number, day=TODAY - timedelta(number % 4)) for number in range(1, 41)))
    yield desk
    desk.close()


WALKED = re.compile("INDEXED BY facts_by_upvotes")
"""What is in a statement that goes through papers by their votes until enough have matched."""


def test_a_common_word_is_looked_for_by_votes_however_few_papers_the_newest_days_have(
    tmp_path: Path,
) -> None:
    # One on each of as many days as tell how common a word is, all others on one day.
    sparse = [item(n, "fox", day=TODAY - timedelta(n)) for n in range(1, SAMPLE)]
    dense = [item(n, "fox", day=TODAY - timedelta(SAMPLE)) for n in range(SAMPLE, 3_000)]
    with closing(Desk(tmp_path)) as desk:
        desk.save(*sparse, *dense)
        with desk.reading(what=WALKED) as walked:
            first = desk.search.first(parse("fox sort:upvotes"), 40)
        assert len(walked) == 1
        assert desk.search.ids(first.keys) == desk.ids("fox sort:upvotes")[:40]


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
    with closing(Desk(tmp_path_factory.mktemp("desk"))) as desk:
        for items, trending in writings:
            desk.save(*items, trending=trending)
            for text in sorts:
                assert desk.ids(text) == desk.newly(text)


@pytest.mark.parametrize("text", SORTS)
def test_what_moved_and_came_is_put_in_its_place(desk: Desk, text: str) -> None:
    before = desk.ids(text)
    desk.save(item(7, day=TODAY, upvotes=5000), item(90), item(8, day=TODAY - timedelta(3)))
    with desk.reading() as read:
        after = desk.ids(text)
    assert not read
    assert after == desk.newly(text)
    assert len(after) == len(before) + 1


def test_a_change_of_words_moves_nothing(desk: Desk) -> None:
    before = desk.ids("sort:date")
    desk.save(item(2, day=TODAY - timedelta(2), summary="Something else is said of it."))
    with desk.reading(what=re.compile(f"{READ.pattern}|WHERE key =")) as read:
        assert desk.ids("sort:date") == before
    assert not read
    assert desk.ids("something") == ["2608.00002"]


def test_an_order_by_title_is_read_anew_where_a_title_changed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "SORTED_BY_TITLE", 5)
    assert desk.ids("sort:title-asc")[-1] == "2608.00009"
    desk.save(item(9, "A new title", day=TODAY - timedelta(1)))
    assert desk.ids("sort:title-asc")[0] == "2608.00009"


def test_where_much_has_moved_the_order_is_read_anew(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.ids("sort:upvotes")
    monkeypatch.setattr(lists, "PLACED", 2)
    desk.save(*(item(number, upvotes=number) for number in (3, 4, 5)))
    with desk.reading() as read:
        assert desk.ids("sort:upvotes") == desk.newly("sort:upvotes")
    assert read


def test_where_more_has_moved_than_is_noted_the_order_is_read_anew(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moved, "KEPT", 2)
    for some in ([3, 4, 5], [6], [7], [8]):
        desk.save(*(item(number, upvotes=number) for number in some))
        assert desk.ids("sort:upvotes") == desk.newly("sort:upvotes")
    for number in (9, 10, 11):
        desk.save(item(number, upvotes=number))
    with desk.reading() as read:
        assert desk.ids("sort:upvotes") == desk.newly("sort:upvotes")
    assert read


def test_three_orders_are_remembered(desk: Desk) -> None:
    for text in ("sort:comments", "sort:rank", "sort:date", "sort:upvotes"):
        desk.ids(text)
    with desk.reading() as read:
        for text in ("sort:upvotes", "sort:date", "sort:rank"):
            desk.ids(text)
    assert not read
    with desk.reading() as read:
        desk.ids("sort:comments")
    assert read


def test_the_orders_asked_for_most_are_prepared(desk: Desk) -> None:
    with desk.reading() as read:
        desk.search.prepare(lambda: True)
    assert not read
    with desk.reading() as read:
        desk.search.prepare(lambda: False)
    assert read
    with desk.reading() as read:
        for text in ("sort:rank", "sort:upvotes", "sort:date"):
            desk.ids(text)
    assert not read
    desk.save(item(7, upvotes=5000))
    with desk.reading() as read:
        desk.search.prepare(lambda: False)
    assert not read


def test_what_is_prepared_is_kept_where_the_rest_is_given_up(desk: Desk) -> None:
    def give_way() -> None:
        if begun:
            desk.search.give_way()

    with desk.reading(give_way) as begun:
        desk.search.prepare(lambda: False)
    with desk.reading() as read:
        desk.ids("sort:rank")
    assert not read
    with desk.reading() as read:
        desk.ids("sort:upvotes")
    assert read


def test_preparing_ends_where_there_is_something_else_to_do(desk: Desk) -> None:
    with desk.reading(desk.search.give_way) as read:
        desk.search.prepare(lambda: False)
    assert not read
    with desk.reading(desk.search.give_way):
        assert len(desk.ids("sort:upvotes")) == 40  # that is asked for, and goes on


def test_rows_that_may_be_needed_wait_for_everything_else(desk: Desk) -> None:
    assert [row.key for row in desk.search.rows_ahead([2, 1], lambda: False)] == [2, 1]
    with pytest.raises(Stale):
        desk.search.rows_ahead([2, 1], lambda: True)
    with desk.reading(desk.search.give_way), pytest.raises(Stale):
        desk.search.rows_ahead([2, 1], lambda: False)
    with desk.reading(desk.search.give_way):
        assert [row.key for row in desk.search.rows([2, 1])] == [2, 1]


def test_an_end_while_marks_are_looked_up_is_no_error(desk: Desk) -> None:
    search = desk.search
    desk.ids("is:unread")
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
        papers = reader.screen.papers
        await reader.until(lambda: papers.keys[papers.rows_in_view + 3] in papers.known_keys())
        assert tries[:3] == [True, True, True]


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
