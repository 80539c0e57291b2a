"""Marks, tags, notes and undo from the shell, on ids, on standard input and on queries."""

from __future__ import annotations

import json

import pytest

from cli_helpers import ATTENTION, ITEMS, MIXTRAL, SWITCH, Shell, SmallFeed
from paperterm.cli.parts import now
from paperterm.marks import NOTE_LENGTH
from paperterm.store import Store
from terminal import Terminal


def papers(shell: Shell) -> list[dict[str, object]]:
    """Return the papers as `--json` prints them, hidden ones, too."""
    folders = shell.program.home / "cache/paperterm", shell.program.home / "data/paperterm"
    store = Store.open(folders[0] / "cache.db", folders[1] / "library.db", now)
    try:
        rows = [store.search.row(each) for each in (MIXTRAL, SWITCH, ATTENTION)]
        return [row.as_json() for row in rows if row]
    finally:
        store.close()


def test_marks_go_both_ways(shell: Shell) -> None:
    for mark, opposite, field in (
        ("read", "unread", "read"),
        ("starred", "unstarred", "starred"),
        ("hidden", "shown", "hidden"),
    ):
        assert shell.run("mark", mark, MIXTRAL).out == f"1 paper marked {mark}\n"
        assert [paper[field] for paper in papers(shell)] == [True, False, False]
        assert shell.run("mark", opposite, MIXTRAL).out == f"1 paper marked {opposite}\n"
        assert [paper[field] for paper in papers(shell)] == [False, False, False]


def test_tags_come_go_and_are_listed(shell: Shell) -> None:
    added = shell.run("tag", "add", "MoE, Large Models", f"{MIXTRAL}v1", SWITCH)
    assert (added.code, added.out) == (0, "2 papers tagged moe, large-models\n")
    removed = shell.run("tag", "remove", "large models", SWITCH)
    assert removed.out == "1 paper no longer tagged large-models\n"
    assert [paper["tags"] for paper in papers(shell)] == [
        ["large-models", "moe"],
        ["moe"],
        [],
    ]
    assert shell.run("tag", "list").lines == ["large-models  1", "moe           2"]
    assert json.loads(shell.run("tag", "list", "--json").out) == [
        {"tag": "large-models", "papers": 1},
        {"tag": "moe", "papers": 2},
    ]


def test_what_is_tagged_or_noted_outlives_the_cache(empty_shell: Shell) -> None:
    shell = empty_shell
    with SmallFeed(lambda name: ITEMS if name == "trending" else []) as feed:
        shell.run("refresh", HF_ENDPOINT=feed.url)
    shell.run("tag", "add", "moe", MIXTRAL)
    shell.run("note", SWITCH, "--set", "sparse")
    for file in (shell.program.home / "cache/paperterm").iterdir():
        file.unlink()
    assert [(each["title"], each["tags"], each["note"]) for each in papers(shell)] == [
        ("Mixtral of Experts", ["moe"], None),
        ("Switch Transformers: a MoE Survey", [], "sparse"),
    ]


def test_a_note_is_written_printed_and_taken_away(shell: Shell) -> None:
    assert shell.run("note", MIXTRAL).err == f"paperterm: There is no note on {MIXTRAL}.\n"
    assert shell.run("note", MIXTRAL, "--set", "first").out == "1 paper noted\n"
    text = "# Über\n\nline\x1b[31m two  \n"
    assert shell.run("note", MIXTRAL, "--set", "-", stdin=text.encode()).code == 0
    assert shell.run("note", MIXTRAL).out == "# Über\n\nline[31m two\n"
    assert shell.run("note", MIXTRAL, "--set", "").out == "1 paper without a note\n"
    assert shell.run("note", MIXTRAL).out == ""
    versions = json.loads(shell.run("note", MIXTRAL, "--versions", "--json").out)
    assert [each["note"] for each in versions] == ["# Über\n\nline[31m two", "first"]
    printed = shell.run("note", MIXTRAL, "--versions").out
    assert printed.startswith(f"# {MIXTRAL}  Mixtral of Experts, 20")
    assert printed.endswith("Z\n\nfirst\n")


def test_notes_on_several_papers_have_headings(shell: Shell) -> None:
    shell.run("note", MIXTRAL, "--set", "one")
    shell.run("note", SWITCH, "--set", "two")
    assert shell.run("note", "--query", "").out == (
        f"# {MIXTRAL}  Mixtral of Experts\n\none\n\n"
        f"# {SWITCH}  Switch Transformers: a MoE Survey\n\ntwo\n"
    )
    assert json.loads(shell.run("note", "--json", ATTENTION, SWITCH).out) == [
        {"id": SWITCH, "title": "Switch Transformers: a MoE Survey", "note": "two"}
    ]


def test_a_note_that_is_too_long_is_refused(shell: Shell) -> None:
    stdin = b"x" * (NOTE_LENGTH + 1)
    ended = shell.run("note", MIXTRAL, "--set", "-", stdin=stdin)
    assert (ended.code, ended.out) == (2, "")
    assert "100,000 characters" in ended.err
    assert shell.run("note", MIXTRAL).out == ""


def test_undo_takes_back_the_newest_step_of_all_and_says_what(shell: Shell) -> None:
    shell.run("mark", "read", "--query", "", "--yes")
    shell.run("mark", "starred", MIXTRAL)
    shell.run("tag", "add", "a,b", SWITCH)
    undone = shell.run("undo")
    assert (undone.code, undone.lines) == (
        0,
        ["“Switch Transformers: a MoE Survey”: no longer tagged b, no longer tagged a"],
    )
    undone = shell.run("undo", "5")
    assert undone.lines == ["“Mixtral of Experts”: no longer starred", "3 papers: unread again"]
    assert (undone.code, undone.err) == (1, "paperterm: There is nothing more to undo.\n")
    assert shell.run("undo").err == "paperterm: There is nothing to undo.\n"
    shell.run("mark", "read", MIXTRAL)
    assert json.loads(shell.run("undo", "--json").out) == [
        {"what": "“Mixtral of Experts”", "now": "unread again", "papers": [MIXTRAL]}
    ]


def test_results_are_printed_as_json(shell: Shell) -> None:
    ended = shell.run("mark", "read", MIXTRAL, "2401.99999", "--json")
    assert ended.code == 4
    assert json.loads(ended.out) == {
        "done": "1 paper marked read",
        "papers": [MIXTRAL],
        "missing": ["2401.99999"],
    }
    assert "2401.99999" in ended.err


def test_what_list_prints_can_be_tagged(shell: Shell) -> None:
    listed = shell.run("list", "-survey").out.encode()
    assert shell.run("tag", "add", "x", "-", stdin=listed).out == "2 papers tagged x\n"


# Bulk


BULK = [
    (["mark", "read"], "Mark 2 papers as read?"),
    (["tag", "add", "x"], "Tag 2 papers x?"),
    (["tag", "remove", "x"], "Take x away from 2 papers?"),
    (["note", "--set", "x"], "Write this note on 2 papers?"),
    (["note", "--set", ""], "Take the notes away from 2 papers?"),
]


@pytest.mark.parametrize(("arguments", "question"), BULK)
def test_a_bulk_change_without_a_terminal_needs_yes(
    shell: Shell, arguments: list[str], question: str
) -> None:
    before = papers(shell)
    refused = shell.run(*arguments, "--query", "-survey")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == f"paperterm: {question} Nobody can be asked here: --yes answers.\n"
    assert papers(shell) == before
    done = shell.run(*arguments, "--query", "-survey", "--yes")
    assert done.code == 0
    assert done.out.startswith("2 papers ")
    assert done.err == ""


@pytest.mark.parametrize(
    ("typed", "code", "read"), [("y\n", 0, 2), ("yes\n", 0, 2), ("\n", 1, 0), ("\x04", 1, 0)]
)
def test_a_bulk_change_asks_at_a_terminal(shell: Shell, typed: str, code: int, read: int) -> None:
    command = [*shell.program.command, "mark", "read", "--query", "-survey"]
    with Terminal(command, shell.program.surroundings()) as terminal:
        terminal.wait_for("Mark 2 papers as read? [y/N]")
        terminal.type(typed)
        assert terminal.wait_for_end()[0] == code
        terminal.settle()
        assert ("2 papers marked read" if read else "Nothing was done.") in terminal.text
    assert sum(bool(paper["read"]) for paper in papers(shell)) == read


@pytest.mark.parametrize("query", ["is:stared", "-is:stared", 'older:1x -"moe', "foo:bar"])
def test_a_query_that_may_mean_something_else_changes_nothing(shell: Shell, query: str) -> None:
    ended = shell.run("mark", "hidden", "--query", query, "--yes")
    assert (ended.code, ended.out) == (2, "")
    assert "Nothing was done; mend the query first." in ended.err
    assert not any(paper["hidden"] for paper in papers(shell))


def test_a_query_that_finds_nothing_changes_nothing(shell: Shell) -> None:
    ended = shell.run("mark", "read", "--query", "nonsense", "--yes")
    assert (ended.code, ended.out) == (0, "0 papers marked read\n")
    assert shell.run("mark", "read", "--query", "nonsense").code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["mark", "read"],
        ["mark", "read", MIXTRAL, "--query", "x"],
        ["tag"],
        ["tag", "add"],
        ["tag", "add", "x"],
        ["tag", "add", " , ", MIXTRAL],
        ["tag", "add", "x,:", MIXTRAL],
        ["tag", "remove", "x", MIXTRAL, "--query", "x"],
        ["note"],
        ["note", MIXTRAL, "--set", "x", "--versions"],
        ["note", "-", "--set", "-"],
        ["undo", "0"],
        ["undo", "all"],
    ],
)
def test_what_cannot_be_meant_is_refused(shell: Shell, arguments: list[str]) -> None:
    ended = shell.run(*arguments)
    assert ended.code == 2
    assert shell.run("undo").code == 1
