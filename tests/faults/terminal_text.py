"""Text that acts on a terminal: control sequences, and what changes how a line reads.

Payloads stand in every field of papers and in all that commands are given. What the app sends to a
terminal, and what commands print, may hold nothing that it does not hold without them. Texts by
chance go from the wire to painted lines.
"""

from __future__ import annotations

from collections.abc import Iterator

from faults.cases import Case, Fault, Plan
from faults.generated_text import generated_jobs
from faults.jobs import done
from faults.payloads import PAYLOADS
from faults.printed_text import printed_jobs
from faults.shown_text import shown_jobs


def run(plan: Plan) -> Iterator[Case]:
    """Try the payloads everywhere, then texts by chance."""
    payloads = dict(list(PAYLOADS.items())[:: plan.number(1, 12)])
    yield from done([*shown_jobs(plan, payloads), *printed_jobs(plan, payloads)])
    yield from done(generated_jobs(plan, plan.number(20_000, 300)))


FAULT = Fault(
    "terminal",
    "text that acts on a terminal or reverses a line, in every field, in the app and in all output",
    "nothing is sent that plain papers do not send; no crash",
    run,
)
