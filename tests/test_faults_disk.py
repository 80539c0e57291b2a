"""Full and read-only disks are tried by a class of faults, which sees what is hidden or lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from faults import disk
from faults.cases import Case, Plan
from faults.full import way_to_mount

HIDDEN = """
from contextlib import nullcontext
from paperterm.store import Library
def careless(library, *these, **more):
    try:
        return written(library, *these, **more)
    except Exception:
        return None
written = Library.change
Library.change = careless
"""
"""Errors of the library that nobody hears of."""

IN_PLACE = """
from paperterm import writing
def careless(target, pieces, mode):
    with target.open("w") as file:
        file.writelines(pieces)
writing._replace = careless
"""
"""Files that are written where they stand."""


def wrong(folder: Path, before: str, *names: str) -> list[Case]:
    """Return the cases in which something is not as it must be."""
    if way_to_mount(folder) is None:
        pytest.skip("needs a file system to fill: none can be mounted here")
    cases = disk.run(Plan(folder), before, names)
    return [case for case in cases if case.wrong]


def test_an_error_that_is_hidden_is_seen(tmp_path: Path) -> None:
    assert any("was not done" in case.wrong for case in wrong(tmp_path, HIDDEN, "mark"))


def test_a_file_that_is_lost_is_seen(tmp_path: Path) -> None:
    assert any("neither the old" in case.wrong for case in wrong(tmp_path, IN_PLACE, "export"))
