"""Case and diacritics do not matter; what matched is found where it stands in the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperterm.fold import Needle, fold, runs, spans


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Müller", "muller"),
        ("ŁUKASZ", "lukasz"),
        ("Straße", "strasse"),
        ("ﬁne-tuning", "fine-tuning"),
        ("Søren Đặng ıI", "soren dang ii"),
        ("x² ①", "x2 1"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text() | st.text(st.characters(max_codepoint=127)))
def test_runs_are_of_letters_and_digits_alone(text: str) -> None:
    between = "".join(each if each.isalnum() else " " for each in fold(text))
    assert runs(fold(text)) == between.split()


def found(text: str, *needles: Needle) -> list[str]:
    return [text[start:end] for start, end in spans(text, needles)]


def test_whole_words_match_and_prefixes_where_they_may() -> None:
    text = "Muller, Müllers and MÜLLER"
    assert found(text, Needle(("muller",))) == ["Muller", "MÜLLER"]
    assert found(text, Needle(("muller",), prefix=True)) == ["Muller", "Müller", "MÜLLER"]


def test_a_phrase_spans_what_divides_its_words() -> None:
    assert found("state-of-the-art State of the Art", Needle(("state", "of", "the", "art"))) == [
        "state-of-the-art",
        "State of the Art",
    ]


def test_a_literal_is_found_as_it_is() -> None:
    assert found("C and C++ and GPT-[n]", Needle(("c",), literal="c++")) == ["C++"]


def test_places_are_right_after_characters_that_fold_to_more_or_fewer() -> None:
    assert found("ﬁﬁ ße\u0301 word", Needle(("word",))) == ["word"]
    assert found("ﬁne", Needle(("f",), prefix=True)) == ["ﬁ"]


def test_overlapping_matches_are_one() -> None:
    assert spans("mixture", [Needle(("mix",), prefix=True), Needle(("mixture",))]) == [(0, 7)]


@given(st.text(), st.text())
def test_spans_lie_in_the_text_in_order(text: str, term: str) -> None:
    words = tuple(runs(fold(term)))
    if not words:
        return
    last = 0
    for start, end in spans(text, [Needle(words, prefix=True)]):
        assert last <= start < end <= len(text)
        last = end
