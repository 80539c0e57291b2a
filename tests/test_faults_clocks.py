"""The class of faults about waits and clocks: it finds a program that believes either."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import stamina

from faults.clock_jumps import lived
from faults.clock_waits import waited
from paperterm.feed import limits

STORM = "ten years ahead, then right and offline"
JITTER = "one that goes back second by second"


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    """Retries come at once."""
    stamina.set_testing(True, attempts=3)
    yield
    stamina.set_testing(False)


@pytest.mark.parametrize("name", ["30 digits", "a date of C's form", "a window"])
async def test_what_a_server_asks_for_is_kept_to(tmp_path: Path, name: str) -> None:
    assert (await waited(tmp_path, name)).wrong == ""


@pytest.mark.parametrize("name", [STORM, JITTER, "1970"])
async def test_a_clock_that_is_wrong_makes_no_storm(tmp_path: Path, name: str) -> None:
    assert (await lived(tmp_path, name)).wrong == ""


def test_a_wait_without_an_end_is_found_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(limits, "LONGEST", timedelta(days=400))
    assert "a wait of 400 days" in asyncio.run(waited(tmp_path, "30 digits")).wrong


def test_a_wait_that_is_not_kept_is_found_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async def never(*_: object) -> None:
        """No wait is known."""

    monkeypatch.setattr("paperterm.refresh.asked_to_wait", never)
    assert "minutes of pressing" in asyncio.run(waited(tmp_path, "seconds")).wrong


def test_a_time_of_the_future_that_is_believed_is_found_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def is_due(last: datetime | None, now: datetime, every: timedelta) -> bool:
        return last is None or now - last >= every

    monkeypatch.setattr("paperterm.tui.updating.is_due", is_due)
    assert "the last refresh was at" in asyncio.run(lived(tmp_path, "ten years ahead")).wrong


def test_a_storm_is_found_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def is_due(last: datetime | None, now: datetime, every: timedelta) -> bool:
        return last is None or last > now or now - last >= every

    monkeypatch.setattr("paperterm.tui.updating.is_due", is_due)
    assert "refreshes" in asyncio.run(lived(tmp_path, JITTER)).wrong
