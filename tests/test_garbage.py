"""Garbage is looked for at rest, and not while much is imported or while somebody waits."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from papers import item
from paperterm import garbage
from paperterm.courtesy import ANSWER, QUIET, Courtesy
from paperterm.tui import main_screen
from reader import reading


class Knot:
    """Something that only a look at it can find to be garbage."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    threshold = gc.get_threshold()
    gc.collect()
    gc.disable()
    yield
    gc.unfreeze()
    gc.set_threshold(*threshold)
    gc.enable()


def knotted() -> weakref.ref[Knot]:
    """Leave garbage that a look is worth; what is returned tells whether it is there."""
    knots = [Knot() for _ in range(garbage.SOME)]
    return weakref.ref(knots[0])


def look_briefly() -> None:
    """Look among what is new until a look among all that has come is worth it."""
    for _ in range(garbage.OFTEN):
        knotted()
        garbage.look(briefly=True)


@pytest.mark.parametrize("briefly", [True, False])
def test_garbage_is_found(briefly: bool) -> None:
    left = knotted()
    garbage.look(briefly=briefly)
    assert left() is None


def test_a_little_is_not_looked_for() -> None:
    left = weakref.ref(Knot())
    garbage.look()
    assert left() is not None


def test_what_was_in_use_for_a_while_is_found_in_the_end() -> None:
    used = Knot()
    left = weakref.ref(used)
    gc.collect(1)
    del used
    look_briefly()
    assert left() is not None
    garbage.look()
    assert left() is None


def test_what_was_in_use_at_a_look_is_found_by_one_at_all() -> None:
    used = Knot()
    left = weakref.ref(used)
    look_briefly()
    garbage.look()
    del used
    look_briefly()
    garbage.look()
    assert left() is not None
    look_briefly()
    garbage.look(at_all=True)
    assert left() is None


def test_what_is_to_stay_is_not_looked_at_again() -> None:
    left = knotted()
    garbage.keep()
    gc.collect()
    assert left() is not None


def test_none_is_looked_for_while_much_is_imported() -> None:
    gc.enable()
    with garbage.put_off():
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_threshold()[0] == garbage.MANY


async def test_the_reader_looks_while_nobody_waits(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1)]) as reader:
        left = knotted()
        await reader.until(lambda: left() is None)


async def test_the_reader_looks_at_all_once_no_key_has_come_for_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    at_all: list[bool] = []
    courtesy = Courtesy(lambda: now)
    looking = SimpleNamespace(keep=garbage.keep, look=lambda **how: at_all.append(how["at_all"]))
    async with reading(tmp_path, [item(1)]) as reader:
        monkeypatch.setattr(main_screen, "COURTESY", courtesy)
        monkeypatch.setattr(main_screen, "garbage", looking)
        courtesy.expect()
        await reader.screen._tick().wait()
        assert at_all == []
        now += ANSWER
        await reader.screen._tick().wait()
        assert at_all
        assert not any(at_all)
        now += QUIET
        await reader.screen._tick().wait()
        assert at_all[-1]
