"""The archive: every list once, whole, and no oftener than the server likes."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, closing, suppress
from datetime import UTC, date, datetime, timedelta
from functools import partialmethod
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import stamina

from cli_helpers import Program
from papers import NOW, TODAY, item
from paperterm.archive import (
    FIRST_DAY,
    Fetched,
    Pace,
    Progress,
    days_in,
    days_since,
    fetch_days,
    fetch_papers,
    missing,
)
from paperterm.archive.fetching import duration
from paperterm.errors import FeedError, OfflineError
from paperterm.feed import Feed, Limit
from paperterm.paper import Listing
from paperterm.query import parse
from paperterm.refresh import refresh
from paperterm.store import Cache, Saved, Store
from raw_server import RawServer, reply
from reader import NOWHERE, Clock

DAYS = days_since(TODAY - timedelta(days=60), NOW)
"""Two months, of which the last eight days may still grow."""

Files = tuple[Path, Path]


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    """Retries come at once."""
    stamina.set_testing(True, attempts=3)
    yield
    stamina.set_testing(False)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Where a store keeps its files."""
    return tmp_path / "cache.db", tmp_path / "library.db"


class Waiting:
    """A sleep that takes no time but the clock's."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.seconds = 0.0

    async def __call__(self, seconds: float) -> None:
        """Let the time pass."""
        self.seconds += seconds
        self.clock.move(seconds=seconds)


def day_of(target: str) -> date:
    """Return the day that a request asks for."""
    return date.fromisoformat(parse_qs(urlsplit(target).query)["date"][0])


def papers_of(day: date) -> list[dict[str, Any]]:
    """Two papers on each weekday, one of them listed the day before as well."""
    if day.weekday() >= 5:
        return []
    number = day.toordinal() % 10_000
    return [item(number, day=day), item(number - 1, day=day)]


def whole(target: str) -> bytes:
    """Answer with the papers of a day."""
    return reply(papers_of(day_of(target)))


@asynccontextmanager
async def pace_of(url: str, files: Files, clock: Clock | None = None) -> AsyncIterator[Pace]:
    """Yield what asks a server, at a clock that moves while it waits."""
    clock = clock or Clock()
    store = Store.open(*files, clock)
    try:
        async with Feed(url, now=clock) as feed:
            yield Pace(feed, store, clock, Waiting(clock))
    finally:
        store.close()


async def fetched(
    answer: Callable[[str], bytes],
    files: Files,
    days: Sequence[date] = DAYS,
    clock: Clock | None = None,
) -> tuple[Fetched, RawServer, list[Progress]]:
    """Fetch what is missing of the days from a server that answers so."""
    told: list[Progress] = []
    with RawServer(answer) as server:
        async with pace_of(server.url, files, clock) as pace:
            wanted = missing(days, pace.store.cache.fetched(), pace.now())
            result = await fetch_days(pace, wanted, told.append)
    return result, server, told


def contents(files: Files) -> dict[str, list[Any]]:
    """Return all that a cache holds, but for how its index is cut into pieces."""
    queries = {
        "papers": "SELECT key, id, days, digest, blob FROM papers ORDER BY key",
        "lists": "SELECT * FROM lists ORDER BY name",
        "facts": "SELECT * FROM facts ORDER BY place",
        "history": "SELECT * FROM history ORDER BY key, day",
        "settings": "SELECT * FROM settings ORDER BY name",
        "words": "SELECT rowid FROM words WHERE words MATCH 'paper' ORDER BY rowid",
    }
    with closing(sqlite3.connect(files[0])) as cache:
        return {name: cache.execute(query).fetchall() for name, query in queries.items()}


def lists(files: Files) -> set[str]:
    """Return the names of the lists that are stored."""
    return {name for name, _ in contents(files)["lists"]}


# Which lists


def test_days_are_missing_until_they_were_fetched_a_week_after() -> None:
    day = TODAY - timedelta(days=30)

    def is_missing(at: datetime) -> bool:
        return missing([day], {day.isoformat(): at}, NOW) == [day]

    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    assert missing([day], {}, NOW) == [day]
    assert is_missing(midnight + timedelta(days=7, hours=23))
    assert not is_missing(midnight + timedelta(days=8))


def test_a_day_that_still_grows_is_not_fetched_twice_in_an_hour() -> None:
    for age, wanted in ((0, []), (59, []), (60, [TODAY]), (-5, [TODAY])):
        at = NOW - timedelta(minutes=age)
        assert missing([TODAY], {TODAY.isoformat(): at}, NOW) == wanted


def test_a_day_that_came_while_the_clock_was_wrong_is_fetched_again() -> None:
    day = TODAY - timedelta(days=30)
    ahead = NOW + timedelta(days=3_650)
    assert missing([day], {day.isoformat(): ahead}, NOW) == [day]
    assert missing([day], {day.isoformat(): ahead}, ahead) == []


def test_no_day_is_asked_for_that_the_feed_cannot_have() -> None:
    days = [TODAY + timedelta(days=1), TODAY, FIRST_DAY - timedelta(days=1), FIRST_DAY]
    assert missing(days, {}, NOW) == [FIRST_DAY, TODAY]
    every = days_since(date(2020, 1, 1), NOW)
    assert (every[0], every[-1], len(every)) == (FIRST_DAY, TODAY, (TODAY - FIRST_DAY).days + 1)
    assert days_since(TODAY + timedelta(days=1), NOW) == []


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2026-07-31", "2026-07-31", "2026-07-31"),
        ("2026-W30", "2026-07-20", "2026-07-26"),
        ("2026-W01", "2025-12-29", "2026-01-04"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("2025-12", "2025-12-01", "2025-12-31"),
        ("9999-12", "9999-12-01", "9999-12-31"),
    ],
)
def test_a_list_of_the_feed_has_its_days(value: str, first: str, last: str) -> None:
    found = days_in(value)
    assert (str(found[0]), str(found[-1])) == (first, last)
    assert len(found) == (found[-1] - found[0]).days + 1


def test_trending_has_no_days() -> None:
    assert days_in("trending") == []


# Fetching


async def test_lists_come_in_order_and_days_without_papers_are_remembered(files: Files) -> None:
    result, server, told = await fetched(whole, files)
    assert [day_of(each) for each in server.requests] == DAYS
    weekdays = [day for day in DAYS if day.weekday() < 5]
    assert (result.total, result.lists, result.papers) == (61, 61, 2 * len(weekdays))
    assert result.new == len({each["paper"]["id"] for day in DAYS for each in papers_of(day)})
    assert (result.failed, result.error, result.is_cut_short) == ((), None, False)
    assert told[0] == Progress(0, 61)
    assert told[-1] == Progress(61, 61, result.papers)
    assert lists(files) == {day.isoformat() for day in DAYS}
    again, server, _ = await fetched(whole, files)
    assert server.requests == []
    assert again.result_line() == "nothing is missing"


async def test_what_the_archive_brings_is_not_new(files: Files) -> None:
    await fetched(whole, files)
    store = Store.open(*files, lambda: NOW)
    assert not store.cache.has_news()
    assert len(store.search.ask(parse("is:new")).keys) == 0
    store.close()


async def test_what_is_new_can_stay_so(files: Files) -> None:
    store = Store.open(*files, lambda: NOW)
    with RawServer(whole) as server:
        async with Feed(server.url, now=lambda: NOW) as feed:
            pace = Pace(feed, store, lambda: NOW)
            await fetch_days(pace, [date(2026, 6, 1)], lambda _: None, keep_news=True)
            assert not store.cache.has_news()
            store.cache.save(await feed.day(date(2026, 7, 1)), first_fill=False)
            assert store.cache.has_news()
            await fetch_days(pace, [date(2026, 6, 2)], lambda _: None, keep_news=True)
            assert store.cache.has_news()
    store.close()


@pytest.mark.parametrize(
    "broken",
    [reply([], 400), reply([], 404), reply([], 500), reply(b'[{"pap'), reply([{"paper": 1}]), b""],
)
async def test_a_list_that_fails_is_told_and_stops_no_other(broken: bytes, files: Files) -> None:
    bad = DAYS[3]
    result, server, _ = await fetched(
        lambda target: broken if day_of(target) == bad else whole(target), files
    )
    assert result.failed == (bad.isoformat(),)
    assert (result.lists, result.total) == (60, 61)
    assert result.error
    assert result.error.exit_code == 3
    assert not result.is_cut_short
    assert lists(files) == {day.isoformat() for day in DAYS if day != bad}
    assert f"; 1 list failed: {bad} (" in result.result_line()
    _, server, _ = await fetched(whole, files)
    assert [day_of(each) for each in server.requests] == [bad]


async def test_when_the_network_is_gone_it_ends_with_what_is_kept(files: Files) -> None:
    asked: list[date] = []
    gone = OfflineError("no route")

    class Failing(Feed):
        async def day(self, day: date) -> Listing:
            asked.append(day)
            if len(asked) in {2, 3} or len(asked) > 10:
                raise gone
            return Listing((), NOW, day=day)

    store = Store.open(*files, lambda: NOW)
    async with Failing(NOWHERE, now=lambda: NOW) as feed:
        result = await fetch_days(Pace(feed, store, lambda: NOW), DAYS, lambda _: None)
    store.close()
    assert len(asked) == 13
    assert (result.is_cut_short, result.error, result.lists) == (True, gone, 8)
    # Two were lost on the way; the last three are no worse than those not asked for.
    assert result.failed == tuple(day.isoformat() for day in DAYS[1:3])


async def test_a_server_that_answers_nothing_right_is_left_alone(files: Files) -> None:
    result, server, _ = await fetched(lambda _: reply([], 403), files)
    assert len(server.requests) == 30
    assert (result.is_cut_short, result.lists, result.failed) == (True, 0, ())


# The server's limits


def limited(left: int, seconds: int, quota: int | None = 500) -> dict[str, str]:
    """Return the headers that tell of a limit."""
    headers = {"RateLimit": f'"api";r={left};t={seconds}'}
    if quota is not None:
        headers["RateLimit_Policy"] = f'"fixed window";"api";q={quota};w=300'
    return headers


@pytest.mark.parametrize(
    ("left", "quota", "waits"),
    [(51, 500, False), (50, 500, True), (51, None, False), (50, None, True), (11, 100, False)],
)
async def test_some_calls_of_a_window_are_left_to_the_reader(
    left: int, quota: int | None, waits: bool, files: Files
) -> None:
    clock = Clock()
    times: list[datetime] = []

    def answer(target: str) -> bytes:
        times.append(clock.time)
        told = limited(left, 120, quota) if len(times) == 1 else limited(499, 300)
        return reply(papers_of(day_of(target)), 200, **told)

    _, _, told = await fetched(answer, files, DAYS[:3], clock)
    waited = timedelta(seconds=120 if waits else 0)
    assert [time - NOW for time in times] == [timedelta(), waited, waited]
    until = [each.waits_until for each in told if each.waits_until]
    assert until == ([NOW + waited] if waits else [])
    assert told[-1].waits_until is None


async def test_a_window_is_used_as_far_as_it_goes_and_no_further(files: Files) -> None:
    clock = Clock()
    quota, window = 20, 300
    calls: list[datetime] = []

    def answer(target: str) -> bytes:
        calls.append(clock.time)
        start = NOW + timedelta(seconds=(clock.time - NOW).total_seconds() // window * window)
        left = quota - sum(time >= start for time in calls)
        rest = int((start + timedelta(seconds=window) - clock.time).total_seconds())
        assert left >= 0
        return reply(papers_of(day_of(target)), 200, **limited(left, rest, quota))

    result, _, _ = await fetched(answer, files, DAYS, clock)
    assert result.lists == 61
    assert [calls.count(time) for time in sorted(set(calls))] == [18, 18, 18, 7]
    assert clock.time - NOW == timedelta(seconds=3 * window)


@pytest.mark.parametrize("status", [429, 503])
async def test_a_wait_that_the_server_asks_for_is_waited_for(status: int, files: Files) -> None:
    clock = Clock()
    refusals = iter([reply([], status, Retry_After="120"), reply([], status, Retry_After="3600")])

    def answer(target: str) -> bytes:
        return next(refusals, whole(target)) if day_of(target) == DAYS[1] else whole(target)

    result, server, told = await fetched(answer, files, DAYS[:3], clock)
    assert (result.lists, result.failed) == (3, ())
    assert len(server.requests) == 5
    # An hour is more than any server may ask for.
    assert clock.time - NOW == timedelta(minutes=2 + 15)
    assert [each.waits_until for each in told if each.waits_until] == [
        NOW + timedelta(minutes=2),
        NOW + timedelta(minutes=17),
    ]


async def test_a_server_that_only_ever_refuses_is_left_in_the_end(files: Files) -> None:
    clock = Clock()
    result, server, _ = await fetched(
        lambda _: reply([], 429, Retry_After="60"), files, DAYS, clock
    )
    assert len(server.requests) == 5
    assert result.is_cut_short
    assert result.error
    assert result.error.retry_at
    assert clock.time - NOW == timedelta(minutes=4)


async def test_a_wait_that_another_copy_was_asked_for_is_kept_too(files: Files) -> None:
    clock = Clock()
    store = Store.open(*files, clock)
    store.cache.set_wait_until(NOW + timedelta(minutes=3))
    store.close()
    times: list[datetime] = []

    def answer(target: str) -> bytes:
        times.append(clock.time)
        return whole(target)

    await fetched(answer, files, DAYS[:1], clock)
    assert times == [NOW + timedelta(minutes=3)]


async def test_a_clock_that_stands_still_makes_no_wait_longer_than_fifteen_minutes(
    files: Files,
) -> None:
    slept = 0.0

    async def sleep(seconds: float) -> None:
        nonlocal slept
        slept += seconds

    with RawServer(lambda _: reply([], 200, **limited(0, 2**29))) as server:
        store = Store.open(*files, lambda: NOW)
        async with Feed(server.url, now=lambda: NOW) as feed:
            await fetch_days(Pace(feed, store, lambda: NOW, sleep), DAYS[:2], lambda _: None)
        store.close()
    assert slept == 15 * 60


async def test_a_clock_that_was_set_back_makes_no_wait_longer(files: Files) -> None:
    clock = Clock()
    async with pace_of(NOWHERE, files, clock) as pace:
        pace.feed.limit = Limit(0, NOW + timedelta(days=1))

        async def nothing() -> Listing:
            return Listing((), clock.time)

        await pace.ask(nothing, lambda _: None)
    assert clock.time - NOW == timedelta(minutes=15)


# Interruptions


SAVE = Cache.save
"""How a cache saves when nothing is in its way."""


class Interruption:
    """Ends a fetch when it has come to a certain point."""

    def __init__(self, number: int) -> None:
        self.asked: list[str] = []
        self.task: asyncio.Task[object]
        self._number = number
        self._loop = asyncio.get_running_loop()

    def answer(self, target: str) -> bytes:
        """Answer; at some numbers the fetch is over before the answer is there."""
        self.asked.append(str(day_of(target)))
        if len(self.asked) == 1 + self._number // 3:
            self._end_at(0)
        return whole(target)

    def save(self, cache: Cache, listing: Listing, *, first_fill: bool) -> Saved:
        """Save; at some numbers the fetch is over while that is done, or just after."""
        self._end_at(1)
        saved = SAVE(cache, listing, first_fill=first_fill)
        self._end_at(2)
        return saved

    def _end_at(self, point: int) -> None:
        if self._number % 3 == point:
            self._loop.call_soon_threadsafe(self.task.cancel)


async def test_twenty_interruptions_cost_nothing_that_was_complete(
    files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    undisturbed = tmp_path / "other-cache.db", tmp_path / "other-library.db"
    await fetched(whole, undisturbed)
    requests: list[str] = []
    for number in range(20):
        before = lists(files) if number else set()
        interruption = Interruption(number)
        monkeypatch.setattr(Cache, "save", partialmethod(saving, interruption))
        interruption.task = asyncio.create_task(fetched(interruption.answer, files))
        with suppress(asyncio.CancelledError):
            await interruption.task
        assert interruption.task.cancelled()
        assert before.isdisjoint(interruption.asked)
        requests += interruption.asked
    monkeypatch.undo()
    _, server, _ = await fetched(whole, files)
    requests += [str(day_of(target)) for target in server.requests]
    assert set(requests) == {str(day) for day in DAYS}
    # Only a request whose answer had not been stored was made twice.
    assert len(requests) <= len(DAYS) + 20
    assert contents(files) == contents(undisturbed)


def saving(
    cache: Cache, interruption: Interruption, listing: Listing, *, first_fill: bool
) -> Saved:
    """Save as the interruption does."""
    return interruption.save(cache, listing, first_fill=first_fill)


def test_a_killed_fetch_goes_on_where_it_was(tmp_path: Path) -> None:
    """At the real clock: the days are those before today."""
    program = Program(tmp_path / "home")
    files = program.home / "cache/paperterm/cache.db", program.home / "data/paperterm/library.db"
    command = ["refresh", "--since", str(datetime.now(UTC).date() - timedelta(days=40))]
    asked: list[str] = []
    processes: list[subprocess.Popen[bytes]] = []

    def answer(target: str) -> Iterator[bytes]:
        asked.append(str(day_of(target)))
        is_last = len(asked) == len(processes)
        if is_last and len(asked) % 2:
            processes[-1].kill()
        yield whole(target)
        if is_last:
            processes[-1].kill()

    with RawServer(answer) as server:
        environ = program.surroundings(HF_ENDPOINT=server.url)
        for number in range(6):
            before = lists(files) if number else set()
            asked.clear()
            processes.append(
                subprocess.Popen(
                    [*program.command, *command], env=environ, stderr=subprocess.DEVNULL
                )
            )
            assert processes[-1].wait(60) == -signal.SIGKILL
            assert before.isdisjoint(asked)
        processes.clear()
        before = lists(files)
        asked.clear()
        ended = program.run(*command, HF_ENDPOINT=server.url)
        assert ended.code == 0, ended.err
        assert 10 < len(before) < 41
        assert before.isdisjoint(asked)
        undisturbed = Program(tmp_path / "other")
        assert undisturbed.run(*command, HF_ENDPOINT=server.url).code == 0

    assert len(lists(files)) == 41
    assert (
        program.run("list", "--json").out.splitlines()
        == undisturbed.run("list", "--json").out.splitlines()
    )


KILLED_WHILE_WRITING = """
import os, signal, sys
from paperterm.cli import main
from paperterm.store.papers import Papers

store, count, last = Papers.store, 0, int(sys.argv.pop(1))

def counting(*arguments):
    global count
    count += 1
    stored = store(*arguments)
    if count == last:
        os.kill(os.getpid(), signal.SIGKILL)
    return stored

Papers.store = counting
main()
"""
"""Runs the program, and ends it when so many papers have been written, in the middle of a list."""


def test_a_fetch_that_is_killed_while_it_writes_has_stored_nothing_of_that_list(
    tmp_path: Path,
) -> None:
    program = Program(tmp_path / "home")
    files = program.home / "cache/paperterm/cache.db", program.home / "data/paperterm/library.db"
    asked: list[str] = []

    def answer(target: str) -> bytes:
        asked.append(str(day_of(target)))
        return whole(target)

    since = str(datetime.now(UTC).date() - timedelta(days=12))
    with RawServer(answer) as server:
        for last in (1, 4):
            asked.clear()
            command = [sys.executable, "-c", KILLED_WHILE_WRITING, str(last)]
            killed = subprocess.run(
                [*command, "refresh", "--since", since],
                env=program.surroundings(HF_ENDPOINT=server.url),
                stderr=subprocess.DEVNULL,
                check=False,
            )
            assert killed.returncode == -signal.SIGKILL
            held = contents(files)
            assert asked[-1] not in {name for name, _ in held["lists"]}
            assert not any(asked[-1] in days.split() for _, _, days, *_ in held["papers"])
            assert len(held["words"]) == len(held["papers"])
        asked.clear()
        assert program.run("refresh", "--since", since, HF_ENDPOINT=server.url).code == 0
    assert len(lists(files)) == 13


async def test_another_copy_that_refreshes_meanwhile_disturbs_nothing(files: Files) -> None:
    other = Store.open(*files, lambda: NOW)

    def answer(target: str) -> bytes:
        # No lock is held while the network is waited for: this would have to wait, and fail.
        other.cache.set_last_refresh(NOW)
        return whole(target)

    result, _, _ = await fetched(answer, files)
    other.close()
    assert (result.lists, result.failed) == (61, ())


async def test_a_refresh_of_another_copy_at_the_same_time_brings_what_it_brings(
    files: Files,
) -> None:
    def answer(target: str) -> bytes:
        return reply([item(1)]) if "sort=trending" in target else whole(target)

    other = Store.open(*files, lambda: NOW)
    with RawServer(answer) as server:
        async with Feed(server.url, now=lambda: NOW) as feed, pace_of(server.url, files) as pace:
            archive = fetch_days(pace, DAYS, lambda _: None)
            refreshing = refresh(feed, other, lambda: NOW, lambda _: None)
            result, refreshed = await asyncio.gather(archive, refreshing)
    assert (result.lists, result.failed, refreshed.failed) == (61, (), ())
    row = other.search.row("2608.00001")
    assert row
    assert row.rank == 1
    other.close()
    assert lists(files) == {"trending", *(str(day) for day in DAYS)}


# Single papers


def one_of(items: Sequence[dict[str, Any]]) -> Callable[[str], bytes]:
    """Answer with a paper by its id, not wrapped; no recording of that is known."""
    known = {each["paper"]["id"]: each["paper"] for each in items}

    def answer(target: str) -> bytes:
        paper = known.get(target.removeprefix("/api/papers/"))
        return reply(paper) if paper else reply({"error": "Paper not found"}, 404)

    return answer


async def test_single_papers_are_stored_and_unknown_ones_told(files: Files) -> None:
    clock = Clock()
    with RawServer(one_of([item(1), item(2, linkedModels=[{"id": "a/b"}])])) as server:
        async with pace_of(server.url, files, clock) as pace:
            ids = ["2608.00001", "2608.00009", "2608.00002", "2608.00001"]
            single = await fetch_papers(pace, ids, lambda _: None)
            row = pace.store.search.row("2608.00002")
            assert row
            assert row.paper.feed_day == TODAY
            assert pace.store.cache.fetched() == {}
    assert server.requests == [f"/api/papers/{each}" for each in ids[:3]]
    assert (single.found, single.new) == (("2608.00001", "2608.00002"), 2)
    assert (single.unknown, single.failed, single.error) == (("2608.00009",), (), None)
    assert single.result_line() == "2 papers fetched, 2 new"


async def test_a_single_paper_takes_nothing_away_from_what_a_list_said(files: Files) -> None:
    with RawServer(one_of([item(1, upvotes=7)])) as server:
        async with pace_of(server.url, files) as pace:
            listed = item(1, numComments=5, ai_summary="In one line.")
            with RawServer(lambda _: reply([listed])) as lists_server:
                async with Feed(lists_server.url, now=lambda: NOW) as feed:
                    pace.store.cache.save(await feed.day(TODAY), first_fill=True)
            await fetch_papers(pace, ["2608.00001"], lambda _: None)
            row = pace.store.search.row("2608.00001")
    assert row
    paper = row.paper
    assert (paper.comments, paper.upvotes, paper.ai_summary) == (5, 7, "In one line.")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (reply(item(2)["paper"]), "another paper"),
        (reply([]), "shape"),
        (reply({"id": 3}), "shape"),
        (reply(b"{"), "JSON"),
        (reply([], 500), "status 500"),
    ],
)
async def test_a_paper_that_does_not_come_is_told(answer: bytes, said: str, files: Files) -> None:
    with RawServer(lambda _: answer) as server:
        async with pace_of(server.url, files) as pace:
            single = await fetch_papers(pace, ["2608.00001"], lambda _: None)
    assert (single.found, single.failed) == ((), ("2608.00001",))
    assert said in str(single.error)


async def test_papers_are_not_asked_for_one_by_one_where_there_is_no_network(
    files: Files,
) -> None:
    async with pace_of(NOWHERE, files) as pace:
        single = await fetch_papers(pace, ["2608.00001", "2608.00002"], lambda _: None)
    assert single.failed == ("2608.00001", "2608.00002")
    assert isinstance(single.error, FeedError)


# What is said


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (-5, "0 s"), (59.6, "1 min 0 s"), (252, "4 min 12 s"), (3_780, "1 h 3 min")],
)
def test_a_duration_is_said_in_two_units(seconds: float, text: str) -> None:
    assert duration(timedelta(seconds=seconds)) == text


@pytest.mark.parametrize(
    ("result", "line"),
    [
        (Fetched(0, 0, 0, 0, timedelta()), "nothing is missing"),
        (
            Fetched(900, 900, 12_034, 11_900, timedelta(seconds=252)),
            "12,034 papers (11,900 new) in 900 lists, 4 min 12 s",
        ),
        (
            Fetched(9, 1, 1, 1, timedelta(), tuple("abcdefg"), 2, FeedError("It broke.")),
            (
                "1 paper (1 new) in 1 list, 0 s; 2 records could not be read;"
                " 7 lists failed: a, b, c, d, e and 2 more (It broke)"
            ),
        ),
    ],
)
def test_the_result_is_one_line(result: Fetched, line: str) -> None:
    assert result.result_line() == line
