"""The README's tables of speed: a column for each size, written from what was measured.

What stands in the columns of other sizes stays. `<!-- speed -->` and `<!-- compared -->` begin
them, with a slash they end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from table import Part, Row

SIZES = {10_000: "10 k", 100_000: "100 k", 1_000_000: "1 M"}
"""The columns, by their numbers of papers."""

CIRCUMSTANCES = "measured"
"""The last row: when, and on what."""

_UNKNOWN = "—"
_HEADS = {
    Part.SPEED: "what (and its bar)",
    Part.COMPARED: "a rare word / a common word / two words next to one another",
}


def published(text: str, papers: int, rows: Sequence[Row], circumstances: str) -> str:
    """Return the README's text with what was measured at a size in its column.

    Raises ValueError where the README has no place for a table.
    """
    column = list(SIZES).index(papers)
    for part in Part:
        cells = {row.what: row.cell for row in rows if row.part is part}
        if cells:
            text = _replaced(text, part, column, {**cells, CIRCUMSTANCES: circumstances})
    return text


def _replaced(text: str, part: Part, column: int, cells: dict[str, str]) -> str:
    name = part.value
    place = re.compile(rf"(?<=<!-- {name} -->\n)(.*?)(?=<!-- /{name} -->)", re.DOTALL)
    found = place.search(text)
    if not found:
        raise ValueError(f"the README has no <!-- {name} -->")
    lines = _parsed(found[0])
    for what, cell in cells.items():
        lines.setdefault(what, [_UNKNOWN] * len(SIZES))[column] = cell
    # What is new is at the end, and the circumstances always are.
    lines[CIRCUMSTANCES] = lines.pop(CIRCUMSTANCES)
    table = [(_HEADS[part], *SIZES.values()), ("---",) * (1 + len(SIZES))]
    table += [(what, *line) for what, line in lines.items()]
    made = "\n".join(f"| {' | '.join(line)} |" for line in table)
    return text[: found.start()] + f"\n{made}\n\n" + text[found.end() :]


def _parsed(table: str) -> dict[str, list[str]]:
    """Return the lines of a table by what they are about."""
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("|")]
    return {what: cells for what, *cells in rows[2:] if len(cells) == len(SIZES)}
