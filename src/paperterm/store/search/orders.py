"""Orders: how the papers that match stand, as SQL that sorts them."""

from __future__ import annotations

from dataclasses import dataclass

from paperterm.query.tree import Fact, Query, Sort, list_kind
from paperterm.store.compile import KEY
from paperterm.store.place import KEY_BITS, number_of, place_of

TITLE = "paperterm_title"
"""The SQL function (blob) that returns a paper's folded title."""

WEIGHTS = "1.0, 3.0, 1.0, 2.0, 0.0"
"""How much a word counts in abstract, title, authors and keywords; what a paper has does not."""

DAY = f"(f.place >> {KEY_BITS})"
"""The SQL expression for the day of a row of `facts`; newer days are smaller."""

NO_DAY = place_of(0, 0) >> KEY_BITS
"""The day of a paper that has none."""

NUMBERS = frozenset({"upvotes", "comments", "stars"})


@dataclass(frozen=True, slots=True)
class Order:
    """An order by `key`: rank, date, upvotes, comments, stars, title or relevance.

    Papers without the value come last either way, and ties are broken by the smaller id. By rank,
    those without one follow by their newest day, then by most votes. `first` is the number of a
    paper that stands before all others.
    """

    key: str = "rank"
    descending: bool = False
    first: int | None = None

    @property
    def column(self) -> str | None:
        """The column of `facts` that it goes by, if it goes by one."""
        return f"f.{self.key}" if self.key in NUMBERS else None

    @property
    def direction(self) -> str:
        """ASC or DESC."""
        return "DESC" if self.descending else "ASC"

    @property
    def standing(self) -> str | None:
        """SQL for numbers of a row of `facts` by which papers are in order, but for their ranks.

        Smaller ones come first. There is none by title, and none by relevance.
        """
        sign = "-" if self.descending else ""
        match self.key:
            case "rank":
                return f"{DAY}, -f.votes, f.number"
            case "date":
                other = "" if self.descending else "-"
                return f"{DAY} = {NO_DAY}, {other}{DAY}, f.number"
            case "title" | "relevance":
                return None
            case _:
                return f"{self.column} IS NULL, {sign}coalesce({self.column}, 0), f.number"

    @property
    def sql(self) -> str:
        """What stands after ORDER BY, with `facts` as f and `trending` as t."""
        direction = self.direction
        match self.key:
            case "rank":
                parts = ["t.rank IS NULL", f"t.rank {direction}", DAY, "f.votes DESC"]
            case "date":
                # Newer days are smaller, so that the directions are the other way round.
                other = "ASC" if self.descending else "DESC"
                parts = [f"{DAY} = {NO_DAY}", f"{DAY} {other}"]
            case "title":
                parts = [f"{TITLE}((SELECT blob FROM papers WHERE key = {KEY})) {direction}"]
            case "relevance":
                # The better a paper matches, the smaller is its bm25.
                other = "ASC" if self.descending else "DESC"
                parts = [f"bm25(words, {WEIGHTS}) {other}"]
            case _:
                parts = [f"{self.column} IS NULL", f"{self.column} {direction}"]
        if self.first is not None:
            parts.insert(0, f"f.number != {self.first}")
        return ", ".join([*parts, "f.number"])


def order_of(query: Query) -> Order:
    """Return the order of a query; what is related to a paper comes after that one."""
    match query.order:
        case Sort(key, descending):
            return Order(key, descending)
        case Fact("related", value):
            return Order("relevance", descending=True, first=number_of(value))
        case Fact("in", value) if list_kind(value) == "trending":
            return Order()
        case _:
            return Order("upvotes", descending=True)
