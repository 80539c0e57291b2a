"""A feed for crashes: each time that it is read, all that it says is of another generation."""

from __future__ import annotations

from datetime import date

from cli_helpers import Answer, SmallFeed, item

PAPERS = 8
"""Papers of each list."""


class Generations(SmallFeed):
    """A feed whose titles end in their list and its generation, as in `2026-11-24 gen000012`."""

    def __init__(self) -> None:
        self.generation = 0
        super().__init__(self._answer)

    def _answer(self, name: str) -> Answer:
        if name == "trending":
            self.generation += 1
            return [self._item(f"2001.{number:05}", name) for number in range(PAPERS)]
        day = date.fromisoformat(name)
        if day.weekday() >= 5:
            return []
        first = 100 * day.day
        return [
            item(f"{day:%y%m}.{first + number:05}", self._title(name), day=day)
            for number in range(PAPERS)
        ]

    def _item(self, paper_id: str, name: str) -> dict[str, object]:
        return item(paper_id, self._title(name))

    def _title(self, name: str) -> str:
        return f"A paper of {name} gen{self.generation:06}"
