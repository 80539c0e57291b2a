"""The class of faults about the feed's shapes: it finds what a parser that believes all lets in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from faults.cases import Case
from faults.shape_bodies import bodies
from faults.shape_chance import shaken
from faults.shapes import opened, read, refreshed
from paperterm.feed import wire

NAMES = {
    "a number of 10**6 digits",
    "upvotes is 2**64",
    "title is 60 levels",
    "cut off after 10",
    "nulls",
    "summary is -1",
}


def believed(value: object, _length: int) -> Any:
    """A line of text as it came."""
    return value if isinstance(value, str) else None


async def named(folder: Path) -> list[Case]:
    """Refresh from some of the named bodies."""
    return await refreshed(folder / "named", [each for each in bodies() if each.name in NAMES])


def by_chance(folder: Path) -> list[Case]:
    """Read some bodies that chance makes."""
    with closing(opened(folder / "chance")) as store:
        return [read(store, each) for each in shaken(1, 100)]


async def test_what_is_read_now_is_as_it_must_be(tmp_path: Path) -> None:
    cases = await named(tmp_path)
    assert {case.name for case in cases} == NAMES
    assert [case for case in cases + by_chance(tmp_path) if case.wrong] == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("_DIGITS", 10**7, "could have been kept"),
        ("_count", lambda value: value, "Error came out"),
        ("_abstract", lambda value: value.strip(), "Error came out"),
    ],
)
async def test_a_parser_that_trusts_a_record_is_found_out(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    name: str,
    value: int | Callable[..., object],
    said: str,
) -> None:
    monkeypatch.setattr(wire, name, value)
    assert any(said in case.wrong for case in await named(tmp_path))


def test_a_parser_that_does_not_clean_is_found_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(wire, "_line", believed)
    monkeypatch.setattr("paperterm.store.cache.Cache.save", lambda *_args, **_kwargs: None)
    assert any(" has " in case.wrong for case in by_chance(tmp_path))
