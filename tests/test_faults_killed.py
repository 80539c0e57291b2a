"""Killed processes are tried by a class of faults, which sees what a careless program loses."""

from __future__ import annotations

from pathlib import Path

from faults import killed
from faults.cases import Plan

HALVES = """
from contextlib import nullcontext
from paperterm.store import cache, library
cache.transaction = library.transaction = nullcontext
"""
"""Statements that stand for themselves, each on the disk when it has been executed."""

TOO_EARLY = """
from concurrent.futures import ThreadPoolExecutor
from functools import partialmethod
from paperterm.store import Library
later = ThreadPoolExecutor(1)
for name in ("change", "undo", "save_search", "forget_search"):
    setattr(Library, name, partialmethod(
        lambda library, do, *these, **more: later.submit(do, library, *these, **more),
        getattr(Library, name),
    ))
"""
"""Changes that are said to be made before they are."""


def lost(folder: Path, before: str, kind: str, number: int) -> list[str]:
    """Return what is wrong after so many processes were killed."""
    cases = killed.run(Plan(folder), before, {kind: (number, number)})
    return [case.wrong for case in cases if case.wrong]


def test_a_change_by_halves_is_seen(tmp_path: Path) -> None:
    assert any("without its record" in each for each in lost(tmp_path, HALVES, "marking", 6))


def test_a_change_that_is_not_made_yet_is_seen(tmp_path: Path) -> None:
    assert any("not one of" in each for each in lost(tmp_path, TOO_EARLY, "two_marking", 2))


def test_half_a_refresh_is_seen(tmp_path: Path) -> None:
    assert any(" is of [" in each for each in lost(tmp_path, HALVES, "refreshing", 4))
