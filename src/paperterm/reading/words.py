"""Commands in running text that stand for a word or a sign, without an argument."""

from __future__ import annotations

import re

from paperterm.reading.symbols import ABBREVIATIONS, LETTERS, SYMBOLS, WORDS

# What stands before a command in a path, and does not before one whose dollars were dropped.
_PATH = re.compile(r"(?:[A-Za-z]{2}|[\\:./])$")
_END_OF_ABBREVIATION = re.compile(r"(?:\{\}|\\@|\\(?= ))?")

# Outside a formula these are more likely the name of something else.
_NOT_ALONE = frozenset(
    "in to ni ne le ge ll gg lt gt int Re Im top bot mid vert Vert square Box backslash prime star"
    " ast bullet models iff implies gets land lor neg sum prod".split()
)


def word(text: str, name: str, place: int) -> tuple[str, int] | None:
    """Return what the command at a place stands for, and where the text goes on."""
    after = place + len(name) + 1
    is_in_path = _PATH.search(text[max(place - 2, 0) : place]) is not None
    if name in ABBREVIATIONS:
        return _abbreviation(text, name, place)
    if text.startswith("{}", after) and (sign := LETTERS.get(name) or WORDS.get(name)):
        return sign, after + 2
    if name in WORDS and (not is_in_path or name.startswith("text") or name == "allowbreak"):
        return WORDS[name], after + _ends_name(text, name, after)
    if is_in_path or name in _NOT_ALONE or name not in SYMBOLS:
        return None
    return SYMBOLS[name], after


def apart(text: str, place: int) -> str:
    """Return the blank that keeps a link apart from what is before it."""
    before = text[max(place - 1, 0) : place]
    return "" if not before or before.isspace() or before in "([{<~\"'“‘" else " "


def _ends_name(text: str, name: str, after: int) -> bool:
    """Whether there is a blank that only ends a command's name, and is passed over for that."""
    is_passed_over = name != "xspace" and (name.startswith("text") or not WORDS[name])
    return is_passed_over and text.startswith(" ", after) and after + 1 < len(text)


def _abbreviation(text: str, name: str, place: int) -> tuple[str, int] | None:
    before = text[max(place - 1, 0) : place]
    if before and not before.isspace() and before not in "(~[,;—–-{“\"'":
        return None
    long = ABBREVIATIONS[name]
    after = place + len(name) + 1
    match = _END_OF_ABBREVIATION.match(text, after)
    after = match.end() if match else after
    return (long[:-1] if text.startswith(".", after) else long), after
