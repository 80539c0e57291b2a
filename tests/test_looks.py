"""What is seen: readable text in every theme, one message at a time, an abstract that stays put."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from pyte.screens import Char
from rich.style import Style
from textual.color import Color
from textual.strip import Strip

from cli_helpers import Program, saved
from cli_helpers import item as wire_item
from painted import hex_of, painted, text_of, written
from papers import item
from paperterm.tui.theme import contrast
from reader import Reader, reading
from terminal import Terminal

REPO = "https://github.com/someone/something"

TEXT, QUIET = 4.5, 3.0
"""The contrast that WCAG 2.2 asks of text (1.4.3), and of signs and large text (1.4.11)."""

LONG = " ".join(f"word{number}" for number in range(900))

SCENES = {
    "list": ("g j", "MainScreen > *"),
    "abstract": ("l", "MainScreen > *"),
    "bar": ("slash backspace backspace backspace", "MainScreen > *"),
    "question": ("A", ".dialog"),
    "choice": ("O", ".dialog"),
    "copy menu": ("Y", ".dialog"),
    "export menu": ("e", ".dialog"),
    "file": ("e b", ".dialog"),
    "help": ("question_mark", ".dialog"),
    "palette": ("colon f o x", ".dialog"),
}
"""Keys after which something is to be seen, and what of it is looked at."""


def has_colors(theme: str) -> bool:
    """Whether a theme has colours of its own, and not the terminal's, which nobody knows."""
    return not theme.startswith("ansi-") and theme != "terminal"


def unreadable(reader: Reader, lines: list[Strip]) -> Iterator[tuple[str, str, str, float]]:
    """Yield what has less contrast than it should, with its colours."""
    named = reader.app.theme_variables
    quiet = {named["quiet"], named["text-disabled"]}
    for text, style in written(lines):
        front, back = hex_of(style.color), hex_of(style.bgcolor)
        # Off the list's background, what is in the colour for marks is a sign or a heading.
        is_sign = front == named["mark"] and back != named["background"] and not style.reverse
        least = QUIET if is_sign or front in quiet else TEXT
        if (has := contrast(Color.parse(front), Color.parse(back))) < least:
            yield text, front, back, round(has, 2)


@pytest.mark.parametrize("scene", SCENES)
async def test_what_is_written_can_be_read_in_every_theme(tmp_path: Path, scene: str) -> None:
    items = [
        item(n, "A fox and a dog", githubRepo=REPO, ai_summary="In short.") for n in range(1, 5)
    ]
    items[1]["paper"] |= {"withdrawnAt": "2026-08-02T00:00:00.000Z"}
    keys, part = SCENES[scene]
    async with reading(tmp_path, items) as reader:
        await reader.press("m", "j", "s", "slash", *"fox", "enter", *keys.split())
        await reader.until(lambda: bool(reader.app.screen.query(part)))
        seen: dict[str, set[tuple[str, str]]] = {}
        failed: dict[str, list[tuple[str, str, str, float]]] = {}
        for theme in filter(has_colors, reader.app.available_themes):
            reader.app.theme = theme
            await reader.settle()
            lines = [
                line
                for widget in reader.app.screen.query(part)
                for line in painted(reader.app, widget.region)
            ]
            seen[theme] = {
                (hex_of(style.color), hex_of(style.bgcolor)) for _, style in written(lines)
            }
            failed[theme] = list(unreadable(reader, lines))
        assert {theme: bad for theme, bad in failed.items() if bad} == {}
        assert all(seen.values())
        assert len(set(map(frozenset, seen.values()))) == len(seen)


async def test_a_match_stands_out_in_every_theme(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(n, "A fox and a dog") for n in (1, 2)]) as reader:
        await reader.press("slash", *"fox", "enter")
        for theme in reader.app.available_themes:
            reader.app.theme = theme
            await reader.settle()
            parts = list(written(painted(reader.app)))
            found = [style for text, style in parts if text == "fox"]
            # In the bar, in the two rows and in the abstract.
            assert [bool(style.reverse) for style in found] == [False, True, True, True], theme
            beside = [style for text, style in parts if text == "and a dog"]
            for match, plain in zip(found[1:], beside, strict=True):
                assert match.without_color != plain.without_color, theme


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """The program with some papers in its cache."""
    program = Program(tmp_path / "home")
    papers = [
        wire_item(f"2601.0000{n}", f"Number {n} fox", upvotes=9 - n, summary="A fox, a dog.")
        for n in range(1, 4)
    ]
    assert program.run("import", saved(tmp_path / "papers.json", papers)).code == 0
    program.config_file.parent.mkdir(parents=True)
    program.config_file.write_text("refresh_minutes = 0\nmark_read_after = 0\n")
    return program


def cells(terminal: Terminal, words: str) -> Iterator[Char]:
    """Yield the cell in which some words begin, wherever they stand on the screen."""
    for y, line in enumerate(terminal.screen.display):
        for found in re.finditer(words, line):
            yield terminal.screen.buffer[y][found.start()]


def looks(terminal: Terminal, words: str) -> list[tuple[bool, bool]]:
    """Return how words are written: whether reversed, and whether underlined."""
    return [(cell.reverse, cell.underscore) for cell in cells(terminal, words)]


def test_without_colours_a_match_is_still_to_be_seen(program: Program) -> None:
    with Terminal(program.command, program.surroundings(NO_COLOR="1")) as terminal:
        terminal.wait_for("3 unread")
        terminal.type("/fox")
        terminal.wait_for("3 of 3")
        in_the_list, in_the_abstract, plain = (True, True), (True, False), (False, False)
        found = [plain, in_the_list, in_the_abstract, in_the_list, in_the_list, in_the_abstract]
        # From the bar, the cursor's row is bold; in the list it is reversed itself.
        for keys, cursors_row in (("", plain), ("\r", (True, False))):
            terminal.type(keys)
            terminal.wait_for(lambda _: looks(terminal, "fox") == found)
            beside = [cursors_row, plain, plain, plain]
            terminal.wait_for(lambda _: looks(terminal, r"Number \d") == beside)  # noqa: B023
        assert {cell.fg for cell in cells(terminal, "fox")} == {"default"}


def test_what_is_said_stands_in_place_of_what_was_said_before(program: Program) -> None:
    with Terminal(program.command, program.surroundings()) as terminal:
        terminal.wait_for("3 unread")
        terminal.type("N")
        terminal.wait_for("No unread paper before this one.")
        terminal.type("u")
        terminal.wait_for("There is nothing to undo.")
        terminal.settle(0.2)
        assert "No unread paper" not in terminal.text


def first_line(reader: Reader) -> str:
    """Return the first line of the abstract pane that is in view."""
    abstract = reader.screen.abstract
    return text_of(painted(reader.app, abstract.content_region)).splitlines()[0].strip()


async def test_the_abstract_keeps_its_place_in_any_width(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1, summary=LONG)]) as reader:
        await reader.press("enter", *"j" * 20)
        before = first_line(reader)
        word = before.split()[0]
        for width in [*range(119, 58, -6), 50, 40, *range(60, 120, 6), 120]:
            await reader.pilot.resize_terminal(width, 40)
            await reader.settle()
            assert word in first_line(reader).split(), width
        assert first_line(reader) == before
        # What is scrolled to after that is the place from then on.
        await reader.press("j", "j")
        word = first_line(reader).split()[0]
        await reader.pilot.resize_terminal(77, 40)
        await reader.settle()
        assert word in first_line(reader).split()


def cells_of(reader: Reader) -> list[list[tuple[str, Style | None]]]:
    """Return the whole screen as it is painted, cell by cell."""
    return [
        [(cell, segment.style) for segment in line for cell in segment.text]
        for line in painted(reader.app)
    ]


async def test_what_changes_while_it_runs_looks_as_if_it_had_begun_so(tmp_path: Path) -> None:
    """Bars and scrollbars keep what they have painted."""
    items = [item(n, summary=LONG) for n in range(1, 61)]
    seen = []
    async with reading(tmp_path / "changed", items) as reader:
        themes = [*filter(has_colors, reader.app.available_themes)][:3]
        scenes = [
            *zip(themes, ((120, 40), (101, 30), (101, 33)), ("G", "G l", "G l j"), strict=True)
        ]
        for theme, size, keys in scenes:
            reader.app.theme = theme
            await reader.pilot.resize_terminal(*size)
            await reader.press("escape", "g", *keys.split())
            seen.append(cells_of(reader))
    for before, (theme, size, keys) in zip(seen, scenes, strict=True):
        async with reading(tmp_path / theme, items, size=size, theme=theme) as reader:
            await reader.press(*keys.split())
            assert cells_of(reader) == before, theme


async def test_the_scrollbar_is_painted_again_when_it_moves(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(n) for n in range(1, 61)]) as reader:
        papers = reader.screen.papers
        bar = papers.vertical_scrollbar.region

        def column() -> list[str]:
            return [f"{line.text} {line._segments[0].style}" for line in painted(reader.app, bar)]

        top = column()
        await reader.press("j")
        assert column() == top
        await reader.press("G")
        assert column()[-1] == top[0] != column()[0] == top[-1]


async def test_a_row_says_no_style_that_is_not_seen(tmp_path: Path) -> None:
    """What is written for a page is styles for the most part, over a slow line, too."""
    async with reading(tmp_path, [item(n, "A fox", upvotes=n) for n in range(1, 30)]) as reader:
        for line in painted(reader.app, reader.screen.papers.scrollable_content_region):
            for one, two in pairwise(line):
                grounds = {segment.style.bgcolor for segment in (one, two) if segment.style}
                assert one.style != two.style, line
                assert len(grounds) > 1 or not (one.text.isspace() or two.text.isspace()), line


async def select(reader: Reader) -> str:
    """Select with the mouse from one line of the abstract to the next; return what is selected."""
    x, y = reader.screen.abstract.content_region.offset
    await reader.pilot.mouse_down(offset=(x, y + 8))
    await reader.pilot.hover(offset=(x + 20, y + 8))
    await reader.pilot.hover(offset=(x + 4, y + 9))
    await reader.pilot.mouse_up(offset=(x + 4, y + 9))
    await reader.settle()
    return reader.screen.get_selected_text() or ""


def pane(reader: Reader) -> list[Strip]:
    """Return the abstract pane as it is painted."""
    return painted(reader.app, reader.screen.abstract.content_region)


@pytest.mark.parametrize("keys", [["escape"], ["n", "N"]])
async def test_a_selection_goes_with_escape_and_with_the_paper(
    tmp_path: Path, keys: list[str]
) -> None:
    async with reading(tmp_path, [item(n, summary=LONG) for n in (1, 2)]) as reader:
        before = pane(reader)
        assert await select(reader)
        assert pane(reader) != before
        await reader.press(keys[0])
        assert not reader.screen.get_selected_text()
        await reader.press(*keys[1:])
        assert pane(reader) == before


async def test_what_is_selected_is_copied_and_nothing_ends(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1, summary=LONG)]) as reader:
        selected = await select(reader)
        assert re.fullmatch(r"word\d+( word\d+)+", selected)
        await reader.press("ctrl+c")
        await reader.until(lambda: bool(reader.desktop.copied))
        assert reader.desktop.copied == [selected]
        assert reader.app.is_running
        await reader.press("ctrl+c")
        await reader.until(lambda: not reader.app.is_running)
