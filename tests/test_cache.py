"""The cache: what a list that is stored adds to it, changes in it, and never takes away."""

from __future__ import annotations

import json
import pickle
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from papers import NOW, TODAY, item, listing
from paperterm.paper import Listing, Paper, Record, Row, alias
from paperterm.query import EVERYTHING, parse
from paperterm.store import Counts, Mark, Saved, Store, batch_of
from paperterm.store.entry import raw_of

ONE = "2608.00001"
YESTERDAY = TODAY - timedelta(days=1)


TABLES = (
    *("papers", "history", "aliases", "trending", "facts", "titles", "terms"),
    *("words_data", "words_docsize"),
)
"""What a list that is as it was last time leaves alone; the time it came is in none of these."""


class Files:
    """Both files of a store, opened as often as a test likes."""

    def __init__(self, folder: Path) -> None:
        self.cache = folder / "cache.db"
        self.library = folder / "library.db"
        self._opened: list[Store] = []

    def open(self) -> Store:
        """Open a store, which is closed when the test ends."""
        self._opened.append(Store.open(self.cache, self.library, lambda: NOW))
        return self._opened[-1]

    def close(self) -> None:
        """Close every store."""
        while self._opened:
            self._opened.pop().close()

    def read(self, query: str) -> list[tuple[Any, ...]]:
        """Return what stands in the cache's tables, seen from outside."""
        with closing(sqlite3.connect(f"{self.cache.as_uri()}?mode=ro", uri=True)) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Files]:
    """The files of a store that is not there yet."""
    made = Files(tmp_path)
    yield made
    made.close()


@pytest.fixture
def store(files: Files) -> Store:
    """A new store."""
    return files.open()


def save(store: Store, *items: dict[str, Any], **kind: Any) -> Saved:
    """Store wire items as a list."""
    return store.cache.save(listing(items, **kind), first_fill=False)


def row(store: Store, paper_id: str = ONE) -> Row:
    """Return a paper that is there."""
    found = store.search.row(paper_id)
    assert found
    return found


def ids(store: Store, text: str = "") -> list[str]:
    """Return the ids of the papers found, in order."""
    query = parse(text) if text else EVERYTHING
    return store.search.ids(store.search.ask(query).keys)


def without(made: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return a wire item whose paper lacks some fields."""
    paper = {name: value for name, value in made["paper"].items() if name not in names}
    return made | {"paper": paper}


def page(title: str, abstract: str) -> Record:
    """Return a paper as the text of a page brings it."""
    raw = json.dumps({"title": title, "summary": abstract})
    return Record(Paper(alias(title, abstract), title, abstract), raw)


def pages(*records: Record) -> Listing:
    """Return the papers of a saved page."""
    return Listing(records, NOW)


def test_what_is_saved_is_read_back_whole(store: Store) -> None:
    assert store.cache.is_empty()
    made = item(
        1,
        "GPT-[n] über alles",
        ai_keywords=["moe", "llm"],
        ai_summary="In one line.",
        githubRepo="https://github.com/a/b",
        githubStars=7,
        organization={"name": "org", "fullname": "Organisation"},
        submittedOnDailyBy={"name": "ann"},
        projectPage="https://example.org",
        mediaUrls=["https://example.org/a.mp4"],
        withdrawnAt="2026-08-02T00:00:00Z",
        numComments=3,
    )
    save(store, made)
    assert row(store).paper == listing([made]).records[0].paper
    assert not store.cache.is_empty()


def test_what_was_new_changed_and_as_it_was_is_counted(store: Store) -> None:
    assert save(store, item(1), item(2)) == Saved(new=2)
    saved = save(store, item(1, upvotes=5), item(2), item(3))
    assert saved == Saved(new=1, changed=1, unchanged=1)


def test_what_another_process_made_ready_is_saved_as_a_list_is(
    store: Store, files: Files, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    other_files = Files(tmp_path / "other")
    other = other_files.open()
    for made, expected in (
        (listing([item(1), item(2, upvotes=3)], day=TODAY), Saved(new=2)),
        (
            listing([item(2, upvotes=4), item(4, day=None), item(1)], day=TODAY, trending=True),
            Saved(new=1, changed=1, unchanged=1),
        ),
    ):
        sent = pickle.loads(pickle.dumps(batch_of(made)))  # noqa: S301
        assert store.cache.save(made, first_fill=True) == expected
        assert other.cache.save_batch(sent, first_fill=True) == expected
    for table in TABLES:
        query = f"SELECT * FROM {table}"  # noqa: S608
        assert files.read(query) == other_files.read(query)
    assert ids(other, '"number 4"') == ids(store, '"number 4"') == ["2608.00004"]
    other_files.close()


def test_a_list_that_cannot_be_stored_whole_is_not_stored_at_all(
    store: Store, files: Files
) -> None:
    save(store, item(1), trending=True)
    good = listing([item(2), item(1, upvotes=1)], trending=True)
    broken = replace(good.records[0], paper=replace(good.records[0].paper, id="3", title=None))  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        store.cache.save(replace(good, records=(*good.records, broken)), first_fill=False)
    assert ids(store) == [ONE]
    assert (row(store).rank, row(store).paper.upvotes) == (1, 999)
    assert files.read("SELECT count(*) FROM papers") == [(1,)]
    assert save(store, item(2)) == Saved(new=1)


def test_an_unchanged_list_writes_nothing_but_the_time(store: Store, files: Files) -> None:
    later = NOW + timedelta(days=1)

    def content() -> list[list[tuple[Any, ...]]]:
        return [files.read(f"SELECT * FROM {table}") for table in TABLES]  # noqa: S608

    made = [item(number) for number in range(1, 40)]
    for kind in ({"trending": True}, {"day": TODAY}):
        save(store, *made, **kind)
    before, size = content(), files.cache.with_name("cache.db-wal").stat().st_size
    for kind in ({"trending": True}, {"day": TODAY}):
        assert save(store, *made, **kind, fetched_at=later) == Saved(unchanged=39)
    assert content() == before
    assert store.cache.fetched_at("trending") == later
    assert store.cache.fetched_at(TODAY.isoformat()) == later
    # Each of the two transactions may append its one page, with the frame's header.
    page_size = files.read("PRAGMA page_size")[0][0]
    assert files.cache.with_name("cache.db-wal").stat().st_size <= size + 2 * (page_size + 24)


def test_a_list_never_stored_has_no_time(store: Store) -> None:
    save(store, item(1), trending=True)
    assert store.cache.fetched_at("trending") == NOW
    assert store.cache.fetched_at(TODAY.isoformat()) is None


def test_the_lists_that_were_stored_are_known(store: Store) -> None:
    save(store, item(1), trending=True)
    save(store, item(1), day=TODAY, fetched_at=NOW + timedelta(hours=1))
    save(store, day=YESTERDAY)
    assert store.cache.fetched() == {
        "trending": NOW,
        f"{TODAY}": NOW + timedelta(hours=1),
        f"{YESTERDAY}": NOW,
    }


def test_an_imported_list_has_neither_time_nor_rank(store: Store, files: Files) -> None:
    save(store, item(1))
    assert files.read("SELECT * FROM lists") == []
    assert row(store).rank is None


@pytest.mark.parametrize(
    "name",
    "title summary authors publishedAt upvotes githubRepo githubStars ai_keywords ai_summary"
    " organization projectPage mediaUrls submittedOnDailyAt submittedOnDailyBy".split(),
)
def test_a_field_that_is_absent_keeps_its_last_value(store: Store, name: str) -> None:
    made = item(
        1,
        githubRepo="https://github.com/a/b",
        githubStars=7,
        ai_keywords=["moe"],
        ai_summary="In one line.",
        organization={"name": "org"},
        projectPage="https://example.org",
        mediaUrls=["https://example.org/a.mp4"],
        submittedOnDailyBy={"name": "ann"},
    )
    save(store, made)
    before = row(store)
    assert save(store, without(made, name)) == Saved(unchanged=1)
    assert row(store) == before
    assert ids(store, '"paper number" author:author moe has:code') == [ONE]


@pytest.mark.parametrize("empty", [{"title": "", "summary": ""}, {"title": None, "summary": None}])
def test_title_and_abstract_never_become_empty(store: Store, empty: dict[str, Any]) -> None:
    save(store, item(1))
    before = row(store)
    save(store, item(1, **empty))
    assert row(store) == before


def test_votes_may_fall_to_none(store: Store) -> None:
    save(store, item(1, upvotes=3))
    save(store, item(1, upvotes=0))
    assert row(store).paper.upvotes == 0


def test_the_newer_value_wins(store: Store) -> None:
    save(store, item(1, "Old words", ai_summary="Old."))
    newer = item(1, "New name", summary="New abstract.", upvotes=2, ai_summary="New.")
    assert save(store, newer) == Saved(changed=1)
    paper = row(store).paper
    assert (paper.title, paper.abstract, paper.upvotes, paper.ai_summary) == (
        *("New name", "New abstract.", 2, "New."),
    )


def test_the_index_follows_a_changed_title(store: Store) -> None:
    save(store, item(1, "Old words über all", ai_keywords=["before"]))
    save(store, item(1, "New words", ai_keywords=["after"]))
    assert ids(store, "words ") == ids(store, "new after ") == [ONE]
    for gone in ("old ", "uber ", "before "):
        assert ids(store, gone) == []


def test_a_summary_that_comes_later_is_filled_in(store: Store) -> None:
    made = item(1)
    save(store, made, day=TODAY)
    later = item(1, ai_summary="In one line.", ai_keywords=["moe"])
    assert save(store, later, day=TODAY) == Saved(changed=1)
    assert row(store).paper.ai_summary == "In one line."
    assert ids(store, "moe ") == [ONE]


def test_unknown_fields_are_kept_in_the_raw_record(store: Store, files: Files) -> None:
    save(store, item(1, some={"thing": 1}, before=1) | {"outside": "é"})
    save(store, item(1, upvotes=2, other=[2]) | {"also": None})
    save(store, item(1, upvotes=2, last=3))
    ((blob,),) = files.read("SELECT blob FROM papers")
    raw = json.loads(raw_of(blob))
    assert (raw["outside"], raw["also"]) == ("é", None)
    paper = raw["paper"]
    assert (paper["some"], paper["before"], paper["other"]) == ({"thing": 1}, 1, [2])
    assert (paper["upvotes"], paper["last"]) == (2, 3)


def test_a_paper_may_be_in_several_days(store: Store, files: Files) -> None:
    made = item(1, day=YESTERDAY)
    for day in (YESTERDAY, TODAY, YESTERDAY):
        save(store, made, day=day)
    assert files.read("SELECT days FROM papers") == [(f"{YESTERDAY} {TODAY}",)]
    assert ids(store, f"in:{YESTERDAY}") == ids(store, f"in:{TODAY}") == [ONE]


def test_the_newest_of_its_days_is_shown_and_orders(store: Store) -> None:
    made = item(1, day=YESTERDAY, upvotes=0)
    save(store, made, day=YESTERDAY)
    save(store, item(2), day=TODAY)
    save(store, made, day=TODAY + timedelta(days=1))
    save(store, made, day=YESTERDAY)
    assert row(store).paper.feed_day == TODAY + timedelta(days=1)
    assert ids(store) == [ONE, "2608.00002"]


def test_a_record_without_a_day_takes_that_of_its_list(store: Store, files: Files) -> None:
    save(store, item(1, day=None), day=YESTERDAY)
    assert row(store).paper.feed_day == YESTERDAY
    assert files.read("SELECT days FROM papers") == [(YESTERDAY.isoformat(),)]


def test_a_half_published_day_removes_nothing(store: Store, files: Files) -> None:
    save(store, item(1), item(2), day=TODAY)
    save(store, item(2), day=TODAY)
    save(store, day=TODAY)
    assert ids(store) == [ONE, "2608.00002"]
    assert files.read("SELECT days FROM papers") == 2 * [(TODAY.isoformat(),)]


def test_ranks_are_replaced_and_old_ones_leave(store: Store) -> None:
    made = [item(number) for number in range(1, 6)]
    save(store, *made, trending=True)
    save(store, made[4], item(6), made[0], trending=True)
    assert [(int(each[-5:]), row(store, each).rank) for each in ids(store)] == [
        *((5, 1), (6, 2), (1, 3), (2, None), (3, None), (4, None)),
    ]


def test_a_paper_that_stands_twice_in_a_list_is_stored_once(store: Store) -> None:
    (record,) = listing([item(1)]).records
    (other,) = listing([item(2)]).records
    twice = Listing((record, record, other), NOW, trending=True)
    assert store.cache.save(twice, first_fill=False) == Saved(new=2, unchanged=1)
    assert [row(store, each).rank for each in ids(store)] == [1, 2]


def at(day: date, hour: int) -> datetime:
    """Return an hour of a day in UTC."""
    return NOW.replace(year=day.year, month=day.month, day=day.day, hour=hour)


def test_history_has_the_last_value_of_each_day_of_change(store: Store, files: Files) -> None:
    days = [TODAY + timedelta(days=number) for number in range(5)]
    for time, upvotes, comments, stars in (
        (at(days[0], 1), 1, 0, None),
        (at(days[0], 22), 4, 0, None),
        (at(days[1], 1), 4, 0, None),
        (at(days[2], 1), 4, 0, 9),
        (at(days[3], 1), 9, 2, 9),
        (at(days[3], 2), 4, 0, 9),
        (at(days[4], 2), 4, 0, 9),
    ):
        # The summary makes every one of them a change, if not of the counts.
        made = item(1, ai_summary=f"As of {time}.", upvotes=upvotes, githubStars=stars)
        save(store, made | {"numComments": comments}, fetched_at=time)
    assert files.read("SELECT day, upvotes, comments, stars FROM history ORDER BY day") == [
        (days[0].isoformat(), 4, 0, None),
        (days[2].isoformat(), 4, 0, 9),
        (days[3].isoformat(), 4, 0, 9),
    ]


def test_nothing_of_a_first_fill_is_new_and_what_comes_later_is(files: Files) -> None:
    store = files.open()
    store.cache.save(listing([item(1)], trending=True), first_fill=True)
    store.cache.save(listing([item(2)], day=TODAY), first_fill=True)
    save(store, item(3))
    assert ids(store, "is:new") == ["2608.00003"]
    assert [row(store, each).new for each in ids(store)] == [False, False, True]
    store.library.mark(["2608.00003"], Mark.READ, True)
    assert not row(store, "2608.00003").new
    assert ids(store, "is:new") == []


def test_what_came_since_the_last_visit_ended_is_new(files: Files) -> None:
    store = files.open()
    store.cache.save(listing([item(1)]), first_fill=True)
    save(store, item(2))
    store.cache.end_visit()
    # This run of the app had it as new, and goes on having it so.
    assert ids(store, "is:new") == ["2608.00002"]
    other = files.open()
    assert ids(other, "is:new") == []
    save(other, item(3))
    assert ids(other, "is:new") == ["2608.00003"]
    third = files.open()
    assert ids(third, "is:new") == ["2608.00003"]
    assert third.search.since_key == 2


def test_a_cache_that_holds_only_what_the_library_kept_is_still_to_be_filled(files: Files) -> None:
    store = files.open()
    assert store.cache.is_unfilled()
    save(store, item(1))
    store.library.mark([ONE], Mark.STARRED, True, papers=[row(store).paper])
    assert not store.cache.is_unfilled()
    files.close()
    for file in files.cache.parent.glob("cache.db*"):
        file.unlink()
    again = files.open()
    assert ids(again) == [ONE]
    assert again.cache.is_unfilled()
    save(again, item(2))
    assert not again.cache.is_unfilled()


def test_nothing_is_brought_back_into_a_cache_that_another_copy_has_filled(files: Files) -> None:
    store = files.open()
    save(store, item(2))
    store.cache.bring_back([listing([item(1)]).records[0].paper], NOW)
    assert ids(store) == ["2608.00002"]


def test_a_first_fill_during_a_run_is_not_new_in_it(files: Files) -> None:
    store = files.open()
    other = files.open()
    other.cache.save(listing([item(1)]), first_fill=True)
    assert ids(store) == [ONE]
    assert ids(store, "is:new") == []


def test_times_are_noted_and_outlive_the_run(files: Files) -> None:
    store = files.open()
    assert (store.cache.last_refresh(), store.cache.wait_until()) == (None, None)
    store.cache.set_last_refresh(NOW)
    store.cache.set_wait_until(NOW + timedelta(minutes=5))
    again = files.open().cache
    assert (again.last_refresh(), again.wait_until()) == (NOW, NOW + timedelta(minutes=5))
    again.set_wait_until(None)
    assert store.cache.wait_until() is None


# The feed and a browser differ in white space and punctuation.
FROM_FEED = item(1, "GPT-[n]: a title", summary="An abstract\nin lines.")
FROM_PAGE = page("GPT-[n] – a title", "An abstract in lines.")
PAGE_ID = FROM_PAGE.paper.id


def test_the_feeds_paper_takes_the_place_of_the_pages(store: Store) -> None:
    assert store.cache.save(pages(FROM_PAGE), first_fill=False) == Saved(new=1)
    assert ids(store) == [PAGE_ID]
    shown = store.search.ask(EVERYTHING)
    assert save(store, FROM_FEED) == Saved(new=1)
    assert ids(store) == ids(store, "abstract ") == [ONE]
    assert store.search.counts() == Counts(papers=1, unread=1, starred=0)
    assert row(store, PAGE_ID).paper.id == row(store, ONE).paper.id == ONE
    assert store.search.ids(store.search.extend(EVERYTHING, shown).keys) == [ONE]


def test_the_pages_paper_is_not_listed_beside_the_feeds(store: Store) -> None:
    save(store, FROM_FEED)
    store.cache.save(pages(FROM_PAGE), first_fill=False)
    assert ids(store) == ids(store, "abstract ") == [ONE]
    assert store.search.counts().papers == 1
    assert row(store, PAGE_ID).paper.id == ONE


def test_a_pages_paper_gives_way_when_the_feeds_gets_its_words(store: Store) -> None:
    store.cache.save(pages(FROM_PAGE), first_fill=False)
    save(store, item(1, "Another title"))
    assert ids(store) == [ONE, PAGE_ID]
    save(store, FROM_FEED)
    assert ids(store) == [ONE]
    assert row(store, PAGE_ID).paper.id == ONE


def test_two_papers_of_other_words_are_two(store: Store) -> None:
    save(store, FROM_FEED)
    store.cache.save(pages(page("GPT-[n]: a title", "Another abstract.")), first_fill=False)
    assert store.search.counts().papers == 2


def test_a_page_that_is_saved_again_with_other_punctuation_stays(store: Store) -> None:
    again = page("GPT-[n]: a title!", "An abstract, in lines")
    assert again.paper.id == PAGE_ID
    store.cache.save(pages(FROM_PAGE), first_fill=False)
    store.cache.save(pages(again), first_fill=False)
    assert ids(store) == [PAGE_ID]
    assert row(store, PAGE_ID).paper.title == again.paper.title
    save(store, FROM_FEED)
    assert ids(store) == [ONE]


@pytest.mark.parametrize("page_first", [True, False])
def test_marks_follow_a_paper_to_the_feeds_id(store: Store, page_first: bool) -> None:
    lists = [pages(FROM_PAGE), listing([FROM_FEED])]
    for each in lists if page_first else reversed(lists):
        store.cache.save(each, first_fill=False)
    store.library.mark([PAGE_ID], Mark.READ, True)
    store.library.mark([PAGE_ID], Mark.STARRED, True, papers=[FROM_PAGE.paper])
    assert (row(store).read, row(store).starred) == (True, True)
    assert ids(store, "is:read is:starred") == [ONE]
    assert store.search.counts() == Counts(papers=1, unread=0, starred=1)
    assert store.search.unread(store.search.ask(EVERYTHING).keys) == []
    # What is said of the paper itself comes before what was said of its page.
    store.library.mark([ONE], Mark.READ, False)
    assert (row(store).read, row(store).starred) == (False, True)
    assert store.search.counts() == Counts(papers=1, unread=1, starred=1)
    assert ids(store, "is:unread is:starred") == [ONE]


def test_undo_gives_back_what_was_said_of_the_page(store: Store) -> None:
    store.cache.save(pages(FROM_PAGE), first_fill=False)
    store.library.mark([PAGE_ID], Mark.READ, True)
    save(store, FROM_FEED)
    assert row(store).read
    store.library.mark([ONE], Mark.READ, False)
    assert not row(store).read
    store.library.undo()
    assert row(store).read
    assert ids(store, "is:read") == [ONE]
    assert store.search.counts().unread == 0


def test_a_second_paper_of_the_same_words_keeps_its_own_marks(store: Store) -> None:
    store.cache.save(pages(FROM_PAGE), first_fill=False)
    twin = item(2, "GPT-[n]: a title", summary="An abstract in lines.")
    save(store, FROM_FEED, twin)
    store.library.mark([PAGE_ID], Mark.READ, True)
    assert ids(store, "is:read") == [ONE]
    assert ids(store, "is:unread") == ["2608.00002"]
