"""Shapes of the feed: bodies that are no list of papers, or one whose records are not as they were.

The named ones are served by a server on loopback, in place of every list of a refresh into a store;
those by chance are read by the parser, and every tenth of them is stored.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest.mock import patch

from faults.cases import Case, Fault, Plan
from faults.shape_bodies import PAPERS, VOTES, Body, bodies, text
from faults.shape_chance import Shaken, harm_in, shaken
from papers import NOW, item
from paperterm.errors import FeedError
from paperterm.feed import Feed, parse_items
from paperterm.paper import Listing
from paperterm.query import EVERYTHING
from paperterm.refresh import refresh
from paperterm.store import Store
from raw_server import RawServer, reply

Cached = Mapping[str, tuple[Any, ...]]
"""What a cache holds: of an id the rank, the votes and the texts."""


def run(plan: Plan) -> Iterator[Case]:
    """Refresh from every named body, and read those that chance makes."""
    named = list(bodies())[:: plan.number(1, 8)]
    yield from asyncio.run(refreshed(plan.scratch / "named", named))
    with closing(opened(plan.scratch / "chance")) as store:
        for each in shaken(plan.seed, plan.number(5_000, 500)):
            yield read(store, each)


FAULT = Fault(
    "shapes",
    "shapes of the feed: bodies and records of the wrong kind, named ones and by chance",
    "good records are kept, what was cached stays; else one sentence; the next refresh works",
    run,
)


async def refreshed(folder: Path, named: list[Body]) -> list[Case]:
    """Refresh a store from each body, and after each from a good one."""
    first = text(*map(item, range(1, PAPERS + 1))).encode()
    served = first
    cases: list[Case] = []
    with (
        # A list is a list: of a week's days, one is enough.
        patch.multiple("paperterm.refresh", FIRST_DAYS=1, LATER_DAYS=1, LOOK_BACK=2),
        closing(opened(folder)) as store,
        RawServer(lambda _target: reply(served)) as server,
    ):
        async with Feed(server.url, now=lambda: NOW) as feed:
            await refresh(feed, store, lambda: NOW, lambda _progress: None)
            for body in named:
                before = cached(store)
                served = body.content
                wrong, outcome = await _tried(feed, store, body, before)
                served = first
                cases.append(Case(body.name, wrong or await _next(feed, store), outcome))
    return cases


async def _tried(feed: Feed, store: Store, body: Body, before: Cached) -> tuple[str, str]:
    """Refresh from a body; returns what is wrong, and what came of it."""
    try:
        await refresh(feed, store, lambda: NOW, lambda _progress: None)
    except FeedError as error:
        return _failed(body, str(error), before, cached(store)), "refused"
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        return f"{type(error).__name__} came out", ""
    after = cached(store)
    if lost := before.keys() - after.keys():
        return f"{sorted(lost)} are gone", ""
    ids = [f"2608.{number:05}" for number in body.kept]
    if not ids:
        return "nothing of it can be used, and nothing was said", ""
    missing = [each for each in ids if after[each][1] != VOTES]
    return (f"{missing} were not kept" if missing else ""), "kept what was good"


def _failed(body: Body, sentence: str, before: Cached, after: Cached) -> str:
    if body.kept:
        return f"{body.kept} could have been kept: {sentence}"
    if before != after:
        return "it changed the cache"
    return "" if sentence.isprintable() and sentence.endswith(".") else f"said {sentence!r}"


async def _next(feed: Feed, store: Store) -> str:
    """Refresh from a good list; returns what is wrong."""
    done = await refresh(feed, store, lambda: NOW, lambda _progress: None)
    after = cached(store)
    ranks = [after[f"2608.{number:05}"][0] for number in range(1, PAPERS + 1)]
    if done.failed or ranks != list(range(1, PAPERS + 1)):
        return f"the next refresh did not work: {done.failed}, {ranks}"
    return ""


def cached(store: Store) -> Cached:
    """Return what a store's cache holds."""
    rows = store.search.rows(store.search.ask(EVERYTHING).keys)
    return {
        row.paper.id: (row.rank, row.paper.upvotes, row.paper.title, row.paper.abstract)
        for row in rows
    }


def read(store: Store, each: Shaken) -> Case:
    """Read a body that chance has made."""
    try:
        records, _ = parse_items(each.body)
    except FeedError as error:
        sentence = str(error)
        wrong = "" if sentence.isprintable() else f"said {sentence!r}"
        return Case(each.name, wrong or _lost(each.kept), "refused")
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        return Case(each.name, f"{type(error).__name__} came out")
    wrong = _lost(each.kept - {record.paper.id for record in records})
    for record in records:
        json.loads(record.raw)
        if harm := harm_in(record.paper.as_record()):
            wrong = wrong or f"{record.paper.id} has {harm[:40]!r}"
    if each.is_stored:
        store.cache.save(Listing(records, NOW), first_fill=True)
    return Case(each.name, wrong, "kept what was good")


def _lost(ids: frozenset[str]) -> str:
    return f"{sorted(ids)} were lost" if ids else ""


def opened(folder: Path) -> Store:
    """Open a store in a new folder."""
    folder.mkdir()
    return Store.open(folder / "cache.db", folder / "library.db", lambda: NOW)
