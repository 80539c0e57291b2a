"""Cases: how a class of faults says what it tried and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of a class is to be tried, by which chance, and where files may be made."""

    scratch: Path
    seed: int = 1
    is_quick: bool = False

    def number(self, full: int, quick: int) -> int:
        """Return how many of something are tried."""
        return quick if self.is_quick else full


@dataclass(frozen=True, slots=True)
class Case:
    """One case that was tried."""

    name: str
    """What was tried, so that it can be tried again."""

    wrong: str = ""
    """What is not as it must be; '' where all is."""

    outcome: str = "as it must be"
    """What became of it, in words that many cases share."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A class of faults."""

    name: str
    """What the command line calls it."""

    title: str
    """What goes wrong, as the README's table has it."""

    bar: str
    """What must be so in every case."""

    run: Callable[[Plan], Iterator[Case]]
    """Tries the cases, one after the other."""

    is_apart: bool = False
    """Whether it takes so long that it runs only where it is named."""
