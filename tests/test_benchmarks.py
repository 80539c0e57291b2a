"""The benchmarks run and print a table; no time is asserted, for tests share their machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parent / "benchmarks"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="measures memory as Linux has it")
def test_the_benchmarks_print_a_table() -> None:
    parts = ["--only=import", "--only=start", "--only=step", "--only=search"]
    done = subprocess.run(
        [sys.executable, str(BENCHMARKS), "--quick", "--papers=60", *parts],
        capture_output=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""},
        timeout=120,
        check=False,
    )
    table = done.stdout.decode()
    assert done.returncode == 0, table + done.stderr.decode()
    for what in ("import of 60 papers", "second import", "start to full list"):
        assert what in table
    for what in ("first rows of a query", "whole list of a query", "against the JSON in it"):
        assert what in table
    for what in ("step in view", "step that scrolls", "list to abstract"):
        assert what in table
