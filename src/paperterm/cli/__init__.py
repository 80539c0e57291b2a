"""The command line: runs one command and says how it ended."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

from paperterm.cli import streams
from paperterm.cli.process import run_process
from paperterm.cli.reading import read_or_print
from paperterm.cli.shells import VARIABLE
from paperterm.errors import PapertermError

__all__ = ["main", "run"]

INTERRUPTED = 128 + signal.SIGINT
"""What a shell says of a program that ctrl+c ended."""


def run() -> NoReturn:
    """Be the process: run the command line and end with its exit code."""
    run_process(main)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line (default: the program's own arguments) and return the exit code.

    What nobody expected is reported, without what is private; `python -X dev` shows all of it.
    """
    streams.prepare()
    try:
        given = list(sys.argv[1:] if arguments is None else arguments)
        if shell := os.environ.get(VARIABLE):
            code = _completed(shell, given)
        else:
            code = _run(given) if given else read_or_print()
        streams.flush()
    except BrokenPipeError:
        # Whoever read has seen enough, as `head` has.
        streams.drop()
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except PapertermError as error:
        return _failed(error)
    except Exception as error:
        # Whatever else it is, it is a bug; its traceback and its message are not for a terminal.
        if sys.flags.dev_mode:
            raise
        return _broke(error)
    return code


def _run(arguments: list[str]) -> int:
    """Run one command. click's own way to do it ends the program, and repeats what it was given."""
    # Imported here: the reader opens without it.
    import click  # noqa: PLC0415

    from paperterm.cli.commands import program  # noqa: PLC0415

    try:
        with program.make_context("paperterm", arguments) as context:
            return int(program.invoke(context) or 0)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        where = error.ctx if isinstance(error, click.UsageError) else None
        hint = f" Try '{where.command_path} --help'." if where else ""
        streams.say(f"{error.format_message().rstrip('.')}.{hint}")
        return error.exit_code


def _completed(shell: str, arguments: list[str]) -> int:
    """Tell a shell what it can complete, or nothing where that fails."""
    from paperterm.cli.completing import answer  # noqa: PLC0415

    return answer(shell, arguments, os.environ)


def _failed(error: PapertermError) -> int:
    """Say what happened, after what was printed before it."""
    _end_output()
    streams.say(str(error))
    return error.exit_code


def _broke(error: Exception) -> int:
    """Say that the program broke, after what was printed before it."""
    from paperterm.cli.breaking import tell  # noqa: PLC0415

    _end_output()
    return tell(error)


def _end_output() -> None:
    """Write out what was printed, as far as anybody takes it."""
    try:
        streams.flush()
    except (PapertermError, BrokenPipeError):
        streams.drop()
