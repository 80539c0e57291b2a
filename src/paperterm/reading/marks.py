"""Dashes, quotes and ties, as they are typed for LaTeX."""

from __future__ import annotations

import re
from collections.abc import Iterator

_DASHES = {"--": "–", "---": "—"}
_DOUBLE = re.compile(r"``((?:[^`'\"\n]|'(?!')){1,300})(?:''(?!')|\")")
_SINGLE = re.compile(
    r"(?<![\w`\\])`(?!`)([^`'\"\n]{1,100}(?:(?<=\w)'(?=\w)[^`'\"\n]{1,50})?)'(?![\w'])"
)
_TIED_TO_WORD = re.compile(r"[(\[\\$]|https?://|[^\W\d_]{2}|[^\W\d_](?![^\W_])")
_NAME = re.compile(r"(?<![^\W_])[A-Z][a-z]*[a-z]$")
_WORD = re.compile(r"[^\W_]{2}$|\)$|[.,:;%}$]$|[^\W_]$")


def quotes(text: str) -> dict[int, str]:
    """Return the places of quotes that belong together, and what each of them stands for."""
    return dict(_quotes(text)) if "`" in text else {}


def dash(text: str, place: int, mark: str) -> str | None:
    """Return the dash that hyphens stand for, None where they may begin an option."""
    before, after = text[max(place - 1, 0) : place], text[place + len(mark) :][:1]
    if mark not in _DASHES or before in {"", "\n", "<", "!"} or after in {"", "\n", ">"}:
        return None
    is_between_blanks = before == after == " "
    is_between_words = before != " " and after != " " and (after.isalnum() or after in '([\\$`“{"')
    return _DASHES[mark] if is_between_blanks or is_between_words else None


def is_tie(text: str, place: int) -> bool:
    """Whether a tilde ties two words together, and does not say that a number is rough."""
    before = text[max(place - 24, 0) : place]
    after = text[place + 1 : place + 10]
    if not before or before[-1].isspace() or not _WORD.search(before):
        return False
    if after[:1].isdigit():
        return _NAME.search(before) is not None
    if _TIED_TO_WORD.match(after) is None:
        return False
    # `A~Z` is a range, and `y~x` a formula.
    is_short = after[0].isalpha() and not after[1:2].isalnum()
    return not (is_short and not before[-2:-1].isalnum())


def _quotes(text: str) -> Iterator[tuple[int, str]]:
    for pattern, opening, closing in ((_SINGLE, "‘", "’"), (_DOUBLE, "“", "”")):
        for match in pattern.finditer(text):
            yield match.start(), opening
            yield match.end(1), closing
