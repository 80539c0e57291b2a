"""What a query means, as a plain predicate over rows: the rules that search is held against."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from paperterm.fold import Needle, fold, runs
from paperterm.paper import Paper, Row
from paperterm.query import Clause, Has, Is, Query, Term


def found(rows: Iterable[Row], query: Query) -> list[str]:
    """Return the ids of the rows that match, in the order of the list."""
    return [row.paper.id for row in in_order(rows) if matches(row, query)]


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Return rows by trending rank, then newest feed day, most upvotes, smallest id."""
    return sorted(rows, key=_place)


def matches(row: Row, query: Query) -> bool:
    """Whether every clause of the query holds of a row."""
    return all(_holds(row, clause) != clause.negated for clause in query.clauses)


def _place(row: Row) -> tuple[bool, int, int, int, str]:
    paper = row.paper
    published = paper.published_at.date() if paper.published_at else date.min
    newest = paper.feed_day or published
    return (row.rank is None, row.rank or 0, -newest.toordinal(), -(paper.upvotes or 0), paper.id)


def _holds(row: Row, clause: Clause) -> bool:
    match clause:
        case Is("read"):
            return row.read
        case Is("unread"):
            return not row.read
        case Is("starred"):
            return row.starred
        case Is("new"):
            return row.new
        case Has("code"):
            return bool(row.paper.repos)
        case Term():
            return _occurs(clause.needle, _texts(row.paper, clause))
    raise AssertionError(clause)


def _texts(paper: Paper, term: Term) -> tuple[str, ...]:
    """Return the texts that a term looks into, each by itself."""
    if term.field == "author":
        return paper.authors
    return (paper.title, paper.abstract, *paper.authors, *paper.keywords)


def _occurs(needle: Needle, texts: Iterable[str]) -> bool:
    folded = [fold(text) for text in texts]
    words = not needle.words or any(_stand_together(needle, runs(text)) for text in folded)
    return words and any(needle.literal in text for text in folded)


def _stand_together(needle: Needle, words: list[str]) -> bool:
    """Whether the needle's words stand next to one another, the last perhaps as a beginning."""
    wanted = list(needle.words)
    for start in range(len(words) - len(wanted) + 1):
        here = words[start : start + len(wanted)]
        if here[:-1] != wanted[:-1]:
            continue
        if here[-1] == wanted[-1] or (needle.prefix and here[-1].startswith(wanted[-1])):
            return True
    return False
