"""The programs that are measured, each in a home of its own: nothing of the user's is touched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from recorder import MeasurementError

HERE = Path(__file__).parent

NOWHERE = "http://127.0.0.1:9"
"""An address at which nothing answers: the discard port."""

LONGEST = 600
"""Seconds that a command may take."""

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
        config.parent.mkdir(parents=True)
        config.write_text(_CONFIG, encoding="utf-8")

    @property
    def cache_file(self) -> Path:
        """Where the cache is."""
        return self.folder / "cache" / "paperterm" / "cache.db"

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
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "HF_ENDPOINT": NOWHERE,
            **more,
        }

    def run(self, *arguments: str | Path) -> tuple[str, float]:
        """Run a paperterm command; returns what it printed and the seconds it took."""
        started = perf_counter()
        done = subprocess.run(
            [*PAPERTERM, *map(str, arguments)],
            env=self.environ(),
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
        """Return every paper, in the order of the list."""
        found: list[dict[str, Any]] = json.loads(self.run("list", "--json")[0])
        return found


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
