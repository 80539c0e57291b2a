"""What leaves the program: text to a clipboard, and links to a browser."""

# ruff: noqa: PLC0415

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from paperterm.cli import streams
from paperterm.cli.arguments import LateChoice
from paperterm.cli.choosing import Asked, Chosen, changes_papers, choose, takes_papers
from paperterm.cli.parts import configuration, opened
from paperterm.errors import PapertermError
from paperterm.wording import counted

if TYPE_CHECKING:
    from paperterm.copying import Copies, Kind
    from paperterm.desktop import Desktop
    from paperterm.paper import Paper

REPEATED = 200
"""Characters of a text that is repeated when it was copied; a longer one is named instead."""

LINKS = ("page", "pdf", "arxiv", "code", "project")
"""The links of a paper that have names; all have numbers, too."""


def _kinds() -> Iterable[str]:
    from paperterm.copying import KIND

    return KIND


@click.command()
@click.argument("kind", type=LateChoice(_kinds))
@takes_papers
def copy(kind: str, asked: Asked) -> int:
    """Copy something of papers to the clipboard, one a line.

    It is told which way it went. A terminal that is asked to copy never answers: then the text is
    printed, too, to be selected by hand.
    """
    from paperterm.copying import KIND, copies
    from paperterm.desktop import Desktop

    config = configuration()
    with opened(config) as store:
        chosen = choose(store, asked, None)
        found = copies(KIND[kind], chosen.rows())
    if found.papers:
        _copy(Desktop(os.environ, clipboard=config.clipboard), KIND[kind], found)
    chosen.check_found()
    if not found.papers:
        raise PapertermError(_lacking(KIND[kind], chosen))
    return 0


@click.command("open")
@changes_papers
@click.option(
    "--link",
    default="page",
    metavar=f"{'|'.join(LINKS)}|NUMBER",
    help="Which link to open; NUMBER is that of `show`.",
)
def open_papers(asked: Asked, link: str) -> int:
    """Open papers in the browser, and mark them as read."""
    from paperterm.desktop import Desktop

    if link not in LINKS and not (link.isascii() and link.isdigit()):
        raise click.UsageError(f"--link takes {', '.join(LINKS)} or a number.")
    config = configuration()
    desktop = Desktop(os.environ, browser=config.browser)
    count = 0
    with opened(config) as store:
        chosen = choose(store, asked, lambda papers: f"Open {papers} in the browser?")
        for row in chosen.rows():
            url = _link(row.paper, link)
            if url is None:
                streams.say(f"{row.paper.id} has no such link ({link}).")
                continue
            _open(desktop, url)
            store.library.rest_on(row.paper.id)
            streams.write([f"Opened {url}"])
            count += 1
    chosen.check_found()
    if chosen.keys and not count:
        raise PapertermError("Nothing was opened.")
    return 0


def _copy(desktop: Desktop, kind: Kind, found: Copies) -> None:
    """Copy a text, and tell which way it went, as far as that is known; raises PapertermError."""

    has_sent = False

    def to_terminal(text: str) -> None:
        nonlocal has_sent
        has_sent = streams.copy_to_terminal(text)

    way = desktop.copy(found.text, to_terminal)
    what = _what(kind, found)
    if way.confirmed:
        streams.write([f"Copied to the {way.value}: {what}"])
    elif has_sent and desktop.trusts_terminal:
        streams.write([f"Sent to the terminal's clipboard: {what}"])
    else:
        streams.write([found.text.removesuffix("\n")])
        if not has_sent:
            raise PapertermError("No clipboard took this, so it is printed.")
        streams.say(
            "This was sent to the terminal, which never says whether it took it. If it did not,"
            " select it by hand."
        )


def _what(kind: Kind, found: Copies) -> str:
    """Return what was copied, or what it is, for a sentence."""
    if len(found.text) <= REPEATED and "\n" not in found.text.strip():
        return found.text.strip()
    lacking = f"; {found.lacking:,} without" if found.lacking else ""
    return f"the {kind.name} of {counted(found.papers, 'paper')}{lacking}"


def _lacking(kind: Kind, chosen: Chosen) -> str:
    if len(chosen.keys) == 1:
        return kind.lacking
    return f"No {kind.name} was found in these {counted(len(chosen.keys), 'paper')}."


def _link(paper: Paper, name: str) -> str | None:
    """Return the link of a paper by its name or number, None where it has no such one."""
    if name not in LINKS:
        # No paper has so many that a longer number means one.
        number = int(name[:9])
        return paper.links[number - 1] if 0 < number <= len(paper.links) else None
    repos = paper.repos
    return {
        "page": paper.url,
        "pdf": paper.pdf_url,
        "arxiv": paper.arxiv_url,
        "code": repos[0] if repos else None,
        "project": paper.project_link,
    }[name]


def _open(desktop: Desktop, url: str) -> None:
    """Open a link; raises an error that names it, so that it can be taken from there."""
    from paperterm.desktop import DesktopError

    in_terminal = desktop.text_browser() is not None
    if in_terminal and not streams.are_interactive():
        raise DesktopError(f"The browser here needs a terminal, and this is none: {url}")
    try:
        (desktop.open_in_terminal if in_terminal else desktop.open)(url)
    except DesktopError as error:
        raise DesktopError(f"{error} The link is {url}") from error
