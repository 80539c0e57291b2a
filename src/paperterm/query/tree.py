"""What a query is once it is understood: a tree of values, without a word about text or SQL.

Two queries are equal when they mean the same by their form: where a term stood in the text does
not count. The parser keeps the tree in one form: `And` and `Or` hold two nodes or more, none of
them twice and none of their own kind; `Not` never holds a `Not`; they lie in one another no deeper
than `NESTING` parentheses make them, which is `DEPTH`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Literal, NamedTuple

from paperterm.fold import Needle, fold, runs
from paperterm.reading import letter_of, reading

QUERY_LENGTH = 10_000
"""Characters of a query; what is longer is cut."""

NESTING = 8
"""How deep parentheses can lie in one another."""

DEPTH = 3 * NESTING + 4
"""How many `And`, `Or` and `Not` can lie in one another: each parenthesis can bring all three."""

ANY = "any"
"""The field of words without a key: title, abstract, each author's name, each keyword."""

FIELDS_OF_ANY = ("title", "abstract", "author", "keyword")
"""The fields in which words without a key are looked for."""

Unit = Literal["d", "w", "m", "y"]
TokenKind = Literal[
    "word", "key", "value", "quote", "operator", "parenthesis", "unfinished", "mistake"
]
Span = tuple[int, int]

# Characters that join the parts of one word; with these alone between them, a term's words say
# all that it means. Anything else (`C++`, `GPT-[n]`) must occur as it is.
_JOINERS = frozenset("-'’./_ ")
_DAYS_OF_UNIT = {"d": 1, "w": 7}
_MONTHS_OF_UNIT = {"m": 1, "y": 12}


@dataclass(frozen=True, slots=True)
class Words:
    """Words that stand next to one another in one field of a paper.

    `field` is `ANY`, one of `FIELDS_OF_ANY`, `organization`, `submitter` or `note` (the reader's
    own); each author and each keyword is a field by itself. With `prefix` the last word may be the
    beginning of a longer one.
    """

    text: str
    field: str = ANY
    prefix: bool = False
    span: Span = dataclasses.field(default=(0, 0), compare=False, repr=False)

    @property
    def needle(self) -> Needle:
        """What to look for, folded."""
        folded = fold(self.text)
        plain = folded.isalnum() or all(
            character.isalnum() or character in _JOINERS for character in folded
        )
        return Needle(tuple(runs(folded)), self.prefix, "" if plain else folded)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is so of a paper or not.

    The keys are `is` (unread, read, starred, hidden, new, withdrawn), `has` (code, project,
    summary, media, comments, tag, note), `tag` (its name, or a beginning and `*`), `in` (trending
    or a list of the feed: 2026-07-31, 2026-W30, 2026-07), `id` and `related` (each an id, without
    a version).
    """

    key: str
    value: str
    span: Span = dataclasses.field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Number:
    """A number (upvotes, stars, comments) that is known and within bounds, both included.

    None is no bound.
    """

    key: str
    low: int | None = None
    high: int | None = None
    span: Span = dataclasses.field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Days:
    """A day that is known and within bounds, both included; None is no bound.

    The keys are `day` (`Paper.day`: the newest feed day, else the arXiv date) and `published` (the
    arXiv date), in UTC.
    """

    key: str
    first: date | None = None
    last: date | None = None
    span: Span = dataclasses.field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Age:
    """A `Paper.day` that is known and at or after (`newer`), or before, a day counted from today.

    It stays relative, so that a saved search means every day what it says.
    """

    newer: bool
    amount: int
    unit: Unit
    span: Span = dataclasses.field(default=(0, 0), compare=False, repr=False)

    def day(self, today: date) -> date:
        """Return the day so long before today; a month without that day counts from its last."""
        if self.unit in _DAYS_OF_UNIT:
            days = self.amount * _DAYS_OF_UNIT[self.unit]
            return today - timedelta(min(days, (today - date.min).days))
        months = today.year * 12 + today.month - 1 - self.amount * _MONTHS_OF_UNIT[self.unit]
        if months < 12:
            return date.min
        first = date(months // 12, months % 12 + 1, 1)
        return first + timedelta(min(today.day, _days_in_month(first)) - 1)


@dataclass(frozen=True, slots=True)
class Not:
    """What does not hold."""

    node: Node


@dataclass(frozen=True, slots=True)
class And:
    """What all holds."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Of which one holds at least."""

    nodes: tuple[Node, ...]


Leaf = Words | Fact | Number | Days | Age
Node = Leaf | Not | And | Or


@dataclass(frozen=True, slots=True)
class Sort:
    """The order of the papers found: rank, date, upvotes, stars, comments, relevance or title.

    Papers without the value come last either way, and ties are broken by the smaller id. By rank,
    those without one follow by their newest day, then by most upvotes.
    """

    key: str = "rank"
    descending: bool = False


class Hint(NamedTuple):
    """A sentence on a part of the text that is passed over or not taken for what it may look like.

    `unfinished` are parts that become right by typing on.
    """

    start: int
    end: int
    sentence: str
    unfinished: bool = False


class Token(NamedTuple):
    """A run of the text that has one colour. What lies between two tokens is white space."""

    start: int
    end: int
    kind: TokenKind


@dataclass(frozen=True)
class Query:
    """What papers to find (all, where `root` is None), in which order, and how many at most.

    `hints` and `tokens` are about the text that it came from, and in its order.
    """

    root: Node | None = None
    sort: Sort | None = None
    limit: int | None = None
    hints: tuple[Hint, ...] = dataclasses.field(default=(), compare=False, repr=False)
    tokens: tuple[Token, ...] = dataclasses.field(default=(), compare=False, repr=False)

    @property
    def order(self) -> Sort | Fact:
        """The order asked for, else that of the first list (`in`) or paper (`related`) asked for.

        Such a list has its own order, and related papers come by how near they are.
        """
        if self.sort:
            return self.sort
        for node in _all_of(self.root):
            if isinstance(node, Fact) and node.key in {"in", "related"}:
                return node
        return Sort()

    @property
    def shows_hidden(self) -> bool:
        """Whether it asks for hidden papers; in all other lists they are left out."""
        return Fact("is", "hidden") in _wanted(self.root)

    @property
    def needles(self) -> tuple[Needle, ...]:
        """What to highlight wherever words without a key are looked for."""
        return self._needles.get(ANY, ())

    def needles_for(self, field: str) -> tuple[Needle, ...]:
        """Return what to highlight in one field."""
        return self._needles.get(field, ())

    @cached_property
    def _needles(self) -> dict[str, tuple[Needle, ...]]:
        """What to highlight by field, each once; those of `ANY` are in its fields too."""
        found: dict[str, dict[Needle, None]] = {}
        for words in _wanted(self.root):
            if not isinstance(words, Words):
                continue
            fields = (ANY, *FIELDS_OF_ANY) if words.field == ANY else (words.field,)
            for field in fields:
                found.setdefault(field, {}).update(dict.fromkeys(_shown_needles(words)))
        return {field: tuple(needles) for field, needles in found.items()}


EVERYTHING = Query()
"""The query of an empty text."""


def list_kind(value: str) -> Literal["trending", "day", "week", "month"]:
    """Return what kind of list the value of an `in` fact names."""
    if value == "trending":
        return "trending"
    if "W" in value:
        return "week"
    return "day" if value.count("-") == 2 else "month"


def _all_of(root: Node | None) -> tuple[Node, ...]:
    """Return what every paper found meets."""
    if root is None:
        return ()
    return root.nodes if isinstance(root, And) else (root,)


def _wanted(root: Node | None) -> Iterator[Leaf]:
    """Yield what a paper may be found by, and not for the lack of, in the order of the text."""
    waiting = [(root, True)]
    while waiting:
        node, wanted = waiting.pop()
        if isinstance(node, Not):
            waiting.append((node.node, not wanted))
        elif isinstance(node, And | Or):
            waiting.extend((each, wanted) for each in reversed(node.nodes))
        elif node is not None and wanted:
            yield node


def _shown_needles(words: Words) -> Iterator[Needle]:
    """Yield what words are to be looked for in a text of which the LaTeX has been read."""
    for text in dict.fromkeys(
        (words.text, reading(words.text), letter_of(words.text.lower()) or "")
    ):
        needle = replace(words, text=text).needle
        if needle.words or needle.literal:
            yield needle


def _days_in_month(first: date) -> int:
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return (following - first).days
