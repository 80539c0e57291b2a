"""The filter while a refresh writes: the same queries, with lists arriving in the reader meanwhile.

The feed is a process of its own, so that it does not hold up whoever takes the times. With each
list it has something new to say of every paper, a number in the abstract, so that all are written
and indexed anew while no query finds more or less; it pauses before each answer, so that a refresh
takes about as long as a query is typed.

On one machine, at 10,000 papers, the first screen came 58 ms after the bare app's, the whole list
99 ms. Threads that get Python's lock after 0.5 ms in place of 5 had not been enough: the work that
gives way while a key is being answered, and no more full looks for garbage, made it 5 and 35 ms.

At 100,000 papers the whole list came 168 ms after the bare app's while each list that was stored
made the orders void that were remembered, and 89 to 149 ms since only what moved is put in its
place; at a million the first screen came 107 ms after it while marks were counted anew after each
list, and 19 to 61 ms since. Its slowest keys, 105 ms after it, had waited for a list being extended
by what had arrived, for that of the filter before; this gives way to everything now.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from filtering import judged, side_by_side
from plan import Plan
from queries import typed, words_of
from remembering import served
from surroundings import Home
from table import Row
from typist import Typist

from paperterm.demo.server import FeedServer

PAUSE = 0.2
"""Seconds before each answer of the feed."""

_BACK, _REFRESH, _FILTER = b"\r", b"r", b"/"


def measure(home: Home, plan: Plan) -> Iterator[Row]:
    """Type each query, each time into a bar behind which a refresh was begun."""
    today = datetime.now(UTC).date()
    items_file = plan.folder / "items.json"
    items_file.write_text(json.dumps(served(home, today)), encoding="utf-8")
    queries = typed(words_of(home.papers()))[: plan.queries]
    with _feed(items_file) as endpoint:
        more = {"HF_ENDPOINT": endpoint}
        # What is new today is new once.
        home.run("refresh", **more)
        floors, answers = side_by_side(
            home, plan, queries, plan.typings, environ=more, before=_refresh
        )
    yield from judged(floors, answers, home.count(), ", while a refresh writes")


def _refresh(typist: Typist) -> None:
    """Begin a refresh, if none is under way, and go back to the bar."""
    for keys in (_BACK, _REFRESH, _FILTER):
        typist.press(keys)


@contextmanager
def _feed(items_file: Path) -> Iterator[str]:
    """Run the feed beside this process; yields its address."""
    command = (sys.executable, __file__, str(items_file))
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout
            yield process.stdout.readline().decode().strip()
        finally:
            process.kill()


class _Restless(FeedServer):
    """A feed whose papers have changed whenever they are asked for."""

    numbers = count(10_000_000)

    def answer(self, path: str, query: Mapping[str, str]) -> tuple[int, object, str | None]:
        """Return papers with another number in their abstracts."""
        time.sleep(PAUSE)
        status, items, more = super().answer(path, query)
        return status, [_changed(each, next(self.numbers)) for each in _items(items)], more


def _items(value: object) -> list[Mapping[str, Any]]:
    return value if isinstance(value, list) else []


def _changed(item: Mapping[str, Any], number: int) -> dict[str, Any]:
    paper = item["paper"]
    return {**item, "paper": {**paper, "summary": f"{paper['summary']} {number}"}}


if __name__ == "__main__":
    with _Restless(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))) as server:
        print(server.url, flush=True)
        sys.stdin.read()
