"""Painting of the line: the parts of a text that are in view, in the styles of what they are."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import islice

from rich.highlighter import Highlighter
from rich.style import Style
from rich.text import Text

from paperterm.query.tree import Token

KINDS = ("key", "value", "quote", "operator", "parenthesis", "unfinished", "mistake")
"""The kinds of tokens that do not look like words."""

COMPONENTS = {f"filter--{kind}" for kind in KINDS}
"""The names by which the stylesheet knows them."""


class LinePainter(Highlighter):
    """Styles the tokens between two characters: a text of ten thousand has thousands of them."""

    def __init__(self, style_of: Callable[[str], Style]) -> None:
        self.tokens: tuple[Token, ...] = ()
        self.view = (0, 0)
        self._style_of = style_of

    def highlight(self, text: Text) -> None:
        """Give each token its style."""
        start, end = self.view
        first = bisect_right(self.tokens, start, key=lambda token: token.end)
        for token in islice(self.tokens, first, None):
            if token.start >= end:
                break
            if token.kind != "word":
                text.stylize(self._style_of(f"filter--{token.kind}"), token.start, token.end)
