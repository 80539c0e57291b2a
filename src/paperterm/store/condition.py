"""Conditions: what is wanted of papers, as much of it as can be in one expression of FTS5."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from paperterm.store.entry import FLAG

Values = tuple[str | int, ...]

ALL = f'"{FLAG}all"'
"""The word that every listed paper has."""

BRANCHES = 8
"""Conditions that are looked at one after the other."""

CHAINED = 16
"""SQL expressions that are joined without parentheses."""

DEEPEST = 16
"""Parentheses around one another; FTS5's parser has room for about 30 (its stack holds 100)."""


@dataclass(frozen=True, slots=True)
class Sql:
    """An SQL expression over a row of `facts`, and the values for its placeholders.

    One that is `late` takes long and is only asked where all others hold.
    """

    text: str
    values: Values = ()
    late: bool = False


@dataclass(frozen=True, slots=True)
class Few:
    """Another way to the papers: SELECTs the places of all that can match, often few."""

    select: str
    values: Values = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """What is wanted of a paper; all parts of it must hold.

    `match` and `unless` are FTS5 expressions: of the papers that match the first, and that do not
    match the second. Places are in `span`, where there is one. `rest` is what the index cannot say.

    `titled` is the part of `match` that can be in a title. `few` are ways to the papers that may
    be shorter. `branches` are conditions of which one must hold, and which together say the same:
    papers of each can be found in order, where those of all cannot.
    """

    match: str = ""
    unless: str = ""
    span: tuple[int, int] | None = None
    rest: tuple[Sql, ...] = ()
    titled: str = field(default="", compare=False)
    few: tuple[Few, ...] = field(default=(), compare=False)
    branches: tuple[Condition, ...] = field(default=(), compare=False)

    @property
    def is_indexed(self) -> bool:
        """Whether an FTS5 expression says it all."""
        return self.span is None and not self.rest

    @property
    def expression(self) -> str:
        """The FTS5 expression, empty where it would be true of every paper."""
        return f"({self.match or ALL} NOT {self.unless})" if self.unless else self.match

    @property
    def sql(self) -> Sql:
        """All of it as one SQL expression."""
        parts = list(self.rest)
        if self.span is not None:
            parts.insert(0, Sql("f.place BETWEEN ? AND ?", self.span))
        if self.expression:
            inside = "f.place IN (SELECT rowid FROM words WHERE words MATCH ?)"
            parts.insert(0, Sql(inside, (self.expression,)))
        return all_sql(parts)


EVERY = Condition()
"""True of every paper."""

NONE = Condition(rest=(Sql("0"),))
"""True of none."""


def conjunction(conditions: Sequence[Condition]) -> Condition:
    """Return the condition that all of these hold."""
    conditions = [_shallow(each) for each in conditions]
    spans = [each.span for each in conditions if each.span is not None]
    return Condition(
        match=_joined("AND", [each.match for each in conditions if each.match]),
        unless=_joined("OR", [each.unless for each in conditions if each.unless]),
        span=(max(low for low, _ in spans), min(high for _, high in spans)) if spans else None,
        rest=tuple(dict.fromkeys(sql for each in conditions for sql in each.rest)),
        titled=_joined("AND", [each.titled for each in conditions if each.titled]),
        few=tuple(few for each in conditions for few in each.few),
        branches=_distributed(conditions),
    )


def disjunction(conditions: Sequence[Condition]) -> Condition:
    """Return the condition that one of these holds at least."""
    if len(conditions) == 1:
        return conditions[0]
    conditions = [_shallow(each) for each in conditions]
    titles = [each.titled for each in conditions]
    titled = _joined("OR", titles) if all(titles) else ""
    if all(each.is_indexed for each in conditions):
        return replace(_indexed_disjunction(conditions), titled=titled)
    rest = (any_sql([each.sql for each in conditions]),)
    expressions = [each.expression for each in conditions]
    spans = [each.span for each in conditions if each.span is not None]
    is_spanned = len(spans) == len(conditions)
    return Condition(
        match=_joined("OR", expressions) if all(expressions) else "",
        span=(min(low for low, _ in spans), max(high for _, high in spans)) if is_spanned else None,
        rest=rest,
        titled=titled,
        few=_united(conditions),
        branches=tuple(conditions) if len(conditions) <= BRANCHES else (),
    )


def negation(condition: Condition) -> Condition:
    """Return the condition that this one does not hold."""
    if not condition.is_indexed:
        inner = condition.sql
        return Condition(rest=(Sql(f"NOT {inner.text}", inner.values, inner.late),))
    if not condition.expression:
        return NONE
    if condition.match:
        return Condition(unless=condition.expression)
    return Condition(match=condition.unless)


def all_sql(parts: Sequence[Sql]) -> Sql:
    """Join SQL expressions by AND; those that take long come last, where SQLite asks them last."""
    return _chain("AND", sorted(parts, key=lambda each: each.late)) if parts else Sql("1")


def any_sql(parts: Sequence[Sql]) -> Sql:
    """Join SQL expressions by OR."""
    return _chain("OR", sorted(parts, key=lambda each: each.late))


def _shallow(condition: Condition) -> Condition:
    """Return the same condition, as SQL where FTS5 would find its expression too deep."""
    depth = deepest = 0
    for character in condition.match + condition.unless:
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    return condition if deepest <= DEEPEST else Condition(rest=(condition.sql,))


def _indexed_disjunction(conditions: Sequence[Condition]) -> Condition:
    """Return the disjunction of conditions that are all FTS5 expressions."""
    wanted = [each.expression for each in conditions if each.match]
    unwanted = [each.unless for each in conditions if not each.match]
    if not all(unwanted):
        return EVERY
    if not unwanted:
        return Condition(match=_joined("OR", wanted))
    # What lacks one of the unwanted matches; so it does not match only where it has all of them.
    unless = _joined("AND", unwanted)
    return Condition(unless=f"({unless} NOT {_joined('OR', wanted)})" if wanted else unless)


def _united(conditions: Sequence[Condition]) -> tuple[Few, ...]:
    """Return one way to all papers, where each of the conditions has a way of its own."""
    if not all(each.few for each in conditions):
        return ()
    firsts = [each.few[0] for each in conditions]
    return (
        Few(
            " UNION ".join(each.select for each in firsts),
            tuple(value for each in firsts for value in each.values),
        ),
    )


def _distributed(conditions: Sequence[Condition]) -> tuple[Condition, ...]:
    """Return the branches of a conjunction, where one of its parts alone has some."""
    branched = [each for each in conditions if each.branches]
    if len(branched) != 1:
        return ()
    others = [each for each in conditions if each is not branched[0]]
    return tuple(conjunction([*others, branch]) for branch in branched[0].branches)


def _joined(operator: Literal["AND", "OR"], expressions: Sequence[str]) -> str:
    """Join FTS5 expressions; FTS5 makes one level of any number of equal operators."""
    distinct = list(dict.fromkeys(expressions))
    if len(distinct) < 2:
        return distinct[0] if distinct else ""
    return f"({f' {operator} '.join(distinct)})"


def _chain(operator: Literal["AND", "OR"], parts: Sequence[Sql]) -> Sql:
    """Join SQL expressions, some at a time: SQLite takes a tree of depth 1,000 at most."""
    if len(parts) > CHAINED:
        starts = range(0, len(parts), CHAINED)
        return _chain(operator, [_chain(operator, parts[at : at + CHAINED]) for at in starts])
    if len(parts) == 1:
        return parts[0]
    return Sql(
        f"({f' {operator} '.join(each.text for each in parts)})",
        tuple(value for each in parts for value in each.values),
        any(each.late for each in parts),
    )
