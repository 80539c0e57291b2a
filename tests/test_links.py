"""Links are rebuilt, and repositories are found however they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from paperterm.links import LINK_LENGTH, link_spans, links_in, repositories, repository, safe_link


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://github.com/a/b", "https://github.com/a/b"),
        ("http://www.github.com/a/b.git", "https://github.com/a/b"),
        ("github.com/a/b/", "https://github.com/a/b"),
        ("https://github.com/a/b/tree/main/src?tab=x#readme", "https://github.com/a/b"),
        ("(https://github.com/a/b).", "https://github.com/a/b"),
        ("{https://github.com/a/b}.", "https://github.com/a/b"),
        ("at https://github.com/a/b .", "https://github.com/a/b"),
        ("HTTPS://GitHub.com/A/b.js.", "https://github.com/A/b.js"),
        ("https://gitlab.com/g/sub/p/-/tree/main", "https://gitlab.com/g/sub/p"),
        ("https://gitlab.com/g/p/tree/main", "https://gitlab.com/g/p"),
        ("https://bitbucket.org/a/b/src/master", "https://bitbucket.org/a/b"),
        ("https://codeberg.org/a/b.", "https://codeberg.org/a/b"),
        ("https://huggingface.co/a/b/tree/main", "https://huggingface.co/a/b"),
        ("https://huggingface.co/datasets/a/b.", "https://huggingface.co/datasets/a/b"),
        ("https://huggingface.co/spaces/a/b", "https://huggingface.co/spaces/a/b"),
        (r"\url{https://huggingface.co/a/b\_c.}", "https://huggingface.co/a/b_c"),
        ("at https:/github.com/a/b.", "https://github.com/a/b"),
        ("at https: //github.com/a/b.", "https://github.com/a/b"),
    ],
)
def test_a_repository_is_found_as_its_own_link(text: str, link: str) -> None:
    assert repositories([text]) == (link,)


@pytest.mark.parametrize(
    "text",
    [
        "https://github.com/a",
        "https://github.com/a/.git",
        "https://gist.github.com/a/b",
        "https://github.com/orgs/a/repositories",
        "https://github.com/features/actions",
        "https://github.com/topics/a",
        "https://a.github.io/b",
        "https://notgithub.com/a/b",
        "https://github.com.evil.example/a/b",
        "https://user:password@github.com/a/b",
        "https://huggingface.co/a",
        "https://huggingface.co/collections/a/b",
        "https://huggingface.co/papers/2401.00001",
        "https://huggingface.co/docs/a/b",
        "https://huggingface.co/blog/a/b",
        "https://huggingface.co/datasets/a",
        "https://github.com/-a/b",
        "ssh://git@github.com/a/b",
        "https://bitbucket.org/a/workspace/projects/P",
    ],
)
def test_what_is_no_repository(text: str) -> None:
    assert repositories([text]) == ()


def test_the_first_spelling_is_kept_and_different_ones_both_stay() -> None:
    texts = ["https://github.com/Foo/Bar", "github.com/foo/bar and https://github.com/foo/baz"]
    assert repositories(texts) == ("https://github.com/Foo/Bar", "https://github.com/foo/baz")


def test_a_project_page_is_a_repository_only_by_itself() -> None:
    assert repository(" https://github.com/a/b ") == "https://github.com/a/b"
    assert repository("see https://github.com/a/b") is None


@pytest.mark.parametrize(
    ("text", "link"),
    [
        (" https://Example.com/a b", None),
        ("https://Example.com/ä?q=ü#z", "https://example.com/%C3%A4?q=%C3%BC#z"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("https://user@example.com/", None),
        ("https://exa\nmple.com/", None),
        ("https://example.com:99999/", None),
        ("https://-x.example/", None),
        ("https://localhost/", None),
        ("-https://example.com", None),
        ("https://example.com/" + "a" * LINK_LENGTH, None),
        ("https://example.com/\x1b]52", None),
        ("https://example.com/100%/%zz?a=%1#%e9", "https://example.com/100%25/%25zz?a=%251#%e9"),
        ("https://example.com/\ud800", "https://example.com/%ED%A0%80"),
        ("https://exam\ud800ple.com/", None),
    ],
)
def test_a_link_is_rebuilt_or_refused(text: str, link: str | None) -> None:
    assert safe_link(text) == link


def test_links_in_prose_lose_its_punctuation() -> None:
    text = "See (https://example.com/a), https://example.com/b. And https://example.com/a!"
    assert links_in(text) == ("https://example.com/a", "https://example.com/b")


@pytest.mark.parametrize(
    ("text", "written", "link"),
    [
        ("at https://a.org/b.", "https://a.org/b", "https://a.org/b"),
        (r"at https://a.org/b\_c\%20, so", r"https://a.org/b\_c\%20", "https://a.org/b_c%20"),
        (r"\url{https://a.org/\_}", "https://a.org/", "https://a.org/"),
        ("HTTPS://A.org/Ä!", "HTTPS://A.org/Ä", "https://a.org/%C3%84"),
    ],
)
def test_a_link_in_prose_is_known_with_its_place(text: str, written: str, link: str) -> None:
    ((start, end, found),) = link_spans(text)
    assert (text[start:end], found) == (written, link)


def test_the_ten_links_of_the_recorded_page(recordings: Path) -> None:
    text = (recordings / "trending-page.txt").read_text(encoding="utf-8")
    assert set(repositories([text])) == {
        "https://github.com/opendatalab/OHR-Bench",
        "https://github.com/Guoxoug/window-early-exit",
        "https://github.com/gersteinlab/chemagent",
        "https://github.com/FudanDISC/SocialAgent",
        "https://github.com/epfl-dlab/aiflows",
        "https://github.com/epfl-dlab/cc_flows",
        "https://github.com/technion-cs-nlp/hallucination-mitigation",
        "https://github.com/Wenyueh/game_theory",
        "https://github.com/AgentTorch/AgentTorch",
        "https://github.com/NYUSHCS/GraphFM",
    }
