"""Any text is a query, and means what it looks like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperterm.query import Clause, Has, Is, Term, parse


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("", ()),
        ("mixture exp", (Term("mixture"), Term("exp", prefix=True))),
        ("mixture exp ", (Term("mixture"), Term("exp"))),
        ('"mixture of experts"', (Term("mixture of experts"),)),
        ('"not closed ye', (Term("not closed ye"),)),
        ("-survey", (Term("survey", negated=True),)),
        ('-"a survey"', (Term("a survey", negated=True),)),
        ("author:vaswani", (Term("vaswani", "author"),)),
        ('author:"Le Cun" -author:x', (Term("Le Cun", "author"), Term("x", "author", True))),
        ("IS:unread -is:starred", (Is("unread"), Is("starred", negated=True))),
        ("has:code is:new", (Has("code"), Is("new"))),
        ("foo:bar", (Term("foo:bar", prefix=True),)),
    ],
)
def test_what_a_text_means(text: str, clauses: tuple[Clause, ...]) -> None:
    assert parse(text).clauses == clauses


@pytest.mark.parametrize("text", ["is:", "is:unr", "has:", "author:", 'author:"', "-", '""', '"'])
def test_what_is_unfinished_says_nothing_yet(text: str) -> None:
    query = parse(text)
    assert query.clauses == ()
    assert query.ignored == (text,)


@given(st.text())
def test_any_text_is_a_query(text: str) -> None:
    for clause in parse(text).clauses:
        if isinstance(clause, Term):
            assert clause.needle.words or clause.needle.literal


def test_punctuation_that_words_do_not_show_must_occur_as_it_is() -> None:
    assert Term("C++").needle.literal == "c++"
    assert Term("GPT-[n]").needle.literal == "gpt-[n]"
    assert Term("state-of-the-art").needle.literal == ""
    assert Term("it’s").needle.literal == ""


def test_negated_terms_are_not_highlighted() -> None:
    query = parse("moe -survey author:x ")
    assert [needle.words for needle in query.needles] == [("moe",)]
    assert [needle.words for needle in query.author_needles] == [("moe",), ("x",)]
