"""Rows at hand: those that the list has got, and those that it has asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from paperterm.paper import Row


class RowsAtHand:
    """Rows by their keys, and which of them are on their way."""

    def __init__(self) -> None:
        self._rows: dict[int, Row] = {}
        # Those that were asked for and have not come: whether they may only be needed soon.
        self._asked: dict[int, bool] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, key: int) -> Row | None:
        """Return a row, if it is there."""
        return self._rows.get(key)

    def keys(self) -> list[int]:
        """Return the keys of all rows that are there."""
        return list(self._rows)

    def take(self, rows: Sequence[Row]) -> set[int]:
        """Take rows in; returns the keys of those that are new or other than they were."""
        changed = {row.key for row in rows if self._rows.get(row.key) != row}
        for row in rows:
            self._rows[row.key] = row
            self._asked.pop(row.key, None)
        return changed

    def ask_for(self, keys: Iterable[int], *, soon: bool) -> list[int]:
        """Note what is asked for, `soon` if it is not needed yet; returns what has to be."""
        # What was asked for as needed soon is asked for again when it is needed.
        missing = [
            key
            for key in keys
            if key not in self._rows and (key not in self._asked or (self._asked[key] and not soon))
        ]
        self._asked.update(dict.fromkeys(missing, soon))
        return missing

    def are_seen_to(self, keys: Iterable[int]) -> bool:
        """Whether rows are there, or on their way."""
        return all(key in self._rows or key in self._asked for key in keys)

    def still_asked(self, keys: Iterable[int]) -> list[int]:
        """Return those of the keys whose rows may be needed, have not come and are not needed."""
        return [key for key in keys if self._asked.get(key)]

    def ask_no_more(self) -> None:
        """Wait for nothing any longer, as other papers are shown."""
        self._asked.clear()

    def clear(self) -> None:
        """Hold nothing."""
        self._rows.clear()

    def keep(self, keys: Collection[int]) -> None:
        """Hold these rows only."""
        self._rows = {key: row for key, row in self._rows.items() if key in keys}
