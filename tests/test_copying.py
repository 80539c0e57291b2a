"""Copying: what there is of a paper, chosen by a key, and the truth about where it went."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painted import painted, text_of
from papers import item, listing
from paperterm.copying import KIND, KINDS, Kind, copies, markdown_link
from paperterm.desktop import LONGEST, TERMINALS_LONGEST, Way
from paperterm.export import bibtex_entry
from paperterm.paper import Paper, Row
from paperterm.tui.by_hand import ByHand
from paperterm.tui.chosen import AT_ONCE, Chosen
from paperterm.tui.copy_menu import CopyMenu
from paperterm.tui.dialogs import ChooseLink
from paperterm.tui.main_screen import MainScreen
from reader import Reader, reading

REPO = "https://github.com/someone/something"
LONG = " ".join(f"word{number}" for number in range(900))


def row(**fields: Any) -> Row:
    """Return the row of a paper that the feed sent with these fields."""
    (record,) = listing([item(1, **fields)]).records
    return Row(7, record.paper)


WANTED = {
    "repo": REPO,
    "page": "https://huggingface.co/papers/2608.00001",
    "id": "2608.00001",
    "title": "On [x] & $5",
    "abstract": "In short.",
    "markdown": r"[On \[x\] & \$5](https://huggingface.co/papers/2608.00001)",
    "clone": f"git clone {REPO}.git",
    "pdf": "https://arxiv.org/pdf/2608.00001",
}
"""What each kind but BibTeX and JSON is of one paper."""


def test_every_kind_is_what_it_says() -> None:
    paper = row(title="On [x] & $5", summary="In short.", githubRepo=REPO)
    found = {kind.id: kind.found(paper) for kind in KINDS}
    assert {kind: found[kind] for kind in WANTED} == {
        kind: (text,) for kind, text in WANTED.items()
    }
    assert set(found) - set(WANTED) == {"bibtex", "json"}
    assert found["bibtex"] == (bibtex_entry(paper.paper),)
    (text,) = found["json"]
    assert json.loads(text) == paper.as_json()
    assert "\n" not in text


def test_kinds_are_told_apart_by_ids_and_keys() -> None:
    assert len({kind.id for kind in KINDS}) == len({kind.key for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_a_paper_without_it_says_so(kind: Kind) -> None:
    bare = Row(1, Paper("page-0123", "", ""))
    assert kind.is_of(bare) == (kind.found(bare) != ()) == (kind.id in {"bibtex", "json"})
    assert kind.lacking or kind.is_of(bare)


def test_many_are_one_a_line_and_those_without_are_counted() -> None:
    rows = [
        row(summary="One paragraph.\n\nAnother one.", githubRepo=REPO),
        row(summary="No code."),
        row(summary="See github.com/a/b and github.com/c/d."),
    ]
    found = copies(KIND["repo"], rows)
    assert (found.text, found.papers, found.lacking) == (f"{REPO}\nhttps://github.com/a/b", 2, 1)
    abstracts = copies(KIND["abstract"], rows).text.split("\n")
    assert abstracts[:2] == ["One paragraph. Another one.", "No code."]
    entries = copies(KIND["bibtex"], rows).text
    assert entries == "\n".join(bibtex_entry(each.paper) for each in rows)
    assert entries.count("\n\n@misc{") == 2
    assert [json.loads(line) for line in copies(KIND["json"], rows).text.split("\n")] == [
        each.as_json() for each in rows
    ]


@pytest.mark.parametrize(
    ("repo", "command"),
    [
        ("https://github.com/a/b.c_d-e", "git clone https://github.com/a/b.c_d-e.git"),
        ("https://github.com/a/.github", "git clone https://github.com/a/.github.git"),
        ("https://gitlab.com/g/sub/p/-/tree/x", "git clone https://gitlab.com/g/sub/p.git"),
        ("https://codeberg.org/a/b", "git clone https://codeberg.org/a/b.git"),
        ("https://bitbucket.org/a/b", "git clone https://bitbucket.org/a/b.git"),
        ("https://huggingface.co/a/b", "git clone https://huggingface.co/a/b"),
        ("https://huggingface.co/datasets/a/b", "git clone https://huggingface.co/datasets/a/b"),
        ("https://github.com/a/b~c", None),
        ("https://github.com/a/--upload-pack=x", None),
        ("https://github.com/a/b;reboot", "git clone https://github.com/a/b.git"),
        ("https://github.com/a/$(reboot)", None),
        ("https://github.com/a/..", None),
        ("https://github.com.evil.example/a/b", None),
    ],
)
def test_what_git_clones(repo: str, command: str | None) -> None:
    found = KIND["clone"].found(row(githubRepo=repo))
    assert found == ((command,) if command else ())
    for text in found:
        # A shell reads it as it stands, and no word of it but `git` and `clone` is not the link.
        assert shlex.join(shlex.split(text)) == text
        assert len(text.split()) == 3


@given(st.text(alphabet="ab-._~/$();'\"| \n\\&", max_size=40))
def test_no_name_of_a_repository_gets_into_a_shell(name: str) -> None:
    for text in KIND["clone"].found(Row(1, Paper("2608.00001", "", f"github.com/a/{name}"))):
        assert shlex.split(text) == text.split()
        assert [word for word in text.split() if word.startswith("-")] == []


@given(st.text(max_size=60))
def test_a_title_in_markdown_ends_where_the_link_begins(title: str) -> None:
    text = markdown_link(title, "https://example.org/a(b)?c=d")
    assert text.endswith("](https://example.org/a%28b%29?c=d)")
    inside = text[1 : text.rindex("](")]
    bare = inside.replace("\\\\", "").replace("\\[", "").replace("\\]", "")
    assert not set("[]\n") & set(bare)


# In the reader

# An offer to fetch the archive would take the place of what is told.
opened = partial(reading, has_archive=False)


def menu(reader: Reader) -> list[str]:
    """Return the lines of the menu that is open."""
    region = reader.app.screen.query_one(".dialog").region
    return [line.strip(" ▌▐▊█") for line in text_of(painted(reader.app, region)).split("\n")]


async def test_the_menu_shows_its_keys_and_each_acts_at_once(tmp_path: Path) -> None:
    items = [item(1, "On [x] & $5", summary="In short.", githubRepo=REPO), item(2)]
    async with opened(tmp_path, items) as reader:
        await reader.press("Y")
        assert isinstance(reader.app.screen, CopyMenu)
        assert [line for line in menu(reader) if line] == [
            "Copy what?",
            *(f"{kind.key}  {kind.name}" for kind in KINDS),
        ]
        await reader.press("escape")
        for number, (kind, text) in enumerate(WANTED.items(), start=1):
            await reader.press("Y", KIND[kind].key)
            assert isinstance(reader.app.screen, MainScreen)
            await reader.until(lambda: len(reader.desktop.copied) == number)  # noqa: B023
            assert reader.desktop.copied[-1] == text
        await reader.press("Y", "j", "j")
        await reader.until(lambda: len(reader.desktop.copied) == len(WANTED) + 1)
        # The first j was the menu's, the second the list's.
        assert json.loads(reader.desktop.copied[-1])["id"] == "2608.00001"
        assert reader.told[-1] == "Copied to the clipboard: the JSON"
        assert reader.current == "Paper number 2"


@pytest.mark.parametrize("key", ["escape", "q", "Y"])
async def test_the_menu_is_closed_without_a_copy(tmp_path: Path, key: str) -> None:
    async with opened(tmp_path, [item(1)]) as reader:
        await reader.press("Y", key)
        assert isinstance(reader.app.screen, MainScreen)
        assert reader.desktop.copied == []


async def test_the_menu_is_worked_with_arrows_and_the_mouse(tmp_path: Path) -> None:
    two = "See github.com/a/b and github.com/c/d."
    async with opened(tmp_path, [item(1, summary=two)]) as reader:
        await reader.press("Y", "down", "down", "enter")
        await reader.until(lambda: reader.desktop.copied == ["2608.00001"])
        await reader.press("Y")
        (y,) = [y for y, line in enumerate(menu(reader)) if line.endswith("git clone command")]
        left, top, *_ = reader.app.screen.query_one(".dialog").region
        await reader.pilot.click(offset=(left + 6, top + y))
        await reader.until(lambda: isinstance(reader.app.screen, ChooseLink))
        await reader.press("2")
        await reader.until(lambda: len(reader.desktop.copied) == 2)
        assert reader.desktop.copied[-1] == "git clone https://github.com/c/d.git"


async def test_which_of_several_is_asked_before_the_next_key(tmp_path: Path) -> None:
    two = "See github.com/a/b and github.com/c/d."
    async with opened(tmp_path, [item(1, summary=two), item(2)]) as reader:
        await reader.press("Y", "g", "2", "j")
        await reader.until(lambda: bool(reader.told))
        assert reader.desktop.copied == ["git clone https://github.com/c/d.git"]
        assert reader.current == "Paper number 2"
        await reader.press("Y", "g")
        await reader.until(lambda: reader.told == ["This paper names no code repository."])


def chosen(*rows: Row) -> Chosen:
    """Return rows as papers that were chosen, by their places."""

    async def read(places: Sequence[int]) -> Sequence[Row]:
        return [rows[place] for place in places]

    return Chosen(range(len(rows)), read, lambda _: None)


async def test_more_papers_than_are_read_at_once_are_all_copied(tmp_path: Path) -> None:
    async with opened(tmp_path, [item(1)]) as reader:
        rows = [Row(n, Paper(f"2608.{n:05}", "", "")) for n in range(2 * AT_ONCE + 1)]
        await reader.app.copying.copy(KIND["id"], chosen(*rows))
        await reader.until(lambda: bool(reader.told))
        (text,) = reader.desktop.copied
        assert text.split("\n") == [each.paper.id for each in rows]
        assert reader.told == ["Copied to the clipboard: the arXiv id of 1,001 papers"]


async def test_several_papers_are_copied_together(tmp_path: Path) -> None:
    async with opened(tmp_path, [item(1)]) as reader:
        rows = [row(githubRepo=REPO), row(), row(githubRepo="https://github.com/a/b")]
        await reader.app.copying.copy(KIND["clone"], chosen(*rows))
        await reader.until(lambda: bool(reader.told))
        assert reader.desktop.copied == [
            f"git clone {REPO}.git\ngit clone https://github.com/a/b.git"
        ]
        assert reader.told == [
            "Copied to the clipboard: the git clone command of 2 papers; 1 without"
        ]
        await reader.app.copying.copy(KIND["repo"], chosen(row(), row()))
        await reader.until(lambda: reader.told == ["No code link was found in 2 papers."])
        await reader.app.copying.offer(chosen(*rows))
        assert "Copy what of 3 papers?" in menu(reader)


async def by_hand(reader: Reader) -> str:
    """Wait until a text is shown to be selected; return all that is on the screen."""
    await reader.until(lambda: isinstance(reader.app.screen, ByHand))
    await reader.until(lambda: "any other key closes" in text_of(painted(reader.app)))
    return text_of(painted(reader.app))


@pytest.mark.parametrize(
    ("way", "why"), [(Way.TERMINAL, "sent to the terminal"), (Way.NOWHERE, "No clipboard took")]
)
async def test_what_may_be_nowhere_is_shown_to_be_selected(
    tmp_path: Path, way: Way, why: str
) -> None:
    async with opened(tmp_path, [item(1), item(2)]) as reader:
        reader.desktop.way = way
        await reader.press("y")
        lines = (await by_hand(reader)).splitlines()
        assert why in lines[0]
        # From the first column on, so that nothing else is selected with it.
        assert "https://huggingface.co/papers/2608.00001" in lines
        await reader.press("q", "j")
        assert isinstance(reader.app.screen, MainScreen)
        assert reader.app.is_running
        assert reader.current == "Paper number 2"


async def test_a_long_text_is_scrolled_by_what_the_wheel_sends(tmp_path: Path) -> None:
    async with opened(tmp_path, [item(1, summary=LONG)], size=(60, 20)) as reader:
        reader.desktop.way = Way.NOWHERE
        await reader.press("Y", "a")
        assert "word0 word1" in await by_hand(reader)
        await reader.press("down", "pagedown", "end")
        assert "word0 word1" not in await by_hand(reader)
        assert "word899" in await by_hand(reader)
        await reader.press("ctrl+c")
        assert isinstance(reader.app.screen, MainScreen)
        assert reader.app.is_running


async def test_a_text_that_terminals_do_not_take_says_so(tmp_path: Path) -> None:
    async with opened(tmp_path, [item(1)]) as reader:
        reader.desktop.way = Way.NOWHERE
        reader.app.copying.copy_text("x" * (TERMINALS_LONGEST + 1))
        assert "too long for the clipboard of a terminal" in await by_hand(reader)
        assert "the first 20,000 characters" in await by_hand(reader)


async def test_a_terminal_that_was_chosen_is_trusted(tmp_path: Path) -> None:
    async with opened(tmp_path, [item(1)]) as reader:
        reader.desktop.way = Way.TERMINAL
        reader.desktop.trusted = True
        await reader.press("Y", "i")
        await reader.until(lambda: bool(reader.told))
        assert reader.told == ["Sent to the terminal's clipboard: 2608.00001"]


def test_limits_have_room_for_any_paper() -> None:
    assert LONGEST > TERMINALS_LONGEST > 3 * 20_000
