"""Any text is a query, and means what it looks like."""

from __future__ import annotations

import pytest
from hypothesis import given

from paperterm.clean import clean
from paperterm.fold import Needle
from paperterm.query import EVERYTHING, QUERY_LENGTH, parse
from paperterm.query.tree import (
    DEPTH,
    NESTING,
    And,
    Fact,
    Node,
    Not,
    Or,
    Sort,
    Words,
    list_kind,
)
from query_texts import any_text, texts

A, B, C, D = (Words(letter) for letter in "abcd")
UNREAD, CODE = Fact("is", "unread"), Fact("has", "code")
IS = "is: takes unread, read, starred, hidden, new or withdrawn."


def by(name: str, *, prefix: bool = False) -> Words:
    return Words(name, "author", prefix)


@pytest.mark.parametrize(
    ("text", "shows"),
    [
        ("is:hidden", True),
        ("moe OR -(a -(b is:hidden))", True),
        ("-(-is:hidden)", True),
        ("-is:hidden", False),
        ("moe -(a OR is:hidden)", False),
        ("", False),
    ],
)
def test_hidden_papers_are_asked_for_where_they_are_wanted(text: str, shows: bool) -> None:
    assert parse(text).shows_hidden is shows


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("", None),
        ("mixture exp", And((Words("mixture"), Words("exp", prefix=True)))),
        ("mixture exp ", And((Words("mixture"), Words("exp")))),
        ("mix* experts ", And((Words("mix", prefix=True), Words("experts")))),
        ('"mixture of experts"', Words("mixture of experts")),
        ('"  mixture   of\texperts "', Words("mixture of experts")),
        ('"mixture of exp"*', Words("mixture of exp", prefix=True)),
        ('"say ""a"" twice"', Words('say "a" twice')),
        ('"not closed ye', Words("not closed ye")),
        ('"a"b ', And((A, B))),
        ("-survey", Not(Words("survey"))),
        ("-surv*", Not(Words("surv", prefix=True))),
        ('-"a survey"', Not(Words("a survey"))),
        ("--a ", Not(Words("-a"))),
        ("a a a ", A),
    ],
)
def test_words_and_phrases(text: str, root: Node | None) -> None:
    assert parse(text).root == root


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("a b OR c d ", Or((And((A, B)), And((C, D))))),
        ("a (b OR c) d ", And((A, Or((B, C)), D))),
        ("(a (b c)) d ", And((A, B, C, D))),
        ("a OR (b OR c) OR (d)", Or((A, B, C, D))),
        ("((((a))))", A),
        ("-(a b) c ", And((Not(And((A, B))), C))),
        ("-(-a)", A),
        ("-(-(a b)) c ", And((A, B, C))),
        ("(a OR a) (b b OR b) OR a b ", And((A, B))),
        ("(a)(b)", And((A, B))),
        ("a or b ", And((A, Words("or"), B))),
        ('a "OR" b ', And((A, Words("OR"), B))),
        ("a -OR b ", And((A, Not(Words("OR")), B))),
        ("f(x) ", Words("f(x)")),
        ("(f(x))", Words("f(x)")),
        ("(a OR b", Or((A, Words("b", prefix=True)))),
        ("-(a OR b", Not(Or((A, B)))),
        ("(a OR b)", Or((A, B))),
    ],
)
def test_operators_and_parentheses(text: str, root: Node) -> None:
    assert parse(text).root == root


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("author:vaswani", by("vaswani")),
        ("from:vas*", by("vas", prefix=True)),
        ("subject:a topic:b ", And((Words("a", "title"), Words("b", "keyword")))),
        ("abs:a org:b by:c", And((Words("a", "abstract"), Words("b", "organization"),
                                  Words("c", "submitter")))),
        ('author:"Le Cun" -author:x', And((by("Le Cun"), Not(by("x"))))),
        ('author:x,"Le Cun, Yann",y*', Or((by("x"), by("Le Cun, Yann"), by("y", prefix=True)))),
        ("author:x,", by("x")),
        ("-author:x,y", Not(Or((by("x"), by("y"))))),
        ("IS:Unread -is:starred", And((UNREAD, Not(Fact("is", "starred"))))),
        ("has:code,media is:new", And((Or((CODE, Fact("has", "media"))), Fact("is", "new")))),
        ("is:unread,foo", UNREAD),
        ("is:unread)", UNREAD),
        ("in:trending", Fact("in", "trending")),
        ("in:2026-w30,2026-07,2026-07-31", Or((Fact("in", "2026-W30"), Fact("in", "2026-07"),
                                               Fact("in", "2026-07-31")))),
        ("id:2511.00001v2", Fact("id", "2511.00001")),
        ("related:https://arxiv.org/abs/2511.00001", Fact("related", "2511.00001")),
        ("tag:Vision,c++", Or((Fact("tag", "vision"), Fact("tag", "c++")))),
        ('tag:"Vision language" tag:vis*', And((Fact("tag", "vision-language"),
                                                Fact("tag", "vis*")))),
        ("tag:*", None),
        ('note:"read again"', Words("read again", "note")),
        ("has:note,tag -is:hidden", And((Or((Fact("has", "note"), Fact("has", "tag"))),
                                         Not(Fact("is", "hidden"))))),
        ("foo:bar", Words("foo:bar", prefix=True)),
        ('foo:"bar baz"', And((Words("foo:"), Words("bar baz")))),
        ("http://a.b/c ", Words("http://a.b/c")),
    ],
)  # fmt: skip
def test_keys(text: str, root: Node | None) -> None:
    assert parse(text).root == root


PAPER = Fact("id", "2511.00001")


@pytest.mark.parametrize(
    "text",
    [
        "https://arxiv.org/abs/2511.00001",
        "https://arxiv.org/abs/2511.00001v2",
        "http://www.arxiv.org/pdf/2511.00001v1.pdf",
        "arxiv.org/html/2511.00001",
        "https://export.arxiv.org/abs/2511.00001#x",
        "https://huggingface.co/papers/2511.00001",
        "hf.co/papers/2511.00001?a=b",
        "arXiv:2511.00001v3",
        "https://doi.org/10.48550/arXiv.2511.00001",
    ],
)
def test_a_link_to_a_paper_is_the_paper(text: str) -> None:
    assert parse(text).root == PAPER
    assert parse(f"-{text}").root == Not(PAPER)
    assert parse(f'"{text}"').root == Words(text)


def test_an_id_is_its_paper_or_its_text() -> None:
    assert parse("2511.00001 ").root == Or((PAPER, Words("2511.00001")))
    assert parse("2511.00001v2 ").root == Or((PAPER, Words("2511.00001v2")))
    assert parse("2511.00001").root == Or((PAPER, Words("2511.00001", prefix=True)))
    assert parse("2511.00001*").root == parse("2511.00001").root
    assert parse("-2511.00001").root == Not(Or((PAPER, Words("2511.00001"))))
    assert parse("hep-th/9901001 ").root == Or(
        (Fact("id", "hep-th/9901001"), Words("hep-th/9901001"))
    )
    assert parse('"2511.00001"').root == Words("2511.00001")
    assert parse("12511.00001 ").root == Words("12511.00001")


@pytest.mark.parametrize(
    ("text", "sort", "limit"),
    [
        ("sort:date", Sort("date", descending=True), None),
        ("sort:date-asc", Sort("date"), None),
        ("sort:Title", Sort("title"), None),
        ("sort:rank-desc", Sort("rank", descending=True), None),
        ("sort:date sort:upvotes limit:5 limit:50", Sort("upvotes", descending=True), 50),
        ("a OR sort:date", Sort("date", descending=True), None),
        ("(sort:date) -limit:5 sort: limit:0 sort:foo sort:date-", None, None),
    ],
)
def test_order_and_limit(text: str, sort: Sort | None, limit: int | None) -> None:
    query = parse(text)
    assert (query.sort, query.limit) == (sort, limit)


def test_a_list_has_its_own_order_unless_another_is_asked_for() -> None:
    assert EVERYTHING.order == Sort("rank")
    assert parse("a in:2026-W30 related:b").order == Fact("in", "2026-W30")
    assert parse("related:b -in:2026-W30").order == Fact("related", "b")
    assert parse("in:2026-W30 sort:rank").order == Sort("rank")
    assert parse("in:2026-W30 OR in:2026-W31").order == Sort("rank")


def test_lists_are_of_four_kinds() -> None:
    names = ("trending", "2026-07-31", "2026-W30", "2026-07")
    assert [list_kind(name) for name in names] == ["trending", "day", "week", "month"]


AGE = "newer: takes a number of days, weeks, months or years: 7d, 2w, 1m, 1y."
SORT = (
    "sort: takes rank, date, upvotes, stars, comments, relevance, title,"
    " each also with -asc or -desc."
)
NOTHING = "There is nothing here to look for."
PARENTHESIS = "This parenthesis is not closed yet; it reaches to the end."
BETWEEN = "OR stands between two terms."


@pytest.mark.parametrize(
    ("text", "part", "sentence", "unfinished"),
    [
        ("a is:", "is:", IS, True),
        ("is: a", "is:", IS, False),
        ("is:unr", "is:unr", IS, True),
        ("-is:read,unr ", "is:read,unr", IS, False),
        ("is:foo", "is:foo", IS, False),
        ('-author:""', 'author:""', 'author: takes a word or a "phrase".', True),
        ("newer:7", "newer:7", AGE, True),
        ("limit:x", "limit:x", "limit: takes a number of papers from 1.", False),
        ("sort:upvotes-d", "sort:upvotes-d", SORT, True),
        ("-", "-", NOTHING, True),
        ('"" a', '""', NOTHING, False),
        ('a "b', '"', "This quote is not closed yet; it reaches to the end.", True),
        ("(a", "(", PARENTHESIS, True),
        ("-(a (b)", "-(", PARENTHESIS, True),
        ("a )", ")", "This parenthesis closes nothing.", False),
        ("()", "(", "Nothing stands between these parentheses.", False),
        ("a OR", "OR", BETWEEN, True),
        ("(a OR) b", "OR", BETWEEN, False),
        ("OR a", "OR", BETWEEN, False),
        ("a b:c d", "b:", "b: is no key; b:c is looked for as it stands.", False),
        ("a AND b", "AND", "AND is looked for as a word: terms side by side must all hold anyway.",
         False),
        ("-(sort:date)", "sort:date", "sort: stands outside parentheses and without a dash.",
         False),
        ("limit:5 limit:6", "limit:6", "Of more than one limit: the last counts.", False),
    ],
)  # fmt: skip
def test_hints_say_what_would_be_right(
    text: str, part: str, sentence: str, unfinished: bool
) -> None:
    (hint,) = parse(text).hints
    assert (text[hint.start : hint.end], hint.sentence, hint.unfinished) == (
        part,
        sentence,
        unfinished,
    )


@pytest.mark.parametrize(
    "text",
    ["is:", "is:unr", "has:", "author:", 'author:"', "-", '""', '"', "(", "()", "OR", "sort:"],
)
def test_what_is_unfinished_says_nothing_yet(text: str) -> None:
    assert parse(text) == EVERYTHING
    assert parse(f"a {text}").root in {A, Words("a", prefix=True)}
    assert parse(text).hints


def test_colours_follow_the_meaning() -> None:
    text = 'mix -author:x,"y z" (a OR is:foo) 2511.00001 upvotes:>'
    assert [(text[token.start : token.end], token.kind) for token in parse(text).tokens] == [
        ("mix", "word"),
        ("-", "operator"),
        ("author:", "key"),
        ("x", "value"),
        (",", "operator"),
        ('"y z"', "quote"),
        ("(", "parenthesis"),
        ("a", "word"),
        ("OR", "operator"),
        ("is:", "key"),
        ("foo", "mistake"),
        (")", "parenthesis"),
        ("2511.00001", "value"),
        ("upvotes:", "key"),
        (">", "unfinished"),
    ]


@given(any_text)
def test_tokens_cover_any_text_in_order(text: str) -> None:
    place = 0
    for token in parse(text).tokens:
        assert place <= token.start < token.end
        assert not clean(text[place : token.start], len(text)).strip()
        place = token.end
    assert not clean(text[place:], len(text)).strip()


def leaves(node: Node | None, depth: int = 0) -> list[Node]:
    """Return the leaves below a node, and hold the tree to its one form."""
    assert depth <= DEPTH
    if isinstance(node, Not):
        assert not isinstance(node.node, Not)
        return leaves(node.node, depth + 1)
    if isinstance(node, And | Or):
        assert len(node.nodes) == len(set(node.nodes)) > 1
        assert not any(type(each) is type(node) for each in node.nodes)
        return [leaf for each in node.nodes for leaf in leaves(each, depth + 1)]
    return [node] if node else []


@given(any_text)
def test_any_text_is_a_query_in_one_form(text: str) -> None:
    query = parse(text)
    assert hash(query) == hash(parse(text))
    for leaf in leaves(query.root):
        if isinstance(leaf, Words):
            assert leaf.needle.words or leaf.needle.literal
    for hint in query.hints:
        assert 0 <= hint.start < hint.end <= len(text)


@given(texts)
def test_places_are_those_in_the_text_as_it_was_typed(text: str) -> None:
    spaced = "".join(f"\u200b{character}" for character in text.replace(" ", "\t\n"))
    places = [token[:2] for token in parse(text.replace(" ", "  ")).tokens]
    assert [(2 * start + 1, 2 * end) for start, end in places] == [
        token[:2] for token in parse(spaced).tokens
    ]


def test_a_leaf_knows_where_it_stood() -> None:
    query = parse("  a -author:b")
    assert isinstance(query.root, And)
    first, second = query.root.nodes
    assert isinstance(first, Words)
    assert first.span == (2, 3)
    assert isinstance(second, Not)
    assert isinstance(second.node, Words)
    assert second.node.span == (4, 13)


def test_a_text_that_is_too_long_is_cut_and_a_hint_says_so() -> None:
    query = parse("ab " * QUERY_LENGTH)
    assert query.root == And((Words("ab"), Words("a", prefix=True)))
    assert query.hints[-1].sentence == (
        "A query has 10,000 characters at most; the rest is passed over."
    )
    assert query.hints[-1][:2] == query.tokens[-1][:2] == (QUERY_LENGTH, 3 * QUERY_LENGTH)
    assert not parse("a " + " " * QUERY_LENGTH).hints
    assert parse("a" * QUERY_LENGTH + " b").root == Words("a" * QUERY_LENGTH)


def test_two_thousand_terms_are_a_query() -> None:
    root = parse(" ".join(f"{number:x}z" for number in range(2_000))).root
    assert isinstance(root, And)
    assert len(root.nodes) == 2_000
    assert parse("author:" + "a," * 4_000).root == by("a")


@pytest.mark.parametrize(
    "text",
    [
        "(" * 500 + "a " + ")" * 500,
        "(" * 500 + "a ",
        "(b " * NESTING + "(a " * 500 + ")" * 500,
        "-(a OR " * 500 + "b" + ")" * 500,
        "-(-(a " * 1_600,
        "(" * QUERY_LENGTH,
        ")" * QUERY_LENGTH,
        '"' * QUERY_LENGTH,
        '-"' * QUERY_LENGTH,
        "OR " * QUERY_LENGTH,
        "a(" * QUERY_LENGTH,
    ],
)
def test_parentheses_of_any_depth_are_answered(text: str) -> None:
    leaves(parse(text).root)


def test_parentheses_that_are_too_deep_are_passed_over() -> None:
    query = parse("(" * 500 + "a " + ")" * 500)
    assert query.root == A
    assert {hint.sentence for hint in query.hints} == {
        "Parentheses more than 8 deep are passed over, as if not there."
    }
    assert query.hints[0].start == NESTING


def test_punctuation_that_words_do_not_show_must_occur_as_it_is() -> None:
    assert Words("C++").needle.literal == "c++"
    assert Words("GPT-[n]").needle.literal == "gpt-[n]"
    assert Words("state-of-the-art").needle.literal == ""
    assert Words("it’s").needle.literal == ""


@pytest.mark.parametrize("text", ["c++", "c++*", "*", "a**", "GPT-[n]", '"c++"*'])
def test_only_a_word_that_ends_in_a_letter_or_digit_is_a_beginning(text: str) -> None:
    assert parse(text).root == Words(text.removesuffix('"*').removeprefix('"'))


def needle(word: str, *, prefix: bool = False) -> Needle:
    return Needle((word,), prefix)


def test_what_leaves_papers_out_is_not_highlighted() -> None:
    query = parse("moe -survey author:x -(a -b) (c OR -d) ")
    assert query.needles == tuple(needle(word) for word in ("moe", "b", "c"))
    assert query.needles_for("author") == tuple(needle(word) for word in ("moe", "x", "b", "c"))


def test_words_are_highlighted_in_the_field_that_they_are_looked_for_in() -> None:
    query = parse("any title:a abs:b kw:c author:d org:e by:f title:any mor")
    wanted = {
        "title": ["any", "a", "mor"],
        "abstract": ["any", "b", "mor"],
        "keyword": ["any", "c", "mor"],
        "author": ["any", "d", "mor"],
        "organization": ["e"],
        "submitter": ["f"],
    }
    for field, words in wanted.items():
        assert query.needles_for(field) == tuple(
            needle(word, prefix=word == "mor") for word in words
        )
