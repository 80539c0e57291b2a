"""Backups: whole copies of the library beside it, one for each day on which it was changed.

A copy is made page by page on a connection of its own, so that no mark waits for it. It is checked
before it gets its name, and with it the library: what is in one is in the other. Of two programs
that begin at once, one makes it.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from time import monotonic, sleep

from paperterm.errors import DamagedError, StoreError
from paperterm.store.files import LIBRARY, connect, is_ours, told_of
from paperterm.store.integrity import trouble
from paperterm.writing import flush, make_folder

KEPT = 7
"""Backups that are kept, the newest."""

PAGES = 256
"""Pages of 4 kB that are copied at once: some 3 milliseconds, in which a mark waits."""

PAUSE = 2
"""The pause after such a step, as a multiple of what it took: a mark then waits for few steps."""

PATIENCE = 30.0
"""Seconds for a copy, which begins anew with each mark: one of 600 MB needs 3 without any."""


_HELD = 0.01
"""Seconds until a step is tried again while another program writes."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of the library, as it was on a day (UTC)."""

    path: Path
    day: date


def backups_of(library: Path, today: date) -> list[Backup]:
    """Return the backups of a library, the newest first; raises OSError.

    One of a day to come was made while the clock was wrong, and counts as the oldest.
    """
    found = [Backup(path, day) for path in _files(library) if (day := _day_of(path))]
    return sorted(found, key=lambda each: (each.day <= today, each.day), reverse=True)


def before_migrations(library: Path) -> list[Backup]:
    """Return what was copied before the library's form was changed, the newest first."""
    times = {
        path: datetime.fromtimestamp(path.stat().st_mtime, UTC)
        for path in library.parent.glob(f"{library.name}.version-*")
    }
    return [
        Backup(path, times[path].date())
        for path in sorted(times, key=times.__getitem__, reverse=True)
    ]


def folder_of(library: Path) -> Path:
    """Return where the backups of a library are."""
    return library.with_name(f"{library.stem}-backups")


def is_emptied(library: Path) -> bool:
    """Whether a library has nothing in it, and had something when it was copied."""
    return (
        library.is_file()
        and library.stat().st_size == 0
        and next(_files(library), None) is not None
    )


def look_after(library: Path, now: datetime) -> str:
    """Check the library and make a backup, both once a day; safe while it is open and written to.

    A backup is made where something was written since the newest. Returns what the user is to be
    told, '' where there is nothing: what went wrong, once a day. Raises DamagedError where the
    library is damaged.
    """
    folder = folder_of(library)
    try:
        if not library.exists() or _is_noted(folder / "checked", now):
            return ""
        with held(folder) as is_held:
            # Another program may have done it meanwhile, or be at it.
            if is_held and not _is_noted(folder / "checked", now):
                _back_up(library, now)
                _note(folder / "checked", now)
    except (OSError, StoreError) as error:
        if isinstance(error, DamagedError):
            raise
        return _once_a_day(folder, now, error)
    return ""


@contextmanager
def held(folder: Path, patience: float = 0.0) -> Iterator[bool]:
    """Make a folder of backups, and keep other programs from changing it.

    Yields whether that could be done in `patience` seconds. Raises OSError.
    """
    make_folder(folder)
    lock = os.open(folder / "lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        yield _is_locked(lock, monotonic() + patience)
    finally:
        os.close(lock)


def copy(source: Path, target: Path) -> None:
    """Copy a database to a file that is not there yet, and onto the disk; raises StoreError."""
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with told_of(source), closing(connect(source)) as reading, closing(connect(target)) as writing:
        # It has its name only when it is whole: nothing need be undone after a crash.
        writing.execute("PRAGMA journal_mode=OFF")
        writing.execute("PRAGMA synchronous=OFF")
        try:
            reading.backup(writing, pages=PAGES, progress=_paused(), sleep=_HELD)
        except TimeoutError as error:
            raise StoreError(
                f"{source} could not be copied: it was in use for {PATIENCE:.0f} seconds without a"
                " pause. Close the programs that write to it."
            ) from error
    flush(target)


@contextmanager
def whole_copy(library: Path, new: Path) -> Iterator[Path]:
    """Yield a copy of a library that is checked and on the disk, to be renamed or forgotten.

    Its time is that of the library. Raises DamagedError where it is not whole, and so the library
    is not; StoreError, OSError.
    """
    new.unlink(missing_ok=True)  # a crash may have left it
    written_at = library.stat().st_mtime_ns
    try:
        copy(library, new)
        if wrong := trouble_of(new):
            raise DamagedError(f"{library} is damaged ({wrong}).", library)
        os.utime(new, ns=(written_at, written_at))
        yield new
    finally:
        new.unlink(missing_ok=True)


def trouble_of(path: Path) -> str:
    """Return what is wrong with a copy of a library, '' where nothing is; raises StoreError."""
    try:
        if not is_ours(path, LIBRARY):
            return "its header is wrong"
    except OSError as error:
        return error.strerror or str(error)
    # Nobody writes to it, and nothing is to be made beside it.
    with told_of(path), closing(connect(f"{path.absolute().as_uri()}?immutable=1")) as connection:
        return trouble(connection)


def _back_up(library: Path, now: datetime) -> None:
    """Copy and check the library, and keep the copy where there is none like it."""
    today = now.astimezone(UTC).date()
    folder = folder_of(library)
    known = backups_of(library, today)
    kept = Backup(folder / f"library-{today.isoformat()}.db", today)
    with whole_copy(library, folder / "new.db") as new:
        if known and known[0].path.stat().st_mtime_ns == new.stat().st_mtime_ns:
            return  # nothing was written since
        new.replace(kept.path)
        flush(folder)
    for old in [each for each in known if each != kept][KEPT - 1 :]:
        old.path.unlink(missing_ok=True)


def _files(library: Path) -> Iterator[Path]:
    return folder_of(library).glob("library-*.db")


def _day_of(path: Path) -> date | None:
    """Return the day that a backup's name has, None where it is none."""
    try:
        return date.fromisoformat(path.stem.removeprefix("library-"))
    except ValueError:
        return None


def _paused() -> Callable[[int, int, int], None]:
    """Return what is called after each step of a copy: it waits, and ends one that takes too long.

    It raises TimeoutError, after which what was copied is of no use.
    """
    end = monotonic() + PATIENCE
    began = monotonic()

    def pause(_status: int, _remaining: int, _total: int) -> None:
        nonlocal began
        if monotonic() > end:
            raise TimeoutError
        sleep(PAUSE * (monotonic() - began))
        began = monotonic()

    return pause


def _is_locked(lock: int, end: float) -> bool:
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if monotonic() >= end:
                return False
            sleep(0.05)
        else:
            return True


def _once_a_day(folder: Path, now: datetime, error: OSError | StoreError) -> str:
    """Return the sentence about a backup that could not be made, if it is the first of the day."""
    failed = folder / "failed"
    try:
        if _is_noted(failed, now):
            return ""
        _note(failed, now)
    except OSError:
        pass  # then it is said again at the next start
    why = error.strerror if isinstance(error, OSError) else str(error).rstrip(".")
    return (
        f"No backup of the library was made in {folder}: {why}. Your marks are safe; it is tried"
        " again at the next start."
    )


def _is_noted(note: Path, now: datetime) -> bool:
    """Whether something was noted today; a note's time is that of its file."""
    try:
        noted = datetime.fromtimestamp(note.stat().st_mtime, UTC)
    except FileNotFoundError:
        return False
    return noted.date() == now.astimezone(UTC).date()


def _note(note: Path, now: datetime) -> None:
    os.close(os.open(note, os.O_CREAT | os.O_WRONLY, 0o600))
    os.utime(note, (now.timestamp(), now.timestamp()))
