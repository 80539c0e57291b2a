"""Answers: what a search says of the papers, as values."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field


class Stale(Exception):  # noqa: N818 - no error: a newer question has taken this one's place
    """The answer is no longer wanted."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The keys of the papers found, in order.

    `total` counts the papers there are; `newest` is the largest key there was, by which what
    arrives later is told. `ranked` of the keys, at the beginning, stand there by trending rank.

    `complete` keys are all that match, others the first of them. `provisional` ones are good, but
    may not be the first: of very many that match, the most relevant are not known yet.
    """

    keys: array[int] = field(default_factory=lambda: array("q"), repr=False)
    total: int = 0
    newest: int = 0
    ranked: int = 0
    complete: bool = True
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How many papers the cache lists that are not hidden, and what the reader made of them."""

    papers: int
    unread: int
    starred: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts, and what they are valid for.

    That is so many papers listed, hidden ones too, this key of the newest, this last change of a
    mark.
    """

    counts: Counts = Counts(0, 0, 0)
    listed: int = 0
    newest: int = 0
    change: int = -1

    @property
    def text(self) -> str:
        """The same as text."""
        each = self.counts
        counts = (each.papers, each.unread, each.starred)
        return " ".join(map(str, (*counts, self.listed, self.newest, self.change)))

    @staticmethod
    def of(text: str) -> Tally | None:
        """Return the tally of a text, None where an older program wrote it."""
        numbers = [int(each) for each in text.split()]
        return Tally(Counts(*numbers[:3]), *numbers[3:]) if len(numbers) == 6 else None
