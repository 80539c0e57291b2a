"""What is remembered from one run to the next: the file, and stories of a reader who is back."""

from __future__ import annotations

import json
import multiprocessing
import os
import stat
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from papers import NOW, item
from paperterm.demo.server import FeedServer
from paperterm.errors import PapertermError
from paperterm.feed import Feed
from paperterm.query import parse
from paperterm.refresh import refresh
from paperterm.state import FILTERS, LARGEST, State, StateFile, order_of
from paperterm.store import Store
from paperterm.store.files import connect
from paperterm.tui.abstract_pane import AbstractPane
from paperterm.tui.paper_list import PaperList
from reader import Clock, Reader, reading

ITEMS = [item(n, upvotes=n) for n in range(1, 31)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the state is."""
    return tmp_path / "state" / "paperterm" / "state.json"


# The file


def test_what_is_changed_is_read_and_the_rest_stays(file: Path) -> None:
    assert StateFile(file).read() == State()
    StateFile(file).change(theme="nord", sort="sort:upvotes", paper="2608.00001")
    StateFile(file).searched("moe")
    StateFile(file).change(was_zoomed=True)
    assert StateFile(file).read() == State(
        "nord", "sort:upvotes", "2608.00001", was_zoomed=True, filters=("moe",)
    )
    assert [each.name for each in file.parent.iterdir()] == ["state.json"]


def test_filters_are_kept_newest_first_each_once_and_not_without_end(file: Path) -> None:
    state = StateFile(file)
    for text in ("one", "two", "is:unread ", "one"):
        state.searched(text)
    assert state.read().filters == ("one", "is:unread ", "two")
    for number in range(FILTERS):
        state.searched(f"filter {number}")
    assert state.read().filters == tuple(f"filter {FILTERS - 1 - n}" for n in range(FILTERS))
    for number in range(40):
        state.searched(f"{number}" + "x" * 9_000)
    assert sum(map(len, state.read().filters or ())) <= LARGEST
    assert (state.read().filters or ("",))[0].startswith("39x")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe{}",
        b"[]",
        b"null",
        b"{",
        b'{"theme": 3, "sort": [], "paper": {}, "was_read": 1, "filters": "moe"}',
        b'{"theme": "drakula", "sort": "moe", "was_zoomed": "yes"}',
        b'{"sort": "sort:upvotes moe"}',
        b'{"sort": "limit:1"}',
        b"[" * 100_000,
        b'{"theme": "nord"}' + b" " * 2_000_000,
    ],
)
def test_what_is_damaged_or_foreign_is_passed_over(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    assert StateFile(file).read() == State()
    StateFile(file).change(theme="dracula")
    assert StateFile(file).read() == State("dracula")


def test_filters_are_harmless_whoever_wrote_them(file: Path) -> None:
    file.parent.mkdir(parents=True)
    texts = ["moe", "\x1b[31mred", "a\nb", 7, "", "  ", "moe", "\ud800", "x" * 20_000, "ok "]
    file.write_text(json.dumps({"filters": texts, "paper": "\x1b]52;2608.1"}))
    state = StateFile(file).read()
    assert state.filters == ("moe", "ok ")
    assert state.paper.isprintable()


def test_a_folder_that_is_none_is_told(file: Path) -> None:
    file.parent.parent.mkdir(parents=True)
    file.parent.write_text("in the way")
    assert StateFile(file).read() == State()
    with pytest.raises(PapertermError, match="could not be written"):
        StateFile(file).change(theme="nord")


def test_what_is_remembered_is_the_readers_alone(file: Path) -> None:
    umask = os.umask(0)
    try:
        StateFile(file).change(theme="nord")
    finally:
        os.umask(umask)
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def _search_many(path: Path, name: str) -> None:
    for number in range(20):
        StateFile(path).searched(f"{name} {number}")


def test_two_copies_lose_no_filter(file: Path) -> None:
    context = multiprocessing.get_context("spawn")
    copies = [context.Process(target=_search_many, args=(file, name)) for name in "abc"]
    for copy in copies:
        copy.start()
    for copy in copies:
        copy.join(60)
    wanted = {f"{name} {number}" for name in "abc" for number in range(20)}
    assert set(StateFile(file).read().filters or ()) == wanted


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("", ""),
        ("moe is:unread", ""),
        ("moe sort:upvotes limit:9", "sort:upvotes"),
        ("sort:-stars", order_of(parse("sort:-stars"))),
        ("moe sort:relevance", ""),
    ],
)
def test_of_a_filter_the_order_is_kept(file: Path, text: str, order: str) -> None:
    assert order_of(parse(text)) == order
    StateFile(file).change(sort=order)
    assert StateFile(file).read().sort == order
    assert parse(order).sort == (parse(text).sort if order else None)


# Stories


async def left(reader: Reader, *keys: str) -> None:
    """Press keys, and quit."""
    await reader.press(*keys)
    await reader.press("q")
    await reader.until(lambda: not reader.app.is_running)


async def test_a_reader_who_is_back_goes_on_where_they_were(tmp_path: Path) -> None:
    async with reading(tmp_path, ITEMS) as reader:
        await left(reader, *"jjjj")
    async with reading(tmp_path, ITEMS) as reader:
        assert reader.current == "Paper number 5"
        assert reader.titles[0] == "Paper number 1"
        await left(reader, "G")
    async with reading(tmp_path, ITEMS, size=(80, 24)) as reader:
        assert reader.current == "Paper number 30"
        assert reader.titles[-1] == "Paper number 30"
        assert isinstance(reader.screen.focused, PaperList)


async def test_what_is_new_is_seen_first(tmp_path: Path) -> None:
    async with reading(tmp_path, ITEMS) as reader:
        await left(reader, *"jjjj")
    clock = Clock(NOW + timedelta(hours=5))
    items = [item(99), *ITEMS]
    store = Store.open(tmp_path / "cache.db", tmp_path / "library.db", clock)
    with FeedServer(items) as server:
        async with Feed(server.url, now=clock) as feed:
            await refresh(feed, store, clock, lambda _: None)
    store.close()
    async with reading(tmp_path, items, clock=clock) as reader:
        assert reader.current == "Paper number 99"
        await left(reader, "m", "j", "j")
    async with reading(tmp_path, items, clock=clock) as reader:
        assert reader.current == "Paper number 2"


async def test_the_order_stays_and_is_to_be_seen_and_the_words_do_not(tmp_path: Path) -> None:
    async with reading(tmp_path, ITEMS) as reader:
        await reader.type("/paper sort:upvotes")
        await left(reader, "enter", "j")
    async with reading(tmp_path, ITEMS) as reader:
        assert reader.typed == "sort:upvotes "
        assert reader.titles[0] == "Paper number 30"
        assert reader.current == "Paper number 29"
        assert reader.result == "30 of 30"
        await reader.press("slash", *"7", "enter")
        assert reader.result == "1 of 30"
        await left(reader, "backslash")
    async with reading(tmp_path, ITEMS) as reader:
        assert reader.typed == ""
        assert reader.titles[0] == "Paper number 1"


async def test_the_layout_stays(tmp_path: Path) -> None:
    async with reading(tmp_path, ITEMS) as reader:
        await left(reader, "j", "z")
    async with reading(tmp_path, ITEMS) as reader:
        assert reader.screen.panes.is_zoomed
        assert not reader.screen.panes.shows_abstract
        await left(reader, "tab", "z", "z")
    async with reading(tmp_path, ITEMS) as reader:
        assert isinstance(reader.screen.focused, AbstractPane)
        assert not reader.screen.panes.shows_list
        assert "Paper number 2" in reader.abstract
        await left(reader, "z", "h")
    async with reading(tmp_path, ITEMS) as reader:
        assert reader.screen.panes.shows_list
        assert reader.screen.panes.shows_abstract
        assert isinstance(reader.screen.focused, PaperList)


async def test_a_theme_that_was_chosen_stays_unless_one_is_set(tmp_path: Path) -> None:
    async with reading(tmp_path, ITEMS) as reader:
        assert reader.app.theme == "paperterm"
        reader.app.theme = "nord"
        await left(reader)
    async with reading(tmp_path, ITEMS) as reader:
        assert reader.app.theme == "nord"
        await left(reader)
    async with reading(tmp_path, ITEMS, theme="dracula") as reader:
        assert reader.app.theme == "dracula"
        reader.app.theme = "gruvbox"
        await left(reader)
    async with reading(tmp_path, ITEMS) as reader:
        assert reader.app.theme == "nord"


async def test_filters_of_the_library_are_taken_over_once(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "cache.db", tmp_path / "library.db", Clock())
    store.close()
    _remember_in_library(tmp_path / "library.db", ["older", "old"])
    async with reading(tmp_path, ITEMS) as reader:
        await reader.press("slash", *"new", "enter", "slash", "ctrl+u", "up", "up", "up")
        assert reader.typed == "older"
        await left(reader, "escape")
    _remember_in_library(tmp_path / "library.db", ["too late"])
    async with reading(tmp_path, ITEMS) as reader:
        await reader.press("slash", "up")
        assert reader.typed == "new"
    assert StateFile(tmp_path / "state.json").read().filters == ("new", "old", "older")


def _remember_in_library(path: Path, texts: list[str]) -> None:

    with closing(connect(path)) as connection:
        connection.executemany("INSERT INTO recent (text) VALUES (?)", [(each,) for each in texts])


async def test_without_a_file_nothing_is_remembered(tmp_path: Path) -> None:
    async with reading(tmp_path, ITEMS, state_file=None) as reader:
        await reader.press("slash", *"7", "enter", "backslash", "slash", "up")
        assert reader.typed == "7"
        await left(reader, "escape", "j", "z")
    async with reading(tmp_path, ITEMS, state_file=None) as reader:
        assert reader.current == "Paper number 1"
        assert not reader.screen.panes.is_zoomed
        assert not (tmp_path / "state.json").exists()
