"""Stories of keys that the reader chose: they do what they are to do, and are named everywhere."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

from painted import painted, text_of
from papers import item
from paperterm import tui
from paperterm.config import load
from paperterm.errors import UsageError
from paperterm.tui.contexts import PLAIN, contexts, places, read_keymap
from paperterm.tui.dialogs import Confirm
from paperterm.tui.help import Help
from paperterm.tui.keymap import Keymap
from paperterm.tui.paper_list import PaperList
from reader import NOWHERE, reading

ITEMS = [item(n) for n in range(1, 9)]


def keys(tmp_path: Path, table: str) -> Any:
    """Return the keys that a config file says."""
    file = tmp_path / "keys.toml"
    file.write_text(f"[keys]\n{table}\n", encoding="utf-8")
    return load({}, file).keys


async def test_a_command_has_the_keys_it_was_given_and_no_others(tmp_path: Path) -> None:
    wanted = keys(tmp_path, "'mark.read' = 'x, ctrl+k'\n'list.down' = 'w'")
    async with reading(tmp_path, ITEMS, keys=wanted) as reader:
        await reader.press("w", "w", "x", "j", "down", "m")
        await reader.until(lambda: reader.numbers.endswith("7 unread"))
        assert reader.current == "Paper number 3"
        assert "●" not in reader.lines[4]
        assert "x read" in reader.keys
        await reader.press("ctrl+k")
        await reader.until(lambda: reader.numbers.endswith("8 unread"))


async def test_keys_of_a_burst_go_where_they_belong(tmp_path: Path) -> None:
    wanted = keys(
        tmp_path,
        "'mark.all' = 'M'\n'confirm.yes' = 'j'\n'copy.paper' = 'alt+c'\n"
        "'filter.open' = 'f2'\n'bar.accept' = 'f3'",
    )
    async with reading(tmp_path, ITEMS, keys=wanted) as reader:
        await reader.press("M", "y", "j", "j")
        await reader.until(lambda: reader.numbers.endswith("0 unread"))
        assert reader.current == "Paper number 2"
        await reader.press("alt+c", "f2", *"M7", "backspace", "backspace", "8", "f3", "j")
        await reader.until(lambda: bool(reader.desktop.copied))
        assert reader.typed == "8"
        assert isinstance(reader.screen.focused, PaperList)
        assert not isinstance(reader.app.screen, Confirm)


async def test_what_the_line_had_lost_to_a_command_it_has_again(tmp_path: Path) -> None:
    wanted = keys(tmp_path, "'bar.right' = ''\n'bar.complete' = 'f2'\n'bar.accept' = 'f2, enter'")
    async with reading(tmp_path, ITEMS, keys=wanted) as reader:
        await reader.press("slash", *"ab", "left", "left", "right", "X", "end")
        assert reader.typed == "aXb"
        await reader.press("ctrl+u", *"is", "colon", *"unr", "f2")
        assert reader.typed == "is:unread "
        await reader.press("f2")
        assert isinstance(reader.screen.focused, PaperList)


async def test_a_command_without_a_key_is_still_in_the_palette(tmp_path: Path) -> None:
    async with reading(tmp_path, ITEMS, keys=keys(tmp_path, "'mark.star' = ''")) as reader:
        await reader.press("s")
        assert "★" not in reader.lines[0]
        assert "star" not in reader.keys
        await reader.press("ctrl+p", *"star")
        await reader.until(lambda: reader.palette_offers("Star, or take the star away"))
        await reader.press("enter", "enter")
        await reader.until(lambda: "★" in reader.lines[0])


async def test_a_key_of_textuals_own_gives_way(tmp_path: Path) -> None:
    long = "A sentence that says a little. " * 300
    wanted = keys(tmp_path, "'mark.star' = 'left, ctrl+q'\n'abstract.leave' = 'h'")
    async with reading(tmp_path, [item(1, summary=long), item(2)], keys=wanted) as reader:
        await reader.press("left")
        await reader.until(lambda: "★" in reader.lines[0])
        await reader.press("ctrl+q")
        await reader.until(lambda: "★" not in reader.lines[0])
        assert reader.app.is_running


async def test_texts_name_the_keys_there_are(tmp_path: Path) -> None:
    wanted = keys(
        tmp_path,
        "'filter.clear' = 'f5'\n'filter.open' = ''\n'search.save' = 'f6'\n'search.pick' = 'f7'\n"
        "'mark.read' = 'x'\n'open.1' = 'f8'\n'help.open' = 'f1'",
    )
    async with reading(tmp_path, ITEMS, keys=wanted, size=(160, 60), has_archive=False) as reader:
        await reader.press("f7")
        assert reader.told == ["No search is saved yet; F6 saves the filter under a name."]
        reader.screen.filter_by("nothing")
        await reader.settle()
        wanted_hint = "No paper matches.\nF5 clears the filter, : “Filter the list” edits it."
        assert reader.screen.hint == wanted_hint
        await reader.press("f6")
        await reader.press(*"none", "enter")
        await reader.until(lambda: reader.told == ["Saved as “none”; F7 shows it again."])
        await reader.press("f1")
        assert isinstance(reader.app.screen, Help)
        dialog = reader.app.screen.query_one(".dialog").region
        shown = " ".join(text_of(painted(reader.app, dialog)).split())
        for told in ("x Mark as read or unread", "F8 Open link 1", "2 Open link 2"):
            assert told in shown
        assert "1–9" not in shown
        assert "Filter the list" not in shown


async def test_an_empty_list_names_the_keys_there_are(tmp_path: Path) -> None:
    wanted = keys(tmp_path, "'sample.open' = 'E'\n'feed.refresh' = 'f5'")
    async with reading(tmp_path, endpoint=NOWHERE, keys=wanted) as reader:
        assert "F5 fetches them, E opens the bundled sample." in reader.screen.hint
        assert "E sample" in reader.keys


@pytest.mark.parametrize(
    ("table", "line", "what"),
    [
        ("'mark.staar' = 'x'", 2, "mark.staar is no command; did you mean mark.star?"),
        ("'xyzzy' = 'x'", 2, "xyzzy is no command; `paperterm config --example` lists them."),
        ("\n'mark.read' = 's'", 3, "mark.read and mark.star would both be s in the list"),
        ("mark.read = 'x'\nmark.star='ctrl+d'", 3, "mark.star and list.page_down would both be ^d"),
        ("'choose.1' = 'enter'", 2, "choose.1 and choose.take would both be enter in a choice"),
        ("'help.up' = '^c'", 2, "help.up and app.copy would both be ^c in the help"),
        ("'bar.accept' = 'x'", 2, "bar.accept cannot be x, which is typed in the filter bar"),
        ("'app.quit' = ''\n'app.copy' = ''", 2, "nothing would quit"),
    ],
)
def test_keys_that_cannot_be_had_are_named(
    tmp_path: Path, table: str, line: int, what: str
) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f"[keys]\n{table}\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_keymap(load({}, file))
    assert str(caught.value).startswith(f"{file}:{line}: ")
    assert what in str(caught.value)


@pytest.mark.parametrize(
    "table",
    [
        "'list.down' = 'f2'\n'abstract.down' = 'f2'\n'bar.later' = 'f2'",
        "'mark.read' = 's'\n'mark.star' = 'm'",
        "'bar.earlier' = 'f2'\n'bar.choose_above' = 'f2'",
        "'app.quit' = ''",
    ],
)
def test_the_same_key_in_two_places_is_no_clash(tmp_path: Path, table: str) -> None:
    Keymap(tuple(contexts()), keys(tmp_path, table))


def test_as_declared_no_two_commands_have_the_same_key_but_those_that_take_turns() -> None:
    # Moved and moved back, each context is looked at.
    shared = {
        frozenset((one, other))
        for context in contexts()
        for one in context.names
        for other in context.names
        if one != other and set(PLAIN.keys(one)) & set(PLAIN.keys(other))
    }
    assert shared == {
        frozenset({"bar.complete", "bar.accept"}),
        frozenset({"bar.choose_above", "bar.earlier"}),
        frozenset({"bar.choose_below", "bar.later"}),
    }


def test_every_binding_has_its_place() -> None:
    for module in pkgutil.walk_packages(tui.__path__, "paperterm.tui."):
        importlib.import_module(module.name)

    def nodes(kind: type[DOMNode]) -> Iterator[type[DOMNode]]:
        yield kind
        for each in kind.__subclasses__():
            yield from nodes(each)

    found = {
        binding.id
        for node in nodes(DOMNode)
        if node.__module__.startswith("paperterm.")
        for binding in node.__dict__.get("BINDINGS", [])
        if isinstance(binding, Binding)
    }
    named = {name for _, commands in places() for name, _, _ in commands}
    assert found == named, "tui/contexts.py has the places in which keys are heard"
