"""What other programs say to an export: Pandoc, BibTeX and bibutils, none of which may complain."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from needs import needs
from papers import NOW
from paperterm.clean import clean_abstract, clean_line
from paperterm.export import About, citation_key, exported
from paperterm.export.latex import encoded
from paperterm.feed import parse_items
from paperterm.paper import Paper, Row, alias

PATIENCE = 120
"""Seconds after which a program is taken to hang; a busy machine is slow."""

SIGNS = (
    "{ } \\ $ % & # _ ^ ~ * ` [ ] ( ) < > | @ ! : :tada: ; , . ' \" = + - -- --- ... / // 1. "
    "\\{ \\} \\' \\i \\em \\textbf{ \\LaTeX \\alpha \\input{x} $x$ {} [a](b) ![a](b) [^1] @key "
    "&amp; <b> </b> <!-- http://a.b www.a.b https:// é Ł α ≤ “ ” – 王 and And a B BERT 3D"
).split()


def hostile_papers(count: int) -> list[Paper]:
    """Return papers whose texts are made of what means something in one of the formats."""
    random = Random(5)  # noqa: S311 - nothing is kept secret by it

    def text() -> str:
        parts = random.choices(SIGNS, k=random.randint(1, 12))
        return clean_line("".join(part + random.choice(("", " ")) for part in parts), 300) or "A"

    return [
        Paper(
            id=f"2401.{number:05}",
            title=text(),
            abstract=clean_abstract(f"{text()}\n\n{text()}"),
            authors=tuple(text() for _ in range(random.randint(0, 4))),
            author_count=random.randint(0, 6),
            published_at=random.choice((None, NOW)),
            keywords=(text(), text()),
            github_repo="https://github.com/a/b_c",
        )
        for number in range(count)
    ]


PLAIN = (
    Paper(
        id="1706.03762",
        title="Attention Is All You Need, or 100% of BERT & GPT_4 at $5 for Łódź",
        abstract="We propose α.",
        authors=("Ashish Vaswani", "Łukasz Kaiser", "Laurens van der Maaten", "Gemma Team"),
        author_count=8,
        published_at=datetime(2017, 6, 12, tzinfo=UTC),
        keywords=("R&D",),
    ),
    Paper(id=alias("A Title", ""), title="A Title", abstract=""),
    Paper(
        id="2401.04088", title="π^3 – a {Mixtral} of 5 × 10 Experts", abstract="", withdrawn_at=NOW
    ),
)


@pytest.fixture
def recorded(recordings: Path) -> list[Paper]:
    """The recorded papers of all months."""
    papers: dict[str, Paper] = {}
    for file in sorted(recordings.glob("monthly/*.json.gz")):
        records, _ = parse_items(gzip.decompress(file.read_bytes()))
        papers |= {record.paper.id: record.paper for record in records}
    return list(papers.values())


def write(folder: Path, name: str, suffix: str, papers: Sequence[Paper]) -> Path:
    """Write papers to a file."""
    file = folder / f"papers{suffix}"
    rows = [Row(number, paper) for number, paper in enumerate(papers, 1)]
    file.write_text("".join(exported(rows, name, About(NOW))), encoding="utf-8", newline="")
    return file


def ran(program: str, *arguments: str | Path, folder: Path) -> str:
    """Return what a program prints; it must end well and say nothing besides."""
    done = subprocess.run(
        [needs(program), *map(str, arguments)],
        capture_output=True,
        cwd=folder,
        timeout=PATIENCE,
        check=False,
    )
    said = done.stderr.decode(errors="replace")
    assert (done.returncode, said) == (0, ""), said
    return done.stdout.decode()


def inlines(node: Any) -> str:
    """Return the text in a part of a document of Pandoc's."""
    if isinstance(node, list):
        return "".join(map(inlines, node))
    if not isinstance(node, dict):
        return ""
    match node["t"]:
        case "Str":
            return str(node["c"])
        case "Space" | "SoftBreak" | "LineBreak":
            return " "
        case "Strong" | "Plain" | "Para":
            return inlines(node["c"])
        case "Link":
            return inlines(node["c"][1])
        case other:
            raise AssertionError(f"{other} was made of text: {node}")


# References


@pytest.mark.parametrize(("name", "suffix"), [("bibtex", ".bib"), ("csl", ".json")])
def test_pandoc_cites_every_paper(tmp_path: Path, name: str, suffix: str) -> None:
    papers = [*PLAIN, *hostile_papers(60)]
    write(tmp_path, name, suffix, papers)
    cited = "".join(f"[@{citation_key(paper)}]\n\n" for paper in papers)
    (tmp_path / "text.md").write_text(f"---\nbibliography: papers{suffix}\n---\n\n{cited}")
    made = ran("pandoc", "--citeproc", "text.md", "-t", "plain", "--wrap=none", folder=tmp_path)
    assert "???" not in made
    assert made.startswith("(Vaswani et al. 2017)\n")
    assert "Laurens van der Maaten, " in made
    assert "“Attention Is All You Need, or 100% of BERT & GPT_4 at $5 for Łódź.”" in made
    assert "^3 – a {Mixtral} of 5 × 10 Experts" in made
    assert "https://arxiv.org/abs/1706.03762" in made


@pytest.mark.parametrize(("name", "suffix"), [("bibtex", ".bib"), ("csl", ".json")])
def test_pandoc_cites_recorded_papers(
    recorded: list[Paper], tmp_path: Path, name: str, suffix: str
) -> None:
    papers = [*(p for p in recorded if not p.title.isascii() or "^" in p.title), *recorded[::40]]
    papers = list({paper.id: paper for paper in papers}.values())
    assert len(papers) > 200
    write(tmp_path, name, suffix, papers)
    cited = "".join(f"[@{citation_key(paper)}]\n\n" for paper in papers)
    (tmp_path / "text.md").write_text(f"---\nbibliography: papers{suffix}\n---\n\n{cited}")
    made = ran("pandoc", "--citeproc", "text.md", "-t", "plain", "--wrap=none", folder=tmp_path)
    assert "???" not in made
    assert made.count("https://arxiv.org/abs/") == len(papers)


def test_pandoc_reads_from_bibtex_what_was_exported(recorded: list[Paper], tmp_path: Path) -> None:
    # Pandoc leaves formulas in its own output as they are.
    papers = [p for p in recorded[::20] if not set("\\$") & set(encoded(p.title, title=True))]
    assert len(papers) > 300
    write(tmp_path, "bibtex", ".bib", papers)
    read = json.loads(ran("pandoc", "-f", "bibtex", "-t", "csljson", "papers.bib", folder=tmp_path))
    assert [each["id"] for each in read] == [citation_key(paper) for paper in papers]
    for each, paper in zip(read, papers, strict=True):
        # Pandoc has titles in small letters, but for what the braces keep.
        assert typed(each["title"]).lower() == typed(paper.title).lower()
        assert each["URL"] == paper.arxiv_url
        families = [author.get("family", author.get("literal")) for author in each["author"]]
        assert len(families) >= len(paper.authors) - 2


def typed(text: str) -> str:
    """Return text as one types it: without markup, with plain quotes and dashes."""
    text = re.sub(r"</?span[^>]*>", "", text)
    text = unicodedata.normalize("NFC", text).replace("\u00a0", " ")
    return re.sub("[–—-]+", "-", re.sub("[‘’“”`'\"]+", "'", text))


@pytest.mark.parametrize("style", ["plain", "abbrv"])
def test_bibtex_has_nothing_to_say(tmp_path: Path, style: str) -> None:
    papers = [*PLAIN, *hostile_papers(300)]
    assert made_by_bibtex(tmp_path, papers, style).count("\\bibitem") == len(papers)


@pytest.mark.parametrize("style", ["plain", "alpha"])
def test_bibtex_has_nothing_to_say_of_recorded_papers(
    recorded: list[Paper], tmp_path: Path, style: str
) -> None:
    papers = [*PLAIN, *recorded[::4]]
    assert made_by_bibtex(tmp_path, papers, style).count("\\bibitem") == len(papers)


def test_bibtex_keeps_the_capitals_that_it_must(tmp_path: Path) -> None:
    made = " ".join(made_by_bibtex(tmp_path, PLAIN, "plain").split())
    assert (
        "Attention is all you need, or 100\\% of {BERT} \\& {GPT}\\_4 at \\$5 for {\\l}{\\'o}d"
        in made
    )
    assert "Ashish Vaswani, {\\L}ukasz Kaiser, Laurens van~der Maaten, {Gemma Team}, et~al." in made
    assert "June 2017" in made


def made_by_bibtex(folder: Path, papers: Sequence[Paper], style: str) -> str:
    """Return the bibliography that classic BibTeX makes of papers, without a warning."""
    write(folder, "bibtex", ".bib", papers)
    (folder / "text.aux").write_text(
        f"\\relax\n\\citation{{*}}\n\\bibstyle{{{style}}}\n\\bibdata{{papers}}\n"
    )
    assert ran("bibtex", "-terse", "text", folder=folder) == ""
    log = (folder / "text.blg").read_text(errors="replace")
    assert "Warning--" not in log
    return (folder / "text.bbl").read_text(encoding="utf-8", errors="replace")


def test_bibutils_reads_ris(tmp_path: Path) -> None:
    papers = [replace(paper, authors=()) for paper in hostile_papers(200)]
    write(tmp_path, "ris", ".ris", [*PLAIN, *papers])
    done = subprocess.run(
        [needs("ris2xml"), "papers.ris"], capture_output=True, cwd=tmp_path, check=True
    )
    assert done.stderr.decode() == f"ris2xml: Processed {len(PLAIN) + 200} references.\n"
    root = ET.fromstring(done.stdout)  # noqa: S314
    assert len(root) == len(PLAIN) + 200
    names = [each.text for each in root[0].iter("{http://www.loc.gov/mods/v3}namePart")]
    assert names[:2] == ["Ashish", "Vaswani"]


# Lists and pages


@pytest.mark.parametrize("dialect", ["markdown-smart", "commonmark", "gfm"])
def test_pandoc_reads_titles_in_markdown_as_they_are(tmp_path: Path, dialect: str) -> None:
    papers = [*PLAIN, *hostile_papers(300)]
    write(tmp_path, "markdown", ".md", papers)
    read = json.loads(ran("pandoc", "-f", dialect, "-t", "json", "papers.md", folder=tmp_path))
    heading, items = read["blocks"]
    assert (heading["t"], items["t"]) == ("Header", "BulletList")
    texts = [" ".join(inlines(item).split()) for item in items["c"]]
    assert len(texts) == len(papers)
    for text, paper in zip(texts, papers, strict=True):
        assert text.startswith(" ".join(paper.title.split()))
        assert ", ".join(paper.authors) in text


def test_pandoc_reads_a_page(tmp_path: Path) -> None:
    papers = [*PLAIN, *hostile_papers(100)]
    write(tmp_path, "html", ".html", papers)
    made = ran("pandoc", "-f", "html", "-t", "plain", "--wrap=none", "papers.html", folder=tmp_path)
    for paper in PLAIN:
        assert paper.title in made
