"""The keys of the query language, each once: reading, colours, completion and help follow.

A new key is one entry here, and one rule in the compiler where it takes what no other key takes.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Takes(Enum):
    """What a key takes as its value, in the words of a hint."""

    WORDS = 'a word or a "phrase"'
    CHOICE = "one of its choices"
    LIST = "trending, a day, a week or a month: 2026-07-31, 2026-W30, 2026-07"
    TAG = "a tag, or its beginning with a star: vision, vis*"
    ID = "an id such as 2511.00001"
    NUMBER = "a number or a range, the smaller first: 20, >20, <=20, 20..*, 20..50"
    DAY = "a day, a month or a year: 2025-01-03, 2025-01, 2025"
    DAYS = "a date or a range, the earlier first: 2025-01-03, 2025-01, 2025..*, 2025-01..2025-03"
    AGE = "a number of days, weeks, months or years: 7d, 2w, 1m, 1y"
    SORT = "an order"
    LIMIT = "a number of papers from 1"


class Choice(NamedTuple):
    """A value that a key can have, and what it means."""

    value: str
    meaning: str


class Key(NamedTuple):
    """A key: its name without the colon, what it takes, how its node of the tree is told apart.

    `target` is the field of `Words` or the key of `Fact`, `Number` and `Days`. `completes` names
    what can complete its value: author, kw, org, by, day, tag.
    """

    name: str
    takes: Takes
    target: str
    help: str
    example: str
    aliases: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    completes: str = ""

    @property
    def several(self) -> bool:
        """Whether values divided by commas mean that one of them holds."""
        return self.takes not in {Takes.NUMBER, Takes.AGE, Takes.SORT, Takes.LIMIT}

    @property
    def hint(self) -> str:
        """The sentence that says what would be right."""
        if self.takes is Takes.CHOICE:
            *others, last = (choice.value for choice in self.choices)
            return f"{self.name}: takes {', '.join(others)} or {last}."
        if self.takes is Takes.SORT:
            names = ", ".join(choice.value for choice in self.choices)
            return f"{self.name}: takes {names}, each also with -asc or -desc."
        return f"{self.name}: takes {self.takes.value}."


_STATES = (
    Choice("unread", "not read yet"),
    Choice("read", "marked as read"),
    Choice("starred", "starred"),
    Choice("hidden", "hidden from every list that is not asked for it"),
    Choice("new", "arrived last, and unread"),
    Choice("withdrawn", "withdrawn by its authors"),
)
_PARTS = (
    Choice("code", "names a code repository"),
    Choice("project", "has a project page"),
    Choice("summary", "has a summary by a model"),
    Choice("media", "has pictures or films"),
    Choice("comments", "was commented on"),
    Choice("tag", "has a tag of yours"),
    Choice("note", "has a note of yours"),
)
_LISTS = (Choice("trending", "the trending papers, by rank"),)
_SORTS = (
    Choice("rank", "trending first, then the newest"),
    Choice("date", "the newest first"),
    Choice("upvotes", "most upvotes first"),
    Choice("stars", "most stars first"),
    Choice("comments", "most comments first"),
    Choice("relevance", "the best match first"),
    Choice("title", "by title, from A to Z"),
)

KEYS = (
    Key(
        "title",
        Takes.WORDS,
        "title",
        "Words in the title",
        'title:"mixture of experts"',
        aliases=("subject",),
    ),
    Key("abs", Takes.WORDS, "abstract", "Words in the abstract", "abs:benchmark"),
    Key(
        "author",
        Takes.WORDS,
        "author",
        "Words in the name of one author",
        "author:hinton,lecun",
        aliases=("from",),
        completes="author",
    ),
    Key(
        "kw",
        Takes.WORDS,
        "keyword",
        "Words in one keyword",
        "kw:diffusion",
        aliases=("topic",),
        completes="kw",
    ),
    Key(
        "org",
        Takes.WORDS,
        "organization",
        "Words in the organisation's name",
        "org:allenai",
        completes="org",
    ),
    Key(
        "by",
        Takes.WORDS,
        "submitter",
        "Words in the name of who submitted it",
        "by:akhaliq",
        completes="by",
    ),
    Key("tag", Takes.TAG, "tag", "A tag that you gave it", "tag:vision,agents", completes="tag"),
    Key(
        "note",
        Takes.WORDS,
        "note",
        "Words in your note on it, where words without a key do not look",
        'note:"read again"',
    ),
    Key(
        "is",
        Takes.CHOICE,
        "is",
        "What you made of it, or what became of it",
        "is:unread",
        choices=_STATES,
    ),
    Key("has", Takes.CHOICE, "has", "What comes with it", "has:code", choices=_PARTS),
    Key(
        "in",
        Takes.LIST,
        "in",
        "A list of the feed, in its own order",
        "in:2026-W30",
        choices=_LISTS,
        completes="day",
    ),
    Key("id", Takes.ID, "id", "The paper with this id", "id:2511.00001"),
    Key("related", Takes.ID, "related", "Papers related to this one", "related:2511.00001"),
    Key("upvotes", Takes.NUMBER, "upvotes", "How many upvotes it has", "upvotes:>20"),
    Key("stars", Takes.NUMBER, "stars", "How many stars its code has", "stars:100..500"),
    Key("comments", Takes.NUMBER, "comments", "How many comments it has", "comments:>=3"),
    Key("after", Takes.DAY, "day", "On this day or later", "after:2025-01", completes="day"),
    Key("before", Takes.DAY, "day", "Before this day", "before:2025-03-15", completes="day"),
    Key("on", Takes.DAY, "day", "On this day", "on:2025-01-03", completes="day"),
    Key(
        "date",
        Takes.DAYS,
        "day",
        "Within these days, both included",
        "date:2025-01..2025-03",
        completes="day",
    ),
    Key("newer", Takes.AGE, "newer", "Not older than this", "newer:7d"),
    Key("older", Takes.AGE, "older", "Older than this", "older:1m"),
    Key("published", Takes.DAYS, "published", "By the arXiv date", "published:2025-01"),
    Key("sort", Takes.SORT, "sort", "The order of the list", "sort:upvotes", choices=_SORTS),
    Key("limit", Takes.LIMIT, "limit", "At most so many papers", "limit:50"),
)
"""Every key, in the order of help and completion."""

BY_NAME = {name: key for key in KEYS for name in (key.name, *key.aliases)}
"""Every key by its name and its aliases."""

DESCENDING = frozenset({"date", "upvotes", "stars", "comments", "relevance"})
"""The orders that begin with the most unless `-asc` follows."""
