"""Rescue: a damaged library or cache is put aside, another takes its place, and it is told."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from harming import (
    DAY,
    HARMS,
    JOURNALS,
    PAPERS,
    Template,
    cut_off,
    cut_off_cache,
    harm_journal,
    opened,
    said_by,
    template,
    used,
    wrong,
)
from papers import NOW, item
from paperterm.errors import DamagedError, StoreError
from paperterm.store import Mark, schema
from paperterm.store.backups import backups_of, folder_of, look_after
from paperterm.store.files import LIBRARY, connect, transaction
from paperterm.store.seals import SEALED
from reader import reading

SEEDS = range(5)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A store of three days, closed, to be copied."""
    return template(tmp_path_factory.mktemp("whole"))


def asides(file: Path) -> list[Path]:
    """Return the damaged files that were put aside."""
    found = file.parent.glob(f"{file.name}.damaged-*")
    return sorted(each for each in found if not each.name.endswith(("-journal", "-wal", "-shm")))


@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_damaged_library_is_mended(whole: Template, tmp_path: Path, harm: str, seed: int) -> None:
    library = whole.harmed(tmp_path / "it", "library.db", HARMS[harm], seed)
    harmed = library.read_bytes()
    outcome = used(library.parent)
    assert wrong(whole, outcome) == []
    if outcome.notices:
        (notice,), (aside,) = outcome.notices, asides(library)
        assert aside.read_bytes() == harmed
        assert str(aside) in notice
        assert f"backup of {NOW.date()}" in notice
        assert used(library.parent).notices == []
    else:
        assert outcome.said == whole.after


@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_damaged_cache_is_made_anew(
    whole: Template, tmp_path: Path, harm: str, seed: int
) -> None:
    cache = whole.harmed(tmp_path / "it", "cache.db", HARMS[harm], seed)
    harmed = cache.read_bytes()
    outcome = used(cache.parent)
    assert outcome.said == whole.after
    for notice in outcome.notices:
        assert [each.read_bytes() for each in asides(cache)] == [harmed]
        assert str(asides(cache)[0]) in notice


@pytest.mark.parametrize("what", JOURNALS)
def test_a_damaged_journal_costs_nothing(whole: Template, tmp_path: Path, what: str) -> None:
    library, pending = cut_off(whole, tmp_path / "it")
    harm_journal(library, what)
    outcome = used(library.parent)
    assert wrong(whole, outcome, pending=pending) == []
    if what == "as it was":
        assert (outcome.notices, outcome.said) == ([], whole.after)


@pytest.mark.parametrize("what", JOURNALS)
def test_a_damaged_log_costs_a_refresh_at_most(whole: Template, tmp_path: Path, what: str) -> None:
    cache = cut_off_cache(whole, tmp_path / "it")
    harm_journal(cache, what)
    outcome = used(cache.parent)
    assert outcome.said == whole.after
    if what == "as it was":
        assert outcome.notices == []


def test_what_is_read_of_the_damaged_file_is_newer_than_the_backup(
    whole: Template, tmp_path: Path
) -> None:
    def without_header(_: object, content: bytes) -> bytes:
        return bytes(4096) + content[4096:]

    library = whole.harmed(tmp_path / "it", "library.db", without_header, 0)
    outcome = used(library.parent)
    assert outcome.said == whole.after
    assert "1,659 marks and 250 notes could still be read" in outcome.notices[0]


def test_a_value_that_flipped_is_never_shown(whole: Template, tmp_path: Path) -> None:
    def changed(_: object, content: bytes) -> bytes:
        at = content.index(b"tag:moe has:code")
        return content[:at] + b"tag:toe" + content[at + 7 :]

    library = whole.harmed(tmp_path / "it", "library.db", changed, 0)
    with opened(library.parent, 2) as store, pytest.raises(DamagedError, match="as it was written"):
        store.library.searches()
    assert used(library.parent).said == whole.after


@pytest.mark.parametrize("table", ["marks", "notes", "note_versions", "steps", "records"])
def test_each_row_that_is_read_is_checked(whole: Template, tmp_path: Path, table: str) -> None:
    shutil.copytree(whole.folder, tmp_path / "it")
    library = tmp_path / "it" / "library.db"
    with closing(connect(library)) as connection:
        # A seal of something else, as if bits had flipped in what it seals.
        connection.create_function("crc32", 1, lambda _: 5, deterministic=True)
        connection.execute(f"UPDATE {table} SET {SEALED[table][0]} = {SEALED[table][0]}")  # noqa: S608
    with opened(tmp_path / "it") as store:
        read: dict[str, Callable[[], object]] = {
            "marks": lambda: store.library.marks(PAPERS),
            "notes": lambda: store.library.note(PAPERS[0]),
            "note_versions": lambda: store.library.note_versions(PAPERS[151]),
            "steps": store.library.undo,
            "records": store.library.records,
        }
        with pytest.raises(DamagedError, match="as it was written"):
            read[table]()
        with pytest.raises(DamagedError):
            said_by(store)
        with pytest.raises(DamagedError):
            store.library.merge([])
    with pytest.raises(DamagedError, match=f"a row of {table}"):
        look_after(library, NOW + DAY)


def test_without_a_backup_a_new_library_begins_with_what_is_read(
    whole: Template, tmp_path: Path
) -> None:
    library = whole.harmed(tmp_path / "it", "library.db", lambda _, content: content[100:], 0)
    shutil.rmtree(folder_of(library))
    outcome = used(library.parent)
    assert "there is no backup" in outcome.notices[0]
    assert len(outcome.said) < len(whole.after)
    library.write_bytes(b"nothing of it is left " * 1000)
    shutil.rmtree(folder_of(library))
    outcome = used(library.parent)
    assert "nothing could be read" in outcome.notices[0]
    assert len(asides(library)) == 2


def test_a_damaged_backup_is_passed_over(whole: Template, tmp_path: Path) -> None:
    library = whole.harmed(tmp_path / "it", "library.db", lambda *_: b"gone", 0)
    (good,) = backups_of(library, NOW.date())
    bad = good.path.with_name("library-2026-08-06.db")
    harmed = bytearray(good.path.read_bytes())
    harmed[80_000:90_000] = bytes(10_000)
    bad.write_bytes(harmed)
    outcome = used(library.parent)
    assert outcome.said == whole.before
    assert str(good.path) in outcome.notices[0]


def test_a_library_from_before_a_migration_is_a_backup_too(tmp_path: Path) -> None:
    library = tmp_path / "library.db"
    old_library(library)
    with opened(tmp_path) as store:
        store.library.mark(PAPERS[:1], Mark.STARRED, True)
    (old,) = tmp_path.glob("library.db.version-3")
    library.write_bytes(b"gone")
    outcome = used(tmp_path)
    assert len(outcome.said) == len(PAPERS)
    assert str(old) in outcome.notices[0]


def test_what_the_disk_does_not_give_is_left_out(
    whole: Template, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = whole.harmed(tmp_path / "it", "library.db", lambda _, content: content[:60_000], 0)
    pread = os.pread

    def failing(file: int, length: int, start: int) -> bytes:
        if start == 12_288:
            raise OSError(5, "Input/output error")
        return pread(file, length, start)

    monkeypatch.setattr("os.pread", failing)
    assert wrong(whole, used(library.parent)) == []


def test_an_emptied_library_is_restored(whole: Template, tmp_path: Path) -> None:
    library = whole.harmed(tmp_path / "it", "library.db", lambda *_: b"", 0)
    outcome = used(library.parent)
    assert outcome.said == whole.before


def old_library(library: Path) -> None:
    """Make a library as it was before its rows were sealed."""
    with closing(connect(library)) as connection:
        schema.library_migrations.apply(
            Database(connection, execute_plugins=False), stop_before="seals"
        )
        with transaction(connection):
            connection.executemany(
                "INSERT INTO marks VALUES (?, 'read', 1, 7, 1)", [[each] for each in PAPERS]
            )
        connection.execute(f"PRAGMA application_id={LIBRARY.application_id}")
        connection.execute("PRAGMA user_version=3")


def test_a_library_of_before_the_seals_is_mended(tmp_path: Path) -> None:
    library = tmp_path / "library.db"
    old_library(library)
    with closing(connect(library)) as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'marks_by_serial'"
        ).fetchone()
    harmed = bytearray(library.read_bytes())
    harmed[4096 * (page - 1) : 4096 * page] = b"\xa5" * 4096
    library.write_bytes(harmed)
    outcome = used(tmp_path)
    assert len(outcome.said) == len(PAPERS)
    assert "1,000 marks could still be read" in outcome.notices[0]


def test_who_waits_to_write_finds_the_library_replaced(whole: Template, tmp_path: Path) -> None:
    shutil.copytree(whole.folder, tmp_path / "it")
    library = tmp_path / "it" / "library.db"
    with opened(library.parent) as store:
        harmed = bytearray(library.read_bytes())
        harmed[8192:8292] = bytes(100)
        copy = library.with_name("copy")
        copy.write_bytes(harmed)
        copy.replace(library)
        with pytest.raises(StoreError, match="was replaced"):
            store.library.mark(PAPERS, Mark.HIDDEN, True)
        assert store.was_replaced()


def test_two_copies_that_find_the_damage_at_once_mend_it_once(
    whole: Template, tmp_path: Path
) -> None:
    library = whole.harmed(tmp_path / "it", "library.db", lambda _, content: content[:30_000], 0)
    program = (
        "import sys; from datetime import datetime, UTC; from pathlib import Path;"
        "from paperterm.store.rescue import mend; sys.stdin.read(1);"
        "print(mend(Path(sys.argv[1]), datetime.now(UTC)))"
    )
    several = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(library)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for each in several:
        assert each.stdin
        each.stdin.write("x")
        each.stdin.flush()
    told = [each.communicate(timeout=60)[0].strip() for each in several]
    assert [each.returncode for each in several] == [0, 0, 0]
    assert sum(bool(each) for each in told) == 1
    assert len(asides(library)) == 1
    assert wrong(whole, used(library.parent)) == []


def test_a_crash_before_the_new_file_has_its_name_loses_nothing(
    whole: Template, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = whole.harmed(tmp_path / "it", "library.db", lambda _, content: content[:30_000], 0)
    harmed = library.read_bytes()

    class PowerFailedError(BaseException):
        pass

    def fail(*_: object) -> None:
        raise PowerFailedError

    for name in ("os.link", "pathlib.Path.replace"):
        monkeypatch.setattr(name, fail)
        with pytest.raises(PowerFailedError), opened(library.parent):
            pass
        monkeypatch.undo()
        assert library.read_bytes() == harmed
    assert wrong(whole, used(library.parent)) == []


@pytest.mark.skipif(os.getuid() == 0, reason="the superuser may read every file")
def test_a_library_that_may_not_be_read_is_no_damaged_one(whole: Template, tmp_path: Path) -> None:
    library = whole.harmed(tmp_path / "it", "library.db", lambda _, content: content, 0)
    library.chmod(0)
    with pytest.raises(StoreError, match="Permission denied"), opened(library.parent):
        pass
    assert asides(library) == []


async def test_the_app_mends_a_library_that_is_damaged_while_it_runs(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(number) for number in range(1, 9)]) as reader:
        library = reader.config.library_file
        await reader.press("s", "j", "s")
        await reader.until(lambda: any(folder_of(library).glob("library-*.db")))
        with closing(sqlite3.connect(library)) as connection:
            (page,) = connection.execute(
                "SELECT rootpage FROM sqlite_schema WHERE name = 'marks'"
            ).fetchone()
        with library.open("r+b") as file:
            file.seek(4096 * (page - 1))
            file.write(bytes(4096))
        # Another copy writes: what was read before is no longer taken for what is there.
        with library.open("r+b") as file:
            file.seek(24)
            file.write(b"\x00\x00\x10\x00")
        await reader.press("j", "s")
        await reader.until(lambda: any("has taken its place" in each for each in reader.told))
        await reader.settle()
        (aside,) = asides(library)
        assert any(str(aside) in each for each in reader.told)
        await reader.press("s")
        await reader.type("/is:starred")
        await reader.press("enter")
        assert reader.titles == ["Paper number 3"]
