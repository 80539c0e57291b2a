"""Papers for tests, as the feed sends them; every word in them is made up."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from paperterm.feed import parse_items
from paperterm.paper import Listing

NOW = datetime(2026, 8, 5, 12, 0, tzinfo=UTC)
"""When tests take place: a Wednesday."""

TODAY = NOW.date()


def item(
    number: int, title: str = "", *, day: date | None = TODAY, **fields: Any
) -> dict[str, Any]:
    """Return a wire item; `fields` have the feed's own names (`numComments` is an outer one)."""
    paper = {
        "id": f"2608.{number:05}",
        "title": title or f"Paper number {number}",
        "summary": f"This is what paper {number} is about.",
        "authors": [{"name": f"Author {number}", "hidden": False}],
        "publishedAt": "2026-08-01T00:00:00.000Z",
        "upvotes": 1000 - number,
    }
    if day:
        paper["submittedOnDailyAt"] = f"{day.isoformat()}T00:00:00.000Z"
    comments = fields.pop("numComments", 0)
    return {"paper": paper | fields, "numComments": comments}


def listing(items: Sequence[dict[str, Any]], **kind: Any) -> Listing:
    """Return wire items as a listing."""
    records, skipped = parse_items(json.dumps(items).encode())
    return Listing(records, kind.pop("fetched_at", NOW), skipped=skipped, **kind)
