"""The faults: `.venv/bin/python tests/faults` tries every class of them, and counts.

Each class makes something go wrong again and again - hostile text, a server that lies, a crash, a
full disk - and looks whether all is as it must be. A case that is not is printed with what to try
again. PAPERTERM_RECORDINGS is not needed.
"""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

# What the tests have in common is beside this folder.
sys.path.insert(0, str(Path(__file__).parents[1]))

from faults import (
    answers,
    clocks,
    copies,
    damaged,
    disk,
    killed,
    layout,
    lifecycle,
    markup,
    power,
    shapes,
    terminal_text,
    typed,
    versions,
)
from faults.cases import Case, Fault, Plan
from tables import publish

HEAD = ("What goes wrong", "Cases", "What must be so", "Otherwise", "Run")
"""The first row of the README's table."""

FAULTS: tuple[Fault, ...] = (
    terminal_text.FAULT,
    markup.FAULT,
    shapes.FAULT,
    answers.FAULT,
    clocks.FAULT,
    killed.FAULT,
    power.FAULT,
    damaged.FAULT,
    disk.FAULT,
    copies.FAULT,
    versions.FAULT,
    lifecycle.FAULT,
    layout.FAULT,
    typed.FAULT,
)
"""Every class, in the order of the README's table."""

SHOWN = 5
"""Cases of a class that are printed where they are not as they must be."""


def main() -> int:
    """Try the classes and print a line for each; 1 says that a case was not as it must be."""
    options = _options()
    wanted = [
        fault
        for fault in FAULTS
        if (fault.name in options.only if options.only else not fault.is_apart)
    ]
    lines: dict[str, tuple[str, ...]] = {}
    wrong = 0
    for fault in wanted:
        with tempfile.TemporaryDirectory() as scratch:
            plan = Plan(Path(scratch), options.seed, options.quick)
            began = perf_counter()
            cases = list(fault.run(plan))
            seconds = perf_counter() - began
        wrong += _printed(fault, cases, seconds)
        lines[fault.title] = _line(fault, cases, seconds)
    if options.readme:
        publish("faults", HEAD, lines, [fault.title for fault in FAULTS])
    print("Something was not as it must be." if wrong else "All was as it must be.")
    return 1 if wrong else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests/faults", description=__doc__)
    parser.add_argument(
        "--only",
        action="append",
        choices=[fault.name for fault in FAULTS],
        help="try this class (repeatable)",
    )
    parser.add_argument("--quick", action="store_true", help="few of each, in some minutes")
    parser.add_argument("--seed", type=int, default=1, help="try other cases of those by chance")
    parser.add_argument("--readme", action="store_true", help="write the lines into the README")
    return parser.parse_args()


def _printed(fault: Fault, cases: list[Case], seconds: float) -> int:
    """Print what became of a class, and return how many cases were not as they must be."""
    wrong = [case for case in cases if case.wrong]
    outcomes = Counter(case.outcome for case in cases if not case.wrong)
    tally = ", ".join(f"{number:,} {what}" for what, number in outcomes.most_common())
    print(f"{fault.name:<10} {len(cases):>6,} cases, {seconds:5.1f} s: {tally}", flush=True)
    for case in wrong[:SHOWN]:
        print(f"           WRONG {case.name}: {case.wrong}", flush=True)
    if len(wrong) > SHOWN:
        print(f"           and {len(wrong) - SHOWN:,} more", flush=True)
    return len(wrong)


def _line(fault: Fault, cases: list[Case], seconds: float) -> tuple[str, ...]:
    wrong = sum(1 for case in cases if case.wrong)
    run = f"{datetime.now(UTC):%Y-%m-%d}, {seconds:.0f} s, Python {platform.python_version()}"
    return (f"{len(cases):,}", fault.bar, f"**{wrong:,}**" if wrong else "0", run)


if __name__ == "__main__":
    sys.exit(main())
