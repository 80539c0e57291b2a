"""The class of text that acts on a terminal fails where text is let in as it came."""

from __future__ import annotations

from pathlib import Path

import pytest

from faults.cases import Case, Plan
from faults.generated_text import generated_jobs
from faults.payloads import PAYLOADS
from faults.printed_text import about_papers, given
from faults.sequences import known, strange
from faults.shown_text import shown

SOME = {name: PAYLOADS[name] for name in ("clipboard by OSC 52", "bidi overrides")}


@pytest.fixture
def unprotected(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take out what removes characters, but what could not even be stored."""

    def encodable(text: str) -> str:
        return text.encode("utf-8", "ignore").decode()

    monkeypatch.setattr("paperterm.clean._harmless", encodable)


def wrong(cases: list[Case]) -> list[str]:
    """Return what is not as it must be."""
    return [f"{case.name}: {case.wrong}" for case in cases if case.wrong]


def test_payloads_do_no_harm_in_what_is_printed(tmp_path: Path) -> None:
    cases = about_papers(tmp_path, SOME)
    assert wrong(cases) == []
    printed = {case.name for case in cases if case.outcome == "printed without harm"}
    shown = ("title", "abstract", "author", "keyword", "organisation", "tag", "note")
    assert {f"bidi overrides, {field}, printed" for field in shown} <= printed


@pytest.mark.usefixtures("unprotected")
def test_payloads_that_are_let_in_are_seen_in_what_is_printed(tmp_path: Path) -> None:
    found = wrong(about_papers(tmp_path, SOME))
    for field in ("title", "abstract", "author", "keyword", "organisation", "submitter", "note"):
        assert any(f"bidi overrides, {field}, printed" in each for each in found)
    assert any("prints OSC 52" in each for each in found)


def test_what_commands_are_given_is_said_without_harm(tmp_path: Path) -> None:
    assert wrong(given(tmp_path, "an id", SOME)) == []


@pytest.mark.usefixtures("unprotected")
def test_what_is_repeated_as_it_was_given_is_seen(tmp_path: Path) -> None:
    assert len(wrong(given(tmp_path, "an id", SOME))) == 2 * len(SOME)


def test_payloads_that_are_let_in_are_seen_in_the_app(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What Python imports before the program takes the protection out of it.
    (tmp_path / "sitecustomize.py").write_text(
        "from paperterm import clean\n"
        "clean._harmless = lambda text: text.encode('utf-8', 'ignore').decode()\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr("paperterm.clean._harmless", lambda text: text)
    found = wrong(shown(tmp_path, {"bidi overrides": PAYLOADS["bidi overrides"]}, 120, 40))
    for field in ("title", "abstract", "author", "keyword", "submitter"):
        assert any(f"bidi overrides, {field}, shown" in each for each in found)


def test_texts_by_chance_do_no_harm(tmp_path: Path) -> None:
    (job,) = generated_jobs(Plan(tmp_path), 30)
    assert wrong(job()) == []


@pytest.mark.usefixtures("unprotected")
def test_texts_by_chance_that_are_let_in_are_seen(tmp_path: Path) -> None:
    (job,) = generated_jobs(Plan(tmp_path), 30)
    assert len(wrong(job())) > 20


@pytest.mark.parametrize("name", PAYLOADS)
def test_each_payload_is_told_from_text(name: str) -> None:
    assert any(strange(f"a{PAYLOADS[name]}b", known("ab\n\t\x1b[H\x1b[1m\x1b[2J")))


def test_a_sequence_at_its_own_time_is_told_from_one_more() -> None:
    clean = known("\x1b[?1049h text \x1b[?1049l")
    assert not list(strange("\x1b[?1049h other \x1b[?1049l", clean))
    assert [found.place for found in strange("\x1b[?1049h \x1b[?1049l \x1b[?1049l", clean)] == [18]


def test_a_link_is_one_that_was_rebuilt() -> None:
    clean = known("\x1b]8;id=1;https://example.org/a\x1b\\a\x1b]8;;\x1b\\")
    assert not list(strange("\x1b]8;id=2;https://example.org/b\x1b\\b\x1b]8;;\x1b\\", clean))
    assert list(strange("\x1b]8;;file:///etc/passwd\x1b\\b\x1b]8;;\x1b\\", clean))
    assert list(strange("\x1b]8;;https://user@example.org/\x1b\\b\x1b]8;;\x1b\\", clean))
