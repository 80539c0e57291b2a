"""The bundled sample: true titles, authors, ids, dates and links; votes and feed days made up."""

from __future__ import annotations

import json
from datetime import date, timedelta
from hashlib import blake2b
from importlib.resources import files
from typing import Any

_DAYS = 10
"""Feed days with papers, the working days of about two weeks."""


def sample_items(today: date) -> list[dict[str, Any]]:
    """Return the sample as wire items, listed on the working days up to `today` (UTC).

    Votes, comments and stars are drawn from a hash of the id: made up, and the same every time.
    """
    text = files("paperterm.demo").joinpath("sample.json").read_text(encoding="utf-8")
    days = _working_days(today)
    return [_item(entry, days[place % len(days)]) for place, entry in enumerate(json.loads(text))]


def _working_days(today: date) -> list[date]:
    past = (today - timedelta(days=age) for age in range(2 * _DAYS))
    return [day for day in past if day.weekday() < 5][:_DAYS]


def _item(entry: dict[str, Any], day: date) -> dict[str, Any]:
    paper: dict[str, Any] = {
        "id": entry["id"],
        "title": entry["title"],
        "summary": entry["abstract"],
        "authors": [{"name": name, "hidden": False} for name in entry["authors"]],
        "publishedAt": f"{entry['published']}T00:00:00.000Z",
        "submittedOnDailyAt": f"{day.isoformat()}T00:00:00.000Z",
        "submittedOnDailyBy": {"name": "sample", "fullname": "The bundled sample"},
        "upvotes": 3 + _made_up(entry["id"], "votes", 400),
        "ai_summary": entry["summary_line"],
        "ai_keywords": entry["keywords"],
    }
    if entry.get("repository"):
        paper["githubRepo"] = entry["repository"]
        paper["githubStars"] = 50 + _made_up(entry["id"], "stars", 60_000)
    if entry.get("project_page"):
        paper["projectPage"] = entry["project_page"]
    if entry.get("organization"):
        paper["organization"] = {"name": entry["organization"]}
    return {"paper": paper, "numComments": _made_up(entry["id"], "comments", 40)}


def _made_up(paper_id: str, what: str, largest: int) -> int:
    """Return a number from 0 to `largest`, small ones far more often than large ones."""
    digest = blake2b(f"{paper_id} {what}".encode(), digest_size=4).digest()
    share = int.from_bytes(digest) / 2**32
    return int(largest * share**3)
