"""Reading a value: what it means to its key, and whether typing on can make it right."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import cast

from paperterm.fold import fold
from paperterm.marks import tag_name
from paperterm.query.keys import DESCENDING, Key, Takes
from paperterm.query.terms import Value
from paperterm.query.tree import ANY, Age, Days, Fact, Leaf, Number, Or, Sort, Span, Unit, Words

_ID = r"(?P<id>[0-9]{4}\.[0-9]{4,5}|[a-z-]+(?:\.[a-z]{2})?/[0-9]{7})(?:v[0-9]+)?"
_BARE_ID = re.compile(_ID, re.IGNORECASE)
_LINK = re.compile(
    r"(?:arxiv:|(?:https?://)?(?:[a-z-]+\.)?"
    r"(?:arxiv\.org/(?:abs|pdf|html)/|huggingface\.co/papers/|hf\.co/papers/"
    rf"|doi\.org/10\.48550/arxiv\.)){_ID}(?:\.pdf)?/?(?:[?#].*)?",
    re.IGNORECASE,
)
_COMPARED = re.compile(r"([<>]=?)(.*)")
_NUMBER = re.compile(r"[0-9]{1,15}")
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")
_AGE = re.compile(r"([0-9]{1,5})([dwmy])")

# What may stand in a value whose end is still to be typed.
_BEGUN = {
    Takes.LIST: re.compile(r"[0-9w-]*"),
    Takes.NUMBER: re.compile(r"[<>=0-9.*]*"),
    Takes.DAY: re.compile(r"[0-9-]*"),
    Takes.DAYS: re.compile(r"[<>=0-9.*-]*"),
    Takes.AGE: re.compile(r"[0-9]*"),
}

_OPEN = frozenset({"", "*"})
_WAYS = ("asc", "desc")

_Bounds = tuple[int | None, int | None]


def plain(value: Value, span: Span, *, open_ended: bool) -> Leaf | Or | None:
    """Return what a word or phrase without a key means; None where it holds nothing to look for.

    A link to a paper means the paper. An id means it too, or its text. With `open_ended` a word
    may be the beginning of a longer one.
    """
    if not value.quoted:
        link = _LINK.fullmatch(value.text)
        if link:
            return Fact("id", link["id"], span)
    words = _words(ANY, value, span, open_ended=open_ended and not value.quoted)
    found = None if value.quoted or words is None else _BARE_ID.fullmatch(words.text)
    return Or((Fact("id", found["id"], span), words)) if found and words else words


def read(key: Key, value: Value, span: Span) -> Leaf | None:
    """Return what a value means to its key, None where it is not one that the key takes."""
    return _READERS[key.takes](key, value, span)


def read_sort(key: Key, text: str) -> Sort | None:
    """Return the order that a text names."""
    name, dash, way = text.lower().partition("-")
    if name not in {choice.value for choice in key.choices} or (dash and way not in _WAYS):
        return None
    return Sort(name, way == "desc" if dash else name in DESCENDING)


def read_limit(text: str) -> int | None:
    """Return the number of papers that a text names."""
    return int(text) or None if _NUMBER.fullmatch(text) else None


def is_begun(key: Key, text: str) -> bool:
    """Whether a text that a key does not take can become right by typing on."""
    text = text.lower()
    endings = _WAYS if key.takes is Takes.SORT else ()
    values = [choice.value for choice in key.choices]
    values += [f"{value}-{ending}" for value in values for ending in endings]
    begun = _BEGUN.get(key.takes)
    return (
        not text
        or any(value.startswith(text) for value in values)
        or (begun is not None and begun.fullmatch(text) is not None)
    )


def paper_id(text: str) -> str:
    """Return the id in an id, with a version or without, or in a link to a paper; else the text."""
    match = _LINK.fullmatch(text) or _BARE_ID.fullmatch(text)
    return match["id"] if match else text


def _words(field: str, value: Value, span: Span, *, open_ended: bool = False) -> Words | None:
    text, prefix = value.text, open_ended or value.starred
    if not value.quoted and text.endswith("*") and _ends_in_a_word(text[:-1]):
        text, prefix = text[:-1], True
    words = Words(text, field, prefix and _ends_in_a_word(text), span)
    needle = words.needle
    return words if needle.words or needle.literal else None


def _ends_in_a_word(text: str) -> bool:
    return fold(text)[-1:].isalnum()


def _read_words(key: Key, value: Value, span: Span) -> Leaf | None:
    return _words(key.target, value, span)


def _read_choice(key: Key, value: Value, span: Span) -> Leaf | None:
    text = value.text.lower()
    return next((Fact(key.target, text, span) for each in key.choices if each.value == text), None)


def _read_list(key: Key, value: Value, span: Span) -> Leaf | None:
    text = value.text.upper()
    week = _WEEK.fullmatch(text)
    if week and _is_week(int(week[1]), int(week[2])):
        return Fact(key.target, text, span)
    if len(text) > len("2026") and days(text):
        return Fact(key.target, text, span)
    return _read_choice(key, value, span)


def _read_tag(key: Key, value: Value, span: Span) -> Leaf | None:
    text, star = value.text, "*" if value.starred else ""
    if not value.quoted and text.endswith("*"):
        text, star = text[:-1], "*"
    name = tag_name(text)
    return Fact(key.target, name + star, span) if name else None


def _read_id(key: Key, value: Value, span: Span) -> Leaf | None:
    return Fact(key.target, paper_id(value.text), span) if value.text else None


def _read_number(key: Key, value: Value, span: Span) -> Leaf | None:
    bounds = _bounds(value.text, _number)
    if bounds is None or bounds[1] == -1:
        return None
    return Number(key.target, *bounds, span)


def _read_day(key: Key, value: Value, span: Span) -> Leaf | None:
    covered = days(value.text)
    if covered is None:
        return None
    first, last = covered
    match key.name:
        case "after":
            return _days_node(key, (first, None), span)
        case "before":
            return _days_node(key, (None, first - 1), span)
    return _days_node(key, (first, last), span)


def _read_days(key: Key, value: Value, span: Span) -> Leaf | None:
    bounds = _bounds(value.text, days)
    return None if bounds is None else _days_node(key, bounds, span)


def _read_age(key: Key, value: Value, span: Span) -> Leaf | None:
    match = _AGE.fullmatch(value.text.lower())
    if match is None:
        return None
    return Age(key.target == "newer", int(match[1]), cast("Unit", match[2]), span)


_READERS: dict[Takes, Callable[[Key, Value, Span], Leaf | None]] = {
    Takes.WORDS: _read_words,
    Takes.CHOICE: _read_choice,
    Takes.LIST: _read_list,
    Takes.TAG: _read_tag,
    Takes.ID: _read_id,
    Takes.NUMBER: _read_number,
    Takes.DAY: _read_day,
    Takes.DAYS: _read_days,
    Takes.AGE: _read_age,
}


def _bounds(text: str, ends: Callable[[str], tuple[int, int] | None]) -> _Bounds | None:
    """Return the bounds, both included, that a value, a comparison or a range sets.

    `ends` tells the first and the last number that a value covers.
    """
    compared = _COMPARED.fullmatch(text)
    low, dots, high = text.partition("..")
    if compared:
        return _compared(compared[1], ends(compared[2]))
    if not dots:
        return (None, None) if text == "*" else ends(text)
    if low in _OPEN and high in _OPEN:
        return (None, None) if low and high else None
    lowest, highest = ends(low), ends(high)
    if (lowest is None and low not in _OPEN) or (highest is None and high not in _OPEN):
        return None
    if lowest and highest and lowest[0] > highest[1]:
        return None
    return lowest[0] if lowest else None, highest[1] if highest else None


def _compared(sign: str, ends: tuple[int, int] | None) -> _Bounds | None:
    if ends is None:
        return None
    first, last = ends
    match sign:
        case ">":
            return last + 1, None
        case ">=":
            return first, None
        case "<":
            return None, first - 1
    return None, last


def _number(text: str) -> tuple[int, int] | None:
    return (int(text), int(text)) if _NUMBER.fullmatch(text) else None


def days(text: str) -> tuple[int, int] | None:
    """Return the first and the last day of a day, a month or a year, counted as dates are."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = match.groups()
    try:
        first = date(int(year), int(month or 1), int(day or 1)).toordinal()
    except ValueError:
        return None
    if day:
        return first, first
    # The day before the next month begins; after the last of all, nothing does.
    next_year, next_month = divmod(int(year) * 12 + int(month or 12), 12)
    if next_year > date.max.year:
        return first, date.max.toordinal()
    return first, date(next_year, next_month + 1, 1).toordinal() - 1


def _days_node(key: Key, bounds: _Bounds, span: Span) -> Leaf | None:
    """Return the node of these days, None where they lie outside all that can be counted."""
    if any(each is not None and not 1 <= each <= date.max.toordinal() for each in bounds):
        return None
    first, last = (None if each is None else date.fromordinal(each) for each in bounds)
    return Days(key.target, first, last, span)


def _is_week(year: int, week: int) -> bool:
    try:
        date.fromisocalendar(year, week, 1)
    except ValueError:
        return False
    return True
