"""Versions: files of newer, older and other programs in the place of both databases.

What is not ours is left as it is, to the byte and the time at which it was written, and nothing is
made beside it; what is older is brought up to date; what is no database is put aside.
"""

from __future__ import annotations

import gzip
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

from faults.acts import now, papers_of
from faults.aftermath import used, wrong_marks
from faults.cases import Case, Fault, Plan
from faults.killed import OLD_PAPERS, older
from faults.nursery import Nursery
from faults.writes import COMMAND, A, Home, prepared
from paperterm.query import EVERYTHING
from paperterm.store import Store
from paperterm.store.files import CACHE, LIBRARY
from reader import NOWHERE
from terminal import Terminal

KEPT = papers_of("a", 40)[20].id
"""A paper that the library has kept."""

COMMANDS: Mapping[str, list[str]] = {
    "list": ["list"],
    "mark": ["mark", "starred", A],
    "show": ["show", A],
    "tag": ["tag", "add", "moe", A],
    "tags": ["tag", "list"],
    "note": ["note", "--set", "x", A],
    "undo": ["undo"],
    "refresh": ["refresh"],
    "export": ["export", "--to", "bibtex"],
    "library export": ["library", "export"],
}

Change = Callable[[Path], None]


def run(plan: Plan, before: str = "") -> Iterator[Case]:
    """Put each kind of file in the place of each database, and use the program."""
    kept = prepared(plan.scratch / "kept")
    with Nursery(plan.scratch, before) as nursery:
        trying = Trying(nursery, kept.place, plan.scratch / "it")
        for name, change in FOREIGN.items():
            for command in list(COMMANDS)[: plan.number(len(COMMANDS), 2)]:
                yield trying.refused(name, change, command)
            yield trying.another_used(name, change)
        yield trying.refused_reader()
        yield trying.no_cache_left()
        for name, made in NO_DATABASES.items():
            for file in ("library.db", "cache.db"):
                yield trying.put_aside(name, made, file)
        for library in range(1, LIBRARY.version):
            for cache in range(1, CACHE.version):
                yield trying.brought_up_to_date(library, cache)


FAULT = Fault(
    "versions",
    "files of newer, older and other programs in the place of the databases, and what is none",
    "not ours: refused and untouched, or another cache used; older: all of it goes on",
    run,
)


def _pragma(statement: str, journal: bytes = b"") -> Change:
    """Return what makes a file another one's by its header, with a journal that somebody left."""

    def change(file: Path) -> None:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute(f"PRAGMA {statement}")
        if journal:
            file.with_name(f"{file.name}-journal").write_bytes(journal)

    return change


def _somebodys(file: Path) -> None:
    """Make a database of a program that gives itself no id, with what it has not written yet."""
    file.unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE theirs (a)")
        connection.execute("INSERT INTO theirs VALUES (1)")
        connection.commit()
        left = {each: each.read_bytes() for each in file.parent.glob(f"{file.name}*")}
    for each, content in left.items():
        each.write_bytes(content)


def _swapped(file: Path) -> None:
    """Put the one database in the place of the other."""
    other = "cache.db" if file.name == "library.db" else "library.db"
    shutil.copy(file.with_name(other), file)


FOREIGN: Mapping[str, Change] = {
    "the next version": lambda file: _pragma(f"user_version={_version(file) + 1}")(file),
    "a much newer version": _pragma("user_version=1000"),
    "a newer version that was cut off": _pragma("user_version=1000", b"\xd9\xd5\x05\xf9" * 200),
    "another program's": _pragma("application_id=7"),
    "nobody's": _pragma("application_id=0"),
    "another program's that is open": _somebodys,
    "the other database": _swapped,
}

NO_DATABASES: Mapping[str, Callable[[bytes], bytes]] = {
    "a text": lambda _: b"My notes.\n" * 300,
    "a picture": lambda _: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
    "a packed database": gzip.compress,
    "a beginning": lambda content: content[:50],
    "zeros": lambda content: bytes(len(content)),
    "a header alone": lambda content: content[:100],
}
"""What is no database, made of one."""


class Trying:
    """Uses the program in a home in which one file was changed."""

    def __init__(self, nursery: Nursery, kept: Path, place: Path) -> None:
        self._nursery = nursery
        self._kept = kept
        self._home = Home(place)

    def refused(self, name: str, change: Change, command: str) -> Case:
        """Run a command where the library is not ours."""
        before = self._begun("library.db", change)
        code, printed = self._run(COMMANDS[command])
        wrong = _told(printed, self._home.library)
        if code != 1:
            wrong.append(f"it ended with {code}")
        wrong += _changed(before, _state(self._home.folder))
        return Case(f"library {name}, {command}", "; ".join(wrong), "refused and untouched")

    def refused_reader(self) -> Case:
        """Start the reader where the library is a newer one."""
        before = self._begun("library.db", _pragma("user_version=1000"))
        environ = self._home.surroundings(NOWHERE)
        with Terminal([sys.executable, "-m", "paperterm"], environ) as terminal:
            code, _ = terminal.wait_for_end()
            printed = terminal.received.decode()
        wrong = _told(printed.replace("\r\n", "\n"), self._home.library)
        if code != 1:
            wrong.append(f"it ended with {code}")
        wrong += _changed(before, _state(self._home.folder))
        return Case("library newer, the reader", "; ".join(wrong), "refused and untouched")

    def another_used(self, name: str, change: Change) -> Case:
        """Use a cache beside one that is not ours."""
        before = self._begun("cache.db", change)
        before = {file: each for file, each in before.items() if file.startswith("cache.db")}
        ended = [self._run(each) for each in (["list"], ["mark", "read", KEPT], ["list"])]
        wrong = [f"it ended with {code}: {printed}" for code, printed in ended if code]
        if any("put aside" in printed for _, printed in ended):
            wrong.append("it was put aside")
        after = _state(self._home.folder)
        wrong += _changed(before, {file: after.get(file) for file in before})
        extra = [file for file in after if file.startswith("cache.db") and file not in before]
        if extra:
            wrong.append(f"{extra} came beside it")
        said = used(self._home.folder)
        wrong += [] if said[0].get((KEPT, "read")) else ["the mark is not there"]
        wrong += said[1]
        return Case(f"cache {name}", "; ".join(wrong), "untouched, and another used")

    def no_cache_left(self) -> Case:
        """Start where the other cache is not ours, either."""
        self._begun("cache.db", _pragma("user_version=1000"))
        self._run(["list"])
        other = self._home.folder / f"cache-v{CACHE.version}.db"
        _pragma("application_id=7")(other)
        before = _state(self._home.folder)
        code, printed = self._run(["list"])
        wrong = _told(printed, other) + ([f"it ended with {code}"] if code != 1 else [])
        wrong += _changed(before, _state(self._home.folder))
        return Case("both caches another's", "; ".join(wrong), "refused and untouched")

    def put_aside(self, name: str, made: Callable[[bytes], bytes], file: str) -> Case:
        """Start where a file is no database."""
        said, _ = used(self._begun_home())
        place = self._begun_home() / file
        content = made(place.read_bytes())
        place.write_bytes(content)
        code, printed = self._run(["list"])
        wrong = [f"it ended with {code}"] if code else []
        found = self._home.folder.glob(f"{file}.damaged-*")
        asides = [each for each in found if not each.name.endswith("-journal")]
        if [each.read_bytes() for each in asides] != [content]:
            wrong.append(f"it was not put aside, but {asides}")
        elif str(asides[0]) not in printed:
            wrong.append(f"it was not told: {printed[-300:]}")
        now_said, more = used(self._home.folder)
        if now_said != said:
            wrong.append(f"{len(set(said.items()) ^ set(now_said.items()))} values are others")
        is_cache = file == "cache.db"
        what = "put aside and said" if is_cache else "put aside and said, the backup restored"
        return Case(f"{file} {name}", "; ".join([*wrong, *more]), what)

    def brought_up_to_date(self, library: int, cache: int) -> Case:
        """Start with older files."""
        shutil.rmtree(self._home.place, ignore_errors=True)
        self._home.folder.mkdir(parents=True)
        told = older(self._home.folder, library, cache)
        old = self._home.library.read_bytes()
        code, printed = self._run(["list"])
        wrong = [f"it ended with {code}: {printed[-300:]}"] if code else []
        said, more = used(self._home.folder)
        wrong += [*more, *wrong_marks(said, told)]
        copies = list(self._home.folder.glob(f"library.db.version-{library}"))
        if not copies or len(copies[0].read_bytes()) != len(old):
            wrong.append("there is no copy of what it was")
        file = self._home.folder / "cache.db"
        with closing(Store.open(file, self._home.library, now)) as store:
            if len(store.search.ask(EVERYTHING).keys) != OLD_PAPERS:
                wrong.append("papers are missing")
        name = f"library of version {library}, cache of version {cache}"
        return Case(name, "; ".join(wrong[:3]), "brought up to date")

    def _begun_home(self) -> Path:
        shutil.rmtree(self._home.place, ignore_errors=True)
        shutil.copytree(self._kept, self._home.place)
        return self._home.folder

    def _begun(self, name: str, change: Change) -> dict[str, tuple[bytes, int] | None]:
        """Begin anew with one file changed; returns what is in the folder then."""
        change(self._begun_home() / name)
        return _state(self._home.folder)

    def _run(self, arguments: list[str]) -> tuple[int, str]:
        environ = self._home.surroundings(NOWHERE)
        child = self._nursery.start(COMMAND, arguments, environ=environ)
        return child.wait(), child.printed()


def _state(folder: Path) -> dict[str, tuple[bytes, int] | None]:
    """Return what is in each file of a folder, and when it was written."""
    files = (each for each in folder.rglob("*") if each.is_file())
    return {
        str(each.relative_to(folder)): (each.read_bytes(), each.stat().st_mtime_ns)
        for each in files
    }


def _changed(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    differing = sorted(
        file for file in before.keys() | after.keys() if before.get(file) != after.get(file)
    )
    return [f"{differing} changed"] if differing else []


def _told(printed: str, file: Path) -> list[str]:
    """Return what is wrong with what was said of a file that is not ours."""
    sentence = f"paperterm: {file} was made by a newer paperterm or by another program"
    return [] if sentence in printed else [f"it was not told: {printed[-300:]}"]


def _version(file: Path) -> int:
    return LIBRARY.version if file.name == "library.db" else CACHE.version
