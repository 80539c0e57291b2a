"""What is said and kept where the program broke: a sentence, and a report of where that was."""

# ruff: noqa: PLC0415

from __future__ import annotations

from paperterm.cli import streams
from paperterm.cli.parts import now
from paperterm.errors import PapertermError

BROKE = 70
"""The exit code; sysexits.h has it for an internal error."""


def tell(error: Exception) -> int:
    """Say that the program broke and where the report of it is; return the exit code."""
    # Imported here: hardly any run breaks.
    from paperterm.reports import kind_of, place_of

    place = place_of(error)
    at = f" at {place}" if place else ""
    streams.say(
        f"This is a mistake in paperterm: {kind_of(error)}{at}. What was marked is kept."
        f" {_reported(error)}"
    )
    return BROKE


def _reported(error: Exception) -> str:
    """Write a report, and return the sentence about it."""
    from paperterm.config import files
    from paperterm.reports import write_report

    try:
        file = write_report(files().reports, error, now())
    except OSError as refused:
        return f"No report could be written of it: {refused.strerror}."
    except PapertermError as refused:
        return f"No report could be written of it. {refused}"
    return f"{file} says where it broke, and has nothing of yours in it."
