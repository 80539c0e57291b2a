"""What is typed can be completed: keys, their choices, names and days."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperterm.fold import fold
from paperterm.query import parse
from paperterm.query.completion import COMPLETIONS, Completion, completions
from paperterm.query.keys import KEYS
from paperterm.query.tree import Fact, Words
from query_texts import any_text

HELD = {
    "author": ["Geoffrey Hinton", "Gé Müller", "Li, Fei-Fei", "Ge (x", 'Ge "x"', "Gerald*", "Ge"],
    "kw": ["diffusion models", "diffusion"],
    "org": ["allenai"],
    "by": ["akhaliq", "-x"],
    "tag": ["vision", "c++"],
    "day": ["2026-07-31", "2026-07-30", "2025-01-03"],
}


def held(kind: str, beginning: str, /) -> Sequence[str]:
    """Return what a cache holds."""
    return [name for name in HELD[kind] if fold(name).startswith(fold(beginning))]


def completed(text: str) -> list[str]:
    """Return the text with each completion in it, where `|` is the cursor."""
    cursor = text.index("|")
    text = text.replace("|", "")
    found = completions(text, cursor, held)
    return [text[: each.start] + each.text + text[each.end :] for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("au|", ["author:"]),
        ("AU|", ["author:"]),
        ("moe -au| x", ["moe -author: x"]),
        ("(au|)", ["(author:)"]),
        ("a OR h|", ["a OR has:"]),
        ("o|", ["org:", "on:", "older:"]),
        ("b|", ["by:", "before:"]),
        ("tag:vi|", ["tag:vision"]),
        ("tag:vision,c|", ["tag:vision,c++"]),
        ("no|", ["note:"]),
        ("fr|", ["from:"]),
        ("s|", ["stars:", "sort:", "subject:"]),
        ("|", []),
        ("a |", []),
        ("moe|", []),
        ("a|uthor", []),
        ('"a|', []),
        ('"a"|', []),
        ("OR|", []),
        ("(|", []),
        ("a)|", []),
        ("1|", []),
    ],
)
def test_keys_are_completed_from_their_first_letter(text: str, expected: list[str]) -> None:
    assert completed(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("is:un|", ["is:unread"]),
        ("-IS:R|", ["-IS:read"]),
        ("is:read,s|", ["is:read,starred"]),
        ("is:|", ["is:unread", "is:read", "is:starred", "is:hidden", "is:new", "is:withdrawn"]),
        ("is:unread|", []),
        ("is:x|", []),
        ("is:un|r", []),
        ("is:un|,read", ["is:unread,read"]),
        ("sort:up|", ["sort:upvotes", "sort:upvotes-asc"]),
        ("sort:title|", ["sort:title-desc"]),
        ("in:t|", ["in:trending"]),
        ("in:2026|", ["in:2026-07-31", "in:2026-07-30"]),
        ("after:2025|", ["after:2025-01-03"]),
        ("date:2025-01-03..2026|",
         ["date:2025-01-03..2026-07-31", "date:2025-01-03..2026-07-30"]),
        ("date:>=2025|", ["date:>=2025-01-03"]),
        ("on:2025-01-03|", []),
        ("upvotes:|", []),
        ("id:|", []),
        ("foo:a|", []),
    ],
)  # fmt: skip
def test_values_are_completed(text: str, expected: list[str]) -> None:
    assert completed(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("author:geo| x", ['author:"Geoffrey Hinton" x']),
        ('author:"geoffrey hi|', ['author:"Geoffrey Hinton"']),
        ("from:x,li|", ['from:x,"Li, Fei-Fei"']),
        ("author:gé m|", []),
        ('author:"ge m|', ['author:"Gé Müller"']),
        ('author:"Geoffrey Hinton"|', []),
        ("author:ger|", ['author:"Gerald*"']),
        ("author:ger*|", []),
        ('author:"ge (|', ['author:"Ge (x"']),
        ('author:"ge ""|', ['author:"Ge ""x"""']),
        ("kw:diff|", ['kw:"diffusion models"', "kw:diffusion"]),
        ("kw:diffusion|", ['kw:"diffusion models"']),
        ("org:|", ["org:allenai"]),
        ("by:-|", ["by:-x"]),
        ("title:a|", []),
    ],
)
def test_names_are_written_so_that_they_mean_themselves(text: str, expected: list[str]) -> None:
    assert completed(text) == expected


@pytest.mark.parametrize("name", HELD["author"])
def test_a_name_that_was_completed_is_what_is_asked_for(name: str) -> None:
    (found,) = completions("author:", 7, lambda *_: [name])
    assert parse(f"author:{found.text}").root == Words(name, "author")


def test_each_says_what_it_means_and_what_it_replaces() -> None:
    assert completions("a is:starr", 10, held) == (Completion(5, 10, "starred", "starred"),)
    assert completions("a kw:diffusion", 14, held) == (
        Completion(5, 14, '"diffusion models"', "Words in one keyword"),
    )
    assert completions("auth", 4, held) == (
        Completion(0, 4, "author:", "Words in the name of one author"),
    )
    assert completions("a\u200b is:\u200bst", 10, held) == (
        Completion(7, 10, "starred", "starred"),
    )


def test_there_are_not_too_many() -> None:
    many = completions("author:", 7, lambda *_: [f"name{number}" for number in range(99)])
    assert len(many) == COMPLETIONS


def test_every_choice_can_be_completed_and_means_itself() -> None:
    for key in KEYS:
        for value, meaning in key.choices:
            assert Completion(len(key.name) + 1, len(key.name) + 2, value, meaning) in completions(
                f"{key.name}:{value[0]}", len(key.name) + 2, held
            )
            query = parse(f"{key.name}:{value}")
            assert query.sort or query.root == Fact(key.target, value)


@given(any_text, st.integers(0, 60))
def test_any_text_can_be_completed(text: str, cursor: int) -> None:
    cursor = min(cursor, len(text))
    for found in completions(text, cursor, held):
        assert 0 <= found.start <= found.end == cursor
        assert found.text
