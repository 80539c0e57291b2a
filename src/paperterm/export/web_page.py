"""HTML: one page of its own, without scripts or anything to be fetched, that prints well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from paperterm.export.facts import About, withdrawal
from paperterm.paper import Paper, Row
from paperterm.wording import counted, written_date

STYLE = """
:root { color-scheme: light dark; }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem;
  font: 1rem/1.5 Georgia, "Times New Roman", serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; }
h2 { font-size: 1.15rem; line-height: 1.3; margin: 0; }
article { margin: 2rem 0; }
p { margin: 0.4rem 0; }
.facts, .links, header p { font: 0.85rem/1.4 system-ui, sans-serif; opacity: 0.8; }
@media print {
  :root { color-scheme: light; }
  body { max-width: none; margin: 0; font-size: 10.5pt; }
  h2 { break-after: avoid; }
  article { break-inside: avoid; margin: 1.2em 0; }
  a { color: inherit; text-decoration: none; }
  .links a::after { content: " <" attr(href) ">"; }
}
"""


def web_page(rows: Iterable[Row], about: About) -> Iterator[str]:
    """Yield the head of the page, then an article for each row."""
    title = escape(about.title)
    yield (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        # Nothing is fetched and no script is run, whatever stands in the page.
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<header>\n<h1>{title}</h1>\n"
        f"<p>Exported from paperterm on {written_date(about.now.date())}.</p>\n</header>\n"
    )
    for row in rows:
        yield _article(row.paper)
    yield "</main>\n</body>\n</html>\n"


def _article(paper: Paper) -> str:
    title = escape(paper.title)
    parts = [
        f"<h2>{_link(title, paper.url)}</h2>",
        _paragraph("authors", escape(_authors(paper))),
        _paragraph("facts", escape(_facts(paper))),
        *(_paragraph("", escape(text)) for text in paper.abstract.split("\n\n")),
        _paragraph("links", " · ".join(_links(paper))),
    ]
    return "\n".join(("<article>", *filter(None, parts), "</article>\n"))


def _authors(paper: Paper) -> str:
    more = paper.authors_after(len(paper.authors))
    return ", ".join(paper.authors) + (f" and {more:,} more" if more and paper.authors else "")


def _facts(paper: Paper) -> str:
    facts = (
        paper.organization or "",
        f"Published {written_date(paper.published_at.date())}" if paper.published_at else "",
        counted(paper.upvotes, "upvote"),
        withdrawal(paper),
        ", ".join(paper.keywords),
    )
    return " · ".join(filter(None, facts))


def _links(paper: Paper) -> Iterator[str]:
    for text, link in (
        (f"arXiv:{paper.id}", paper.arxiv_url),
        ("PDF", paper.pdf_url),
        ("Project", paper.project_link),
        *(("Code", repo) for repo in paper.repos),
    ):
        if link:
            yield _link(escape(text), link)


def _link(inside: str, target: str | None) -> str:
    return f'<a href="{escape(target)}">{inside}</a>' if target else inside


def _paragraph(kind: str, inside: str) -> str:
    if not inside:
        return ""
    return f'<p class="{kind}">{inside}</p>' if kind else f"<p>{inside}</p>"
