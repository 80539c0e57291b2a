"""Backups: one a day, whole or not at all, and nothing waits for them."""

from __future__ import annotations

import itertools
import math
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from papers import NOW, item
from paperterm.errors import DamagedError
from paperterm.store import Mark, Store
from paperterm.store.backups import KEPT, backups_of, folder_of, look_after, trouble_of
from reader import Clock, reading

DAY = timedelta(days=1)
TODAY = NOW.date()


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """The file of a library that says something."""
    with opened(tmp_path) as store:
        store.library.mark(["2608.00001"], Mark.STARRED, True)
    return tmp_path / "library.db"


def opened(folder: Path, now: datetime = NOW) -> closing[Store]:
    """Open a store, to be closed again."""
    return closing(Store.open(folder / "cache.db", folder / "library.db", lambda: now))


def write(library: Path, paper: str, now: datetime = NOW) -> None:
    """Star a paper."""
    with opened(library.parent, now) as store:
        store.library.mark([paper], Mark.STARRED, True)


def names(library: Path) -> list[str]:
    """Return the names of all files in the folder of backups, but for its notes."""
    return sorted(each.name for each in folder_of(library).iterdir() if each.suffix)


def starred(file: Path) -> int:
    """Return the number of starred papers in a library."""
    with closing(sqlite3.connect(file)) as connection:
        query = "SELECT count(*) FROM marks WHERE mark = 'starred' AND value"
        return int(connection.execute(query).fetchone()[0])


def harm(file: Path) -> None:
    """Write over the middle of a file."""
    whole = bytearray(file.read_bytes())
    whole[4096:12288] = b"\xa5" * 8192
    file.write_bytes(whole)


def test_a_backup_is_made_once_a_day_where_something_was_written(library: Path) -> None:
    assert look_after(library, NOW) == ""
    assert names(library) == [f"library-{TODAY}.db"]
    (backup,) = backups_of(library, TODAY)
    assert starred(backup.path) == 1
    assert trouble_of(backup.path) == ""
    # The same day again: nothing is done; the next without a change: nothing is kept.
    write(library, "2608.00002")
    look_after(library, NOW)
    assert starred(backup.path) == 1
    look_after(library, NOW + DAY)
    look_after(library, NOW + 2 * DAY)
    assert names(library) == [f"library-{TODAY}.db", f"library-{TODAY + DAY}.db"]
    assert starred(backups_of(library, TODAY + DAY)[0].path) == 2


def test_backups_are_the_readers_alone(library: Path) -> None:
    umask = os.umask(0)
    try:
        look_after(library, NOW)
    finally:
        os.umask(umask)
    assert stat.S_IMODE(folder_of(library).stat().st_mode) == 0o700
    for each in folder_of(library).iterdir():
        assert stat.S_IMODE(each.stat().st_mode) == 0o600, each


def test_seven_are_kept_and_a_wrong_clock_costs_none_of_the_true_ones(library: Path) -> None:
    for number in range(KEPT + 3):
        write(library, f"2608.1000{number}", NOW + number * DAY)
        look_after(library, NOW + number * DAY)
    newest = TODAY + (KEPT + 2) * DAY
    kept = [each.day for each in backups_of(library, newest)]
    assert kept == [newest - number * DAY for number in range(KEPT)]
    # Ten years ahead, then right again: the one of a day to come is the first to go.
    ahead = NOW + 3650 * DAY
    write(library, "2608.20000", ahead)
    look_after(library, ahead)
    after = NOW + (KEPT + 3) * DAY
    write(library, "2608.20001", after)
    look_after(library, after)
    kept = [each.day for each in backups_of(library, after.date())]
    assert kept == [after.date(), *(newest - number * DAY for number in range(KEPT - 1))]


def test_two_copies_that_start_at_once_make_one_backup(library: Path) -> None:
    program = (
        "import sys; from datetime import datetime; from pathlib import Path;"
        "from paperterm.store.backups import look_after; sys.stdin.read(1);"
        "print(look_after(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])))"
    )
    command = [sys.executable, "-c", program, str(library), NOW.isoformat()]
    several = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    for each in several:
        assert each.stdin
        each.stdin.write("x")
        each.stdin.flush()
    said = [each.communicate(timeout=60)[0].strip() for each in several]
    assert said == [""] * 4
    assert names(library) == [f"library-{TODAY}.db"]
    assert trouble_of(backups_of(library, TODAY)[0].path) == ""


def test_marks_are_written_while_a_backup_is_made(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(library.parent) as store:
        ids = [f"2607.{number:05}" for number in range(20_000)]
        store.library.mark(ids, Mark.READ, True)
    reached, go_on = threading.Event(), threading.Event()
    steps = 0

    def sleep(_seconds: float) -> None:
        nonlocal steps
        steps += 1
        if steps == 5:
            reached.set()
            go_on.wait(20)

    monkeypatch.setattr("paperterm.store.backups.sleep", sleep)
    monkeypatch.setattr("paperterm.store.backups.PAGES", 1)
    worker = threading.Thread(target=look_after, args=(library, NOW))
    worker.start()
    assert reached.wait(20)
    write(library, "2608.00002")
    go_on.set()
    worker.join(60)
    (backup,) = backups_of(library, TODAY)
    assert starred(backup.path) == 2
    assert trouble_of(backup.path) == ""


def test_a_copy_that_is_always_overtaken_is_told_and_no_damage(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = itertools.count()

    def sleep(_seconds: float) -> None:
        if next(steps) == 3:  # when some of it is copied
            monkeypatch.setattr("paperterm.store.backups.monotonic", lambda: math.inf)

    monkeypatch.setattr("paperterm.store.backups.PAGES", 1)
    monkeypatch.setattr("paperterm.store.backups.sleep", sleep)
    assert "was in use for 30 seconds without a pause" in look_after(library, NOW)
    assert backups_of(library, TODAY) == []
    monkeypatch.undo()
    assert look_after(library, NOW) == ""
    assert trouble_of(backups_of(library, TODAY)[0].path) == ""


def test_what_a_crash_left_is_no_backup_and_in_nobodys_way(library: Path) -> None:
    folder_of(library).mkdir()
    (folder_of(library) / "new.db").write_bytes(b"half of it")
    (folder_of(library) / "library-2026-13-99.db").write_bytes(b"no day")
    assert backups_of(library, TODAY) == []
    look_after(library, NOW)
    assert names(library) == [f"library-{TODAY}.db", "library-2026-13-99.db"]


def test_no_backup_is_made_of_a_damaged_library(library: Path) -> None:
    look_after(library, NOW)
    before = backups_of(library, TODAY)[0].path.read_bytes()
    harm(library)
    with pytest.raises(DamagedError, match=str(library)):
        look_after(library, NOW + DAY)
    assert names(library) == [f"library-{TODAY}.db"]
    assert backups_of(library, TODAY)[0].path.read_bytes() == before


@pytest.fixture
def no_room(library: Path) -> Path:
    """The library, where its backups have no place: a file stands where their folder would be."""
    folder_of(library).write_bytes(b"in the way")
    return library


def test_a_backup_that_cannot_be_made_is_told_and_costs_nothing(no_room: Path) -> None:
    said = look_after(no_room, NOW)
    assert str(folder_of(no_room)) in said
    assert "Your marks are safe" in said
    write(no_room, "2608.00002")
    assert starred(no_room) == 2


def test_a_full_disk_is_told_once_a_day(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_source: Path, target: Path) -> None:
        target.write_bytes(b"a part")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("paperterm.store.backups.copy", full)
    said = [look_after(library, NOW), look_after(library, NOW), look_after(library, NOW + DAY)]
    assert [bool(each) for each in said] == [True, False, True]
    assert "No space left on device" in said[0]
    assert names(library) == []
    monkeypatch.undo()
    # The same day, when there is room again.
    assert look_after(library, NOW + DAY) == ""
    assert names(library) == [f"library-{TODAY + DAY}.db"]


async def test_the_app_makes_one_after_its_first_frame_and_on_the_next_day(tmp_path: Path) -> None:
    clock = Clock()
    async with reading(tmp_path, [item(1), item(2)], clock=clock) as reader:
        library = reader.config.library_file
        await reader.until(lambda: len(backups_of(library, clock().date())) == 1)
        await reader.press("s")
        clock.move(days=1)
        await reader.until(lambda: len(backups_of(library, clock().date())) == 2)
        newest, _ = backups_of(library, clock().date())
        assert starred(newest.path) == 1


def test_it_is_made_by_the_clock_of_utc(library: Path) -> None:
    late = datetime.fromisoformat("2026-08-20T01:00:00+05:00")
    look_after(library, late)
    assert [each.day for each in backups_of(library, TODAY)] == [late.astimezone(UTC).date()]


def test_a_backup_can_be_opened_in_place_of_the_library(library: Path, tmp_path: Path) -> None:
    look_after(library, NOW)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(backups_of(library, TODAY)[0].path, elsewhere / "library.db")
    with opened(elsewhere) as store:
        assert store.library.marks(["2608.00001"])["2608.00001"].starred
