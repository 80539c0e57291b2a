"""Hints: the one sentence about what is typed that helps most where the cursor is."""

from __future__ import annotations

from collections.abc import Sequence

from paperterm.query.tree import Hint


def sentence(hints: Sequence[Hint], cursor: int, *, completing: bool) -> str:
    """Return the sentence on what the cursor is at, else on the first mistake.

    What completions show already is not said as well.
    """
    here = [hint for hint in hints if hint.start <= cursor <= hint.end]
    others = [hint for hint in hints if not hint.unfinished]
    for hint in (*here, *others, *hints):
        if not (completing and hint.unfinished):
            return hint.sentence
    return ""
