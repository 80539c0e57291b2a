"""Stories of the program's life are told apart: without a protection they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from faults import lifecycle
from faults.cases import Plan

UNPROTECTED = {
    "SIGTERM in the list": """
from asyncio import unix_events
from paperterm.tui import terminal
terminal._SIGNALS = ()
unix_events._UnixSelectorEventLoop.add_signal_handler = lambda *_: None
""",
    "SIGTERM while an editor is open": """
from paperterm import desktop
desktop.run_to_end = lambda start, data=None: start().wait(11)
""",
    "a closed terminal": """
from contextlib import nullcontext
from paperterm.tui import output
output.Output._tolerant = lambda self: nullcontext()
""",
    "an exception for a key": """
from textual.app import App
from paperterm.tui.app import PapertermApp
PapertermApp._handle_exception = App._handle_exception
""",
    "an empty home that cannot be written to": """
from paperterm import cli
cli._broke = cli._failed = lambda error: (_ for _ in ()).throw(error)
""",
}
"""What takes a protection away, by the story in which it is missed."""


@pytest.mark.parametrize("name", UNPROTECTED)
def test_a_program_without_a_protection_is_found(tmp_path: Path, name: str) -> None:
    (whole,) = lifecycle.tried(Plan(tmp_path / "whole"), [name])
    assert not whole.wrong
    (harmed,) = lifecycle.tried(Plan(tmp_path / "harmed"), [name], UNPROTECTED[name])
    assert harmed.wrong


def test_there_are_as_many_stories_as_are_promised() -> None:
    assert len(lifecycle.STORIES) >= 32
    assert set(lifecycle.QUICK) < set(lifecycle.STORIES)
