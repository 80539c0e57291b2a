"""Stories of reading: a person opens the app, browses, filters, marks and copies."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from painted import painted, text_of
from papers import NOW, TODAY, item, listing
from paperterm.store import Mark
from paperterm.tui.abstract_pane import AbstractPane
from paperterm.tui.dialogs import Confirm
from paperterm.tui.paper_list import PaperList
from reader import NOWHERE, Clock, Reader, reading

REPO = "https://github.com/someone/something"


def delete_cache(folder: Path) -> None:
    """Do what a person does who is told that the cache may be deleted."""
    for file in folder.glob("cache.db*"):
        file.unlink()


async def test_papers_appear_in_their_order(tmp_path: Path) -> None:
    yesterday = TODAY - timedelta(days=1)
    items = [item(1, day=yesterday, upvotes=5), item(2, upvotes=7), item(3, upvotes=9)]
    async with reading(tmp_path, items) as reader:
        assert reader.titles == ["Paper number 1", "Paper number 2", "Paper number 3"]
        assert reader.numbers == "trending · 3 papers · 3 unread"
        assert reader.freshness == "3 papers fetched · just now"
        assert "This is what paper 1 is about." in reader.abstract


async def test_what_is_cached_appears_without_a_network(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1)]):
        pass
    later = Clock(NOW + timedelta(hours=3))
    async with reading(tmp_path, endpoint=NOWHERE, clock=later) as reader:
        assert reader.titles == ["Paper number 1"]
        fetched = f"{NOW.astimezone():%H:%M}"
        assert reader.freshness == f"offline, showing what was fetched at {fetched}"


async def test_a_first_start_without_a_network_says_what_to_do(tmp_path: Path) -> None:
    async with reading(tmp_path, endpoint=NOWHERE) as reader:
        assert "could not be reached" in "\n".join(reader.lines)
        assert "D opens the bundled sample" in "\n".join(reader.lines)
        assert reader.freshness == "offline"


async def test_the_cursor_moves_by_keys(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(n) for n in range(1, 60)]) as reader:
        await reader.press("j", "down", "k")
        assert reader.current == "Paper number 2"
        await reader.press("G")
        assert reader.current == "Paper number 59"
        await reader.press("ctrl+u")
        assert reader.current != "Paper number 59"
        await reader.press("g")
        assert reader.current == "Paper number 1"
        assert "what paper 1 is" in reader.abstract


async def test_a_filter_follows_the_typing(tmp_path: Path) -> None:
    items = [item(1, "Mixture of Experts"), item(2, "Mixing Paint"), item(3, "Müller's Law")]
    async with reading(tmp_path, items) as reader:
        await reader.press("slash")
        await reader.type("mix")
        assert reader.titles == ["Mixture of Experts", "Mixing Paint"]
        assert reader.result == "2 of 3"
        await reader.type(" ")
        assert reader.titles == []
        assert "No paper matches" in "\n".join(reader.lines)
        await reader.press("backspace", "backspace", "backspace", "backspace")
        await reader.type("muller")
        assert reader.titles == ["Müller's Law"]
        await reader.press("enter")
        assert isinstance(reader.screen.focused, PaperList)
        assert reader.titles == ["Müller's Law"]


async def test_leaving_the_bar_puts_filter_and_paper_back(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(n) for n in range(1, 9)]) as reader:
        await reader.press("j", "j", "slash")
        await reader.type("number 7")
        assert reader.current == "Paper number 7"
        await reader.press("escape")
        assert reader.current == "Paper number 3"
        assert len(reader.titles) == 8
        await reader.press("slash")
        await reader.type("number 5")
        await reader.press("enter", "backslash")
        assert reader.current == "Paper number 3"
        assert reader.result == ""


async def test_keys_in_one_burst_go_where_they_belong(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(n) for n in range(1, 9)]) as reader:
        await reader.press("slash", *"number", "space", "7", "escape", "j", "j")
        assert reader.screen.bar.input.value == ""
        assert reader.current == "Paper number 3"
        await reader.press("slash", *"number", "space", "6", "enter", "s")
        assert reader.screen.bar.input.value == "number 6"
        await reader.until(lambda: "★" in reader.lines[0])


async def test_a_burst_reads_the_paper_it_goes_to(tmp_path: Path) -> None:
    long = item(2, summary="This abstract goes on. " * 90)
    async with reading(tmp_path, [item(1), long], size=(80, 24)) as reader:
        await reader.press("j", "k", "j", "enter", "G")
        assert reader.current == "Paper number 2"
        assert reader.screen.abstract.scroll_offset.y > 0
        assert reader.screen.abstract.at_end


async def test_escape_and_a_key_in_one_write_are_both(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(n) for n in range(1, 9)]) as reader:
        await reader.press("slash", "7")
        await reader.press("alt+j")
        assert reader.current == "Paper number 2"


async def test_marks_show_count_and_can_be_taken_back(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1), item(2)]) as reader:
        assert "●" in reader.lines[0]
        await reader.press("m", "s")
        await reader.until(lambda: "★" in reader.lines[0] and "●" not in reader.lines[0])
        assert reader.numbers == "trending · 2 papers · 1 unread"
        await reader.press("u")
        await reader.until(lambda: "★" not in reader.lines[0])
        await reader.press("u")
        await reader.until(lambda: "●" in reader.lines[0])
        await reader.press("u")
        await reader.until(lambda: "There is nothing to undo." in reader.told)


async def test_undo_says_what_it_undid_and_redo_does_it_again(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1), item(2)]) as reader:
        await reader.press("ctrl+r")
        await reader.until(lambda: reader.told == ["There is nothing to do again."])
        await reader.press("m", "s", "u")
        await reader.until(lambda: "“Paper number 1”: no longer starred" in reader.told)
        await reader.press("ctrl+r")
        await reader.until(lambda: "“Paper number 1”: starred again" in reader.told)
        await reader.until(lambda: "★" in reader.lines[0])
    async with reading(tmp_path, [item(1), item(2)]) as reader:
        await reader.until(lambda: "★" in reader.lines[0])
        await reader.press("u", "u")
        await reader.until(lambda: "“Paper number 1”: unread again" in reader.told)
        await reader.until(lambda: "★" not in reader.lines[0] and "●" in reader.lines[0])
        await reader.press("u", "ctrl+r")
        await reader.until(lambda: "“Paper number 1”: read again" in reader.told)


async def test_a_key_pressed_twice_toggles_twice(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1), item(2)]) as reader:
        await reader.press("m", "m", "m")
        await reader.until(lambda: "●" not in reader.lines[0])
        await reader.press("u", "u", "u")
        await reader.until(lambda: "●" in reader.lines[0])


async def test_marks_survive_a_deleted_cache(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1), item(2)]) as reader:
        await reader.press("s", "j", "m")
        await reader.until(lambda: reader.numbers.endswith("1 unread"))
    delete_cache(tmp_path)
    async with reading(tmp_path, endpoint=NOWHERE) as reader:
        assert reader.titles == ["Paper number 1"]
        assert "★" in reader.lines[0]
        assert "new" not in reader.lines[1]


async def test_all_shown_are_marked_as_one_step_after_a_question(tmp_path: Path) -> None:
    items = [item(n, "Odd" if n % 2 else "Even") for n in range(1, 9)]
    async with reading(tmp_path, items) as reader:
        await reader.press("slash", *"odd", "enter", "A")
        await reader.press("n")
        assert reader.numbers.endswith("8 unread")
        await reader.press("A")
        await reader.press("y")
        await reader.until(lambda: reader.numbers.endswith("4 unread"))
        assert len(reader.titles) == 4
        await reader.press("u")
        await reader.until(lambda: reader.numbers.endswith("8 unread"))


async def test_marks_never_change_what_a_filter_shows(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1), item(2)]) as reader:
        await reader.press("slash", *"is", "colon", *"unread", "enter", "m")
        await reader.until(lambda: reader.numbers.endswith("1 unread"))
        assert reader.titles == ["Paper number 1", "Paper number 2"]
        await reader.press("ctrl+l")
        assert reader.titles == ["Paper number 2"]


async def test_a_paper_rested_on_is_read_and_one_passed_over_is_not(tmp_path: Path) -> None:
    items = [item(1), item(2), item(3)]
    async with reading(tmp_path, items, mark_read_after=1) as reader:
        await reader.until(lambda: reader.numbers.endswith("2 unread"))
        await reader.press("j", "j")
        await reader.until(lambda: reader.numbers.endswith("1 unread"))
        assert ["●" in line for line in reader.lines[0:6:2]] == [False, True, False]
        await reader.press("u")
        assert "There is nothing to undo." in reader.told


async def test_one_set_unread_stays_so_until_the_cursor_has_left(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1), item(2)], mark_read_after=60) as reader:
        await reader.rest()
        assert reader.numbers.endswith("1 unread")
        await reader.press("m")
        await reader.until(lambda: reader.numbers.endswith("2 unread"))
        await reader.rest()
        assert reader.numbers.endswith("2 unread")
        await reader.press("j", "k")
        await reader.rest()
        assert reader.numbers.endswith("1 unread")


async def test_undoing_something_else_spares_nothing(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1), item(2)], mark_read_after=60) as reader:
        await reader.press("s", "j", "u")
        await reader.until(lambda: "★" not in reader.lines[0])
        await reader.rest()
        assert reader.numbers.endswith("1 unread")


async def test_one_set_unread_by_another_copy_stays_so_too(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1), item(2)], mark_read_after=60) as reader:
        await reader.rest()
        other = reader.other_copy()
        other.library.mark(["2608.00001"], Mark.READ, False)
        other.close()
        await reader.until(lambda: reader.numbers.endswith("2 unread"))
        await reader.press("question_mark", "q")
        await reader.rest()
        assert reader.numbers.endswith("2 unread")


async def test_a_refresh_by_hand_says_all_that_went_wrong(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1)]) as reader:
        pass
    async with reading(tmp_path, endpoint=NOWHERE, refresh_minutes=0) as reader:
        assert reader.told == []
        await reader.press("r")
        await reader.refreshed()
        assert "could not be reached" in reader.told[0]
        assert reader.freshness.startswith("offline, showing what was fetched at")


async def test_nothing_is_read_while_the_bar_or_a_dialog_is_open(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1)], mark_read_after=60) as reader:
        for opening, closing in (("slash", "enter"), ("question_mark", "escape")):
            await reader.press(opening)
            await reader.rest()
            assert reader.numbers.endswith("1 unread")
            await reader.press(closing)
        await reader.rest()
        assert reader.numbers.endswith("0 unread")


async def test_next_and_previous_unread(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(n) for n in range(1, 6)]) as reader:
        await reader.press("j", "m")
        await reader.until(lambda: reader.numbers.endswith("4 unread"))
        await reader.press("g", "n")
        assert reader.current == "Paper number 3"
        await reader.press("N")
        assert reader.current == "Paper number 1"
        await reader.press("N")
        assert reader.told[-1] == "No unread paper before this one."


async def test_copying_code_links(tmp_path: Path) -> None:
    items = [
        item(1, githubRepo=REPO + "/tree/main"),
        item(2),
        item(3, githubRepo=REPO, summary="See also github.com/other/thing."),
    ]
    async with reading(tmp_path, items) as reader:
        await reader.press("c")
        await reader.until(lambda: reader.desktop.copied == [REPO])
        assert reader.told[-1] == f"Copied to the clipboard: {REPO}"
        await reader.press("j", "c")
        await reader.until(lambda: "names no code repository" in reader.told[-1])
        await reader.press("j", "c")
        await reader.press("2")
        await reader.until(lambda: len(reader.desktop.copied) == 2)
        assert reader.desktop.copied[-1] == "https://github.com/other/thing"


async def test_opening_marks_as_read_and_a_failure_does_not(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1, githubRepo=REPO), item(2)]) as reader:
        await reader.press("1")
        await reader.until(lambda: reader.numbers.endswith("1 unread"))
        assert reader.desktop.opened == [REPO]
        reader.desktop.failing = True
        await reader.press("j", "o")
        await reader.until(lambda: isinstance(reader.app.screen, Confirm))
        await reader.press("n")
        assert reader.numbers.endswith("1 unread")
        assert reader.desktop.copied == []


async def test_a_link_that_cannot_be_opened_can_be_copied(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1)]) as reader:
        reader.desktop.failing = True
        await reader.press("p")
        await reader.until(lambda: isinstance(reader.app.screen, Confirm))
        asked = text_of(painted(reader.app))
        assert "No browser could be opened here." in asked
        assert "https://arxiv.org/pdf/2608.00001" in asked
        await reader.press("y", "m")
        await reader.until(lambda: reader.numbers.endswith("0 unread"))
        assert reader.desktop.copied == ["https://arxiv.org/pdf/2608.00001"]


async def click(reader: Reader, words: str) -> None:
    """Click where some words begin on the screen."""
    lines = text_of(painted(reader.app)).split("\n")
    ((x, y),) = [(line.index(words), y) for y, line in enumerate(lines) if words in line]
    await reader.pilot.click(offset=(x + 3, y))


async def test_a_click_opens_any_line_of_a_link(tmp_path: Path) -> None:
    long = "https://example.org/" + "/".join(f"part-{number}" for number in range(12))
    items = [item(1, summary=f"Look at {long}, and at {REPO}/tree/main?tab=x.")]
    async with reading(tmp_path, items, size=(60, 40)) as reader:
        await reader.press("z", "l")
        # Its last part in the prose, and its first in the list of links.
        await click(reader, "part-11, and")
        await click(reader, "  example.org")
        # What leads into a repository has that one's number.
        await click(reader, "tree/main")
        await reader.until(lambda: len(reader.desktop.opened) == 3)
        assert reader.desktop.opened == [long, long, REPO]


async def test_a_refresh_brings_papers_in_under_a_cursor_that_stays(tmp_path: Path) -> None:
    items = [item(n, day=TODAY - timedelta(days=1)) for n in range(1, 40)]
    async with reading(tmp_path, items):
        pass
    async with reading(
        tmp_path, [*(item(n) for n in range(50, 60)), *items], refresh_first=False
    ) as reader:
        await reader.press(*["j"] * 20)
        before, line = reader.current, reader.titles.index(reader.current)
        await reader.press("r")
        await reader.refreshed()
        assert reader.current == before
        assert reader.titles.index(before) == line
        assert reader.freshness == "10 new · just now"
        await reader.press("slash", *"is", "colon", *"new", "enter")
        assert len(reader.titles) == 10
        assert reader.lines[1].rstrip().endswith("new")


async def test_panes_share_the_room_by_width(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1), item(2)], size=(50, 24)) as reader:
        abstract, panes = reader.screen.abstract, reader.screen.panes
        assert not panes.shows_abstract
        await reader.press("enter")
        assert panes.shows_abstract
        assert isinstance(reader.screen.focused, AbstractPane)
        assert not panes.shows_list
        await reader.press("escape")
        assert panes.shows_list
        await reader.pilot.resize_terminal(80, 24)
        await reader.settle()
        assert abstract.region.y > reader.screen.papers.region.y
        await reader.pilot.resize_terminal(140, 40)
        await reader.settle()
        assert abstract.region.x > reader.screen.papers.region.x
        await reader.press("z")
        assert not panes.shows_abstract


async def test_the_end_of_an_abstract_stays_in_view(tmp_path: Path) -> None:
    long = item(2, summary="This abstract goes on. " * 90)
    async with reading(tmp_path, [item(1), long], size=(80, 24)) as reader:
        abstract = reader.screen.abstract
        await reader.press("enter")
        # Typed before the second paper is wrapped.
        await reader.pilot.press("n", "G")
        await reader.settle()
        assert abstract.scroll_offset.y > 0
        assert abstract.at_end
        await reader.press("z")
        assert abstract.at_end
        await reader.press("z")
        assert abstract.at_end
        await reader.press("N", "n")
        assert abstract.scroll_offset.y == 0


async def test_hostile_text_is_shown_as_text(tmp_path: Path) -> None:
    title = "Deceptive [/] in GPT-[n] and [@click=app.quit]o-[n][/] \x1b]52;c;x\x07"
    async with reading(tmp_path, [item(1, title, summary="[bold]not bold[/bold] [CLS]")]) as reader:
        assert reader.titles[0].startswith("Deceptive [/] in GPT-[n] and [@click=")
        assert "[bold]not bold[/bold] [CLS]" in reader.abstract
        await reader.press("s", "u")
        await reader.until(lambda: bool(reader.told))
        assert "GPT-[n]" in reader.told[-1]
        assert "\x1b" not in "".join([*reader.lines, reader.abstract, *reader.told])


async def test_help_lists_every_key_and_closes_on_q(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1)]) as reader:
        await reader.press("question_mark")
        assert len(reader.app.screen_stack) == 3
        await reader.press("q")
        assert len(reader.app.screen_stack) == 2


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60), (10, 4)])
async def test_any_size_shows_something(tmp_path: Path, size: tuple[int, int]) -> None:
    async with reading(tmp_path, [item(n) for n in range(1, 30)], size=size) as reader:
        await reader.press("j", "enter", "escape", "z", "z", "J", "space")
        assert reader.current


async def test_another_copy_s_marks_and_papers_appear(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1), item(2)]) as reader:
        other = reader.other_copy()
        other.library.mark(["2608.00001"], Mark.READ, True)
        other.cache.save(listing([item(3)], day=TODAY), first_fill=False)
        other.close()
        await reader.until(lambda: reader.numbers == "trending · 3 papers · 2 unread")
        assert "●" not in reader.lines[0]


async def test_a_view_scrolled_by_the_wheel_stays_where_it_is(tmp_path: Path) -> None:
    days = [TODAY - timedelta(days=age) for age in range(7) if age not in {3, 4}]
    items = [item(n, day=days[n % 5]) for n in range(1, 61)]
    async with reading(tmp_path, items, size=(80, 24)) as reader:
        papers = reader.screen.papers
        papers.scroll_to(y=40, animate=False, immediate=True)
        await reader.settle()
        before = reader.titles
        other = reader.other_copy()
        other.cache.save(listing([item(n) for n in range(80, 90)], day=TODAY), first_fill=False)
        other.close()
        await reader.until(lambda: reader.numbers.startswith("trending · 70 papers"))
        assert reader.titles == before
        assert reader.current == "Paper number 1"


async def test_what_cannot_be_written_is_told_and_not_shown(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1)]) as reader:
        reader.config.library_file.write_bytes(b"This is no database. " * 1_000)
        await reader.press("s")
        await reader.until(lambda: bool(reader.told))
        assert "library.db is damaged" in reader.told[0]
        assert "★" not in reader.lines[0]
