"""Tables of the README that are written from runs: a line for each thing that was tried.

`<!-- name -->` begins a table, with a slash it ends. The lines of what was not tried stay.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"


def publish(
    name: str, head: Sequence[str], lines: Mapping[str, Sequence[str]], order: Sequence[str]
) -> None:
    """Write lines into a table of the README; raises ValueError where it has no place for it."""
    text = README.read_text(encoding="utf-8")
    README.write_text(published(text, name, head, lines, order), encoding="utf-8")


def published(
    text: str,
    name: str,
    head: Sequence[str],
    lines: Mapping[str, Sequence[str]],
    order: Sequence[str],
) -> str:
    """Return a text with these lines, by their first cells, in the order of all of these.

    Raises ValueError where it has no place for the table.
    """
    place = re.compile(rf"(?<=<!-- {name} -->\n)(.*?)(?=<!-- /{name} -->)", re.DOTALL)
    found = place.search(text)
    if not found:
        raise ValueError(f"the README has no <!-- {name} -->")
    known = {**_parsed(found[0], len(head)), **lines}
    rows = [head, ["---"] * len(head), *([each, *known[each]] for each in order if each in known)]
    made = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return text[: found.start()] + f"\n{made}\n\n" + text[found.end() :]


def _parsed(table: str, width: int) -> dict[str, Sequence[str]]:
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("|")]
    return {first: cells for first, *cells in rows[2:] if len(cells) == width - 1}
