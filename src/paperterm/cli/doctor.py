"""`paperterm doctor`: what works here and what does not, in one screen."""

# ruff: noqa: PLC0415

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import click

from paperterm import __version__
from paperterm.cli import streams
from paperterm.cli.results import as_json_option

if TYPE_CHECKING:
    from paperterm.cli.findings import Finding


@click.command()
@as_json_option
def doctor(as_json: bool) -> int:
    """Say what works here and what does not.

    It looks at the terminal, the clipboard, the browser, the editor, the configuration, both
    databases, their backups and folders, and asks the feed for one paper. Nothing is made or
    changed. What is broken has to be mended, and makes the exit code 1; what is limited, such as
    a network that is not there, leaves the rest in use.
    """
    from paperterm.cli.findings import State, lines

    streams.show_progress("looking around, and asking the feed …")
    try:
        findings = list(_findings())
    finally:
        streams.show_progress("")
    broken = [each.name for each in findings if each.state is State.BROKEN]
    if as_json:
        from paperterm.printing import json_text

        report = {**_versions(), "broken": broken, "findings": [f.as_json() for f in findings]}
        streams.write([json_text(report, ascii_only=streams.are_ascii_only())])
    else:
        from paperterm.printing import TEXT_WIDTH

        versions = ", ".join(f"{name} {version}" for name, version in _versions().items())
        streams.write([versions, ""])
        width = min(streams.width() or TEXT_WIDTH, TEXT_WIDTH)
        streams.write(lines(findings, width, os.environ.get("HOME", "").rstrip("/")))
        streams.write(["", f"Broken: {', '.join(broken)}." if broken else "Nothing is broken."])
    return 1 if broken else 0


def _findings() -> Iterator[Finding]:
    """Yield what was found, in the order in which it is told; all is asked at the same time."""
    from paperterm.cli import checking, surroundings
    from paperterm.executor import DaemonExecutor

    environ = dict(os.environ)
    checked, config = checking.configuration(environ)
    jobs: list[Callable[[], Finding]] = [
        lambda: surroundings.terminal(environ),
        lambda: surroundings.clipboard(environ, config.clipboard if config else "auto"),
        lambda: surroundings.browser(environ, config.browser if config else ""),
        lambda: surroundings.editor(environ, config.editor if config else ""),
        lambda: checked,
    ]
    if config:
        jobs += [
            lambda: checking.cache(config.cache_file),
            lambda: checking.library(config.library_file),
            lambda: checking.backups(config.library_file),
            lambda: checking.folders(config),
            lambda: surroundings.feed(config),
        ]
    # Whatever of it hangs does not hold the end of the program.
    executor = DaemonExecutor()
    for each in [executor.submit(job) for job in jobs]:
        yield each.result()


def _versions() -> dict[str, Any]:
    """Return the versions of what the program is made of, by their names."""
    import platform

    from paperterm.store.health import SQLITE

    return {
        "paperterm": __version__,
        "Python": platform.python_version(),
        "SQLite": SQLITE,
        platform.system(): platform.release(),
    }
