"""Texts by chance, from the wire to painted lines: parsed, stored, asked for, laid out."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from faults.cases import Case, Plan
from faults.jobs import Job
from faults.payloads import generated
from faults.sequences import MARKS, found_in, strange
from paperterm.cells import width_of
from paperterm.copying import KINDS, copies
from paperterm.feed import parse_items
from paperterm.paper import Listing, Row
from paperterm.printing import json_text, show_lines
from paperterm.query import EVERYTHING
from paperterm.store import Store
from paperterm.tui.asking import Answer
from paperterm.tui.first_frame import Look, first_frame, true_color
from paperterm.tui.render import abstract
from paperterm.tui.rows import RowLayout

NOW = datetime(2026, 8, 5, tzinfo=UTC)
BATCH = 100
LAYOUTS = (RowLayout(), RowLayout(height=1))

TEXTS = ("title", "summary", "ai_summary", "githubRepo", "projectPage")


def generated_jobs(plan: Plan, texts: int) -> Iterator[Job]:
    """Yield what tries so many texts, a hundred papers at a time."""
    clean = _clean_frame(plan.scratch)
    for first in range(0, texts, BATCH):
        yield partial(tried_batch, plan, clean, range(first, min(first + BATCH, texts)))


def tried_batch(plan: Plan, clean: Counter[str], batch: range) -> list[Case]:
    """Try the texts of these numbers; `clean` is what plain ones send."""
    items = [_item(number, plan.seed) for number in batch]
    with tempfile.TemporaryDirectory(dir=plan.scratch) as folder:
        try:
            return list(_tried(Path(folder), items, plan.seed, batch.start, clean))
        except Exception as error:  # noqa: BLE001 - whatever comes this far is what is looked for
            return [Case(f"texts by chance, {plan.seed} {batch.start}", f"a crash: {error!r}")]


def _item(number: int, seed: int) -> dict[str, Any]:
    """Return a wire item with a text by chance in each field; the number repeats it."""
    random = Random(f"{seed}-text-{number}")  # noqa: S311 - to be the same again
    paper: dict[str, Any] = {name: generated(random) for name in TEXTS}
    paper["id"] = f"2608.{number:05}"
    paper["authors"] = [{"name": generated(random)} for _ in range(random.randrange(4))]
    paper["ai_keywords"] = [generated(random) for _ in range(random.randrange(4))]
    paper["submittedOnDailyBy"] = {"name": generated(random)}
    paper["submittedOnDailyAt"] = "2026-08-05T00:00:00.000Z"
    if random.random() < 0.5:
        paper["organization"] = {"name": generated(random)}
    return {"paper": paper, "numComments": number}


def _tried(
    folder: Path, items: Sequence[dict[str, Any]], seed: int, first: int, clean: Counter[str]
) -> Iterator[Case]:
    """Take a batch through all of the reader, and look at every line of it."""
    records, skipped = parse_items(json.dumps(items).encode())
    if skipped or len(records) != len(items):
        yield Case(f"texts {seed} from {first}", f"{skipped} records were lost")
        return
    for row, frame in _framed(folder, Listing(records, NOW, trending=True)):
        number = int(row.paper.id[5:])
        said = _wrong(row, frame, clean)
        yield Case(f"text by chance, {seed} {number}", said, "shown without harm")


def _framed(folder: Path, listing: Listing) -> Iterator[tuple[Row, str]]:
    """Store a list, and yield each row with the first frame in which it is under the cursor."""
    store = Store.open(folder / "cache.db", folder / "library.db", lambda: NOW)
    try:
        store.cache.save(listing, first_fill=True)
        shown = store.search.ask(EVERYTHING)
        counts = store.search.counts()
        for row in store.search.rows(shown.keys):
            answer = Answer(EVERYTHING, shown, (row,), counts, row.key)
            layout = LAYOUTS[row.key % 2]
            look = Look(80, 24, "paperterm", answer, "now", NOW.date(), layout)
            yield row, first_frame(look, true_color)
    finally:
        store.close()


def _wrong(row: Row, frame: str, clean: Counter[str]) -> str:
    """Return what of a row would reach a terminal that must not."""
    for found in strange(frame, clean):
        return f"the first frame sends {found.kind}"
    for line in (0, 1):
        for layout in LAYOUTS[: 2 - line]:
            width = width_of(
                "".join(each.text for each in layout.pieces(row, line, 80, NOW.date()))
            )
            if width > 80:
                return f"a line of the list is {width} columns wide, not 80"
    for wrapped in abstract(row, EVERYTHING).wrap(60):
        if said := _told("the abstract", wrapped.plain):
            return said
    for kind in KINDS:
        text = copies(kind, [row]).text
        # To LaTeX, a mark that stands for two is written as two.
        if said := _told(f"a copy of the {kind.name}", text, "\n\t", marks=2 * MARKS):
            return said
    printed = "\n".join(show_lines(row, 80)) + json_text(row.as_json(), ascii_only=False)
    return _told("what is printed", printed, "\n")


def _told(where: str, text: str, but: str = "", marks: int = MARKS) -> str:
    kinds = {f"U+{ord(character):04X}" for character in but}
    found = next((each for each in found_in(text, marks) if each.kind not in kinds), None)
    return f"{where} has {found.kind}" if found else ""


def _clean_frame(scratch: Path) -> Counter[str]:
    """Count what the first frame of a plain paper sends."""
    folder = scratch / "generated-plain"
    folder.mkdir()
    items = [{"paper": {"id": f"2608.{number:05}", "title": "Plain"}} for number in range(BATCH)]
    records, _ = parse_items(json.dumps(items).encode())
    counted: Counter[str] = Counter()
    for _, frame in _framed(folder, Listing(records, NOW, trending=True)):
        counted.update(each.kind for each in found_in(frame))
    return counted
