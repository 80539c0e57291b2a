"""Hostile papers: a payload in every text of a paper, each with a marker that tells whose it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

FIELDS = (
    "title",
    "abstract",
    "link in the abstract",
    "repository in the abstract",
    "summary by a model",
    "keyword",
    "author",
    "author's account",
    "organisation",
    "organisation's full name",
    "submitter",
    "submitter outside",
    "repository",
    "who added the repository",
    "project page",
    "medium",
    "discussion",
    "thumbnail",
    "published at",
    "listed at",
    "withdrawn at",
    "upvotes",
    "unknown field",
    "tag",
    "note",
    "saved search",
    "elsewhere",
)
"""Every text of a paper that the feed or the reader can give it."""

MARKER = re.compile(r"k(\d{3})f(\d\d)")

NAMED = "the paper's own id"


def marker(number: int, field: str) -> str:
    """Return the word that stands before a payload."""
    return f"k{number:03}f{FIELDS.index(field):02}"


def whose(text: str, place: int) -> tuple[int, str] | None:
    """Return the number and the field of the last marker before a place."""
    found = None
    for match in MARKER.finditer(text, max(0, place - 2_000), place):
        found = match
    return (int(found[1]), FIELDS[int(found[2])]) if found else None


def hostile_items(payloads: Sequence[str]) -> list[dict[str, Any]]:
    """Return two wire items for each payload, one of an organisation and one without; `""` is none.

    Each has the payload in every field.
    """
    return [
        _item(number, payload, has_organization=has_organization)
        for number, payload in enumerate(payloads)
        for has_organization in (False, True)
    ]


def paper_id(number: int, *, has_organization: bool = False) -> str:
    """Return the id of a payload's paper."""
    return f"2608.{number * 2 + has_organization:05}"


def _item(number: int, payload: str, *, has_organization: bool) -> dict[str, Any]:
    def said(field: str) -> str:
        return f"{marker(number, field)}{payload}end"

    paper = {
        "id": paper_id(number, has_organization=has_organization),
        "title": said("title"),
        "summary": _abstract(number, said, payload),
        "ai_summary": said("summary by a model"),
        "ai_keywords": [said("keyword"), payload],
        "authors": [
            {
                "name": said("author"),
                "hidden": False,
                "status": payload,
                "user": {"fullname": said("author's account"), "avatarUrl": payload},
            },
            {"name": payload, "hidden": payload},
        ],
        "submittedOnDailyBy": {"name": said("submitter"), "fullname": payload},
        "githubRepo": f"https://github.com/o/{said('repository')}",
        "githubRepoAddedBy": said("who added the repository"),
        "githubStars": 3,
        "projectPage": f"https://example.org/{said('project page')}?q={payload}",
        "mediaUrls": [f"https://example.org/{said('medium')}.png"],
        "discussionId": said("discussion"),
        "publishedAt": said("published at"),
        "submittedOnDailyAt": "2026-08-05T00:00:00.000Z",
        "withdrawnAt": said("withdrawn at"),
        "upvotes": said("upvotes"),
        said("unknown field"): said("unknown field"),
    }
    if has_organization:
        names = {"name": said("organisation"), "fullname": said("organisation's full name")}
        paper["organization"] = {**names, "avatar": payload}
    return {
        "paper": paper,
        "title": said("title"),
        "thumbnail": said("thumbnail"),
        "publishedAt": said("listed at"),
        "submittedBy": {"name": said("submitter outside")},
        "numComments": 1,
    }


def _abstract(number: int, said: Callable[[str], str], payload: str) -> str:
    link = f"https://example.net/{said('link in the abstract')}"
    repository = f"https://github.com/p/{said('repository in the abstract')}"
    return f"{said('abstract')} and {payload} at {link}, {repository}.\n\nOf k{number:03}."
