"""Paper, the values that travel with it, and the links that follow from it.

Field names follow `huggingface_hub.PaperInfo` where it has them; what the wire calls `summary` is
the abstract here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from hashlib import blake2b
from typing import Any

from paperterm.fold import fold, runs
from paperterm.links import links_in, repositories, repository, safe_link

SITE = "https://huggingface.co"
"""Where papers have their pages, whichever endpoint their records came from."""

_SAVED = "page-"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as the feed describes it, cleaned.

    `authors` holds the names to be shown; `author_count` their true number, also where the list
    was cut. `feed_day` is the newest day (UTC) on which the feed listed the paper. Times are UTC.
    """

    id: str
    title: str
    abstract: str
    authors: tuple[str, ...] = ()
    author_count: int = 0
    published_at: datetime | None = None
    feed_day: date | None = None
    upvotes: int | None = None
    comments: int | None = None
    submitted_by: str | None = None
    organization: str | None = None
    keywords: tuple[str, ...] = ()
    ai_summary: str | None = None
    github_repo: str | None = None
    github_stars: int | None = None
    project_page: str | None = None
    media: tuple[str, ...] = ()
    withdrawn_at: datetime | None = None

    @property
    def day(self) -> date | None:
        """The day (UTC) a paper counts from: its newest feed day, else its arXiv date."""
        return self.feed_day or (self.published_at.date() if self.published_at else None)

    def authors_after(self, shown: int) -> int:
        """How many authors there are besides the first ones that are `shown`."""
        return max(self.author_count - shown, len(self.authors) - shown, 0)

    @property
    def is_from_page(self) -> bool:
        """Whether the paper came as bare text, without an arXiv id and so without a page."""
        return self.id.startswith(_SAVED)

    @property
    def repos(self) -> tuple[str, ...]:
        """The code repositories: the record's own, the project page's, the abstract's."""
        page = repository(self.project_page) if self.project_page else None
        return repositories([self.github_repo or "", page or "", self.abstract])

    @property
    def project_link(self) -> str | None:
        """The project page, rebuilt."""
        return safe_link(self.project_page) if self.project_page else None

    @property
    def url(self) -> str | None:
        """The paper's page."""
        return None if self.is_from_page else f"{SITE}/papers/{self.id}"

    @property
    def arxiv_url(self) -> str | None:
        """The paper's page at arXiv."""
        return None if self.is_from_page else f"https://arxiv.org/abs/{self.id}"

    @property
    def pdf_url(self) -> str | None:
        """The paper's PDF at arXiv."""
        return None if self.is_from_page else f"https://arxiv.org/pdf/{self.id}"

    @property
    def links(self) -> tuple[str, ...]:
        """Every link worth a number: repositories, project page, the abstract's, the paper's."""
        repos = self.repos
        found = dict.fromkeys(repos)
        for link in (self.project_link, *links_in(self.abstract), self.url, self.arxiv_url):
            # A link into a repository that stands in the list already would be a second number
            # for the same thing.
            if link and repository(link) not in found:
                found.setdefault(link)
        return tuple(found)

    @property
    def alias(self) -> str:
        """The id that this title and abstract have where nothing else is known of the paper."""
        return alias(self.title, self.abstract)

    def as_record(self) -> dict[str, Any]:
        """Return the paper as plain JSON values, without those that are the default."""
        record: dict[str, Any] = {}
        for each in fields(self):
            value = getattr(self, each.name)
            if value == each.default:
                continue
            record[each.name] = value.isoformat() if isinstance(value, date) else value
        return record

    @staticmethod
    def from_record(record: Mapping[str, Any]) -> Paper:
        """Return the paper that `as_record` described; raises KeyError, TypeError, ValueError."""
        values = dict(record)
        for name in ("authors", "keywords", "media"):
            values[name] = tuple(values.get(name, ()))
        for name in ("published_at", "withdrawn_at"):
            if values.get(name):
                values[name] = datetime.fromisoformat(values[name])
        if values.get("feed_day"):
            values["feed_day"] = date.fromisoformat(values["feed_day"])
        return Paper(**values)


@dataclass(frozen=True, slots=True)
class Record:
    """A paper with the feed's own JSON for it (UTF-8, white space removed), all fields kept."""

    paper: Paper
    raw: str


@dataclass(frozen=True, slots=True)
class Listing:
    """One list of the feed, whole: the unit that is stored in one transaction or not at all.

    `day` is the feed day it is the list of, `trending` whether its order is the trending rank; an
    imported file is neither, and its papers name their own days. `skipped` counts records of the
    wrong shape.
    """

    records: tuple[Record, ...]
    fetched_at: datetime
    day: date | None = None
    trending: bool = False
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A paper as a list shows it: with its trending rank and with what the reader made of it.

    `key` is its place in the cache, valid as long as the cache is. `tags` are in the order of
    their names; an empty `note` is none.
    """

    key: int
    paper: Paper
    rank: int | None = None
    read: bool = False
    starred: bool = False
    new: bool = False
    hidden: bool = False
    tags: tuple[str, ...] = ()
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the object that `--json` prints; missing values are None."""
        paper = self.paper
        return {
            "id": paper.id,
            "title": paper.title,
            "authors": list(paper.authors),
            "abstract": paper.abstract,
            "published_at": _utc_text(paper.published_at),
            "feed_day": paper.feed_day.isoformat() if paper.feed_day else None,
            "rank": self.rank,
            "upvotes": paper.upvotes,
            "comments": paper.comments,
            "repos": list(paper.repos),
            "github_stars": paper.github_stars,
            "keywords": list(paper.keywords),
            "ai_summary": paper.ai_summary,
            "organization": paper.organization,
            "submitted_by": paper.submitted_by,
            "project_page": paper.project_link,
            "read": self.read,
            "starred": self.starred,
            "new": self.new,
            "hidden": self.hidden,
            "tags": list(self.tags),
            "note": self.note or None,
            "url": paper.url,
            "pdf_url": paper.pdf_url,
        }


def alias(title: str, abstract: str) -> str:
    """Return the id of a paper of which only title and abstract are known.

    It depends on their words alone: a browser and the API differ in white space and punctuation.
    """
    words = " ".join(runs(fold(title))) + "\n" + " ".join(runs(fold(abstract)))
    return _SAVED + blake2b(words.encode(), digest_size=10).hexdigest()


def _utc_text(time: datetime | None) -> str | None:
    """Return a time in ISO 8601, in UTC, to the second."""
    if time is None:
        return None
    # Not by strftime, which writes a year before 1000 with less than four digits.
    return time.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
