"""The benchmarks: `.venv/bin/python tests/benchmarks` measures everything and prints one table.

Everything is measured from outside, on a real pseudo-terminal, beside its floor in the same run.
With PAPERTERM_RECORDINGS set, the recorded months are what is imported; else a generated set.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import filtering
import generated
import importing
import quitting
import remembering
import searching
import starting
import stepping
from plan import Plan, full, quick
from recorder import MeasurementError
from surroundings import Home
from table import Row, table

GENERATED = 8_000
"""Papers in a generated set, unless the command line says otherwise."""

Section = Callable[[Home, Plan], Iterator[Row]]

SECTIONS: dict[str, Section] = {
    "import": lambda _, plan: importing.measure(plan),
    "start": starting.measure,
    "step": stepping.measure,
    "search": searching.measure,
    "filter": filtering.measure,
    "memory": remembering.measure,
    "quit": quitting.measure,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table and return the exit code.

    1 says that something could not be measured, or, with `--strict`, that a bar was missed.
    """
    options = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="paperterm-benchmarks-") as name:
        folder = Path(name)
        files, what = _files(folder, options.papers)
        plan = (quick if options.quick else full)(files, folder)
        _say(f"{what}; {_machine()}")
        rows, failures = _measured(plan, options.only or list(SECTIONS))
    print(table(rows))
    judged = [row.met for row in rows if row.met is not None]
    print(f"\n{what}; {_machine()}; {sum(judged)} of {len(judged)} bars met")
    for failure in failures:
        print(f"not measured: {failure}")
    return 1 if failures or (options.strict and not all(judged)) else 0


def _measured(plan: Plan, names: Sequence[str]) -> tuple[list[Row], list[str]]:
    """Run the sections; returns the rows, and what could not be measured and why."""
    rows: list[Row] = []
    failures: list[str] = []
    home = Home(plan.folder / "home")
    if set(names) != {"import"}:
        _say("filling a cache …")
        home.run("import", *plan.files)
    for name in names:
        _say(f"measuring: {name} …")
        try:
            rows.extend(SECTIONS[name](home, plan))
        except MeasurementError as error:
            failures.append(f"{name}: {error}")
    return rows, failures


def _files(folder: Path, papers: int | None) -> tuple[tuple[Path, ...], str]:
    """Return the saved answers to import, and what they are in words."""
    recordings = os.environ.get("PAPERTERM_RECORDINGS")
    if recordings and papers is None:
        found = tuple(sorted(Path(recordings, "monthly").glob("*.json.gz")))
        if found:
            return found, f"{len(found)} recorded months"
    count = papers or GENERATED
    return tuple(generated.write_files(folder / "generated", count)), f"{count:,} generated papers"


def _machine() -> str:
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tests/benchmarks", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="everything once or twice, in a minute"
    )
    parser.add_argument("--strict", action="store_true", help="exit with 1 where a bar is missed")
    parser.add_argument(
        "--papers", type=int, metavar="N", help="use N generated papers, not the recorded ones"
    )
    parser.add_argument(
        "--only", action="append", choices=list(SECTIONS), help="measure this part (repeatable)"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
