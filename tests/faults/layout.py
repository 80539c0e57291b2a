"""Layout: what is far too large, and titles that are hard to lay out."""

from __future__ import annotations

from collections.abc import Iterator

from faults.cases import Case, Fault, Plan
from faults.jobs import done
from faults.oversized import oversized_jobs
from faults.titles import WIDTHS, title_jobs


def run(plan: Plan) -> Iterator[Case]:
    """Lay out all titles in all widths; fetch what is too large, and open the reader on it."""
    yield from done(title_jobs(plan.scratch, WIDTHS[:: plan.number(1, 2)]))
    for job in oversized_jobs(plan.scratch, plan.number(1, 4)):
        yield from job()  # one by one, as they are timed


FAULT = Fault(
    "layout",
    "oversized bodies; titles in all scripts, in four widths",
    "first frame within 1 s of work, a key within 200 ms; each line as wide as the screen",
    run,
)
