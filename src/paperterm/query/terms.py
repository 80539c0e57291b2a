"""Cutting a text into terms as they stand there, before anything is said of what they mean.

Nothing is lost: between two terms there is white space and what cleaning takes away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from paperterm.clean import clean
from paperterm.query.keys import BY_NAME, Key

# In quotes, a quote is written twice. The closing one may not be typed yet.
_QUOTED = re.compile(r'"(?P<text>[^"]*(?:""[^"]*)*)(?P<close>"\*?|$)')
_KEY = re.compile(r"([A-Za-z]+):")
_MAY_END = re.compile("[ (),]")
_UNKNOWN_KEY = re.compile(r'[A-Za-z]+:(?=")')


class Kind(Enum):
    """What a term is by its form."""

    OPEN = "("
    CLOSE = ")"
    OR = "OR"
    PLAIN = "words, with a key or without"


class Value(NamedTuple):
    """A word or a phrase. A `starred` phrase has a `*` after its closing quote."""

    start: int
    end: int
    text: str
    quoted: bool = False
    closed: bool = True
    starred: bool = False


class Term(NamedTuple):
    """A term, from its dash to its end; a term without a key has one value."""

    start: int
    end: int
    kind: Kind
    negated: bool = False
    key: Key | None = None
    values: tuple[Value, ...] = ()

    @property
    def inner(self) -> int:
        """Where the term begins without its dash."""
        return self.start + self.negated


class Line(NamedTuple):
    """A text made harmless, and the place that each of its characters had before."""

    text: str
    origins: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where something stood before, the end excluded."""
        if start >= end:
            return (self.origins[start - 1] + 1,) * 2 if start else (0, 0)
        return self.origins[start], self.origins[end - 1] + 1


def line_of(text: str) -> Line:
    """Return the text with blanks for all white space and without what acts on a terminal."""
    if text.isascii() and text.isprintable():
        return Line(text, range(len(text)))
    blanked = "".join(" " if character.isspace() else character for character in text)
    harmless = clean(blanked, len(blanked))
    origins: list[int] = []
    place = -1
    for character in harmless:
        place = blanked.index(character, place + 1)
        origins.append(place)
    return Line(harmless, origins)


def terms(text: str) -> Iterator[Term]:
    """Yield the terms of a text that is one line, in order."""
    place = 0
    while place < len(text):
        if text[place] == " ":
            place += 1
            continue
        term = _term(text, place)
        yield term
        place = term.end


def quoted(text: str) -> str:
    """Return text in quotes."""
    return '"' + text.replace('"', '""') + '"'


def _term(text: str, start: int) -> Term:
    if text[start] == ")":
        return Term(start, start + 1, Kind.CLOSE)
    negated = text[start] == "-"
    inner = start + negated
    if text.startswith("(", inner):
        return Term(start, inner + 1, Kind.OPEN, negated)
    match = _KEY.match(text, inner)
    key = BY_NAME.get(match[1].lower()) if match else None
    if match and key:
        values = tuple(_values(text, match.end(), key))
        return Term(start, values[-1].end, Kind.PLAIN, negated, key, values)
    unknown = _UNKNOWN_KEY.match(text, inner)
    value = _word(text, inner, unknown.end()) if unknown else _value(text, inner, at_comma=False)
    if value.text == "OR" and not value.quoted and not negated:
        return Term(start, value.end, Kind.OR)
    return Term(start, value.end, Kind.PLAIN, negated, None, (value,))


def _values(text: str, place: int, key: Key) -> Iterator[Value]:
    """Yield the values of a key, of which there is one at least; each may be empty."""
    while True:
        value = _value(text, place, at_comma=key.several)
        yield value
        if not (key.several and text.startswith(",", value.end)):
            return
        place = value.end + 1


def _value(text: str, start: int, *, at_comma: bool) -> Value:
    """Return the phrase or the word, perhaps empty, that begins at a place."""
    match = _QUOTED.match(text, start)
    if match:
        inner = " ".join(match["text"].replace('""', '"').split())
        close = match["close"]
        return Value(start, match.end(), inner, True, bool(close), close.endswith("*"))
    return _word(text, start, _word_end(text, start, at_comma=at_comma))


def _word(text: str, start: int, end: int) -> Value:
    return Value(start, end, text[start:end])


def _word_end(text: str, start: int, *, at_comma: bool) -> int:
    """Return where a word ends: at a blank, or before a parenthesis that it has not opened."""
    opened = 0
    for match in _MAY_END.finditer(text, start):
        character = match.group()
        if character == "(":
            opened += 1
        elif character == ")" and opened:
            opened -= 1
        elif character != "," or at_comma:
            return match.start()
    return len(text)
