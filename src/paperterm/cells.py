"""Cells: the columns that text takes on a terminal, counted as Textual counts them.

Where both counted differently, what stands right of a title would not stand below one another.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

_JOINER, _EMOJI = "\u200d", "\ufe0f"
_NONE = frozenset({"Mn", "Me", "Mc", "Cf"})
_WIDE = frozenset({"W", "F"})

# Signs that are one column wide as text and two as emoji (Unicode's emoji-variation-sequences.txt).
_TEXT_OR_EMOJI = frozenset(
    "#*0123456789©®‼⁉™ℹ↔↕↖↗↘↙↩↪⌨⏏⏭⏮⏯⏱⏲⏸⏹⏺Ⓜ▪▫▶◀◻◼☀☁☂☃☄☎☑☘☝☠☢☣☦☪☮☯☸"
    "☹☺♀♂♟♠♣♥♦♨♻♾⚒⚔⚕⚖⚗⚙⚛⚜⚠⚧⚰⚱⛈⛏⛑⛓⛩⛰⛱⛴⛷⛸⛹✂✈✉✌✍✏✒✔✖✝✡✳✴❄❇❣❤➡⤴⤵⬅⬆⬇🅰🅱"
    "🅾🅿🌡🌤🌥🌦🌧🌨🌩🌪🌫🌬🌶🍽🎖🎗🎙🎚🎛🎞🎟🏋🏌🏍🏎🏔🏕🏖🏗🏘🏙🏚🏛🏜🏝🏞🏟🏳🏵🏷🐿👁📽🕉🕊🕯🕰🕳🕴🕵🕶🕷🕸🕹🖇🖊🖋🖌🖍🖐"
    "🖥🖨🖱🖲🖼🗂🗃🗄🗑🗒🗓🗜🗝🗞🗡🗣🗨🗯🗳🗺🛋🛍🛎🛏🛠🛡🛢🛣🛤🛥🛩🛰🛳"
)

# Vowels and final consonants of Hangul, which join the letter before, its fillers, skin tones.
_JOINED = (
    range(0x1160, 0x1200),
    range(0x3164, 0x3165),
    range(0xD7B0, 0xD800),
    range(0xFFA0, 0xFFA1),
    range(0x1F3FB, 0x1F400),
)

# Symbols that Unicode made wide in version 16, after the one that Python 3.11 has, and characters
# that are wide and newer than it; all of the last two planes are, or will be.
_WIDE_SINCE = (
    range(0x2630, 0x2638),
    range(0x268A, 0x2690),
    range(0x2FFC, 0x3000),
    range(0x31E4, 0x31E6),
    range(0x31EF, 0x31F0),
    range(0x4DC0, 0x4E00),
    range(0xFA6E, 0xFA70),
    range(0xFADA, 0xFB00),
    range(0x16FF2, 0x16FF7),
    range(0x187F8, 0x18800),
    range(0x18CFF, 0x18D1F),
    range(0x18D80, 0x18DF3),
    range(0x1B132, 0x1B133),
    range(0x1B155, 0x1B156),
    range(0x1D300, 0x1D357),
    range(0x1D360, 0x1D377),
    range(0x1F6D8, 0x1F6D9),
    range(0x1F6DC, 0x1F6DD),
    range(0x1FA75, 0x1FA78),
    range(0x1FA87, 0x1FA8B),
    range(0x1FA8E, 0x1FA90),
    range(0x1FAAD, 0x1FAB0),
    range(0x1FABB, 0x1FAC0),
    range(0x1FAC6, 0x1FAC7),
    range(0x1FAC8, 0x1FAC9),
    range(0x1FACD, 0x1FAD0),
    range(0x1FADA, 0x1FADD),
    range(0x1FADF, 0x1FAE0),
    range(0x1FAE8, 0x1FAEB),
    range(0x1FAEF, 0x1FAF0),
    range(0x1FAF7, 0x1FAF9),
    range(0x20000, 0x2FFFE),
    range(0x30000, 0x3FFFE),
)


def width_of(text: str) -> int:
    """Return the columns that `text` takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(_widths(text))


def cut(text: str, width: int) -> str:
    """Return `text` in at most `width` columns, with an ellipsis where something was cut off."""
    if width_of(text) <= width:
        return text
    return text[: _fitting(text, width - 1)].rstrip() + "…" if width > 0 else ""


def wrapped(text: str, width: int) -> Iterator[str]:
    """Yield the lines of one paragraph; a word that is wider than a line is broken."""
    line = ""
    for word in _pieces(text.split(), width):
        if line and width_of(line) + 1 + width_of(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    if line:
        yield line


def _pieces(words: Iterable[str], width: int) -> Iterator[str]:
    """Yield words, those wider than a line in pieces that fit."""
    for word in words:
        rest = word
        while len(rest) > 1 and width_of(rest) > width:
            place = max(1, _fitting(rest, width))
            yield rest[:place]
            rest = rest[place:]
        yield rest


def _fitting(text: str, width: int) -> int:
    """Return how many characters of `text` fit; a mark stays with the character it is on."""
    used = 0
    for place, columns in enumerate(_widths(text)):
        used += columns
        if used > width:
            return place
    return len(text)


def _widths(text: str) -> Iterator[int]:
    """Yield the columns of each character; what is joined to the one before it takes none."""
    is_joined, before = False, ""
    for character in text:
        if is_joined or character == _JOINER:
            is_joined = not is_joined
            yield 0
        elif character == _EMOJI:
            yield int(before in _TEXT_OR_EMOJI)
            before = ""
        else:
            columns = _width(character)
            before = character if columns else before
            yield columns


@lru_cache(4_096)
def _width(character: str) -> int:
    if character.isascii():
        return 1
    code = ord(character)
    category = unicodedata.category(character)
    if category in _NONE or any(code in some for some in _JOINED):
        return 0
    # Of characters that it does not know, Python says that they are wide.
    if category != "Cn" and unicodedata.east_asian_width(character) in _WIDE:
        return 2
    return 2 if any(code in some for some in _WIDE_SINCE) else 1
