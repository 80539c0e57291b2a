"""Retry-After and clocks: no server and no clock makes paperterm wait long, or ask too often."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import stamina

from faults.cases import Case, Fault, Plan
from faults.clock_jumps import CLOCKS, lived
from faults.clock_waits import FORMS, waited


def run(plan: Plan) -> Iterator[Case]:
    """Be refused in each form, and live with each clock."""
    every = plan.number(1, 4)
    # Retries come at once.
    stamina.set_testing(True, attempts=3)
    try:
        for number, name in enumerate([*FORMS][::every]):
            yield asyncio.run(waited(made(plan.scratch / f"wait-{number}"), name))
        for number, name in enumerate([*CLOCKS][::every]):
            yield asyncio.run(lived(made(plan.scratch / f"clock-{number}"), name))
    finally:
        stamina.set_testing(False)


def made(folder: Path) -> Path:
    """Make a folder."""
    folder.mkdir()
    return folder


FAULT = Fault(
    "clocks",
    "Retry-After in every form; clocks that are wrong, and jumps of ten years both ways",
    "waits of 15 minutes at most; no storm of requests; all is right when the clock is",
    run,
)
