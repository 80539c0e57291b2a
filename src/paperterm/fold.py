"""Folding: the one form in which text and what is searched for are compared.

Folding drops case and diacritics, so that `Muller` finds `Müller` and `lukasz` finds `Łukasz`.
It works character by character; a place in folded text can therefore be traced back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Letters that no decomposition takes apart, though readers type them without their stroke or dot.
_SPECIAL = {
    "ø": "o",
    "Ø": "o",
    "ł": "l",
    "Ł": "l",
    "đ": "d",
    "Đ": "d",
    "ı": "i",
    "ß": "ss",
    "ẞ": "ss",
}

# Letters and digits: what FTS5's unicode61 tokenizer calls a token, less the underscore of `\w`.
_RUN = re.compile(r"[^\W_]+")
_ASCII_BETWEEN = {code: " " for code in range(128) if not chr(code).isalnum()}


class _Folding(dict[int, str]):
    """A table for `str.translate` that computes each character's folding once."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        decomposed = unicodedata.normalize("NFKD", _SPECIAL.get(character, character))
        folded = "".join(
            part.casefold()
            for part in decomposed
            if not unicodedata.combining(part) and unicodedata.category(part) != "Co"
        )
        self[code] = folded
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Return `text` decomposed for compatibility, without diacritics, case folded."""
    if text.isascii():
        return text.lower()
    return text.translate(_FOLDING)


def runs(folded: str) -> list[str]:
    """Return the runs of letters and digits in folded text, in order."""
    if folded.isascii():
        return folded.translate(_ASCII_BETWEEN).split()  # three times as fast
    return _RUN.findall(folded)


@dataclass(frozen=True, slots=True)
class Needle:
    """Something to look for: words that stand next to one another.

    `prefix` lets the last word be the beginning of a longer one. `literal`, where the words alone
    do not say it all (`C++`, `GPT-[n]`), is folded text that must occur as it is.
    """

    words: tuple[str, ...]
    prefix: bool = False
    literal: str = ""


def spans(text: str, needles: Sequence[Needle]) -> list[tuple[int, int]]:
    """Return where `needles` occur in `text`, as sorted (start, end) places that do not overlap."""
    if not needles or not text:
        return []
    folded = fold(text)
    found: list[tuple[int, int]] = []
    for needle in needles:
        found.extend(match.span() for match in _pattern(needle).finditer(folded))
    if not found:
        return []
    if len(folded) != len(text) or not text.isascii():
        origin = _origins(text)
        found = [(origin[start], origin[end - 1] + 1) for start, end in found]
    return _merged(found)


def _pattern(needle: Needle) -> re.Pattern[str]:
    """Return the regular expression that finds a needle in folded text."""
    if needle.literal:
        # What the reader typed is marked whole, punctuation included.
        return re.compile(re.escape(needle.literal))
    body = r"[\W_]+".join(re.escape(word) for word in needle.words)
    return re.compile(rf"(?<![^\W_]){body}" + ("" if needle.prefix else r"(?![^\W_])"))


def _origins(text: str) -> list[int]:
    """Return, for each character of the folded text, the place it came from."""
    return [place for place, character in enumerate(text) for _ in fold(character)]


def _merged(found: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans sorted, those that touch or overlap joined."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
