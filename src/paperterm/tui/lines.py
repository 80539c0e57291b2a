"""What the list and the bars say: pure functions from values to text, without Textual or a clock.

The list paints with them, and so does the first frame, which is there before Textual is imported.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from paperterm.cells import cut, width_of
from paperterm.fold import spans
from paperterm.query import Query
from paperterm.store import Counts, Shown

HEADING = "paperterm"
"""What the status bar says first, but in the demo."""

UNREAD, STARRED, HIDDEN, NOTED = "●", "★", "✗", "¶"
"""What a row begins with, beside styles of its own for both."""

META_GAP = " · "

SELECTED = "┃"
"""What stands before a row that is selected, so that it is told apart without colours, too."""

ROLES = (
    "accent",
    "author",
    "hidden-title",
    "match",
    "meta",
    "new",
    "organization",
    "read-title",
    "star",
    "title",
)
"""What a piece of a line can be; each has a style of its own."""

PLACEHOLDER = 'filter: words "a phrase" -word author:name is:unread has:code'
"""What the filter bar says while nothing is typed into it."""

_THOUSAND = 1_000


_FIELDS: dict[str, str] = {
    "title": "title",
    "read-title": "title",
    "hidden-title": "title",
    "author": "author",
    "organization": "organization",
}
"""The fields of a query by the roles of what a list shows of them."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in a list line, and the role that gives it its style."""

    text: str
    role: str = ""


def highlighted(pieces: Sequence[Piece], query: Query) -> Iterator[Piece]:
    """Yield the pieces with what a query finds in titles and names as pieces of its own."""
    for piece in pieces:
        field = _FIELDS.get(piece.role)
        needles = query.needles_for(field) if field else ()
        place = 0
        for start, end in spans(piece.text, needles):
            yield Piece(piece.text[place:start], piece.role)
            yield Piece(piece.text[start:end], "match")
            place = end
        yield Piece(piece.text[place:], piece.role)


def with_sign(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces of a line with the sign before them that says it is selected."""
    first, *rest = pieces
    # In place of a blank: the line is cropped at its end where it begins with none.
    return [Piece(SELECTED, "accent"), Piece(first.text.removeprefix(" "), first.role), *rest]


def fit(text: str, width: int) -> str:
    """Return `text` cut or padded to exactly `width` cells."""
    text = cut(text, width)
    return text + " " * (width - width_of(text))


def numbers(counts: Counts, selected: int = 0) -> str:
    """Return what the status bar says of how much there is, and of that how much is selected."""
    chosen = f"{selected:,} selected · " if selected else ""
    return f"{chosen}trending · {counts.papers:,} papers · {counts.unread:,} unread"


def found(shown: Shown) -> str:
    """Return how many papers match, as far as that is known yet."""
    if shown.provisional:
        return "the best so far"
    return f"{len(shown.keys):,}{'' if shown.complete else '+'}"


def result(shown: Shown, counts: Counts) -> str:
    """Return what the filter bar says of what was found."""
    return f"{found(shown)} of {counts.papers:,}"


def updated(fetched_at: datetime | None, now: datetime) -> str:
    """Return how long ago the cache was last filled."""
    return f"updated {ago(fetched_at, now)}" if fetched_at else "not updated yet"


def count(number: int) -> str:
    """Return a number for a narrow column: 812, 9.7k, 31k, 1.2M."""
    for size, unit in ((_THOUSAND**2, "M"), (_THOUSAND, "k")):
        # What would be rounded up to 1000k is 1.0M.
        if number >= size - size // 2_000:
            value = number / size
            return f"{value:.1f}{unit}" if value < 9.95 else f"{value:.0f}{unit}"
    return str(number)


def age(day: date | None, today: date) -> str:
    """Return how long ago `day` was, in the largest unit that fits: today, 2 d, 3 w, 5 mo, 2 y."""
    if day is None:
        return ""
    days = (today - day).days
    if days <= 0:
        return "today"
    for least, length, unit in ((365, 365, "y"), (61, 30, "mo"), (14, 7, "w")):
        if days >= least:
            return f"{days // length} {unit}"
    return f"{days} d"


def ago(time: datetime, now: datetime) -> str:
    """Return how long ago a moment was, in words."""
    minutes = int((now - time).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    if minutes < 24 * 60:
        return f"{minutes // 60} h ago"
    return f"{minutes // (24 * 60)} d ago"


def clock_time(time: datetime) -> str:
    """Return the local time of day."""
    return f"{time.astimezone():%H:%M}"


def utc_today(now: datetime) -> date:
    """Return the date in UTC, in which the feed counts its days."""
    return now.astimezone(UTC).date()
