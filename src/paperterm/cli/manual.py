"""The manual page, made of the commands and of the tables that the README has, too."""

# ruff: noqa: PLC0415

from __future__ import annotations

from collections.abc import Iterator

import click

from paperterm import __version__
from paperterm.cli import roff
from paperterm.cli.tables import EXIT_CODES, FILES, VARIABLES

EXAMPLES = (
    "paperterm list is:unread author:hinton | paperterm mark read -",
    "paperterm mark hidden --query 'older:1y -is:starred' --yes",
    "paperterm export --to bibtex is:starred --output starred.bib",
    "paperterm note 2401.04088 --edit",
    "paperterm library export | ssh other paperterm library import -",
)
"""What the page ends with."""


def page(program: click.Command, date: str) -> Iterator[str]:
    """Yield the lines of the page, in roff; `date` is when it was made (ISO 8601)."""
    context = click.Context(program, info_name="paperterm")
    yield roff.title("PAPERTERM", 1, date, f"paperterm {__version__}")
    yield roff.section("Name")
    yield r"paperterm \- read the trending papers of Hugging Face in the terminal"
    yield roff.section("Synopsis")
    yield f"{roff.bold('paperterm')} {roff.escaped('[OPTION]... [COMMAND [ARGUMENT]...]')}"
    yield roff.section("Description")
    yield from roff.paragraphs(_paragraphs(program))
    yield roff.section("Options")
    yield from _options(program, context)
    yield roff.section("Commands")
    for each in _leaves(context):
        yield from _command(each)
    yield roff.section("Filters")
    yield from _language()
    yield roff.section("Keys")
    yield from _keys()
    yield from _tables()
    yield roff.section("Examples")
    yield from roff.example(EXAMPLES)


def _leaves(context: click.Context) -> Iterator[click.Context]:
    """Yield the contexts of the commands that hold no others, in the order of their names."""
    group = context.command
    if not isinstance(group, click.Group):
        yield context
        return
    for name in group.list_commands(context):
        yield from _leaves(click.Context(group.commands[name], info_name=name, parent=context))


def _command(context: click.Context) -> Iterator[str]:
    """Yield what is said of one command."""
    command = context.command
    yield roff.part(" ".join([context.command_path, *command.collect_usage_pieces(context)]))
    yield from roff.paragraphs(_paragraphs(command))
    yield from _options(command, context)


def _paragraphs(command: click.Command) -> list[str]:
    return (command.help or "").split("\n\n")


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    """Yield the options of a command, but for the one that shows its help."""
    for each in command.get_params(context):
        record = each.get_help_record(context) if isinstance(each, click.Option) else None
        if record and "--help" not in each.opts:
            yield from roff.item(roff.bold(record[0]), record[1])


def _language() -> Iterator[str]:
    """Yield what a filter can say."""
    from paperterm.query.keys import KEYS

    yield from roff.running(
        "A filter is words and terms with blanks between them, which must all hold. `OR` between"
        " two means either, a dash before one means not, parentheses group, quotes make a phrase,"
        " and a star ends the beginning of a word. These keys stand before a value:"
    )
    for key in KEYS:
        names = " ".join(f"{name}:" for name in (key.name, *key.aliases))
        choices = ", ".join(f"`{choice.value}` ({choice.meaning})" for choice in key.choices)
        said = f"{key.help}{': ' if choices else ''}{choices}. Example: `{key.example}`"
        yield from roff.item(roff.bold(names), said)


def _keys() -> Iterator[str]:
    """Yield the keys of the reader, by the place where they work."""
    from paperterm.tui.commands import sections

    for place, keys in sections():
        yield roff.part(place)
        for names, what in keys:
            yield from roff.item(roff.bold(names), what)


def _tables() -> Iterator[str]:
    """Yield files, variables and exit codes."""
    yield roff.section("Files")
    for each in FILES:
        yield from roff.item(
            roff.bold(f"{each.on_linux}/{each.name}"),
            f"{each.what}. On macOS it is in `{each.on_macos}`.",
        )
    yield roff.section("Environment")
    for names, what in VARIABLES:
        yield from roff.item(roff.bold(names.replace("`", "")), what)
    yield roff.section("Exit status")
    for code, what in EXIT_CODES:
        yield from roff.item(roff.bold(str(code)), what)
