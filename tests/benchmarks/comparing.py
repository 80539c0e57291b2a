"""What people use today, over the same text in the same run: fzf, rg, sqlite3 and newsboat.

The text of a paper is its title, abstract, authors and keywords: a line of a file for fzf and rg, a
row of a table for sqlite3, an entry of a feed for newsboat. Each tool does the least that tells
what was found: rg and sqlite3 count, fzf writes to nowhere. Their wall time on nothing is taken
off. newsboat is driven in a terminal, from enter to the last byte of its result.

Of the reader both times are from the key to the frame, and so is what stands for nothing: the same
key in the bare app, which shows the same rows without a search.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import perf_counter

import newsboat
from corpus import Corpus, corpus
from filtering import side_by_side
from plan import Plan
from queries import BACKSPACE, Keystroke, Typed, Words, words_of
from surroundings import Home
from table import Part, Row, percentile

TOO_MANY = 20_000
"""Papers for which newsboat is left out: nobody has a feed of so many entries."""

NOWHERE = "¬"
"""A sign that no paper has."""

Search = Callable[[Corpus, str], tuple[str, ...]]


def _fzf(corpus: Corpus, word: str) -> tuple[str, ...]:
    # With `--exact` it finds what it is asked for, and not every line with its letters.
    return ("fzf", "--exact", "--filter", word)


def _rg(corpus: Corpus, word: str) -> tuple[str, ...]:
    return ("rg", "--count", "--ignore-case", "--fixed-strings", word, str(corpus.lines))


def _sqlite(corpus: Corpus, word: str) -> tuple[str, ...]:
    like = f"LIKE '%{word}%'"
    where = " OR ".join(f"{column} {like}" for column in ("title", "abstract", "authors", "kw"))
    return ("sqlite3", str(corpus.rows), f"SELECT count(*) FROM papers WHERE {where}")  # noqa: S608


TOOLS: dict[str, Search] = {"fzf": _fzf, "rg": _rg, "sqlite3": _sqlite}
_NAMES = {
    "fzf": "`fzf --exact --filter`",
    "rg": "`rg --count --ignore-case`",
    "sqlite3": "`sqlite3`, `LIKE` on four columns",
}


def measure(home: Home, plan: Plan) -> Iterator[Row]:
    """Search for a rare and a common word, and for two words next to one another."""
    words = words_of(home.papers())
    wanted = (words.rare, words.common, " ".join(words.pair))
    yield from _reader(home, plan, words)
    papers = corpus(home)
    for tool, search in TOOLS.items():
        what = _NAMES[tool]
        if not shutil.which(tool):
            yield Row(what, "not installed", part=Part.COMPARED)
            continue
        # The first run reads the file, and is not counted.
        times = [
            _median(search(papers, word), papers.lines if tool == "fzf" else None, plan)
            - _median(
                search(papers.empty, word), papers.empty.lines if tool == "fzf" else None, plan
            )
            for word in wanted
        ]
        yield _row(what, times)
    yield _newsboat(home, plan, wanted)


def _reader(home: Home, plan: Plan, words: Words) -> Iterator[Row]:
    """Take the last key back of each text with a sign after it, which is in no paper."""
    texts = [f"{words.rare} ", f"{words.common} ", f'"{" ".join(words.pair)}" ']
    queries = [Typed(text + NOWHERE, (Keystroke(BACKSPACE, text),)) for text in texts]
    floors, answers = side_by_side(home, plan, queries, plan.bursts)
    for what, time in (("first screen", "first"), ("exact count", "exact")):
        medians, bare = (
            [
                percentile([getattr(each, time) for each in some if each.text == text], 0.5)
                for text in texts
            ]
            for some in (answers, floors)
        )
        yield _row(f"paperterm, key to {what}", medians)
        less = [value - floor for value, floor in zip(medians, bare, strict=True)]
        yield _row(f"paperterm, key to {what}, less the bare app's", less)


def _newsboat(home: Home, plan: Plan, wanted: Sequence[str]) -> Row:
    what = "newsboat, enter to the last byte"
    if not shutil.which("newsboat"):
        return Row(what, "not installed", part=Part.COMPARED)
    if home.count() > TOO_MANY:
        return Row(what, "not tried", part=Part.COMPARED)
    return _row(what, newsboat.searched(home, plan, wanted))


def _row(what: str, times: Sequence[float]) -> Row:
    """Return a row with the times of the rare word, the common one, and the two words."""
    text = " / ".join(f"{time * 1_000:,.0f}" for time in times)
    return Row(what, f"{text} ms", part=Part.COMPARED)


def _median(command: Sequence[str], read: Path | None, plan: Plan) -> float:
    """Return the median wall time of a command that reads a file, if any, as standard input."""
    times = []
    for _ in range(1 + plan.memories):
        with (read or Path("/dev/null")).open("rb") as file:
            started = perf_counter()
            subprocess.run(
                command, stdin=file, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
            )
            times.append(perf_counter() - started)
    return percentile(times[1:], 0.5)
