"""Courtesy: work in the background gives way while somebody waits, but not for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

import papers
from changed import changed
from cli_helpers import Program, item, saved
from paperterm.courtesy import ANSWER, COURTESY, PATIENCE, QUIET, SHARE, Courtesy
from paperterm.query import EVERYTHING
from paperterm.store import Store, batch_of
from terminal import Terminal

PIECE = 0.01
"""Seconds that a piece of work takes here."""


@dataclass
class Clock:
    """A clock that goes on with work and pauses; in each pause `typed` may happen."""

    now: float = 1_000.0
    pauses: list[float] = field(default_factory=list)
    typed: Callable[[], None] = lambda: None

    def pause(self, over: threading.Event, seconds: float) -> bool:
        self.pauses.append(seconds)
        self.now += seconds
        self.typed()
        return over.is_set()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def courtesy(clock: Clock) -> Courtesy:
    return Courtesy(lambda: clock.now, clock.pause)


def test_work_goes_on_where_nobody_waits(courtesy: Courtesy, clock: Clock) -> None:
    assert list(courtesy.between("abc")) == ["a", "b", "c"]
    assert clock.pauses == []


def test_an_answer_is_awaited_for_a_while_after_a_key(courtesy: Courtesy, clock: Clock) -> None:
    assert not courtesy.is_awaited
    courtesy.expect()
    assert courtesy.is_awaited
    clock.now += ANSWER
    assert not courtesy.is_awaited


def test_it_is_quiet_once_no_key_has_come_for_a_while(courtesy: Courtesy, clock: Clock) -> None:
    assert courtesy.is_quiet
    courtesy.expect()
    clock.now += ANSWER
    assert not courtesy.is_quiet
    clock.now += QUIET
    assert courtesy.is_quiet


def test_work_stands_still_until_the_answer_is_there(courtesy: Courtesy, clock: Clock) -> None:
    courtesy.expect()
    assert list(courtesy.between("abc")) == ["a", "b", "c"]
    assert clock.pauses == [pytest.approx(ANSWER)]


def test_a_key_in_the_middle_of_the_work_stops_it_there(courtesy: Courtesy, clock: Clock) -> None:
    done = []
    for piece in courtesy.between("abcd"):
        done.append((piece, len(clock.pauses)))
        if piece == "b":
            courtesy.expect()
    assert done == [("a", 0), ("b", 0), ("c", 1), ("d", 1)]


def test_each_key_puts_the_end_off(courtesy: Courtesy, clock: Clock) -> None:
    keys = iter([True, True])
    clock.typed = lambda: courtesy.expect() if next(keys, False) else None
    courtesy.expect()
    before = clock.now
    assert list(courtesy.between("a")) == ["a"]
    assert clock.now - before == pytest.approx(min(3 * ANSWER, PATIENCE))


def test_work_has_its_share_while_keys_never_stop(courtesy: Courtesy, clock: Clock) -> None:
    """A key that is held down must not hold up a refresh for ever."""
    courtesy.expect()
    clock.typed = courtesy.expect
    began = clock.now
    done = []
    for piece in courtesy.between(range(100)):
        done.append(piece)
        courtesy.expect()
        clock.now += PIECE
    assert done == list(range(100))
    working, waiting = 100 * PIECE, clock.now - began - 100 * PIECE
    assert waiting == pytest.approx(working * PATIENCE / SHARE, rel=0.2)


def test_nobody_is_waited_for_at_the_end(courtesy: Courtesy, clock: Clock) -> None:
    courtesy.expect()
    courtesy.end()
    assert list(courtesy.between("ab")) == ["a", "b"]
    assert clock.pauses == []


def test_the_end_wakes_work_that_stands_still() -> None:
    """It would hold up the end of the program, which waits for what is being written."""
    courtesy = Courtesy(pause=lambda over, _: over.wait())  # for ever, but for an end
    courtesy.expect()
    done = threading.Event()

    def work() -> None:
        list(courtesy.between("a"))
        done.set()

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    courtesy.end()
    assert done.wait(10)
    worker.join()


def test_after_an_end_a_new_key_is_waited_for_again(courtesy: Courtesy, clock: Clock) -> None:
    courtesy.end()
    courtesy.expect()
    assert list(courtesy.between("a")) == ["a"]
    assert clock.pauses == [pytest.approx(ANSWER)]


def test_work_that_is_waited_for_itself_goes_on(courtesy: Courtesy, clock: Clock) -> None:
    courtesy.expect()
    with courtesy.insisting():
        assert list(courtesy.between("ab")) == ["a", "b"]
    assert clock.pauses == []
    assert list(courtesy.between("a")) == ["a"]
    assert clock.pauses


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """The waits of work in this process, where each piece of it finds that a key has come."""
    found: list[float] = []
    seconds = count(step=PATIENCE)

    def pause(_: threading.Event, wait: float) -> bool:
        found.append(wait)
        return True

    def clock() -> float:
        COURTESY._answered_at = now = next(seconds)
        COURTESY._answered_at += ANSWER
        return now

    monkeypatch.setattr(COURTESY, "_clock", clock)
    monkeypatch.setattr(COURTESY, "_pause", pause)
    yield found
    COURTESY.end()


def test_a_refresh_gives_way_between_papers(waits: list[float], tmp_path: Path) -> None:
    """While they are read, made ready, stored, ranked and put into the index."""
    listed = papers.listing([papers.item(number) for number in range(3)], trending=True)
    assert len(waits) == 3
    batch = batch_of(listed)
    assert len(waits) == 6
    with closing(Store.open(tmp_path / "c.db", tmp_path / "l.db", lambda: papers.NOW)) as store:
        store.cache.save_batch(batch, first_fill=False)
    assert len(waits) == 15


def test_a_long_answer_is_waited_for_as_long_as_it_takes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    expected: list[str] = []
    monkeypatch.setattr(COURTESY, "expect", lambda: expected.append("an answer"))
    with closing(Store.open(tmp_path / "c.db", tmp_path / "l.db", lambda: papers.NOW)) as store:
        store.cache.save(papers.listing([papers.item(1)]), first_fill=False)
        shown = store.search.ask(EVERYTHING)
        assert expected
        expected.clear()
        store.search.prepare(lambda: False)
        store.search.extend(EVERYTHING, shown)
        assert not expected


def test_a_cache_that_is_made_anew_gives_way_to_no_key(waits: list[float], tmp_path: Path) -> None:
    """What the reader has kept is brought back before there is a list at all."""
    files = tmp_path / "cache.db", tmp_path / "library.db"
    with closing(Store.open(*files, lambda: papers.NOW)) as store:
        batch = batch_of(papers.listing([papers.item(number) for number in range(3)]))
        store.library.keep(batch.records, "a file")
    waits.clear()
    files[0].unlink()
    with closing(Store.open(*files, lambda: papers.NOW)) as store:
        assert store.cache.papers() == 3
    assert waits == []


def test_a_key_is_waited_for_and_the_end_is_not(tmp_path: Path) -> None:
    noted = tmp_path / "noted"
    environ = changed(
        tmp_path,
        f"""
from paperterm.courtesy import Courtesy
def note(what):
    with open({str(noted)!r}, "a") as file:
        file.write(what)
Courtesy.expect = lambda self: note("k")
Courtesy.end = lambda self: note("e")
""",
    )
    program = Program(tmp_path / "home")
    file = saved(tmp_path / "a.json", [item("2601.00001", "One"), item("2601.00002", "Two")])
    assert program.run("import", file).code == 0
    with Terminal(program.command, program.surroundings(**environ)) as terminal:
        terminal.wait_for("2 papers")
        before = noted.read_text() if noted.exists() else ""
        terminal.type("?")
        terminal.wait_for("Everywhere")
        assert len(noted.read_text()) > len(before)
        terminal.type("qq")
        terminal.wait_for_end()
    assert noted.read_text().endswith("e")
