"""From a Query to SQL: one condition over `papers`, with every value bound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from paperterm.query import Clause, Has, Is, Query, State, Term

HOLDS = "paperterm_holds"
"""The SQL function (record, field, literal) that looks for a literal in a paper's folded text."""


@dataclass(frozen=True, slots=True)
class Condition:
    """An SQL expression that is true of the papers wanted, and the values for its placeholders."""

    sql: str
    values: tuple[str | int, ...] = ()


# What a mark says of a paper: by its own id, else by the id it had when it came from a saved page.
def marked(mark: str) -> str:
    """Return the SQL expression for a mark of the paper, 0 or 1."""
    return (
        f"coalesce((SELECT value FROM temp.marks WHERE id = papers.id AND mark = '{mark}'),"
        f" (SELECT value FROM aliases JOIN temp.marks ON id = aliases.alias AND mark = '{mark}'"
        " WHERE aliases.key = papers.key), 0)"
    )


def compile_query(query: Query, since_key: int) -> Condition:
    """Return the condition that a listed paper meets when it matches every clause."""
    conditions = [Condition("papers.listed")]
    conditions += [_clause(clause, since_key) for clause in dict.fromkeys(query.clauses)]
    return Condition(
        _all([condition.sql for condition in conditions]),
        tuple(value for condition in conditions for value in condition.values),
    )


def _all(expressions: Sequence[str]) -> str:
    """Join expressions by AND, in pairs: SQLite takes a tree of depth 1,000 at most."""
    if len(expressions) == 1:
        return expressions[0]
    middle = len(expressions) // 2
    return f"({_all(expressions[:middle])} AND {_all(expressions[middle:])})"


def _clause(clause: Clause, since_key: int) -> Condition:
    if isinstance(clause, Term):
        condition = _term(clause)
    elif isinstance(clause, Is):
        condition = _state(clause.state, since_key)
    else:
        condition = _part(clause)
    return Condition(f"NOT {condition.sql}", condition.values) if clause.negated else condition


def _state(state: State, since_key: int) -> Condition:
    read = marked("read")
    match state:
        case "read":
            return Condition(f"({read} = 1)")
        case "unread":
            return Condition(f"({read} = 0)")
        case "starred":
            return Condition(f"({marked('starred')} = 1)")
        case "new":
            return Condition(f"(papers.key > ? AND {read} = 0)", (since_key,))


def _part(clause: Has) -> Condition:
    match clause.part:
        case "code":
            return Condition("(papers.has_code = 1)")


def _term(term: Term) -> Condition:
    needle = term.needle
    parts: list[Condition] = []
    if needle.words:
        # The words are letters and digits alone, so that a quoted phrase cannot end early.
        phrase = '"' + " ".join(needle.words) + '"' + ("*" if needle.prefix else "")
        match = f"authors : {phrase}" if term.field == "author" else phrase
        # The plus keeps SQLite from looking up what the index finds and sorting it: it goes through
        # the papers in order instead. Of 8,036, `a*` takes 4 ms rather than 15, a rare word 0.5
        # rather than 0.1.
        parts.append(
            Condition("+papers.key IN (SELECT rowid FROM words WHERE words MATCH ?)", (match,))
        )
    if needle.literal:
        parts.append(Condition(f"{HOLDS}(papers.record, ?, ?)", (term.field, needle.literal)))
    values = tuple(value for part in parts for value in part.values)
    if len(parts) == 1:
        return Condition(f"({parts[0].sql})", values)
    # CASE keeps the order: a paper is taken apart only where its words are right.
    return Condition(f"CASE WHEN {parts[0].sql} THEN {parts[1].sql} ELSE 0 END", values)
