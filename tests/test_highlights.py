"""What a filter has found is marked, in the field it was found in and nowhere else."""

from __future__ import annotations

import pytest

from papers import TODAY, item, listing
from paperterm.paper import Row
from paperterm.query import parse
from paperterm.tui.lines import highlighted
from paperterm.tui.render import MATCH, abstract
from paperterm.tui.rows import RowLayout

ROW = Row(
    1,
    listing(
        [
            item(
                1,
                "Mixture of Müller experts",
                summary="Experts mix well.",
                authors=[{"name": "Łukasz Mixer", "hidden": False}],
                ai_keywords=["mixture"],
                organization={"_id": "1", "name": "expertlab", "fullname": "Expert Lab"},
            )
        ]
    )
    .records[0]
    .paper,
)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("mixture ", ["Mixture", "mixture"]),
        ("mix", ["Mix", "Mix", "mix", "mix"]),
        ("title:mix*", ["Mix"]),
        ("abs:experts", ["Experts"]),
        ("kw:mixture", ["mixture"]),
        ("author:lukasz", ["Łukasz"]),
        ("muller", ["Müller"]),
        ('"mixture of muller"', ["Mixture of Müller"]),
        ("-mixture", []),
        ("mixture -(experts OR -mixture) ", ["Mixture", "mixture"]),
    ],
)
def test_matches_are_marked_in_the_abstract(text: str, marked: list[str]) -> None:
    content = abstract(ROW, parse(text))
    found = sorted((span.start, span.end) for span in content.spans if span.style == MATCH)
    assert [content.plain[start:end] for start, end in found] == marked


@pytest.mark.parametrize(
    ("text", "marked"),
    [("mixture ", ["Mixture"]), ("org:expert*", ["expert"]), ("abs:experts", [])],
)
def test_matches_are_marked_in_the_list(text: str, marked: list[str]) -> None:
    pieces = [piece for line in (0, 1) for piece in RowLayout().pieces(ROW, line, 80, TODAY)]
    found = highlighted(pieces, parse(text))
    assert [piece.text for piece in found if piece.role == "match"] == marked
