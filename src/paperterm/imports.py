"""Import by hand: from saved files into the cache, and into the library, which outlives it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from paperterm.clean import clean_line
from paperterm.errors import SavedFileError
from paperterm.feed import read_saved
from paperterm.store import Store


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
        line = f"{_count(self.papers, 'paper')}: {', '.join(parts)}" if parts else "nothing new"
        if self.skipped:
            line += f"; {_count(self.skipped, 'record')} could not be read"
        if self.known_files:
            was = "was" if self.known_files == 1 else "were"
            line += f"; {_count(self.known_files, 'file')} {was} imported before"
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
    first_fill = store.cache.is_empty()
    done = Imported()
    for number, path in enumerate(files, start=1):
        try:
            _import_file(store, path, now, done, first_fill=first_fill)
        except SavedFileError as error:
            done.failed.append(error)
        progress(Progress(number, len(files), done.papers))
    return done


def _import_file(
    store: Store, path: Path, now: Callable[[], datetime], done: Imported, *, first_fill: bool
) -> None:
    digest = _digest(path)
    if store.library.was_imported(digest):
        done.known_files += 1
        return
    listing = read_saved(path, now)
    # The cache first: a file counts as imported only when all of it is in both places.
    saved = store.cache.save(listing, first_fill=first_fill)
    store.library.keep([record.paper for record in listing.records], digest)
    done.new += saved.new
    done.changed += saved.changed
    done.unchanged += saved.unchanged
    done.skipped += listing.skipped


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


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
