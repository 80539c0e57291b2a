"""Tables, feeds and pages: what is in them, and that nothing in a paper's text acts on them."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import PurePath
from xml.etree import ElementTree as ET

import feedparser  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from papers import NOW
from paperterm.clean import clean_abstract, clean_line
from paperterm.export import FORMATS, About, exported, format_of
from paperterm.export.markdown import escaped
from paperterm.paper import Paper, Row, alias

ABOUT = About(NOW, "Papers: a <query> & more")

PAPER = Paper(
    id="1706.03762",
    title="Attention <b>Is</b> [All] You *Need* & $x_1$",
    abstract="First, {this}.\n\nThen </p><script>alert(1)</script> that.",
    authors=("Ashish Vaswani", "Łukasz Kaiser"),
    author_count=4,
    published_at=datetime(2017, 6, 12, 17, 57, tzinfo=UTC),
    feed_day=date(2024, 1, 9),
    upvotes=7,
    keywords=("self-attention", "R&D"),
    github_repo="https://github.com/tensorflow/tensor2tensor",
    project_page="https://example.org/a_(b)?c=d&e=f",
)
SAVED = Paper(id=alias("1. A Title", ""), title="1. A Title", abstract="")

HOSTILE = st.text(
    st.one_of(st.sampled_from("<>&\"'`=+-@,;\t\r\n{}[]()*_#|\\$~^!: "), st.characters()),
    max_size=30,
)


def document(name: str, *papers: Paper) -> str:
    """Return papers as one document."""
    rows = [Row(number, paper, read=True) for number, paper in enumerate(papers, 1)]
    return "".join(exported(rows, name, ABOUT))


def hostile(title: str, abstract: str = "") -> Paper:
    """Return the paper with another title and abstract, cleaned as they are when they come."""
    return replace(
        PAPER,
        title=clean_line(title, 300),
        abstract=clean_abstract(abstract),
        authors=(clean_line(title, 200) or "A", "Łukasz Kaiser"),
        keywords=(clean_line(abstract, 200),),
    )


def test_no_two_formats_share_a_suffix() -> None:
    suffixes = [suffix for each in FORMATS.values() for suffix in each.suffixes]
    assert len(set(suffixes)) == len(suffixes)
    for each in FORMATS.values():
        assert {format_of(PurePath(f"a{suffix}")) for suffix in each.suffixes} == {each}


# CSV


def table(*papers: Paper) -> list[dict[str, str]]:
    """Return what another program reads of a table."""
    return list(csv.DictReader(io.StringIO(document("csv", *papers), newline=""), strict=True))


def test_a_table_has_the_columns_of_the_json() -> None:
    first, second = table(PAPER, SAVED)
    assert list(first) == list(Row(1, PAPER).as_json())
    assert first["authors"] == "Ashish Vaswani; Łukasz Kaiser"
    assert (first["upvotes"], first["read"], first["rank"]) == ("7", "true", "")
    assert first["abstract"] == PAPER.abstract
    assert (second["id"], second["url"]) == (SAVED.id, "")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_no_cell_is_a_formula(start: str) -> None:
    title = f'{start}HYPERLINK("https://example.org")'
    (row,) = table(replace(PAPER, title=title))
    assert row["title"] == f"'{title}"


@given(HOSTILE, HOSTILE)
def test_a_table_has_as_many_rows_as_papers_whatever_is_in_them(title: str, text: str) -> None:
    paper = hostile(title, text)
    first, _ = table(paper, SAVED)
    assert first["title"].removeprefix("'") == paper.title.removeprefix("'")
    assert first["abstract"].removeprefix("'") == paper.abstract.removeprefix("'")


# JSONL


@given(HOSTILE, HOSTILE)
def test_a_line_is_what_json_prints(title: str, text: str) -> None:
    paper = hostile(title, text)
    lines = document("jsonl", paper, SAVED).removesuffix("\n").split("\n")
    assert [json.loads(line) for line in lines] == [
        Row(1, each, read=True).as_json() for each in (paper, SAVED)
    ]


# Atom


def test_a_feed_says_what_it_must() -> None:
    feed = feedparser.parse(document("atom", PAPER, SAVED).encode())
    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.feed.title == ABOUT.title
    assert feed.feed.updated == "2026-08-05T12:00:00Z"
    first, second = feed.entries
    assert first.id == "https://arxiv.org/abs/1706.03762"
    assert first.title == PAPER.title
    assert first.published == "2017-06-12T17:57:00Z"
    assert first.updated == "2024-01-09T00:00:00Z"
    assert [author.name for author in first.authors] == ["Ashish Vaswani", "Łukasz Kaiser"]
    assert first.link == "https://huggingface.co/papers/1706.03762"
    assert second.id.startswith("urn:uuid:")
    assert second.updated == "2026-08-05T12:00:00Z"
    assert len({feed.feed.id, first.id, second.id}) == 3


def test_ids_of_a_feed_are_the_same_every_time() -> None:
    later = About(datetime(2027, 1, 1, tzinfo=UTC), ABOUT.title)
    ids = [
        [each.text for each in ET.fromstring(text).iter("{http://www.w3.org/2005/Atom}id")]  # noqa: S314
        for text in (
            document("atom", PAPER, SAVED),
            "".join(exported([Row(1, PAPER), Row(2, SAVED)], "atom", later)),
        )
    ]
    assert ids[0] == ids[1]


@given(HOSTILE, HOSTILE)
def test_a_feed_is_well_formed_whatever_is_in_it(title: str, text: str) -> None:
    root = ET.fromstring(document("atom", hostile(title, text), SAVED))  # noqa: S314
    assert len(root.findall("{http://www.w3.org/2005/Atom}entry")) == 2


# HTML


class Elements(HTMLParser):
    """What a page holds."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str | None] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links.extend(value for name, value in attrs if name in ("href", "src"))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_page_holds_what_is_known_and_fetches_nothing() -> None:
    page = Elements(document("html", PAPER, SAVED))
    assert page.tags.count("article") == 2
    assert not {"script", "img", "link", "iframe", "b"} & set(page.tags)
    assert page.links == [
        "https://huggingface.co/papers/1706.03762",
        "https://arxiv.org/abs/1706.03762",
        "https://arxiv.org/pdf/1706.03762",
        "https://example.org/a_(b)?c=d&e=f",
        "https://github.com/tensorflow/tensor2tensor",
    ]
    for text in (PAPER.title, *PAPER.abstract.split("\n\n"), "Kaiser and 2 more", SAVED.title):
        assert text in page.text


@given(HOSTILE, HOSTILE)
def test_a_page_has_no_elements_from_a_paper(title: str, text: str) -> None:
    page = Elements(document("html", hostile(title, text)))
    assert set(page.tags) <= {
        *("html", "head", "meta", "title", "style", "body", "main", "header", "h1", "p"),
        *("article", "h2", "a"),
    }


# Markdown


def test_a_list_holds_titles_authors_and_links() -> None:
    assert document("markdown", PAPER, SAVED) == (
        "# Papers: a \\<query\\> \\& more\n"
        "\n"
        "- [**Attention \\<b\\>Is\\</b\\> \\[All\\] You \\*Need\\* \\& \\$x\\_1\\$**]"
        "(https://huggingface.co/papers/1706.03762)\\\n"
        "  by Ashish Vaswani, Łukasz Kaiser and 2 more · published 12 Jun 2017\\\n"
        "  [arXiv:1706.03762](https://arxiv.org/abs/1706.03762)"
        " · [PDF](https://arxiv.org/pdf/1706.03762)"
        " · [project](https://example.org/a_%28b%29?c=d&e=f)"
        " · [code](https://github.com/tensorflow/tensor2tensor)\n"
        "\n"
        "- **1. A Title**\n"
    )


def test_ordinary_text_is_not_littered_with_backslashes() -> None:
    for text in ("GPT-4: Don't Look (Up), 3.5 + 1 = 4.5?", "Is It? Yes; So-Called “Yes”."):
        assert escaped(text) == text
