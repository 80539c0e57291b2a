"""Bodies by chance: a good list of papers, with its values or its bytes changed."""

# ruff: noqa: S311 - chance by a seed, which is to be the same again

from __future__ import annotations

import json
import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from papers import item

RECORDS = 4

_RICH: dict[str, Any] = {
    "submittedOnDailyBy": {"name": "ada", "fullname": "Ada Lovelace", "user": {"type": "user"}},
    "ai_summary": "A model says what it is about.",
    "ai_keywords": ["mixture of experts", "routing"],
    "githubRepo": "https://github.com/made/up.git",
    "githubStars": 12,
    "projectPage": " https://made.example/up",
    "organization": {"name": "made-up", "fullname": "Made Up Ltd"},
    "mediaUrls": ["https://made.example/a.png"],
    "withdrawnAt": "2026-08-02T00:00:00.000Z",
    "discussionId": "64d1",
}

_PIECES = (
    "\x1b]0;x\x07",
    "\u202e",
    "\ud800",
    "\x00",
    "\u0301" * 9,
    "[/]",
    "\n",
    "x" * 9_999,
    "\u200b",
)
_DEEPEST = 80


@dataclass(frozen=True, slots=True)
class Shaken:
    """A body, and the ids of its records that were left as they are."""

    name: str
    body: bytes
    kept: frozenset[str] = frozenset()
    is_stored: bool = False


def shaken(seed: int, count: int) -> Iterator[Shaken]:
    """Yield bodies: of each five, three with other values and two with other bytes."""
    records = [item(number, **_RICH) for number in range(1, RECORDS + 1)]
    for number in range(count):
        chance = random.Random(f"{seed}-shapes-{number}")
        is_stored = number % 10 == 0
        if number % 5 < 3:
            name = f"values {seed}-shapes-{number}"
            yield Shaken(name, *_with_other_values(chance, records), is_stored)
        else:
            body = bytearray(json.dumps(records).encode())
            for _ in range(chance.randint(1, 4)):
                _change_bytes(chance, body)
            yield Shaken(f"bytes {seed}-shapes-{number}", bytes(body), is_stored=is_stored)


def harm_in(value: object) -> str:
    """Return a text in a value that acts on a terminal or is longer than any may be; else ''."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return next(filter(None, map(harm_in, value)), "")
    if not isinstance(value, str):
        return ""
    is_bad = len(value) > 20_000 or any(
        unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        and sign not in "\n\t\u200c\u200d"
        for sign in value
    )
    return value if is_bad else ""


def _with_other_values(
    chance: random.Random, records: list[dict[str, Any]]
) -> tuple[bytes, frozenset[str]]:
    """Return a list in which some values of some records are others, and the ids of the rest."""
    made = json.loads(json.dumps(records))
    changed = set(chance.sample(range(RECORDS), chance.randint(1, RECORDS - 1)))
    for number in changed:
        for _ in range(chance.randint(1, 3)):
            _change(chance, made[number])
        if chance.random() < 0.05:
            made[number] = _value(chance)
    kept = {each["paper"]["id"] for place, each in enumerate(records) if place not in changed}
    return json.dumps(made).encode(), frozenset(kept)


def _change(chance: random.Random, place: Any) -> None:
    """Change, remove or add something somewhere in a value."""
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = chance.choice(keys) if keys else None
        inside = None if key is None else place[key]
        if not (isinstance(inside, dict | list) and inside) or chance.random() < 0.2:
            break
        place = inside
    way = chance.randrange(4)
    if key is None or way == 0:
        if isinstance(place, dict):
            place[chance.choice(["id", "paper", "title", "", "name"])] = _value(chance)
        else:
            place.append(_value(chance))
    elif way == 1:
        del place[key]
    elif way == 2 and isinstance(inside, str):
        cut = chance.randint(0, len(inside))
        place[key] = inside[:cut] + chance.choice(_PIECES) + inside[cut:]
    else:
        place[key] = _value(chance)


def _value(chance: random.Random, level: int = 0) -> Any:
    """Return any value that JSON has, and some that it has not."""
    signs = [*_PIECES, " ", "a", "\u5b57"]
    simple = [
        chance.choice([None, True, False, float("inf"), float("nan"), -0.0]),
        chance.choice([-1, 0, 2**31, 2**53, 2**63, 2**64, 10 ** chance.randint(1, 999)]),
        chance.uniform(-1e300, 1e300),
        "".join(chance.choices(signs, k=chance.randint(0, 5))),
        _deep(chance),
    ]
    if level == 3 or chance.random() < 0.7:
        return chance.choice(simple)
    some = [_value(chance, level + 1) for _ in range(chance.randint(0, 4))]
    return some if chance.random() < 0.5 else dict(zip("abcd", some, strict=False))


def _deep(chance: random.Random) -> Any:
    deep: Any = "deep"
    for _ in range(chance.randrange(_DEEPEST)):
        deep = [deep] if chance.random() < 0.5 else {"name": deep}
    return deep


def _change_bytes(chance: random.Random, body: bytearray) -> None:
    """Turn over a bit, or put in, take out, move or repeat some bytes."""
    start = chance.randrange(len(body) + 1)
    length = chance.choice([1, 1, 2, 16, 400])
    way = chance.randrange(5)
    if way == 0 and start < len(body):
        body[start] ^= 1 << chance.randrange(8)
    elif way == 1:
        body[start:start] = chance.randbytes(length)
    elif way == 2:
        del body[start : start + length]
    elif way == 3:
        body[start:start] = chance.choice([b'"', b"[", b"{", b"]", b"}", b",", b"\\u", b"9" * 999])
    else:
        piece = body[start : start + length]
        place = chance.randrange(len(body) + 1)
        body[place:place] = piece
