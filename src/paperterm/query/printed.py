"""From a Query back to a text: one for all that mean the same, and parsed again it means that.

Every part is printed as short as can be, which is tried out with the parser. The text of a query
near `QUERY_LENGTH` may be longer than that, and would be cut.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from paperterm.query.keys import DESCENDING, KEYS, Takes
from paperterm.query.parser import parse
from paperterm.query.terms import quoted
from paperterm.query.tree import (
    ANY,
    Age,
    And,
    Days,
    Fact,
    Leaf,
    Node,
    Not,
    Number,
    Or,
    Query,
    Words,
)
from paperterm.query.values import days

_KEYS = {key.target: key for key in KEYS if key.takes is not Takes.DAY}
_ONE_DAY = timedelta(1)


def text_of(query: Query) -> str:
    """Return the text of a query."""
    ends: list[str] = []
    if query.sort:
        key, descending = query.sort.key, query.sort.descending
        way = "-desc" if descending else "-asc"
        ends.append(f"sort:{key}{'' if descending == (key in DESCENDING) else way}")
    if query.limit is not None:
        ends.append(f"limit:{query.limit}")
    begin = [_inner(query.root, after=" " if ends else "")] if query.root else []
    return " ".join(begin + ends)


def _inner(node: Node, *, after: str) -> str:
    """Return the text of a node that stands by itself; `after` is the character that follows it."""
    short = _short(node, "", after=after)
    if short is not None:
        return short
    if isinstance(node, Or):
        *others, end = node.nodes
        texts = [*(_inner(each, after=" ") for each in others), _inner(end, after=after)]
        return " OR ".join(texts)
    if isinstance(node, And):
        *others, end = node.nodes
        return " ".join([*(_term(each, after=" ") for each in others), _term(end, after=after)])
    return _term(node, after=after)


def _term(node: Node, dash: str = "", *, after: str) -> str:
    """Return the text of a node that stands beside others."""
    if isinstance(node, Not):
        return _term(node.node, "-", after=after)
    short = _short(node, dash, after=after)
    return f"{dash}({_inner(node, after=')')})" if short is None else short


def _short(node: Node, dash: str, *, after: str) -> str | None:
    """Return the text of a node as a single term, None where it takes more than one."""
    wanted = Not(node) if dash else node
    for text in _candidates(node):
        term = dash + text
        before = "(" if after == ")" else ""
        if parse(before + term + after).root == wanted:
            return term
    return None


def _candidates(node: Node) -> Iterator[str]:
    """Yield the terms that may mean a node, the shortest first."""
    match node:
        case Or((Fact("id"), Words(field=field) as words)) if field == ANY:
            yield from _words(words)
        case Or(nodes):
            yield from _listed(nodes)
        case Words(field=field) if field == ANY:
            yield from _words(node)
        case Days("day", first, last):
            yield _days(first, last)
            yield f"date:{_range(first, last)}"
        case Words() | Fact() | Number() | Days() | Age():
            name, values = _keyed(node)
            yield from (f"{name}:{value}" for value in values)


def _listed(nodes: tuple[Node, ...]) -> Iterator[str]:
    """Yield one key with all the values of these nodes, if they have one key."""
    values: list[str] = []
    names: set[str] = set()
    for node in nodes:
        if not isinstance(node, Leaf) or (isinstance(node, Words) and node.field == ANY):
            return
        name, forms = _keyed(node)
        names.add(name)
        values += [form for form in forms if parse(f"{name}:{form} ").root == node][:1]
    if len(names) == 1:
        yield f"{names.pop()}:{','.join(values)}"


def _keyed(leaf: Leaf) -> tuple[str, tuple[str, ...]]:
    """Return the key that can say a leaf beside others, and how its value may be written."""
    match leaf:
        case Words(field=field):
            return _KEYS[field].name, _words(leaf)
        case Fact(key, value):
            return _KEYS[key].name, (value, quoted(value))
        case Number(key, low, high):
            return _KEYS[key].name, (_number(low, high),)
        case Days(key, first, last):
            return _KEYS[key].name, (_range(first, last),)
        case Age(newer, amount, unit):
            return "newer" if newer else "older", (f"{amount}{unit}",)


def _words(words: Words) -> tuple[str, str]:
    star = "*" if words.prefix else ""
    return words.text + star, quoted(words.text) + star


def _number(low: int | None, high: int | None) -> str:
    if low == high:
        return "*" if low is None else str(low)
    if high is None:
        return f">={low}"
    return f"<={high}" if low is None else f"{low}..{high}"


def _days(first: date | None, last: date | None) -> str:
    if first and not last:
        return f"after:{_beginning(first)}"
    if last and not first and last < date.max:
        return f"before:{_beginning(last + _ONE_DAY)}"
    return f"on:{_range(first, last)}"


def _range(first: date | None, last: date | None) -> str:
    if first and last:
        covered = (first.toordinal(), last.toordinal())
        for length in map(len, ("2025", "2025-01", "2025-01-03")):
            if days(first.isoformat()[:length]) == covered:
                return first.isoformat()[:length]
    begin = _beginning(first) if first else "*"
    end = _end(last) if last else "*"
    return "*" if begin == end == "*" else f"{begin}..{end}"


def _beginning(day: date) -> str:
    """Return the longest time that begins on a day."""
    if day.day > 1:
        return day.isoformat()
    return day.isoformat()[: len("2025") if day.month == 1 else len("2025-01")]


def _end(day: date) -> str:
    """Return the longest time that ends on a day."""
    if day < date.max and (day + _ONE_DAY).day > 1:
        return day.isoformat()
    return day.isoformat()[: len("2025") if day.month == 12 else len("2025-01")]
