"""Filtering: the text of the filter, and the ways back from it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A filter, and the key of the paper that was under the cursor while it was shown."""

    text: str = ""
    key: int | None = None


class Filtering:
    """Remembers where a person was before the bar was entered, and before there was a filter."""

    def __init__(self) -> None:
        self.text = ""
        self.unfiltered = Place()
        self._before_bar: Place | None = None

    def enter_bar(self, key: int | None) -> None:
        """Note that the bar was entered with the cursor on `key`, if that is not noted yet."""
        if self._before_bar is None:
            self._before_bar = Place(self.text, key)
            if not self.text:
                self.unfiltered = self._before_bar

    def leave_bar(self) -> Place | None:
        """Note that the bar was left; returns where it was entered, None if it was not."""
        before, self._before_bar = self._before_bar, None
        return before
