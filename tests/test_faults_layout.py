"""The class of layout fails where widths are counted wrong, and where nothing is cut."""

from __future__ import annotations

from pathlib import Path

import pytest

from faults.cases import Case
from faults.oversized import oversized
from faults.titles import laid_out


def wrong(cases: list[Case]) -> list[str]:
    """Return what is not as it must be."""
    return [f"{case.name}: {case.wrong}" for case in cases if case.wrong]


def test_titles_of_all_scripts_keep_their_place(tmp_path: Path) -> None:
    assert wrong(laid_out(tmp_path / "titles", 80)) == []


def test_widths_that_are_counted_wrong_are_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("paperterm.tui.lines.width_of", len)
    found = wrong(laid_out(tmp_path / "titles", 80))
    assert any(each.startswith("wide at 80: the numbers") for each in found)


def test_a_large_title_is_no_burden(tmp_path: Path) -> None:
    assert wrong(oversized(tmp_path / "home", "a title of 1 MB")) == []


def test_a_text_that_is_not_cut_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("paperterm.clean._bounded", lambda text, _: text)
    monkeypatch.setattr("paperterm.clean._shortened", lambda text, _: text)
    assert wrong(oversized(tmp_path / "home", "a word of a million letters"))
