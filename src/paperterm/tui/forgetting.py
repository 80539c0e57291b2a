"""Forgetting: what Textual and Rich keep of texts that were shown is given up before it is much."""

from __future__ import annotations

from rich.cells import cached_cell_len
from textual.strip import Strip
from textual.style import Style

MANY = 1_000
"""Answers that one function keeps: the app itself needs a few hundred again and again.

Left alone, they keep up to 16,384. An abstract adds the width of each word and of each line, and
styles of its own, as a link is part of one, and a place in the text, for the mouse: after a
thousand abstracts the app held 7 MB more.
"""

_KEEPING = (cached_cell_len, Strip.render_ansi, Style.__add__)


def forget_texts() -> None:
    """Give up what is kept for reuse where it is much; what is shown is worked out once more."""
    for function in _KEEPING:
        if function.cache_info().currsize > MANY:
            function.cache_clear()
