"""LaTeX on the screen and in the shell: shown as it is read, kept as it came, found either way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli_helpers import Program, saved
from cli_helpers import item as wire_item
from papers import TODAY, item, listing
from paperterm.paper import Row
from paperterm.query import parse
from paperterm.tui.lines import highlighted
from paperterm.tui.render import MATCH, abstract
from paperterm.tui.rows import RowLayout
from reader import reading

TITLE = r"T\"ulu: na\"ive $\alpha$-GAN in $O(n^2)$"
READ = "Tülu: naïve α-GAN in O(n²)"
FIELDS: dict[str, Any] = {
    "summary": r"It wins by 85\% on $\tau$-bench, at \emph{no} cost of $5 or $10.",
    "ai_keywords": [r"$\lambda$-calculus"],
    "ai_summary": r"An $\infty$-gram.",
}
SHOWN = (
    "It wins by 85% on τ-bench, at no cost of $5 or $10.",
    "λ-calculus",
    "An ∞-gram.",
)
ROW = Row(1, listing([item(1, TITLE, **FIELDS)]).records[0].paper)


async def test_the_reader_shows_what_latex_stands_for_and_finds_it_either_way(
    tmp_path: Path,
) -> None:
    items = [item(1, TITLE, **FIELDS), item(2, "Nothing of the kind")]
    async with reading(tmp_path, items) as reader:
        assert reader.titles[0] == READ
        assert reader.abstract.startswith(READ)
        for text in SHOWN:
            assert text in reader.abstract
        for text in (
            "naïve",
            "naive α",
            "na ive ",
            "alpha",
            "O(n²)",
            "O(n^2)",
            "85%",
            "infty OR τ",
        ):
            await reader.press("slash")
            await reader.press("ctrl+u")
            await reader.type(text)
            await reader.press("enter")
            assert reader.titles == [READ], text


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """The program with a paper in its cache that is full of LaTeX, and a plain one."""
    program = Program(tmp_path / "home")
    items = [wire_item("2401.00001", TITLE, **FIELDS), wire_item("2401.00002", "A plain one")]
    assert program.run("import", saved(tmp_path / "papers.json", items)).code == 0
    return program


def test_the_shell_prints_the_reading_and_json_what_came(program: Program) -> None:
    (line,) = program.run("list", 'na\\"ive').lines
    assert line.endswith(f"  {READ}")
    shown = program.run("show", "2401.00001").out
    for text in (READ, *SHOWN):
        assert text in shown
    for printed in (
        json.loads(program.run("show", "2401.00001", "--json").out),
        *json.loads(program.run("list", "--json", "naïve").out),
    ):
        assert printed["title"] == TITLE
        assert printed["abstract"] == FIELDS["summary"]
        assert printed["keywords"] == FIELDS["ai_keywords"]
        assert printed["ai_summary"] == FIELDS["ai_summary"]


def test_what_a_paper_is_marked_with_is_printed_in_words(program: Program) -> None:
    program.run("mark", "read", "2401.00001")
    program.run("mark", "starred", "2401.00001")
    first, second = program.run("list", "sort:title-desc").lines
    assert first.split()[:4] == ["2401.00001", "read", "star", "1"]
    assert second.split()[:2] == ["2401.00002", "1"]
    shown = program.run("show", "2401.00001").out
    assert "1 upvote · 0 comments · read · starred" in shown
    assert not set("●★☆▲") & set(shown + first + second)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("naive ", ["naïve"]),
        ('na\\"ive', ["naïve"]),
        ("α ", ["α"]),
        ("alpha", ["α"]),
        ("$\\alpha$", ["α"]),
        ('"o(n^2)"', ["O(n²)"]),
        ("O(n²)", ["O(n²)"]),
        ("85\\%", ["85%"]),
        ("kw:lambda", ["λ"]),
        ("-naive", []),
    ],
)
def test_what_is_found_is_marked_in_what_is_shown(text: str, marked: list[str]) -> None:
    content = abstract(ROW, parse(text))
    found = sorted((span.start, span.end) for span in content.spans if span.style == MATCH)
    assert [content.plain[start:end] for start, end in found] == marked


def test_what_is_found_is_marked_in_the_list() -> None:
    pieces = highlighted(RowLayout().pieces(ROW, 0, 80, TODAY), parse('"tulu naive" alpha'))
    assert [piece.text for piece in pieces if piece.role == "match"] == ["Tülu: naïve", "α"]
