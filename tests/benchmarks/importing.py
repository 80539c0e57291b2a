"""Import: papers a second, and a second import of the same, which changes nothing.

The command is timed from outside, with its start (a tenth of a second) and its second process. The
third import, of the same papers in files of other bytes, has no bar: it shows what the digests of
files save. Of many papers the one import counts that made the cache, which may have been done by an
earlier run.

Of the process that writes, a third of the time is the index of words. With 64 MB of pages at hand
in place of 2 and words looked up once, it needs a tenth less; larger pieces of the index, merged
later, save nothing. Merging the pieces at the end took a tenth, and is left out while they are few:
with 20, 100,000 papers were searched as fast as with one. Compression, an eighth, went to the
process that reads; by itself that made the whole slower, as then that one had more to do. With each
reading a file where it would wait for the other, 30,000 papers take a tenth less time than before
(2,080 a second in place of 1,920).
"""

from __future__ import annotations

import gzip
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from filling import Filled
from plan import Plan
from recorder import MeasurementError
from surroundings import Home
from table import PAPERS, SECONDS, Part, Row, at_least, by_size, percentile

SPEED = {200_000: 2_000, 2_000_000: 1_500}
"""Papers a second, at least, by the most papers that they are for."""

AGAIN = 5
"""Times as fast as the first import, at least."""

_WATCHED = (
    *("papers", "facts", "titles", "lists", "history", "aliases", "trending"),
    "words_data",
)


def measure(filled: Filled, plan: Plan) -> Iterator[Row]:
    """Import all files into empty homes, each twice; where there are many, tell of the one time."""
    if plan.imports:
        yield from _measured(plan)
    else:
        yield _speed(filled.papers, filled.seconds)


def _speed(papers: int, seconds: float) -> Row:
    least = by_size(SPEED, papers)
    return at_least("import", papers / seconds, least, PAPERS, Part.SPEED)


def _measured(plan: Plan) -> Iterator[Row]:
    firsts, seconds, others = [], [], []
    papers = 0
    for number in range(plan.imports):
        home = Home(plan.folder / f"import-{number}")
        _, first = home.run("import", *plan.files)
        listed = home.papers()
        papers = home.count()
        before = _content(home.cache_file)
        _, second = home.run("import", *plan.files)
        if home.papers() != listed or _content(home.cache_file) != before:
            raise MeasurementError("a second import of the same files changed something")
        _, other = home.run("import", *_repacked(plan))
        if _content(home.cache_file) != before:
            raise MeasurementError("the same papers from other files changed something")
        firsts.append(first)
        seconds.append(second)
        others.append(other)
    first, second, other = (percentile(each, 0.5) for each in (firsts, seconds, others))
    yield _speed(papers, first)
    yield Row(
        "second import of the same files",
        SECONDS.text(second),
        SECONDS.text(first),
        f"1/{first / second:.0f}",
        f"≤ 1/{AGAIN}",
        first >= AGAIN * second,
    )
    yield Row(
        "the same papers from other files",
        SECONDS.text(other),
        SECONDS.text(first),
        f"1/{first / other:.1f}",
    )


def _content(path: Path) -> str:
    """Return a digest of everything the cache holds."""
    digest = hashlib.blake2b()
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        for name in _WATCHED:
            for row in connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2"):  # noqa: S608
                digest.update(repr(row).encode())
    return digest.hexdigest()


def _repacked(plan: Plan) -> list[Path]:
    """Return the same answers in files of other bytes: packed more loosely."""
    folder = plan.folder / "repacked"
    folder.mkdir(exist_ok=True)
    found = []
    for path in plan.files:
        copy = folder / path.name
        if not copy.exists():
            copy.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()), 1, mtime=1))
        found.append(copy)
    return found
