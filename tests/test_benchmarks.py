"""The benchmarks run and print a table; no time is asserted, for tests share their machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parent / "benchmarks"

WANTED = (
    *("import", "second import", "start to full list"),
    *("filter key to list", "key to first screen", "key to exact count"),
    *("12 characters at 20 ms each", "12 characters in one burst"),
    *("step in view", "step that scrolls", "list to abstract", "page", "jump to an end"),
    *("mark, key to list", "all marked as read"),
    *("first rows of a query", "whole list of a query", "against the JSON in it"),
)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="measures memory as Linux has it")
def test_the_benchmarks_print_a_table() -> None:
    parts = [
        f"--only={name}"
        for name in ("import", "start", "filter", "burst", "step", "mark", "search")
    ]
    done = subprocess.run(
        [sys.executable, str(BENCHMARKS), "--quick", "--papers=60", *parts],
        capture_output=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""},
        timeout=180,
        check=False,
    )
    table = done.stdout.decode()
    assert done.returncode == 0, table + done.stderr.decode()
    lines = table.splitlines()
    for what in WANTED:
        assert any(what in line for line in lines), f"{what} is missing in\n{table}"


def test_a_column_of_the_readme_is_replaced_and_the_others_stay() -> None:
    program = """
from published import published
from table import MILLISECONDS, Part, Row, above, at_most
text = "before\\n<!-- speed -->\\n<!-- /speed -->\\nafter\\n"
bar = above("a key", 0.050, 0.040, 0.005, MILLISECONDS, Part.SPEED)
size = at_most("a size", 0.001, 0.002, MILLISECONDS, Part.SPEED)
text = published(text, 10_000, [bar, Row("unsaid", "1")], "here")
print(published(published(text, 1_000_000, [bar, size], "there"), 10_000, [bar], "again"), end="")
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=BENCHMARKS, capture_output=True, check=True, timeout=30
    )
    assert done.stdout.decode().splitlines() == [
        "before",
        "<!-- speed -->",
        "",
        "| what (and its bar) | 10 k | 100 k | 1 M |",
        "| --- | --- | --- | --- |",
        "| a key | **+10.0 ms** (≤ +5.0 ms) | — | **+10.0 ms** (≤ +5.0 ms) |",
        "| a size | — | — | 1.0 ms (≤ 2.0 ms) |",
        "| measured | again | — | there |",
        "",
        "<!-- /speed -->",
        "after",
    ]
