"""A shelf: a store of papers that differ in all a query looks at, and what it ought to show."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from papers import NOW, TODAY, item, listing
from paperterm.marks import NOTE, Change, tag_mark
from paperterm.paper import Listing, Row
from paperterm.query import Query, parse
from paperterm.query.tree import And, Fact, Not, Or, Sort
from paperterm.store import Mark, Store
from predicate import found, in_order

TITLES = (
    "Mixture of Experts for C++ Code",
    "Mixtures of experts, revisited",
    "Experts of a Mixture",
    "GPT-[n] and o-[n] on long horizons",
    "GPT n and o n",
    "It's all about attention",
    "It’s not: attention is over",
    "Its attention",
    "Schrödinger's Straße and the Łódź corpus",
    "A state-of-the-art survey of snake_case names",
    "State of the art",
    'The "quoted" 100% title; DROP TABLE papers',
    "NEAR AND OR NOT",
    "混合专家 models for हिन्दी",
    "After 2511.00001: x² and ﬁne print",
    "Sharp C# and plain C",
    r"Na\"ive Bayes at 85\%: $\alpha$-GAN and M$^3$IT in $O(n^2)$",
)
ABSTRACTS = (
    "We build on https://github.com/made/up and say nothing else.",
    "Attention, twice: attention. A mixture of things.",
    "Experts disagree;\n\nso do surveys of C++.",
    "Nothing here.",
    "",
    r"It is \emph{na\"ive}~(100\%) -- costs $5, 4times $\tau$ and \method.",
)
AUTHORS = (
    ("Ada Mixture", "Experts Bob"),
    ("Jürgen Müller-Lüdenscheidt",),
    ("Nguyễn Văn A", "O'Neil, Cathy", "Łukasz K."),
    (),
)
KEYWORDS = (("mixture of", "experts"), ("C++", "attention"), (), (r"$\tau$-bench", 'na\\"ive'))
ORGANIZATIONS = ("Meta AI", "meta-mixture", "Ünïversity of C++")
SUBMITTERS = ("ann", "Ada Mixture", "bob-a", "oğuz")
TAGS = ("vision", "vision-language", "c++", "агенты")
NOTES = ("Read again:\nexperts of C++", "Müller says: no mixture", "混合专家, x² of 100%")

PIECES = (
    "mixture mixt experts expert of attention a c++ C# c gpt-[n] gpt n o-[n] it's its it’s 2511"
    " 2511.00001 survey state-of-the-art snake_case snake schrödinger SCHRODINGER straße strasse"
    " łódź lodz 混合专家 混 हिन्दी x2 fine 100% near and OR not bob ada muller müller lüdenscheidt"
    " neil o'neil nguyen văn a* ^a (a) a+b {} ; github.com made code things twice zzz"
    r" naïve naive na\"ive na ive bayes 85% 85\% α alpha $\alpha$ τ-bench tau-bench m³it m^3it"
    r" 4× $5 o(n²) o(n^2) – -- \method method emph \emph{ (100%) m3it it"
    " mixture* stat* atte* o* 20* xpert quo* tri* tria* triangulations tri-* c++* (n"
).split()
KINDS = (
    *("{}", "{}", "-{}", '"{}"', '-"{}"', "author:{}", '-author:"{}', '"{} {}"', 'author:"{} {}"'),
    *("title:{}", "abs:{}", "kw:{}", "org:{}", "by:{}", 'org:"{} {}"', "author:{},{}", "org:me*"),
)
STATES = [
    *(
        f"{sign}is:{state}"
        for sign in ("", "-")
        for state in ("read", "unread", "starred", "hidden", "new", "withdrawn")
    ),
    *(
        f"{sign}has:{part}"
        for sign in ("", "-")
        for part in "code project summary media comments tag note".split()
    ),
    *"upvotes:>1 upvotes:0..2 upvotes:* -upvotes:<2 stars:>3 stars:<9".split(),
    *"comments:>=2 comments:0 author:a,o*".split(),
    *"after:2026-08-02 before:2026-08-04 -on:2026-08-01 date:2026-07..2026-08-01 newer:2d".split(),
    *"older:3d published:2026-07 -published:2026-08-01..* published:2025-06..2026-08-02".split(),
    *"in:trending -in:trending in:2026-08-03 in:2026-W31 -in:2026-W32 in:2026-08".split(),
    *"tag:vision -tag:vision tag:vis* tag:VISION,c++ -tag:агенты tag:x tag:vision-l*".split(),
    *"note:experts -note:c++ note:exp* note:MULLER note:x2,100% is:hidden is:hidden".split(),
    *('note:"says no"', 'note:"read again experts"', "note:zzz", "-is:hidden"),
    *"in:2026-07 id:2608.00003".split(),
    *'-id:2608.00004 id:2608.00099 is:rea has: foo:bar author: - "'.split(),
    *"sort:date sort:date-asc sort:upvotes sort:upvotes-asc sort:stars sort:stars-asc".split(),
    *"sort:comments sort:title sort:title-desc sort:rank sort:rank-desc limit:3".split(),
]


class Shelf:
    """A store, and the rows that it ought to show."""

    def __init__(self, store: Store, rows: Iterable[Row]) -> None:
        self.store = store
        self.rows = tuple(rows)

    def __repr__(self) -> str:
        return "shelf"


def items(count: int) -> list[dict[str, Any]]:
    """Return wire items that differ in every field a query looks at."""
    return [
        item(
            number,
            TITLES[number % len(TITLES)],
            day=TODAY - timedelta(days=number % 6) if number % 7 else None,
            summary=ABSTRACTS[number % len(ABSTRACTS)],
            authors=[{"name": name} for name in AUTHORS[number // 3 % len(AUTHORS)]],
            ai_keywords=list(KEYWORDS[number // 2 % len(KEYWORDS)]),
            ai_summary="In one line." if number % 4 == 1 else None,
            githubRepo="https://github.com/some/code" if number % 11 == 0 else None,
            githubStars=number % 13 if number % 3 else None,
            projectPage="https://example.org/page" if number % 5 == 2 else None,
            mediaUrls=["https://example.org/a.png"] if number % 6 == 3 else [],
            organization={"name": ORGANIZATIONS[number % 3]} if number % 2 else None,
            submittedOnDailyBy={"name": SUBMITTERS[number % 4]} if number % 3 else None,
            withdrawnAt="2026-08-02T00:00:00Z" if number % 17 == 5 else None,
            publishedAt=f"{TODAY - timedelta(days=4 * number % 90)}T10:00:00Z"
            if number % 9
            else None,
            upvotes=number % 4 if number % 10 else None,
            numComments=number % 5,
        )
        for number in range(count)
    ]


def lists(rows: Iterable[Row], query: Query) -> dict[Fact, list[str]]:
    """Return the lists that a query names: of the shelf's papers, each is in that of its day."""
    found: dict[Fact, list[str]] = {}
    waiting = [query.root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Fact) and node.key == "in":
            found[node] = [each.paper.id for each in by_votes(rows) if is_in(each, node.value)]
        elif isinstance(node, Not):
            waiting.append(node.node)
        elif isinstance(node, And | Or):
            waiting.extend(node.nodes)
    return found


def is_in(row: Row, name: str) -> bool:
    """Whether a paper is in a list of the feed's, by the only day it was listed on."""
    day = row.paper.feed_day
    if name == "trending" or day is None:
        return name == "trending" and row.rank is not None
    year, week, _ = day.isocalendar()
    return name in {f"{day}", f"{day:%Y-%m}", f"{year}-W{week:02}"}


def by_votes(rows: Iterable[Row]) -> list[Row]:
    """Return rows as a list of the feed has them: most upvotes first."""
    return in_order(rows, Sort("upvotes", descending=True))


def expected(shelf: Shelf, text: str) -> list[str]:
    """Return the ids of the papers that a query ought to find, in order."""
    query = parse(text)
    return found(shelf.rows, query, TODAY, lists(shelf.rows, query))


def ids_in(some: Listing) -> list[str]:
    """Return the ids of the papers in a list."""
    return [record.paper.id for record in some.records]


def stocked(folder: Path, count: int = 96) -> Shelf:
    """Return a store of papers that are trending or not, read or not, starred, new."""
    store = Store.open(folder / "cache.db", folder / "library.db", lambda: NOW)
    every = items(count)
    trending = listing(every[40:20:-1], trending=True)
    store.cache.save(listing(every[:60]), first_fill=True)
    store.cache.save(trending, first_fill=True)
    store.cache.save(listing(every[60:]), first_fill=False)
    papers = [record.paper for record in listing(every).records]
    read = {paper.id for paper in papers[::5]}
    starred = {paper.id for paper in papers[::8]}
    store.library.mark(sorted(read), Mark.READ, True)
    store.library.mark(sorted(starred), Mark.STARRED, True)
    hidden = {paper.id for paper in papers[3::11]}
    tags = {
        paper.id: tuple(sorted(TAGS[: number % 3] if number % 2 else TAGS[2:]))
        for number, paper in enumerate(papers)
        if number % 4
    }
    notes = {paper.id: NOTES[number % len(NOTES)] for number, paper in enumerate(papers[::3])}
    store.library.mark(sorted(hidden), Mark.HIDDEN, True)
    tagged = [Change(each, tag_mark(tag), True) for each, some in tags.items() for tag in some]
    store.library.change(tagged)
    store.library.change([Change(each, NOTE, note) for each, note in notes.items()])
    ranks = {paper_id: rank for rank, paper_id in enumerate(ids_in(trending), start=1)}
    rows = tuple(
        Row(
            key=number,
            paper=paper,
            rank=ranks.get(paper.id),
            read=paper.id in read,
            starred=paper.id in starred,
            new=number >= 60 and paper.id not in read,
            hidden=paper.id in hidden,
            tags=tags.get(paper.id, ()),
            note=notes.get(paper.id, ""),
        )
        for number, paper in enumerate(papers)
    )
    return Shelf(store, rows)
