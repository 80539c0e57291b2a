"""Marks, tags and notes as steps: written with what they need, undone and done again in words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papers import NOW, item, listing
from paperterm.errors import UsageError
from paperterm.marks import NOTE, NOTE_LENGTH, TAG_LENGTH, Change, Mark, tag_mark, tag_name
from paperterm.paper import Row
from paperterm.store import Store
from paperterm.store.files import connect
from paperterm.store.said import VERSIONS
from paperterm.store.steps import KEPT

PAPERS = tuple(record.paper for record in listing([item(number) for number in range(1, 6)]).records)
A, B, C, *_ = (paper.id for paper in PAPERS)


def clock() -> datetime:
    """Return the time of all tests here."""
    return NOW


def opened(folder: Path) -> Store:
    """Open the store in a folder, as another run."""
    return Store.open(folder / "cache.db", folder / "library.db", clock)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with five papers."""
    store = opened(tmp_path)
    store.cache.save(listing([item(number) for number in range(1, 6)]), first_fill=True)
    yield store
    store.close()


def tag(store: Store, name: str, *ids: str, value: bool = True) -> None:
    """Tag papers, or take the tag away."""
    store.library.change([Change(each, tag_mark(name), value) for each in ids])


def write(store: Store, paper_id: str, text: str) -> None:
    """Write the note on a paper."""
    store.library.change([Change(paper_id, NOTE, text)], "“A title”", PAPERS)


def row(store: Store, paper_id: str) -> Row:
    """Return a paper as a list shows it."""
    found = store.search.row(paper_id)
    assert found
    return found


def test_the_row_has_what_was_said_with_a_copy_of_the_marks_and_without(store: Store) -> None:
    tag(store, "Vision", A)
    tag(store, "agents", A, B)
    write(store, A, "First line\nSecond line  \n\n")
    store.library.mark([A], Mark.HIDDEN, True)
    for _ in range(2):
        found = row(store, A)
        assert (found.hidden, found.tags) == (True, ("agents", "vision"))
        assert found.note == "First line\nSecond line"
        assert (row(store, B).hidden, row(store, B).tags, row(store, B).note) == (
            *(False, ("agents",), ""),
        )
        assert (row(store, C).tags, row(store, C).note) == ((), "")
        store.search.counts()
    tag(store, "vision", A, value=False)
    write(store, A, "")
    store.library.mark([A], Mark.HIDDEN, False)
    assert (row(store, A).hidden, row(store, A).tags, row(store, A).note) == (
        *(False, ("agents",), ""),
    )
    as_json = row(store, A).as_json()
    assert (as_json["hidden"], as_json["tags"], as_json["note"]) == (False, ["agents"], None)


def test_what_was_said_by_another_id_is_seen_until_more_is_said(tmp_path: Path) -> None:
    alias = PAPERS[0].alias
    store = opened(tmp_path)
    tag(store, "vision", alias)
    write(store, alias, "Seen on the page")
    store.cache.save(listing([item(number) for number in range(1, 6)]), first_fill=True)
    page = listing([item(1)]).records[0]
    with closing(sqlite3.connect(tmp_path / "cache.db")) as cache, cache:
        cache.execute("INSERT INTO aliases SELECT ?, key FROM papers WHERE id = ?", [alias, A])
    assert page.paper.id == A
    for _ in range(2):
        assert (row(store, A).tags, row(store, A).note) == (("vision",), "Seen on the page")
        store.search.counts()
    tag(store, "vision", A, value=False)
    write(store, A, "")
    assert (row(store, A).tags, row(store, A).note) == ((), "")
    store.library.undo()
    store.library.undo()
    assert (row(store, A).tags, row(store, A).note) == (("vision",), "Seen on the page")
    store.close()


def test_tagged_and_noted_papers_are_kept_whole_and_hidden_ones_not(store: Store) -> None:
    changes = [Change(A, tag_mark("x"), True), Change(B, NOTE, "A note"), Change(C, NOTE, "")]
    store.library.change([*changes, Change(C, Mark.HIDDEN, True)], "", PAPERS)
    assert store.library.records() == [PAPERS[0], PAPERS[1]]


def test_tags_are_counted_by_name(store: Store) -> None:
    assert store.library.tags() == []
    tag(store, "vision", A, B)
    tag(store, "agents", A)
    tag(store, "gone", A)
    tag(store, "gone", A, value=False)
    store.library.mark([A, B, C], Mark.READ, True)
    assert store.library.tags() == [("agents", 1), ("vision", 2)]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  Vision Language ", "vision-language"),
        ("#todo", "todo"),
        ("a, b:c", "a-b-c"),
        ("“quoted”", "quoted"),
        ("C++", "c++"),
        ("Stra\u00dfe", "strasse"),
        ("cafe\u0301", "caf\u00e9"),
        ("\x1b[31mred\u202e", "[31mred"),
        ("x" * 60, "x" * 40),
        (" ,:-# ", ""),
        ("日本語", "日本語"),
    ],
)
def test_a_tag_has_one_name_however_it_is_typed(typed: str, name: str) -> None:
    assert tag_name(typed) == name


@given(st.text())
def test_the_name_of_a_tag_is_that_of_itself(typed: str) -> None:
    name = tag_name(typed)
    assert tag_name(name) == name
    assert tag_name(typed.swapcase().swapcase().upper()) == tag_name(typed.upper())
    assert len(name) <= TAG_LENGTH
    assert not set(name) & set(' ,:"*()\n\t')


def test_what_is_no_tag_or_too_long_a_note_is_refused_whole(store: Store) -> None:
    with pytest.raises(UsageError, match="is no tag"):
        store.library.change([Change(A, Mark.READ, True), Change(A, "tag: ", True)])
    with pytest.raises(UsageError, match="at most 100,000 characters, and this one has 100,001"):
        write(store, A, "x" * (NOTE_LENGTH + 1))
    assert not row(store, A).read
    write(store, A, "x" * NOTE_LENGTH)
    assert len(store.library.note(A)) == NOTE_LENGTH
    write(store, A, "\x1b]0;title\x07bad\u202e")
    assert store.library.note(A) == "]0;titlebad"


def test_earlier_texts_of_a_note_are_kept_each_once(store: Store) -> None:
    for text in ("one", "two", "one", "", "three"):
        write(store, A, text)
    assert [each.text for each in store.library.note_versions(A)] == ["one", "two"]
    assert all(each.changed_at >= NOW for each in store.library.note_versions(A))
    write(store, A, "two")
    assert [each.text for each in store.library.note_versions(A)] == ["three", "one"]
    assert store.library.note_versions(B) == []
    for number in range(VERSIONS + 5):
        write(store, A, f"text {number}")
    texts = [each.text for each in store.library.note_versions(A)]
    assert len(texts) == VERSIONS
    assert texts[0] == f"text {VERSIONS + 3}"


def test_steps_are_undone_and_done_again_one_by_one(store: Store) -> None:
    run = store.library.run
    store.library.mark([A], Mark.READ, True, what="“A title”")
    write(store, A, "one")
    write(store, A, "two")
    store.library.change([Change(A, "tag:x", True), Change(A, "tag:y", True)], "“A title”")
    store.library.change([Change(A, "tag:x", False), Change(A, Mark.HIDDEN, True)], "“A title”")
    said = [str(store.library.undo(run)) for _ in range(5)]
    assert said == [
        "“A title”: shown again, tagged x again",
        "“A title”: no longer tagged y, no longer tagged x",
        "“A title”: with its note as it was",
        "“A title”: without a note again",
        "“A title”: unread again",
    ]
    assert store.library.undo(run) is None
    assert (row(store, A).tags, row(store, A).note, row(store, A).read) == ((), "", False)
    said = [str(store.library.redo(run)) for _ in range(5)]
    assert said[0] == "“A title”: read again"
    assert said[-1] == "“A title”: no longer tagged x, hidden again"
    assert store.library.redo(run) is None
    assert (row(store, A).tags, row(store, A).note, row(store, A).hidden) == (("y",), "two", True)
    assert str(store.library.undo(run)) == "“A title”: shown again, tagged x again"


def test_undo_goes_on_with_earlier_runs_and_the_shell_takes_the_newest(
    store: Store, tmp_path: Path
) -> None:
    store.library.mark([A], Mark.READ, True, what="first run")
    later, shell = opened(tmp_path), opened(tmp_path)
    later.library.mark([B], Mark.READ, True, what="later run")
    store.library.mark([C], Mark.STARRED, True, what="first run, then")
    undone = [later.library.undo(later.library.run) for _ in range(2)]
    assert [each and each.what for each in undone] == ["later run", "first run, then"]
    redone = later.library.redo(later.library.run)
    assert redone
    assert redone.what == "first run, then"
    assert [str(shell.library.undo()) for _ in range(2)] == [
        "first run, then: no longer starred",
        "first run: unread again",
    ]
    assert shell.library.undo() is None
    # What another run has undone is that run's to do again.
    redone = later.library.redo(later.library.run)
    assert redone
    assert redone.what == "later run"
    assert later.library.redo(later.library.run) is None
    assert store.library.redo(store.library.run) is None
    later.close()
    shell.close()


def test_a_new_step_ends_what_can_be_done_again(store: Store) -> None:
    run = store.library.run
    store.library.mark([A], Mark.READ, True)
    store.library.mark([B], Mark.READ, True)
    store.library.undo(run)
    store.library.mark([C], Mark.READ, True)
    assert store.library.redo(run) is None
    undone = [store.library.undo(run) for _ in range(2)]
    assert [each and each.ids for each in undone] == [(C,), (A,)]


def test_what_was_changed_since_is_left_and_said(store: Store, tmp_path: Path) -> None:
    store.library.mark([A], Mark.READ, True, what="“A title”")
    other = opened(tmp_path)
    other.library.rest_on(B)
    other.library.mark([A], Mark.READ, False)
    assert str(store.library.undo(store.library.run)) == (
        "“A title”: changed since, and left as it is"
    )
    other.close()


def test_what_was_rested_on_is_no_step(store: Store) -> None:
    assert store.library.rest_on(A)
    assert not store.library.rest_on(A)
    assert row(store, A).read
    assert store.library.undo() is None


def test_what_changes_nothing_is_no_step(store: Store) -> None:
    store.library.mark([A], Mark.READ, True)
    assert store.library.mark([A], Mark.READ, True) is None
    store.library.undo()
    assert not row(store, A).read
    assert store.library.undo() is None


def test_what_is_undone_without_naming_a_run_can_be_done_again_in_this_one(store: Store) -> None:
    store.library.mark([A], Mark.READ, True)
    store.library.undo()
    assert store.library.redo(store.library.run)
    assert row(store, A).read


def test_the_last_hundred_steps_are_kept(store: Store) -> None:
    for number in range(KEPT + 3):
        store.library.mark([str(number)], Mark.READ, True)
    ids = [undone.ids for undone in iter(store.library.undo, None)]
    assert len(ids) == KEPT
    assert ids[-1] == ("3",)


def test_a_step_that_cannot_be_read_is_told_as_damage(store: Store, tmp_path: Path) -> None:
    store.library.mark([A], Mark.READ, True)
    with closing(connect(tmp_path / "library.db")) as connection:
        connection.execute("UPDATE steps SET changes = x'00'")
    with pytest.raises(Exception, match="is damaged"):
        store.library.undo()


def test_the_title_of_a_step_is_harmless_and_short(store: Store) -> None:
    step = store.library.mark([A], Mark.READ, True, what="“\x1b[31m" + "t" * 5000)
    assert step
    assert "\x1b" not in step.what
    assert len(step.what) <= 320
