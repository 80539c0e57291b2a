"""The index, written: what every listed paper is found and ordered by."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from paperterm.courtesy import COURTESY
from paperterm.store.entry import FLAG, SEPARATOR, Indexed, marked_words
from paperterm.store.place import key_of, place_of

TRENDING = "trending"
"""The word for papers with a trending rank, among those that say what a paper has."""


Facts = tuple[int, int, int, int | None, int | None, int | None, int | None]
"""Place, number, votes, upvotes, comments, stars and publication day of a paper."""


@dataclass(frozen=True, slots=True)
class Written:
    """By how much the number of listed papers has grown, and the keys of those that moved.

    Those have come, gone, or stand elsewhere in some order.
    """

    growth: int
    moved: list[int]


@dataclass(frozen=True, slots=True)
class Standing:
    """A listed paper as the index holds it: itself, the days (ISO 8601) of the lists it is in."""

    key: int
    indexed: Indexed
    days: tuple[str, ...]
    trending: bool

    @property
    def place(self) -> int:
        """Its place, which is its row in the index."""
        return place_of(self.indexed.sort_day, self.key)

    @property
    def columns(self) -> tuple[str, ...]:
        """The texts in the index of words: it forgets a paper when it is given these again."""
        lists = [day_word(date.fromisoformat(day)) for day in self.days]
        if self.trending:
            lists.append(TRENDING)
        return (*self.indexed.words, self.indexed.flags + SEPARATOR + marked_words(FLAG, lists))

    @property
    def facts(self) -> Facts:
        """Its numbers, in the order of the table's columns."""
        each = self.indexed
        return (
            self.place,
            each.number,
            each.upvotes or 0,
            each.upvotes,
            each.comments,
            each.stars,
            each.published,
        )


def day_word(day: date) -> str:
    """Return the word for papers in the list of a day, without its mark."""
    return f"d{day:%Y%m%d}"


class Index:
    """Collects what changes in one transaction, to write it in the order of places.

    FTS5 writes what it has collected whenever a row is not after the one before it; in order, a
    thousand papers are written in a third of the time.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._before: dict[int, Standing | None] = {}
        self._after: dict[int, Standing | None] = {}

    def change(self, key: int, before: Standing | None, after: Standing | None) -> None:
        """Note what is known of a paper from now on; None is a paper that is not listed."""
        self._before.setdefault(key, before)
        self._after[key] = after

    def pending(self, key: int) -> Standing | None:
        """Return a paper as it was noted last, None where it was not or is not listed."""
        return self._after.get(key)

    def write(self) -> Written:
        """Write what was noted."""
        gone = [each for key, each in self._before.items() if each and each != self._after[key]]
        come = [each for key, each in self._after.items() if each and each != self._before[key]]
        self._before, self._after = {}, {}
        self._write_words(gone, come)
        return Written(len(come) - len(gone), self._write_facts(gone, come))

    def add_terms(self, terms: Iterable[str]) -> None:
        """Add words to the list of words."""
        self._connection.executemany(
            "INSERT OR IGNORE INTO terms VALUES (?)", ((term,) for term in terms)
        )

    def _write_words(self, gone: list[Standing], come: list[Standing]) -> None:
        was = {each.place: each.columns for each in gone}
        now = {each.place: each.columns for each in come}
        same = {place for place in was if was[place] == now.get(place)}
        forget = (
            "INSERT INTO words (words, rowid, abstract, title, authors, keywords, flags)"
            " VALUES ('delete', ?, ?, ?, ?, ?, ?)"
        )
        add = (
            "INSERT INTO words (rowid, abstract, title, authors, keywords, flags)"
            " VALUES (?, ?, ?, ?, ?, ?)"
        )
        for place in COURTESY.between(sorted((was.keys() | now.keys()) - same)):
            if place in was:
                self._connection.execute(forget, (place, *was[place]))
            if place in now:
                self._connection.execute(add, (place, *now[place]))

    def _write_facts(self, gone: list[Standing], come: list[Standing]) -> list[int]:
        """Write what papers are ordered by; returns the keys of those of which that changed."""
        were, are = ({each.facts for each in some} for some in (gone, come))
        self._connection.executemany(
            "DELETE FROM facts WHERE place = ?", (facts[:1] for facts in were - are)
        )
        self._connection.executemany(
            "INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?)", sorted(are - were)
        )
        was, now = ({_title(each) for each in some} for some in (gone, come))
        self._connection.executemany(
            "DELETE FROM titles WHERE title = ? AND number = ?",
            (title[:2] for title in was - now),
        )
        self._connection.executemany("INSERT INTO titles VALUES (?, ?, ?)", sorted(now - was))
        moved = {place for place, *_ in were ^ are} | {place for *_, place in was ^ now}
        return sorted({key_of(place) for place in moved})


def _title(each: Standing) -> tuple[str, int, int]:
    return (each.indexed.title, each.indexed.number, each.place)
