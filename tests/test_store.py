"""The store's files: made, put aside, refused or left alone, and never overwritten."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import paperterm
from older import old_cache
from papers import NOW, TODAY, item, listing
from paperterm.errors import StoreError
from paperterm.query import EVERYTHING, parse
from paperterm.store import Mark, Marks, Store
from paperterm.store.files import CACHE, LIBRARY, connect, open_file

GARBAGE = b"This is no database, but somebody may want it back. " * 200
ONE = "2608.00001"
PAPERS = tuple(record.paper for record in listing([item(1)]).records)


class Files:
    """Where a store's files are, and the stores opened there."""

    def __init__(self, folder: Path) -> None:
        self.cache = folder / "some" / "cache" / "cache.db"
        self.library = folder / "other" / "data" / "library.db"
        self._opened: list[Store] = []

    def open(self) -> Store:
        """Open a store, which is closed when the test ends."""
        self._opened.append(Store.open(self.cache, self.library, lambda: NOW))
        return self._opened[-1]

    def fill(self) -> None:
        """Make both files, with a starred paper that is read, and let go of them."""
        store = self.open()
        store.cache.save(listing([item(1), item(2)]), first_fill=True)
        store.library.mark([ONE], Mark.STARRED, True, papers=PAPERS)
        store.library.mark([ONE], Mark.READ, True)
        self.close()

    def close(self) -> None:
        """Close every store, with its files."""
        while self._opened:
            store = self._opened.pop()
            store.close()
            for part in (store.search, store.cache, store.library):
                part.close()


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Files]:
    """The files of a store, in folders that are not there yet."""
    made = Files(tmp_path)
    yield made
    made.close()


def ids(store: Store) -> list[str]:
    """Return the ids of all papers listed."""
    return store.search.ids(store.search.ask(EVERYTHING).keys)


def set_pragma(file: Path, pragma: str) -> None:
    """Change a number in a database's header."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(f"PRAGMA {pragma}")


def others(file: Path) -> list[Path]:
    """Return the files that were put aside."""
    return sorted(
        each
        for each in file.parent.glob(f"{file.name}.damaged-*")
        if not each.name.endswith(("-wal", "-shm", "-journal"))
    )


def test_folders_and_files_are_the_readers_alone(files: Files) -> None:
    store = files.open()
    store.cache.save(listing([item(1)]), first_fill=True)
    store.library.mark([ONE], Mark.READ, True)
    for file in (files.cache, files.library):
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
        for each in file.parent.iterdir():
            assert stat.S_IMODE(each.stat().st_mode) == 0o600, each
    assert store.notices == ()


def test_empty_files_are_filled(files: Files) -> None:
    for file in (files.cache, files.library):
        file.parent.mkdir(parents=True)
        file.touch()
    assert files.open().notices == ()


def test_a_cache_that_was_deleted_or_replaced_is_noticed(files: Files) -> None:
    files.fill()
    store = files.open()
    store.cache.save(listing([item(3)]), first_fill=False)
    assert not store.was_replaced()
    copy = files.cache.with_name("copy.db")
    shutil.copy(files.cache, copy)
    for file in files.cache.parent.glob("cache.db*"):
        file.unlink()
    assert store.was_replaced()
    assert len(ids(store)) == 3
    copy.rename(files.cache)
    assert store.was_replaced()
    assert not files.open().was_replaced()


def test_a_cache_that_is_no_database_is_put_aside_and_made_anew(files: Files) -> None:
    files.fill()
    files.cache.write_bytes(GARBAGE)
    store = files.open()
    (aside,) = others(files.cache)
    assert aside.read_bytes() == GARBAGE
    (notice,) = store.notices
    assert str(aside) in notice
    assert ids(store) == [ONE]
    store.cache.save(listing([item(2)]), first_fill=True)
    assert files.open().notices == ()


def test_a_library_that_is_no_database_is_put_aside_and_never_overwritten(files: Files) -> None:
    files.fill()
    kept: list[Path] = []
    for number in range(3):
        garbage = GARBAGE + bytes([number])
        files.library.write_bytes(garbage)
        store = files.open()
        (notice,) = store.notices
        (aside,) = set(others(files.library)) - set(kept)
        assert str(aside) in notice
        assert aside.read_bytes() == garbage
        assert stat.S_IMODE(files.library.stat().st_mode) == 0o600
        kept.append(aside)
        store.library.mark([ONE], Mark.READ, True)
        files.close()
    assert [file.read_bytes()[-1] for file in kept] == [0, 1, 2]


@pytest.mark.parametrize("damaged", ["library", "cache"])
@pytest.mark.parametrize("cut", [True, False])
def test_a_file_damaged_in_its_middle_is_named(files: Files, damaged: str, cut: bool) -> None:
    files.fill()
    store = files.open()
    made = listing([item(number) for number in range(1, 200)])
    store.cache.save(made, first_fill=True)
    papers = [record.paper for record in made.records]
    store.library.mark([paper.id for paper in papers], Mark.STARRED, True, papers=papers)
    files.close()
    file = getattr(files, damaged)
    whole = file.read_bytes()
    broken = whole[:8192] + b"\xa5" * (0 if cut else len(whole) - 8192)
    file.write_bytes(broken)
    if damaged == "library":
        files.cache.unlink()
    try:
        said = list(files.open().notices)
    except StoreError as error:
        said = [str(error)]
    assert any(str(file) in sentence for sentence in said)
    assert broken in [each.read_bytes() for each in (file, *others(file)) if each.exists()]


@pytest.mark.parametrize(
    ("record", "blob"),
    [
        (b"{", zlib.compress(b"{")),
        (b"[]", zlib.compress(b"[]\n[]")),
        (b'{"id": 1, "what": 2}', zlib.compress(b'{"id": 1, "what": 2}\n{}')),
        (b"{\xff}", b"{\xff}"),
    ],
)
def test_a_damaged_record_is_told_of_its_file(files: Files, record: bytes, blob: bytes) -> None:
    files.fill()
    with closing(sqlite3.connect(files.cache, isolation_level=None)) as connection:
        connection.execute("UPDATE papers SET blob = ?", [blob])
    with closing(connect(files.library)) as connection:
        connection.execute("UPDATE records SET record = CAST(? AS TEXT)", [record])
    store = files.open()
    with pytest.raises(StoreError, match=f"{files.cache} is damaged"):
        store.search.rows(store.search.ask(parse("GPT-[n] number")).keys or [1])
    with pytest.raises(StoreError, match=f"{files.library} is damaged"):
        store.library.records()


def test_a_cache_that_is_found_damaged_when_it_is_opened_is_made_anew(files: Files) -> None:
    files.fill()
    with closing(sqlite3.connect(files.cache, isolation_level=None)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    half = files.cache.read_bytes()[:size]
    files.cache.write_bytes(half)
    store = files.open()
    (aside,) = others(files.cache)
    assert aside.read_bytes()[:size] == half
    assert len(store.notices) == 1
    assert str(aside) in store.notices[0]
    assert ids(store) == [ONE]


def test_a_damaged_file_that_cannot_be_put_aside_is_named(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.fill()

    def refuse(_file: Path, _target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "rename", refuse)
    for cut in (50, 4096):
        files.cache.write_bytes(files.cache.read_bytes()[:cut])
        with pytest.raises(StoreError, match=f"{files.cache} is damaged.*Permission denied"):
            files.open()
        files.cache.unlink()
        files.fill()


def test_a_pipe_in_place_of_a_file_is_not_waited_for(files: Files) -> None:
    for file in (files.cache, files.library):
        file.parent.mkdir(parents=True)
        os.mkfifo(file)
    with pytest.raises(StoreError, match=str(files.library)):
        files.open()
    files.library.unlink()
    assert ids(files.open()) == []


@pytest.mark.parametrize("pragma", [f"user_version={LIBRARY.version + 1}", "application_id=7"])
def test_a_newer_or_foreign_library_is_refused_and_left_as_it_is(files: Files, pragma: str) -> None:
    files.fill()
    set_pragma(files.library, pragma)
    before = {file: file.read_bytes() for file in files.library.parent.iterdir()}
    with pytest.raises(StoreError, match=str(files.library)):
        files.open()
    assert {file: file.read_bytes() for file in files.library.parent.iterdir()} == before


def test_a_library_that_another_program_began_is_refused(files: Files) -> None:
    files.library.parent.mkdir(parents=True)
    with closing(sqlite3.connect(files.library)) as connection:
        connection.execute("CREATE TABLE theirs (a)")
    before = files.library.read_bytes()
    with pytest.raises(StoreError, match=str(files.library)):
        files.open()
    assert files.library.read_bytes() == before


@pytest.mark.parametrize("pragma", [f"user_version={CACHE.version + 1}", "application_id=7"])
def test_a_newer_cache_is_left_alone_and_another_file_used(files: Files, pragma: str) -> None:
    files.fill()
    set_pragma(files.cache, pragma)
    before = files.cache.read_bytes()
    store = files.open()
    assert ids(store) == [ONE]
    store.cache.save(listing([item(3)]), first_fill=True)
    files.close()
    assert files.cache.read_bytes() == before
    assert others(files.cache) == []
    assert ids(files.open()) == [ONE, "2608.00003"]
    assert files.open().notices == ()


def test_what_a_cache_of_version_1_holds_goes_on(files: Files) -> None:
    items = [item(1, "Old C++ moe", upvotes=5), item(2, upvotes=50), item(3, "Unlisted", day=None)]
    files.cache.parent.mkdir(parents=True)
    old_cache(files.cache, items, ranked=[1])
    store = files.open()
    assert ids(store) == [ONE, "2608.00002"]
    assert found(store, "c++ mo") == [ONE]
    assert found(store, "in:2026-08-05") == ["2608.00002", ONE]
    assert found(store, "is:new") == ["2608.00002"]
    assert found(store, "sort:upvotes limit:1") == ["2608.00002"]
    again = listing([item(1, "Old C++ moe", upvotes=9), item(4)], day=TODAY)
    saved = store.cache.save(again, first_fill=False)
    assert (saved.new, saved.changed) == (1, 1)
    assert found(store, "moe") == [ONE]
    assert store.search.counts().papers == 3


LATEX = (
    item(1, r"T\"ulu and na\"ive Bayes", ai_keywords=[r"$\alpha$-GAN"]),
    item(2, "Plain", summary=r"It wins by 85\% in $O(n^2)$.", upvotes=7),
    item(3, "Nothing to read", summary="At all."),
    item(4, "M^3IT", day=None),
)


@pytest.mark.parametrize("version", [1, 2, 3, 4])
def test_the_latex_in_an_older_cache_is_found_as_it_is_read(files: Files, version: int) -> None:
    files.cache.parent.mkdir(parents=True)
    old_cache(files.cache, LATEX, ranked=[2], version=version)
    store = files.open()
    assert found(store, '"tulu and naive bayes"') == [ONE]
    assert found(store, "ulu na ive ") == [ONE]
    assert found(store, "kw:α,alpha") == [ONE]
    assert found(store, "85% o(n²)") == ["2608.00002"]
    assert found(store, r"85\%") == ["2608.00002"]
    assert found(store, "naiv") == [ONE]
    assert found(store, "sort:title") == ["2608.00003", "2608.00002", ONE]
    again = [LATEX[0], item(2, "Plain"), *LATEX[2:]]
    store.cache.save(listing(again), first_fill=False)
    files.close()
    assert index_of(files.cache) == index_of(new_cache(files.cache, again))


def new_cache(path: Path, items: Sequence[dict[str, Any]]) -> Path:
    """Make a cache of the same papers as they are now; returns where it is."""
    folder = path.with_name("new")
    store = Store.open(folder / "cache.db", folder / "library.db", lambda: NOW)
    listed = [each for each in items if "submittedOnDailyAt" in each["paper"]]
    store.cache.save(listing(listed), first_fill=True)
    ids = listing([each for each in items if each["paper"]["id"].endswith("2")])
    store.cache.save(replace(ids, trending=True), first_fill=True)
    store.close()
    return folder / "cache.db"


def index_of(path: Path) -> list[tuple[Any, ...]]:
    """Return each word of the index, with where it stands, and the titles by which it sorts."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE VIRTUAL TABLE temp.v USING fts5vocab(main, words, instance)")
        words = connection.execute("SELECT term, doc, col, offset FROM v ORDER BY 1, 2, 3, 4")
        return [*words, *connection.execute("SELECT title, number FROM titles ORDER BY 1, 2")]


def found(store: Store, text: str) -> list[str]:
    """Return the ids that a filter finds."""
    return store.search.ids(store.search.ask(parse(text)).keys)


def test_the_other_cache_is_put_aside_as_well_when_it_is_no_database(files: Files) -> None:
    files.fill()
    set_pragma(files.cache, f"user_version={CACHE.version + 1}")
    files.open()
    files.close()
    (other,) = set(files.cache.parent.glob("*.db")) - {files.cache}
    other.write_bytes(GARBAGE)
    assert ids(files.open()) == [ONE]
    assert [file.read_bytes() for file in others(other)] == [GARBAGE]


def test_marks_that_a_crash_left_half_written_are_rolled_back(files: Files, tmp_path: Path) -> None:
    files.fill()
    store = files.open()
    many = [f"{number:01000}" for number in range(400)]
    store.library.mark(many, Mark.READ, True)
    files.close()
    crashed = Files(tmp_path / "crashed")
    crashed.library.parent.mkdir(parents=True)
    with closing(connect(files.library)) as connection:
        # With so small a cache the change reaches the file before it is complete.
        connection.execute("PRAGMA cache_size=1")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE marks SET value = 0")
        for file in files.library.parent.iterdir():
            shutil.copy(file, crashed.library.parent)
    again = crashed.open()
    assert again.notices == ()
    assert set(again.library.marks(many).values()) == {Marks(read=True)}
    assert ids(again) == [ONE]
    crashed.close()


@pytest.mark.parametrize("name", ["library", "cache"])
def test_a_file_whose_first_page_never_reached_the_disk_is_begun_anew(
    files: Files, name: str
) -> None:
    file = getattr(files, name)
    file.parent.mkdir(parents=True)
    with closing(connect(file)) as connection:
        connection.execute("PRAGMA cache_size=1")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("CREATE TABLE a (b)")
        connection.execute("INSERT INTO a SELECT zeroblob(100000)")
        left = {each: each.read_bytes() for each in file.parent.iterdir()}
        connection.execute("ROLLBACK")
    for each, content in left.items():
        each.write_bytes(bytes(4096) + content[4096:] if each == file else content)
    assert files.open().notices == ()


def test_a_crash_of_another_copy_does_not_stop_search(files: Files, tmp_path: Path) -> None:
    files.fill()
    store = files.open()
    store.cache.save(listing([item(number) for number in range(1, 4)]), first_fill=True)
    many = [f"{number:01000}" for number in range(400)]
    store.library.mark(many, Mark.READ, True)
    copy = tmp_path / "copy"
    copy.mkdir()
    with closing(connect(files.library)) as connection:
        connection.execute("PRAGMA cache_size=1")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE marks SET value = 0")
        for file in files.library.parent.iterdir():
            shutil.copy(file, copy)
    for file in copy.iterdir():
        # In place, as the crashed copy would have written it.
        (files.library.parent / file.name).write_bytes(file.read_bytes())
    assert len(store.search.ask(parse("is:read")).keys) == 1


def test_an_older_library_is_copied_before_it_is_changed(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.fill()
    newer = replace(LIBRARY, version=LIBRARY.version + 1)
    monkeypatch.setattr("paperterm.store.files.LIBRARY", newer)
    open_file(files.library, newer).close()
    (copy,) = files.library.parent.glob(f"*.version-{LIBRARY.version}")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (LIBRARY.version,)
        assert connection.execute("SELECT id, mark FROM marks ORDER BY mark").fetchall() == [
            (ONE, "read"),
            (ONE, "starred"),
        ]


@pytest.mark.parametrize("name", ["cache", "library"])
def test_a_file_that_cannot_be_made_is_named(files: Files, name: str) -> None:
    file = getattr(files, name)
    file.parent.parent.mkdir()
    file.parent.write_text("in the way")
    with pytest.raises(StoreError, match=str(file)):
        files.open()


def test_a_log_is_begun_when_those_who_write_are_done(files: Files) -> None:
    files.fill()
    opened: list[sqlite3.Connection] = []
    with closing(connect(files.cache)) as other:
        # As a copy leaves it that is at its first start.
        other.execute("PRAGMA journal_mode=DELETE")
        other.execute("BEGIN IMMEDIATE")
        thread = threading.Thread(target=lambda: opened.append(open_file(files.cache, CACHE)))
        thread.start()
        thread.join(0.3)
        is_waiting = thread.is_alive()
        other.execute("COMMIT")
        thread.join(60)
    assert is_waiting
    for connection in opened:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        connection.close()
    assert opened


def test_a_lock_that_does_not_end_is_told(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("paperterm.store.files.BUSY", 0.01)
    store = files.open()
    paper, mark = listing([item(1)]), ([ONE], Mark.READ, True)
    for file in (files.cache, files.library):
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreError, match=f"{file}.*Another program holds it"):
                _ = (
                    store.cache.save(paper, first_fill=True)
                    if file == files.cache
                    else store.library.mark(*mark)
                )
    store.cache.save(paper, first_fill=True)
    store.library.mark(*mark)


async def test_the_parts_work_at_once_each_on_its_lane(files: Files) -> None:
    store = files.open()
    made = [listing([item(number)]) for number in range(1, 21)]
    jobs = [
        job
        for each in made
        for job in (
            store.writer.run(store.cache.save, each, first_fill=False),
            store.marker.run(store.library.mark, [each.records[0].paper.id], Mark.READ, True),
            store.reader.run(store.search.ask, parse("paper")),
        )
    ]
    await asyncio.gather(*jobs)
    assert await store.reader.run(store.search.counts) == store.search.counts()
    assert len(store.search.ask(parse("is:read")).keys) == 20


async def test_marks_given_before_closing_are_written(files: Files) -> None:
    store = files.open()
    given = [
        asyncio.ensure_future(store.marker.run(store.library.mark, [str(number)], Mark.READ, True))
        for number in range(5)
    ]
    await asyncio.sleep(0)
    store.close()
    marks = files.open().library.marks([str(number) for number in range(5)])
    assert set(marks.values()) == {Marks(read=True)}
    await asyncio.gather(*given)


def test_closing_lets_go_of_the_files(files: Files) -> None:
    store = files.open()
    store.close()
    for read in (store.cache.is_empty, store.library.records, store.search.counts):
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            read()


async def test_closing_waits_for_nothing_that_hangs(files: Files) -> None:
    store = files.open()
    hung = threading.Event()
    lanes = (store.reader, store.writer, store.marker)
    waiting = [asyncio.ensure_future(lane.run(hung.wait, 30)) for lane in lanes]
    await asyncio.sleep(0)
    store.close()
    assert not any(each.done() for each in waiting)
    hung.set()
    assert await asyncio.gather(*waiting) == [True] * 3


_BLOCKED = """
import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from paperterm.store import Mark, Store, files

files.BUSY = 600


async def write(store):
    await store.reader.run(store.search.counts)
    print("opened", flush=True)
    sys.stdin.readline()
    writes = (
        (store.marker, store.library.mark, ["an id"], Mark.READ, True),
        (store.writer, store.cache.end_visit),
    )
    waiting = [asyncio.ensure_future(lane.run(*job)) for lane, *job in writes]
    await asyncio.wait(waiting, timeout=0.2)
    print(*(each.done() for each in waiting), flush=True)
    store.close()


asyncio.run(write(Store.open(Path(sys.argv[1]), Path(sys.argv[2]), lambda: datetime.now(UTC))))
"""


def test_a_program_ends_while_another_holds_both_files(files: Files) -> None:
    files.fill()
    with ExitStack() as held:
        environ = os.environ | {"PYTHONPATH": str(Path(paperterm.__file__).parents[1])}
        program = held.enter_context(
            subprocess.Popen(
                [sys.executable, "-c", _BLOCKED, files.cache, files.library],
                env=environ,
                text=True,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        )
        held.callback(program.kill)
        assert program.stdout
        assert program.stdout.readline() == "opened\n"
        for file in (files.cache, files.library):
            other = held.enter_context(closing(sqlite3.connect(file, isolation_level=None)))
            other.execute("BEGIN EXCLUSIVE")
        assert program.communicate("go\n", timeout=60) == ("False False\n", "")
        assert program.returncode == 0


async def test_closing_does_not_wait_for_a_file_that_is_held(files: Files) -> None:
    store = files.open()
    with ExitStack() as held:
        for file in (files.cache, files.library):
            other = held.enter_context(closing(sqlite3.connect(file, isolation_level=None)))
            other.execute("BEGIN EXCLUSIVE")
        waiting = [
            asyncio.ensure_future(store.marker.run(store.library.mark, [ONE], Mark.READ, True)),
            asyncio.ensure_future(store.writer.run(store.cache.end_visit)),
        ]
        await asyncio.sleep(0)
        store.close()
        assert not any(each.done() for each in waiting)
    await asyncio.gather(*waiting)
