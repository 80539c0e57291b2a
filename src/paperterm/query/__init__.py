"""What the filter bar asks for: text becomes a Query, which is data.

Any text is a query. What is unfinished or unknown is taken as plain text or passed over, and
`Query.ignored` says so; nothing that a person types is an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

from paperterm.clean import clean_line
from paperterm.fold import Needle, fold, runs

QUERY_LENGTH = 10_000
"""Characters of a query; what is longer is cut."""

Field = Literal["any", "author"]
State = Literal["unread", "read", "starred", "new"]
Part = Literal["code"]

STATES: tuple[State, ...] = get_args(State)
PARTS: tuple[Part, ...] = get_args(Part)

# A dash, a key with its colon, then a quoted phrase (its closing quote may not be typed yet) or
# everything up to the next blank.
_TERM = re.compile(
    r'(?P<minus>-?)(?P<key>[A-Za-z]+:)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]\S*))?'
)

# Characters that join the parts of one word; with these alone between them, a term's words say
# all that it means. Anything else (`C++`, `GPT-[n]`) must occur as it is.
_JOINERS = frozenset("-'’./_ ")


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must occur next to one another in one field of a paper (or, negated, must not)."""

    text: str
    field: Field = "any"
    negated: bool = False
    prefix: bool = False

    @property
    def needle(self) -> Needle:
        """What to look for, folded."""
        folded = fold(self.text)
        plain = all(character.isalnum() or character in _JOINERS for character in folded)
        return Needle(tuple(runs(folded)), self.prefix, "" if plain else folded)


@dataclass(frozen=True, slots=True)
class Is:
    """A state that the reader gave a paper, or that it has because of when it came."""

    state: State
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Has:
    """Something that a paper brings along."""

    part: Part
    negated: bool = False


Clause = Term | Is | Has


@dataclass(frozen=True)
class Query:
    """Clauses that must all hold. `ignored` are the pieces of the text that say nothing yet."""

    clauses: tuple[Clause, ...] = ()
    ignored: tuple[str, ...] = ()

    @cached_property
    def needles(self) -> tuple[Needle, ...]:
        """What to highlight in titles and abstracts."""
        return self._needles("any")

    @cached_property
    def author_needles(self) -> tuple[Needle, ...]:
        """What to highlight in authors' names."""
        return self._needles("any") + self._needles("author")

    def _needles(self, field: Field) -> tuple[Needle, ...]:
        return tuple(
            clause.needle
            for clause in self.clauses
            if isinstance(clause, Term) and clause.field == field and not clause.negated
        )


EVERYTHING = Query()


def parse(text: str) -> Query:
    """Return the query that `text` means. The last bare word may be the beginning of a word."""
    open_ended = not text[-1:].isspace()
    text = clean_line(text, QUERY_LENGTH)
    clauses: list[Clause] = []
    ignored: list[str] = []
    for match in _TERM.finditer(text):
        if not match.group():
            continue
        clause = _clause(match, is_last=open_ended and match.end() == len(text))
        if clause is None:
            ignored.append(match.group())
        else:
            clauses.append(clause)
    return Query(tuple(clauses), tuple(ignored))


def _clause(match: re.Match[str], *, is_last: bool) -> Clause | None:
    """Return what one term means, or None where it means nothing yet."""
    negated = bool(match["minus"])
    key = (match["key"] or "").lower()
    phrase, word = match["phrase"], match["word"] or ""
    value = word if phrase is None else phrase
    if key == "is:":
        state = next((each for each in STATES if each == value.lower()), None)
        return Is(state, negated) if state else None
    if key == "has:":
        part = next((each for each in PARTS if each == value.lower()), None)
        return Has(part, negated) if part else None
    if key == "author:":
        return _term(Term(value, "author", negated))
    # A key that is none of ours is part of a plain word.
    bare = phrase is None and not negated
    return _term(Term((match["key"] or "") + value, "any", negated, prefix=bare and is_last))


def _term(term: Term) -> Term | None:
    """Return the term, or None where nothing in it can be looked for."""
    needle = term.needle
    return term if needle.words or needle.literal else None
