"""Copies at once are tried by a class of faults, which sees who is kept out and what is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from faults import copies
from faults.cases import Plan

IMPATIENT = "from paperterm.store import files; files.BUSY = 0"
"""Copies that do not wait for each other."""

SKIPPED = """
from itertools import count
from paperterm.store import Library
calls, written = count(1), Library.change
Library.change = lambda *these, **more: next(calls) % 5 and written(*these, **more) or None
"""
"""Copies that say of each fifth change that it was made, when it was not."""


@pytest.mark.parametrize(
    ("before", "seen"), [(IMPATIENT, "database is locked"), (SKIPPED, "not one of")]
)
def test_copies_that_do_not_wait_are_seen(tmp_path: Path, before: str, seen: str) -> None:
    cases = copies.run(Plan(tmp_path, is_quick=True), before)
    assert any(seen in case.wrong for case in cases)
