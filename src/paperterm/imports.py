"""Import by hand: from saved files into the cache, and into the library, which outlives it."""

from __future__ import annotations

import hashlib
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from paperterm.clean import clean_line
from paperterm.errors import SavedFileError
from paperterm.feed import read_saved
from paperterm.store import Batch, Store, batch_of
from paperterm.wording import counted

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

WORTH_A_PROCESS = 1_000_000
"""Bytes of files that take longer to read than a second process takes to start (0.2 s)."""

WORDS = 300_000
"""Words that are remembered as stored; a million papers that were recorded would have more."""

AHEAD = 3
"""Files that either process reads ahead of what is stored."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many files are done, of how many, and the papers that were in them."""

    done: int
    total: int
    papers: int


@dataclass(slots=True)
class Imported:
    """What an import did.

    `new`, `changed` and `unchanged` count papers, `skipped` records that could not be read,
    `known_files` files that were imported before; `failed` are the files that could not be read.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: int = 0
    known_files: int = 0
    failed: list[SavedFileError] = field(default_factory=list)

    @property
    def papers(self) -> int:
        """Papers read from the files."""
        return self.new + self.changed + self.unchanged

    def result_line(self) -> str:
        """Return the one line that tells how the import went."""
        parts = [
            f"{number:,} {what}"
            for number, what in (
                (self.new, "new"),
                (self.changed, "changed"),
                (self.unchanged, "known"),
            )
            if number
        ]
        line = f"{counted(self.papers, 'paper')}: {', '.join(parts)}" if parts else "nothing new"
        if self.skipped:
            line += f"; {counted(self.skipped, 'record')} could not be read"
        if self.known_files:
            was = "was" if self.known_files == 1 else "were"
            line += f"; {counted(self.known_files, 'file')} {was} imported before"
        return line


def import_files(
    store: Store,
    paths: Iterable[Path],
    now: Callable[[], datetime],
    progress: Callable[[Progress], None],
) -> Imported:
    """Import each file on its own: one that cannot be read does not stop the others.

    A file whose very bytes were imported before is passed over. Raises StoreError.
    """
    files = list(paths)
    first_fill = store.cache.is_unfilled()
    done = Imported()
    unread: dict[str, Path] = {}
    for path in files:
        try:
            digest = _digest(path)
        except SavedFileError as error:
            done.failed.append(error)
            continue
        if digest in unread or store.library.was_imported(digest):
            done.known_files += 1
        else:
            unread[digest] = path
    paths = list(unread.values())
    if is_much := _is_much(paths):
        store.cache.expect_much()
        store.library.expect_much()
    stored: set[str] = set()
    with closing(_read(paths, now(), beside=is_much)) as batches:
        for number, (digest, batch) in enumerate(zip(unread, batches, strict=True), start=1):
            if isinstance(batch, SavedFileError):
                done.failed.append(batch)
            else:
                _save(store, _unstored(batch, stored), digest, done, first_fill=first_fill)
            progress(Progress(number, len(unread), done.papers))
    store.cache.tidy_after(done.new)
    return done


def _save(store: Store, batch: Batch, digest: str, done: Imported, *, first_fill: bool) -> None:
    # The cache first: a file counts as imported only when all of it is in both places.
    saved = store.cache.save_batch(batch, first_fill=first_fill)
    store.library.keep(batch.records, digest)
    done.new += saved.new
    done.changed += saved.changed
    done.unchanged += saved.unchanged
    done.skipped += batch.skipped


def _read(
    paths: Sequence[Path], at: datetime, *, beside: bool
) -> Generator[Batch | SavedFileError]:
    """Yield what each file holds, read by another process `beside` this one where there is much."""
    read = 0
    if beside:
        with closing(_read_beside(paths, at)) as batches:
            for batch in batches:
                yield batch
                read += 1
    # Where the other process could not be had, or came to an end, this one goes on.
    for path in paths[read:]:
        yield _read_one(path, at)


def _is_much(paths: Sequence[Path]) -> bool:
    return len(paths) > 1 and sum(path.stat().st_size for path in paths) > WORTH_A_PROCESS


def _unstored(batch: Batch, stored: set[str]) -> Batch:
    """Leave out of a batch the words that came with one before: most do, and each is looked up."""
    terms = tuple(term for term in batch.terms if term not in stored)
    if len(stored) > WORDS:
        stored.clear()
    stored.update(terms)
    return replace(batch, terms=terms)


def _read_one(path: Path, at: datetime) -> Batch | SavedFileError:
    try:
        return batch_of(read_saved(path, lambda: at))
    except SavedFileError as error:
        return error


def _read_beside(paths: Sequence[Path], at: datetime) -> Generator[Batch | SavedFileError]:
    """Yield what each file holds; one is read while another is stored."""
    # Imported here: most imports are of one file and need no other process.
    from multiprocessing import get_context  # noqa: PLC0415

    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_read_for, args=(theirs, paths, at), daemon=True)
    # ctrl+c reaches the whole group; the other process leaves it to this one.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process.start()
    except OSError:
        ours.close()
        return
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        theirs.close()
    try:
        yield from _shared(ours, paths, at)
    except (EOFError, ConnectionError):
        return
    finally:
        ours.close()
        process.terminate()
        process.join()


def _shared(
    beside: Connection, paths: Sequence[Path], at: datetime
) -> Generator[Batch | SavedFileError]:
    """Yield what each file holds; this process reads one itself where it would have to wait.

    Raises EOFError or ConnectionError where the other one has come to an end.
    """
    numbers = iter(range(len(paths)))
    asked: deque[int] = deque()
    read: dict[int, Batch | SavedFileError] = {}

    def ask() -> None:
        if (number := next(numbers, None)) is not None:
            beside.send(number)
            asked.append(number)

    own = next(numbers)
    for _ in range(AHEAD):
        ask()
    read[own] = _read_one(paths[own], at)  # while the other process starts
    for wanted in range(len(paths)):
        while wanted not in read:
            is_waiting = len(read) < AHEAD and not beside.poll()
            if is_waiting and (number := next(numbers, None)) is not None:
                read[number] = _read_one(paths[number], at)
            else:
                read[asked.popleft()] = beside.recv()
                ask()
        yield read.pop(wanted)


def _read_for(other: Connection, paths: Sequence[Path], at: datetime) -> None:
    """Send what those files hold whose numbers come; runs in a process of its own.

    The next one is read while the other process has no time to take this one in.
    """
    from concurrent.futures import Future, ThreadPoolExecutor  # noqa: PLC0415

    sent: Future[None] | None = None
    with ThreadPoolExecutor(1) as sending:
        try:
            while True:
                batch = _read_one(paths[other.recv()], at)
                if sent is not None:
                    sent.result()
                sent = sending.submit(other.send, batch)
        except (EOFError, ConnectionError):
            return


def _digest(path: Path) -> str:
    """Return a digest of the file's bytes; raises SavedFileError."""
    name = clean_line(str(path), 1_000)
    try:
        # A pipe could be read only once, and a terminal would be waited for.
        if path.exists() and not path.is_file():
            raise SavedFileError(f"{name} is not a file.")
        with path.open("rb") as file:
            return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "its name cannot be a file's"
        raise SavedFileError(f"{name} cannot be read: {reason}.") from error
