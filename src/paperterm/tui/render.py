"""What a paper looks like: pure functions from values to text, without a widget or a clock.

Feed text becomes `Content` here, never markup: square brackets in a title are square brackets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.style import Style

from paperterm.fold import Needle, spans
from paperterm.paper import Paper, Row
from paperterm.printing import counted, written_date
from paperterm.query import Query

ELLIPSIS = "…"
AUTHORS_SHOWN = 6
"""Authors named in the abstract pane before `+N`."""

RANK_WIDTH = 4
MARKS_WIDTH = 4
VOTES_WIDTH = 7
META_GAP = " · "

MATCH = "$mark reverse"
"""The style of what a filter has found."""

_THOUSAND = 1_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in a list line, and the role that gives it its style."""

    text: str
    role: str = ""


def line_pieces(row: Row, line: int, width: int, today: date) -> list[Piece]:
    """Return one of the two lines of a list row; what is wider than `width` cells is cropped."""
    return _title_line(row, width) if line == 0 else _meta_line(row, width, today)


def highlighted(pieces: Sequence[Piece], query: Query) -> Iterator[Piece]:
    """Yield the pieces with what a query finds in titles and authors as pieces of its own."""
    needles_of = {
        "title": query.needles,
        "read-title": query.needles,
        "author": query.author_needles,
    }
    for piece in pieces:
        needles = needles_of.get(piece.role, ())
        place = 0
        for start, end in spans(piece.text, needles):
            yield Piece(piece.text[place:start], piece.role)
            yield Piece(piece.text[start:end], "match")
            place = end
        yield Piece(piece.text[place:], piece.role)


def cut(text: str, width: int) -> str:
    """Return `text` in at most `width` cells, cut with an ellipsis, never inside a character."""
    if cell_len(text) <= width:
        return text
    if width <= 0:
        return ""
    return set_cell_size(text, width - 1).rstrip() + ELLIPSIS


def fit(text: str, width: int) -> str:
    """Return `text` cut or padded to exactly `width` cells."""
    return set_cell_size(cut(text, width), width)


def count(number: int) -> str:
    """Return a number for a narrow column: 812, 9.7k, 31k, 1.2M."""
    for size, unit in ((_THOUSAND**2, "M"), (_THOUSAND, "k")):
        # What would be rounded up to 1000k is 1.0M.
        if number >= size - size // 2_000:
            value = number / size
            return f"{value:.1f}{unit}" if value < 9.95 else f"{value:.0f}{unit}"
    return str(number)


def age(day: date | None, today: date) -> str:
    """Return how long ago `day` was, in the largest unit that fits: today, 2 d, 3 w, 5 mo, 2 y."""
    if day is None:
        return ""
    days = (today - day).days
    if days <= 0:
        return "today"
    for least, length, unit in ((365, 365, "y"), (61, 30, "mo"), (14, 7, "w")):
        if days >= least:
            return f"{days // length} {unit}"
    return f"{days} d"


def ago(time: datetime, now: datetime) -> str:
    """Return how long ago a moment was, in words."""
    minutes = int((now - time).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    if minutes < 24 * 60:
        return f"{minutes // 60} h ago"
    return f"{minutes // (24 * 60)} d ago"


def day_of(paper: Paper) -> date | None:
    """Return the day a paper counts from: its newest feed day, else its arXiv date."""
    return paper.feed_day or (paper.published_at.date() if paper.published_at else None)


def short_link(link: str) -> str:
    """Return a link as it is read aloud, without its scheme."""
    return link.removeprefix("https://").removeprefix("http://").rstrip("/")


def abstract(row: Row, query: Query) -> Content:
    """Return everything the abstract pane says of a paper, with what `query` finds in it marked."""
    paper, needles = row.paper, query.needles
    head = [
        _matched(paper.title or "(no title)", needles).stylize_before("bold"),
        _authors(paper, query.author_needles),
        _facts(row),
        _dates(row),
    ]
    if paper.withdrawn_at:
        withdrawn = f"Withdrawn on {written_date(paper.withdrawn_at.date())}."
        head.append(Content.styled(withdrawn, "bold $text-error"))
    blocks = [Content("\n").join(line for line in head if line)]
    if paper.ai_summary:
        blocks.append(Content.styled(paper.ai_summary, "italic $mark"))
    text = paper.abstract or "The feed gives no abstract for this paper."
    blocks.append(_matched(text, needles))
    blocks.append(_names(paper.keywords, needles).stylize_before("$quiet"))
    blocks.append(_links(paper))
    return Content("\n\n").join(block for block in blocks if block)


def _title_line(row: Row, width: int) -> list[Piece]:
    rank = "" if row.rank is None else str(row.rank)
    room = max(width - RANK_WIDTH - MARKS_WIDTH - VOTES_WIDTH - 1, 0)
    title = row.paper.title or "(no title)"
    votes = "" if row.paper.upvotes is None else f"▲ {count(row.paper.upvotes)}"
    return [
        Piece(rank.rjust(RANK_WIDTH), "meta"),
        Piece("  " if row.read else " ●", "accent"),
        Piece("★ " if row.starred else "  ", "star"),
        Piece(fit(title, room), "read-title" if row.read else "title"),
        Piece(votes.rjust(VOTES_WIDTH) + " ", "meta"),
    ]


def _meta_line(row: Row, width: int, today: date) -> list[Piece]:
    paper = row.paper
    when = age(day_of(paper), today)
    # Under the votes, so that both can be compared down the list.
    stars = f"☆ {count(paper.github_stars)}" if paper.github_stars else ""
    right = f" {stars.rjust(VOTES_WIDTH)} "
    badge = "new" if row.new else ""
    indent = " " * (RANK_WIDTH + MARKS_WIDTH)
    room = max(width - len(indent) - len(badge) - len(right), 0)
    # The name gives way; its neighbours are short.
    name, role = (
        (paper.organization, "meta") if paper.organization else (_first(paper.authors), "author")
    )
    gap = META_GAP if when and name else ""
    name = cut(name, room - len(when) - len(gap))
    pieces = [Piece(indent), Piece(when + gap, "meta"), Piece(name, role)]
    used = len(when) + len(gap) + cell_len(name)
    return [
        *pieces,
        Piece(" " * max(room - used, 0)),
        Piece(badge, "new"),
        Piece(right, "meta"),
    ]


def _first(names: Sequence[str]) -> str:
    return names[0] if names else ""


def _authors(paper: Paper, needles: Sequence[Needle]) -> Content:
    names = paper.authors[:AUTHORS_SHOWN]
    hidden = max(paper.author_count, len(paper.authors)) - len(names)
    more = f" +{hidden:,}" if hidden > 0 else ""
    return (_names(names, needles) + Content(more)).stylize_before("$quiet")


def _names(names: Sequence[str], needles: Sequence[Needle]) -> Content:
    """Return names in a row; what is found is found in one of them, as in the store."""
    return Content(", ").join(_matched(name, needles) for name in names)


def _facts(row: Row) -> Content:
    """Return what people made of the paper."""
    paper = row.paper
    return _joined(
        "" if paper.upvotes is None else f"▲ {paper.upvotes:,}",
        counted(paper.comments, "comment"),
        f"trending #{row.rank}" if row.rank is not None else "",
        paper.organization or "",
        f"by {paper.submitted_by}" if paper.submitted_by else "",
    )


def _dates(row: Row) -> Content:
    """Return which paper it is, and of when."""
    paper = row.paper
    return _joined(
        "" if paper.is_from_page else paper.id,
        f"published {written_date(paper.published_at.date())}" if paper.published_at else "",
        f"listed {written_date(paper.feed_day)}" if paper.feed_day else "",
    )


def _joined(*facts: str) -> Content:
    return Content.styled(META_GAP.join(fact for fact in facts if fact), "$quiet")


def _links(paper: Paper) -> Content:
    lines = []
    for number, link in enumerate(paper.links, start=1):
        label = Style.from_meta({"@click": ("screen.open_link", (number,))})
        line = Content.assemble(
            (f"{number} " if number < 10 else "  ", "$mark"),
            Content.styled(short_link(link), label),
        )
        if number == 1 and paper.repos and paper.github_stars:
            line += Content.styled(f"  ☆ {count(paper.github_stars)}", "$quiet")
        lines.append(line)
    return Content("\n").join(lines)


def _matched(text: str, needles: Sequence[Needle]) -> Content:
    """Return `text` with what `needles` find in it marked."""
    content = Content(text)
    for start, end in spans(text, needles):
        content = content.stylize(MATCH, start, end)
    return content


def clock_time(time: datetime) -> str:
    """Return the local time of day."""
    return f"{time.astimezone():%H:%M}"


def utc_today(now: datetime) -> date:
    """Return the date in UTC, in which the feed counts its days."""
    return now.astimezone(UTC).date()
