"""Numbers and days as people write them, whatever the locale."""

from __future__ import annotations

from datetime import date

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def counted(number: int | None, what: str) -> str:
    """Return `3 comments`, `1 comment`; nothing where the number is not known."""
    if number is None:
        return ""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def written_date(day: date) -> str:
    """Return a day: `8 Jan 2024`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
