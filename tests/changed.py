"""A program that is changed before it starts: with a fault in it, or without a protection."""

from __future__ import annotations

import os
from pathlib import Path


def changed(folder: Path, code: str) -> dict[str, str]:
    """Return the environment in which a Python program runs `code` before anything of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sitecustomize.py").write_text(code, encoding="utf-8")
    before = os.environ.get("PYTHONPATH")
    return {"PYTHONPATH": os.pathsep.join([str(folder), *([before] if before else [])])}


def raising(where: str, error: str) -> str:
    """Return code that has a function of paperterm raise, as `paperterm.module:Class.name`.

    The error is raised where a local variable holds what nobody else is to see.
    """
    module, name = where.split(":")
    *owner, last = name.split(".")
    return f"""
import importlib
def broken(*given, **named):
    local = "LOCALSECRET"
    raise {error}
module = importlib.import_module({module!r})
owner = module{"".join(f".{each}" for each in owner)}
assert callable(getattr(owner, {last!r}))
setattr(owner, {last!r}, broken)
"""
