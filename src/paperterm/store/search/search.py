"""Search: reads the cache, with a copy of the reader's marks beside it."""

from __future__ import annotations

import sqlite3
import threading
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from paperterm.courtesy import COURTESY
from paperterm.marks import Mark
from paperterm.paper import Row
from paperterm.query.tree import Fact, Query
from paperterm.store.cache import FILLED, LISTED, VISITED
from paperterm.store.compile import KEY, Surroundings, compile_node, is_about_marks
from paperterm.store.condition import Condition, conjunction
from paperterm.store.files import told_of
from paperterm.store.marked import VISIBLE
from paperterm.store.search.answers import Counts, Shown, Stale
from paperterm.store.search.counting import Counter
from paperterm.store.search.extending import Extension, extended
from paperterm.store.search.finding import Finder
from paperterm.store.search.listing import Lister
from paperterm.store.search.marks import Marks
from paperterm.store.search.names import names
from paperterm.store.search.orders import Order, order_of
from paperterm.store.search.related import related_expression
from paperterm.store.search.rows import Rows
from paperterm.store.search.selecting import Run, bitmap_of, numbers
from paperterm.store.search.terms import Terms

NEAR = 30
"""Papers that are looked at one by one for the next unread one, before all marks are."""


class Search:
    """Reads `cache.db` and `library.db`, each on a connection of its own.

    A running search holds no lock on the library: it looks at a copy of the marks, which is
    brought up to date when somebody has written to the file. Only `first`, `ask`, `count`,
    `extend`, `prepare` and `rows_ahead` are ever interrupted. All of these raise StoreError.
    """

    def __init__(
        self,
        cache: sqlite3.Connection,
        library: sqlite3.Connection,
        paths: tuple[Path, Path],
        now: Callable[[], datetime],
    ) -> None:
        self._cache = cache
        self._path = paths[0]
        self._now = now
        self._library = library
        self._guard = threading.Lock()
        self._asking = self._gives_way = self._unwanted = self._is_awaited = False
        self._seen = (-1, -1)
        with told_of(self._path):
            cache.execute("PRAGMA temp_store=MEMORY")
            self._marks = Marks(cache, library, paths)
            self._counter = Counter(cache, self._marks)
            self._rows = Rows(cache, self._marks)
            self._run = Run(cache, self._check)
            self._finder = Finder(self._run)
            self._lister = Lister(self._run, self._finder)
            self._terms = Terms(cache)
            self._visited = self._counter.setting(VISITED)

    def close(self) -> None:
        """Close both connections."""
        self._cache.close()
        self._library.close()

    @property
    def since_key(self) -> int:
        """The key that divides what is new from what was there before.

        It is where the last run of the app had ended when this one began; nothing of the first
        fill of a cache is new, whenever that happens.
        """
        with told_of(self._path):
            return self._since()

    @property
    def has_arrivals(self) -> bool:
        """Whether papers have a key above `since_key`, read or unread; seen without the marks."""
        with told_of(self._path):
            return self._counter.newest_key() > self._since()

    def interrupt(self) -> None:
        """End the question that is being answered, if there is one; for any thread to call."""
        with self._guard:
            if self._asking:
                self._unwanted = True
                self._cache.interrupt()

    def prepare(self, has_jobs_waiting: Callable[[], bool]) -> None:
        """Have the orders at hand by which lists are asked for most.

        Each takes a third of a second at a million papers, and is given up as soon as there is
        something else to do.
        """
        with suppress(Stale), self._giving_way(has_jobs_waiting):
            self._lister.prepare()

    def give_way(self) -> None:
        """End what nobody waits for, if that is being done; for any thread to call."""
        with self._guard:
            if self._gives_way:
                self._unwanted = True
                self._cache.interrupt()

    def first(self, query: Query, count: int) -> Shown:
        """Return the first papers that match, `count` or more; raises Stale when interrupted.

        All that match are returned where they are few. At a million papers it takes 10 ms.
        """
        wanted = count if query.limit is None else min(count, query.limit)
        # At the start, a list does not wait until all marks are copied, if it goes without.
        with self._question(about_marks=is_about_marks(query.root)):
            condition, order = self._compiled(query)
            found = self._finder.first(condition, order, wanted)
            keys = array("q", found.keys[: query.limit])
            is_cut = len(keys) == query.limit and not found.provisional
            shown = self._shown(keys, order, query)
        return replace(shown, complete=found.complete or is_cut, provisional=found.provisional)

    def ask(self, query: Query) -> Shown:
        """Return all papers that match; raises Stale when interrupted.

        At a million papers it takes half a second.
        """
        with self._question(awaited=True):
            condition, order = self._compiled(query)
            keys = self._lister.all(condition, order)
            some = keys[: query.limit] if query.limit is not None else keys
            return self._shown(some, order, query)

    def count(self, query: Query) -> int:
        """Return how many papers match; raises Stale when interrupted. No order is made."""
        with self._question():
            condition, _ = self._compiled(query)
            matching = bitmap_of(self._run, condition).count(1)
        return matching if query.limit is None else min(matching, query.limit)

    def knows(self, fact: Fact) -> bool:
        """Whether there is a paper with an id, or one in a list of the feed; else fetch it."""
        with told_of(self._path):
            condition = compile_node(fact, self._surroundings())
            return bool(Finder(Run(self._cache)).first(condition, Order(), 1).keys)

    def extend(
        self, query: Query, shown: Shown, has_jobs_waiting: Callable[[], bool] = lambda: False
    ) -> Shown:
        """Return the papers shown and those that have arrived since and match.

        What arrived stands where the order of the query has it; the trending papers are put in
        order anew, all others stay where they are. Raises Stale when interrupted, and as soon as
        there is something else to do.
        """
        with self._giving_way(has_jobs_waiting, about_marks=True):
            condition, order = self._compiled(query)
            extension = Extension(condition, order, shown.newest)
            keys = extended(self._run, self._lister, extension, shown.keys, shown.ranked)
            if query.limit is not None:
                keys = keys[: max(query.limit, len(shown.keys))]
            return self._shown(keys, order, query)

    def rows(self, keys: Sequence[int]) -> list[Row]:
        """Return the rows of these keys, in their order; unknown keys are left out."""
        with told_of(self._path):
            return list(self._rows.rows(keys, self._since()))

    def rows_ahead(self, keys: Sequence[int], has_jobs_waiting: Callable[[], bool]) -> list[Row]:
        """Return rows as `rows` does; raises Stale as soon as there is something else to do."""
        with self._giving_way(has_jobs_waiting):
            return list(self._rows.rows(keys, self._since()))

    def row(self, paper_id: str) -> Row | None:
        """Return a paper by its id, or by the id it had when it came from a saved page."""
        with told_of(self._path):
            return self._rows.row(paper_id, self._since())

    def ids(self, keys: Sequence[int]) -> list[str]:
        """Return the ids of these keys, in their order."""
        with told_of(self._path):
            return list(self._rows.ids(keys))

    def unread(self, keys: Sequence[int]) -> list[int]:
        """Return those of the keys that are unread, in their order."""
        return self.without(Mark.READ, keys)

    def without(self, mark: Mark, keys: Sequence[int]) -> list[int]:
        """Return those of the keys whose papers have not got a mark, in their order."""
        bits = self._marked_bits([mark])
        return [key for key in keys if not bits[key]]

    def tags(self, keys: Sequence[int]) -> dict[str, int]:
        """Return the tags of papers by their keys, with the number of these that have each."""
        self._marks.update()
        with told_of(self._path):
            bits = bytearray(self._counter.newest_key() + 1)
            for key in keys:
                bits[key] = 1
            query = f"SELECT tag, {KEY} FROM temp.tags m CROSS JOIN facts f USING (number)"
            found: dict[str, int] = {}
            for tag, key in self._cache.execute(query):
                found[tag] = found.get(tag, 0) + bits[key]
            return {tag: count for tag, count in found.items() if count}

    def next_unread(
        self, keys: Sequence[int], index: int, step: Literal[1, -1], *, hidden: bool = False
    ) -> int | None:
        """Return the place of the next unread paper after (or before) a place, None at the end.

        Those that are hidden are passed over unless `hidden` papers are what is shown.
        """
        places = range(index + 1, len(keys)) if step > 0 else range(index - 1, -1, -1)
        near = places[:NEAR]
        rows = self.rows([keys[place] for place in near])
        wanted = {row.key for row in rows if not row.read and (hidden or not row.hidden)}
        for place in near:
            if keys[place] in wanted:
                return place
        passed = self._marked_bits(["read"] if hidden else ["read", "hidden"])
        return next((place for place in places[NEAR:] if not passed[keys[place]]), None)

    def counts(self) -> Counts:
        """Return how many papers are not hidden, and how many of them are unread and starred."""
        with told_of(self._path):
            if not self._marks.is_copied and (tally := self._counter.noted()):
                return tally.counts
        self._marks.update()
        with told_of(self._path):
            return self._counter.tally().counts

    @property
    def tally(self) -> str:
        """The last counts, for `Cache.end_visit`: the next start has them without counting."""
        return self._counter.last.text

    def completions(self, kind: str, beginning: str) -> list[str]:
        """Return names of a kind (author, kw, org, by, day, tag) with a word that begins so.

        Those most frequent in the newest papers come first; of days, the newest; of tags, those
        of most papers.
        """
        if kind == "tag":
            return self._marks.tags(beginning)
        with told_of(self._path):
            around = self._surroundings()
            return names(self._run, lambda words: compile_node(words, around), kind, beginning)

    def has_changed(self) -> bool:
        """Whether another connection has written to either file since this was last asked."""
        with told_of(self._path):
            cache = self._counter.version()
        library = self._marks.library_version()
        changed, self._seen = self._seen != (cache, library), (cache, library)
        return changed

    @contextmanager
    def _giving_way(
        self, has_jobs_waiting: Callable[[], bool], *, about_marks: bool = False
    ) -> Iterator[None]:
        """Do what nobody waits for, until there is something else to do: raises Stale."""
        with self._question(about_marks=about_marks):
            try:
                with self._guard:
                    self._gives_way = True
                # What is given from now on ends it; what was given before is looked for.
                if has_jobs_waiting():
                    raise Stale
                yield
            finally:
                with self._guard:
                    self._gives_way = False

    @contextmanager
    def _question(self, *, about_marks: bool = True, awaited: bool = False) -> Iterator[None]:
        """Answer a question, which may be interrupted, as things are now.

        While it is `awaited`, work in the background stands still.
        """
        if about_marks:
            self._marks.update()
        else:
            self._marks.see_hidden()
        with told_of(self._path), self._snapshot():
            with self._guard:
                self._asking = True
            self._is_awaited = awaited
            try:
                yield
            except sqlite3.OperationalError as error:
                # Text that is no text comes without a name.
                if getattr(error, "sqlite_errorname", "") == "SQLITE_INTERRUPT":
                    raise Stale from error
                raise
            finally:
                self._is_awaited = False
                with self._guard:
                    self._asking = self._unwanted = False

    @contextmanager
    def _snapshot(self) -> Iterator[None]:
        """Look at the cache as it is now, whatever is written to it meanwhile."""
        self._cache.execute("BEGIN")
        try:
            yield
        finally:
            self._cache.rollback()

    def _check(self) -> None:
        if self._unwanted:
            raise Stale
        if self._is_awaited:
            COURTESY.expect()

    def _compiled(self, query: Query) -> tuple[Condition, Order]:
        condition = compile_node(query.root, self._surroundings())
        if self._marks.hides and not query.shows_hidden:
            condition = conjunction([condition, VISIBLE])
        return condition, order_of(query)

    def _surroundings(self) -> Surroundings:
        return Surroundings(
            self._since(), self._now().astimezone(UTC).date(), self._terms.longer, self._related
        )

    def _related(self, paper_id: str) -> str | None:
        row = self._rows.row(paper_id, 0)
        return related_expression(self._run, row.paper) if row else None

    def _shown(self, keys: array[int], order: Order, query: Query) -> Shown:
        ranked = 0
        if order.key == "rank":
            trending = set(numbers(self._run, "SELECT key FROM trending"))
            ranked = next((at for at, key in enumerate(keys) if key not in trending), len(keys))
        counter = self._counter
        total = counter.setting(LISTED) - (0 if query.shows_hidden else counter.hidden())
        return Shown(keys, total, counter.newest_key(), ranked)

    def _marked_bits(self, marks: Iterable[str]) -> bytearray:
        """Return a byte for each key: 1 where the paper has one of these marks."""
        self._marks.update()
        with told_of(self._path):
            bits = bytearray(self._counter.newest_key() + 1)
            for mark in marks:
                query = f"SELECT {KEY} FROM temp.{mark} m CROSS JOIN facts f USING (number)"
                for key in numbers(Run(self._cache), query):
                    bits[key] = 1
            return bits

    def _since(self) -> int:
        return max(self._visited, self._counter.setting(FILLED))
