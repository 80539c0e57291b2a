"""Worn LaTeX: what is left where the feed has dropped dollars and backslashes."""

from __future__ import annotations

import re
from collections.abc import Callable

from paperterm.reading.scripts import subscript, superscript
from paperterm.reading.symbols import GREEK, SYMBOLS

# By a part of each that is searched for as it is, before anything else is looked at.
_WORDS = {
    "times": r"times(?<=\dtimes)(?![a-rt-z])|times(?<=circtimes)(?![a-z])",
    " times ": r" times (?<=\d times )(?=\d)",
    "sim": r"sim(?<![A-Za-z]sim)(?=\d)|sim(?<=\dtimessim)(?=\d)",
    "approx": r"approx(?<![A-Za-z]approx)(?= ?\d)",
    "arrow": r"(?<![A-Za-z\\])(?:leftright|left|right|up|down)arrow(?![A-Za-z])",
    "leq": r"leq(?<![A-Za-z\\]leq)(?![A-Za-z])",
    "geq": r"geq(?<![A-Za-z\\]geq)(?![A-Za-z])",
    "neq": r"neq(?<![A-Za-z\\]neq)(?![A-Za-z])",
    "infty": r"infty(?<![A-Za-z\\_^{]infty)(?![A-Za-z}])",
}
_PATTERNS = [(part, re.compile(pattern)) for part, pattern in _WORDS.items()]
_AMOUNT = re.compile(r"sim[\d.,]+(?:\\?%|[xkKMBTs]\b|times|[mn]s\b|h\b|min\b|GB\b|(?![\w]))")
_BRACED = re.compile(r"[\^_]\{([^{}\\$]{1,30})\}")
_STARS = {"star": "*", "ast": "*", "*": "*", "prime": "′", "dagger": "†"}
_DEGREE = re.compile(r"\^(?:\{circ\}|circ(?:(?![A-Za-z])|(?=times)))")
# A vowel after a caret may have lost an accent: `It^o`.
_BARE_POWER = re.compile(r"\^(?:\d+|[A-Zb-df-hj-np-tv-z]|\+|\*)(?![\w^*{])")
_POWER_IN_NAME = re.compile(r"\^(\d)(?=[A-Za-z])")
_BARE_INDEX = re.compile(r"_(\d+|[a-z])(?![\w{])|_(\d)(?=[A-Z])")
_BASE = re.compile(r"[^\W_]+$")
_BIG = frozenset({"sum", "prod", "int", "lim", "max", "min", "argmax", "argmin", "log", "sup"})


def worn_words(text: str) -> list[tuple[int, int]]:
    """Return where words stand that may be commands."""
    found: list[tuple[int, int]] = []
    for part, pattern in _PATTERNS:
        if part in text:
            found += (match.span() for match in pattern.finditer(text))
    return found


def worn_word(text: str, place: int, word: str) -> str:
    """Return what a worn command at a place stands for, itself where that is not sure."""
    if word == "sim":
        return "~" if _AMOUNT.match(text, place) else word
    if word == " times ":
        return " × " if _is_size(text, place, place + len(word)) else word
    return SYMBOLS[word]


def worn_script(text: str, place: int) -> tuple[str, int] | None:
    """Return what stands high or low after `^` or `_` at a place, and where the text goes on."""
    base = _base(text, place)
    if text[place] == "^":
        return _power(text, place, base)
    return _index(text, place, base)


def worn_letter(text: str, place: int) -> tuple[int, str] | None:
    """Return where the name of a Greek letter before a script begins, and the letter."""
    base = _base(text, place)
    if text[place - len(base) - 1 : place - len(base)] == "\\":
        return None  # it has its backslash, and is read by itself
    if base == "ell":
        return place - 3, "ℓ"
    if base == "nabla":
        return place - 5, "∇"
    return (place - len(base), GREEK[base]) if base in GREEK else None


def _power(text: str, place: int, base: str) -> tuple[str, int] | None:
    before = text[place - 1 : place]
    if match := _DEGREE.match(text, place):
        return ("°", match.end()) if before.isdigit() else None
    if not base and before not in {")", "]"}:
        return None
    if match := _BRACED.match(text, place):
        return _braced(match, superscript)
    match = _BARE_POWER.match(text, place) or _POWER_IN_NAME.match(text, place)
    if match is None or (match.end() - place > 2 and not base.isdigit()):
        return None
    script = superscript(match.group()[1:])
    return (script, match.end()) if script else None


def _index(text: str, place: int, base: str) -> tuple[str, int] | None:
    is_letter = len(base) == 1 or base in GREEK or base in {"ell", "nabla"}
    before = text[place - len(base) - 1 : place - len(base)]
    if not base or base in _BIG or before == "_" or (before == "\\" and base not in GREEK):
        return None
    if match := _BRACED.match(text, place):
        is_name = any(each.isupper() for each in base) or is_letter
        return _braced(match, subscript) if is_name else None
    match = _BARE_INDEX.match(text, place)
    if match is None or not is_letter or text[max(place - 2, 0) : place - 1] in {"/", "."}:
        return None
    script = subscript(match[1] or match[2])
    return (script, match.end()) if script else None


def _braced(match: re.Match[str], script: Callable[[str], str | None]) -> tuple[str, int] | None:
    """Return a group moved, unless a command that lost its backslash may be in it."""
    inside = match[1]
    may_have_command = any(name in inside for name in SYMBOLS)
    moved = _STARS.get(inside.strip()) or (None if may_have_command else script(inside))
    return (moved, match.end()) if moved else None


def _base(text: str, place: int) -> str:
    match = _BASE.search(text[max(place - 12, 0) : place])
    return match.group() if match else ""


def _is_size(text: str, before: int, after: int) -> bool:
    """Whether the numbers around are those of a grid: alike, or both of two digits and more."""
    left = re.search(r"(?<![\d.,])\d+$", text[max(before - 8, 0) : before])
    right = re.match(r"\d+(?![\d.,]*\d)", text[after : after + 8])
    if left is None or right is None:
        return False
    return left.group() == right.group() or min(len(left.group()), len(right.group())) > 1
