"""The archive in the reader: offered once, fetched in the background, and what a filter names."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import stamina

from papers import item
from paperterm.archive import FIRST_DAY
from paperterm.paper import Listing
from paperterm.store import Store
from paperterm.tui.archiving import offer
from raw_server import RawServer, reply
from reader import NOWHERE, Clock, Reader, reading

THEN = datetime(2023, 7, 31, 12, tzinfo=UTC)
"""A Monday, three months after the feed began."""

TODAY = THEN.date()
DAYS = (TODAY - FIRST_DAY).days + 1


def number_of(day: date) -> int:
    """Return the number of the paper of a day."""
    return day.toordinal() % 10_000


def papers_of(day: date) -> list[dict[str, Any]]:
    """One paper on each weekday."""
    return [] if day.weekday() >= 5 else [item(number_of(day), f"Paper of {day}", day=day)]


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    """Retries come at once."""
    stamina.set_testing(True, attempts=1)
    yield
    stamina.set_testing(False)


class Server(RawServer):
    """A feed with one paper a weekday, and one in trending; `gate` can hold days back."""

    def __init__(self) -> None:
        super().__init__(self._answer)
        self.gate: date | None = None
        self.open = Event()
        self.waiting = Event()

    @property
    def days(self) -> list[date]:
        """The days asked for, in order."""
        asked = (parse_qs(urlsplit(target).query) for target in self.requests)
        return [date.fromisoformat(each["date"][0]) for each in asked if "date" in each]

    def _answer(self, target: str) -> bytes:
        parts = urlsplit(target)
        query = parse_qs(parts.query)
        if "date" in query:
            day = date.fromisoformat(query["date"][0])
            if day == self.gate:
                self.waiting.set()
                self.open.wait(60)
            return reply(papers_of(day))
        if "sort" in query:
            return reply([item(1, "A trending paper", day=TODAY)])
        number = int(parts.path.rpartition(".")[2])
        found = [
            each for day in _every_day() if number_of(day) == number for each in papers_of(day)
        ]
        return reply(found[0]["paper"]) if found else reply({"error": "Paper not found"}, 404)


def _every_day() -> Iterator[date]:
    return (FIRST_DAY + timedelta(days=age) for age in range(DAYS))


@pytest.fixture
def server() -> Iterator[Server]:
    """The feed."""
    started = Server()
    with started:
        yield started
        started.open.set()


@asynccontextmanager
async def at(folder: Path, server: Server | None, **options: Any) -> AsyncIterator[Reader]:
    """Run the reader at the server, until the archive has been offered."""
    url = server.url if server else NOWHERE
    options = {"has_archive": True, **options}
    async with reading(folder, endpoint=url, clock=Clock(THEN), **options) as reader:
        await reader.screen._tick().wait()
        yield reader


def is_fetching(reader: Reader) -> bool:
    """Whether the status bar tells of something that is fetched."""
    return reader.freshness.startswith(("archive ", "fetching "))


async def archived(reader: Reader) -> None:
    """Wait until nothing is fetched any more, and the list shows what has come."""
    await reader.until(lambda: not is_fetching(reader))
    await reader.screen._tick().wait()
    await reader.settle()


async def test_the_archive_is_offered_once_while_the_cache_is_small(
    tmp_path: Path, server: Server
) -> None:
    async with at(tmp_path, server) as reader:
        assert reader.told == [offer("F")]
    async with at(tmp_path, server, refresh_first=False) as reader:
        await reader.press("r")
        await reader.refreshed()
        await reader.screen._tick().wait()
        assert reader.told == []


@pytest.mark.parametrize(("complete", "told"), [(59, [offer("F")]), (60, [])])
async def test_the_archive_is_not_offered_where_sixty_days_are_complete(
    tmp_path: Path, server: Server, complete: int, told: list[str]
) -> None:
    brought = 8  # by the refresh: of its 14 days, those that are a week old
    store = Store.open(tmp_path / "cache.db", tmp_path / "library.db", lambda: THEN)
    for age in range(complete - brought):
        store.cache.save(Listing((), THEN, day=FIRST_DAY + timedelta(days=age)), first_fill=True)
    store.close()
    async with at(tmp_path, server) as reader:
        assert reader.told == told


async def test_the_archive_is_not_offered_where_there_is_none(
    tmp_path: Path, server: Server
) -> None:
    async with at(tmp_path, server, has_archive=False) as reader:
        assert reader.told == []
        await reader.press("F")
        assert not is_fetching(reader)


async def test_the_archive_is_not_offered_without_a_network(tmp_path: Path) -> None:
    async with at(tmp_path, None) as reader:
        assert reader.told == []


async def test_the_archive_comes_in_the_background_the_newest_first(
    tmp_path: Path, server: Server
) -> None:
    async with at(tmp_path, server) as reader:
        await reader.press("G")
        here = reader.current
        lines = reader.lines
        shown = len(reader.screen.papers.keys)
        server.requests.clear()
        server.gate = date(2023, 6, 1)
        await reader.press("F")
        await reader.until(server.waiting.is_set)
        # What a refresh has just brought is not asked for again.
        assert server.days == sorted(server.days, reverse=True)
        assert set(server.days).isdisjoint(
            TODAY - timedelta(days=age) for age in range(8) if papers_of(TODAY - timedelta(age))
        )
        done = len(server.days) - 1
        total = reader.freshness.split("/")[1].split()[0]
        assert reader.freshness == f"archive {done}/{total} days · F stops"
        await reader.screen._tick().wait()
        await reader.settle()
        assert len(reader.screen.papers.keys) > shown
        assert (reader.current, reader.lines[: 2 * shown]) == (here, lines[: 2 * shown])
        server.gate = None
        server.open.set()
        await archived(reader)
        assert "The archive: " in reader.told[0]
        assert f"in {total} lists" in reader.told[0]
        assert len(reader.screen.papers.keys) == 1 + sum(
            1 for day in _every_day() if papers_of(day)
        )
        assert reader.current == here
        await reader.press("F")
        await archived(reader)
        assert reader.told == ["The archive: nothing is missing."]


async def test_the_same_key_stops_it_and_goes_on(tmp_path: Path, server: Server) -> None:
    async with at(tmp_path, server) as reader:
        server.requests.clear()
        server.gate = date(2023, 6, 1)
        await reader.press("F")
        await reader.until(server.waiting.is_set)
        await reader.press("F")
        await archived(reader)
        assert reader.told == ["Stopped; what came is kept."]
        before = server.days
        server.requests.clear()
        server.gate = None
        server.open.set()
        await reader.press("F")
        await archived(reader)
        assert set(server.days).isdisjoint(before[:-1])
        assert len(before[:-1]) + len(server.days) >= DAYS - 20


async def test_leaving_is_not_held_up_by_the_archive(tmp_path: Path, server: Server) -> None:
    async with asyncio.timeout(10):
        async with at(tmp_path, server) as reader:
            server.gate = date(2023, 6, 1)
            await reader.press("F")
            await reader.until(server.waiting.is_set)
            await reader.press("q")


async def test_a_network_that_is_gone_is_told(tmp_path: Path) -> None:
    async with at(tmp_path, None) as reader:
        await reader.press("F")
        await archived(reader)
        assert "127.0.0.1 could not be reached" in reader.told[0]
        assert "F goes on from here." in reader.told[0]


# What a filter names


async def test_a_paper_that_is_not_cached_is_fetched_by_enter(
    tmp_path: Path, server: Server
) -> None:
    day = date(2023, 5, 10)
    paper_id = f"2608.{number_of(day):05}"
    async with at(tmp_path, server) as reader:
        await reader.type(f"/{paper_id}")
        invitation = f"{paper_id} is not cached. enter fetches it."
        assert reader.screen.hint == invitation
        with closing(sqlite3.connect(tmp_path / "library.db")) as another:
            another.execute("CREATE TABLE written (by TEXT)")
        await reader.screen._tick().wait()
        assert reader.screen.hint == invitation
        await reader.press("enter")
        await archived(reader)
        assert reader.titles == [f"Paper of {day}"]
        assert server.requests[-1] == f"/api/papers/{paper_id}"
        assert reader.told == [offer("F")]


async def test_enter_in_one_burst_with_the_id_fetches_that_paper(
    tmp_path: Path, server: Server
) -> None:
    day = date(2023, 5, 10)
    async with at(tmp_path, server) as reader:
        # `2608.0000` on the way is an id too, and would be another paper.
        await reader.press("slash", *f"id:2608.{number_of(day):05}".replace(" ", ""), "enter")
        await archived(reader)
        assert reader.titles == [f"Paper of {day}"]
        assert [each for each in server.requests if "/papers/2608" in each] == [
            f"/api/papers/2608.{number_of(day):05}"
        ]


@pytest.mark.parametrize(
    ("text", "found"),
    [("in:2023-05-10", 1), ("in:2023-W20", 5), ("in:2023-05 paper sort:date", 20)],
)
async def test_a_list_that_is_not_cached_is_fetched_by_enter(
    tmp_path: Path, server: Server, text: str, found: int
) -> None:
    name = text.split(maxsplit=1)[0].removeprefix("in:")
    async with at(tmp_path, server) as reader:
        await reader.type(f"/{text}")
        assert reader.screen.hint == f"{name} is not cached. enter fetches it."
        await reader.press("tab")
        if not reader.screen.papers.keys:
            await reader.press("enter")  # in the list
        await archived(reader)
        assert len(reader.screen.papers.keys) == found
        assert len(set(server.days)) == len(server.days)


async def test_what_the_feed_does_not_have_is_told(tmp_path: Path, server: Server) -> None:
    async with at(tmp_path, server) as reader:
        await reader.type("/id:2608.99999")
        await reader.press("enter")
        await archived(reader)
        assert reader.told == ["The feed knows no paper 2608.99999."]
        await reader.type("\\/in:2023-05-13")
        await reader.press("enter")
        await archived(reader)
        assert reader.told == ["The feed has no papers in 2023-05-13."]
        # That is known from now on.
        assert "not cached" not in reader.screen.hint


async def test_what_is_cached_and_filtered_out_is_not_offered(
    tmp_path: Path, server: Server
) -> None:
    async with at(tmp_path, server) as reader:
        for text in (f"id:2608.{number_of(TODAY):05} is:starred", f"in:{TODAY} zebra", "zebra"):
            await reader.type(f"\\/{text}")
            assert reader.screen.papers.keys == type(reader.screen.papers.keys)("q")
            assert "not cached" not in reader.screen.hint
            await reader.press("escape")
        await reader.type("/-id:2608.99999 zebra in:2099-01-01")
        assert "not cached" not in reader.screen.hint


async def test_without_a_network_enter_says_so(tmp_path: Path) -> None:
    async with at(tmp_path, None) as reader:
        await reader.type("/2608.00007")
        assert reader.screen.hint == "2608.00007 is not cached. enter fetches it."
        await reader.press("enter")
        await archived(reader)
        assert "could not be reached" in reader.told[0]
