"""Bodies: what a feed can send in place of a list of papers, by name, and what is kept of each."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from papers import item

PAPERS = 4
"""Papers of the list that is cached before, with the numbers from 1 on."""

LARGEST = 8 * 1024 * 1024
"""Bytes of the longest body that is read."""

VOTES = 5_000
"""Votes of the records of a body that are as they must be."""


@dataclass(frozen=True, slots=True)
class Body:
    """A body, and the numbers of the papers of which it has records that can be used.

    Without any the list has failed.
    """

    name: str
    content: bytes
    kept: tuple[int, ...] = ()


VALUES = {
    "null": "null",
    "true": "true",
    "-1": "-1",
    "1.5": "1.5",
    "10**400": "1" + "0" * 400,
    "2**64": str(2**64),
    "1e999": "1e999",
    "NaN": "NaN",
    "an empty text": '""',
    "controls": r'"\u001b[31m\u0000\u202e\u009b"',
    "a lone surrogate": r'"\ud800x\udfff"',
    "100 kB": f'"{"long " * 20_000}"',
    "a list": '[null, [], {"name": []}, "x", 1e999]',
    "an object": '{"name": {"name": null}, "": [[]]}',
    "60 levels": "[" * 60 + "]" * 60,
}
"""What can stand where another kind of value is due, as JSON."""

INNER = (
    *("id", "title", "summary", "authors", "upvotes", "publishedAt", "submittedOnDailyAt"),
    *("submittedOnDailyBy", "ai_summary", "ai_keywords", "githubRepo", "githubStars"),
    *("projectPage", "organization", "mediaUrls", "withdrawnAt"),
)
OUTER = ("paper", "numComments", "submittedBy")

DATES = (
    *("0000-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-02-30"),
    *(
        "2026-07-31T25:00:00Z",
        "2026-W31-5",
        "31.07.2026",
        "\uff12026-07-31",
        "1e9",
        "T",
        "-1-01-01",
    ),
)
IDS = (
    *("2608.00001v2", " 2608.00001", "2608.00001\n", "2608.0000\uff11", "../../x", "2608.000001"),
    *("26O8.00001", "2608.00001\u0000", "--help", "https://arxiv.org/abs/2608.00001"),
)


def bodies() -> Iterator[Body]:
    """Yield every named body."""
    for field in (*INNER, *OUTER):
        for name, value in VALUES.items():
            is_lost = name == "60 levels" or field in {"id", "paper", "upvotes"}
            yield _odd(f"{field} is {name}", field, value, is_lost=is_lost)
    for field in (*INNER, *OUTER):
        yield _without(field)
    for field in ("publishedAt", "submittedOnDailyAt", "withdrawnAt"):
        for date in DATES:
            yield _odd(f"{field} is {date!r}", field, json.dumps(date))
    for paper_id in IDS:
        yield _odd(f"id is {paper_id!r}", "id", json.dumps(paper_id), is_lost=True)
    yield from _other_records()
    yield from _other_lists()
    yield from _no_json()
    yield from _encodings()


def good(number: int) -> dict[str, Any]:
    """Return a record of a body that is as it must be."""
    return item(number, upvotes=VOTES)


def text(*items: object) -> str:
    """Return items as the text of a list."""
    return json.dumps(items)


def _odd(name: str, field: str, value: str, *, is_lost: bool = False) -> Body:
    """Return a list of three whose second record has a field with another value."""
    record = good(2)
    place = record if field in OUTER else record["paper"]
    place[field] = "VALUE"
    listed = text(good(1), record, good(3)).replace('"VALUE"', value)
    return Body(name, listed.encode(), (1, 3) if is_lost else (1, 2, 3))


def _without(field: str) -> Body:
    record = good(2)
    (record if field in OUTER else record["paper"]).pop(field, None)
    kept = {"id": (1, 3), "paper": (1, 3), "upvotes": (1, 3)}.get(field, (1, 2, 3))
    return Body(f"{field} is absent", text(good(1), record, good(3)).encode(), kept)


def _other_records() -> Iterator[Body]:
    """Yield lists with records that are none, or are there twice, or too many."""
    three = text(good(1), good(2), good(3))
    inner = json.dumps(good(2)["paper"])
    twice = '"id": "2608.00002", "id": "2608.00002"'
    deep = "[" * 100_000 + "]" * 100_000
    for name, content, kept in [
        ("bare records", text(*(good(number)["paper"] for number in (1, 2))), (1, 2)),
        ("one record", json.dumps(good(2)), (2,)),
        ("one bare record", inner, (2,)),
        ("no records but others", text(good(1), None, 3, "x", [], {}, True, 1.5), (1,)),
        ("each record twice", text(good(1), good(1), good(2), good(2)), (1, 2)),
        ("a key twice", three.replace('"id": "2608.00002"', twice), (1, 2, 3)),
        ("a list in a list", text([good(1)], good(2)), (2,)),
        ("2,001 records", text(good(1), *[good(2)] * 1_999, good(3)), (1, 2)),
        ("5,001 authors", text({**good(1), **_authors(5_001)}), (1,)),
        ("authors without names", text({**good(1), **_authors(50, name="\u200b")}), (1,)),
        ("an unknown key of 1 MB", text(good(1), {**good(2), "k" * 10**6: 1}), (1, 2)),
        ("100,000 unknown keys", text(good(1), {**good(2), **_keys(10**5)}), (1, 2)),
        ("a number of 10**6 digits", three.replace(str(VOTES), "9" * 10**6, 1), (2, 3)),
        ("a fraction of 10**6 digits", three.replace(str(VOTES), "0." + "3" * 10**6, 1), (2, 3)),
        ("100,000 levels in a record", three.replace(str(VOTES), deep, 1), ()),
    ]:
        yield Body(name, content.encode(), kept)


def _authors(count: int, **fields: object) -> dict[str, Any]:
    authors = [{"name": f"Author {number}", **fields} for number in range(count)]
    return {"paper": {**good(1)["paper"], "authors": authors}}


def _keys(count: int) -> dict[str, int]:
    return {f"unknown {number}": number for number in range(count)}


def _other_lists() -> Iterator[Body]:
    """Yield JSON that is no list of papers."""
    for value in ("null", "true", "0", "-1.5", '""', '"papers"', "{}", "[]", "NaN"):
        yield Body(f"{value} alone", value.encode())
    others: list[tuple[str, object]] = [
        ("an error", {"error": "\x1b[31mgo away"}),
        ("papers under a name", {"papers": [good(1)]}),
        ("papers under numbers", {"0": good(1)}),
        ("a record without its paper", {"paper": None}),
        ("nulls", [None] * 100),
        ("lists", [[]] * 100),
        ("numbers", list(range(100))),
        ("texts", ["2608.00001"] * 100),
    ]
    for name, other in others:
        yield Body(name, json.dumps(other).encode())
    yield Body("100,000 lists deep", b"[" * 100_000)
    yield Body("100,000 objects deep", b'{"":' * 100_000)
    yield Body("2 million lists", b"[" + b"[0]," * 2_000_000 + b"0]")
    yield Body("a million objects", b"[" + b'{"":0},' * 1_100_000 + b"0]")


def _no_json() -> Iterator[Body]:
    """Yield what is no JSON, or no longer."""
    listed = text(good(1), good(2)).encode()
    for length in (1, 2, 10, len(listed) // 2, len(listed) - 2, len(listed) - 1):
        yield Body(f"cut off after {length}", listed[:length])
    for name, content in [
        ("nothing", b""),
        ("blanks", b" \n\t" * 1_000),
        ("a page", b"<!DOCTYPE html><html><body>Sign in</body></html>"),
        ("a feed of another kind", b"<?xml version='1.0'?><feed/>"),
        ("a call", b"callback(" + listed + b");"),
        ("a guard", b")]}',\n" + listed),
        ("lines", b"\n".join([listed, listed])),
        ("a comma too many", listed[:-1] + b",]"),
        ("apostrophes", listed.replace(b'"', b"'")),
        ("a comment", listed + b" // that is all"),
        ("a NUL at the end", listed + b"\0"),
        ("a raw newline in a title", listed.replace(b"Paper", b"Pa\nper")),
        ("a wrong escape", listed.replace(b"Paper", rb"Pa\xper")),
        ("half an escape", listed.replace(b"Paper", rb"Pa\u00")),
        ("packed and not said so", gzip.compress(listed)),
        ("zeros", bytes(10_000)),
        ("0xff", b"\xff" * 10_000),
        ("too long by a byte", listed + b" " * (LARGEST + 1 - len(listed))),
    ]:
        yield Body(name, content)


def _encodings() -> Iterator[Body]:
    """Yield lists in other encodings, and one that fills all there may be."""
    listed = text(good(1), good(2))
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"):
        yield Body(encoding, listed.encode(encoding), (1, 2))
    umlaut = listed.replace("Paper", "Pap\u00e9r")
    yield Body("utf-8", umlaut.encode(), (1, 2))
    yield Body("latin-1", umlaut.encode("latin-1"))
    yield Body("utf-7", umlaut.encode("utf-7").replace(b"{", b"+AHs-"))
    yield Body("as long as may be", listed.encode().ljust(LARGEST), (1, 2))
