"""Markdown: a list of papers with their links, for notes, that Pandoc and GitHub read alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from paperterm.export.facts import About, withdrawal
from paperterm.paper import Paper, Row
from paperterm.wording import written_date

AUTHORS_SHOWN = 12
"""Names written before the rest becomes a number."""

# What may begin anything inside a line, in CommonMark or one of its dialects: two dashes are one
# long one in Pandoc's, and GitHub's has links without brackets and pictures between colons.
_MEANINGFUL = re.compile(r"[\\`*_{}\[\]<>#|~^$@&!]|--|:(?=//|[\w+-]+:)")


def markdown(rows: Iterable[Row], about: About) -> Iterator[str]:
    """Yield a heading, then an item for each row."""
    yield f"# {escaped(about.title)}\n"
    for row in rows:
        yield f"\n{_item(row.paper)}\n"


def escaped(text: str) -> str:
    """Return text in which nothing means anything but itself, if it stands inside a line."""
    return _MEANINGFUL.sub(lambda match: "".join(f"\\{sign}" for sign in match[0]), text)


def _item(paper: Paper) -> str:
    """Return one paper: its title, then authors and links, each on a line of their own.

    No line begins with text of the feed's, which could make it a list, a heading or a quotation.
    """
    title = f"**{escaped(paper.title)}**"
    lines = [f"[{title}]({paper.url})" if paper.url else title]
    authors = _authors(paper)
    day = paper.published_at.date() if paper.published_at else None
    facts = [f"by {authors}" if authors else "", f"published {written_date(day)}" if day else ""]
    lines.append(" · ".join([*filter(None, facts), *filter(None, [withdrawal(paper)])]))
    links = {f"arXiv:{paper.id}": paper.arxiv_url, "PDF": paper.pdf_url}
    links |= {"project": paper.project_link}
    texts = [f"[{escaped(text)}]({_target(link)})" for text, link in links.items() if link]
    texts += [f"[code]({_target(repo)})" for repo in paper.repos]
    lines.append(" · ".join(texts))
    return "- " + "\\\n  ".join(filter(None, lines))


def _authors(paper: Paper) -> str:
    shown = paper.authors[:AUTHORS_SHOWN]
    more = paper.authors_after(len(shown))
    return escaped(", ".join(shown)) + (f" and {more:,} more" if more and shown else "")


def _target(link: str) -> str:
    """Return a link as a target: parentheses in it would end it."""
    return link.replace("(", "%28").replace(")", "%29")
