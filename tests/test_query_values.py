"""Numbers, dates and ages: what a value means, and what is none."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperterm.query import parse
from paperterm.query.keys import KEYS, Takes
from paperterm.query.tree import Age, Days, Not, Number, Unit
from predicate import before
from query_texts import VALUES


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        ("20", 20, 20),
        ("007", 7, 7),
        (">20", 21, None),
        (">=20", 20, None),
        ("<20", None, 19),
        ("<=20", None, 20),
        ("20..50", 20, 50),
        ("20..20", 20, 20),
        ("20..*", 20, None),
        ("20..", 20, None),
        ("*..50", None, 50),
        ("..50", None, 50),
        ("*", None, None),
        ("*..*", None, None),
    ],
)
def test_numbers(value: str, low: int | None, high: int | None) -> None:
    for key in ("upvotes", "stars", "comments"):
        assert parse(f"{key}:{value}").root == Number(key, low, high)
        assert parse(f"-{key}:{value} ").root == Not(Number(key, low, high))


@pytest.mark.parametrize(
    ("value", "unfinished"),
    [
        (">", True),
        ("<=", True),
        ("..", True),
        ("20.", True),
        ("*..", True),
        ("50..20", True),
        ("<0", True),
        ("9" * 16, True),
        ("a", False),
        ("1,000", False),
        ("-5", False),
        ("²", False),
        ("٣", False),
    ],
)
def test_what_is_no_number(value: str, unfinished: bool) -> None:
    query = parse(f"upvotes:{value}")
    assert query.root is None
    assert [hint.unfinished for hint in query.hints] == [unfinished]
    assert not parse(f"upvotes:{value} ").hints[0].unfinished


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("after:2025", "2025-01-01", ""),
        ("after:2025-02", "2025-02-01", ""),
        ("after:2025-01-03", "2025-01-03", ""),
        ("before:2025", "", "2024-12-31"),
        ("before:2025-03", "", "2025-02-28"),
        ("before:2025-03-15", "", "2025-03-14"),
        ("on:2024", "2024-01-01", "2024-12-31"),
        ("on:2024-02", "2024-02-01", "2024-02-29"),
        ("on:2025-01-03", "2025-01-03", "2025-01-03"),
        ("date:2025-12", "2025-12-01", "2025-12-31"),
        ("date:2025-01..2025-03", "2025-01-01", "2025-03-31"),
        ("date:2024..2025-01-03", "2024-01-01", "2025-01-03"),
        ("date:2025-01..2025-01-03", "2025-01-01", "2025-01-03"),
        ("date:2025..*", "2025-01-01", ""),
        ("date:..2025", "", "2025-12-31"),
        ("date:>2025-01", "2025-02-01", ""),
        ("date:>=2025-01", "2025-01-01", ""),
        ("date:<2025-01", "", "2024-12-31"),
        ("date:<=2025-01", "", "2025-01-31"),
        ("date:*", "", ""),
        ("date:0001..9999", "0001-01-01", "9999-12-31"),
    ],
)
def test_dates(text: str, first: str, last: str) -> None:
    begin, end = (date.fromisoformat(day) if day else None for day in (first, last))
    assert parse(text).root == Days("day", begin, end)


def test_the_arxiv_date_is_asked_for_by_a_key_of_its_own() -> None:
    month = (date(2025, 1, 1), date(2025, 1, 31))
    assert parse("published:2025-01").root == Days("published", *month)


@pytest.mark.parametrize(
    "value", ["2025-", "2025-1", "2025-13", "2025-02-30", "0000", "25", "2025-01-", "2025-00", "x"]
)
def test_what_is_no_date(value: str) -> None:
    for key in ("after", "before", "on", "date", "published"):
        query = parse(f"{key}:{value}")
        assert query.root is None
        assert [hint.unfinished for hint in query.hints] == [value != "x"]


@pytest.mark.parametrize(
    "text",
    ["before:0001", "date:<0001", "date:>9999", "after:2025..2026", "date:2026..2025", "on:>2025"],
)
def test_days_that_cannot_be_are_passed_over(text: str) -> None:
    assert parse(text).root is None
    assert parse(text).hints


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("newer:7d", Age(newer=True, amount=7, unit="d")),
        ("older:1M", Age(newer=False, amount=1, unit="m")),
        ("newer:0d", Age(newer=True, amount=0, unit="d")),
        ("older:2w", Age(newer=False, amount=2, unit="w")),
        ("newer:1y", Age(newer=True, amount=1, unit="y")),
    ],
)
def test_ages(text: str, age: Age) -> None:
    assert parse(text).root == age


@pytest.mark.parametrize("text", ["newer:7", "newer:d", "newer:7days", "older:-1d", "newer:1h"])
def test_what_is_no_age(text: str) -> None:
    assert parse(text).root is None


@pytest.mark.parametrize(
    ("amount", "unit", "day"),
    [
        (0, "d", "2024-03-31"),
        (7, "d", "2024-03-24"),
        (1, "w", "2024-03-24"),
        (1, "m", "2024-02-29"),
        (13, "m", "2023-02-28"),
        (3, "m", "2023-12-31"),
        (1, "y", "2023-03-31"),
        (99_999, "d", "1750-06-17"),
        (99_999, "w", "0107-09-25"),
        (99_999, "y", "0001-01-01"),
    ],
)
def test_an_age_counts_days_or_calendar_months(amount: int, unit: Unit, day: str) -> None:
    age = Age(newer=True, amount=amount, unit=unit)
    assert age.day(date(2024, 3, 31)) == date.fromisoformat(day)


@given(st.dates(), st.integers(0, 99_999), st.sampled_from("dwmy"))
def test_an_age_is_what_counting_says(today: date, amount: int, unit: Unit) -> None:
    assert Age(newer=True, amount=amount, unit=unit).day(today) == before(today, amount, unit)


@given(st.dates(min_value=date(1, 1, 2), max_value=date(9999, 12, 30)))
def test_a_day_is_before_on_or_after(day: date) -> None:
    one = timedelta(1)
    assert parse(f"before:{day}").root == Days("day", None, day - one)
    assert parse(f"on:{day}").root == Days("day", day, day)
    assert parse(f"date:>{day}").root == Days("day", day + one, None)


@pytest.mark.parametrize("value", ["2026", "2026-W60", "2026-13", "2026-W3", "2026-07-32", "foo"])
def test_what_is_no_list(value: str) -> None:
    query = parse(f"in:{value} ")
    assert query.root is None
    assert query.hints


def test_every_kind_of_value_has_examples() -> None:
    assert set(VALUES) == set(Takes)
    for key in KEYS:
        assert not parse(key.example).hints
        assert key.name in key.example
