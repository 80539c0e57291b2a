"""Conditions on what the reader said, which look at the copies that a search has of it."""

from __future__ import annotations

from paperterm.fold import Needle
from paperterm.store.condition import Condition, Few, Sql, all_sql

PAST = "\U0010ffff"
"""Stands after every text that begins alike."""


def marked(table: str, where: str = "", *values: str | int) -> Condition:
    """Return the condition that a paper is in a table of what the reader said."""
    # Without a WHERE, SQLite looks into the table itself instead of a copy of it. The plus keeps it
    # from looking up every marked paper and sorting them by their places.
    those = f"WHERE {where}" if where else ""
    inside = Sql(f"(+f.number IN (SELECT number FROM temp.{table} {those}))", values)
    few = f"SELECT f.place FROM temp.{table} m CROSS JOIN facts f ON f.number = m.number {those}"
    return Condition(rest=(inside,), few=(Few(few, values),))


def unmarked(mark: str) -> Condition:
    """Return the condition that a paper has not a mark."""
    return Condition(rest=(Sql(f"(+f.number NOT IN (SELECT number FROM temp.{mark}))"),))


VISIBLE = unmarked("hidden")
"""The condition that a paper is not hidden."""


def tagged(value: str) -> Condition:
    """Return the condition that a paper has a tag, or one that begins so where a star follows."""
    if value.endswith("*"):
        beginning = value.removesuffix("*")
        return marked("tags", "tag >= ? AND tag < ?", beginning, beginning + PAST)
    return marked("tags", "tag = ?", value)


def noted(needle: Needle) -> Condition:
    """Return the condition that the reader's note has words."""
    wheres: list[Sql] = []
    if needle.words:
        phrase = f" {' '.join(needle.words)}{'' if needle.prefix else ' '}"
        wheres.append(Sql("instr(words, ?)", (phrase,)))
    if needle.literal:
        wheres.append(Sql("instr(folded, ?)", (needle.literal,)))
    where = all_sql(wheres)
    return marked("notes", where.text, *where.values)
