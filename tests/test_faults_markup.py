"""The class of markup fails where a text is taken for markup."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.content import Content

from faults.cases import Case
from faults.markup import tried
from faults.markup_scenes import SCENES

TEXTS = ("[@click=app.bell()]bell here[/]",)
SOME = [scene for scene in SCENES if scene.name in {"list and abstract", "what was undone"}]


def wrong(cases: list[Case]) -> list[str]:
    """Return what is not as it must be."""
    return [f"{case.name}: {case.wrong}" for case in cases if case.wrong]


def test_markup_is_shown_as_it_is_written(tmp_path: Path) -> None:
    assert wrong(tried(tmp_path / "home", TEXTS, SOME)) == []


def test_a_text_that_is_taken_for_markup_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("paperterm.tui.render._matched", lambda text, _: Content.from_markup(text))
    (found,) = wrong(tried(tmp_path / "home", TEXTS, SOME[:1]))
    assert "app.bell" in found
