"""Harming: files damaged at places that a seed chooses, and what must be so afterwards."""

# ruff: noqa: S311 - chance by a seed, which is to be the same again

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from papers import NOW, item, listing
from paperterm.errors import StoreError, SuspectError
from paperterm.query import EVERYTHING, parse
from paperterm.store import Change, Mark, Store
from paperterm.store.backups import look_after
from paperterm.store.files import connect

PAPERS = [f"2401.{number:05}" for number in range(1_000)]
STARRED = listing([item(number) for number in range(1, 60)]).records
DAY = timedelta(days=1)

Said = Mapping[tuple[str, str], bool | str]
"""What a library says: of an id and a mark (or `note`, `search`) the value."""

Harm = Callable[[random.Random, bytes], bytes]


def flipped(chance: random.Random, content: bytes) -> bytes:
    """Turn over one to three bits."""
    harmed = bytearray(content)
    for _ in range(chance.randint(1, 3)):
        harmed[chance.randrange(len(harmed))] ^= 1 << chance.randrange(8)
    return bytes(harmed)


def cut(chance: random.Random, content: bytes) -> bytes:
    """Cut a file off, in half of the cases between two of its pages."""
    length = chance.randrange(len(content))
    return content[: length - length % 4096 if chance.random() < 0.5 else length]


def zeroed(chance: random.Random, content: bytes) -> bytes:
    """Put zeros in place of a block, as disks do."""
    length = chance.choice([512, 4096, 16_384])
    start = chance.randrange(len(content))
    start -= start % 512
    return content[:start] + bytes(min(length, len(content) - start)) + content[start + length :]


HARMS: Mapping[str, Harm] = {"flip": flipped, "cut": cut, "zeroed": zeroed}


@dataclass(frozen=True, slots=True)
class Template:
    """A store whose library was backed up, written to again, and closed."""

    folder: Path
    before: Said
    after: Said

    def harmed(self, place: Path, name: str, harm: Harm, seed: int) -> Path:
        """Copy it to a place, with one of its files damaged; returns that file."""
        shutil.copytree(self.folder, place)
        file = place / name
        file.write_bytes(harm(random.Random(seed), file.read_bytes()))
        return file


@dataclass(slots=True)
class Outcome:
    """What became of a damaged store: what was told, and what its library says in the end."""

    said: Said
    notices: list[str] = field(default_factory=list)


@contextmanager
def opened(folder: Path, days: int = 0) -> Iterator[Store]:
    """Open a store and close it, some days later than NOW."""
    now = NOW + days * DAY
    store = Store.open(folder / "cache.db", folder / "library.db", lambda: now)
    with closing(store):
        yield store
    for part in (store.search, store.cache, store.library):
        part.close()


def template(folder: Path) -> Template:
    """Make a store with a thousand marked papers, tags and notes, and a backup of the first day."""
    with opened(folder) as store:
        store.cache.save(listing([item(number) for number in range(1, 60)]), first_fill=True)
        store.library.mark(PAPERS, Mark.READ, True)
        store.library.mark(
            [each.paper.id for each in STARRED],
            Mark.STARRED,
            True,
            papers=[each.paper for each in STARRED],
        )
        store.library.change([Change(each, "tag:moe", True) for each in PAPERS[100:400]])
        store.library.change(
            [
                Change(each, "note", f"It’s about {each}.\n" + "x" * 37 * number)
                for number, each in enumerate(PAPERS[:200])
            ]
        )
        store.library.save_search("moe", "tag:moe has:code")
        before = said_by(store)
    look_after(folder / "library.db", NOW)
    with opened(folder, 1) as store:
        store.library.mark(PAPERS[:50], Mark.READ, False)
        store.library.mark(PAPERS[300:600], Mark.STARRED, True)
        store.library.change([Change(each, "note", "new") for each in PAPERS[150:250]])
        after = said_by(store)
    return Template(folder, before, after)


def said_by(store: Store) -> Said:
    """Return all that a library says; raises StoreError."""
    said: dict[tuple[str, str], bool | str] = {}
    for entry in store.library.entries():
        if entry.kind in {"mark", "note", "search"} and entry.value is not None:
            said[entry.id, entry.mark or entry.kind.value] = entry.value
    return said


def used(folder: Path) -> Outcome:
    """Use a store as the app does, on the third day: look at it, check it, and mend it.

    Raises StoreError where that cannot be done.
    """
    notices: list[str] = []
    for _ in range(4):
        with opened(folder, 2) as store:
            notices += store.notices
            try:
                looked_at(store)
                look_after(folder / "library.db", NOW + 2 * DAY)
                return Outcome(said_by(store), notices)
            except SuspectError as error:
                store.doubt(error)
    raise StoreError(f"It was never whole: {notices}")


def looked_at(store: Store) -> None:
    """Look for papers and at them; raises StoreError."""
    shown = store.search.ask(EVERYTHING)
    store.search.rows(shown.keys)
    for text in ("is:starred", "tag:moe", "number", "note:about", "is:read sort:upvotes"):
        store.search.ask(parse(text))


def wrong(template: Template, outcome: Outcome, *, pending: Said | None = None) -> list[str]:
    """Return what is not as it must be: a value that was never, or one that is lost.

    `pending` is what was being written when the file was damaged, and may be there or not.
    """
    before, after, said = template.before, template.after, outcome.said
    found = []
    for key in before.keys() | after.keys() | said.keys():
        allowed = {before.get(key), after.get(key)}
        if pending and key in pending:
            allowed.add(pending[key])
        if said.get(key) not in allowed:
            found.append(f"{key}: {said.get(key)!r}, not one of {allowed}")
    return found


def cut_off(template: Template, place: Path) -> tuple[Path, Said]:
    """Copy a store as a crash leaves it that came in the middle of a change; returns the library.

    The change has reached the file, and its journal holds what was there before.
    """
    shutil.copytree(template.folder, place)
    library = place / "library.db"
    kept = {}
    with closing(connect(library)) as connection:
        connection.execute("PRAGMA cache_size=1")
        connection.execute("PRAGMA journal_mode=TRUNCATE")
        connection.execute("BEGIN IMMEDIATE")
        for each in PAPERS:
            connection.execute(
                "INSERT INTO marks (id, mark, value, changed_at, serial)"
                " VALUES (?, 'hidden', 1, 5, 5)",
                [each],
            )
        for file in (library, place / "library.db-journal"):
            kept[file] = file.read_bytes()
        connection.execute("ROLLBACK")
    for file, content in kept.items():
        file.write_bytes(content)
    return library, {(each, "hidden"): True for each in PAPERS}


def cut_off_cache(template: Template, place: Path) -> Path:
    """Copy a store as a crash leaves it after a refresh; returns the cache, which has a log."""
    shutil.copytree(template.folder, place)
    with opened(place) as store:
        store.cache.save(listing([item(number) for number in range(60, 120)]), first_fill=False)
        kept = {file: file.read_bytes() for file in place.glob("cache.db*")}
    for file, content in kept.items():
        file.write_bytes(content)
    return place / "cache.db"


JOURNALS: Mapping[str, Callable[[bytes], bytes | None]] = {
    "as it was": lambda journal: journal,
    "cut": lambda journal: journal[: len(journal) // 2],
    "garbage": lambda journal: random.Random(1).randbytes(len(journal)),
    "flips": lambda journal: flipped(random.Random(2), flipped(random.Random(3), journal)),
    "gone": lambda _: None,
}
"""What becomes of the journal of a library's change that was cut off, or of a cache's log."""


def harm_journal(file: Path, what: str) -> None:
    """Damage the journal of a library, or the log of a cache."""
    suffix = "-wal" if file.name == "cache.db" else "-journal"
    journal = file.with_name(f"{file.name}{suffix}")
    content = JOURNALS[what](journal.read_bytes())
    if content is None:
        journal.unlink()
    else:
        journal.write_bytes(content)
