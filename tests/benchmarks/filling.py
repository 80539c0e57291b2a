"""Filling a cache: the papers imported and marked, and what that took, noted for later runs."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import generated
from surroundings import Home

from paperterm.query import EVERYTHING
from paperterm.store import Store

_NOTE = "filled.json"


@dataclass(frozen=True, slots=True)
class Filled:
    """How a cache was filled: with how many papers, in how many seconds, at what load."""

    papers: int
    seconds: float
    load: float

    @property
    def speed(self) -> float:
        """Papers a second."""
        return self.papers / self.seconds


def fill(home: Home, files: Sequence[Path]) -> Filled:
    """Import files into an empty home, and mark one paper in twenty."""
    load = os.getloadavg()[0]
    _, seconds = home.run("import", *files)
    opened = Store.open(home.cache_file, home.library_file, lambda: datetime.now(UTC))
    with closing(opened) as store:
        keys = store.search.ask(EVERYTHING).keys
        generated.mark(store, store.search.ids(keys))
    filled = Filled(len(keys), seconds, load)
    (home.folder / _NOTE).write_text(json.dumps(asdict(filled)), encoding="utf-8")
    return filled


def kept(home: Home, papers: int) -> Filled:
    """Return how a home was filled that is kept between runs; fills it if it is empty."""
    try:
        return Filled(**json.loads((home.folder / _NOTE).read_text(encoding="utf-8")))
    except FileNotFoundError:
        with tempfile.TemporaryDirectory(dir=home.folder) as folder:
            return fill(home, generated.write_files(Path(folder), papers))
