"""What a query means, as a plain predicate over rows: the rules that search is held against.

It is written from the rules of the language and shares nothing with the compiler. What no paper
says of itself is given: which day it is, and `lists`, the ids that a list of the feed (`in`) or a
paper (`related`) brings, in their order.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from papers import TODAY
from paperterm.fold import Needle, fold, runs
from paperterm.paper import Paper, Row
from paperterm.query import Query
from paperterm.query.tree import Age, And, Days, Fact, Node, Not, Number, Or, Sort, Words
from paperterm.reading import reading

Lists = Mapping[Fact, Sequence[str]]

NO_LISTS: Lists = {}


def found(
    rows: Iterable[Row], query: Query, today: date = TODAY, lists: Lists = NO_LISTS
) -> list[str]:
    """Return the ids of the rows that match, in the order that the query asks for."""
    matching = [row for row in rows if matches(row, query, today, lists)]
    return [row.paper.id for row in in_order(matching, query.order, lists)][: query.limit]


def matches(row: Row, query: Query, today: date = TODAY, lists: Lists = NO_LISTS) -> bool:
    """Whether a row is one that the query asks for; hidden ones must be asked for as such."""
    if row.hidden and not names_hidden(query.root, wanted=True):
        return False
    return query.root is None or holds(row, query.root, today, lists)


def names_hidden(node: Node | None, *, wanted: bool) -> bool:
    """Whether a node asks for hidden papers, and not for the others."""
    match node:
        case Not(inner):
            return names_hidden(inner, wanted=not wanted)
        case And(nodes) | Or(nodes):
            return any(names_hidden(each, wanted=wanted) for each in nodes)
        case Fact("is", "hidden"):
            return wanted
    return False


def in_order(rows: Iterable[Row], order: Sort | Fact, lists: Lists = NO_LISTS) -> list[Row]:
    """Return rows in an order. That of relevance is the index's own and is not known here."""
    by_id = sorted(rows, key=lambda row: row.paper.id)
    if order in {Fact("in", "trending"), Sort("rank")}:
        return sorted(by_id, key=lambda row: (row.rank is None, row.rank or 0, *_default(row)))
    if isinstance(order, Fact):
        places = {paper_id: place for place, paper_id in enumerate(lists[order])}
        return sorted(by_id, key=lambda row: places.get(row.paper.id, len(places)))
    if order.key == "title":
        return sorted(
            by_id, key=lambda row: fold(reading(row.paper.title)), reverse=order.descending
        )
    sign = -1 if order.descending else 1

    def place(row: Row) -> tuple[bool, int, tuple[int, int]]:
        value = _value(row, order.key)
        return value is None, sign * (value or 0), _default(row) if order.key == "rank" else (0, 0)

    return sorted(by_id, key=place)


def holds(row: Row, node: Node, today: date, lists: Lists) -> bool:
    """Whether a node of a query's tree holds of a row."""
    match node:
        case Not(inner):
            return not holds(row, inner, today, lists)
        case And(nodes):
            return all(holds(row, each, today, lists) for each in nodes)
        case Or(nodes):
            return any(holds(row, each, today, lists) for each in nodes)
        case Words(field=field):
            texts = (row.note,) if field == "note" else _texts(row.paper, field)
            return _occurs(node.needle, texts)
        case Fact():
            return _is_so(row, node, lists)
        case _:
            return _lies_within(row, node, today)


def _is_so(row: Row, fact: Fact, lists: Lists) -> bool:
    match fact.key:
        case "is":
            return _is(row, fact.value)
        case "has":
            return _has(row, fact.value)
        case "tag":
            name = fact.value.removesuffix("*")
            begins = any(tag.startswith(name) for tag in row.tags)
            return begins if fact.value.endswith("*") else name in row.tags
        case "id":
            return row.paper.id == fact.value
    if fact == Fact("in", "trending"):
        return row.rank is not None
    return row.paper.id in lists.get(fact, ())


def _lies_within(row: Row, node: Number | Days | Age, today: date) -> bool:
    if isinstance(node, Number):
        value = _value(row, node.key)
        return value is not None and _is_between(value, node.low, node.high)
    day = _day(row.paper, "day" if isinstance(node, Age) else node.key)
    if day is None:
        return False
    if isinstance(node, Age):
        return (day >= before(today, node.amount, node.unit)) is node.newer
    first, last = node.first or date.min, node.last or date.max
    return first <= day <= last


def before(today: date, amount: int, unit: str) -> date:
    """Return the day so many days, weeks, months or years before today."""
    if unit in "dw":
        days = amount * (7 if unit == "w" else 1)
        return today - timedelta(days) if days < today.toordinal() else date.min
    year, month = today.year, today.month
    for _ in range(min(amount * (12 if unit == "y" else 1), 12 * today.year)):
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    if year < 1:
        return date.min
    return date(year, month, min(today.day, calendar.monthrange(year, month)[1]))


def _default(row: Row) -> tuple[int, int]:
    """How papers stand that have no rank: the newest day first, then most upvotes."""
    day = row.paper.day
    return -day.toordinal() if day else 0, -(row.paper.upvotes or 0)


def _value(row: Row, key: str) -> int | None:
    match key:
        case "rank":
            return row.rank
        case "date":
            return row.paper.day.toordinal() if row.paper.day else None
        case "upvotes":
            return row.paper.upvotes
        case "stars":
            return row.paper.github_stars
        case "comments":
            return row.paper.comments
    raise AssertionError(key)


def _day(paper: Paper, key: str) -> date | None:
    published = paper.published_at.date() if paper.published_at else None
    return published if key == "published" else paper.feed_day or published


def _is(row: Row, state: str) -> bool:
    return {
        "read": row.read,
        "unread": not row.read,
        "starred": row.starred,
        "hidden": row.hidden,
        "new": row.new,
        "withdrawn": row.paper.withdrawn_at is not None,
    }[state]


def _has(row: Row, part: str) -> bool:
    paper = row.paper
    return {
        "tag": bool(row.tags),
        "note": bool(row.note),
        "code": bool(paper.repos),
        "project": paper.project_link is not None,
        "summary": bool(paper.ai_summary),
        "media": bool(paper.media),
        "comments": (paper.comments or 0) > 0,
    }[part]


def _is_between(value: int, low: int | None, high: int | None) -> bool:
    return (low is None or low <= value) and (high is None or value <= high)


def _texts(paper: Paper, field: str) -> tuple[str, ...]:
    """Return the texts that a term looks into, each by itself: as it came, and as it is read."""
    title = (paper.title, reading(paper.title))
    abstract = (paper.abstract, reading(paper.abstract))
    keywords = (*paper.keywords, *map(reading, paper.keywords))
    return {
        "any": (*title, *abstract, *paper.authors, *keywords),
        "title": title,
        "abstract": abstract,
        "author": paper.authors,
        "keyword": keywords,
        "organization": (paper.organization or "",),
        "submitter": (paper.submitted_by or "",),
    }[field]


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
