"""What is measured, and how often."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

MANY = 20_000
"""Papers above which what takes long is done less often."""


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
    bursts: int
    memories: int
    abstracts: int
    refreshes: int
    quits: int


def full(files: tuple[Path, ...], folder: Path, papers: int) -> Plan:
    """Return the plan by which bars are judged; takes about a quarter of an hour."""
    plan = Plan(
        files=files,
        folder=folder,
        imports=3 if files else 0,
        starts=25,
        steps=320,
        queries=100,
        typings=2,
        bursts=15,
        memories=3,
        abstracts=1_000,
        refreshes=100,
        quits=3,
    )
    return replace(plan, imports=0, memories=2, refreshes=20) if papers > MANY else plan


def quick(files: tuple[Path, ...], folder: Path) -> Plan:
    """Return a plan that runs everything, to see that it runs; takes about a minute."""
    return Plan(
        files=files,
        folder=folder,
        imports=1 if files else 0,
        starts=2,
        steps=16,
        queries=2,
        typings=1,
        bursts=1,
        memories=1,
        abstracts=20,
        refreshes=4,
        quits=1,
    )
