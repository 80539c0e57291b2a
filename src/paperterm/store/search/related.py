"""Related papers: those with the words of a paper's title and keywords that are rare elsewhere."""

from __future__ import annotations

from paperterm.fold import fold, runs
from paperterm.paper import Paper
from paperterm.reading import reading
from paperterm.store.search.selecting import Run, count_up_to

MOST = 12
"""Words and keywords that are looked for; more would not change which papers are near."""

LOOKED_AT = 5_000
"""Papers that are counted at most to tell how rare a word is; they take 0.3 ms."""

WORTH = 5_000
"""Papers that the words may be in, all together: to weigh so many takes 10 ms."""


def related_expression(run: Run, paper: Paper) -> str:
    """Return the FTS5 expression for the papers that are related to one."""
    phrases = [*map(reading, paper.keywords), *runs(fold(reading(paper.title)))]
    folded = dict.fromkeys(" ".join(runs(fold(phrase))) for phrase in phrases)
    telling = sorted((_papers_with(run, phrase), phrase) for phrase in folded if phrase)
    chosen: list[str] = []
    papers = 0
    for count, phrase in telling[:MOST]:
        papers += count
        if chosen and papers > WORTH:
            break
        chosen.append(f'"{phrase}"')
    return f"({' OR '.join(chosen)})" if chosen else '""'


def _papers_with(run: Run, phrase: str) -> int:
    """Return how many papers have a phrase; not more than are looked at."""
    query = "SELECT 1 FROM words WHERE words MATCH ?"
    return count_up_to(run, query, (f'"{phrase}"',), LOOKED_AT)
