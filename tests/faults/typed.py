"""Typed: queries of all kinds are parsed, printed, looked for, and typed into the filter bar."""

# ruff: noqa: S311 - chance by a seed, which is to be the same again

from __future__ import annotations

import asyncio
import random
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path
from time import thread_time

from textual import events

from faults import queries
from faults.cases import Case, Fault, Plan
from faults.leaving import left
from paperterm.query import QUERY_LENGTH, parse
from paperterm.query.printed import text_of
from paperterm.tui.lines import result
from reader import Reader, reading
from shelf import Shelf, expected, items, stocked

PAPERS = 300

AT_ONCE = 1_000
"""Queries that one process tries before it is given others."""

PATIENCE = 1.0
"""Seconds of a processor for one query."""

COMPARED = 20
"""One of so many is looked for as its rules say, paper by paper, too."""


def run(plan: Plan) -> Iterator[Case]:
    """Try queries, some of them in the bar, and every way out of the program."""
    yield from in_store(plan, plan.number(20_000, 400))
    yield from in_bar(plan, plan.number(200, 10))
    yield from left(plan)


FAULT = Fault(
    "typed",
    "what is typed into the filter bar; what leaves by clipboard, browser, shell, editor, export",
    "answered within 1 s, as the rules say; only rebuilt links leave, and no shell is given one",
    run,
)


def in_store(plan: Plan, count: int) -> Iterator[Case]:
    """Parse, print and look for queries in a store of 300 papers."""
    parts = [range(start, min(start + AT_ONCE, count)) for start in range(0, count, AT_ONCE)]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        for cases in processes.map(_tried, [plan.seed] * len(parts), parts):
            yield from cases


def _tried(seed: int, numbers: range) -> list[Case]:
    """Try queries by their numbers; runs in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        shelf = stocked(Path(folder), PAPERS)
        with closing(shelf.store):
            cases = [tried(shelf, f"query {seed}-{n}", text_by(seed, n), n) for n in numbers]
            if not numbers.start:
                chance = random.Random(f"{seed}-long")
                cases += [
                    tried(shelf, f"long query {seed}-{place}", text)
                    for place, text in enumerate(queries.long_queries(chance))
                ]
    return cases


def text_by(seed: int, number: int) -> str:
    """Return the query of a number."""
    return queries.query(random.Random(f"{seed}-{number}"))


def tried(shelf: Shelf, name: str, text: str, number: int = 1) -> Case:
    """Try one query."""
    began = thread_time()
    try:
        wrong = _wrong(shelf, text)
    except Exception as error:  # noqa: BLE001 - whatever is raised is what is looked for
        return Case(f"{name} {text[:80]!r}", f"raised {type(error).__name__}: {error}"[:200])
    seconds = thread_time() - began
    if not wrong and seconds > PATIENCE:
        wrong = f"took {seconds:.1f} s"
    if not wrong and number % COMPARED == 0 and has_rules(text):
        shown = shelf.store.search.ids(shelf.store.search.ask(parse(text)).keys)
        if shown != expected(shelf, text):
            wrong = "finds other papers than the rules say"
    return Case(f"{name} {text[:80]!r}", wrong, "answered")


def has_rules(text: str) -> bool:
    """Whether the plain predicate knows what a query finds."""
    lowered = text.lower()
    return len(text) < QUERY_LENGTH and "related" not in lowered and "relevance" not in lowered


def _wrong(shelf: Shelf, text: str) -> str:
    query = parse(text)
    if not _is_near_the_end(text):
        printed = text_of(query)
        if parse(printed) != query:
            return f"is printed as another: {printed[:80]!r}"
    shown = shelf.store.search.ask(query)
    if shown.total > PAPERS or len(shown.keys) > shown.total:
        return "finds more papers than there are"
    return ""


def _is_near_the_end(text: str) -> bool:
    """Whether a query may be longer than can be typed when it is printed."""
    return len(text) > QUERY_LENGTH // 4


def in_bar(plan: Plan, count: int) -> Iterator[Case]:
    """Type and paste queries into the bar of the reader."""
    yield from asyncio.run(in_running_bar(plan, count))


async def in_running_bar(plan: Plan, count: int) -> list[Case]:
    """Type and paste queries, within a loop of events."""
    chance = random.Random(f"{plan.seed}-bar")
    texts = [queries.query(chance) for _ in range(count)]
    cases = []
    folder = plan.scratch / "bar"
    folder.mkdir()
    # The server of tests lists by days.
    papers = [each for each in items(30) if "submittedOnDailyAt" in each["paper"]]
    async with reading(folder, papers, size=(80, 24), refresh_minutes=0) as reader:
        await reader.press("slash")
        for number, text in enumerate(texts):
            is_typed = number % 2 == 0
            wrong = await _typed(reader, text, is_typed=is_typed)
            way = "typed" if is_typed else "pasted"
            cases.append(Case(f"{way} {plan.seed}-{number} {text[:80]!r}", wrong, "answered"))
    return cases


async def _typed(reader: Reader, text: str, *, is_typed: bool) -> str:
    """Type or paste a query in place of the one before, and say what is wrong with the answer."""
    bar = reader.screen.bar.input
    bar.value = ""
    await reader.settle()
    if is_typed and len(text) < 200:
        for character in text:
            if character.isprintable():
                reader.app.post_message(events.Key(character, character))
    else:
        reader.app.post_message(events.Paste(text))
    await reader.settle()
    if any(notice.severity == "error" for notice in reader.app._notifications):
        return f"an error is told: {reader.told}"
    store = reader.app._store
    assert store is not None
    shown = await store.reader.run(store.search.ask, parse(bar.value))
    said = result(shown, await store.reader.run(store.search.counts))
    return "" if reader.result in {said, ""} else f"says {reader.result}, and not {said}"
