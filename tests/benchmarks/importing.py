"""Import: papers a second, and a second import of the same, which changes nothing.

The command is timed from outside, with its start (a tenth of a second) and its second process. The
third import, of the same papers in files of other bytes, has no bar: it shows what the digests of
files save.
"""

from __future__ import annotations

import gzip
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from plan import Plan
from recorder import MeasurementError
from surroundings import Home
from table import PAPERS, SECONDS, Row, at_least, percentile

SPEED = 2_000
"""Papers a second, at least."""

AGAIN = 5
"""Times as fast as the first import, at least."""

_WATCHED = (
    *("papers", "facts", "titles", "lists", "history", "aliases", "trending"),
    "words_data",
)


def measure(plan: Plan) -> Iterator[Row]:
    """Import all files into empty homes, each twice."""
    firsts, seconds, others = [], [], []
    papers = 0
    for number in range(plan.imports):
        home = Home(plan.folder / f"import-{number}")
        _, first = home.run("import", *plan.files)
        listed = home.papers()
        papers = len(listed)
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
    yield at_least(f"import of {papers:,} papers", papers / first, SPEED, PAPERS)
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
