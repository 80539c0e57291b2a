"""What is noted of a text while it is read: the colours of its parts, and hints."""

from __future__ import annotations

import re

from paperterm.query.terms import Line, Term, Value
from paperterm.query.tree import Hint, Span, Token, TokenKind

_UNKNOWN_KEY = re.compile(r"([A-Za-z]+:)(?!/)(.*)")
_NO_OPERATORS = {
    "AND": "AND is looked for as a word: terms side by side must all hold anyway.",
    "NOT": "NOT is looked for as a word: a dash before a term leaves out what it finds.",
}


class Notes:
    """Takes places in a line, and gives them as places in the text that the line was made of."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._tokens: list[Token] = []
        self._hints: list[Hint] = []

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The tokens, in the order of the text."""
        return tuple(self._tokens)

    @property
    def hints(self) -> tuple[Hint, ...]:
        """The hints, in the order of the text, each once."""
        return tuple(sorted(set(self._hints)))

    def span(self, term: Term) -> Span:
        """Return where a term stands."""
        return self._line.span(term.start, term.end)

    def token(self, start: int, end: int, kind: TokenKind) -> int:
        """Note the next part of the text; returns its number."""
        self._tokens.append(Token(*self._line.span(start, end), kind))
        return len(self._tokens) - 1

    def hint(self, start: int, end: int, sentence: str, *, unfinished: bool = False) -> None:
        """Note a sentence on a part of the text."""
        self._hints.append(Hint(*self._line.span(start, end), sentence, unfinished))

    def fault(self, start: int, end: int, sentence: str, *, unfinished: bool) -> None:
        """Note the next part of the text as one that is wrong, or not right yet."""
        self.blame(self.token(start, end, "mistake"), sentence, unfinished=unfinished)

    def blame(self, number: int, sentence: str, *, unfinished: bool = False) -> None:
        """Note that a token is wrong after all, or not right yet."""
        start, end, _ = self._tokens[number]
        self._tokens[number] = Token(start, end, "unfinished" if unfinished else "mistake")
        self._hints.append(Hint(start, end, sentence, unfinished))

    def cut(self, start: int, end: int, sentence: str) -> None:
        """Note, in places of the text itself, that its end is passed over."""
        self._tokens.append(Token(start, end, "mistake"))
        self._hints.append(Hint(start, end, sentence))

    def dash(self, term: Term) -> None:
        """Note a term's dash."""
        if term.negated:
            self.token(term.start, term.inner, "operator")

    def value(self, value: Value) -> None:
        """Note a value that its key takes."""
        if value.quoted:
            self.quote(value)
        else:
            self.token(value.start, value.end, "value")

    def quote(self, value: Value) -> None:
        """Note a phrase, of which the closing quote may be missing."""
        start = value.start
        if not value.closed:
            sentence = "This quote is not closed yet; it reaches to the end."
            self.fault(start, start + 1, sentence, unfinished=True)
            start += 1
        if value.end > start:
            self.token(start, value.end, "quote")

    def word(self, value: Value) -> None:
        """Note a word, of which the beginning may look like a key."""
        start, text = value.start, value.text
        match = _UNKNOWN_KEY.fullmatch(text)
        if match and (match[2] or self._line.text.startswith('"', value.end)):
            sentence = f"{match[1]} is no key; {text} is looked for as it stands."
            self.fault(start, start + match.end(1), sentence, unfinished=False)
            start += match.end(1)
        elif text in _NO_OPERATORS:
            self.hint(start, value.end, _NO_OPERATORS[text])
        if value.end > start:
            self.token(start, value.end, "word")
