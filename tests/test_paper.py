"""What follows from a paper's record: its links, and the object that scripts get."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from paperterm.paper import Paper, Row, alias

PAPER = Paper(
    "2401.00001",
    "A title",
    "See https://example.org/b. Code: github.com/A/B and https://gitlab.com/g/s/p/-/tree/main.",
    github_repo="http://www.github.com/a/b.git",
    project_page=" https://huggingface.co/spaces/a/demo ",
)


def test_repositories_come_in_order_each_once() -> None:
    assert PAPER.repos == (
        "https://github.com/a/b",
        "https://huggingface.co/spaces/a/demo",
        "https://gitlab.com/g/s/p",
    )


def test_a_project_page_that_only_mentions_a_repository_is_none() -> None:
    page = "https://example.org/https://github.com/a/b"
    paper = Paper("2401.00001", "A title", "", project_page=page)
    assert paper.repos == ()
    assert paper.links[0] == page


def test_links_are_numbered_with_the_code_first_and_nothing_twice() -> None:
    assert PAPER.links == (
        *PAPER.repos,
        "https://example.org/b",
        "https://huggingface.co/papers/2401.00001",
        "https://arxiv.org/abs/2401.00001",
    )


def test_a_paper_of_a_page_has_no_links_of_its_own() -> None:
    paper = Paper(alias("A title", "An abstract."), "A title", "An abstract.")
    assert (paper.url, paper.arxiv_url, paper.pdf_url, paper.links) == (None, None, None, ())


def test_times_are_told_in_utc_whatever_the_year() -> None:
    zone = timezone(timedelta(hours=2))
    for time, told in (
        (datetime(2024, 1, 8, 1, 30, 5, 999_000, tzinfo=zone), "2024-01-07T23:30:05Z"),
        (datetime(999, 1, 2, tzinfo=UTC), "0999-01-02T00:00:00Z"),
    ):
        assert Row(1, Paper("x", "t", "a", published_at=time)).as_json()["published_at"] == told
    assert Row(1, PAPER).as_json()["published_at"] is None


def test_a_record_gives_the_paper_back() -> None:
    paper = Paper(
        "2401.00001",
        "A title",
        "An abstract.",
        authors=("Ann", "Ben"),
        author_count=3,
        published_at=datetime(2024, 1, 8, tzinfo=UTC),
        feed_day=date(2024, 1, 9),
        upvotes=0,
        keywords=("moe",),
    )
    assert Paper.from_record(paper.as_record()) == paper


def test_an_alias_depends_on_the_words_alone() -> None:
    one = alias("GPT-[n]: a Title", "Words,\n in über lines.")
    assert one == alias("gpt n - a title", "words in uber LINES")
    assert one != alias("gpt n a title words", "in uber lines")
