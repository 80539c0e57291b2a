"""CSV: a table of all papers for a spreadsheet, in which no cell becomes a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from paperterm.export.facts import About
from paperterm.paper import Paper, Row

BETWEEN = "; "
"""What divides the entries of a list in its cell."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell begins with that a spreadsheet may take for a formula, after OWASP's list."""

GUARD = "'"
"""What stands before such a cell, which makes it text."""


def spreadsheet(rows: Iterable[Row], _about: About) -> Iterator[str]:
    """Yield a line of the names of the columns, then one for each row, as RFC 4180 has them."""
    yield _line(Row(0, Paper("", "", "")).as_json())
    for row in rows:
        yield _line(map(_cell, row.as_json().values()))


def _cell(value: object) -> str:
    """Return a value as text: nothing for what is not known, `true` and `false`, lists joined."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    text = BETWEEN.join(map(str, value)) if isinstance(value, list) else str(value)
    return GUARD + text if text.startswith(FORMULA_STARTS) else text


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
