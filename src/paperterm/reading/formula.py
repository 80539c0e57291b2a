"""Formulas: what stands between dollars, as one line of Unicode, or nothing."""

from __future__ import annotations

import re

from paperterm.reading.accents import accented
from paperterm.reading.scripts import subscript, superscript
from paperterm.reading.symbols import (
    DOUBLE_STRUCK,
    FUNCTIONS,
    OPERATORS,
    STYLES,
    SYMBOLS,
    WORDS,
)

LONGEST = 300
"""Characters of a formula; one that is longer is no reading matter."""

DEEPEST = 6
"""Groups that may lie in one another."""

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
_SPACES = {",": " ", ":": " ", ";": " ", " ": " ", "!": ""}
_ESCAPED = frozenset("%#&_{}$|")
_TEXTS = frozenset("text textrm mathrm mbox operatorname textsc texttt".split())
_QUADS = {"quad": " ", "qquad": " ", "enspace": " ", "thinspace": " "}
_NEVER = frozenset('&#%"`$\\')

# A formula without commands or scripts may as well be two prices with a word between them.
_PLAIN = re.compile(r"[^\W_]{0,3}(?:[^\w\s][^\W_]{0,3}| ?[=<>+*/|-] ?[^\W_]{0,3}|\d)*")
_WORDS = re.compile(r"[A-Za-z]{4,}|(?<![^\s,;])[A-Za-z]{2,}(?= )|(?<= )[A-Za-z]{2,}(?![^\s,;])")
_UNFINISHED = re.compile(r"[-+=<>/|,.;:(\[&^_\s]")
_BINARY = re.compile(rf" *([{re.escape(''.join(set(OPERATORS.values()) - set('~|<>·')))}]) *")
_SPELLED_OUT = re.compile("\x00[^\x00]*\x00|\x01[^\x02]*\x02")
_MARKS = re.compile("[\x00-\x02]")
_GLUED = re.compile(r"(?<=[\w)])(?=\x01)|(?<=\x02)(?=[\w\x01√])")
_SIMPLE = re.compile(r"\w+")
_CLOSING = {")": "(", "]": "[", "⟩": "⟨", "⌉": "⌈", "⌋": "⌊"}


class _UnsureError(Exception):
    """There is something in the formula that is not known for certain."""


def formula(text: str) -> str | None:
    """Return the formula between two dollars in Unicode, None where that is not sure."""
    text = text.strip()
    if not text or len(text) > LONGEST or _UNFINISHED.match(text[-1]) or text[0] in ",.;:)]":
        return None
    if not re.search(r"[\\^_]", text) and not _PLAIN.fullmatch(text):
        return None
    try:
        parser = _Parser(text)
        return parser.whole()
    except _UnsureError:
        return None


class _Parser:
    r"""Reads one formula.

    Until it is whole, words (`\text`) stand between two `\x00`, functions (`\log`) between `\x01`
    and `\x02`.
    """

    def __init__(self, text: str) -> None:
        self._tokens = _TOKEN.findall(text)
        self._at = 0
        self._depth = 0

    def whole(self) -> str:
        """Return the formula; raises _UnsureError."""
        text = self._sequence(closing="")
        if _WORDS.search(_SPELLED_OUT.sub("1", text)) or not _is_balanced(text):
            raise _UnsureError
        text = " ".join(_MARKS.sub("", _GLUED.sub(" ", text)).split())
        text = _BINARY.sub(_spaced, text)
        return text.replace("~ ", "~", 1) if text.startswith("~ ") else text

    def _sequence(self, closing: str) -> str:
        parts: list[str] = []
        while self._at < len(self._tokens):
            token = self._next()
            if token == closing:
                return "".join(parts)
            if token in {"^", "_"}:
                parts.append(self._script(token, parts))
            else:
                parts.append(self._atom(token))
        if closing:
            raise _UnsureError
        return "".join(parts)

    def _next(self) -> str:
        if self._at == len(self._tokens):
            raise _UnsureError
        token: str = self._tokens[self._at]
        self._at += 1
        return token

    def _atom(self, token: str) -> str:
        match token:
            case "{":
                return self._group()
            case "~" | " " | "\n" | "\t":
                return " "
            case "'":
                return "′"
            case _ if len(token) > 1 and token[0] == "\\":
                return self._command(token[1:])
            case _ if token in _NEVER:
                raise _UnsureError
        return " " if token.isspace() else token

    def _group(self) -> str:
        self._depth += 1
        if self._depth > DEEPEST:
            raise _UnsureError
        text = self._sequence(closing="}")
        self._depth -= 1
        return text

    def _argument(self) -> str:
        """Return what follows a command or stands high or low: one character or a group."""
        token = self._next()
        return self._atom(self._next() if token.isspace() else token).strip()

    def _script(self, sign: str, before: list[str]) -> str:
        # An empty base is right where the formula goes on from the text before it: `M$^3$IT`.
        if before and (before[-1].isspace() or before[-1] in tuple("=+-<>(,")):
            raise _UnsureError
        content = _MARKS.sub("", self._argument())
        script = superscript(content) if sign == "^" else subscript(content)
        if script is None:
            raise _UnsureError
        return script

    def _command(self, name: str) -> str:
        if name in SYMBOLS:
            return SYMBOLS[name] + self._gap(name)
        if name in FUNCTIONS:
            return f"\x01{name}\x02"
        if name in {"left", "right", "big", "Big", "bigl", "bigr", "displaystyle", "textstyle"}:
            return ""
        if name in _ESCAPED:
            return "‖" if name == "|" else name
        if name in _SPACES or name in _QUADS:
            return _SPACES.get(name, " ")
        return self._with_argument(name)

    def _gap(self, name: str) -> str:
        """Pass over the blank that ends a command's name, where it stands for nothing else."""
        if name not in OPERATORS and self._at < len(self._tokens):
            token = self._tokens[self._at]
            after = self._tokens[self._at + 1 : self._at + 2]
            if token.isspace() and after and (after[0].isalnum() or after[0] in {"^", "_"}):
                self._at += 1
        return ""

    def _with_argument(self, name: str) -> str:
        if name in WORDS:
            return WORDS[name]
        if name in {"frac", "tfrac", "dfrac"}:
            return f"{self._operand()}/{self._operand()}"
        if name == "sqrt":
            return f"√{self._operand()}"
        argument = self._argument()
        if name in _TEXTS:
            return f"\x00{argument}\x00"
        if name in STYLES or name == "mathbb":
            return DOUBLE_STRUCK.get(argument, argument) if name == "mathbb" else argument
        letter = accented(name, argument) if len(name) > 1 else None
        if letter is None:
            raise _UnsureError
        return letter

    def _operand(self) -> str:
        text = self._argument()
        return text if _SIMPLE.fullmatch(_MARKS.sub("", text)) else f"({text})"


def _spaced(match: re.Match[str]) -> str:
    """Return an operator with a blank on both sides, where it has one on either."""
    return f" {match[1]} " if " " in match.group() else match[1]


def _is_balanced(text: str) -> bool:
    """Whether what is opened is closed; a half-open interval is neither, and not surely one."""
    opened: list[str] = []
    for character in text:
        if character in _CLOSING.values():
            opened.append(character)
        elif character in _CLOSING and (not opened or opened.pop() != _CLOSING[character]):
            return False
    return not opened
