"""Copies at once are tried by a class of faults, which sees who is kept out and what is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from faults import copies
from faults.cases import Plan

IMPATIENT = "from paperterm.store import files; files.BUSY = 0"
"""Copies that do not wait for each other."""

TOLD_AT_ONCE = (
    """
from paperterm.store import Library
written = Library.change
def careless(library, *these, **more):
    try:
        return written(library, *these, **more)
    except Exception:
        return None
Library.change = careless
"""
    + IMPATIENT
)
"""Copies that do not say that they were kept out."""


@pytest.mark.parametrize(
    ("before", "seen"), [(IMPATIENT, "database is locked"), (TOLD_AT_ONCE, "not one of")]
)
def test_copies_that_do_not_wait_are_seen(tmp_path: Path, before: str, seen: str) -> None:
    cases = copies.run(Plan(tmp_path, is_quick=True), before)
    assert any(seen in case.wrong for case in cases)
