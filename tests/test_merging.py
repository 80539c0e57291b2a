"""Libraries of several machines: exchanged in any order, they end up equal, and nothing is lost."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from itertools import permutations
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papers import NOW, item, listing
from paperterm.errors import SavedFileError
from paperterm.marks import NOTE, Change, Mark, tag_mark
from paperterm.query import EVERYTHING, parse
from paperterm.store import Library, Store
from paperterm.store.exchange import export_library, import_library
from paperterm.store.exchanged import LINE_LENGTH, entries_of, read_lines
from paperterm.store.files import connect
from paperterm.store.merging import Merged
from paperterm.store.schema import library_migrations, migrate

PAPERS = tuple(record.paper for record in listing([item(number) for number in range(1, 4)]).records)
A, B, C = (paper.id for paper in PAPERS)
MARKS = (*Mark, "tag:vision", "tag:agents")
TEXTS = ("", "one", "two", "Three\nlines\nof it")
DAY = timedelta(days=1)
PASSING = ("clock", "export", "import", "pass")
OPERATIONS = (*("mark", "mark", "mark", "note", "note", "rest", "search", "undo", "redo"), *PASSING)


def template() -> sqlite3.Connection:
    """Return the database of an empty library, in memory."""
    connection = connect(Path(":memory:"))
    migrate(connection, library_migrations)
    return connection


EMPTY = template()


class Machine:
    """A machine with a library, and a clock that may be wrong."""

    def __init__(self, world: World) -> None:
        self.ahead = timedelta()
        connection = connect(Path(":memory:"))
        EMPTY.backup(connection)
        self.library = Library(connection, Path("library.db"), lambda: world.time + self.ahead)

    def export(self) -> list[str]:
        """Return the lines of the library."""
        return list(export_library(self.library))

    def take(self, lines: Sequence[str]) -> Merged:
        """Take in another library."""
        return self.library.merge(list(entries_of(lines)))


class World:
    """Machines, and the true time, which goes on with all that happens."""

    def __init__(self, count: int) -> None:
        self.time = NOW
        self.machines = [Machine(self) for _ in range(count)]
        self.files: list[list[str]] = []

    def do(self, number: int, operation: str, paper: int, value: int) -> None:
        """Let a machine do something, or have something done to it."""
        self.time += timedelta(milliseconds=700)
        machine = self.machines[number % len(self.machines)]
        if operation in PASSING:
            self.pass_on(number, operation, value)
            return
        library, each = machine.library, PAPERS[paper % len(PAPERS)]
        known = replace(each, upvotes=value)
        match operation:
            case "mark":
                mark = MARKS[value % len(MARKS)]
                library.change([Change(each.id, mark, value % 2 == 0)], "", [known])
            case "note":
                text = TEXTS[value % len(TEXTS)]
                library.change([Change(each.id, NOTE, text)], "", [known])
            case "search" if value % 3:
                library.save_search(each.id, TEXTS[value % len(TEXTS)])
            case "search":
                library.forget_search(each.id)
            case "undo":
                library.undo(library.run if value % 2 else None)
            case "redo":
                library.redo(library.run)
            case _:
                library.rest_on(each.id)

    def pass_on(self, number: int, operation: str, value: int) -> None:
        """Let a machine's clock go wrong, or a library come to it, perhaps a late one."""
        machine = self.machines[number % len(self.machines)]
        match operation:
            case "clock":
                machine.ahead = (timedelta(), 2 * DAY, -3 * DAY, 400 * DAY)[value % 4]
            case "export":
                self.files.append(machine.export())
            case "import" if self.files:
                machine.take(self.files[value % len(self.files)])
            case "pass":
                machine.take(self.machines[value % len(self.machines)].export())

    def set_clocks_right(self) -> None:
        """Let every clock be right again."""
        for machine in self.machines:
            machine.ahead = timedelta()

    def exchange(self, order: Sequence[tuple[int, int]]) -> None:
        """Pass each library to each other machine, in an order."""
        for source, target in order:
            self.time += timedelta(seconds=1)
            self.machines[target].take(self.machines[source].export())

    def exports(self) -> list[list[str]]:
        """Return what every machine exports."""
        return [machine.export() for machine in self.machines]


operations = st.lists(
    st.tuples(
        st.integers(0, 2), st.sampled_from(OPERATIONS), st.integers(0, 2), st.integers(0, 11)
    ),
    max_size=60,
)


def pairs(count: int) -> list[tuple[int, int]]:
    """Return who can pass a library to whom."""
    return list(permutations(range(count), 2))


@given(st.integers(2, 3), operations, st.data())
@settings(deadline=None, max_examples=150)
def test_machines_that_exchange_in_any_order_end_up_equal(
    count: int, done: list[tuple[int, str, int, int]], data: st.DataObject
) -> None:
    world = World(count)
    for each in done:
        world.do(*each)
    world.set_clocks_right()
    world.exchange(data.draw(st.permutations(pairs(count))))
    first, *others = world.exports()
    assert all(other == first for other in others)
    before = [json.loads(line) for line in first[1:]]
    latest = int((world.time + DAY).timestamp() * 1000)
    assert all(line["changed_at"] <= latest for line in before)
    for machine in world.machines:
        taken = machine.take(first)
        assert str(taken) == "Nothing was new."
        assert machine.export() == first


@pytest.mark.parametrize("seed", range(3))
def test_a_thousand_operations_end_up_equal_in_every_order(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - a test must do the same each time
    done = [
        (random.randrange(2), random.choice(OPERATIONS), random.randrange(3), random.randrange(12))
        for _ in range(1000)
    ]
    results = []
    for order in permutations(pairs(2)):
        world = World(2)
        for each in done:
            world.do(*each)
        world.set_clocks_right()
        world.exchange(order)
        first, second = world.exports()
        assert first == second
        values = [json.loads(line) for line in first[1:]]
        results.append([(v["kind"], v["id"], v.get("mark"), v["value"]) for v in values])
    assert len(results) == 2
    assert len(results[0]) > 15


@given(operations)
@settings(deadline=None, max_examples=60)
def test_the_same_file_twice_changes_nothing(done: list[tuple[int, str, int, int]]) -> None:
    world = World(2)
    for each in done:
        world.do(*each)
    one, other = world.machines
    other.ahead = timedelta()
    file = one.export()
    other.take(file)
    before = other.export()
    world.time += timedelta(hours=5)
    assert str(other.take(file)) == "Nothing was new."
    assert other.export() == before


@pytest.fixture
def world() -> World:
    """Two machines whose clocks are right."""
    return World(2)


def said(machine: Machine) -> list[Any]:
    """Return what a machine's library says, without the times."""
    lines = [json.loads(line) for line in machine.export()[1:]]
    return [(line["id"], line.get("mark", line["kind"]), line["value"]) for line in lines]


def test_the_newest_change_of_each_mark_wins(world: World) -> None:
    one, other = world.machines
    one.library.mark([A, B], Mark.READ, True)
    world.time += timedelta(minutes=1)
    other.library.mark([A], Mark.READ, False)
    other.library.mark([C], Mark.STARRED, True)
    taken = one.take(other.export())
    assert (taken.marks, taken.passed_over) == (2, 0)
    assert said(one) == [(A, "read", False), (B, "read", True), (C, "starred", True)]
    taken = other.take(one.export())
    assert str(taken) == "Taken in: 1 mark."
    # What is changed after that is newer than all that came, whatever the clock says.
    one.ahead = timedelta(hours=-5)
    one.library.mark([A], Mark.READ, True)
    other.take(one.export())
    assert said(other)[0] == (A, "read", True)


def test_of_two_changes_at_one_time_the_greater_value_wins(world: World) -> None:
    one, other = world.machines
    one.library.mark([A], Mark.READ, True)
    other.library.mark([A], Mark.READ, False)
    one.library.change([Change(B, NOTE, "aaa")])
    other.library.change([Change(B, NOTE, "zzz")])
    world.exchange(pairs(2))
    assert said(one) == said(other)
    assert said(one)[:2] == [(A, "read", True), (B, "note", "zzz")]


def test_a_note_that_loses_is_kept_as_an_earlier_version(world: World) -> None:
    one, other = world.machines
    one.library.change([Change(A, NOTE, "Written first")], "", PAPERS)
    world.time += timedelta(minutes=1)
    other.library.change([Change(A, NOTE, "Written then")], "", PAPERS)
    assert str(one.take(other.export())) == "Taken in: 1 note, 1 earlier note."
    assert one.library.note(A) == "Written then"
    assert [each.text for each in one.library.note_versions(A)] == ["Written first"]
    assert str(other.take(one.export())) == "Taken in: 1 earlier note."
    assert other.export() == one.export()


def test_what_was_taken_away_stays_so(world: World) -> None:
    one, other = world.machines
    one.library.change([Change(A, tag_mark("x"), True), Change(A, NOTE, "a note")], "", PAPERS)
    one.library.save_search("moe", "mixture")
    other.take(one.export())
    one.library.change([Change(A, tag_mark("x"), False), Change(A, NOTE, "")])
    one.library.forget_search("moe")
    taken = other.take(one.export())
    assert str(taken) == "Taken in: 1 tag, 1 note, 1 earlier note, 1 saved search."
    assert (other.library.tags(), other.library.note(A), other.library.searches()) == ([], "", {})
    assert [each.text for each in other.library.note_versions(A)] == ["a note"]


def test_a_time_in_the_future_is_taken_as_now_and_only_once(world: World) -> None:
    one, other = world.machines
    one.ahead = 400 * DAY
    one.library.mark([A], Mark.READ, True)
    one.library.change([Change(B, NOTE, "From the future")])
    file = one.export()
    other.library.mark([A], Mark.READ, False)
    world.time += timedelta(minutes=1)
    other.take(file)
    assert said(other)[0] == (A, "read", True)
    world.time += timedelta(minutes=1)
    other.library.mark([A], Mark.READ, False)
    other.library.change([Change(B, NOTE, "Written here")])
    assert str(other.take(file)) == "Nothing was new."
    assert said(other)[:2] == [(A, "read", False), (B, "note", "Written here")]
    one.library.mark([C], Mark.READ, True)
    one.ahead = timedelta()
    world.exchange(pairs(2))
    assert one.export() == other.export()
    times = [json.loads(line)["changed_at"] for line in one.export()[1:]]
    assert max(times) < int((world.time + DAY).timestamp() * 1000)


def test_what_a_wrong_clock_wrote_here_wins_nothing_that_is_newer(world: World) -> None:
    one, other = world.machines
    one.ahead = 400 * DAY
    one.library.mark([A], Mark.READ, True)
    one.ahead = timedelta()
    one.take(other.export())
    world.time += timedelta(minutes=1)
    other.library.mark([A], Mark.READ, False)
    one.take(other.export())
    assert said(one) == [(A, "read", False)]


def test_a_time_less_than_a_day_ahead_is_believed(world: World) -> None:
    one, other = world.machines
    one.ahead = timedelta(hours=23)
    one.library.mark([A], Mark.READ, True)
    world.time += timedelta(hours=1)
    other.library.mark([A], Mark.READ, False)
    other.take(one.export())
    assert said(other) == [(A, "read", True)]


def test_by_a_clock_that_is_wrong_for_sure_nothing_is_merged(world: World) -> None:
    one, other = world.machines
    one.library.mark([A], Mark.READ, True)
    file = one.export()
    world.time = datetime.fromtimestamp(0, NOW.tzinfo)
    assert one.export() == file
    with pytest.raises(SavedFileError, match="clock of this machine says 1970-01-01"):
        other.take(file)


def test_an_import_is_no_step_and_undo_leaves_what_it_changed(world: World) -> None:
    one, other = world.machines
    other.library.mark([A, B], Mark.READ, True)
    world.time += timedelta(minutes=1)
    one.library.mark([A], Mark.READ, False)
    other.take(one.export())
    assert str(other.library.undo()) == "1 of 2 papers: unread again"
    assert other.library.undo() is None
    assert said(other) == [(A, "read", False), (B, "read", None)]


def test_records_go_with_what_was_said_of_their_papers(world: World) -> None:
    one, other = world.machines
    by_hand = [(paper.id, json.dumps(paper.as_record())) for paper in PAPERS]
    one.library.keep(by_hand, "digest")
    other.library.keep(by_hand[1:], "digest")
    one.library.mark([A], Mark.READ, True)
    one.library.mark([B], Mark.STARRED, True, papers=[replace(PAPERS[1], upvotes=7)])
    assert str(other.take(one.export())) == "Taken in: 2 marks, 2 papers."
    assert other.library.records() == [replace(PAPERS[1], upvotes=7), PAPERS[2], PAPERS[0]]
    one.take(other.export())
    assert one.export() == other.export()


def test_a_library_is_readable_and_sorted(world: World) -> None:
    one, _ = world.machines
    one.library.mark([B, A], Mark.READ, True)
    one.library.change([Change(A, tag_mark("Łó"), True), Change(A, NOTE, "x\ny")])
    at = int(NOW.timestamp() * 1000)
    assert one.export() == [
        '{"format": "paperterm library", "lines": 4, "version": 1}',
        f'{{"changed_at": {at}, "id": "{A}", "kind": "mark", "mark": "read", "value": true}}',
        f'{{"changed_at": {at + 1}, "id": "{A}", "kind": "mark", "mark": "tag:łó", "value": true}}',
        f'{{"changed_at": {at}, "id": "{B}", "kind": "mark", "mark": "read", "value": true}}',
        f'{{"changed_at": {at + 1}, "id": "{A}", "kind": "note", "value": "x\\ny"}}',
    ]


HEADER = '{"format": "paperterm library", "lines": 1, "version": 1}'
MARK = f'{{"changed_at": 1, "id": "{A}", "kind": "mark", "mark": "read", "value": true}}'


def line(**values: object) -> str:
    """Return a line with some of its values changed."""
    return json.dumps(json.loads(MARK) | values)


def record(**values: object) -> str:
    """Return the line of a paper's record with some of its values changed."""
    return line(kind="record", mark="", value=PAPERS[0].as_record() | values)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([], "its first line does not say so"),
        (["[" * 100_000], "its first line does not say so"),
        (['{"title": "x"}'], "its first line does not say so"),
        ([HEADER.replace("1}", "2}")], "by a newer paperterm"),
        ([HEADER.replace("1,", "999999999,")], "more than 2,000,000 lines"),
        ([HEADER], "ends after 1 of 2 lines"),
        ([HEADER, MARK, MARK], "Line 3 of the file is damaged"),
        ([HEADER, MARK[:30]], r"Line 2 of the file is damaged \(it is no JSON\)"),
        ([HEADER, "[" * 100_000], "Line 2 of the file is damaged"),
        ([HEADER, "[]"], "no JSON object"),
        ([HEADER, line(kind="page")], "no kind that is known"),
        ([HEADER, line(kind=["mark"])], "no kind that is known"),
        ([HEADER, line(id="")], "no id"),
        ([HEADER, line(id="a\x1bb")], "no id"),
        ([HEADER, line(id="a\nb")], "no id"),
        ([HEADER, line(id="a" * 300)], "no id"),
        ([HEADER, line(id=7)], "no id"),
        ([HEADER, line(mark="liked")], "no mark"),
        ([HEADER, line(mark="tag:")], "no mark"),
        ([HEADER, line(mark="tag:Upper Case")], "no mark"),
        ([HEADER, line(mark=["read"])], "no mark"),
        ([HEADER, line(value=1)], "its value is none"),
        ([HEADER, line(value="yes")], "its value is none"),
        ([HEADER, line(changed_at=-1)], "no time"),
        ([HEADER, line(changed_at=True)], "no time"),
        ([HEADER, line(changed_at=2**70)], "no time"),
        ([HEADER, line(changed_at=1.5)], "no time"),
        ([HEADER, line(kind="note", mark="", value="x" * 100_001)], "a note is too long"),
        ([HEADER, line(kind="note", mark="", value=3)], "no text"),
        ([HEADER, line(kind="note version", mark="", value="")], "an earlier note is empty"),
        ([HEADER, line(kind="search", mark="", value=[])], "no text"),
        ([HEADER, record(id="other")], "of another one"),
        ([HEADER, record(title=None)], "no title"),
        ([HEADER, record(upvotes="many")], "no int"),
        ([HEADER, record(upvotes=-1)], "none that can be"),
        ([HEADER, record(authors="Ann")], "no list"),
        ([HEADER, record(published_at="2026-01-01")], "no time zone"),
        ([HEADER, record(feed_day="soon")], "Line 2"),
    ],
)
def test_a_file_that_is_wrong_is_refused_whole(world: World, lines: list[str], told: str) -> None:
    one, _ = world.machines
    with pytest.raises(SavedFileError, match=told) as raised:
        one.take(lines)
    assert "Nothing was imported." in str(raised.value)


def test_of_a_file_with_one_wrong_line_nothing_is_taken_in(
    opened: Callable[[str], Store],
) -> None:
    store = opened("one")
    lines = [HEADER.replace("1,", "2,"), MARK, line(value="yes")]
    with pytest.raises(SavedFileError, match="Line 3"):
        import_library(store, lines, NOW)
    assert len(list(export_library(store.library))) == 1


def test_what_is_hostile_in_a_file_is_cleaned(world: World) -> None:
    one, _ = world.machines
    title = "A \x1b]52;c;eA==\x07title\u202e"
    one.take([HEADER, record(title=title, authors=["\x9bAnn"], media=["x" * 9000])])
    (paper,) = one.library.records()
    assert (paper.title, paper.authors) == ("A ]52;c;eA==title", ("Ann",))
    assert len(paper.media[0]) < 9000
    one.take([HEADER, line(kind="note", mark="", value="\x1b[2J\u202enote")])
    assert one.library.note(A) == "[2Jnote"
    one.take([HEADER, line(kind="search", mark="", value="\x1b[2Jmoe")])
    assert one.library.searches() == {A: "[2Jmoe"}


def test_a_file_is_read_line_by_line_and_no_line_without_end() -> None:
    assert list(read_lines(BytesIO("é\nb".encode()))) == ["é\n", "b"]
    with pytest.raises(SavedFileError, match=r"Line 2 .* no UTF-8"):
        list(read_lines(BytesIO(b"a\n\xff\n")))
    with pytest.raises(SavedFileError, match=r"Line 1 .* too long"):
        list(read_lines(BytesIO(b"a" * (LINE_LENGTH + 2))))


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[str], Store]]:
    """Open stores, each in a folder of its own."""
    stores: list[Store] = []

    def open_one(name: str) -> Store:
        folder = tmp_path / name
        store = Store.open(folder / "cache.db", folder / "library.db", lambda: NOW)
        stores.append(store)
        return store

    yield open_one
    for store in stores:
        store.close()


@pytest.mark.parametrize("numbers", [[], [1, 9]])
def test_papers_that_are_not_cached_come_with_the_library(
    opened: Callable[[str], Store], numbers: list[int]
) -> None:
    one, other = opened("one"), opened("other")
    one.library.mark([A, B], Mark.STARRED, True, papers=PAPERS)
    one.library.save_search("stars", "is:starred")
    other.cache.save(listing([item(number) for number in numbers]), first_fill=True)
    lines = list(export_library(one.library))
    merged = import_library(other, lines, NOW)
    assert str(merged) == "Taken in: 2 marks, 2 papers, 1 saved search."
    search = other.search
    assert sorted(search.ids(search.ask(parse("is:starred")).keys)) == [A, B]
    assert search.counts().papers == len({1, 2, *numbers})
    import_library(other, lines, NOW)
    assert search.counts().papers == len({1, 2, *numbers})
    with pytest.raises(SavedFileError):
        import_library(other, lines[:-1], NOW)
    assert search.ask(EVERYTHING).total == len({1, 2, *numbers})
