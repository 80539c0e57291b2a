"""References: keys, names and dates, and what other programs' readers make of them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import rispy  # type: ignore[import-untyped]
from bibtexparser.entrypoint import parse_string
from hypothesis import given
from hypothesis import strategies as st

from papers import NOW
from paperterm.clean import clean_abstract, clean_line
from paperterm.export import About, bibtex_entry, citation_key, exported
from paperterm.export.names import Name, taken_apart
from paperterm.paper import Paper, Row, alias

ABOUT = About(NOW)

PAPER = Paper(
    id="1706.03762",
    title="Attention Is All You Need: 100% for BERT & Co_x",
    abstract="First, {this}.\n\nThen a $5 price, \\ours and α.",
    authors=("Ashish Vaswani", "Łukasz Kaiser", "Laurens van der Maaten", "Gemma Team"),
    author_count=6,
    published_at=datetime(2017, 6, 12, 17, 57, tzinfo=UTC),
    keywords=("self-attention", "R&D"),
    github_repo="https://github.com/tensorflow/tensor2tensor",
)
SAVED = Paper(id=alias("A Title", "An abstract."), title="A Title", abstract="An abstract.")


def rows(*papers: Paper) -> list[Row]:
    """Return papers as rows of a list."""
    return [Row(number, paper) for number, paper in enumerate(papers, 1)]


def document(name: str, *papers: Paper) -> str:
    """Return papers as one document."""
    return "".join(exported(rows(*papers), name, ABOUT))


# Keys


@pytest.mark.parametrize(
    ("paper", "key"),
    [
        (PAPER, "vaswani2017-1706.03762"),
        (replace(PAPER, authors=("Łukasz Ó Déaglán",)), "deaglan2017-1706.03762"),
        (replace(PAPER, authors=("Laurens van der Maaten",)), "maaten2017-1706.03762"),
        (replace(PAPER, authors=("DeepSeek-AI",)), "deepseekai2017-1706.03762"),
        (replace(PAPER, authors=("王小明",)), "paper2017-1706.03762"),
        (replace(PAPER, authors=()), "paper2017-1706.03762"),
        (replace(PAPER, published_at=None), "vaswani2017-1706.03762"),
        (SAVED, SAVED.id),
    ],
)
def test_a_key_follows_from_the_paper_alone(paper: Paper, key: str) -> None:
    assert citation_key(paper) == key
    assert document("bibtex", paper).startswith(f"@misc{{{key},\n")


def test_a_key_stays_when_the_title_is_changed() -> None:
    assert citation_key(replace(PAPER, title="Another One")) == citation_key(PAPER)


# Names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ashish Vaswani", Name("Vaswani", "Ashish")),
        ("Aidan N. Gomez", Name("Gomez", "Aidan N.")),
        ("Laurens van der Maaten", Name("Maaten", "Laurens", "van der")),
        ("Mark Van der Merwe", Name("Merwe", "Mark", "Van der")),
        ("Stéphane d’ Ascoli", Name("Ascoli", "Stéphane", "d’")),
        ("Blaise Agüera y Arcas", Name("Agüera y Arcas", "Blaise")),
        ("Hal Daumé III", Name("Daumé", "Hal", suffix="III")),
        ("Nguyen Van Duc", Name("Duc", "Nguyen Van")),
        ("Xuguang Ai", Name("Ai", "Xuguang")),
        ("Chao wang", Name("wang", "Chao")),
        ("Gemma Team", Name("Gemma Team")),
        ("LG AI Research", Name("LG AI Research")),
        ("o3 contributors", Name("o3 contributors")),
        ("Enze Xie1", Name("Enze Xie1")),
        ("Smith, John", Name("Smith, John")),
        ("Sons and Daughters", Name("Sons and Daughters")),
        ("Mausam", Name("Mausam")),
        ("김 철수", Name("김 철수")),
    ],
)
def test_a_name_is_taken_apart_where_that_is_sure(text: str, name: Name) -> None:
    assert taken_apart(text) == name


def test_remains_of_lists_are_no_authors() -> None:
    paper = replace(PAPER, authors=("Kimi Team", ":", "and Lei Bai", "..."), author_count=4)
    assert "author = {{Kimi Team} and Bai, Lei},\n" in bibtex_entry(paper)


# BibTeX


def test_an_entry_has_what_is_known() -> None:
    assert bibtex_entry(PAPER) == (
        "@misc{vaswani2017-1706.03762,\n"
        "\tauthor = {Vaswani, Ashish and Kaiser, {\\L}ukasz and van der Maaten, Laurens"
        " and {Gemma Team} and others},\n"
        "\ttitle = {Attention Is All You Need: 100\\% for {BERT} \\& Co\\_x},\n"
        "\tyear = {2017},\n"
        "\tmonth = jun,\n"
        "\teprint = {1706.03762},\n"
        "\tarchivePrefix = {arXiv},\n"
        "\turl = {https://arxiv.org/abs/1706.03762},\n"
        "\tabstract = {First, \\{this\\}.\n\n"
        "Then a \\$5 price, {\\textbackslash}ours and {$\\alpha$}.},\n"
        "\tkeywords = {self-attention, R\\&D}\n"
        "}\n"
    )


def test_a_saved_page_has_no_eprint_and_no_link() -> None:
    assert bibtex_entry(SAVED) == (
        f"@misc{{{SAVED.id},\n"
        "\tkey = {A Title},\n\ttitle = {A Title},\n\tabstract = {An abstract.}\n}\n"
    )


def test_a_withdrawn_paper_says_so_in_each_format() -> None:
    paper = replace(PAPER, withdrawn_at=NOW)
    for name in ("bibtex", "ris", "csl", "markdown", "html"):
        assert "Withdrawn on 5 Aug 2026" in document(name, paper), name


HOSTILE = st.text(
    st.one_of(st.sampled_from("{}\\$%&#_^~@,=\"'()\n\r\t -"), st.characters(exclude_categories=[])),
    max_size=40,
)


@given(HOSTILE, HOSTILE, st.lists(HOSTILE, max_size=3))
def test_an_entry_is_one_whatever_is_in_it(title: str, abstract: str, people: list[str]) -> None:
    paper = replace(
        PAPER,
        title=clean_line(title, 300),
        abstract=clean_abstract(abstract),
        authors=tuple(filter(None, (clean_line(name, 200) for name in people))),
        keywords=tuple(filter(None, (clean_line(name, 200) for name in people))),
    )
    library = parse_string(document("bibtex", paper, SAVED))
    assert [entry.key for entry in library.entries] == [citation_key(paper), SAVED.id]
    assert not library.failed_blocks
    assert not library.comments
    first = library.entries[0].fields_dict
    assert first["year"].value == "2017"
    assert first["eprint"].value == "1706.03762"


# RIS


def test_a_ris_reference_has_what_is_known() -> None:
    assert document("ris", PAPER, SAVED).split("\r\n") == [
        "TY  - GEN",
        "TI  - Attention Is All You Need: 100% for BERT & Co_x",
        "AU  - Vaswani, Ashish",
        "AU  - Kaiser, Łukasz",
        "AU  - van der Maaten, Laurens",
        "AU  - Gemma Team",
        "PY  - 2017",
        "DA  - 2017/06/12/",
        "AB  - First, {this}. Then a $5 price, \\ours and α.",
        "KW  - self-attention",
        "KW  - R&D",
        "UR  - https://arxiv.org/abs/1706.03762",
        "AN  - arXiv:1706.03762",
        "N1  - And 2 more authors.",
        "ID  - vaswani2017-1706.03762",
        "ER  - ",
        "",
        "TY  - GEN",
        "TI  - A Title",
        "AB  - An abstract.",
        f"ID  - {SAVED.id}",
        "ER  - ",
        "",
    ]


@given(HOSTILE, HOSTILE)
def test_a_ris_reference_is_one_whatever_is_in_it(title: str, abstract: str) -> None:
    paper = replace(PAPER, title=clean_line(title, 300), abstract=clean_abstract(abstract))
    text = document("ris", paper, SAVED)
    assert "\n" not in text.replace("\r\n", "")
    read = rispy.loads(text)
    assert [each["id"] for each in read] == [citation_key(paper), SAVED.id]
    assert read[0].get("title", "") == paper.title


# CSL JSON


def test_a_csl_item_has_what_is_known() -> None:
    first, second = json.loads(document("csl", PAPER, SAVED))
    assert first == {
        "id": "vaswani2017-1706.03762",
        "type": "article",
        "title": PAPER.title,
        "author": [
            {"family": "Vaswani", "given": "Ashish"},
            {"family": "Kaiser", "given": "Łukasz"},
            {"family": "Maaten", "given": "Laurens", "non-dropping-particle": "van der"},
            {"literal": "Gemma Team"},
        ],
        "issued": {"date-parts": [[2017, 6, 12]]},
        "publisher": "arXiv",
        "number": "arXiv:1706.03762",
        "URL": "https://arxiv.org/abs/1706.03762",
        "abstract": PAPER.abstract,
        "keyword": "self-attention, R&D",
        "note": "And 2 more authors.",
    }
    assert second == {
        "id": SAVED.id,
        "type": "article",
        "title": "A Title",
        "abstract": "An abstract.",
    }


def test_documents_without_papers_are_documents() -> None:
    assert document("bibtex") == ""
    assert document("ris") == ""
    assert json.loads(document("csl")) == []
