"""Import: from saved files into cache and library."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from changed import changed
from cli_helpers import Program, SmallFeed, item, saved
from paperterm.feed.saved import SAVED
from paperterm.imports import WORTH_A_PROCESS


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """The program on its first start."""
    return Program(tmp_path / "home")


def test_what_was_imported_is_counted(program: Program, tmp_path: Path) -> None:
    one, two = item("2401.00001", "One"), item("2401.00002", "Two")
    file = saved(tmp_path / "a.json", [one])
    assert program.run("import", file).out == "1 paper: 1 new\n"
    assert program.run("import", file).out == "nothing new; 1 file was imported before\n"
    better = {"paper": {**one["paper"], "upvotes": 9}, "numComments": 1}
    ended = program.run("import", saved(tmp_path / "b.json", [better, two, {"paper": "none"}]))
    assert ended.out == "2 papers: 1 new, 1 changed; 1 record could not be read\n"
    assert ended.code == 0
    again = program.run("import", saved(tmp_path / "c.json", [two, better]))
    assert again.out == "2 papers: 2 known\n"


def test_nothing_is_new_in_the_first_fill(program: Program, tmp_path: Path) -> None:
    first = [saved(tmp_path / f"{n}.json", [item(f"2401.0000{n}", f"Title {n}")]) for n in range(3)]
    program.run("import", *first)
    assert json.loads(program.run("list", "is:new", "--json").out) == []
    program.run("import", saved(tmp_path / "later.json", [item("2401.00009", "Later")]))
    new = json.loads(program.run("list", "is:new", "--json").out)
    assert [each["id"] for each in new] == ["2401.00009"]


def test_gzip_is_read_and_the_same_file_twice_is_one(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "a.json.gz"
    file.write_bytes(gzip.compress(json.dumps([item("2401.00001", "One")]).encode()))
    ended = program.run("import", file, file)
    assert ended.out == "1 paper: 1 new; 1 file was imported before\n"


def test_files_that_cannot_be_read_do_not_stop_the_others(program: Program, tmp_path: Path) -> None:
    good = saved(tmp_path / "good.json", [item("2401.00001", "One")])
    bad = tmp_path / "bad.json"
    bad.write_text("[1, 2", encoding="utf-8")
    ended = program.run("import", tmp_path / "none.json", bad, tmp_path, good, "/dev/null")
    assert (ended.code, ended.out) == (1, "1 paper: 1 new\n")
    said = ended.err.splitlines()
    assert len(said) == 4
    assert {str(name) in ended.err for name in (bad, tmp_path / "none.json")} == {True}
    assert f"{tmp_path} is not a file" in ended.err
    assert program.run("import", bad).code == 1


def test_a_file_may_hold_more_records_than_an_answer(program: Program, tmp_path: Path) -> None:
    items = [item(f"2401.{number:05}", f"Title {number}") for number in range(2_100)]
    ended = program.run("import", saved(tmp_path / "all.json", items))
    assert ended.out == "2,100 papers: 2,100 new\n"


def test_a_file_that_unpacks_to_too_much_is_refused(program: Program, tmp_path: Path) -> None:
    good = saved(tmp_path / "good.json", [item("2401.00001", "One")])
    large = tmp_path / "large.json.gz"
    # A file of many parts is read as one.
    large.write_bytes(gzip.compress(b" " * 1024**2) * (SAVED // 1024**2 + 1))
    ended = program.run("import", large, good)
    assert (ended.code, ended.out) == (1, "1 paper: 1 new\n")
    assert ended.err == f"paperterm: {large} is too large: more than 256 MiB.\n"


def test_a_file_of_nothing_but_wrong_records_is_named(program: Program, tmp_path: Path) -> None:
    file = saved(tmp_path / "wrong.json", [{"paper": "none"}, {"id": "x"}])
    ended = program.run("import", file)
    assert ended.code == 1
    assert str(file) in ended.err


def test_imported_papers_survive_a_deleted_cache(program: Program, tmp_path: Path) -> None:
    program.run("import", saved(tmp_path / "a.json", [item("2401.00001", "One")]))
    for file in (program.home / "cache/paperterm").iterdir():
        file.unlink()
    assert json.loads(program.run("show", "2401.00001", "--json").out)["title"] == "One"


def test_a_paper_of_the_page_takes_its_marks_along_to_the_feeds(
    program: Program, tmp_path: Path
) -> None:
    title, abstract = "Mixtral of Experts", "A sparse mixture. " * 30
    page = tmp_path / "page.txt"
    page.write_text(f"new\n\nSubscribe\n\n{title}\n\n{abstract}\n", encoding="utf-8")
    assert program.run("import", page).out == "1 paper: 1 new\n"
    (shown,) = json.loads(program.run("list", "--json").out)
    assert shown["id"].startswith("page-")
    assert shown["url"] is None
    assert program.run("mark", "starred", shown["id"]).code == 0

    def answer(name: str) -> list[dict[str, object]]:
        same = item("2401.04088", title, summary=abstract.replace(" ", "\n", 3))
        return [same] if name == "trending" else []

    with SmallFeed(answer) as feed:
        assert program.run("refresh", HF_ENDPOINT=feed.url).code == 0
    (listed,) = json.loads(program.run("list", "is:starred", "--json").out)
    assert listed["id"] == "2401.04088"
    assert program.run("show", shown["id"]).lines[0] == title
    assert program.run("mark", "unstarred", shown["id"]).code == 0
    assert json.loads(program.run("list", "is:starred", "--json").out) == []


def test_a_short_abstract_is_one_where_the_page_has_one(program: Program, tmp_path: Path) -> None:
    long, short = "A long abstract. " * 30, "A short abstract, of which there are few. " * 3
    blocks = ["new", "Subscribe", "One", long, "A Long Title " * 10, short, "Mar 12"]
    blocks += ["Another Long Title " * 8, long + "2", "Three", short, "Previous", "Next"]
    page = tmp_path / "page.txt"
    page.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")
    assert program.run("import", page).out == "4 papers: 4 new\n"
    listed = {each["title"] for each in json.loads(program.run("list", "--json").out)}
    assert listed == {"One", ("A Long Title " * 10).strip(), blocks[7].strip(), "Three"}


def test_many_files_are_read_beside(program: Program, tmp_path: Path) -> None:
    text = "An abstract that goes on and on. " * 40
    files = [
        saved(
            tmp_path / f"{month}.json",
            [
                item(f"24{month:02}.{n:05}", f"Title {n} of {month}", summary=text)
                for n in range(150)
            ],
        )
        for month in range(1, 13)
    ]
    files[5].write_text("<html>", encoding="utf-8")
    assert sum(file.stat().st_size for file in files) > WORTH_A_PROCESS
    ended = program.run("import", *files)
    assert ended.out == "1,650 papers: 1,650 new\n"
    assert ended.code == 1
    assert len(ended.err.splitlines()) == 1
    assert str(files[5]) in ended.err
    assert program.run("import", *files).out == "nothing new; 11 files were imported before\n"


BESIDE = """
import sys
if "--multiprocessing-fork" in sys.argv:
    import os, time
    from paperterm import imports
    read, files = imports._read_one, iter(range(100))
    def read_one(*arguments):
        number = next(files)
        {trouble}
        return read(*arguments)
    imports._read_one = read_one
"""
"""Gives the process that reads files beside the one that stores them some trouble."""


@pytest.mark.parametrize(
    "trouble",
    [
        "pass",
        "os._exit(3)",
        "number < 2 or os._exit(3)",
        "time.sleep(0.1)",
        "time.sleep(number % 2 / 5)",
    ],
    ids=["none", "dead at once", "dead later", "slow", "slow now and then"],
)
def test_a_later_file_wins_whichever_process_has_read_it(
    program: Program, tmp_path: Path, trouble: str
) -> None:
    text = "An abstract that goes on and on. " * 1_000
    files = [
        saved(
            tmp_path / f"{number:02}.json",
            [
                item("2401.00001", "In all of them", upvotes=number),
                *(item(f"2402.{number:02}{n:03}", f"{n}", summary=text) for n in range(10)),
            ],
        )
        for number in range(8)
    ]
    assert sum(file.stat().st_size for file in files) > WORTH_A_PROCESS
    environ = changed(tmp_path / "changed", BESIDE.format(trouble=trouble))
    ended = program.run("import", *files, PYTHONPATH=environ["PYTHONPATH"])
    assert ended.out == "88 papers: 81 new, 7 changed\n"
    assert (ended.code, ended.err) == (0, "")
    (found,) = json.loads(program.run("list", "--json", "id:2401.00001").out)
    assert found["upvotes"] == 7


def test_words_of_every_file_are_found_by_their_beginnings(
    program: Program, tmp_path: Path
) -> None:
    """Long beginnings are looked up in a list of words, which each file adds to."""
    first = [item("2401.00001", "Photosynthesis", summary="Of chlorophyll.")]
    second = [item("2401.00002", "Chlorophyll again", summary="And thermodynamics.")]
    third = [item("2401.00003", "Thermodynamics", summary="Of photosynthesis and crystallography.")]
    for number, items in enumerate((first, second, third)):
        saved(tmp_path / f"{number}.json", items)
    program.run("import", *sorted(tmp_path.glob("*.json")))
    found = {
        word: [each["id"][-1] for each in json.loads(program.run("list", "--json", word).out)]
        for word in ("photosynth", "chloroph", "thermodyn", "crystallogr")
    }
    assert {word: sorted(ids) for word, ids in found.items()} == {
        "photosynth": ["1", "3"],
        "chloroph": ["1", "2"],
        "thermodyn": ["2", "3"],
        "crystallogr": ["3"],
    }


def test_recorded_months_are_imported_whole(program: Program, recordings: Path) -> None:
    months = sorted((recordings / "monthly").glob("*.json.gz"))
    texts = [json.loads(gzip.decompress(month.read_bytes())) for month in months[:3]]
    known = {each["paper"]["id"] for text in texts for each in text}
    ended = program.run("import", *months[:3])
    assert ended.code == 0
    assert ended.out.startswith(f"{len(known):,} papers: {len(known):,} new")
    listed = json.loads(program.run("list", "--json").out)
    assert {each["id"] for each in listed} == known


def test_the_recorded_page_is_imported_whole(program: Program, recordings: Path) -> None:
    ended = program.run("import", recordings / "trending-page.txt")
    assert (ended.code, ended.out) == (0, "66 papers: 66 new\n")
