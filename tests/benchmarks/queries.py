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

MORE = " is:unread has:code after:2024-06"
"""What a query is narrowed down by."""

SORTS = ("date", "upvotes", "rank", "relevance")

LAST = 3
"""Keys of a long query that are typed one by one; what stands before them comes at once."""

_WORD = re.compile(r"[a-z]{3,}")
_RARE_LENGTH = range(8, 11)
_COMMON_LENGTH = 5


@dataclass(frozen=True, slots=True)
class Keystroke:
    """A key typed into the bar, and the text that stands there then."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Typed:
    """A query as it is typed: `pasted` at once into an empty bar, then key by key."""

    pasted: str
    keys: tuple[Keystroke, ...]

    @property
    def texts(self) -> Iterator[str]:
        """Every text that is to stand in the bar."""
        yield self.pasted
        for each in self.keys:
            yield each.text


@dataclass(frozen=True, slots=True)
class Words:
    """Words that some papers have: the most common, the most common long ones, a rare one.

    `pair` often stand next to one another; `author` is a part of a name.
    """

    common: str
    long: str
    second: str
    rare: str
    pair: tuple[str, str]
    author: str


def words_of(papers: Sequence[Mapping[str, Any]]) -> Words:
    """Pick the words."""
    counts = Counter(word for paper in papers for word in set(_words(paper)))
    common = max(counts, key=lambda word: (counts[word], word))
    longer = sorted(
        (word for word in counts if len(word) >= _COMMON_LENGTH),
        key=lambda word: (-counts[word], word),
    )
    rare = min(
        (word for word in counts if len(word) in _RARE_LENGTH),
        key=lambda word: (counts[word], word),
    )
    author = _WORD.findall(papers[0]["authors"][0].lower())[-1]
    return Words(common, longer[0], longer[1], rare, _common_pair(papers), author)


def typed(words: Words) -> list[Typed]:
    """Return what is typed, query by query."""
    whole = [_typed(text, 0) for text in _typed_whole(words)]
    return whole + [_typed(text, len(text) - LAST) for text in _query_set(words)]


def _typed_whole(words: Words) -> Iterator[str]:
    """Yield what is typed from its first key on; a backspace takes a character back."""
    yield words.second[:4] + BACKSPACE
    yield "a" + BACKSPACE + "th" + BACKSPACE + BACKSPACE + words.common[:2]
    yield words.rare + " " + 4 * BACKSPACE
    yield words.common + " " + 2 * BACKSPACE
    yield words.long + " "
    yield f"-{words.common} "
    yield "zqxjv" + 2 * BACKSPACE


def _query_set(words: Words) -> Iterator[str]:
    """Yield the queries of which the last keys count."""
    first, second = words.pair
    phrase, not_common = f'"{first} {second}"', f"-{words.common}"
    yield phrase
    starts = (words.rare, words.common, "a", "th", words.long[:3], words.second[:4])
    yield from (f"{start}*{MORE}" for start in starts)
    yield from (f"{start}{MORE}" for start in (words.rare, words.common, phrase, not_common))
    yield "is:starred"
    yield f"author:{words.author[:4]}"
    yield f"{words.common} {words.long} {words.second}"
    for sort in SORTS:
        yield from (f"{text} sort:{sort}" for text in (words.common, words.second, words.rare))
        yield f"sort:{sort}"


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


def _typed(query: str, pasted: int) -> Typed:
    """Return a query of which the first `pasted` characters come at once."""
    text = query[:pasted]
    keys = []
    for key in query[pasted:]:
        text = text[:-1] if key == BACKSPACE else text + key
        keys.append(Keystroke(key, text))
    return Typed(query[:pasted], tuple(keys))
