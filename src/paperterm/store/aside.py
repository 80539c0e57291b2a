"""Aside: where a file that may be damaged is noted, and where one goes that is."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from paperterm.errors import StoreError


def doubt(path: Path) -> None:
    """Note that a file may be damaged, so that it is looked at before it is opened again."""
    with suppress(OSError):  # then whoever meets the damage next tells of it
        os.close(os.open(_doubt_of(path), os.O_CREAT | os.O_WRONLY, 0o600))


def is_doubted(path: Path) -> bool:
    """Whether that has been noted of a file."""
    return _doubt_of(path).exists()


def trust(path: Path) -> None:
    """Take that back."""
    _doubt_of(path).unlink(missing_ok=True)


def put_aside(path: Path, now: datetime) -> Path:
    """Rename a damaged file and its companions; returns where it is now. Nothing is overwritten.

    Raises StoreError where its folder lets nothing be renamed.
    """
    aside = unused(path.with_name(f"{path.name}.damaged-{now:%Y%m%dT%H%M%S}"))
    try:
        for suffix in ("-wal", "-shm", "-journal"):
            companion = path.with_name(path.name + suffix)
            if companion.exists():
                companion.rename(aside.with_name(aside.name + suffix))
        return path.rename(aside)
    except OSError as error:
        reason = error.strerror or error
        raise StoreError(
            f"{path} is damaged and could not be put aside: {reason}. Move it away."
        ) from error


def unused(path: Path) -> Path:
    """Return a path, or one like it with a number, at which nothing is."""
    number, base = 1, path
    while path.exists():
        number += 1
        path = base.with_name(f"{base.name}-{number}")
    return path


def _doubt_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.doubt")
