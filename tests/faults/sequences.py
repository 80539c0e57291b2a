"""Sequences: what a terminal is told by the bytes that it gets, besides text."""

from __future__ import annotations

import base64
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from paperterm.links import safe_link

MARKS = 4
"""Combining marks that may be on one character."""

_SEQUENCE = re.compile(
    r"\x1b\[(?P<csi>[<-?]?[0-9:;]*[ -/]*[@-~])"
    r"|\x1b\](?P<osc>[^\x07\x1b\x9c]*)(?:\x07|\x1b\\|\x9c)"
    r"|\x1b(?P<string>[PX^_][^\x1b]*)\x1b\\"
    r"|\x1b(?P<escape>[ -/]*[0-~])"
)
_CSI = re.compile(r"([<-?]?)([0-9:;]*)([ -/]*.)")
_PLACED = frozenset("ABCDGHdf")
"""Ends of the sequences that move the cursor, where each run moves it otherwise."""

_FRAME = frozenset({"?2026h", "?2026l"})
"""What stands around each frame; how many there are is up to chance."""

_POINTERS = frozenset({"22;default", "22;pointer", "22;text"})
"""The shape of the mouse's pointer, which is told whenever something else is under it."""

_MARKS = re.compile("[\u0300-\U0010ffff]{5,}")

_COLOR = re.compile(r"[34]8;(?:2;\d+;\d+;\d+|5;\d+)|3[0-7]|4[0-7]|9[0-7]|10[0-7]|39|49")


@dataclass(frozen=True, slots=True)
class Found:
    """A sequence, or a character that may not be in text; `place` is where, in characters."""

    kind: str
    place: int
    is_rare: bool = False
    """Whether it is sent at certain times alone, so that one more of it is one too many."""


Kind = tuple[str, bool]
"""What a sequence is, and whether it is rare."""


def found_in(text: str, marks: int = MARKS) -> Iterator[Found]:
    """Yield what is not plain text."""
    place = 0
    for match in _SEQUENCE.finditer(text):
        start, end = match.span()
        if start > place:
            yield from _characters(text[place:start], place, marks)
        for kind, is_rare in _kinds(match[0]):
            yield Found(kind, start, is_rare)
        place = end
    yield from _characters(text[place:], place, marks)


def known(text: str) -> Counter[str]:
    """Count what a clean run sends, by kinds."""
    return Counter(found.kind for found in found_in(text))


def strange(text: str, clean: Counter[str]) -> Iterator[Found]:
    """Yield what is not in a clean run, or more often than there."""
    seen: Counter[str] = Counter()
    for found in found_in(text):
        seen[found.kind] += 1
        if seen[found.kind] > (clean[found.kind] if found.is_rare else clean[found.kind] * 10**9):
            yield found


def is_harmful(character: str) -> bool:
    """Whether a character may not stand in text: by Unicode's categories, but for the joiners."""
    category = unicodedata.category(character)
    return category in {"Cc", "Cf", "Cs", "Zl", "Zp"} and character not in "\u200c\u200d"


def _characters(text: str, place: int, most: int) -> Iterator[Found]:
    if not text.isprintable():  # of what is printable, nothing is harmful
        for match in _harmful().finditer(text):
            yield Found(f"U+{ord(match[0]):04X}", place + match.start())
    if text.isascii():
        return
    for match in _MARKS.finditer(text):
        marks = 0
        for at, character in enumerate(match[0]):
            marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
            if marks > most:
                yield Found("stacked marks", place + match.start() + at)
                break


@cache
def _harmful() -> re.Pattern[str]:
    characters = (chr(code) for code in range(0x110000))
    harmful = "".join(filter(is_harmful, characters))
    return re.compile(f"[{re.escape(harmful)}]")


@lru_cache(100_000)
def _kinds(sequence: str) -> tuple[Kind, ...]:
    match = _SEQUENCE.fullmatch(sequence)
    assert match
    if match["csi"] is not None:
        return tuple(_csi(match["csi"]))
    if match["osc"] is not None:
        return (_osc(match["osc"]),)
    if match["string"] is not None:
        return ((f"string {match['string'][:30]}", True),)
    return ((f"escape {match['escape']}", True),)


def _csi(text: str) -> Iterator[Kind]:
    match = _CSI.fullmatch(text)
    assert match
    private, numbers, end = match.groups()
    if end == "m" and not private:
        for code in filter(None, _COLOR.sub("", numbers).split(";")):
            yield f"style {code}", False
    elif end in _PLACED and not private:
        is_far = any(int(number or 0) > 500 for number in re.split("[;:]", numbers))
        yield f"CSI {end}{' far away' if is_far else ''}", False
    else:
        yield f"CSI {text}", text not in _FRAME and end not in "JK"


def _osc(text: str) -> Kind:
    number, _, rest = text.partition(";")
    if number == "8":
        _, _, link = rest.partition(";")
        is_ours = not link or safe_link(link) == link
        return "OSC 8" if is_ours else f"OSC 8 to {link[:60]!r}", False
    if number == "52":
        copied = _copied(rest.rpartition(";")[2])
        bad = [each for each in copied if is_harmful(each) and each not in "\n\t"]
        return f"OSC 52 with U+{ord(bad[0]):04X}" if bad else "OSC 52", False
    return f"OSC {text[:40]}", text not in _POINTERS


def _copied(text: str) -> str:
    """Return what the clipboard would hold; of what is no base64, a character that may not be."""
    try:
        return base64.b64decode(text).decode("utf-8", "replace")
    except ValueError:
        return "\0"
