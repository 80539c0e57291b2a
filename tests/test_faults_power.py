"""Power loss is simulated by a class of faults, which sees what was never surely on the disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from faults import power
from faults.cases import Case, Plan

NAMES = "from paperterm import writing; writing.flush_names = lambda _: None"
"""Names of files and folders that nobody sees to."""

COMMITS = """
from paperterm.store.files import LIBRARY
object.__setattr__(LIBRARY, "pragmas", ("journal_mode=TRUNCATE", "synchronous=OFF"))
"""
"""Changes that are not synced when they are done."""


def images(folder: Path, before: str, story: str) -> list[Case]:
    """Look at some images of one day."""
    folder.mkdir()
    return list(power.run(Plan(folder), before, {story: 8}))


@pytest.mark.parametrize(
    ("story", "before"), [("first", NAMES), ("later", COMMITS), ("bad", COMMITS)]
)
def test_what_was_not_synced_is_missed(tmp_path: Path, story: str, before: str) -> None:
    assert not any(case.wrong for case in images(tmp_path / "with", "", story))
    careless = images(tmp_path / "without", before, story)
    assert any("not one of" in case.wrong for case in careless)
