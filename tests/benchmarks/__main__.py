"""The benchmarks: `.venv/bin/python tests/benchmarks` measures everything and prints one table.

Everything is measured from outside, on a real pseudo-terminal, beside its floor in the same run.
With PAPERTERM_RECORDINGS set, the recorded months are what is imported; else a generated set.

A cache of a million papers takes a quarter of an hour and 8 GB to make: `--home FOLDER` makes it in
that folder, and uses the one that is there when it is named again. Two parts refresh, and set the
newest 860 of its papers to the days before today.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import bursting
import comparing
import filtering
import generated
import importing
import marking
import quitting
import remembering
import searching
import starting
import stepping
import writing
from filling import Filled, fill, kept
from plan import Plan, full, quick
from published import SIZES, published
from recorder import MeasurementError
from surroundings import Home
from table import Row, table

GENERATED = 8_000
"""Papers in a generated set, unless the command line says otherwise."""

README = Path(__file__).parents[2] / "README.md"

Section = Callable[[Home, Plan], Iterator[Row]]

IMPORT = "import"

SECTIONS: dict[str, Section] = {
    "start": starting.measure,
    "filter": filtering.measure,
    "burst": bursting.measure,
    "step": stepping.measure,
    "search": searching.measure,
    "compare": comparing.measure,
    "quit": quitting.measure,
    "memory": remembering.measure,
    "write": writing.measure,
    # Last: it marks all papers, and other parts expect a mark on one in twenty.
    "mark": marking.measure,
}
"""What is measured; memory and write refresh."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The papers that everything is measured with, and the plan for it."""

    home: Home
    filled: Filled
    plan: Plan
    what: str


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table and return the exit code.

    1 says that something could not be measured, or, with `--strict`, that a bar was missed.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.home and not options.papers:
        parser.error("--home needs --papers")
    if options.readme and options.papers not in SIZES:
        parser.error(f"--readme needs --papers, one of {', '.join(map(str, SIZES))}")
    with tempfile.TemporaryDirectory(prefix="paperterm-benchmarks-") as name:
        subject = _subject(Path(name), options)
        circumstances = f"{subject.what}; {_machine()}"
        _say(circumstances)
        rows, failures = _measured(subject, options.only or [IMPORT, *SECTIONS])
    print(table(rows))
    judged = [row.met for row in rows if row.met is not None]
    print(f"\n{circumstances}; {sum(judged)} of {len(judged)} bars met")
    for failure in failures:
        print(f"not measured: {failure}")
    if options.readme:
        text = README.read_text(encoding="utf-8")
        when = f"{datetime.now(UTC):%Y-%m-%d}, {_machine()}"
        README.write_text(published(text, options.papers, rows, when), encoding="utf-8")
    return 1 if failures or (options.strict and not all(judged)) else 0


def _subject(folder: Path, options: argparse.Namespace) -> Subject:
    """Fill a cache, or take the one that was filled before."""
    if options.home:
        home = Home(options.home.absolute())
        _say(f"the cache in {home.folder}, filled if it is empty …")
        filled = kept(home, options.papers)
        files: tuple[Path, ...] = ()
        what = f"{filled.papers:,} generated papers"
    else:
        home = Home(folder / "home")
        files, what = _files(folder, options.papers)
        _say("filling a cache …")
        filled = fill(home, files)
    plan = quick(files, folder) if options.quick else full(files, folder, filled.papers)
    return Subject(home, filled, plan, what)


def _measured(subject: Subject, names: Sequence[str]) -> tuple[list[Row], list[str]]:
    """Run the sections; returns the rows, and what could not be measured and why."""
    rows: list[Row] = []
    failures: list[str] = []
    for name in names:
        _say(f"{datetime.now(UTC):%H:%M:%S} measuring: {name} …")
        subject.home.forget()
        try:
            if name == IMPORT:
                rows.extend(importing.measure(subject.filled, subject.plan))
            else:
                rows.extend(SECTIONS[name](subject.home, subject.plan))
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
        "--quick", action="store_true", help="everything once or twice, in a minute or two"
    )
    parser.add_argument("--strict", action="store_true", help="exit with 1 where a bar is missed")
    parser.add_argument(
        "--papers", type=int, metavar="N", help="use N generated papers, not the recorded ones"
    )
    parser.add_argument(
        "--home", type=Path, metavar="FOLDER", help="make the cache there, or use the one there"
    )
    parser.add_argument(
        "--readme", action="store_true", help="write the column of this size into the README"
    )
    parser.add_argument(
        "--only",
        action="append",
        choices=[IMPORT, *SECTIONS],
        help="measure this part (repeatable)",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
