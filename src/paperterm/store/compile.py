"""From a query's tree to a condition: FTS5 expressions and SQL, with every value bound."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

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
    Words,
    list_kind,
)
from paperterm.store.condition import (
    EVERY,
    NONE,
    Condition,
    Few,
    Sql,
    conjunction,
    disjunction,
    negation,
)
from paperterm.store.entry import (
    FLAG,
    ORGANIZATION,
    SIGN,
    SUBMITTER,
    marked_words,
    month_word,
    sign_words,
)
from paperterm.store.index import TRENDING, day_word
from paperterm.store.marked import marked, noted, tagged, unmarked
from paperterm.store.place import KEYS, number_of, places

HOLDS = "paperterm_holds"
"""The SQL function (blob, field, literal) that looks for a literal in a paper's folded text."""

KEY = f"(f.place & {KEYS})"
"""The SQL expression for the key of a row of `facts`."""

_COLUMNS = {"title": "title", "abstract": "abstract", "author": "authors", "keyword": "keywords"}
_MARKS = {"organization": ORGANIZATION, "submitter": SUBMITTER}
_NUMBERS = {"upvotes": "upvotes", "comments": "comments", "stars": "stars"}
_MONTHS = 60
"""Months of publication that are looked up in the index one by one."""

_DAYS_OF_A_WEEK, _DAYS_OF_A_MONTH = 7, 31


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a query means beside what it says.

    `since_key` divides what is new from what was there; `today` is the day in UTC. `longer` yields
    the words with a beginning as far as the index cannot stream them itself, None for all others;
    `related` is the expression for papers related to the one with an id.
    """

    since_key: int
    today: date
    longer: Callable[[str], list[str] | None]
    related: Callable[[str], str | None]


def compile_node(node: Node | None, around: Surroundings) -> Condition:
    """Return the condition that a listed paper meets when a node holds of it; None always does."""
    match node:
        case None:
            return EVERY
        case And(nodes):
            return conjunction([compile_node(each, around) for each in nodes])
        case Or(nodes):
            return disjunction([compile_node(each, around) for each in nodes])
        case Not(Or(nodes)):
            return conjunction([negation(compile_node(each, around)) for each in nodes])
        case Not(inner):
            return negation(compile_node(inner, around))
        case _:
            return _leaf(node, around)


def _leaf(node: Leaf, around: Surroundings) -> Condition:
    match node:
        case Words():
            return _words(node, around)
        case Fact(key, value):
            return _FACTS[key](value, around)
        case _:
            return _range(node, around.today)


def is_about_marks(root: Node | None) -> bool:
    """Whether it depends on the reader's marks which papers are found."""
    waiting = [root]
    while waiting:
        match waiting.pop():
            case And(nodes) | Or(nodes):
                waiting.extend(nodes)
            case Not(node):
                waiting.append(node)
            case Fact("is", value) if value != "withdrawn":
                return True
            case Fact("has", "tag" | "note") | Fact("tag") | Words(field="note"):
                return True
    return False


def flag(word: str) -> str:
    """Return the FTS5 expression for the papers that have a flag."""
    return f'"{FLAG}{word}"'


def _words(node: Words, around: Surroundings) -> Condition:
    needle = node.needle
    if node.field == "note":
        return noted(needle)
    rest: tuple[Sql, ...] = ()
    if needle.literal:
        blob = f"(SELECT blob FROM papers WHERE key = {KEY})"
        rest = (Sql(f"{HOLDS}({blob}, ?, ?)", (node.field, needle.literal), late=True),)
    signs = sorted(sign_words(needle.literal))
    having = [Condition(match=f'"{SIGN}{sign}"') for sign in signs]
    if not needle.words:
        return conjunction([*having, Condition(rest=rest)])
    phrases = list(_phrases(needle.words, needle.prefix, node.field, around))
    match = phrases[0] if len(phrases) == 1 else f"({' OR '.join(phrases)})"
    column = _COLUMNS.get(node.field)
    titled = match if node.field in {ANY, "title"} else ""
    match = f"{column} : {match}" if column else match
    return conjunction([*having, Condition(match=match, rest=rest, titled=titled)])


def _phrases(
    words: tuple[str, ...], prefix: bool, field: str, around: Surroundings
) -> Iterator[str]:
    """Yield phrases of which one must occur. Words are letters and digits: no quote ends early."""
    mark = _MARKS.get(field)
    if mark:
        yield f'"{marked_words(mark, words)}"{"*" if prefix else ""}'
        return
    longer = around.longer(words[-1]) if prefix else [words[-1]]
    if longer is None:
        yield f'"{" ".join(words)}"*'
        return
    before = "".join(f"{word} " for word in words[:-1])
    for word in longer or words[-1:]:
        ending = word.removesuffix("*")
        yield f'"{before}{ending}"{"*" if ending != word else ""}'


def _range(node: Number | Days | Age, today: date) -> Condition:
    match node:
        case Number():
            return _number(node)
        case Days("published"):
            return _published(node)
        case Days():
            return _days(*_ordinals(node))
        case Age():
            day = node.day(today).toordinal()
            return _days(day, None) if node.newer else _days(None, day - 1)


def _published(node: Days) -> Condition:
    rest = (_between("f.published", *_ordinals(node)),)
    if node.first is None or node.last is None:
        return Condition(rest=rest)
    months = range(_month(node.first), _month(node.last) + 1)
    if len(months) > _MONTHS:
        return Condition(rest=rest)
    firsts = [date(month // 12, month % 12 + 1, 1) for month in months]
    matches = [Condition(match=flag(month_word(each))) for each in firsts]
    return conjunction([disjunction(matches) if matches else NONE, Condition(rest=rest)])


def _month(day: date) -> int:
    """Return the number of a day's month, counted from the year 0."""
    return day.year * 12 + day.month - 1


def _number(node: Number) -> Condition:
    column = _NUMBERS[node.key]
    condition = _between(f"f.{column}", node.low, node.high)
    select = f"SELECT f.place FROM facts f WHERE {condition.text}"
    return Condition(rest=(condition,), few=(Few(select, condition.values),))


def _between(column: str, low: int | None, high: int | None) -> Sql:
    """Return that a column has a value within bounds."""
    bounds = [(">=", low), ("<=", high)]
    given = [(sign, value) for sign, value in bounds if value is not None]
    if not given:
        return Sql(f"({column} IS NOT NULL)")
    text = " AND ".join(f"{column} {sign} ?" for sign, _ in given)
    # A comparison with nothing is neither true nor false, and so its opposite would be neither.
    return Sql(f"({column} IS NOT NULL AND {text})", tuple(value for _, value in given))


def _ordinals(node: Days) -> tuple[int | None, int | None]:
    first, last = node.first, node.last
    return (first.toordinal() if first else None, last.toordinal() if last else None)


def _days(first: int | None, last: int | None) -> Condition:
    newest = date.max.toordinal() if last is None else last
    return Condition(span=places(1 if first is None else first, newest))


def _is(value: str, around: Surroundings) -> Condition:
    match value:
        case "read" | "starred" | "hidden":
            return marked(value)
        case "unread":
            return unmarked("read")
        case "new":
            since = around.since_key
            few = (Few("SELECT place FROM papers WHERE key > ? AND listed", (since,)),)
            arrived = Condition(rest=(Sql(f"({KEY} > ?)", (since,)),), few=few)
            return conjunction([arrived, unmarked("read")])
        case _:
            return Condition(match=flag(value))


def _has(value: str, _: Surroundings) -> Condition:
    if value in {"tag", "note"}:
        return marked(f"{value}s")
    return Condition(match=flag(value))


def _in(value: str, _: Surroundings) -> Condition:
    return disjunction([Condition(match=flag(word)) for word in _list_words(value)])


def _list_words(value: str) -> Iterator[str]:
    """Yield the words of which a paper in a list of the feed has one."""
    match list_kind(value):
        case "trending":
            yield TRENDING
        case "day":
            yield day_word(date.fromisoformat(value))
        case "week":
            year, week = value.split("-W")
            first = date.fromisocalendar(int(year), int(week), 1)
            yield from map(day_word, _days_from(first, _DAYS_OF_A_WEEK))
        case "month":
            first = date.fromisoformat(f"{value}-01")
            yield from (
                day_word(day)
                for day in _days_from(first, _DAYS_OF_A_MONTH)
                if day.month == first.month
            )


def _days_from(first: date, count: int) -> Iterator[date]:
    start = first.toordinal()
    return map(date.fromordinal, range(start, min(start + count, date.max.toordinal() + 1)))


def _id(value: str, _: Surroundings) -> Condition:
    number = number_of(value)
    few = Few("SELECT f.place FROM facts f WHERE f.number = ?", (number,))
    return Condition(rest=(Sql("(f.number = ?)", (number,)),), few=(few,))


def _related(value: str, around: Surroundings) -> Condition:
    expression = around.related(value)
    return NONE if expression is None else Condition(match=expression)


_FACTS: dict[str, Callable[[str, Surroundings], Condition]] = {
    "is": _is,
    "has": _has,
    "tag": lambda value, _: tagged(value),
    "in": _in,
    "id": _id,
    "related": _related,
}
