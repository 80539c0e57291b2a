"""Searching, in the store alone: the first rows of a query, the whole list, and the cache's size.

What was tried (SQLite 3.40, Python 3.11, two cores, generated papers; a paper's index in bytes):

| an index whose rows are … | bytes | written in |
| --- | --- | --- |
| places by day, votes and id, abstract second, prefix='1 2 3' | 4,665 | 191 µs |
| places by day and key, abstract second, prefix='1 2 3' | 3,250 | 222 µs |
| the same with prefix='1 2 3 4 5' | 5,412 | 413 µs |
| the same with prefix='1 2 4', abstract first | 2,667 | 158 µs |
| the same, written in pieces of 4 MB, eight or more of which are merged | 2,768 | 91 µs |

* Places that hold votes differ by numbers of seven bytes, those of day and key by one or two; and
  votes change without a change of the index. A day's papers, which are a thousand at a million,
  are sorted when they are read: 1 ms.
* A row that comes before the last one has FTS5 write what it has collected: written in the order
  of places, a file's papers take a third of the time.
* Of a beginning without an index of its own FTS5 reads all words before it gives a paper: at a
  million 19 ms for one in a third of the papers. Asked for by up to 300 words, or by the
  beginnings of four letters that go on from three, it takes 1 ms.
* `MATCH` in the order of the rows gives the first 40 of a word in three of four papers of 740,000
  in 0.2 ms and their facts in 0.1 µs each; their keys, all of them, in 180 ms (130 ms as one text
  made in SQLite, which takes twice the memory); their number in 22 ms; `ORDER BY bm25` in 540 ms.
* To look one paper up in the index takes 10 µs where its pieces are merged, 100 µs where they are
  not; merging takes 31 µs a paper. To collect and sort a match takes 0.1 µs, so that the two ways
  to an order other than that of the index cost the same where a fifth of a million papers match.
* The order of all papers, as an array, takes 0.25 s and 4 MB at a million; the papers that match
  are picked from it by a byte each, at 60 ns a paper. Sorted by SQLite they take three times as
  long.
* Read when it is first asked for, an order made the whole list of a million come after 0.9 to 1.6 s
  where it took 0.46 s with the order at hand; by date SQLite sorts each day's papers, in twice the
  time of by rank. Sorted in Python from the index of ids it takes as long, and so does hexadecimal
  or UTF-16 in place of JSON, of which 70 % is the walk through the index.
* Blocks of more than 128 kB taken from the system by themselves left 51 MB in use after many lists
  of a million, where it had been between 54 and 83 MB; the lists came no later.
* One text for a paper's own record and the feed's, one after the other and compressed, takes
  1,600 bytes where two took 3,570.
* A table of all names, for completion, took 270 bytes and 60 µs a paper, and most of what an
  import writes at a million; the names of the newest 80 papers that have one take 3 ms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import pairwise
from time import perf_counter

import generated
from plan import Plan
from surroundings import Home
from table import MILLISECONDS, Part, Row, Unit, at_most, percentile

from paperterm.fold import fold, runs
from paperterm.paper import Paper
from paperterm.query import parse
from paperterm.store import Search, Store
from paperterm.store.entry import raw_of
from paperterm.store.files import open_for_reading

FIRST = {20_000: 0.005, 200_000: 0.015, 2_000_000: 0.030}
"""Seconds to the first rows, by the most papers that they are for."""

WHOLE = {20_000: 0.030, 200_000: 0.120, 2_000_000: 1.0}
"""Seconds to the whole list."""

IN_SIGHT = 25
"""Rows that are read with an answer: as many as a tall terminal shows."""

ASKED = 40
"""Papers that are asked for first."""

SIZE = 2.0
"""Times the feed's own JSON that the cache may take."""

_SAMPLE = 2_000
_TIMES = 5
_MORE = " is:unread has:code after:2024-06"
_TIMES_UNIT = Unit("×", 1, 2)


def measure(home: Home, plan: Plan) -> Iterator[Row]:
    """Ask every query of the set, with marks on one paper in twenty."""
    library = plan.folder / "searching" / "library.db"
    with closing(Store.open(home.cache_file, library, lambda: datetime.now(UTC))) as store:
        search = store.search
        keys = search.ask(parse("")).keys
        generated.mark(store, search.ids(keys))
        queries = list(_queries([row.paper for row in search.rows(keys[:_SAMPLE])]))
        papers = len(keys)
        firsts = [time for query in queries for time in _first(search, query)]
        exact = [_whole(search, query) for query in queries if "sort:relevance" not in query]
        weighed = [_whole(search, query) for query in queries if "sort:relevance" in query]
        yield _judged("first rows of a query, p99", percentile(firsts, 0.99), FIRST, papers)
        yield _judged("whole list of a query, p99", percentile(exact, 0.99), WHOLE, papers)
        yield Row("whole list by relevance, at worst", MILLISECONDS.text(max(weighed)))
    size = sum(file.stat().st_size for file in home.cache_file.parent.glob("cache.db*"))
    what = "cache, against the JSON in it"
    yield at_most(what, size / _json(home), SIZE, _TIMES_UNIT, Part.SPEED)


def _first(search: Search, text: str) -> Iterator[float]:
    for _ in range(_TIMES):
        started = perf_counter()
        shown = search.first(parse(text), ASKED)
        search.rows(shown.keys[:IN_SIGHT])
        yield perf_counter() - started


def _whole(search: Search, text: str) -> float:
    query = parse(text)
    started = perf_counter()
    search.ask(query)
    return perf_counter() - started


def _queries(papers: Sequence[Paper]) -> Iterator[str]:
    """Yield the queries, of words that are common and rare in these papers."""
    words = [runs(fold(f"{paper.title} {paper.abstract}")) for paper in papers]
    counts = Counter(word for each in words for word in set(each) if word.isalpha())
    common = [word for word, _ in counts.most_common(60)]
    longer = [word for word in common if len(word) >= 4]
    pairs = Counter(pair for each in words for pair in pairwise(each))
    first, second = pairs.most_common(1)[0][0]
    rare = min(counts, key=lambda word: (counts[word], word))
    begin = [f"{rare} ", f"{common[0]} ", common[0][:1], "a", common[0][:2], "th"]
    begin += [longer[0][:3], longer[1][:4], longer[-1], f'"{first} {second}"', f"-{common[0]} "]
    for query in begin:
        yield query
        is_whole = query.endswith((" ", '"'))
        yield f"{query.strip()}{'' if is_whole else '*'}{_MORE}"
    yield from ("", "is:starred", "zqxjv")
    for key in ("date", "upvotes", "rank", "relevance"):
        for query in (common[0], common[-1], rare, ""):
            yield f"sort:{key} {query} "


def _judged(what: str, value: float, bars: dict[int, float], papers: int) -> Row:
    """Return the row of a value whose bar depends on the number of papers."""
    return at_most(
        what, value, next(bar for most, bar in bars.items() if papers <= most), MILLISECONDS
    )


def _json(home: Home) -> float:
    """Return the bytes of the feed's own JSON in a cache, told from some of its papers."""

    with closing(open_for_reading(home.cache_file)) as cache:
        (newest,) = cache.execute("SELECT max(key) FROM papers").fetchone()
        keys = range(1, newest + 1, max(1, newest // _SAMPLE))
        query = "SELECT blob FROM papers WHERE key = ?"
        sizes = [len(raw_of(cache.execute(query, [key]).fetchone()[0])) for key in keys]
    return float(newest * sum(sizes) / len(sizes))
