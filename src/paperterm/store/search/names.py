"""Names: authors, keywords, organisations, submitters and days that begin as something typed."""

from __future__ import annotations

import sqlite3

from paperterm.fold import fold
from paperterm.store.index import COMMON

MOST = 8
"""Names returned at most."""

LOOKED_AT = 5_000
"""Names that are looked at one by one, the most common ones or those that begin so; 2 ms."""

_PAST = "\U0010ffff"
"""Stands after every text that begins alike."""


def names(cache: sqlite3.Connection, kind: str, beginning: str) -> list[str]:
    """Return names of a kind with a word that begins so, those in the most papers first.

    The kinds are `author`, `kw`, `org`, `by` and `day`; of days, the newest come first. Of rare
    names only those are found that begin so with their first word.
    """
    start = fold(beginning).strip()
    values = [kind, start, start + _PAST]
    if kind == "day":
        days = cache.execute(
            "SELECT name FROM names WHERE kind = ? AND folded >= ? AND folded < ? AND papers"
            f" ORDER BY folded DESC LIMIT {MOST}",
            values,
        )
        return [name for (name,) in days]
    common = cache.execute(
        "SELECT name FROM (SELECT name, folded FROM names"
        f" WHERE kind = ? AND papers >= {COMMON} ORDER BY papers DESC LIMIT {LOOKED_AT})"
        f" WHERE instr(' ' || replace(folded, '-', ' '), ' ' || ?) LIMIT {MOST}",
        values[:2],
    )
    found = dict.fromkeys(name for (name,) in common)
    if len(found) < MOST:
        others = cache.execute(
            "SELECT name FROM (SELECT name, papers FROM names WHERE kind = ? AND folded >= ?"
            f" AND folded < ? AND papers LIMIT {LOOKED_AT}) ORDER BY papers DESC LIMIT {MOST}",
            values,
        )
        found.update(dict.fromkeys(name for (name,) in others))
    return list(found)[:MOST]
