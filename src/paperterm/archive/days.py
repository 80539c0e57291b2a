"""Days of the archive: which lists there are, and which of them are still to be fetched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

FIRST_DAY = date(2023, 5, 4)
"""The feed's first day; of any day before, the API knows nothing."""

GROWING = timedelta(days=8)
"""How long a day may still grow: papers are added and votes come for about a week."""

FRESH = timedelta(hours=1)
"""How long a list of a day that still grows is not asked for again."""

_WEEK = 7
_LONGEST_MONTH = 31


def is_complete(day: date, fetched_at: datetime) -> bool:
    """Whether a list that was fetched then holds all that its day will ever have."""
    return fetched_at.astimezone(UTC).date() - day >= GROWING


def missing(days: Iterable[date], fetched: Mapping[str, datetime], now: datetime) -> list[date]:
    """Return those of the days whose lists are to be fetched, the oldest first.

    `fetched` tells when lists were stored, by their names. A list of a day that still grows is
    fetched again, unless that was done just now. Days before the first and after today (UTC)
    cannot be asked for.
    """
    today = now.astimezone(UTC).date()

    def is_there(day: date) -> bool:
        at = fetched.get(day.isoformat())
        # One from the future came while the clock was wrong, and is not known to be complete.
        if at is None or at > now:
            return False
        return is_complete(day, at) or now - at < FRESH

    return sorted({day for day in days if FIRST_DAY <= day <= today and not is_there(day)})


def days_since(first: date, now: datetime) -> list[date]:
    """Return all days from `first` until today (UTC), both included, that the feed can have."""
    first = max(first, FIRST_DAY)
    count = (now.astimezone(UTC).date() - first).days + 1
    return [first + timedelta(days=age) for age in range(count)]


def days_in(value: str) -> list[date]:
    """Return the days of a list as `in:` names it: 2026-07-31, 2026-W30, 2026-07; else none."""
    if "W" in value:
        year, week = value.split("-W")
        first, count = date.fromisocalendar(int(year), int(week), 1), _WEEK
    elif value.count("-") == 2:
        first, count = date.fromisoformat(value), 1
    elif value.count("-") == 1:
        first, count = date.fromisoformat(f"{value}-01"), _LONGEST_MONTH
    else:
        return []
    start, is_month = first.toordinal(), count == _LONGEST_MONTH
    found = map(date.fromordinal, range(start, min(start + count, date.max.toordinal() + 1)))
    return [day for day in found if not is_month or day.month == first.month]
