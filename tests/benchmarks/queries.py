"""What is typed into the filter bar, from the words that the papers themselves have.

No word is fixed: what is rare in the recorded papers may be common or missing in generated ones.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

BACKSPACE = "\x7f"

_WORD = re.compile(r"[a-z]{3,}")
_RARE_LENGTH = range(8, 11)
_COMMON_LENGTH = 5


@dataclass(frozen=True, slots=True)
class Keystroke:
    """A key typed into the bar, and the text that stands there then."""

    key: str
    text: str


def keystrokes(papers: Sequence[Mapping[str, Any]]) -> list[list[Keystroke]]:
    """Return what is typed, query by query; each begins in an empty bar."""
    return [list(_typed(query)) for query in _queries(papers)]


def _queries(papers: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the queries to type; a backspace in one takes a character back."""
    counts = Counter(word for paper in papers for word in set(_words(paper)))
    common = max(counts, key=lambda word: (counts[word], word))
    longer = [word for word in counts if len(word) >= _COMMON_LENGTH]
    long_common = max(longer, key=lambda word: (counts[word], word))
    rare = min(
        (word for word in counts if len(word) in _RARE_LENGTH),
        key=lambda word: (counts[word], word),
    )
    first, second = _common_pair(papers)
    author = _WORD.findall(papers[0]["authors"][0].lower())[-1]
    return [
        rare + 4 * BACKSPACE,
        common + len(common) * BACKSPACE,
        long_common + " " + common[0],
        "a" + BACKSPACE + "s" + BACKSPACE + "in" + 2 * BACKSPACE + "re",
        f'"{first} {second}"',
        f"{long_common[:3]} -{common} ",
        f"-{common[:2]}",
        "is:unread has:code",
        f"author:{author[:4]} " + BACKSPACE,
        f"{common} {long_common} {first}",
        "zqxjv" + 2 * BACKSPACE,
    ]


def _words(paper: Mapping[str, Any]) -> list[str]:
    return _WORD.findall(f"{paper['title']} {paper['abstract']}".lower())


def _common_pair(papers: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """Return two words that often stand next to one another in titles."""
    pairs: Counter[tuple[str, str]] = Counter()
    for paper in papers:
        words = paper["title"].lower().split()
        pairs.update(
            (first, second)
            for first, second in pairwise(words)
            if _WORD.fullmatch(first) and _WORD.fullmatch(second)
        )
    return max(pairs, key=lambda pair: (pairs[pair], pair))


def _typed(query: str) -> Iterator[Keystroke]:
    text = ""
    for key in query:
        text = text[:-1] if key == BACKSPACE else text + key
        yield Keystroke(key, text)
