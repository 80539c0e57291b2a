"""The text of the cached papers, as other programs take it: lines of a file, rows of a table."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from surroundings import Home

from paperterm.store.entry import record_of
from paperterm.store.files import open_for_reading

Text = tuple[str, str, str, str]
"""Title, abstract, authors and keywords, each on one line."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """The same text as a file of lines and as a database."""

    lines: Path
    rows: Path

    @property
    def empty(self) -> Corpus:
        """The same without a paper."""
        return Corpus(self.lines.with_suffix(".none"), self.rows.with_suffix(".none.db"))


def corpus(home: Home) -> Corpus:
    """Write the text of a home's papers, unless that was done before."""
    folder = home.folder / "corpus"
    made = Corpus(folder / "papers.txt", folder / "papers.db")
    if not folder.exists():
        unfinished = folder.with_suffix(".part")
        unfinished.mkdir(exist_ok=True)
        part = Corpus(unfinished / made.lines.name, unfinished / made.rows.name)
        _write(part, texts(home))
        _write(part.empty, iter(()))
        unfinished.rename(folder)
    return made


def texts(home: Home) -> Iterator[Text]:
    """Yield the papers' texts."""
    with closing(open_for_reading(home.cache_file)) as cache:
        for (blob,) in cache.execute("SELECT blob FROM papers"):
            paper = json.loads(record_of(blob))
            yield (
                _line(paper["title"]),
                _line(paper["abstract"]),
                ", ".join(map(_line, paper["authors"])),
                ", ".join(map(_line, paper["keywords"])),
            )


def _line(text: str) -> str:
    return " ".join(text.split())


def _write(made: Corpus, papers: Iterator[Text]) -> None:
    made.rows.unlink(missing_ok=True)
    with (
        closing(sqlite3.connect(made.rows)) as database,
        made.lines.open("w", encoding="utf-8") as file,
    ):
        database.execute("PRAGMA journal_mode=OFF")
        database.execute("CREATE TABLE papers (title, abstract, authors, kw)")
        for paper in papers:
            file.write("\t".join(paper) + "\n")
            database.execute("INSERT INTO papers VALUES (?, ?, ?, ?)", paper)
        database.commit()
