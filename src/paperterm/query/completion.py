"""What could stand at the cursor: keys, their choices, and names and days that the cache holds."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple, Protocol

from paperterm.fold import fold
from paperterm.query.keys import DESCENDING, KEYS, Key, Takes
from paperterm.query.terms import Kind, Term, Value, line_of, quoted, terms
from paperterm.query.tree import QUERY_LENGTH

COMPLETIONS = 8
"""How many completions there are at most."""

_BEFORE_A_DAY = re.compile(r"(?:[^.]*\.\.|[<>]=?)?")


class Completion(NamedTuple):
    """A text to put in place of what stands from `start` to `end`, and what it means."""

    start: int
    end: int
    text: str
    meaning: str


class Source(Protocol):
    """Tells which names, one word of which begins so, and which days there are, the best first.

    The kinds are author, kw, org, by, day and tag. As anywhere, case and diacritics do not count.
    """

    def __call__(self, kind: str, beginning: str, /) -> Sequence[str]:
        """Return some of them, `COMPLETIONS` being enough."""


class _Place(NamedTuple):
    """What stands before the cursor: the beginning of a key (`key` is None) or of a value."""

    start: int
    beginning: str
    key: Key | None


def completions(text: str, cursor: int, source: Source) -> tuple[Completion, ...]:
    """Return what could stand at the cursor, the likeliest first.

    There is nothing to complete within a word, where nothing is typed yet, in a plain phrase, and
    where what is typed begins no key and no value.
    """
    place = _place(text, cursor)
    if place is None:
        return ()
    found = _keys(place.beginning) if place.key is None else _values(place, place.key, source)
    unlike = (each for each in found if each[0] != place.beginning)
    some = islice(dict.fromkeys(unlike), COMPLETIONS)
    return tuple(Completion(place.start, cursor, written, meaning) for written, meaning in some)


def _place(text: str, cursor: int) -> _Place | None:
    """Return what stands before the cursor, None where it cannot be completed."""
    following = text[cursor : cursor + 1]
    if cursor > QUERY_LENGTH or not (following in ")," or following.isspace()):
        return None
    line = line_of(text[:cursor])
    last = deque(terms(line.text), maxlen=1)
    if not last or last[0].end < len(line.text) or last[0].kind is not Kind.PLAIN:
        return None
    value = last[0].values[-1]
    place = _begun(last[0], value)
    if place is None:
        return None
    start, _ = line.span(place.start, len(line.text))
    return place._replace(start=start)


def _begun(term: Term, value: Value) -> _Place | None:
    """Return what a term, which ends at the cursor, begins."""
    if term.key is None:
        is_word = value.text.isalpha() and not value.quoted
        return _Place(value.start, value.text, None) if is_word else None
    if (value.quoted and value.closed) or value.text.endswith("*"):
        return None
    skipped = 0
    if term.key.takes is Takes.DAYS and not value.quoted:
        match = _BEFORE_A_DAY.match(value.text)
        skipped = match.end() if match else 0
    return _Place(value.start + skipped, value.text[skipped:], term.key)


def _keys(beginning: str) -> Iterator[tuple[str, str]]:
    """Yield the keys, then the aliases, that begin so, each with its help."""
    names = [(key.name, key.help) for key in KEYS]
    names += [(alias, key.help) for key in KEYS for alias in key.aliases]
    for name, meaning in names:
        if name.startswith(beginning.lower()):
            yield f"{name}:", meaning


def _values(place: _Place, key: Key, source: Source) -> Iterator[tuple[str, str]]:
    """Yield the values of a key that begin so, each with what it means."""
    yield from (each for each in _choices(key) if each[0].startswith(place.beginning.lower()))
    if key.completes:
        for name in source(key.completes, place.beginning):
            if fold(name) != fold(place.beginning):
                yield _written(name, key), key.help


def _choices(key: Key) -> Iterator[tuple[str, str]]:
    yield from key.choices
    if key.takes is Takes.SORT:
        for name, _ in key.choices:
            yield f"{name}-{'asc' if name in DESCENDING else 'desc'}", "the other way round"


def _written(name: str, key: Key) -> str:
    """Return a value as it must be written to mean just this."""
    found = list(terms(f"{key.name}:{name}"))
    if len(found) == 1 and [value.text for value in found[0].values] == [name]:
        return quoted(name) if name.endswith("*") else name
    return quoted(name)
