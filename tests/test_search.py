"""Search: what a query finds, in which order, and what happens to it meanwhile."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from papers import NOW, TODAY, item, listing
from paperterm.errors import StoreError
from paperterm.marks import Change, tag_mark
from paperterm.query import EVERYTHING, QUERY_LENGTH, parse
from paperterm.query.tree import Fact
from paperterm.store import Counts, Mark, Shown, Stale, Store, cache
from paperterm.store.entry import sign_words
from paperterm.tui.asking import resumed
from query_texts import any_text, texts
from shelf import KINDS, PIECES, STATES, Shelf, expected, stocked
from watched import Watched

ORDERS = [
    f"sort:{key}{way}"
    for key in ("rank", "date", "upvotes", "stars", "comments", "title", "relevance")
    for way in ("", "-asc")
]


@st.composite
def terms(draw: st.DrawFn) -> str:
    """Something that a person may type between two blanks."""
    if draw(st.integers(0, 2)) == 0:
        return draw(st.sampled_from(STATES))
    pieces = [draw(st.sampled_from(PIECES)) for _ in range(2)]
    return draw(st.sampled_from(KINDS)).format(*pieces)


def _grouped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    some = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        st.builds(" ".join, some),
        st.builds(" OR ".join, some),
        st.builds("({})".format, inner),
        st.builds("-({})".format, inner),
    )


queries = st.builds(
    lambda some, end: " ".join(some) + end,
    st.lists(st.one_of(terms(), st.recursive(terms(), _grouped, max_leaves=6)), max_size=4),
    st.sampled_from(["", " "]),
)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """A store of papers that are trending or not, read or not, starred, new."""
    stocked_shelf = stocked(tmp_path_factory.mktemp("shelf"))
    yield stocked_shelf
    stocked_shelf.store.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    opened = Store.open(tmp_path / "cache.db", tmp_path / "library.db", lambda: NOW)
    yield opened
    opened.close()


def ask(store: Store, text: str = "") -> list[str]:
    """Return the ids of the papers found, in order."""
    return store.search.ids(store.search.ask(parse(text)).keys)


def save(store: Store, numbers: Iterable[int], **kind: Any) -> None:
    """Store papers of these numbers."""
    store.cache.save(listing([item(number) for number in numbers], **kind), first_fill=False)


def numbers(store: Store, shown: Shown) -> list[int]:
    """Return the numbers of the papers shown, in order."""
    return [int(paper_id[-5:]) for paper_id in store.search.ids(shown.keys)]


def is_found(store: Store, text: str, **fields: Any) -> bool:
    """Whether a paper with these fields is found by a query."""
    store.cache.save(listing([item(1, **fields)]), first_fill=True)
    return bool(ask(store, text))


@given(any_text)
@example('"a" OR b* NEAR(c, 2) {title}: ^d')
@example("a\0b")
@settings(deadline=None)
def test_any_text_at_all_is_answered(shelf: Shelf, text: str) -> None:
    query = parse(text)
    shown = shelf.store.search.ask(query)
    visible = [row for row in shelf.rows if not row.hidden]
    assert shown.total == len(shelf.rows if query.shows_hidden else visible)
    assert shelf.store.search.extend(parse(text), shown) == shown


@pytest.mark.parametrize(
    "piece",
    ["experts ", "c+ ", "-word ", "is:unread ", '"of" ', "author:c+ ", "a OR ", "(a OR is:read) "],
)
def test_a_query_of_any_length_is_answered(shelf: Shelf, piece: str) -> None:
    shown = shelf.store.search.ask(parse(piece * (QUERY_LENGTH // len(piece))))
    assert shelf.store.search.ids(shown.keys) == expected(shelf, piece * 2)


DEEP = f"-({'{}'} {' '.join(f'-{each}z' for each in range(18))} OR is:read c++)"
"""Much at each of many levels."""


@pytest.mark.parametrize(
    "inner", ["-({}) mixture", "({}) OR is:read -of", "c++ -({} OR experts)", DEEP]
)
def test_a_query_of_any_depth_is_answered(shelf: Shelf, inner: str) -> None:
    text = "attention"
    for _ in range(500):
        text = inner.format(text)
    for query in (text, text.replace("mixture", "-a"), text.replace("of", "has:code ")):
        assert shelf.store.search.ids(shelf.store.search.ask(parse(query)).keys) == expected(
            shelf, query
        )


def test_a_phrase_of_any_length_is_answered(shelf: Shelf) -> None:
    assert not shelf.store.search.ask(parse('"' + "of " * (QUERY_LENGTH // 3))).keys


def test_as_many_terms_as_fit_are_all_asked_for(shelf: Shelf) -> None:
    others = " ".join(f"-{number}z" for number in range(QUERY_LENGTH // 7))
    shown = shelf.store.search.ask(parse(f"experts {others} -mixture "))
    assert expected(shelf, "experts -mixture ")
    assert shelf.store.search.ids(shown.keys) == expected(shelf, "experts -mixture ")


@given(st.one_of(queries, texts))
@example("")
@example("experts OR is:starred OR has:code sort:date")
@settings(deadline=None, max_examples=600)
def test_what_is_found_is_what_the_rules_say(shelf: Shelf, text: str) -> None:
    assume("related" not in text.lower() and "relevance" not in text.lower())
    search, query = shelf.store.search, parse(text)
    keys = search.ask(query).keys
    assert search.ids(keys) == expected(shelf, text)
    for count in (1, 7, 1000):
        first = search.first(query, count)
        assert first.keys[:count] == keys[:count]
        assert first.complete == (len(first.keys) == len(keys)) or not first.complete
        assert not first.provisional


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        ("mixture exp", "Experts in a Mixture", True),
        ("mixture exp ", "Experts in a Mixture", False),
        ("exp mixture", "Experts in a Mixture", False),
        ('"mixture of experts"', "A Mixture-of-Experts model", True),
        ('"mixture experts"', "A Mixture of Experts", False),
        ('"mixture exp', "A Mixture Experts", False),
        ("-mixture", "A Mixture", False),
        ("-mixt", "A Mixture", True),
        ('-"a mixture" model ', "A model", True),
        ("C++", "Sharp C# and plain C", False),
        ("c++ ", "Fast C++ code", True),
        ("-c++", "Fast C++ code", False),
        ("++ ", "Fast C++ code", True),
        ("+++ ", "Fast C++ code", False),
        ("c++ ", "Not a c+++", True),
        ("a:b ", "A, a:b.", True),
        ("a:b ", "A: b.", False),
        ("% ", "Of 100%", True),
        ("(x) ", "An f(x) of it", True),
        ("GPT-[n]", "Jumps in GPT-[n] and o-[n]", True),
        ("GPT-[n]", "Jumps in GPT n", False),
        ("it's ", "It’s all you need", True),
        ("it's ", "Its all you need", False),
        ("2511.00001", "A reply to 2511.00001", True),
        ("2511.00001", "A reply to 2511 in 00001 words", False),
        ("lodz ", "Łódź", True),
        ("ŁÓDŹ ", "lodz", True),
        ("strasse ", "Straße", True),
        ("混合", "混合专家", True),
        ("snake", "snake_case", True),
        ("x2 ", "x²", True),
    ],
)
def test_what_a_text_finds(store: Store, text: str, title: str, expected: bool) -> None:
    assert is_found(store, text, title=title) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("grace ", True),
        ('"grace hopper"', True),
        ('"hopper ada"', False),
        ('author:"hopper ada"', False),
        ("author:lovelace", True),
        ("author:love", False),
        ("author:compiler", False),
        ("author:moe", False),
        ('"graph moe"', True),
        ('"moe neural"', False),
    ],
)
def test_names_and_keywords_each_stand_alone(store: Store, text: str, expected: bool) -> None:
    names = [{"name": "Grace Hopper"}, {"name": "Ada Lovelace"}]
    keywords = ["graph moe", "neural"]
    fields = {"title": "A Compiler", "authors": names, "ai_keywords": keywords}
    assert is_found(store, text, **fields) is expected


def test_each_word_may_be_in_another_field(store: Store) -> None:
    fields = {"title": "Alpha", "summary": "Beta.", "authors": [{"name": "Gamma"}]}
    assert is_found(store, "gamma beta alpha delta ", ai_keywords=["delta"], **fields)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"githubRepo": "https://github.com/a/b"}, True),
        ({"projectPage": "https://huggingface.co/spaces/a/b"}, True),
        ({"summary": "Code: https://gitlab.com/a/b."}, True),
        ({"projectPage": "https://example.org", "summary": "https://github.com/a"}, False),
    ],
)
def test_has_code_is_a_repository_anywhere(
    store: Store, fields: dict[str, Any], expected: bool
) -> None:
    assert is_found(store, "has:code", **fields) is expected
    assert bool(ask(store, "-has:code")) is not expected


def test_the_order_is_rank_then_day_then_votes_then_id(store: Store) -> None:
    yesterday = TODAY - timedelta(days=1)
    made = [
        item(1, day=yesterday, upvotes=900),
        item(2, day=TODAY, upvotes=5),
        item(3, day=TODAY, upvotes=5),
        item(4, day=TODAY, upvotes=7),
        item(5, day=None, publishedAt=f"{TODAY + timedelta(days=1)}T00:00:00Z", upvotes=0),
        item(6, day=yesterday, upvotes=0),
        item(7, day=TODAY, upvotes=0),
    ]
    store.cache.save(listing(made[::-1]), first_fill=True)
    store.cache.save(listing([made[6], made[5]], trending=True), first_fill=True)
    shown = store.search.ask(EVERYTHING)
    assert numbers(store, shown) == [7, 6, 5, 4, 2, 3, 1]
    assert shown.total == 7
    assert [row.rank for row in store.search.rows(shown.keys)] == [1, 2, *[None] * 5]


def test_rows_and_ids_come_in_the_order_of_their_keys(store: Store) -> None:
    save(store, range(1, 701))
    keys = [*range(2000, 0, -1)]
    rows = store.search.rows(keys)
    assert [row.key for row in rows] == [*range(700, 0, -1)]
    assert store.search.ids(keys) == [row.paper.id for row in rows]


def test_a_paper_is_looked_up_by_its_id(store: Store) -> None:
    save(store, [1, 2])
    row = store.search.row("2608.00002")
    assert row
    assert row.paper == listing([item(2)]).records[0].paper
    assert store.search.row("2608.00003") is None


def test_the_next_unread_is_found_both_ways(store: Store) -> None:
    save(store, range(1, 7))
    store.library.mark([f"2608.{number:05}" for number in (1, 3, 4, 6)], Mark.READ, True)
    keys = store.search.ask(EVERYTHING).keys
    search = store.search
    assert search.unread(keys) == [keys[1], keys[4]]
    assert [search.next_unread(keys, place, 1) for place in range(-1, 6)] == [
        *(1, 1, 4, 4, 4, None, None)
    ]
    assert [search.next_unread(keys, place, -1) for place in range(7)] == [
        *(None, None, 1, 1, 1, 4, 4)
    ]


def hide(store: Store, *numbers: int, value: bool = True) -> None:
    """Hide papers, or show them again."""
    store.library.mark([f"2608.{number:05}" for number in numbers], Mark.HIDDEN, value)


def test_hidden_papers_are_in_no_list_and_no_count_that_does_not_ask_for_them(store: Store) -> None:
    save(store, range(1, 8), trending=True)
    store.library.mark(["2608.00001", "2608.00002"], Mark.READ, True)
    hide(store, 2, 3)
    search = store.search
    for _ in range(2):
        for text in (
            "",
            "paper",
            "is:unread",
            "sort:title",
            "limit:6",
            "-is:hidden",
            "id:2608.00003",
        ):
            query = parse(text)
            assert not {2, 3} & {*numbers(store, search.first(query, 100))}, text
            assert not {2, 3} & {*numbers(store, search.ask(query))}, text
        assert search.ask(EVERYTHING).total == search.first(EVERYTHING, 3).total == 5
        assert search.count(EVERYTHING) == 5
        assert search.count(parse("is:unread")) == 4
        assert search.counts() == Counts(papers=5, unread=4, starred=0)
    asked = search.ask(parse("is:hidden"))
    assert (numbers(store, asked), asked.total) == ([2, 3], 7)
    assert numbers(store, search.ask(parse("is:hidden OR 5"))) == [2, 3, 5]
    assert search.knows(Fact("id", "2608.00003"))
    hide(store, 3, value=False)
    assert numbers(store, search.first(EVERYTHING, 100)) == [1, 3, 4, 5, 6, 7]
    hide(store, 2, value=False)
    assert search.ask(EVERYTHING).total == search.counts().papers == 7


def test_what_is_hidden_is_known_before_the_other_marks_are_copied(
    store: Store, tmp_path: Path
) -> None:
    save(store, range(1, 6))
    hide(store, 2)
    search = store.search
    assert numbers(store, search.first(EVERYTHING, 100)) == [1, 3, 4, 5]
    assert not search._marks.is_copied
    hide(store, 2, value=False)
    hide(store, 4)
    assert numbers(store, search.first(EVERYTHING, 100)) == [1, 2, 3, 5]
    assert not search._marks.is_copied
    assert numbers(store, search.ask(EVERYTHING)) == [1, 2, 3, 5]
    hide(store, 4, value=False)
    assert numbers(store, search.first(EVERYTHING, 100)) == [1, 2, 3, 4, 5]


def test_a_paper_hidden_by_another_id_is_hidden(store: Store, tmp_path: Path) -> None:
    save(store, range(1, 4))
    with closing(sqlite3.connect(tmp_path / "cache.db")) as cache, cache:
        cache.execute("INSERT INTO aliases SELECT 'page-x', key FROM papers WHERE key = 2")
    store.library.mark(["page-x"], Mark.HIDDEN, True)
    assert numbers(store, store.search.first(EVERYTHING, 100)) == [1, 3]
    hide(store, 2, value=False)
    assert numbers(store, store.search.first(EVERYTHING, 100)) == [1, 2, 3]
    store.library.undo()
    assert numbers(store, store.search.ask(EVERYTHING)) == [1, 3]


def test_papers_hidden_while_they_are_shown_are_passed_over(store: Store) -> None:
    save(store, range(1, 61))
    shown = store.search.ask(EVERYTHING)
    hide(store, *range(2, 50))
    assert store.search.next_unread(shown.keys, 0, 1) == 49
    assert store.search.next_unread(shown.keys, 49, -1) == 0
    assert store.search.next_unread(shown.keys, 0, 1, hidden=True) == 1
    extended = store.search.extend(EVERYTHING, shown)
    assert (extended.keys, extended.total) == (shown.keys, 12)


def test_tags_are_completed_by_any_of_their_words(store: Store) -> None:
    tagged = {"vision": [1, 2], "computer-vision": [1, 2, 3], "agents": [1]}
    for name, some in tagged.items():
        store.library.change([Change(f"2608.{n:05}", tag_mark(name), True) for n in some])
    complete = store.search.completions
    assert complete("tag", "") == ["computer-vision", "vision", "agents"]
    assert complete("tag", "Vis") == ["computer-vision", "vision"]
    assert complete("tag", "zz") == []


def test_a_tally_of_an_older_program_is_counted_anew(store: Store) -> None:
    save(store, [1, 2])
    store.cache.end_visit("2 2 0 2 -1")
    assert store.search.counts() == Counts(2, 2, 0)


def test_papers_are_counted(store: Store) -> None:
    assert store.search.counts() == Counts(0, 0, 0)
    save(store, range(1, 6))
    store.library.mark(["2608.00001", "2608.00002", "unknown"], Mark.READ, True)
    store.library.mark(["2608.00002", "2608.00003", "unknown"], Mark.STARRED, True)
    assert store.search.counts() == Counts(papers=5, unread=3, starred=2)
    store.library.mark(["2608.00001"], Mark.READ, False)
    assert store.search.counts() == Counts(papers=5, unread=4, starred=2)


def test_marks_and_refreshes_leave_the_rows_of_a_filter_as_they_are(store: Store) -> None:
    save(store, [1, 2, 3], trending=True)
    query = parse("is:unread")
    shown = store.search.ask(query)
    store.library.mark(["2608.00002"], Mark.READ, True)
    save(store, [3, 2, 1], trending=True)
    extended = store.search.extend(query, shown)
    assert numbers(store, extended) == [3, 2, 1]
    assert [row.read for row in store.search.rows(extended.keys)] == [False, True, False]
    assert numbers(store, store.search.ask(query)) == [3, 1]


def test_what_arrived_and_matches_comes_in_and_nothing_else(store: Store) -> None:
    store.cache.save(
        listing([item(1, "A moe"), item(2, "A survey"), item(3, "Moes")]), first_fill=True
    )
    query = parse("moe ")
    shown = store.search.ask(query)
    arrived = [item(4, "Other"), item(5, "Moe again", upvotes=2000), item(2, "A survey of moe")]
    store.cache.save(listing(arrived), first_fill=False)
    extended = store.search.extend(query, shown)
    assert numbers(store, shown) == [1]
    assert numbers(store, extended) == [5, 1]
    assert (extended.total, extended.newest) == (5, 5)
    assert store.search.extend(query, extended) == extended


def test_an_empty_cache_is_extended_by_what_arrives(store: Store) -> None:
    shown = store.search.ask(parse("paper"))
    assert shown == Shown()
    save(store, [2, 1])
    assert numbers(store, store.search.extend(parse("paper"), shown)) == [1, 2]


@pytest.fixture
def watched(store: Store, tmp_path: Path) -> Iterator[Watched]:
    """A search whose statements can be disturbed."""
    with closing(Watched(tmp_path)) as made:
        yield made


def test_an_interrupted_question_is_stale(store: Store, watched: Watched) -> None:
    save(store, range(1, 50))
    with watched.disturbed(watched.search.interrupt) as search:
        for text in ("", "paper", "c++ paper", "is:unread"):
            with pytest.raises(Stale):
                search.ask(parse(text))
    assert len(watched.search.ask(EVERYTHING).keys) == 49


def test_an_interrupt_harms_no_other_read(store: Store, watched: Watched) -> None:
    shown = watched.search.ask(EVERYTHING)
    save(store, range(1, 50))
    store.library.mark(["2608.00001"], Mark.READ, True)
    keys = watched.search.extend(EVERYTHING, shown).keys
    with watched.disturbed(watched.search.interrupt) as search:
        assert len(keys) == len(search.rows(keys)) == len(search.ids(keys)) == 49
        assert search.counts() == Counts(49, 48, 0)
        assert search.row("2608.00001")
        assert len(search.unread(keys)) == 48
        assert search.next_unread(keys, 0, 1) == 1
        assert search.has_changed()


def test_nothing_is_counted_anew_where_no_paper_has_come(store: Store, watched: Watched) -> None:
    save(store, range(1, 10))
    store.library.mark(["2608.00001", "2608.00010"], Mark.READ, True)
    assert watched.search.counts() == Counts(9, 8, 0)
    save(store, range(9, 0, -1), trending=True)
    statements: list[str] = []
    with watched.told(statements.append):
        assert watched.search.counts() == Counts(9, 8, 0)
        assert not [each for each in statements if "count(" in each]
        save(store, [10])
        assert watched.search.counts() == Counts(10, 8, 0)
    assert [each for each in statements if "count(" in each]


def test_what_arrived_is_not_waited_for_by_a_newer_question(store: Store, watched: Watched) -> None:
    shown = watched.search.ask(EVERYTHING)
    save(store, range(1, 50))
    with watched.disturbed(watched.search.interrupt) as search, pytest.raises(Stale):
        search.extend(EVERYTHING, shown)


def test_what_arrived_waits_for_everything_else(store: Store, watched: Watched) -> None:
    shown = watched.search.ask(EVERYTHING)
    save(store, range(1, 50))
    with pytest.raises(Stale):
        watched.search.extend(EVERYTHING, shown, lambda: True)
    with watched.disturbed(watched.search.give_way) as search, pytest.raises(Stale):
        search.extend(EVERYTHING, shown)
    assert len(watched.search.extend(EVERYTHING, shown).keys) == 49


@pytest.mark.parametrize("text", [*ORDERS, *(f"paper {order}" for order in ORDERS)])
def test_few_that_arrive_stand_where_they_belong(store: Store, watched: Watched, text: str) -> None:
    query = parse(text)
    save(store, range(40, 3, -2))
    shown = watched.search.ask(query)
    save(store, [1, 7, 31, 41])
    extended = watched.search.extend(query, shown)
    assert len(extended.keys) == 23
    if "relevance" not in text:
        assert extended.keys == watched.search.ask(query).keys
    statements: list[str] = []
    with watched.told(statements.append):
        assert watched.search.extend(query, extended) == extended
    assert "rank" in text or not [each for each in statements if "ORDER BY" in each]


def test_an_interrupt_before_a_question_is_without_effect(store: Store) -> None:
    save(store, [1])
    store.search.interrupt()
    assert numbers(store, store.search.ask(EVERYTHING)) == [1]


def test_marks_are_written_while_a_question_is_asked(store: Store, watched: Watched) -> None:
    save(store, range(1, 20))
    with watched.disturbed(lambda: store.library.mark(["2608.00001"], Mark.READ, True)) as search:
        search.ask(parse("is:unread paper"))
        search.rows([1])
    assert store.library.marks(["2608.00001"])["2608.00001"].read


def test_new_ranks_meanwhile_neither_double_a_paper_nor_hide_it(
    store: Store, watched: Watched
) -> None:
    save(store, range(1, 11))
    turns = cycle([[*range(1, 6)], [*range(6, 11)]])
    with watched.disturbed(lambda: save(store, next(turns), trending=True)) as search:
        first = search.ask(EVERYTHING)
        for _ in range(3):
            assert sorted(search.ask(EVERYTHING).keys) == [*range(1, 11)]
            assert sorted(search.extend(EVERYTHING, first).keys) == [*range(1, 11)]


def test_the_writes_of_another_copy_are_noticed(store: Store, tmp_path: Path) -> None:
    other = Store.open(tmp_path / "cache.db", tmp_path / "library.db", lambda: NOW)
    store.search.has_changed()
    assert not store.search.has_changed()
    save(other, [1])
    assert store.search.has_changed()
    assert not store.search.has_changed()
    other.library.mark(["2608.00001"], Mark.READ, True)
    assert store.search.has_changed()
    assert not store.search.has_changed()
    row = store.search.row("2608.00001")
    assert row
    assert row.read
    other.close()


def test_a_library_that_another_program_holds_stops_no_search(store: Store, tmp_path: Path) -> None:
    save(store, [1, 2])
    store.library.mark(["2608.00001"], Mark.READ, True)
    assert numbers(store, store.search.ask(parse("is:unread"))) == [2]
    store.search.has_changed()
    store.library.mark(["2608.00002"], Mark.READ, True)
    with closing(sqlite3.connect(tmp_path / "library.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert numbers(store, store.search.ask(parse("is:unread"))) == [2]
        row = store.search.row("2608.00002")
        assert row
        assert not row.read
        assert store.search.counts() == Counts(papers=2, unread=1, starred=0)
        assert not store.search.has_changed()
    assert store.search.has_changed()
    assert numbers(store, store.search.ask(parse("is:unread"))) == []


def test_marks_that_were_never_seen_are_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("paperterm.store.files.BUSY", 0.01)
    store = Store.open(tmp_path / "cache.db", tmp_path / "library.db", lambda: NOW)
    with closing(sqlite3.connect(tmp_path / "library.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for read in (store.search.counts, store.search.has_changed):
            with pytest.raises(StoreError, match=r"library\.db.*Another program holds it"):
                read()
    assert store.search.counts() == Counts(papers=0, unread=0, starred=0)
    store.close()


def test_a_damaged_library_is_not_taken_for_a_damaged_cache(store: Store, tmp_path: Path) -> None:
    store.search.has_changed()
    library = tmp_path / "library.db"
    library.write_bytes(b"\xa5" * library.stat().st_size)
    with pytest.raises(StoreError, match=f"{library} is damaged"):
        store.search.has_changed()


def test_the_first_papers_are_those_of_the_whole_list(store: Store) -> None:
    save(store, range(1, 60), trending=True)
    save(store, range(60, 200))
    for text in ("", "paper ", "sort:upvotes-asc", "sort:title pa", "is:unread sort:date"):
        every = store.search.ask(parse(text))
        for count in (1, 60, 300):
            first = store.search.first(parse(text), count)
            assert first.keys[:count] == every.keys[:count]
            assert first.complete == (first.keys == every.keys)
            assert (first.total, first.newest) == (199, 199)
            assert min(first.ranked, count) == min(every.ranked, count)


@pytest.mark.parametrize("text", ["limit:3", "paper limit:3 sort:title", "is:unread limit:3"])
def test_a_limit_is_kept_but_takes_no_row_away(store: Store, text: str) -> None:
    save(store, range(1, 9))
    query = parse(text)
    first, every = store.search.first(query, 80), store.search.ask(query)
    assert first == every
    assert len(every.keys) == 3
    save(store, [9, 10, 11])
    assert len(store.search.extend(query, every).keys) == 3
    assert len(store.search.extend(query, replace(every, keys=every.keys[:2])).keys) == 3


def test_many_that_arrive_stand_where_they_belong(store: Store) -> None:
    save(store, range(1, 2000, 2), trending=True)
    texts = ("", "paper ", "sort:upvotes", "sort:title -zzz")
    shown = {text: store.search.ask(parse(text)) for text in texts}
    save(store, [*range(2, 2000, 2), 1], trending=False)
    save(store, [700, 3, 5, 1999], trending=True)
    for text in texts:
        extended = store.search.extend(parse(text), shown[text])
        assert extended == store.search.ask(parse(text))


def test_ranks_that_come_and_go_move_their_papers(store: Store) -> None:
    save(store, range(1, 8), trending=True)
    shown = store.search.ask(EVERYTHING)
    save(store, [9, 5, 3, 8], trending=True)
    shown = store.search.extend(EVERYTHING, shown)
    assert numbers(store, shown) == [9, 5, 3, 8, 1, 2, 4, 6, 7]
    save(store, [7, 9], trending=True)
    shown = store.search.extend(EVERYTHING, shown)
    assert shown == store.search.ask(EVERYTHING)
    assert numbers(store, shown) == [7, 9, 1, 2, 3, 4, 5, 6, 8]


def test_the_most_relevant_come_first(store: Store) -> None:
    made = [
        item(1, "Something else", summary="A word about moe, and many words about other things."),
        item(2, "Moe", summary="Moe is what this is about: moe."),
        item(3, "A thing", summary="Nothing."),
        item(4, "A thing", ai_keywords=["moe"], summary="Nothing, and many words about that."),
    ]
    store.cache.save(listing(made), first_fill=True)
    assert numbers(store, store.search.ask(parse("moe sort:relevance"))) == [2, 4, 1]
    assert numbers(store, store.search.ask(parse("moe sort:relevance-asc"))) == [1, 4, 2]
    assert numbers(store, store.search.ask(parse("is:unread sort:relevance"))) == [1, 2, 3, 4]


def test_where_very_many_match_the_most_relevant_are_found_later(store: Store) -> None:
    made = [item(number, summary="Every paper has it.") for number in range(1, 700)]
    made += [item(number, "Every", day=TODAY - timedelta(days=9)) for number in range(700, 710)]
    store.cache.save(listing(made), first_fill=True)
    query = parse("every sort:relevance")
    first = store.search.first(query, 20)
    assert first.provisional
    assert not first.complete
    assert set(numbers(store, first)[:10]) == set(range(700, 710))
    every = store.search.ask(query)
    assert len(every.keys) == 709
    assert not every.provisional


def test_related_papers_share_rare_words_and_the_paper_itself_is_first(store: Store) -> None:
    made = [item(number, f"Models and model number {number}") for number in range(10, 40)]
    made += [
        item(1, "Models of snowfall", ai_keywords=["hydrology", "snow melt"]),
        item(2, "A survey of hydrology"),
        item(3, "Snowfall and snowfall in hydrology", ai_keywords=["snow melt"]),
        item(4, "Melt of snow"),
    ]
    store.cache.save(listing(made), first_fill=True)
    shown = numbers(store, store.search.ask(parse("related:2608.00001")))
    assert shown[:3] == [1, 3, 2]
    assert numbers(store, store.search.ask(parse("related:2608.00001 -survey"))) == [
        number for number in shown if number != 2
    ]
    assert numbers(store, store.search.ask(parse("related:2608.00099"))) == []
    assert 1 not in numbers(store, store.search.ask(parse("-related:2608.00001")))


def test_names_are_completed_from_the_most_common_on(store: Store) -> None:
    people = ["Grace Hopper", "Ada Lovelace", "Grete Hermann", "Łukasz Kaiser"]
    made = [
        item(
            number,
            day=TODAY - timedelta(days=number % 3),
            authors=[{"name": name} for name in people[: number % 5]],
            ai_keywords=["graph", "state-of-the-art"][: number % 3],
            organization={"name": "Meta AI"},
            submittedOnDailyBy={"name": "ann"},
        )
        for number in range(1, 13)
    ]
    store.cache.save(listing(made), first_fill=True)
    complete = store.search.completions
    assert complete("author", "gr") == ["Grace Hopper", "Grete Hermann"]
    assert complete("author", "HOP") == ["Grace Hopper"]
    assert complete("author", "luk") == ["Łukasz Kaiser"]
    assert complete("author", "") == people
    assert complete("kw", "art") == ["state-of-the-art"]
    assert complete("org", "a") == ["Meta AI"]
    assert complete("by", "ann") == ["ann"]
    days = [f"{TODAY - timedelta(days=number)}" for number in range(3)]
    assert complete("day", "2026-08") == complete("day", "") == days
    assert complete("day", days[1]) == days[1:2]
    assert complete("day", "2026-07") == complete("day", "202x") == []
    assert complete("author", "zz") == complete("what", "a") == complete("author", "' OR 1") == []
    # A name that is in no paper any more is not offered.
    store.cache.save(listing([item(1, day=TODAY, authors=[{"name": "New"}])]), first_fill=True)
    fewer = [item(n, authors=[{"name": "New"}], ai_keywords=["new"]) for n in range(1, 13)]
    store.cache.save(listing(fewer), first_fill=True)
    assert complete("author", "") == ["New"]


def test_a_start_counts_no_marks_that_were_counted_before(store: Store, tmp_path: Path) -> None:
    save(store, range(1, 6))
    store.library.mark(["2608.00001", "2608.00002"], Mark.READ, True)
    assert store.search.counts() == Counts(5, 3, 0)
    store.cache.end_visit(store.search.tally)

    def again() -> tuple[Counts, bool]:
        other = Store.open(tmp_path / "cache.db", tmp_path / "library.db", lambda: NOW)
        counts = other.search.counts()
        counted = bool(other.search._marks.is_copied)
        other.close()
        return counts, counted

    assert again() == (Counts(5, 3, 0), False)
    store.library.mark(["2608.00002"], Mark.STARRED, True)
    assert again() == (Counts(5, 3, 1), True)
    save(store, [6])
    assert again() == (Counts(6, 4, 1), True)


def test_a_start_at_the_paper_of_the_last_run_copies_no_marks_where_nothing_is_new(
    store: Store, tmp_path: Path
) -> None:
    save(store, range(1, 6))
    store.library.mark(["2608.00001", "2608.00002"], Mark.READ, True)
    store.search.counts()
    store.cache.end_visit(store.search.tally)

    def again() -> tuple[int | None, bool]:
        other = Store.open(tmp_path / "cache.db", tmp_path / "library.db", lambda: NOW)
        with closing(other):
            key = resumed(other.search, EVERYTHING, 10, "2608.00004").key
            return key, bool(other.search._marks.is_copied)

    assert again() == (4, False)
    save(store, [6])
    assert again() == (None, True)
    store.library.mark(["2608.00006"], Mark.READ, True)
    assert again() == (4, True)


def test_a_tidied_index_finds_the_same(store: Store) -> None:
    for start in range(1, 400, 20):
        save(store, range(start, start + 20))
    before = store.search.ask(parse('"paper number" -is:read'))
    store.cache.tidy()
    assert store.search.ask(parse('"paper number" -is:read')) == before
    save(store, [400])
    assert len(store.search.ask(parse("paper ")).keys) == 400


def test_an_index_in_many_pieces_is_tidied_where_much_has_come(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for start in range(1, 400, 100):
        save(store, range(start, start + 100))
    store.cache.tidy_after(400)
    pieces = store.cache.pieces()
    assert pieces > 1
    monkeypatch.setattr(cache, "MANY_PIECES", pieces - 1)
    store.cache.tidy_after(20)
    assert store.cache.pieces() == pieces
    store.cache.tidy_after(400)
    assert store.cache.pieces() == 1


def test_what_is_not_in_the_cache_is_told(store: Store) -> None:
    asked = [Fact("id", "2608.00001"), *(Fact("in", name) for name in ("trending", f"{TODAY}"))]
    assert not any(map(store.search.knows, asked))
    save(store, [1], trending=True)
    assert all(map(store.search.knows, asked))
    others = [Fact("id", "2608.00002"), Fact("in", "2026-07"), Fact("in", "2026-W30")]
    assert not any(map(store.search.knows, others))


@pytest.mark.parametrize("text", ["", "paper ", "number is:unread", "limit:3", "sort:title -1"])
def test_papers_are_counted_as_they_are_found(store: Store, text: str) -> None:
    save(store, range(1, 30))
    store.library.mark(["2608.00001"], Mark.READ, True)
    assert store.search.count(parse(text)) == len(store.search.ask(parse(text)).keys)


@pytest.mark.parametrize("letter", ["c", "ć", "字"])
def test_signs_stand_with_what_is_before_them_where_that_tells_something(letter: str) -> None:
    before = f"{ord(letter):x}"
    words = {"2b", f"{before}x2b", "2bx2b", "2c", "23", "20x23"}
    assert sign_words(f"{letter}++, a-b #{letter}") == words
    assert sign_words(f"#{letter}#") == {"23", f"{before}x23"}


@given(st.text(" \n+#a'(,é$", max_size=20), st.integers(0, 20), st.integers(0, 20))
def test_a_part_of_a_text_has_no_signs_but_the_texts(text: str, start: int, end: int) -> None:
    assert sign_words(text[start:end]) <= sign_words(text)
