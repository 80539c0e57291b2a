"""Selecting: the rows that commands work on together, as places in the list and never as a set."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows from the one at `anchor` to the cursor's, whichever is first; all where it is None."""

    anchor: int | None = None

    def places(self, cursor: int, count: int) -> range:
        """Return the places of the rows selected, in a list of `count` rows."""
        if self.anchor is None:
            return range(count)
        first, last = sorted((self.anchor, cursor))
        return range(max(first, 0), min(last + 1, count))
