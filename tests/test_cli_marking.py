"""Marks, tags, notes and undo from the shell, on ids, on standard input and on queries."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli_helpers import Program, Shell, SmallFeed, item, saved
from paperterm.cli.parts import now
from paperterm.marks import NOTE_LENGTH
from paperterm.store import Store
from terminal import Terminal

MIXTRAL, SWITCH, ATTENTION = "2401.04088", "2101.03961", "1706.03762"

ITEMS = [
    item(MIXTRAL, "Mixtral of Experts", upvotes=3),
    item(SWITCH, "Switch Transformers: a MoE Survey", upvotes=2),
    item(ATTENTION, "Attention Is All You Need", upvotes=1),
]


@pytest.fixture
def empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    """The program on its first start."""
    return Shell(Program(tmp_path / "home"), monkeypatch, capsys)


@pytest.fixture
def program(empty: Shell, tmp_path: Path) -> Shell:
    """The program with three papers in its cache."""
    assert empty.run("import", saved(tmp_path / "items.json", ITEMS)).code == 0
    return empty


def papers(program: Shell) -> list[dict[str, object]]:
    """Return the papers as `--json` prints them, hidden ones, too."""
    folders = program.program.home / "cache/paperterm", program.program.home / "data/paperterm"
    store = Store.open(folders[0] / "cache.db", folders[1] / "library.db", now)
    try:
        rows = [store.search.row(each) for each in (MIXTRAL, SWITCH, ATTENTION)]
        return [row.as_json() for row in rows if row]
    finally:
        store.close()


def test_marks_go_both_ways(program: Shell) -> None:
    for mark, opposite, field in (
        ("read", "unread", "read"),
        ("starred", "unstarred", "starred"),
        ("hidden", "shown", "hidden"),
    ):
        assert program.run("mark", mark, MIXTRAL).out == f"1 paper marked {mark}\n"
        assert [paper[field] for paper in papers(program)] == [True, False, False]
        assert program.run("mark", opposite, MIXTRAL).out == f"1 paper marked {opposite}\n"
        assert [paper[field] for paper in papers(program)] == [False, False, False]


def test_tags_come_go_and_are_listed(program: Shell) -> None:
    added = program.run("tag", "add", "MoE, Large Models", f"{MIXTRAL}v1", SWITCH)
    assert (added.code, added.out) == (0, "2 papers tagged moe, large-models\n")
    removed = program.run("tag", "remove", "large models", SWITCH)
    assert removed.out == "1 paper no longer tagged large-models\n"
    assert [paper["tags"] for paper in papers(program)] == [
        ["large-models", "moe"],
        ["moe"],
        [],
    ]
    assert program.run("tag", "list").lines == ["large-models  1", "moe           2"]
    assert json.loads(program.run("tag", "list", "--json").out) == [
        {"tag": "large-models", "papers": 1},
        {"tag": "moe", "papers": 2},
    ]


def test_what_is_tagged_or_noted_outlives_the_cache(empty: Shell) -> None:
    program = empty
    with SmallFeed(lambda name: ITEMS if name == "trending" else []) as feed:
        program.run("refresh", HF_ENDPOINT=feed.url)
    program.run("tag", "add", "moe", MIXTRAL)
    program.run("note", SWITCH, "--set", "sparse")
    for file in (program.program.home / "cache/paperterm").iterdir():
        file.unlink()
    assert [(each["title"], each["tags"], each["note"]) for each in papers(program)] == [
        ("Mixtral of Experts", ["moe"], None),
        ("Switch Transformers: a MoE Survey", [], "sparse"),
    ]


def test_a_note_is_written_printed_and_taken_away(program: Shell) -> None:
    assert program.run("note", MIXTRAL).err == f"paperterm: There is no note on {MIXTRAL}.\n"
    assert program.run("note", MIXTRAL, "--set", "first").out == "1 paper noted\n"
    text = "# Über\n\nline\x1b[31m two  \n"
    assert program.run("note", MIXTRAL, "--set", "-", stdin=text.encode()).code == 0
    assert program.run("note", MIXTRAL).out == "# Über\n\nline[31m two\n"
    assert program.run("note", MIXTRAL, "--set", "").out == "1 paper without a note\n"
    assert program.run("note", MIXTRAL).out == ""
    versions = json.loads(program.run("note", MIXTRAL, "--versions", "--json").out)
    assert [each["note"] for each in versions] == ["# Über\n\nline[31m two", "first"]
    printed = program.run("note", MIXTRAL, "--versions").out
    assert printed.startswith(f"# {MIXTRAL}  Mixtral of Experts, 20")
    assert printed.endswith("Z\n\nfirst\n")


def test_notes_on_several_papers_have_headings(program: Shell) -> None:
    program.run("note", MIXTRAL, "--set", "one")
    program.run("note", SWITCH, "--set", "two")
    assert program.run("note", "--query", "").out == (
        f"# {MIXTRAL}  Mixtral of Experts\n\none\n\n"
        f"# {SWITCH}  Switch Transformers: a MoE Survey\n\ntwo\n"
    )
    assert json.loads(program.run("note", "--json", ATTENTION, SWITCH).out) == [
        {"id": SWITCH, "title": "Switch Transformers: a MoE Survey", "note": "two"}
    ]


def test_a_note_that_is_too_long_is_refused(program: Shell) -> None:
    stdin = b"x" * (NOTE_LENGTH + 1)
    ended = program.run("note", MIXTRAL, "--set", "-", stdin=stdin)
    assert (ended.code, ended.out) == (2, "")
    assert "100,000 characters" in ended.err
    assert program.run("note", MIXTRAL).out == ""


def test_undo_takes_back_the_newest_step_of_all_and_says_what(program: Shell) -> None:
    program.run("mark", "read", "--query", "", "--yes")
    program.run("mark", "starred", MIXTRAL)
    program.run("tag", "add", "a,b", SWITCH)
    undone = program.run("undo")
    assert (undone.code, undone.lines) == (
        0,
        ["“Switch Transformers: a MoE Survey”: no longer tagged b, no longer tagged a"],
    )
    undone = program.run("undo", "5")
    assert undone.lines == ["“Mixtral of Experts”: no longer starred", "3 papers: unread again"]
    assert (undone.code, undone.err) == (1, "paperterm: There is nothing more to undo.\n")
    assert program.run("undo").err == "paperterm: There is nothing to undo.\n"
    program.run("mark", "read", MIXTRAL)
    assert json.loads(program.run("undo", "--json").out) == [
        {"what": "“Mixtral of Experts”", "now": "unread again", "papers": [MIXTRAL]}
    ]


def test_results_are_printed_as_json(program: Shell) -> None:
    ended = program.run("mark", "read", MIXTRAL, "2401.99999", "--json")
    assert ended.code == 4
    assert json.loads(ended.out) == {
        "done": "1 paper marked read",
        "papers": [MIXTRAL],
        "missing": ["2401.99999"],
    }
    assert "2401.99999" in ended.err


def test_what_list_prints_can_be_tagged(program: Shell) -> None:
    listed = program.run("list", "-survey").out.encode()
    assert program.run("tag", "add", "x", "-", stdin=listed).out == "2 papers tagged x\n"


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
    program: Shell, arguments: list[str], question: str
) -> None:
    before = papers(program)
    refused = program.run(*arguments, "--query", "-survey")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == f"paperterm: {question} Nobody can be asked here: --yes answers.\n"
    assert papers(program) == before
    done = program.run(*arguments, "--query", "-survey", "--yes")
    assert done.code == 0
    assert done.out.startswith("2 papers ")
    assert done.err == ""


@pytest.mark.parametrize(
    ("typed", "code", "read"), [("y\n", 0, 2), ("yes\n", 0, 2), ("\n", 1, 0), ("\x04", 1, 0)]
)
def test_a_bulk_change_asks_at_a_terminal(program: Shell, typed: str, code: int, read: int) -> None:
    command = [*program.program.command, "mark", "read", "--query", "-survey"]
    with Terminal(command, program.program.surroundings()) as terminal:
        terminal.wait_for("Mark 2 papers as read? [y/N]")
        terminal.type(typed)
        assert terminal.wait_for_end()[0] == code
        terminal.settle()
        assert ("2 papers marked read" if read else "Nothing was done.") in terminal.text
    assert sum(bool(paper["read"]) for paper in papers(program)) == read


@pytest.mark.parametrize("query", ["is:stared", "-is:stared", 'older:1x -"moe', "foo:bar"])
def test_a_query_that_may_mean_something_else_changes_nothing(program: Shell, query: str) -> None:
    ended = program.run("mark", "hidden", "--query", query, "--yes")
    assert (ended.code, ended.out) == (2, "")
    assert "Nothing was done; mend the query first." in ended.err
    assert not any(paper["hidden"] for paper in papers(program))


def test_a_query_that_finds_nothing_changes_nothing(program: Shell) -> None:
    ended = program.run("mark", "read", "--query", "nonsense", "--yes")
    assert (ended.code, ended.out) == (0, "0 papers marked read\n")
    assert program.run("mark", "read", "--query", "nonsense").code == 2


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
def test_what_cannot_be_meant_is_refused(program: Shell, arguments: list[str]) -> None:
    ended = program.run(*arguments)
    assert ended.code == 2
    assert program.run("undo").code == 1
