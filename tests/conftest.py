"""Fixtures that several tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import stamina

from cli_helpers import ITEMS, Program, Shell, saved


@pytest.fixture
def recordings() -> Path:
    """The folder of recorded answers of the feed; without it the test is skipped."""
    folder = os.environ.get("PAPERTERM_RECORDINGS")
    if not folder:
        pytest.skip("needs recordings: PAPERTERM_RECORDINGS names no folder")
    return Path(folder)


@pytest.fixture
def empty_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    """The command line on its first start."""
    return Shell(Program(tmp_path / "home"), monkeypatch, capsys)


@pytest.fixture
def shell(empty_shell: Shell, tmp_path: Path) -> Shell:
    """The command line with three papers in its cache."""
    assert empty_shell.run("import", saved(tmp_path / "items.json", ITEMS)).code == 0
    return empty_shell


@pytest.fixture
def no_waiting() -> Iterator[None]:
    """The feed's retries come at once, as many as there are."""
    stamina.set_testing(True, attempts=10, cap=True)
    yield
    stamina.set_testing(False)
