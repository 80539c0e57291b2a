"""What a paper looks like: pure functions from values to text, without a widget or a clock.

Feed text becomes `Content` here, never markup: square brackets in a title are square brackets.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.style import Style

from paperterm.fold import Needle, spans
from paperterm.links import link_spans, repository
from paperterm.paper import Paper, Row
from paperterm.query import Query
from paperterm.reading import reading
from paperterm.tui.lines import META_GAP, count
from paperterm.wording import counted, written_date

AUTHORS_SHOWN = 6
"""Authors named in the abstract pane before `+N`."""

NOTE_SHOWN = 10_000
"""Characters of a note that are shown."""

MATCH = "$mark reverse"
"""The style of what a filter has found."""


def short_link(link: str) -> str:
    """Return a link as it is read aloud, without its scheme."""
    return link.removeprefix("https://").removeprefix("http://").rstrip("/")


def abstract(row: Row, query: Query) -> Content:
    """Return everything the abstract pane says of a paper, with what `query` finds in it marked."""
    paper, found = row.paper, query.needles_for
    head = [
        _matched(reading(paper.title) or "(no title)", found("title")).stylize_before("bold"),
        _authors(paper, found("author")),
        _facts(row, query),
        _dates(row),
        _marks(row),
    ]
    if paper.withdrawn_at:
        withdrawn = f"Withdrawn on {written_date(paper.withdrawn_at.date())}."
        head.append(Content.styled(withdrawn, "bold $text-error"))
    blocks = [Content("\n").join(line for line in head if line)]
    if paper.ai_summary:
        blocks.append(Content.styled(reading(paper.ai_summary), "italic $mark"))
    links = paper.links
    text = reading(paper.abstract) or "The feed gives no abstract for this paper."
    blocks.append(_linked(_matched(text, found("abstract")), links))
    blocks.append(_note(row.note, found("note")))
    keywords = [*map(reading, paper.keywords)]
    blocks.append(_names(keywords, found("keyword")).stylize_before("$quiet"))
    blocks.append(_links(paper, links))
    return Content("\n\n").join(block for block in blocks if block)


def _marks(row: Row) -> Content:
    """Return what the reader has said of the paper and the list has no room for."""
    words = ["hidden"] if row.hidden else []
    return Content.styled(" ".join([*words, *(f"#{tag}" for tag in row.tags)]), "$mark")


def _note(note: str, needles: Sequence[Needle]) -> Content:
    """Return the note with a heading; a very long one only in part, as it would take long."""
    if not note:
        return Content()
    more = "" if len(note) <= NOTE_SHOWN else " …"
    text = _matched(note[:NOTE_SHOWN] + more, needles)
    return Content("\n").join([Content.styled("Your note", "bold $mark"), text])


def _authors(paper: Paper, needles: Sequence[Needle]) -> Content:
    names = paper.authors[:AUTHORS_SHOWN]
    hidden = paper.authors_after(len(names))
    more = f" +{hidden:,}" if hidden else ""
    return (_names(names, needles) + Content(more)).stylize_before("$quiet")


def _names(names: Sequence[str], needles: Sequence[Needle]) -> Content:
    """Return names in a row; what is found is found in one of them, as in the store."""
    return Content(", ").join(_matched(name, needles) for name in names)


def _facts(row: Row, query: Query) -> Content:
    """Return what people made of the paper, and who brought it."""
    paper = row.paper
    by = f"by {paper.submitted_by}" if paper.submitted_by else ""
    return _joined(
        "" if paper.upvotes is None else f"▲ {paper.upvotes:,}",
        counted(paper.comments, "comment"),
        f"trending #{row.rank}" if row.rank is not None else "",
        _matched(paper.organization or "", query.needles_for("organization")),
        _matched(by, query.needles_for("submitter")),
    )


def _dates(row: Row) -> Content:
    """Return which paper it is, and of when."""
    paper = row.paper
    return _joined(
        "" if paper.is_from_page else paper.id,
        f"published {written_date(paper.published_at.date())}" if paper.published_at else "",
        f"listed {written_date(paper.feed_day)}" if paper.feed_day else "",
    )


def _joined(*facts: str | Content) -> Content:
    texts = [Content(fact) if isinstance(fact, str) else fact for fact in facts if fact]
    return Content(META_GAP).join(texts).stylize_before("$quiet")


def _links(paper: Paper, links: Sequence[str]) -> Content:
    """Return the links, numbered."""
    lines = []
    for number, link in enumerate(links, start=1):
        line = Content.assemble(
            (f"{number} " if number < 10 else "  ", "$mark"),
            Content.styled(short_link(link), _link_style(link, number)),
        )
        if number == 1 and paper.repos and paper.github_stars:
            line += Content.styled(f"  ☆ {count(paper.github_stars)}", "$quiet")
        lines.append(line)
    return Content("\n").join(lines)


def _linked(content: Content, links: Sequence[str]) -> Content:
    """Return text with the links in it as such; a click opens what has a number in `links`."""
    for start, end, link in link_spans(content.plain):
        numbered = link if link in links else repository(link)
        number = links.index(numbered) + 1 if numbered in links else 0
        content = content.stylize(_link_style(link, number), start, end)
    return content


def _link_style(link: str, number: int) -> Style:
    """Return the style of a link, for the terminal (OSC 8) and for a click within the app."""
    click = {"@click": ("screen.send", ("open_link", number))} if number else {}
    return Style(link=link) + Style.from_meta(click)


def _matched(text: str, needles: Sequence[Needle]) -> Content:
    """Return `text` with what `needles` find in it marked."""
    content = Content(text)
    for start, end in spans(text, needles):
        content = content.stylize(MATCH, start, end)
    return content
