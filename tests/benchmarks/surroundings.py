"""The programs that are measured, each in a home of its own: nothing of the user's is touched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from recorder import MeasurementError

from paperterm.store.entry import raw_of
from paperterm.store.files import open_for_reading

HERE = Path(__file__).parent

NOWHERE = "http://127.0.0.1:9"
"""An address at which nothing answers: the discard port."""

LONGEST = 3_600
"""Seconds that a command may take: an import of a million papers takes a quarter of that."""

SAMPLE = 2_000
"""Papers from which words are picked."""

PAPERTERM = (sys.executable, "-m", "paperterm")
STATIC_APP = (sys.executable, str(HERE / "static_app.py"))
BARE_APP = (sys.executable, str(HERE / "bare_app.py"))

READY = b" quit"
"""The end of the key bar, which the first frame leaves to Textual: from here on keys are heard."""

_CONFIG = "refresh_minutes = 0\nmark_read_after = 0\n"
"""Nothing happens by itself: no refresh but by `r`, and no mark by resting."""


@dataclass(frozen=True)
class Home:
    """An empty home directory in `folder`, with a configuration in which nothing runs by itself."""

    folder: Path

    def __post_init__(self) -> None:
        config = self.folder / "config" / "paperterm" / "config.toml"
        config.parent.mkdir(parents=True, exist_ok=True)
        config.write_text(_CONFIG, encoding="utf-8")

    @property
    def cache_file(self) -> Path:
        """Where the cache is."""
        return self.folder / "cache" / "paperterm" / "cache.db"

    @property
    def library_file(self) -> Path:
        """Where the marks are."""
        return self.folder / "data" / "paperterm" / "library.db"

    def forget(self) -> None:
        """Forget how the last run of the reader ended: the next one begins at the top of the list.

        With the abstract before it, a key would scroll that, and the list never answer.
        """
        (self.folder / "state" / "paperterm" / "state.json").unlink(missing_ok=True)

    def environ(self, **more: str) -> dict[str, str]:
        """Return the environment that programs run in; compiled modules are kept in it."""
        kept = {
            name: os.environ[name]
            for name in ("PATH", "PYTHONPATH", "TMPDIR")
            if name in os.environ
        }
        return {
            **kept,
            "HOME": str(self.folder),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "XDG_DATA_HOME": str(self.folder / "data"),
            "XDG_STATE_HOME": str(self.folder / "state"),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "HF_ENDPOINT": NOWHERE,
            **more,
        }

    def run(self, *arguments: str | Path, **environ: str) -> tuple[str, float]:
        """Run a paperterm command; returns what it printed and the seconds it took."""
        started = perf_counter()
        done = subprocess.run(
            [*PAPERTERM, *map(str, arguments)],
            env=self.environ(**environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=LONGEST,
            check=False,
        )
        took = perf_counter() - started
        if done.returncode:
            raise MeasurementError(f"paperterm {arguments[0]} failed: {done.stderr.decode()}")
        return done.stdout.decode(), took

    def papers(self) -> list[dict[str, Any]]:
        """Return the first papers of the list."""
        printed, _ = self.run("list", "--json", "--limit", str(SAMPLE))
        found: list[dict[str, Any]] = json.loads(printed)
        return found

    def count(self) -> int:
        """Return how many papers are cached."""
        with closing(open_for_reading(self.cache_file)) as cache:
            return int(cache.execute("SELECT count(*) FROM facts").fetchone()[0])

    def newest(self, count: int) -> list[dict[str, Any]]:
        """Return the feed's items of the papers that came last, as it sent them."""
        with closing(open_for_reading(self.cache_file)) as cache:
            query = "SELECT blob FROM papers ORDER BY key DESC LIMIT ?"
            return [json.loads(raw_of(blob)) for (blob,) in cache.execute(query, [count])]


def memory(pid: int) -> int:
    """Return the resident memory (VmRSS) of a process, in bytes; Linux alone tells it this way."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError as error:
        raise MeasurementError("resident memory is told by Linux alone") from error
    sizes: Sequence[str] = [line for line in lines.splitlines() if line.startswith("VmRSS:")]
    if not sizes:
        raise MeasurementError(f"process {pid} has ended")
    return int(sizes[0].split()[1]) * 1024
