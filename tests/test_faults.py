"""The faults are tried and counted by a command, a few of each class here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tables import published

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
    head = ("What", "Cases", "Run")
    once = published(table, "faults", head, {"a": ["1", "r"], "c": ["2", "r"]}, ["c", "a"])
    twice = published(once, "faults", head, {"a": ["3", "r"]}, ["c", "a"])
    assert "| c | 2 | r |\n| a | 3 | r |\n" in twice
    assert twice.startswith("before\n")
    assert twice.endswith("<!-- /faults -->\nafter")
