"""Findings: what works here and what does not, as `doctor` prints it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from paperterm.cells import wrapped
from paperterm.clean import clean_line

LENGTH = 1_000
"""Characters of what is said of one thing; paths can be long."""


class State(Enum):
    """How well something works."""

    OK = "ok"
    LIMITED = "limited"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one thing, in a sentence or a few words; `details` are for programs."""

    name: str
    state: State
    says: str
    details: Mapping[str, object] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the object that `--json` prints."""
        return {
            "name": self.name,
            "state": self.state.value,
            "says": clean_line(self.says, LENGTH),
            **self.details,
        }


def lines(findings: Iterable[Finding], width: int, home: str) -> Iterator[str]:
    """Yield the lines of findings: name, state, and what is said, in at most `width` columns.

    Paths in the `home` begin with `~`, as a shell takes them.
    """
    for each in findings:
        head = f"{each.name:<10} {each.state.value:<8} "
        room = max(width - len(head), 30)
        says = each.says.replace(f"{home}/", "~/") if home else each.says
        for line in wrapped(clean_line(says, LENGTH), room):
            yield head + line
            head = " " * len(head)
