"""A refresh: which lists are fetched, what of them is kept, and what is said of those that fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from paperterm.errors import FeedError, NoAnswerError, OfflineError
from paperterm.feed import Feed
from paperterm.paper import Listing, Paper, Record
from paperterm.query import EVERYTHING, parse
from paperterm.refresh import Progress, Refreshed, is_due, refresh, result_line
from paperterm.store import Mark, Store

# A Friday; its day in UTC has begun while it is still Thursday west of Greenwich.
NOW = datetime(2026, 7, 31, 1, 30, tzinfo=UTC)

Answer = tuple[str, ...] | FeedError


class MadeFeed(Feed):
    """A feed whose lists a test makes: from a list's name to paper ids, or to a failure."""

    def __init__(self, answer: Callable[[str], Answer], *, skipped: int = 0) -> None:
        super().__init__("http://127.0.0.1:9", now=lambda: NOW)
        self.asked: list[str] = []
        self._answer = answer
        self._skipped = skipped

    async def trending(self, pages: int = 3) -> Listing:
        assert pages == 3
        return Listing(self._records("trending"), NOW, trending=True, skipped=self._skipped)

    async def day(self, day: date) -> Listing:
        return Listing(self._records(day.isoformat()), NOW, day=day)

    def _records(self, name: str) -> tuple[Record, ...]:
        self.asked.append(name)
        found = self._answer(name)
        if isinstance(found, FeedError):
            raise found
        return tuple(
            Record(Paper(each, f"Title {each}", "An abstract."), f'{{"id":"{each}"}}')
            for each in found
        )


def weekdays(name: str) -> Answer:
    """A paper on each weekday, two in trending."""
    if name == "trending":
        return ("trend-1", "trend-2")
    return () if date.fromisoformat(name).weekday() >= 5 else (f"of-{name}",)


def failing(**failures: FeedError) -> Callable[[str], Answer]:
    """Fail for trending, or for a day written as `d2026_07_31`."""
    by_name = {name.lstrip("d").replace("_", "-"): error for name, error in failures.items()}
    return lambda name: by_name.get(name) or weekdays(name)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new store."""
    opened = Store.open(tmp_path / "cache.db", tmp_path / "library.db", lambda: NOW)
    yield opened
    opened.close()


async def run(feed: Feed, store: Store, now: datetime = NOW) -> Refreshed:
    """Refresh without looking at the progress."""
    return await refresh(feed, store, lambda: now, lambda _progress: None)


def stored(store: Store, text: str = "") -> set[str]:
    """Return the ids of the papers in the store that match."""
    query = parse(text) if text else EVERYTHING
    return set(store.search.ids(store.search.ask(query).keys))


async def test_the_first_refresh_takes_fourteen_days_that_have_papers(store: Store) -> None:
    seen: list[Progress] = []
    feed = MadeFeed(weekdays)
    refreshed = await refresh(feed, store, lambda: NOW, seen.append)
    assert feed.asked[:3] == ["trending", "2026-07-31", "2026-07-30"]
    days = [name for name in feed.asked[1:] if weekdays(name)]
    assert len(days) == 14
    assert days[-1] == feed.asked[-1] == "2026-07-14"
    assert refreshed == Refreshed(16, (), 0, NOW, first_fill=True)
    assert seen == [Progress(done, 15) for done in range(16)]
    assert len(stored(store)) == 16
    assert store.cache.last_refresh() == NOW


async def test_later_refreshes_take_seven_days_that_have_papers(store: Store) -> None:
    await run(MadeFeed(weekdays), store)
    feed = MadeFeed(weekdays)
    seen: list[Progress] = []
    refreshed = await refresh(feed, store, lambda: NOW, seen.append)
    assert feed.asked[-1] == "2026-07-23"
    assert seen[-1] == Progress(8, 8)
    assert refreshed.new == 0


async def test_nothing_is_new_in_the_first_fill_and_what_comes_later_is(
    store: Store, tmp_path: Path
) -> None:
    await run(MadeFeed(weekdays), store)
    await run(MadeFeed(lambda name: ("late",) if name == "2026-07-31" else weekdays(name)), store)
    again = Store.open(tmp_path / "cache.db", tmp_path / "library.db", lambda: NOW)
    assert stored(again, "is:new ") == {"late"}
    again.close()


async def test_nothing_is_new_where_a_deleted_cache_is_filled_again(
    store: Store, tmp_path: Path
) -> None:
    await run(MadeFeed(weekdays), store)
    starred = store.search.row("trend-1")
    assert starred
    store.library.mark(["trend-1"], Mark.STARRED, True, papers=[starred.paper])
    again = Store.open(tmp_path / "new.db", tmp_path / "library.db", lambda: NOW)
    feed = MadeFeed(weekdays)
    assert (await run(feed, again)).new == 15
    assert feed.asked[-1] == "2026-07-14"
    assert stored(again, "is:new") == set()
    again.close()


async def test_a_first_refresh_that_was_cut_short_is_made_good(store: Store) -> None:
    end = FeedError("wait", retry_at=NOW + timedelta(minutes=1))
    with pytest.raises(FeedError):
        await run(MadeFeed(failing(trending=end)), store)
    store.cache.save(
        Listing((Record(Paper("one", "One", "One."), "{}"),), NOW, trending=True), first_fill=True
    )
    feed = MadeFeed(weekdays)
    await run(feed, store, NOW + timedelta(minutes=2))
    assert feed.asked[-1] == "2026-07-14"


async def test_days_that_failed_at_first_are_fetched_next_time(store: Store) -> None:
    broken = FeedError("The feed has trouble of its own.")
    await run(MadeFeed(failing(d2026_07_15=broken)), store)
    assert "of-2026-07-15" not in stored(store)
    feed = MadeFeed(weekdays)
    await run(feed, store)
    assert feed.asked[-1] == "2026-07-14"
    assert "of-2026-07-15" in stored(store)
    later = MadeFeed(weekdays)
    await run(later, store)
    assert later.asked[-1] == "2026-07-23"


async def test_a_feed_of_few_days_is_looked_through_once(store: Store) -> None:
    def answer(name: str) -> Answer:
        return weekdays(name) if name == "trending" or name > "2026-07-28" else ()

    first, later = MadeFeed(answer), MadeFeed(lambda name: answer(name) or weekdays(name))
    await run(first, store)
    assert len(first.asked) == 1 + 35
    await run(later, store)
    assert later.asked[-1] == "2026-07-23"


async def test_a_trending_list_that_failed_makes_no_days_be_fetched_again(store: Store) -> None:
    await run(MadeFeed(failing(trending=FeedError("It broke."))), store)
    feed = MadeFeed(weekdays)
    await run(feed, store)
    assert feed.asked[-1] == "2026-07-23"


async def test_no_day_after_today_in_utc_is_asked_for(store: Store) -> None:
    feed = MadeFeed(weekdays)
    await run(feed, store, NOW.astimezone(_zone(-8)))
    assert feed.asked[1] == "2026-07-31"
    assert max(feed.asked[1:]) == "2026-07-31"


async def test_looking_back_has_an_end(store: Store) -> None:
    feed = MadeFeed(lambda name: weekdays(name) if name == "trending" else ())
    refreshed = await run(feed, store)
    assert len(feed.asked) == 1 + 35
    assert (refreshed.new, refreshed.failed) == (2, ())


async def test_a_failed_list_does_not_stop_the_others(store: Store) -> None:
    broken = FeedError("The feed has trouble of its own.")
    feed = MadeFeed(failing(trending=broken, d2026_07_29=broken), skipped=2)
    refreshed = await run(feed, store)
    assert refreshed.failed == ("trending", "2026-07-29")
    assert refreshed.error is broken
    assert refreshed.new == len(stored(store)) == 13
    assert store.cache.last_refresh() == NOW
    assert result_line(refreshed) == (
        "13 new papers, 2 lists failed: trending, 2026-07-29 (The feed has trouble of its own)"
    )


async def test_where_nothing_came_the_first_failure_is_raised(store: Store) -> None:
    first = FeedError("first")
    feed = MadeFeed(lambda name: first if name == "trending" else FeedError("other"))
    with pytest.raises(FeedError) as caught:
        await run(feed, store)
    assert caught.value is first
    assert len(feed.asked) == 1 + 14
    assert store.cache.last_refresh() is None


async def test_offline_ends_it_at_once(store: Store) -> None:
    feed = MadeFeed(lambda _name: OfflineError("no route"))
    with pytest.raises(OfflineError):
        await run(feed, store)
    assert feed.asked == ["trending"]


async def test_going_offline_meanwhile_ends_it_with_the_second_failure_in_a_row(
    store: Store,
) -> None:
    gone = OfflineError("no route")
    feed = MadeFeed(failing(d2026_07_31=gone, d2026_07_29=gone, d2026_07_28=gone))
    refreshed = await run(feed, store)
    assert feed.asked == ["trending", "2026-07-31", "2026-07-30", "2026-07-29", "2026-07-28"]
    assert refreshed.failed == ("2026-07-31", "2026-07-29", "2026-07-28")
    assert refreshed.new == 3


async def test_a_list_that_is_not_answered_stops_no_others_and_two_in_a_row_do(
    store: Store,
) -> None:
    silent = NoAnswerError("too long")
    feed = MadeFeed(failing(trending=silent, d2026_07_30=silent, d2026_07_29=silent))
    refreshed = await run(feed, store)
    assert feed.asked == ["trending", "2026-07-31", "2026-07-30", "2026-07-29"]
    assert refreshed.failed == ("trending", "2026-07-30", "2026-07-29")
    assert refreshed.new == 1


async def test_a_wait_that_the_server_asks_for_ends_it_and_is_kept(store: Store) -> None:
    until = NOW + timedelta(minutes=10)
    feed = MadeFeed(failing(d2026_07_31=FeedError("wait", retry_at=until)))
    refreshed = await run(feed, store)
    assert feed.asked == ["trending", "2026-07-31"]
    assert refreshed.new == 2
    assert refreshed.error
    assert refreshed.error.retry_at == until
    later = MadeFeed(weekdays)
    with pytest.raises(FeedError, match=f"wait until {until.astimezone():%H:%M}") as caught:
        await run(later, store, until - timedelta(seconds=1))
    assert later.asked == []
    assert caught.value.retry_at == until
    assert (await run(later, store, until)).failed == ()


async def test_a_clock_that_was_set_back_does_not_make_the_wait_longer(store: Store) -> None:
    store.cache.set_wait_until(NOW + timedelta(days=300))
    feed = MadeFeed(weekdays)
    for _ in range(2):
        with pytest.raises(FeedError) as caught:
            await run(feed, store)
        assert caught.value.retry_at == NOW + timedelta(minutes=15)
    assert (await run(feed, store, NOW + timedelta(minutes=15))).new


async def test_an_empty_trending_list_does_not_wipe_the_ranks(store: Store) -> None:
    await run(MadeFeed(weekdays), store)
    refreshed = await run(
        MadeFeed(lambda name: () if name == "trending" else weekdays(name)), store
    )
    assert refreshed.failed == ("trending",)
    row = store.search.row("trend-1")
    assert row
    assert row.rank == 1


async def test_records_that_could_not_be_read_are_counted(store: Store) -> None:
    refreshed = await run(MadeFeed(weekdays, skipped=3), store)
    assert refreshed.skipped == 3
    assert result_line(refreshed) == "16 new papers, 3 records could not be read"


@pytest.mark.parametrize(
    ("refreshed", "line"),
    [
        (Refreshed(0, (), 0, NOW), "nothing new"),
        (Refreshed(1, (), 1, NOW), "1 new paper, 1 record could not be read"),
        (Refreshed(1_200, (), 0, NOW), "1,200 new papers"),
        (
            Refreshed(0, ("trending",), 0, NOW, FeedError("It broke.")),
            "nothing new, 1 list failed: trending (It broke)",
        ),
    ],
)
def test_the_result_is_one_line(refreshed: Refreshed, line: str) -> None:
    assert result_line(refreshed) == line


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (None, True),
        (NOW, False),
        (NOW - timedelta(minutes=29), False),
        (NOW - timedelta(minutes=30), True),
        (NOW + timedelta(hours=1), True),
        (NOW + timedelta(seconds=2), False),
    ],
)
def test_a_refresh_is_due(last: datetime | None, due: bool) -> None:
    assert is_due(last, NOW, timedelta(minutes=30)) is due


def _zone(hours: int) -> timezone:
    return timezone(timedelta(hours=hours))
