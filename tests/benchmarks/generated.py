"""A made-up set of papers of any size, as the feed would send them, and the same every time.

Words are drawn by Zipf's law: a few are in nearly every paper and many in one alone, as in real
abstracts. Drawn evenly, none would be common, and searching would be too easy. Making a paper and
writing it takes 0.2 ms, so that a million take four minutes.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import accumulate, islice
from pathlib import Path
from random import Random
from typing import Any

from paperterm.store import Mark, Store

FIRST_DAY, LAST_DAY = date(2023, 5, 4), date(2026, 7, 31)
"""The days of the feed: its archive begins with the first, its newest recording is of the last."""

FILE_ITEMS = 1_000
"""Items in one file at most; an answer of more than 2,000 is not believed."""

MARKED = 20
"""One paper in so many is read, and one in five of these starred."""

_DAYS = (LAST_DAY - FIRST_DAY).days + 1
_WORDS = 30_000
_DRAWN = 500_000
"""Words drawn at once: one by one, or a few at a time, they take twice as long."""

_SYLLABLES = (
    *(first + second for first in "bdfglmnprstvz" for second in "aeiou"),
    *("an", "er", "in", "or", "al", "is"),
)
_AUTHORS = 6
_ABSTRACT_WORDS = 185
"""With these the abstracts have about 1,300 characters, as the recorded ones do."""


class Words:
    """A vocabulary whose n-th word is drawn in proportion to 1/(n + 2.7), as people use words."""

    def __init__(self, random: Random) -> None:
        self._random = random
        found: dict[str, None] = {}
        while len(found) < _WORDS:
            # Common words are short, rare ones long.
            length = 1 + min(len(found), 40) // 20 + random.randrange(3)
            found.setdefault("".join(random.choices(_SYLLABLES, k=length)))
        self._words = tuple(found)
        self._weights = tuple(accumulate(1 / (rank + 2.7) for rank in range(1, _WORDS + 1)))
        self._drawn: list[str] = []

    def draw(self, count: int) -> list[str]:
        """Return `count` words."""
        if len(self._drawn) < count:
            self._drawn = self._random.choices(self._words, cum_weights=self._weights, k=_DRAWN)
        drawn = self._drawn[-count:]
        del self._drawn[-count:]
        return drawn

    def sentence(self, count: int) -> str:
        """Return `count` words as a sentence without its full stop."""
        return " ".join(self.draw(count)).capitalize()

    def names(self, count: int) -> list[str]:
        """Return names of people; few are common, as with words."""
        words = [word.capitalize() for word in self.draw(2 * count)]
        return [" ".join(pair) for pair in zip(words[::2], words[1::2], strict=True)]


def items(count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Yield `count` wire items from the first day on, as many on each."""
    random = Random(seed)  # noqa: S311 - nothing is kept secret by it
    words = Words(random)
    month, number = "", 0
    for place in range(count):
        day = FIRST_DAY + timedelta(days=_DAYS * place // count)
        number = number + 1 if f"{day:%y%m}" == month else 1
        month = f"{day:%y%m}"
        yield _item(f"{month}.{number:05}", day, random, words)


def write_files(folder: Path, count: int) -> list[Path]:
    """Write `count` items as saved answers; returns them in order."""
    folder.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    pending = items(count)
    while some := list(islice(pending, FILE_ITEMS)):
        path = folder / f"daily_papers_{len(files):04}.json.gz"
        body = json.dumps(some, ensure_ascii=False)
        path.write_bytes(gzip.compress(body.encode(), 1))
        files.append(path)
    return files


def mark(store: Store, ids: Sequence[str]) -> None:
    """Mark some of the papers as read, and some of these as starred."""
    read = ids[::MARKED]
    store.library.mark(read, Mark.READ, True)
    store.library.mark(read[::5], Mark.STARRED, True)


def _item(paper_id: str, day: date, random: Random, words: Words) -> dict[str, Any]:
    count = round(_ABSTRACT_WORDS * random.uniform(0.7, 1.3))
    sentences = [words.sentence(min(15, count - start)) for start in range(0, count, 15)]
    paper: dict[str, Any] = {
        "id": paper_id,
        "title": words.sentence(random.randint(4, 12)),
        # Hard-wrapped, as most of the real ones are.
        "summary": ".\n".join(sentences) + ".",
        "authors": [
            {"_id": f"{paper_id}-{place}", "name": name, "hidden": False}
            for place, name in enumerate(words.names(random.randint(1, 2 * _AUTHORS)))
        ],
        "publishedAt": f"{day - timedelta(days=2)}T17:59:59.000Z",
        "submittedOnDailyAt": f"{day}T02:30:00.000Z",
        "submittedOnDailyBy": {"name": words.draw(1)[0], "fullname": words.names(1)[0]},
        "upvotes": int(400 * random.random() ** 4),
        "discussionId": f"discussion-{paper_id}",
        "ai_summary": words.sentence(20) + ".",
        "ai_keywords": words.draw(8),
    }
    if random.random() < 0.6:
        owner, name = words.draw(2)
        paper["githubRepo"] = f"https://github.com/{owner}/{name}"
        paper["githubStars"] = int(5_000 * random.random() ** 4)
    if random.random() < 0.4:
        paper["organization"] = {"name": words.draw(1)[0], "fullname": words.names(1)[0]}
    return {
        "paper": paper,
        "publishedAt": paper["publishedAt"],
        "title": paper["title"],
        "summary": paper["summary"],
        "numComments": int(20 * random.random() ** 4),
        "submittedBy": paper["submittedOnDailyBy"],
        "isAuthorParticipating": random.random() < 0.3,
    }
