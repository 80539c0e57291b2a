"""Damaged files: bits turned over, files cut off, blocks of zeros, and journals of all kinds.

Each case is a store of three days with a backup of the first; one file of it is damaged at a place
that the case's number chooses, then it is used as the app does.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from faults.cases import Case, Fault, Plan
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

FILES = ("library.db", "cache.db")


def run(plan: Plan) -> Iterator[Case]:
    """Damage both files in each way, and the journals of changes that were cut off."""
    whole = template(plan.scratch / "whole")
    first = plan.seed * 1_000
    seeds = range(first, first + plan.number(100, 4))
    for name in FILES:
        for way, harm in HARMS.items():
            for seed in seeds:
                place = plan.scratch / f"{name}-{way}-{seed}"
                whole.harmed(place, name, harm, seed)
                yield _judged(whole, place, f"{name} {way} {seed}")
        for what in JOURNALS:
            yield _journal(whole, plan.scratch / f"{name}-{what}", name, what)


FAULT = Fault(
    "damaged",
    "damaged files, both databases: flipped bits, cut off, zeroed blocks, journals",
    "it starts; put aside and said; the backup restored, and what can still be read",
    run,
)


def _journal(whole: Template, place: Path, name: str, what: str) -> Case:
    """Damage the journal of a change that was cut off."""
    pending: Said = {}
    if name == "cache.db":
        file = cut_off_cache(whole, place)
    else:
        file, pending = cut_off(whole, place)
    harm_journal(file, what)
    return _judged(whole, place, f"{name} journal {what}", pending)


def _judged(whole: Template, place: Path, case: str, pending: Said | None = None) -> Case:
    """Use a damaged store, and say what became of it."""
    try:
        outcome = used(place)
    except PapertermError as error:
        # What says whose file it is may be what was damaged: then it is a stranger's, and is left.
        is_refused = "by a newer paperterm or by another program" in str(error)
        return Case(case, "" if is_refused else str(error), "refused")
    finally:
        shutil.rmtree(place, ignore_errors=True)
    found = wrong(whole, outcome, pending=pending)
    return Case(case, "; ".join(found[:3]), "put aside" if outcome.notices else "as it was")
