"""Text from outside comes out harmless, and otherwise as it was."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papers import item, listing
from paperterm import clean
from paperterm.paper import Paper

HARMFUL = [
    "\x1b]52;c;ZXZpbA==\x07",
    "\x1b]8;;https://example.com\x1b\\",
    "\x9b31m",
    "\x90q\x9c",
    "\u202etxt.exe",
    "\u2066\u2069",
    "\u200b\u2060\ufeff",
    "\U000e0041",
    "\x00\x08\x7f",
    "\ud800",
    "\r",
]


@pytest.mark.parametrize("text", HARMFUL)
def test_what_acts_on_a_terminal_is_removed(text: str) -> None:
    cleaned = clean.clean(f"a{text}b", 100)
    assert cleaned.startswith("a")
    assert cleaned.endswith("b")
    assert all(not is_harmful(character) for character in cleaned)


@given(st.text())
def test_any_text_is_harmless_and_short(text: str) -> None:
    for cleaned in (clean.clean(text, 40), clean.clean_line(text, 40), clean.clean_abstract(text)):
        assert all(not is_harmful(character) for character in cleaned)
    assert len(clean.clean(text, 40)) <= 40
    assert "\n" not in clean.clean_line(text, 40)


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=200))
def test_ordinary_text_stays(text: str) -> None:
    assert clean.clean(text, 200) == text


def test_joiners_that_scripts_and_emoji_need_stay() -> None:
    text = "\u0915\u094d\u200d\u0937 \U0001f469\u200d\U0001f52c"
    assert clean.clean(text, 100) == text


def test_stacked_marks_are_capped_and_single_ones_stay() -> None:
    assert clean.clean("e" + "\u0301" * 50, 100) == "e" + "\u0301" * 4
    assert clean.clean("é e\u0301", 100) == "é e\u0301"


def test_five_marks_are_too_many_and_each_letter_has_its_own() -> None:
    four = "\u0915" + "\u0301" * 4
    assert clean.clean(four + "\u0301" + four, 100) == four + four


@pytest.mark.parametrize("text", ["\u200b a", "a \u200b", "a \x00 b", "a\t\x1b\n\u2060 b"])
def test_a_line_has_single_blanks_whatever_stood_between(text: str) -> None:
    cleaned = clean.clean_line(text, 20)
    assert cleaned == " ".join(cleaned.split())


def test_a_cut_text_says_so() -> None:
    assert clean.clean_line("word " * 100, 20) == "word word word word…"


def test_a_text_as_long_as_may_be_stays_whole() -> None:
    assert clean.clean("a" * 20, 20) == "a" * 20
    assert clean.clean("a" * 21, 20) == "a" * 19 + "…"


def test_what_is_removed_takes_no_room_unless_it_is_very_much() -> None:
    assert clean.clean("\x00" * (4 * 20 + 15) + "ab", 20) == "a"


def paper(**fields: object) -> Paper:
    """Return the paper of a record with these fields, in the feed's names."""
    (record,) = listing([{"paper": item(1)["paper"] | fields}]).records
    return record.paper


@pytest.mark.parametrize(
    ("name", "field", "length"),
    [
        ("title", "title", 300),
        ("summary", "abstract", 20_000),
        ("ai_summary", "ai_summary", 600),
    ],
)
def test_each_text_of_the_feed_has_its_length(name: str, field: str, length: int) -> None:
    whole = "a" * length
    assert getattr(paper(**{name: whole}), field) == whole
    assert getattr(paper(**{name: whole + "b"}), field) == whole[:-1] + "…"


def test_names_keywords_and_authors_are_bounded_and_the_number_of_authors_is_true() -> None:
    authors = [{"name": f"A {number}"} for number in range(5_001)]
    bounded = paper(authors=authors, ai_keywords=[f"k{number}" for number in range(101)])
    assert len(bounded.authors) == 5_000
    assert bounded.author_count == 5_001
    assert len(bounded.keywords) == 100
    (name,) = paper(authors=[{"name": "n" * 201}]).authors
    assert name == "n" * 199 + "…"


def test_counts_are_what_json_holds_exactly() -> None:
    assert paper(upvotes=2**53 - 1).upvotes == 2**53 - 1
    assert paper(upvotes=2**53).upvotes is None


def test_a_title_is_one_line_and_its_words_stay_apart() -> None:
    assert clean.clean_line("Mixture\n  of\tExperts\r\n", 300) == "Mixture of Experts"


def test_an_abstract_is_reflowed_by_paragraph() -> None:
    text = "One\nsentence\nwrapped.\n\n\n  Another\r\nparagraph.\n"
    assert clean.clean_abstract(text) == "One sentence wrapped.\n\nAnother paragraph."


def test_an_abstract_of_many_lines_is_cut() -> None:
    lines = clean.clean_abstract("a\n\n" * 5_000).split("\n")
    assert len(lines) == 399  # and the blank one after the last


@pytest.mark.parametrize("text", [*HARMFUL, "a\x7fb", "é\x7f", "e" + "\u0301" * 50, "plain"])
def test_json_says_in_escapes_what_acts_on_a_terminal(text: str) -> None:
    assert_says_the_same(f"a{text}b")


@given(st.text())
def test_any_json_says_the_same_in_harmless_characters(text: str) -> None:
    assert_says_the_same(text)


def test_in_json_only_what_is_harmful_becomes_an_escape() -> None:
    assert clean.clean_json('"é\x7f"') == '"é\\u007f"'
    assert clean.clean_json('"\x7f"') == '"\\u007f"'
    assert clean.clean_json('"\u200b\U000e0041"') == '"\\u200b\\udb40\\udc41"'
    five = "\u0915" + "\u0301" * 4
    assert clean.clean_json(f'"{five}\u0301{five}"') == f'"{five}\\u0301{five}"'


def assert_says_the_same(text: str) -> None:
    """Fail where the JSON of a text is not harmless, or says something else."""
    harmless = clean.clean_json(json.dumps({text: text}, ensure_ascii=False))
    assert json.loads(harmless) == {text: text}
    assert clean.clean(harmless, len(harmless)) == harmless


def is_harmful(character: str) -> bool:
    category = unicodedata.category(character)
    if character in "\n\t\u200c\u200d":
        return False
    return category in {"Cc", "Cf", "Cs", "Zl", "Zp"}
