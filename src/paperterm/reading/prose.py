"""Running text: its LaTeX is read place by place, and what is not sure is passed over."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice

from paperterm.reading.accents import Accents
from paperterm.reading.formula import LONGEST, formula
from paperterm.reading.marks import dash, is_tie, quotes
from paperterm.reading.scripts import subscript, superscript
from paperterm.reading.symbols import LETTERS, STYLES, SWITCHES, SYMBOLS, WORDS
from paperterm.reading.words import apart, word
from paperterm.reading.worn import worn_letter, worn_script, worn_word, worn_words

DEEPEST = 8
"""Arguments that are read inside one another."""

# Each branch begins with one sign, and so `re` passes over all others at once.
_SIGN = re.compile(r"\\[A-Za-z]+|\\.|\$|\^|_|\{|~|``?|--+", re.DOTALL)
_BRACE = re.compile(r"\\.|\{|\}", re.DOTALL)
_CLOSING_QUOTE = re.compile("''?|\"")
# A link is passed over whole, but for what LaTeX does to its signs.
_LINK = re.compile(r"(?:https?://|www\.)(?:[^\s\\{}$~]|(?<=/)~)+")
_WORN_STYLE = re.compile(
    r"(?<![A-Za-z\\^_])(?:text(?:bf|it|sc|tt|rm|sf)|emph|math(?:bf|cal|rm|it|scr))$"
)
_VARIABLE = re.compile(r"\$\w+$")
_VARIABLE_AFTER = re.compile(r"\w+\$")
_MEANT = re.compile(r"\\[A-Za-z]|[\^_]")
_ESCAPED = frozenset("%&#$_")
_SWITCH = re.compile(r"\{\s*\\([A-Za-z]+)(?:\s+|(?=\{)|(?=\\))")
_ONLY = re.compile(r"\{\s*\\([A-Za-z]+)\s*\}")
_COLOR = re.compile(r"\{[A-Za-z0-9!. -]{1,30}\}(?=\{)")
_WITH_ARGUMENT = frozenset(
    "url path nolinkurl href footnote textcolor textsuperscript textsubscript ensuremath".split()
)
_UNESCAPED = re.compile(r"\\([%#&_~])")

Piece = tuple[str, int]
"""What is read at a place, and where the text goes on."""


def read(text: str) -> str:
    """Return `text` as people read it."""
    return _Reader(text).whole()


class _Reader:
    """Reads one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._accents = Accents(text)
        self._closings = dict(_pairs(text))
        self._quotes = quotes(text)
        self._spots = _spots(text, with_quotes=bool(self._quotes))
        self._depth = 0

    def whole(self) -> str:
        """Return all of it."""
        return self._read(0, len(self._text))

    def _read(self, at: int, end: int) -> str:
        """Return a part of the text."""
        text = self._text
        parts: list[str] = []
        for spot in islice(self._spots, bisect_left(self._spots, (at,)), None):
            place, after = spot
            if after > end:
                break
            if place < at:
                continue
            begins, sign, after = self._piece(text[place:after], place) or (place, "", place)
            if after > place and begins >= at:
                parts += (text[at:begins], sign)
                at = after
        parts.append(text[at:end])
        return "".join(parts)

    def _piece(self, found: str, place: int) -> tuple[int, str, int] | None:
        """Return what is read at a spot: where it begins, what it is, where the text goes on."""
        piece = self._read_at(found, place)
        if piece is None:
            return None
        begins = place
        if found in {"^", "_"} and (letter := worn_letter(self._text, place)):
            return letter[0], letter[1] + piece[0], piece[1]
        if found == "{" and (style := _WORN_STYLE.search(self._text, max(place - 7, 0), place)):
            begins = style.start()
        return begins, *piece

    def _read_at(self, found: str, place: int) -> Piece | None:
        """Return what is read at a spot, which begins with `found`."""
        piece: Piece | None = None
        match found[0]:
            case "\\" if found[1:].isalpha() and len(found) > 1:
                piece = self._command(found[1:], place)
            case "\\":
                piece = self._escape(found[1:], place)
            case "$":
                piece = self._formula(place + 1, "$")
            case "^" | "_":
                piece = worn_script(self._text, place)
            case "{":
                piece = self._group(place)
            case "~" | "-" | "`" | "'" | '"':
                piece = self._mark(found, place)
            case "h" | "w":
                piece = found, place + len(found)
            case _:
                piece = worn_word(self._text, place, found), place + len(found)
        return piece

    def _mark(self, mark: str, place: int) -> Piece | None:
        """Return what a dash, a quote or a tie stands for."""
        after = place + len(mark)
        if mark == "~":
            return (" ", after) if is_tie(self._text, place) else None
        if mark[0] in "`'\"":
            return (self._quotes[place], after) if place in self._quotes else None
        sign = dash(self._text, place, mark)
        return (sign, after) if sign else None

    def _argument(self, place: int) -> Piece | None:
        """Return what stands in the braces at a place, read."""
        end = self._closings.get(place)
        if end is None or self._depth == DEEPEST:
            return None
        self._depth += 1
        inside = self._read(place + 1, end)
        self._depth -= 1
        return inside, end + 1

    def _raw(self, place: int) -> Piece | None:
        """Return what stands in the braces at a place, as it is."""
        end = self._closings.get(place)
        return None if end is None else (self._text[place + 1 : end].strip(), end + 1)

    def _group(self, place: int) -> Piece | None:
        """Return what stands in braces that are there for its looks or for one letter."""
        end = self._closings.get(place)
        if end is None:
            return None
        if match := _ONLY.match(self._text, place):
            name = match[1]
            if name == "deg":
                return ("°", match.end()) if self._text[place - 1 : place].isdigit() else None
            sign = SYMBOLS.get(name) or LETTERS.get(name) or WORDS.get(name)
            return (sign, match.end()) if sign else None
        if _WORN_STYLE.search(self._text, max(place - 7, 0), place):
            return self._argument(place)
        match = _SWITCH.match(self._text, place)
        if match is None or match[1] not in SWITCHES or self._depth == DEEPEST:
            return None
        self._depth += 1
        inside = self._read(match.end(), end)
        self._depth -= 1
        return inside, end + 1

    def _formula(self, start: int, closing: str) -> Piece | None:
        """Return the formula that begins at a place, behind what opens it."""
        end = self._text.find(closing, start, start + LONGEST)
        while end > start and self._text[end - 1] == "\\" and closing == "$":
            end = self._text.find(closing, end + 1, start + LONGEST)
        if end <= start:
            return None
        inside = self._text[start:end]
        after = end + len(closing)
        if closing == "$" and not self._is_enclosed(inside, start - 1, after):
            return None
        sign = formula(inside)
        if sign is None and _MEANT.search(inside):
            return self._text[start - len(closing) : after], after  # half of it would be no better
        return None if sign is None else (sign, after)

    def _is_enclosed(self, inside: str, before: int, after: int) -> bool:
        """Whether two dollars enclose what is between them, and are not prices or variables."""
        if inside[0].isspace() or inside[-1].isspace() or self._text[after : after + 1].isdigit():
            return False
        if _MEANT.search(inside):
            return True
        # `$a$b$c` are three variables.
        is_first = _VARIABLE_AFTER.match(self._text[after : after + 20]) is not None
        return not is_first and not _VARIABLE.search(self._text[max(before - 20, 0) : before])

    def _escape(self, sign: str, place: int) -> Piece | None:
        """Return what a backslash and a sign stand for."""
        text, after = self._text, place + 2
        if sign in _ESCAPED:
            return sign, after
        if sign in {"(", "["}:
            return self._formula(after, "\\" + {"(": ")", "[": "]"}[sign])
        if sign == ",":
            is_apart = text[place - 1 : place].isspace() or text[after : after + 1].isspace()
            return ("" if is_apart or after == len(text) or not place else " "), after
        if sign == " ":
            return (" ", after) if text[place - 1 : place] in tuple(".:;,)") else None
        if sign in {"~", "^"} and text.startswith("{}", after):
            return sign, after + 2
        return self._accents.at(place)

    def _command(self, name: str, place: int) -> Piece | None:
        """Return what a command stands for, with its arguments."""
        after = place + len(name) + 1
        if accent := self._accents.at(place):
            return accent
        if name in STYLES:
            return self._argument(after)
        if name in _WITH_ARGUMENT:
            return self._with_argument(name, place, after)
        return word(self._text, name, place)

    def _with_argument(self, name: str, place: int, after: int) -> Piece | None:
        match name:
            case "url" | "path" | "nolinkurl":
                raw = self._raw(after)
                return raw and (apart(self._text, place) + _UNESCAPED.sub(r"\1", raw[0]), raw[1])
            case "href":
                return self._link(place, after)
            case "footnote":
                note = self._argument(after)
                return note and (f" ({note[0].strip()})", note[1])
            case "textcolor":
                color = _COLOR.match(self._text, after)
                return self._argument(color.end()) if color else None
            case "textsuperscript" | "textsubscript":
                raw = self._raw(after)
                moved = raw and (superscript if "super" in name else subscript)(raw[0])
                return (moved, raw[1]) if raw and moved else None
        raw = self._raw(after)
        sign = raw and formula(raw[0])
        return (sign, raw[1]) if raw and sign else None

    def _link(self, place: int, after: int) -> Piece | None:
        link = self._raw(after)
        shown = link and self._argument(link[1])
        if link is None or shown is None:
            return None
        address = _UNESCAPED.sub(r"\1", link[0])
        if shown[0].strip() in {address, address.partition("://")[2], ""}:
            return apart(self._text, place) + address, shown[1]
        return f"{apart(self._text, place)}{shown[0]} ({address})", shown[1]


def _spots(text: str, *, with_quotes: bool) -> list[tuple[int, int]]:
    """Return where something may have to be read, in order."""
    spots = [match.span() for match in _SIGN.finditer(text)]
    spots += worn_words(text)
    if with_quotes:
        spots += [match.span() for match in _CLOSING_QUOTE.finditer(text)]
    if "://" in text or "www." in text:
        spots += [match.span() for match in _LINK.finditer(text)]
    return sorted(spots)


def _pairs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places of braces that belong together."""
    opened: list[int] = []
    for match in _BRACE.finditer(text) if "{" in text else ():
        if match.group() == "{":
            opened.append(match.start())
        elif match.group() == "}" and opened:
            yield opened.pop(), match.start()
