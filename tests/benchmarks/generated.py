"""A made-up set of papers of any size, as the feed would send them, and the same every time.

Words are drawn by Zipf's law: a few are in nearly every paper and many in one alone, as in real
abstracts. Drawn evenly, none would be common, and searching would be too easy.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate, islice
from pathlib import Path
from random import Random
from typing import Any

FIRST_MONTH = date(2023, 5, 1)
MONTHS = 27
FILE_ITEMS = 1_000
"""Items in one file at most; an answer of more than 2,000 is not believed."""

_WORDS = 30_000
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

    def draw(self, count: int) -> list[str]:
        """Return `count` words."""
        return self._random.choices(self._words, cum_weights=self._weights, k=count)

    def sentence(self, count: int) -> str:
        """Return `count` words as a sentence without its full stop."""
        return " ".join(self.draw(count)).capitalize()

    def names(self, count: int) -> list[str]:
        """Return names of people; few are common, as with words."""
        words = [word.capitalize() for word in self.draw(2 * count)]
        return [" ".join(pair) for pair in zip(words[::2], words[1::2], strict=True)]


def items(count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Yield `count` wire items, month by month from May 2023, as many in each."""
    random = Random(seed)  # noqa: S311 - nothing is kept secret by it
    words = Words(random)
    for month in range(MONTHS):
        first = _month(month)
        size = count * (month + 1) // MONTHS - count * month // MONTHS
        for number in range(size):
            day = first + timedelta(days=28 * number // size)
            yield _item(f"{first:%y%m}.{number + 1:05}", day, random, words)


def write_months(folder: Path, count: int) -> list[Path]:
    """Write `count` items as files of the recordings' shape; returns them in order."""
    folder.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    pending = items(count)
    for month in range(MONTHS):
        left = count * (month + 1) // MONTHS - count * month // MONTHS
        part = 1
        while left > 0:
            size = min(left, FILE_ITEMS)
            suffix = "" if part == 1 else f"_{part}"
            path = folder / f"daily_papers_{_month(month):%Y-%m}{suffix}.json.gz"
            body = json.dumps(list(islice(pending, size)), ensure_ascii=False)
            path.write_bytes(gzip.compress(body.encode(), 1))
            files.append(path)
            left -= size
            part += 1
    return files


def _month(number: int) -> date:
    """Return the first day of a month, counted from May 2023."""
    months = FIRST_MONTH.year * 12 + FIRST_MONTH.month - 1 + number
    return date(months // 12, months % 12 + 1, 1)


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
