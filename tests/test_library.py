"""The library: what a reader said of papers is kept, in order, whoever else is writing."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import paperterm
from older import old_library
from papers import NOW, item, listing
from paperterm.errors import StoreError
from paperterm.paper import Paper
from paperterm.query import EVERYTHING, parse
from paperterm.store import Mark, Marks, Reverted, Store, batch_of
from paperterm.store.entry import record_text
from paperterm.store.files import CACHE, LIBRARY, open_file
from paperterm.store.steps import Changed

PAPERS = tuple(record.paper for record in listing([item(number) for number in range(1, 6)]).records)
RECORDS = batch_of(listing([item(number) for number in range(1, 6)])).records
A, B, C, *_ = (paper.id for paper in PAPERS)
FUTURE = int((NOW + timedelta(days=400)).timestamp() * 1000)


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    """The clock that the store looks at."""
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    """A new store."""
    opened = open_store(tmp_path, clock)
    yield opened
    opened.close()


def open_store(folder: Path, clock: Clock | None = None) -> Store:
    """Open the store in a folder."""
    return Store.open(folder / "cache.db", folder / "library.db", clock or Clock())


def written(folder: Path, query: str) -> list[tuple[Any, ...]]:
    """Return what stands in the library's tables, seen from outside."""
    name = f"{(folder / 'library.db').as_uri()}?mode=ro"
    with closing(sqlite3.connect(name, uri=True)) as connection:
        return connection.execute(query).fetchall()


def read(store: Store, *ids: str) -> list[bool]:
    """Return which papers are read."""
    return [store.library.marks([each])[each].read for each in ids]


def test_how_far_many_marks_have_come_is_told(store: Store) -> None:
    ids = [f"2608.{number:05}" for number in range(12_000)]
    told: list[int] = []
    assert store.library.mark(ids, Mark.READ, True, told=told.append)
    assert told == [5_000, 5_000, 2_000]
    assert store.library.mark(ids[:11_000], Mark.READ, False)
    undone = store.library.undo()
    assert undone
    assert len(undone.ids) == 11_000


def test_marks_are_written_before_it_returns(store: Store, tmp_path: Path) -> None:
    assert store.library.marks([A, B]) == {A: Marks(), B: Marks()}
    store.library.mark([A, B], Mark.READ, True)
    store.library.mark([B], Mark.STARRED, True, papers=PAPERS[1:2])
    other = open_store(tmp_path)
    expected = {A: Marks(read=True), B: Marks(read=True, starred=True), C: Marks()}
    assert other.library.marks([A, B, C]) == expected
    other.close()


def test_a_mark_taken_away_stays_as_a_row(store: Store, tmp_path: Path) -> None:
    store.library.mark([A], Mark.READ, True)
    store.library.mark([A], Mark.READ, False)
    assert read(store, A) == [False]
    assert written(tmp_path, "SELECT id, mark, value FROM marks") == [(A, "read", 0)]


def test_a_step_says_what_was_before(store: Store) -> None:
    store.library.mark([B], Mark.READ, True)
    store.library.mark([C], Mark.READ, False)
    step = store.library.mark([A, B, C], Mark.READ, True)
    assert step
    assert step.what == "2 papers"
    assert step.changes == (
        Changed(Mark.READ, None, True, (A,)),
        Changed(Mark.READ, False, True, (C,)),
    )


def test_undo_puts_back_what_was_before(store: Store) -> None:
    store.library.mark([B], Mark.READ, True)
    store.library.mark([A], Mark.STARRED, True, papers=PAPERS[:1])
    store.library.mark([A, B, C], Mark.READ, True)
    assert str(store.library.undo()) == "2 papers: unread again"
    assert read(store, A, B, C) == [False, True, False]
    assert store.library.marks([A])[A].starred


def test_undo_of_an_unmark_marks_again(store: Store) -> None:
    store.library.mark([A], Mark.READ, True)
    store.library.mark([A, B], Mark.READ, False)
    store.library.undo()
    assert read(store, A, B) == [True, False]


def test_undo_keeps_a_later_change(store: Store, tmp_path: Path) -> None:
    store.library.mark([A, B], Mark.READ, True)
    other = open_store(tmp_path)
    other.library.mark([A], Mark.READ, False)
    newest = written(tmp_path, f"SELECT changed_at FROM marks WHERE id = '{A}'")  # noqa: S608
    undone = store.library.undo(store.library.run)
    assert undone == Reverted("1 of 2 papers", "unread again", (B,))
    assert read(store, A, B) == [False, False]
    assert written(tmp_path, f"SELECT changed_at FROM marks WHERE id = '{A}'") == newest  # noqa: S608
    other.close()


def test_what_is_undone_is_seen_by_search(store: Store) -> None:
    store.cache.save(listing([item(1), item(2)]), first_fill=True)
    store.library.mark([A], Mark.READ, True)
    assert store.search.ids(store.search.ask(parse("is:read")).keys) == [A]
    store.library.undo()
    assert store.search.ids(store.search.ask(parse("is:read")).keys) == []


def test_changes_have_a_growing_time_whatever_the_clock_does(
    store: Store, clock: Clock, tmp_path: Path
) -> None:
    times: list[int] = []
    for shift in (0, 0, -86_400, -1, 0, 3600):
        clock.time = NOW + timedelta(seconds=shift)
        store.library.mark([A, B], Mark.READ, not times or not read(store, A)[0])
        ((newest, oldest),) = written(
            tmp_path, "SELECT max(changed_at), min(changed_at) FROM marks"
        )
        assert newest == oldest
        times.append(newest)
    assert times == sorted(set(times))
    assert times[0] == int(NOW.timestamp() * 1000)
    assert times[-1] == int((NOW + timedelta(hours=1)).timestamp() * 1000)


def test_marking_again_writes_no_change(store: Store, clock: Clock, tmp_path: Path) -> None:
    store.library.mark([A], Mark.READ, True)
    before = written(tmp_path, "SELECT * FROM marks")
    clock.time += timedelta(hours=1)
    store.library.mark([A], Mark.READ, True)
    assert written(tmp_path, "SELECT * FROM marks") == before


def test_a_starred_paper_is_kept_whole(store: Store, tmp_path: Path) -> None:
    store.library.mark([A], Mark.STARRED, True, papers=PAPERS[:1])
    store.library.mark([B], Mark.READ, True)
    assert store.library.records() == [PAPERS[0]]
    # What is kept for a mark has the mark's time; what came by an import alone has none.
    assert written(tmp_path, "SELECT id, changed_at > 0 FROM records") == [(A, 1)]
    store.library.mark([A], Mark.STARRED, False)
    assert store.library.records() == [PAPERS[0]]


def records(papers: Sequence[Paper]) -> list[tuple[str, str]]:
    """Return papers as an import keeps them."""
    return [(paper.id, record_text(paper)) for paper in papers]


def test_neither_star_nor_record_stands_where_one_cannot_be_written(store: Store) -> None:
    broken = Paper("x", "A title", object())  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        store.library.mark([A, "x"], Mark.STARRED, True, papers=[PAPERS[0], broken])
    assert store.library.marks([A]) == {A: Marks()}
    assert store.library.records() == []
    store.library.mark([A], Mark.STARRED, True, papers=PAPERS[:1])


def test_searches_are_saved_under_their_names(store: Store, tmp_path: Path) -> None:
    assert store.library.searches() == {}
    for name, text in (("z", "moe is:unread"), ("a", 'author:"o\'neil"'), ("z", "sort:date")):
        store.library.save_search(name, text)
    other = open_store(tmp_path)
    assert list(other.library.searches().items()) == [("a", 'author:"o\'neil"'), ("z", "sort:date")]
    other.close()
    store.library.forget_search("a")
    store.library.forget_search("b")
    assert store.library.searches() == {"z": "sort:date"}


MARKED = f"INSERT INTO marks VALUES ('{A}', 'read', 1, {FUTURE}), ('{B}', 'read', 0, 7)"  # noqa: S608


def test_a_library_from_before_filters_were_kept_keeps_its_marks(tmp_path: Path) -> None:
    old_library(tmp_path / "library.db", 1, MARKED)
    store = open_store(tmp_path)
    assert store.library.recent() == []
    store.library.save_search("mixtures", "moe")
    assert store.library.searches() == {"mixtures": "moe"}
    assert read(store, A) == [True]
    store.close()


def test_a_library_from_before_tags_keeps_all_it_has(tmp_path: Path) -> None:
    old_library(
        tmp_path / "library.db",
        2,
        MARKED,
        "INSERT INTO searches VALUES ('mixtures', 'moe')",
        f"INSERT INTO records VALUES ('{A}', '{record_text(PAPERS[0])}')",  # noqa: S608
    )
    store = open_store(tmp_path)
    assert read(store, A, B) == [True, False]
    assert store.library.searches() == {"mixtures": "moe"}
    assert store.library.records() == [PAPERS[0]]
    assert store.library.undo() is None
    store.library.mark([B], Mark.READ, True)
    assert written(tmp_path, f"SELECT changed_at FROM marks WHERE id = '{B}'") == [(FUTURE + 1,)]  # noqa: S608
    assert [(each.kind, each.id) for each in store.library.entries()] == [
        *(("mark", A), ("mark", B), ("search", "mixtures"), ("record", A)),
    ]
    store.close()


def test_an_import_is_remembered_with_its_papers(store: Store, tmp_path: Path) -> None:
    assert not store.library.was_imported("digest")
    store.library.keep(records(PAPERS[:2]), "digest")
    store.library.keep(records(PAPERS[1:3]), "other")
    store.library.keep(records(PAPERS[:2]), "digest")
    assert store.library.was_imported("digest")
    assert not store.library.was_imported("dig")
    assert store.library.records() == [*PAPERS[:3]]
    other = open_store(tmp_path)
    assert other.library.was_imported("other")
    other.close()


def test_an_import_that_fails_is_not_remembered(store: Store) -> None:
    broken: list[tuple[str, Any]] = [*records(PAPERS[:1]), ("x", object())]
    with pytest.raises(sqlite3.Error):
        store.library.keep(broken, "digest")
    assert not store.library.was_imported("digest")
    assert store.library.records() == []


def test_marks_and_their_papers_survive_a_deleted_cache(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.cache.save(listing([item(number) for number in range(1, 6)]), first_fill=True)
    store.library.mark([A], Mark.STARRED, True, papers=PAPERS[:1])
    store.library.mark([A, C], Mark.READ, True)
    store.library.keep(records(PAPERS[1:2]), "digest")
    store.close()
    for file in tmp_path.glob("cache.db*"):
        file.unlink()
    again = open_store(tmp_path)
    rows = again.search.rows(again.search.ask(EVERYTHING).keys)
    assert [(row.paper, row.read, row.starred, row.new) for row in rows] == [
        (PAPERS[0], True, True, False),
        (PAPERS[1], False, False, False),
    ]
    assert again.notices == ()
    again.cache.save(listing([item(3), item(1, upvotes=1)]), first_fill=True)
    row = again.search.row(C)
    assert row
    assert row.read
    assert again.search.counts().papers == 3
    again.close()


def test_a_mark_is_written_while_the_cache_is_locked(store: Store, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "cache.db", isolation_level=None)) as refreshing:
        refreshing.execute("BEGIN EXCLUSIVE")
        store.library.mark([A], Mark.READ, True)
    assert read(store, A) == [True]


def test_a_refresh_writes_nothing_to_the_library(store: Store, tmp_path: Path) -> None:
    store.library.mark([A], Mark.STARRED, True, papers=PAPERS[:1])
    before = (tmp_path / "library.db").read_bytes()
    store.cache.save(listing([item(1, upvotes=2), item(2)], trending=True), first_fill=False)
    store.cache.end_visit()
    assert (tmp_path / "library.db").read_bytes() == before


def test_two_copies_in_one_process_mark_at_once(tmp_path: Path) -> None:
    stores = [open_store(tmp_path) for _ in range(2)]
    ids = [[f"{name}-{number}" for number in range(60)] for name in "ab"]
    failed: list[StoreError] = []

    def mark(store: Store, some: list[str]) -> None:
        try:
            for each in some:
                store.library.mark([each], Mark.READ, True)
                store.search.counts()
        except StoreError as error:
            failed.append(error)

    threads = [threading.Thread(target=mark, args=pair) for pair in zip(stores, ids, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    for store in stores:
        assert all(read(store, *ids[0], *ids[1]))
        store.close()


_COPY = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from paperterm.store import Mark, Store

folder, name = Path(sys.argv[1]), sys.argv[2]
store = Store.open(folder / "cache.db", folder / "library.db", lambda: datetime.now(UTC))
for number in range(60):
    store.library.mark([f"{name}-{number}"], Mark.READ, True)
    store.cache.end_visit()
store.close()
"""


def test_copies_that_start_together_mark_in_several_processes(tmp_path: Path) -> None:
    environ = os.environ | {"PYTHONPATH": str(Path(paperterm.__file__).parents[1])}
    copies = [
        subprocess.Popen(
            [sys.executable, "-c", _COPY, tmp_path, name], env=environ, stderr=subprocess.PIPE
        )
        for name in "abc"
    ]
    assert [copy.communicate(timeout=60)[1] for copy in copies] == [b""] * 3
    assert [copy.returncode for copy in copies] == [0] * 3
    ((rows, times),) = written(
        tmp_path, "SELECT count(*), count(DISTINCT changed_at) FROM marks WHERE value"
    )
    assert (rows, times) == (180, 180)


_WITHOUT_A_PAUSE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from paperterm.store import Mark, Store

folder = Path(sys.argv[1])
store = Store.open(folder / "cache.db", folder / "library.db", lambda: datetime.now(UTC))
value = True
while True:
    store.library.mark([f"other-{number}" for number in range(3_000)], Mark.READ, value)
    value = not value
    print("marked", flush=True)
"""


def test_who_writes_without_a_pause_keeps_nobody_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Twice the time that a change of the others takes.
    monkeypatch.setattr("paperterm.store.files.BUSY", 1.5)
    environ = os.environ | {"PYTHONPATH": str(Path(paperterm.__file__).parents[1])}
    command = [sys.executable, "-c", _WITHOUT_A_PAUSE, str(tmp_path)]
    others = [subprocess.Popen(command, env=environ, stdout=subprocess.PIPE) for _ in range(2)]
    try:
        for other in others:
            assert other.stdout
            assert other.stdout.readline() == b"marked\n"
        store = open_store(tmp_path)
        for number in range(20):
            store.library.mark([f"mine-{number}"], Mark.READ, True)
        store.close()
    finally:
        for other in others:
            other.kill()
            other.communicate()


def test_the_files_are_as_safe_as_what_is_in_them_needs(tmp_path: Path) -> None:
    for kind, journal, synchronous in ((LIBRARY, "truncate", 2), (CACHE, "wal", 1)):
        with closing(open_file(tmp_path / kind.name, kind)) as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone() == (journal,)
            assert connection.execute("PRAGMA synchronous").fetchone() == (synchronous,)
