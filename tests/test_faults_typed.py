"""What is typed and what leaves is judged: without a protection, it is found to be wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from faults import leaving, typed
from faults.cases import Case, Plan
from shelf import Shelf, stocked


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """A store of some papers."""
    made = stocked(tmp_path, 40)
    with closing(made.store):
        yield made


def wrong(cases: Iterator[Case] | list[Case]) -> list[str]:
    """Return the names of the cases that are not as they must be."""
    return [case.name for case in cases if case.wrong]


def test_queries_are_answered_as_the_rules_say(shelf: Shelf) -> None:
    cases = [typed.tried(shelf, f"{n}", typed.text_by(1, n), 0) for n in range(150)]
    assert not wrong(cases)


def test_a_query_that_the_index_cannot_read_is_found(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("paperterm.store.compile._phrases", lambda words, *_: [f'"{words[0]}"x"'])
    case = typed.tried(shelf, "quoted", "mixture")
    assert case.wrong.startswith("raised")


def test_a_query_that_finds_other_papers_is_found(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("paperterm.store.compile.marked_words", lambda _mark, words: words)
    cases = [typed.tried(shelf, f"{n}", typed.text_by(1, n), 0) for n in range(150)]
    assert wrong(cases)


async def test_queries_are_typed_and_pasted(tmp_path: Path) -> None:
    assert not wrong(await typed.in_running_bar(Plan(tmp_path), 6))


async def test_an_answer_to_another_query_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("paperterm.tui.main_screen.result", lambda *_: "1 of 1")
    assert wrong(await typed.in_running_bar(Plan(tmp_path), 4))


@pytest.fixture
def ways(tmp_path: Path) -> leaving.Ways:
    """Ways out of the program."""
    return leaving.Ways(tmp_path)


NAIVE = [
    ("paperterm.paper.safe_link", "https://user:password@github.com/a/b"),
    ("paperterm.paper.safe_link", "javascript:alert(1)"),
    ("paperterm.desktop.safe_link", "--upload-pack=id"),
    ("paperterm.desktop.safe_link", "https://example.org/a b"),
    ("paperterm.paper.safe_link", "https://example.org/%"),
]


@pytest.mark.parametrize(("name", "link"), NAIVE)
def test_a_link_that_leaves_as_it_came_is_found(
    ways: leaving.Ways, monkeypatch: pytest.MonkeyPatch, name: str, link: str
) -> None:
    assert not leaving.linked(ways, 1, link).wrong
    monkeypatch.setattr(name, lambda text: text)
    assert leaving.linked(ways, 1, link).wrong


def test_a_command_that_a_shell_reads_otherwise_is_found(
    ways: leaving.Ways, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = "https://github.com/a/-b"
    assert not leaving.linked(ways, 1, link).wrong
    monkeypatch.setattr("paperterm.copying.clone_link", lambda repo: repo)
    assert leaving.linked(ways, 1, link).wrong


def test_a_title_that_ends_its_link_is_found(
    ways: leaving.Ways, monkeypatch: pytest.MonkeyPatch
) -> None:
    title = leaving.TITLES[4]
    assert not leaving.titled(ways, 1, title).wrong
    monkeypatch.setattr("paperterm.copying.markdown_link", lambda title, link: f"[{title}]({link})")
    assert leaving.titled(ways, 1, title).wrong


def test_there_are_as_many_as_are_promised() -> None:
    assert len(leaving.LINKS) + len(leaving.TITLES) == 77
