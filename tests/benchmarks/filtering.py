"""Filtering: from a key typed into the bar to the first screen of results, and to all of them.

Reader and bare app run side by side and get the same key in turn, so that noise hits both. The
difference can be negative: a result that is there before the frame with the typed letter was seen
to come up to one frame (17 ms) later than one that took 5 ms.

At 100,000 papers the first screen came 26 to 40 ms after the bare app's while all of the list was
asked for as soon as its first papers were there: painted beside that search, 6 ms of work took 25
to 50. Asked for once it is painted, all of the list comes no later, and the first screen before the
bare app's, whose frames come at Textual's 60 a second.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from plan import MANY, Plan
from queries import Typed, typed, words_of
from recorder import Recorder
from surroundings import BARE_APP, PAPERTERM, Home
from table import MILLISECONDS, Part, Row, above, against, beside, by_size, percentile
from typist import Answered, Typist, results, type_query

MOST = 1.5
"""Times the bare app's key-to-paint, as long as there are not very many papers."""

FIRST = {20_000: 0.005, 200_000: 0.015, 2_000_000: 0.030}
"""Seconds to the first screen above the bare app's, by the most papers that they are for."""

WHOLE = {20_000: 0.030, 200_000: 0.120, 2_000_000: 1.0}
"""Seconds above the bare app's until the number is exact and the list whole."""

BY_WEIGHT = "sort:relevance"
"""The one order that cannot be had in time where very many papers match; it has no bar."""


def measure(home: Home, plan: Plan) -> Iterator[Row]:
    """Type every query into both programs."""
    queries = typed(words_of(home.papers()))[: plan.queries]
    floors, answers = side_by_side(home, plan, queries, plan.typings)
    times, bare = [each.first for each in answers], [each.first for each in floors]
    papers = home.count()
    for share in (0.5, 0.99):
        name = f"filter key to list, p{share * 100:.0f} of {len(times)}"
        value, floor = percentile(times, share), percentile(bare, share)
        if papers <= MANY:
            yield against(name, value, floor, MOST, MILLISECONDS)
        else:
            yield beside(name, value, floor, MILLISECONDS)
    yield from judged(floors, answers, papers)
    slowest = max(answers, key=lambda each: each.first)
    name = f"slowest filter key, at {slowest.text!r}"
    yield beside(name, slowest.first, max(bare), MILLISECONDS)


def judged(
    floors: Sequence[Answered], answers: Sequence[Answered], papers: int, when: str = ""
) -> Iterator[Row]:
    """Yield the rows by which the first screen and the whole list are judged."""
    exact = [each for each in answers if BY_WEIGHT not in each.text]
    weighed = [each.exact for each in answers if BY_WEIGHT in each.text]
    first_floors, exact_floors = (
        [each.first for each in floors],
        [each.exact for each in floors if BY_WEIGHT not in each.text],
    )
    firsts, wholes = [each.first for each in answers], [each.exact for each in exact]
    for what, times, bare, bars in (
        ("key to first screen", firsts, first_floors, FIRST),
        ("key to exact count and whole list", wholes, exact_floors, WHOLE),
    ):
        yield above(
            f"{what}, p99{when}",
            percentile(times, 0.99),
            percentile(bare, 0.99),
            by_size(bars, papers),
            MILLISECONDS,
            Part.SPEED,
        )
    if weighed:
        name = f"key to exact order by relevance, at worst{when}"
        yield Row(name, MILLISECONDS.text(max(weighed)), part=Part.SPEED)


def side_by_side(
    home: Home,
    plan: Plan,
    queries: Sequence[Typed],
    rounds: int,
    *,
    environ: Mapping[str, str] | None = None,
    before: Callable[[Typist], None] = lambda _: None,
) -> tuple[list[Answered], list[Answered]]:
    """Type queries into the bare app and the reader; returns what each of them answered.

    `environ` is the reader's alone, and `before` each query something may be done with it.
    """
    expected = results(home, {text for query in queries for text in query.texts})
    with ExitStack() as running:
        bare = running.enter_context(bare_app(home, plan.folder, expected))
        reader = running.enter_context(Recorder(PAPERTERM, home.environ(**environ or {})))
        typists = (Typist(bare, expected), Typist(reader, expected))
        for each in typists:
            each.open()
        for query in [*queries] * rounds:
            before(typists[1])
            type_query(typists, query)
    floors, answers = (each.answers() for each in typists)
    return floors, answers


def bare_app(home: Home, folder: Path, texts: Mapping[str, str]) -> Recorder:
    """Start the bare app, which knows the answers to these texts."""
    queries_file = folder / "queries.json"
    queries_file.write_text(json.dumps(sorted(texts)), encoding="utf-8")
    return Recorder((*BARE_APP, str(queries_file)), home.environ())
