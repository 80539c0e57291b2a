"""Files of other versions are tried by a class of faults, which sees who touches them."""

from __future__ import annotations

from pathlib import Path

import pytest

from faults import versions
from faults.cases import Plan

LOOKED_AT = """
import sqlite3
from contextlib import closing
from paperterm.errors import StoreError
from paperterm.store import Store
def opened(cache_file, library_file, now):
    with closing(sqlite3.connect(library_file)) as connection:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        connection.execute("PRAGMA journal_mode=TRUNCATE")
    return as_it_is(cache_file, library_file, now)
as_it_is = Store.open
Store.open = opened
"""
"""A version that SQLite is asked for, which finishes first what was cut off."""

TRUSTED = """
from paperterm.store import files, store
files.is_ours = store.is_ours = lambda path, kind: True
"""
"""Files that are taken for ours."""


@pytest.mark.parametrize(("before", "seen"), [(LOOKED_AT, "changed"), (TRUSTED, "was not told")])
def test_who_touches_what_is_not_ours_is_seen(tmp_path: Path, before: str, seen: str) -> None:
    cases = versions.run(Plan(tmp_path, is_quick=True), before)
    assert any(seen in case.wrong for case in cases)
