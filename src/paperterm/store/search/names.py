"""Names: authors, keywords, organisations, submitters and days that begin as something typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date

from paperterm.fold import fold, runs
from paperterm.paper import Paper
from paperterm.query.tree import Words
from paperterm.reading import reading
from paperterm.store.condition import Condition
from paperterm.store.files import paper_from
from paperterm.store.place import KEY_BITS, KEYS, day_of, places
from paperterm.store.search.orders import NO_DAY
from paperterm.store.search.selecting import Run, source

MOST = 8
"""Names returned at most."""

READ = 80
"""Papers whose names are counted, the newest that have such a name; to read them takes 3 ms."""

_LAST_DAY = "9999-12-31"

_FIELDS: dict[str, tuple[str, Callable[[Paper], Iterable[str | None]]]] = {
    "author": ("author", lambda paper: paper.authors),
    "kw": ("keyword", lambda paper: paper.keywords),
    "org": ("organization", lambda paper: (paper.organization,)),
    "by": ("submitter", lambda paper: (paper.submitted_by,)),
}
"""The field of a query that each kind of name is in, and the names that a paper has of it."""


def names(run: Run, compiled: Callable[[Words], Condition], kind: str, beginning: str) -> list[str]:
    """Return names of a kind with a word that begins so, the most frequent first.

    The kinds are `author`, `kw`, `org`, `by` and `day`. They are those of the newest papers that
    have such a name; of days, the newest come first.
    """
    if kind == "day":
        return _days(run, beginning.strip())
    if kind not in _FIELDS:
        return []
    field, names_of = _FIELDS[kind]
    words = runs(fold(beginning))
    condition = compiled(Words(" ".join(words), field, prefix=True)) if words else Condition()
    tables, values = source(condition)
    found = run(
        f"SELECT (SELECT blob FROM papers WHERE key = f.place & {KEYS}) FROM {tables}"
        f" ORDER BY {'words.rowid' if condition.expression else 'f.place'} LIMIT {READ}",
        values,
    )
    counts = Counter(
        shown
        for (blob,) in found
        for name in dict.fromkeys(names_of(paper_from(blob)))
        if name and (shown := _shown(kind, name, words))
    )
    return [name for name, _ in counts.most_common(MOST)]


def _shown(kind: str, name: str, wanted: list[str]) -> str | None:
    """Return a name, a keyword as it is read, unless only as it is it has the wanted words."""
    both = (reading(name), name) if kind == "kw" else (name,)
    return next((each for each in both if _begins(runs(fold(each)), wanted)), None)


def _begins(words: list[str], wanted: list[str]) -> bool:
    """Whether the wanted words stand in a name, the last of them as a beginning."""
    text, start = f" {' '.join(words)}", f" {' '.join(wanted)}" if wanted else ""
    return start in text


def _days(run: Run, beginning: str) -> list[str]:
    """Return the newest days that papers are of, and that begin so."""
    found: list[str] = []
    place = _first_place(beginning)
    while len(found) < MOST:
        (place,) = run("SELECT min(place) FROM facts WHERE place >= ?", (place,)).fetchone()
        if place is None or place >> KEY_BITS == NO_DAY:
            break
        day = day_of(place).isoformat()
        if day.startswith(beginning):
            found.append(day)
        elif day < beginning:
            break
        place = ((place >> KEY_BITS) + 1) << KEY_BITS
    return found


def _first_place(beginning: str) -> int:
    """Return the place from which on days may begin so: that of the last day that can."""
    try:
        last = date.fromisoformat(beginning + _LAST_DAY[len(beginning) :])
    except ValueError:
        return 0
    return places(1, last.toordinal())[0]
