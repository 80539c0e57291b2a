"""The README's table of faults: a line for each class, written from its last whole run.

`<!-- faults -->` begins it, with a slash it ends. The lines of classes that did not run stay.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_HEAD = ("What goes wrong", "Cases", "What must be so", "Otherwise", "Run")
_PLACE = re.compile(r"(?<=<!-- faults -->\n)(.*?)(?=<!-- /faults -->)", re.DOTALL)


def published(text: str, lines: Mapping[str, Sequence[str]], order: Sequence[str]) -> str:
    """Return the README's text with these lines, by their titles, in the order of all titles.

    Raises ValueError where the README has no place for the table.
    """
    found = _PLACE.search(text)
    if not found:
        raise ValueError("the README has no <!-- faults -->")
    known = {**_parsed(found[0]), **lines}
    rows = [_HEAD, ("---",) * len(_HEAD)]
    rows += [(title, *known[title]) for title in order if title in known]
    made = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return text[: found.start()] + f"\n{made}\n\n" + text[found.end() :]


def _parsed(table: str) -> dict[str, Sequence[str]]:
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("|")]
    return {title: cells for title, *cells in rows[2:] if len(cells) == len(_HEAD) - 1}
