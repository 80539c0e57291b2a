"""The second floor: paperterm's own app, whose search knows every answer beforehand.

It has every pane of the real one, so that the difference is what searching costs, and nothing else;
what is slow in the panes is slow here too, and does not show in the ratio.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from paperterm.config import load
from paperterm.desktop import Desktop
from paperterm.feed import Feed
from paperterm.paper import Row
from paperterm.query import EVERYTHING, Query, parse
from paperterm.query.completion import completions
from paperterm.store import Counts, Search, Shown, Store
from paperterm.tui.app import World, run_app
from paperterm.tui.asking import FIRST


class SearchAtOnce(Search):
    """Answers the texts it was prepared for from memory, at once."""

    def __init__(self, search: Search, texts: Iterable[str]) -> None:
        # Not Search's own: the connections, and what is known of them, are those of another one,
        # so that whatever is not answered from memory is answered by it.
        vars(self).update(vars(search))
        self._search = search
        self._answers: dict[Query, Shown] = {}
        self._known: dict[int, Row] = {}
        self._names: dict[tuple[str, str], list[str]] = {}
        for text in texts:
            completions(text, len(text), self.completions)
            query = parse(text)
            if query not in self._answers:
                shown = self._answers[query] = search.ask(query)
                self._known.update((row.key, row) for row in search.rows(shown.keys[:FIRST]))
        self._all = search.counts()

    @property
    def tally(self) -> str:
        """What is noted at the end."""
        return self._search.tally

    def ask(self, query: Query) -> Shown:
        """Return the answer; to a text on its way to one of those that are measured, all papers."""
        return self._answers.get(query) or self._answers[EVERYTHING]

    def first(self, query: Query, count: int) -> Shown:  # noqa: ARG002 - it has them all
        """Return the answer, all of it."""
        return self.ask(query)

    def rows(self, keys: Sequence[int]) -> list[Row]:
        """Return rows; those further down than an answer's first are read."""
        if all(key in self._known for key in keys):
            return [self._known[key] for key in keys]
        return self._search.rows(keys)

    def counts(self) -> Counts:
        """Return the counts."""
        return self._all

    def completions(self, kind: str, beginning: str) -> list[str]:
        """Return names; they are looked up once."""
        place = (kind, beginning)
        if place not in self._names:
            self._names[place] = self._search.completions(kind, beginning)
        return self._names[place]

    def has_changed(self) -> bool:
        """Nobody writes."""
        return False

    def interrupt(self) -> None:
        """Nothing runs that could be interrupted."""

    def close(self) -> None:
        """Close the search behind it."""
        self._search.close()


def main(queries_file: Path) -> None:
    """Run the app; the file holds the texts that will be typed, as a JSON array."""
    texts: list[str] = json.loads(queries_file.read_text(encoding="utf-8"))
    config = load(os.environ)

    def now() -> datetime:
        return datetime.now(UTC)

    store = Store.open(config.cache_file, config.library_file, now)
    store = replace(store, search=SearchAtOnce(store.search, ["", *texts]))
    # What was prepared must not be looked through again and again by the collector.
    gc.collect()
    gc.freeze()

    async def open_store() -> Store:
        return store

    def open_feed() -> Feed:
        return Feed(config.endpoint, now=now)

    run_app(World(config, Desktop(os.environ), now, open_store, open_feed))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
