"""The history of filters: earlier ones are gone through, and what was being typed comes back."""

from __future__ import annotations

from collections.abc import Sequence


class History:
    """Filters from the newest back, behind the text that was being typed."""

    def __init__(self) -> None:
        self._noted: list[str] = []
        self._texts: list[str] = []
        self._place = 0

    @property
    def is_open(self) -> bool:
        """Whether an earlier filter stands in the bar."""
        return self._place > 0

    def note(self, text: str) -> None:
        """Note a filter of this run: what remembers it for good may take its time."""
        if text.strip():
            self._noted.insert(0, text)

    def open(self, typed: str, remembered: Sequence[str]) -> None:
        """Begin at what was being typed."""
        earlier = dict.fromkeys([*self._noted, *remembered])
        self._texts = [typed, *(text for text in earlier if text != typed)]
        self._place = 0

    def move(self, step: int) -> str | None:
        """Return the filter that is `step` filters earlier (or later), None where there is none."""
        place = self._place + step
        if not 0 <= place < len(self._texts):
            return None
        self._place = place
        return self._texts[place]

    def close(self) -> None:
        """Go on from the text that stands in the bar now."""
        self._texts, self._place = [], 0
