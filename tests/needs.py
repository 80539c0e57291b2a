"""Programs that only some tests need: where one is missing, they are skipped by name."""

from __future__ import annotations

import os
import shutil

import pytest


def needs(program: str) -> str:
    """Return the path of a program; skips the test where it is missing.

    PAPERTERM_TEST_EVERYTHING=1 makes it fail instead.
    """
    found = shutil.which(program)
    if found is None:
        if os.environ.get("PAPERTERM_TEST_EVERYTHING") == "1":
            pytest.fail(f"{program} is not installed, and everything is to be tested")
        pytest.skip(f"needs {program}, which is not installed")
    return found
