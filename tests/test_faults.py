"""The faults are tried and counted by a command, a few of each class here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from faults.published import published

FAULTS = Path(__file__).parent / "faults"


def test_the_faults_are_counted_by_a_command() -> None:
    done = subprocess.run(
        [sys.executable, str(FAULTS), "--quick", "--only", "damaged"],
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "put aside" in done.stdout
    assert done.stdout.endswith("All was as it must be.\n")


def test_lines_of_classes_that_did_not_run_stay() -> None:
    table = "before\n<!-- faults -->\n<!-- /faults -->\nafter"
    once = published(table, {"a": ["1", "b", "0", "r"], "c": ["2", "b", "0", "r"]}, ["c", "a"])
    twice = published(once, {"a": ["3", "b", "0", "r"]}, ["c", "a"])
    assert "| c | 2 | b | 0 | r |\n| a | 3 | b | 0 | r |\n" in twice
    assert twice.startswith("before\n")
    assert twice.endswith("<!-- /faults -->\nafter")
