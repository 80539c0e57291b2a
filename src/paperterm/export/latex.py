r"""Text as LaTeX: special characters are encoded, formulas and commands in it stay as they are.

What comes out has as many opening braces as closing ones, in pairs: BibTeX counts them, also those
with a backslash before them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from paperterm.export.commands import (
    ACCENTS,
    FONTS,
    LETTER_ACCENTS,
    MATHS,
    SWITCHES,
    characters,
    formula_symbols,
    symbols,
)

FORMULA_LENGTH = 400
"""Characters of a formula at most; between two dollars that are further apart is no formula."""

_SPECIAL = {
    "\\": r"{\textbackslash}",
    # One that has no other; of two, BibTeX does not miss one.
    "{": r"{$\lbrace$}",
    "}": r"{$\rbrace$}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    "<": r"{\textless}",
    ">": r"{\textgreater}",
    "|": r"{\textbar}",
    "$": r"\$",
    "%": r"\%",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
}
_COMBINING = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0304": "=",
    "\u0306": "u",
    "\u0307": ".",
    "\u0308": '"',
    "\u030a": "r",
    "\u030b": "H",
    "\u030c": "v",
    "\u0323": "d",
    "\u0327": "c",
    "\u0328": "k",
    "\u0331": "b",
}
_SIGN = re.compile(r"[\\{}~^<>|$%&#_]")
_CHARACTER = re.compile(
    rf"(?P<base>[A-Za-z])(?P<mark>[{''.join(_COMBINING)}])|{_SIGN.pattern}|[^\x00-\x7f]"
)
_PART = re.compile(r"\\[A-Za-z]+|\\.|[{}$]|[^\\{}$]+|\\", re.DOTALL)
_FORMULAS = {"$": "$", "\\(": "\\)"}
_ESCAPES = frozenset(("\\%", "\\&", "\\#", "\\_", "\\$", "\\,", "\\ ", "\\/", "\\-"))
_IN_FORMULAS = _ESCAPES | frozenset(("\\;", "\\:", "\\!", "\\|"))
_BRACES_IN_FORMULAS = {"\\{": "\\lbrace ", "\\}": "\\rbrace "}
_WORD = re.compile(rf"(?:[^\W_][{''.join(_COMBINING)}]*)+")


def encoded(text: str, *, title: bool = False) -> str:
    """Return text as LaTeX; in a title, words whose capitals must stay are put in braces.

    Characters that LaTeX has no command for, such as Chinese ones, stay as they are.
    """
    if text.isascii():
        if not title and not _SIGN.search(text):
            return text  # as most names are
    else:
        text = unicodedata.normalize("NFC", text)
    if not any(sign in text for sign in "\\${}"):
        return _plain(text, title=title)
    return "".join(_Reading(text, title=title).written())


class _Reading:
    """The parts of a text with commands, and what is known of them."""

    def __init__(self, text: str, *, title: bool) -> None:
        self._parts: list[str] = _PART.findall(text)
        self._title = title
        self._closing = _pairs(self._parts)
        self._opening = {end: start for start, end in self._closing.items()}
        self._kept: set[int] = set()
        """Braces, and switches after them, that are no characters of the text."""

    def written(self) -> Iterator[str]:
        """Yield the parts, each as it is to be written."""
        formulas = self._formulas()
        place = 0
        while place < len(self._parts):
            part = self._parts[place]
            if place in formulas:
                yield self._formula(place, formulas[place])
                place = formulas[place]
            elif place in self._kept or (part == "{" and self._begins_with_command(place)):
                yield part
            elif place in self._closing or place in self._opening:
                yield f"\\{part}"
            elif part.startswith("\\"):
                yield self._command(place)
            else:
                yield _plain(part, title=self._title)
            place += 1

    def _begins_with_command(self, place: int) -> bool:
        """Whether a group begins with a command; keeps its braces if so."""
        if place not in self._closing or not self._parts[place + 1].startswith("\\"):
            return False
        name = self._parts[place + 1][1:]
        if name in SWITCHES:
            self._kept.add(place + 1)
        elif not _takes_group(name) and name not in symbols():
            return False
        self._kept |= {place, self._closing[place]}
        return True

    def _command(self, place: int) -> str:
        """Return a command, or the characters of one that is not known.

        The braces around its argument, or the empty ones that only end its name, are kept.
        """
        part, name = self._parts[place], self._parts[place][1:]
        following = self._parts[place + 1] if place + 1 < len(self._parts) else ""
        end = self._closing.get(place + 1) if following == "{" else None
        if end is not None and (_takes_group(name) or (name in symbols() and end == place + 2)):
            self._kept |= {place + 1, end}
            return part
        if part in _ESCAPES or (name in ACCENTS and _takes_accent(following)):
            return part
        if name in symbols():
            return f"{{{part}}}"
        if name in formula_symbols():
            return f"{{${part}$}}"
        return _SPECIAL[name] if name in ("{", "}") else _SPECIAL["\\"] + _plain(name)

    def _formulas(self) -> dict[int, int]:
        """Return where the formula ends that begins at a place, of what surely is one."""
        found: dict[int, int] = {}
        start: int | None = None
        for place, part in enumerate(self._parts):
            if start is not None and part == _FORMULAS[self._parts[start]]:
                if self._is_formula(start, place):
                    found[start] = place
                    start = None
                    continue
                start = None
            if start is None and part in _FORMULAS:
                start = place
        return found

    def _is_formula(self, start: int, end: int) -> bool:
        """Whether what stands between two signs is a formula, and no text between two prices.

        As in Pandoc's Markdown, no blank follows the first dollar or stands before the second one,
        and no digit follows the second one.
        """
        inside = "".join(self._parts[start + 1 : end])
        if not inside.strip() or len(inside) > FORMULA_LENGTH or "\n" in inside:
            return False
        if self._parts[start] == "$":
            after = self._parts[end + 1][:1] if end + 1 < len(self._parts) else ""
            if inside != inside.strip() or after.isdigit():
                return False
        return all(
            (part != "{" or start < self._closing.get(at, end) < end)
            and (part != "}" or start < self._opening.get(at, start))
            for at, part in enumerate(self._parts[start + 1 : end], start + 1)
        )

    def _formula(self, start: int, end: int) -> str:
        formula = f"${''.join(map(_in_formula, self._parts[start + 1 : end]))}$"
        return f"{{{formula}}}" if self._title else formula


def _takes_group(name: str) -> bool:
    return name in FONTS or name in ACCENTS or name in LETTER_ACCENTS


def _takes_accent(part: str) -> bool:
    return part[:1].isalpha() or part in ("\\i", "\\j")


def _pairs(parts: Sequence[str]) -> dict[int, int]:
    """Return where the group ends that begins at a place."""
    closing: dict[int, int] = {}
    open_places: list[int] = []
    for place, part in enumerate(parts):
        if part == "{":
            open_places.append(place)
        elif part == "}" and open_places:
            closing[open_places.pop()] = place
    return closing


def _in_formula(part: str) -> str:
    """Return a part of a formula."""
    if part in "{}" or part in _IN_FORMULAS:
        return part
    if part in _BRACES_IN_FORMULAS:
        return _BRACES_IN_FORMULAS[part]
    if part.startswith("\\"):
        name = part[1:]
        if name in MATHS or name in formula_symbols() or name in symbols() or name in FONTS:
            return part
        return "\\backslash " + _signs_in_formula(name)
    return _signs_in_formula(part)


def _signs_in_formula(text: str) -> str:
    """Return text without commands as part of a formula, where `_`, `^` and `~` are right."""

    def written(match: re.Match[str]) -> str:
        sign = match[0]
        if sign in "%&#":
            return f"\\{sign}"
        latex = characters().get(sign, sign)
        return latex[2:-2] if latex.startswith("{$") else f"\\mbox{{{latex}}}"

    return re.sub(r"[%&#]|[^\x00-\x7f]", written, text)


def _plain(text: str, *, title: bool = False) -> str:
    """Return text without commands or formulas as LaTeX."""
    if not title:
        return _characters(text)
    words: list[str] = []
    place = 0
    for match in _WORD.finditer(text):
        words.append(_characters(text[place : match.start()]))
        word = _characters(match[0])
        words.append(f"{{{word}}}" if _keeps_capitals(match[0]) else word)
        place = match.end()
    words.append(_characters(text[place:]))
    return "".join(words)


def _keeps_capitals(word: str) -> bool:
    """Whether a word of a title has capitals that a bibliography must not make small.

    They do make `Attention Is All` small, but have to leave `BERT`, `iPhone`, `3D` and `Q` alone.
    """
    if word in ("A", "a"):
        return False
    capitals = sum(map(str.isupper, word))
    return capitals > 0 and (len(word) == 1 or word[1:] != word[1:].lower() or not word.isalpha())


def _characters(text: str) -> str:
    if text.isascii():
        return _SIGN.sub(lambda match: _SPECIAL[match[0]], text)  # ten times as fast
    return _CHARACTER.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    if match["mark"]:
        return f"{{\\{_COMBINING[match['mark']]}{{{match['base']}}}}}"
    sign = match[0]
    return _SPECIAL.get(sign) or characters().get(sign, sign)
