r"""Accents: `\"u`, `\v{s}`, `{\o}` as the letters that they make."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from paperterm.reading.symbols import LETTERS

_MARKS = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    '"': "\u0308",
    "=": "\u0304",
    ".": "\u0307",
    "v": "\u030c",
    "u": "\u0306",
    "H": "\u030b",
    "c": "\u0327",
    "k": "\u0328",
    "r": "\u030a",
    "hat": "\u0302",
    "tilde": "\u0303",
    "bar": "\u0304",
    "dot": "\u0307",
    "ddot": "\u0308",
    "check": "\u030c",
    "breve": "\u0306",
    "acute": "\u0301",
    "grave": "\u0300",
}

# Letters after a bare accent: those that no escaped quote is before, as in `they\'re`.
_BARE = {
    "'": "aceinouyzACEINOUYZ",
    "`": "aeiouAEIOU",
    "^": "aeiouAEIOU",
    "~": "anoANO",
    '"': "aeiouyAEIOUY",
}
_SPELLED = re.compile(
    r"""\\([`'^~"])(?:([A-Za-z])|\{([A-Za-z])\}|\{?\\([ij])(?![A-Za-z])\}?)"""
    r"""|\\([=.vuHckr])\{(?:([A-Za-z])|\\([ij]))\}"""
)
_USES = {sign: re.compile(rf"\\{re.escape(sign)}(?!\{{\}})") for sign in _BARE}


class Accents:
    """The accents of one text.

    A quote or a tick after a backslash may be one that was escaped. It is taken for an accent only
    where every such sign in the text can be one, as quotes close somewhere.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._sure: dict[str, bool] = {}

    def at(self, place: int) -> tuple[str, int] | None:
        """Return the letter that is spelled at a backslash, and where the text goes on."""
        match = _SPELLED.match(self._text, place)
        letter = _letter(match) if match else None
        if match is None or letter is None:
            return None
        sign = match[1]
        if sign and sign not in self._sure:
            uses = (use.start() for use in _USES[sign].finditer(self._text))
            self._sure[sign] = all(_is_sure(self._text, use) for use in uses)
        return (letter, match.end()) if not sign or self._sure[sign] else None


@cache
def accented(name: str, letter: str) -> str | None:
    """Return a letter with the accent of a name, None unless it is one character."""
    plain = {"ı": "i", "ȷ": "j"}.get(letter, letter)
    composed = unicodedata.normalize("NFC", plain + _MARKS[name]) if name in _MARKS else ""
    return composed if len(composed) == 1 else None


def _letter(match: re.Match[str]) -> str | None:
    sign, bare = match[1] or match[5], match[2]
    if bare and bare not in _BARE[sign]:
        return None
    dotless = match[4] or match[7]
    return accented(sign, LETTERS[dotless] if dotless else bare or match[3] or match[6])


def _is_sure(text: str, place: int) -> bool:
    match = _SPELLED.match(text, place)
    return match is not None and _letter(match) is not None
