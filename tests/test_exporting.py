"""Exporting from the reader: a format by its key, a file by its name, and nothing overwritten."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest

from painted import painted, text_of
from papers import NOW, item
from paperterm.export import FORMATS, About, exported
from paperterm.paper import Paper, Row
from paperterm.tui.ask_text import AskLine, AskText
from paperterm.tui.chosen import AT_ONCE, Chosen
from paperterm.tui.dialogs import Confirm
from paperterm.tui.export_menu import OFFERED, ExportMenu
from paperterm.tui.main_screen import MainScreen
from reader import Reader
from reader import reading as reading_all

reading = partial(reading_all, has_archive=False)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory of one's own, which is the current one and the home."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("HOME", str(here))
    return here


def names(folder: Path) -> list[str]:
    """Return the names of all files in a folder."""
    return [each.name for each in folder.iterdir()]


def line(reader: Reader) -> str:
    """Return what stands in the line that is asked for."""
    assert isinstance(reader.app.screen, AskText)
    return reader.app.screen.query_one(AskLine).value


async def told(reader: Reader) -> str:
    """Wait until something is told, and return it."""
    await reader.until(lambda: bool(reader.told))
    return reader.told[-1]


def document(reader: Reader, name: str) -> str:
    """Return what is to be written of the paper under the cursor."""
    row = reader.screen.row
    assert row
    return "".join(exported([row], name, About(NOW)))


def test_every_format_is_offered() -> None:
    assert list(OFFERED) == list(FORMATS)
    assert len({each.key for each in OFFERED.values()}) == len(OFFERED)


@pytest.mark.parametrize("name", FORMATS)
async def test_a_paper_is_written_in_any_format(tmp_path: Path, here: Path, name: str) -> None:
    async with reading(tmp_path, [item(1), item(2)]) as reader:
        wanted = document(reader, name)
        await reader.press("e", OFFERED[name].key)
        file = f"2608.00001{FORMATS[name].suffixes[0]}"
        assert line(reader) == file
        # The next key is the list's.
        await reader.press("enter", "j")
        assert await told(reader) == f"1 paper exported to {file}"
        assert reader.current == "Paper number 2"
        assert (here / file).read_bytes().decode() == wanted
        assert names(here) == [file]


async def test_the_menu_says_what_a_format_is_for(tmp_path: Path, here: Path) -> None:
    async with reading(tmp_path, [item(1)]) as reader:
        await reader.press("e")
        assert isinstance(reader.app.screen, ExportMenu)
        seen = text_of(painted(reader.app))
        assert "Export 1 paper as" in seen
        assert "b  BibTeX    References for LaTeX, JabRef and Zotero." in seen
        await reader.press("escape")
        await reader.press("e", "b", "escape")
        assert isinstance(reader.app.screen, MainScreen)
        assert names(here) == []


async def test_the_name_is_typed_over_and_may_begin_at_home(tmp_path: Path, here: Path) -> None:
    (here / "notes").mkdir()
    async with reading(tmp_path, [item(1)]) as reader:
        await reader.press("e", "b")
        await reader.type("~/notes/to read.bib")
        await reader.press("enter")
        assert await told(reader) == f"1 paper exported to {here}/notes/to read.bib"
        assert (here / "notes" / "to read.bib").read_text().startswith("@misc{")


async def test_a_file_that_is_there_is_replaced_only_when_that_is_said(
    tmp_path: Path, here: Path
) -> None:
    file = here / "2608.00001.bib"
    file.write_text("dear to me")
    async with reading(tmp_path, [item(1)]) as reader:
        for answer in ("n", "escape"):
            await reader.press("e", "b", "enter")
            await reader.until(lambda: isinstance(reader.app.screen, Confirm))
            await reader.press(answer)
            assert file.read_text() == "dear to me"
        await reader.press("e", "b", "enter")
        await reader.until(lambda: isinstance(reader.app.screen, Confirm))
        await reader.press("y")
        assert await told(reader) == "1 paper exported to 2608.00001.bib"
        assert file.read_text().startswith("@misc{")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("nowhere/papers.bib", "there is no directory nowhere."),
        ("~", "is a directory; name a file in it."),
        ("~nobody-has-this-name/papers.bib", "there is no such user here."),
    ],
)
async def test_a_place_where_nothing_can_be_written_is_told(
    tmp_path: Path, here: Path, typed: str, sentence: str
) -> None:
    async with reading(tmp_path, [item(1)]) as reader:
        await reader.press("e", "b")
        await reader.type(typed)
        await reader.press("enter")
        assert (await told(reader)).endswith(sentence)
        assert names(here) == []


def many(count: int, working: Callable[[str], None]) -> Chosen:
    """Return papers that were chosen."""

    async def read(places: Sequence[int]) -> Sequence[Row]:
        await asyncio.sleep(0)
        return [Row(n, Paper(f"2608.{n:05}", f"Number {n}", "")) for n in places]

    return Chosen(range(count), read, working)


async def test_many_papers_are_written_to_one_file(tmp_path: Path, here: Path) -> None:
    async with reading(tmp_path, [item(1)]) as reader:
        working: list[str] = []
        await reader.app.exporting.ask(many(5 * AT_ONCE, working.append))
        await reader.press("j")
        assert line(reader) == "papers.jsonl"
        await reader.press("enter")
        assert await told(reader) == "2,500 papers exported to papers.jsonl"
        assert len((here / "papers.jsonl").read_text().splitlines()) == 5 * AT_ONCE
        # It is said how far it has come, and at the end nothing more.
        assert [each.split()[-1] for each in working[:-1]] == [
            "0%",
            "20%",
            "40%",
            "60%",
            "80%",
            "100%",
        ]
        assert working[-1] == ""


async def test_what_is_selected_is_written_together(tmp_path: Path, here: Path) -> None:
    async with reading(tmp_path, [item(n) for n in range(1, 5)]) as reader:
        await reader.press("j", "v", "j", "e", "j", "enter")
        assert await told(reader) == "2 papers exported to papers.jsonl"
        ids = [json.loads(text)["id"] for text in (here / "papers.jsonl").read_text().splitlines()]
        assert ids == ["2608.00002", "2608.00003"]
        assert len(reader.screen.papers.selected) == 2


async def test_the_end_of_the_program_leaves_nothing_half_written(
    tmp_path: Path, here: Path
) -> None:
    begun = asyncio.Event()

    async def read(places: Sequence[int]) -> Sequence[Row]:
        begun.set()
        return [Row(n, Paper(f"2608.{n:05}", f"Number {n}", "")) for n in places]

    async with reading(tmp_path, [item(1)]) as reader:
        await reader.app.exporting.ask(Chosen(range(10_000_000), read, lambda _: None))
        await reader.press("j", "enter")
        await begun.wait()
        await reader.until(lambda: names(here) != [])
    for thread in threading.enumerate():
        if thread.name == "export":
            thread.join(10)
    assert names(here) == []
