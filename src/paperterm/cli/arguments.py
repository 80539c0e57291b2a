"""Arguments that are not what most programs take: queries, ids in many spellings, late choices."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import click
from click.shell_completion import CompletionItem

from paperterm.clean import clean_line
from paperterm.links import LINK_LENGTH

# An arXiv id by itself or at the end of a link to the paper; the version is not part of the id.
_ARXIV_ID = re.compile(r"(?:.*[/:])?(\d{4}\.\d{4,5})(?:v\d+)?(?:\.pdf|\.md)?/?(?:[?#].*)?")
_ID = re.compile(rf"page-[0-9a-f]+|{_ARXIV_ID.pattern}")
_COLUMNS = re.compile(r"\s{2,}|\t")


class LateChoice(click.ParamType[str]):
    """One of some names, which are looked up when one is given: nobody else waits for them."""

    name = "choice"

    def __init__(self, names: Callable[[], Iterable[str]]) -> None:
        self._names = names

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return a name that is right; raises BadParameter."""
        return self._choice.convert(value, param, ctx)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str | None:
        """Return the names, for the help."""
        return self._choice.get_metavar(param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem[str]]:
        """Return the names that begin so."""
        return self._choice.shell_complete(ctx, param, incomplete)

    @property
    def _choice(self) -> click.Choice[str]:
        return click.Choice(list(self._names()))


class QueryCommand(click.Command):
    """A command whose arguments are a query: it has long options only.

    An argument of one dash and a letter is a term (`-survey`); `--` ends the options.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Let click see the long options alone, and all the rest as terms."""
        with_value = {
            name
            for each in self.get_params(ctx)
            if isinstance(each, click.Option) and not each.is_flag
            for name in each.opts
        }
        options: list[str] = []
        terms: list[str] = []
        rest = iter(args)
        for argument in rest:
            if argument == "--":
                terms.extend(rest)
            elif not argument.startswith("--"):
                terms.append(argument)
            else:
                options.append(argument)
                if argument in with_value:
                    value = next(rest, None)
                    if value is None:
                        # Without the terms, click sees that the value is missing.
                        return super().parse_args(ctx, options)
                    options.append(value)
        return super().parse_args(ctx, [*options, "--", *terms])


def id_in(text: str) -> str:
    """Return the id that an argument means: an id, with or without its version, or a link."""
    text = clean_line(text, LINK_LENGTH)
    match = _ARXIV_ID.fullmatch(text)
    return match[1] if match else text


def is_id(text: str) -> bool:
    """Whether an argument is an id or a link to a paper, and nothing else."""
    return _ID.fullmatch(text.strip()) is not None


def ids_in(lines: Iterable[bytes]) -> Iterator[str]:
    """Yield the ids on lines of input: several on a line, or the first column of `list`."""
    for line in lines:
        text = line.decode(errors="replace").strip()
        words = text.split()
        yield from words if all(map(_ID.fullmatch, words)) else _COLUMNS.split(text)[0].split()
