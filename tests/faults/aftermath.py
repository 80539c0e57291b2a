"""The aftermath: what must be in a store, however those who wrote to it have ended."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from faults.acts import SEARCH, Key, Said, Value, now
from harming import said_by
from paperterm.errors import PapertermError
from paperterm.query import EVERYTHING, parse
from paperterm.store import Store
from paperterm.store.backups import look_after


@dataclass(slots=True)
class Told:
    """What writers have told: what was done, and what each of them was at when it ended.

    `others` is what was done beside saying something of papers, in its order.
    """

    said: dict[Key, Value] = field(default_factory=dict)
    trying: list[Said] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    @property
    def is_cut_off(self) -> bool:
        """Whether somebody was at something."""
        return bool(self.trying)

    def take(self, what: str, trying: Said | str = "") -> None:
        """Take in what one writer tells next."""
        if what == "try":
            if isinstance(trying, str):
                self.others.append(trying)
                self.trying = [[]]
            else:
                self.trying = [trying]
        elif what == "done":
            self.said.update({(each, mark): value for each, mark, value in self.trying[0]})
            self.trying = []

    def done(self) -> list[str]:
        """Return what else was done, to its end."""
        return self.others[:-1] if self.trying == [[]] else self.others


def told_by(*printed: str) -> Told:
    """Return what is told by what the writers have printed."""
    all_told = Told()
    for text in printed:
        told = Told()
        for line in text.splitlines(keepends=True):
            # Else it is a program's own, or it was killed in the middle of it.
            if line.startswith("[") and line.endswith("\n"):
                told.take(*json.loads(line))
        all_told.said |= told.said
        all_told.trying += told.trying
        all_told.others += told.done()
    return all_told


def used(folder: Path) -> tuple[Mapping[Key, Value], list[str]]:
    """Use a store as the app does; returns what its library says, and what is wrong."""
    library = folder / "library.db"
    try:
        with _opened(folder) as store:
            found = [f"it said: {each}" for each in store.notices]
            said = said_by(store)
            found += wrong_index(store)
            kept = {paper.id for paper in store.library.records()}
            found += [
                f"{paper} is {mark} without its record"
                for (paper, mark), value in said.items()
                if value and mark not in {"read", "hidden", SEARCH} and paper not in kept
            ]
        if sentence := look_after(library, now()):
            found.append(f"it said: {sentence}")
        with closing(sqlite3.connect(folder / "cache.db")) as connection:
            (check,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            if check != "ok":
                found.append(f"the cache is damaged: {check}")
    except PapertermError as error:
        return {}, [f"it failed: {error}"]
    return said, found


def wrong_marks(said: Mapping[Key, Value], told: Told) -> Iterator[str]:
    """Yield what is lost of what was done, what nobody said, and what was done by half."""
    allowed = {key: {value} for key, value in told.said.items()}
    for trying in told.trying:
        for paper, mark, value in trying:
            allowed.setdefault((paper, mark), {False}).add(value)
    for key in allowed.keys() | said.keys():
        if (said.get(key) or False) not in {each or False for each in allowed.get(key, {False})}:
            yield f"{key} is {said.get(key)!r:.60}, not one of {allowed.get(key)!r:.90}"
    for trying in told.trying:
        done = [
            (said.get((paper, mark)) or False) == (value or False)
            for paper, mark, value in trying
            if (told.said.get((paper, mark)) or False) != (value or False)
        ]
        if any(done) and not all(done):
            yield f"a half of {trying} was done"


def wrong_index(store: Store) -> Iterator[str]:
    """Yield where the index of words has another paper than the cache."""
    rows = list(store.search.rows(store.search.ask(EVERYTHING).keys))
    by_word: dict[str, set[str]] = {}
    for row in rows:
        by_word.setdefault(row.paper.title.split()[-1], set()).add(row.paper.id)
    for word, ids in by_word.items():
        found = set(store.search.ids(store.search.ask(parse(word)).keys))
        if found != ids:
            yield f"{word!r} finds {sorted(found ^ ids)} wrongly"


def generations(folder: Path) -> dict[str, list[int]]:
    """Return of which generation each of the papers of each list is (see `feeding.Generations`)."""
    found: dict[str, list[int]] = {}
    with _opened(folder) as store:
        for row in store.search.rows(store.search.ask(EVERYTHING).keys):
            name, generation = row.paper.title.split()[-2:]
            if generation.startswith("gen"):
                found.setdefault(name, []).append(int(generation.removeprefix("gen")))
    return found


def _opened(folder: Path) -> closing[Store]:
    return closing(Store.open(folder / "cache.db", folder / "library.db", now))
