"""Fixtures that several tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture
def recordings() -> Path:
    """The folder of recorded answers of the feed; without it the test is skipped."""
    folder = os.environ.get("PAPERTERM_RECORDINGS")
    if not folder:
        pytest.skip("needs recordings: PAPERTERM_RECORDINGS names no folder")
    return Path(folder)
