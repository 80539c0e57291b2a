"""Completing: what a shell is told when it asks what can stand at the cursor."""

# ruff: noqa: PLC0415

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import click
from click.shell_completion import CompletionItem, ShellComplete, split_arg_string

from paperterm.cli import streams
from paperterm.cli.shells import SCRIPTS, VARIABLE

_OPEN = (":", ",")
"""What a value ends with that goes on: no blank follows it."""


@click.command()
@click.argument("shell", type=click.Choice(list(SCRIPTS)))
def completion(shell: str) -> int:
    """Print the script by which a shell completes paperterm.

    With it, the shell completes commands, options, ids of papers, tags, saved searches and the
    keys of the query language.
    """
    streams.write([SCRIPTS[shell]], end="")
    return 0


@dataclass(frozen=True, slots=True)
class Line:
    """What stands before the cursor: whole words, and the one that is being typed.

    `kept` are the characters of that word that the shell does not put in place of another;
    `is_quoted` says that it began with a quote.
    """

    words: Sequence[str]
    last: str
    kept: int = 0
    is_quoted: bool = False


def answer(shell: str, arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Tell a shell what it can complete; returns the exit code."""
    from paperterm.cli.commands import program

    if shell not in SCRIPTS:
        return 2
    if shell == "bash":
        line = bash_line(environ.get("COMP_LINE", ""), environ.get("COMP_BREAKS", ""))
    else:
        line = Line(arguments[:-1], arguments[-1] if arguments else "")
    asked = ShellComplete(program, {}, "paperterm", VARIABLE)
    found = asked.get_completions(list(line.words), line.last)
    if line.is_quoted:
        streams.write(["quoted"])
    streams.write(_told(found, line, can_stay_open=shell == "zsh"))
    return 0


def bash_line(text: str, breaks: str) -> Line:
    """Return the words of a command line as bash has it before the cursor.

    Readline divides words at some signs more, and replaces what follows the last of them.
    """
    words = split_arg_string(text)[1:]
    if not text or (text[-1].isspace() and not _is_open(text)):
        return Line(words, "")
    last = words.pop() if words else ""
    is_quoted = _is_open(text)
    kept = (
        0
        if is_quoted
        else max((last.rfind(each) + 1 for each in ":=" if each in breaks), default=0)
    )
    return Line(words, last, kept, is_quoted)


def _is_open(text: str) -> bool:
    """Whether a text ends within quotes."""
    quote = ""
    escaped = False
    for sign in text:
        if escaped:
            escaped = False
        elif sign == "\\" and quote != "'":
            escaped = True
        elif not quote and sign in "'\"":
            quote = sign
        elif sign == quote:
            quote = ""
    return bool(quote)


def _told(
    found: Sequence[CompletionItem[str]], line: Line, *, can_stay_open: bool
) -> Iterator[str]:
    """Yield the lines that a shell reads."""
    # What click completes of `--query=is:` is what follows the sign.
    option, sign, _ = line.last.partition("=")
    before = option + sign if sign and option.startswith("--") else ""
    for each in found:
        if each.type in {"file", "dir"}:
            yield "file"
            return
        value = f"{before}{each.value}"[line.kept :]
        kind = "open" if can_stay_open and value.endswith(_OPEN) else "plain"
        yield f"{kind}\t{value}\t{_one_line(each.help)}"


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())
