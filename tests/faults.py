"""The faults: `.venv/bin/python tests/faults.py` damages both files again and again, and counts.

Each case is a store of three days with a backup of the first; one file of it is damaged at a place
that the case's number chooses, then it is used as the app does. `--cases 100` is for each way.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from harming import (
    HARMS,
    JOURNALS,
    Said,
    Template,
    cut_off,
    cut_off_cache,
    harm_journal,
    template,
    used,
    wrong,
)
from paperterm.errors import PapertermError

CASES = 100


def main() -> int:
    """Run the cases and print a line for each way; 1 says that something was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=["damaged"], help="a class of faults")
    parser.add_argument("--cases", type=int, default=CASES, help="cases of each way")
    options = parser.parse_args()
    failures: list[str] = []
    with tempfile.TemporaryDirectory() as scratch:
        whole = template(Path(scratch, "whole"))
        for name in ("library.db", "cache.db"):
            for way in HARMS:
                count = Counter(
                    outcome
                    for seed in range(options.cases)
                    for outcome in harmed(
                        whole, Path(scratch, f"{name}-{way}-{seed}"), name, way, seed, failures
                    )
                )
                print(f"{name:<10} {way:<8} {tally(count)}", flush=True)
        for name in ("library.db", "cache.db"):
            count = Counter(
                outcome
                for what in JOURNALS
                for outcome in journals(
                    whole, Path(scratch, f"{name}-{what}"), name, what, failures
                )
            )
            print(f"{name:<10} journals {tally(count)}")
    print("\n".join(failures) or "Nothing was lost.")
    return 1 if failures else 0


def harmed(
    whole: Template, place: Path, name: str, way: str, seed: int, failures: list[str]
) -> Iterator[str]:
    """Yield what became of one case."""
    whole.harmed(place, name, HARMS[way], seed)
    yield from judged(whole, place, f"{name} {way} {seed}", failures)


def journals(
    whole: Template, place: Path, name: str, what: str, failures: list[str]
) -> Iterator[str]:
    """Yield what became of a change that was cut off."""
    pending: Said = {}
    if name == "cache.db":
        file = cut_off_cache(whole, place)
    else:
        file, pending = cut_off(whole, place)
    harm_journal(file, what)
    yield from judged(whole, place, f"{name} journal {what}", failures, pending)


def judged(
    whole: Template, place: Path, case: str, failures: list[str], pending: Said | None = None
) -> Iterator[str]:
    """Use a damaged store, and yield what became of it."""
    try:
        outcome = used(place)
    except PapertermError as error:
        if "by a newer paperterm or by another program" in str(error):
            yield "refused"
        else:
            failures.append(f"{case}: {error}")
            yield "FAILED"
    else:
        found = wrong(whole, outcome, pending=pending)
        failures.extend(f"{case}: {each}" for each in found[:3])
        yield "LOST" if found else "put aside" if outcome.notices else "as it was"
    finally:
        shutil.rmtree(place, ignore_errors=True)


def tally(count: Counter[str]) -> str:
    """Return how many cases ended how."""
    return ", ".join(f"{number} {what}" for what, number in count.most_common())


if __name__ == "__main__":
    sys.exit(main())
