"""What is measured, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Saved answers to import, a folder for what is made, and how often each thing is measured.

    Of the queries to type, the first `queries` are typed, `typings` times.
    """

    files: tuple[Path, ...]
    folder: Path
    imports: int
    starts: int
    steps: int
    queries: int
    typings: int
    memories: int
    refreshes: int
    quits: int


def full(files: tuple[Path, ...], folder: Path) -> Plan:
    """Return the plan by which bars are judged; takes about ten minutes."""
    return Plan(
        files=files,
        folder=folder,
        imports=3,
        starts=25,
        steps=320,
        queries=11,
        typings=4,
        memories=3,
        refreshes=100,
        quits=3,
    )


def quick(files: tuple[Path, ...], folder: Path) -> Plan:
    """Return a plan that runs everything, to see that it runs; takes less than a minute."""
    return Plan(
        files=files,
        folder=folder,
        imports=1,
        starts=2,
        steps=16,
        queries=3,
        typings=1,
        memories=1,
        refreshes=4,
        quits=1,
    )
