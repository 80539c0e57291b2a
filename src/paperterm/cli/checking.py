"""What `doctor` finds in files: the configuration, both databases, backups, and their folders."""

# ruff: noqa: PLC0415

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from paperterm.cli.configuring import checked
from paperterm.cli.findings import Finding, State
from paperterm.cli.parts import GIVEN
from paperterm.errors import StoreError, UsageError

if TYPE_CHECKING:
    from paperterm.config import Config
    from paperterm.store.health import Health

ROOM = 100_000_000
"""Bytes that should be free on a disk: a refresh takes a few megabytes."""

SHOWN = 3
"""Backups that are named, the newest."""


def configuration(environ: Mapping[str, str]) -> tuple[Finding, Config | None]:
    """Return whether the configuration is right, and it, or the defaults where it is not.

    There is none at all where there is no home to keep files in.
    """
    from paperterm.config import Config, files

    try:
        config = checked()
    except UsageError as error:
        finding = Finding("config", State.BROKEN, str(error))
    else:
        there = config.config_file.exists()
        said = f"{config.config_file} {'is right' if there else 'is not there; defaults hold'}."
        details = {"path": str(config.config_file), "exists": there}
        return Finding("config", State.OK, said, details), config
    try:
        where = files()
    except UsageError:
        return finding, None
    given = GIVEN.get()
    return finding, Config(
        endpoint=_endpoint(environ),
        cache_file=where.cache,
        library_file=where.library,
        config_file=(given.config_file if given else None) or where.config,
        state_file=where.state,
    )


def cache(path: Path) -> Finding:
    """Return what the cache is like; without it, everything is fetched again."""
    from paperterm.store.health import cache_health

    return _database("cache", cache_health(path), "It is put aside at the next start, and fetched.")


def library(path: Path) -> Finding:
    """Return what the library is like; nothing can bring it back but its backups."""
    from paperterm.store.health import library_health

    advice = "Keep a copy of it and of its backups before the next start."
    return _database("library", library_health(path), advice)


def backups(library: Path) -> Finding:
    """Return the copies of the library that stand beside it."""
    from paperterm.store.health import copies_of, damaged_backups

    try:
        copies = copies_of(library)
        damaged = damaged_backups(library)
    except OSError as error:
        return Finding("backups", State.BROKEN, f"{library.parent}: {error.strerror}.")
    except StoreError as error:
        return Finding("backups", State.LIMITED, str(error))
    details = {
        "backups": [str(each.path) for each in copies],
        "damaged_backups": [str(each) for each in damaged],
    }
    if damaged:
        names = ", ".join(each.name for each in damaged)
        said = f"{names} in {damaged[0].parent} cannot be used: move what is damaged away."
        return Finding("backups", State.LIMITED, said, details)
    if not copies:
        said = "None yet: one is made on each day on which something was marked."
        return Finding("backups", State.OK, said, details)
    named = [
        f"{each.path.name} ({_size(each.size)}, {each.written_at:%Y-%m-%d})" for each in copies
    ]
    more = f" and {len(named) - SHOWN} more" if named[SHOWN:] else ""
    said = f"{', '.join(named[:SHOWN])}{more} in {library.parent}."
    return Finding("backups", State.OK, said, details)


def folders(config: Config) -> Finding:
    """Return whether there is a place for what is kept, and room in it."""
    files = (config.cache_file, config.library_file, config.state_file)
    places = dict.fromkeys(each.parent for each in files if each)
    details = {"folders": [str(each) for each in places]}
    for place in places:
        found = _nearest(place)
        if not os.access(found, os.W_OK | os.X_OK) or not found.is_dir():
            said = f"{place} cannot be written to, so nothing is kept: check its permissions."
            return Finding("folders", State.BROKEN, said, details)
    for place in places:
        free = shutil.disk_usage(_nearest(place)).free
        if free < ROOM:
            said = f"The disk that {place} is on has {_size(free)} left: make room."
            return Finding("folders", State.LIMITED, said, details)
    return Finding("folders", State.OK, "All that is kept can be written.", details)


def _database(name: str, health: Health, advice: str) -> Finding:
    """Return what is said of a database file."""
    from paperterm.store import health as found

    details = {
        "path": str(health.path),
        "condition": health.state.value,
        "bytes": health.size,
        **{what.replace(" ", "_"): count for what, count in health.counts.items()},
    }
    counts = ", ".join(f"{count:,} {what}" for what, count in health.counts.items())
    match health.state:
        case found.State.FINE:
            said = f"{health.path} is whole ({_size(health.size)}): {counts}."
        case found.State.UNCHECKED:
            said = (
                f"{health.path} ({_size(health.size)}): {counts}. It is too large to be"
                " checked to its end here."
            )
        case found.State.ABSENT:
            said = f"{health.path} is not there yet; it is made at the next start."
        case found.State.OLDER:
            said = (
                f"{health.path} is of an older version, and brought up to date at the next start."
            )
        case found.State.UNFINISHED:
            said = f"{health.path} was cut off while it was written; the next start mends that."
        case _:
            damaged = health.state is found.State.DAMAGED
            said = f"{health.path}: {health.error}{f' {advice}' if damaged else ''}"
    if health.state.is_broken:
        return Finding(name, State.BROKEN, said, details)
    limited = health.state in {found.State.UNFINISHED, found.State.BUSY}
    return Finding(name, State.LIMITED if limited else State.OK, said, details)


def _endpoint(environ: Mapping[str, str]) -> str:
    from paperterm.config.surroundings import ENDPOINT, endpoint

    try:
        return endpoint(environ.get("HF_ENDPOINT", ""))
    except UsageError:
        return ENDPOINT


def _nearest(folder: Path) -> Path:
    """Return a folder, or the nearest one above it that is there."""
    return next((each for each in (folder, *folder.parents) if each.exists()), folder)


def _size(size: int) -> str:
    """Return bytes as people write them: `812 kB`, `9.8 GB`."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= factor:
            return f"{size / factor:.3g} {unit}"
    return f"{size} bytes"
