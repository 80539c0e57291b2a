"""Sayings: what the reader said of one paper, under whichever of its ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from paperterm.marks import NOTE, TAG

Value = int | str | None
Saying = tuple[str, str, Value]
"""A paper's id, a mark or NOTE, and what it was set to; None where nothing was said."""


@dataclass(slots=True)
class Sayings:
    """What is said of one paper; the tags are in the order of their names."""

    marks: set[str] = field(default_factory=set)
    tags: list[str] = field(default_factory=list)
    note: str = ""

    def add(self, mark: str, value: Value) -> None:
        """Take in what a mark was set to."""
        if not value:
            return
        if mark == NOTE:
            self.note = str(value)
        elif mark.startswith(TAG):
            self.tags.append(mark.removeprefix(TAG))
            self.tags.sort()
        else:
            self.marks.add(mark)


def resolved(ids: Sequence[str], said: dict[str, dict[str, Value]]) -> dict[str, Value]:
    """Return what the first of the ids that says something says of each mark."""
    found: dict[str, Value] = {}
    for each in ids:
        for mark, value in said.get(each, {}).items():
            if found.get(mark) is None:
                found[mark] = value
    return found
