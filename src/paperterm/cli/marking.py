"""Marking from the shell: read, starred and hidden papers, tags, and the way back."""

# ruff: noqa: PLC0415

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from paperterm.cli import offering, streams
from paperterm.cli.choosing import Asked, changes_papers, choose
from paperterm.cli.parts import configuration, opened
from paperterm.cli.results import as_json_option, tell_result
from paperterm.errors import PapertermError, UsageError
from paperterm.marks import TAG, Change, Mark, tag_mark
from paperterm.wording import counted

if TYPE_CHECKING:
    from paperterm.store import Reverted

MARKS = {
    "read": (Mark.READ, True),
    "unread": (Mark.READ, False),
    "starred": (Mark.STARRED, True),
    "unstarred": (Mark.STARRED, False),
    "hidden": (Mark.HIDDEN, True),
    "shown": (Mark.HIDDEN, False),
}
"""What papers can be marked as: the mark, and whether it is set or taken away."""


@dataclass(frozen=True, slots=True)
class Marking:
    """Marks and the value that they are given; `done` says what papers are then."""

    marks: Sequence[str]
    value: bool | str
    done: str

    @property
    def is_kept(self) -> bool:
        """Whether the papers are ones of which the records are kept."""
        return bool(self.value) and not {Mark.READ, Mark.HIDDEN} & set(self.marks)


@click.command()
@click.argument("mark", type=click.Choice(list(MARKS)))
@changes_papers
@as_json_option
def mark(mark: str, asked: Asked, as_json: bool) -> int:
    """Mark papers as read, starred or hidden, or no longer so.

    ID is a paper's id or a link to it; - reads ids from standard input, also as `list` prints
    them. Hidden papers are in no list but that of is:hidden.
    """
    name, value = MARKS[mark]
    marking = Marking([name], value, f"marked {mark}")
    return make(marking, asked, lambda papers: f"Mark {papers} as {mark}?", as_json=as_json)


@click.group()
def tag() -> None:
    """Give papers tags, take tags away, and list them."""


@tag.command("add")
@click.argument("names", metavar="NAME[,NAME]...", shell_complete=offering.tags)
@changes_papers
@as_json_option
def add_tags(names: str, asked: Asked, as_json: bool) -> int:
    """Give papers tags, by ids or by --query; several tags have commas between them."""
    tags = _tags(names)
    said = _said(tags)
    marking = Marking(tags, True, f"tagged {said}")
    return make(marking, asked, lambda papers: f"Tag {papers} {said}?", as_json=as_json)


@tag.command("remove")
@click.argument("names", metavar="NAME[,NAME]...", shell_complete=offering.tags)
@changes_papers
@as_json_option
def remove_tags(names: str, asked: Asked, as_json: bool) -> int:
    """Take tags away from papers, given by ids or by --query."""
    tags = _tags(names)
    said = _said(tags)
    marking = Marking(tags, False, f"no longer tagged {said}")
    return make(marking, asked, lambda papers: f"Take {said} away from {papers}?", as_json=as_json)


@tag.command("list")
@as_json_option
def list_tags(as_json: bool) -> int:
    """Print the tags that papers have, each with the number of papers."""
    from paperterm.printing import json_array

    with opened(configuration()) as store:
        tags = store.library.tags()
    if as_json:
        found = ({"tag": name, "papers": papers} for name, papers in tags)
        streams.write(json_array(found, ascii_only=streams.are_ascii_only()), end="")
    else:
        wide = max((len(name) for name, _ in tags), default=0)
        streams.write(f"{name:{wide}}  {papers:,}" for name, papers in tags)
    return 0


@click.command()
@click.argument("steps", type=click.IntRange(1, 100), default=1, metavar="[STEPS]")
@as_json_option
def undo(steps: int, as_json: bool) -> int:
    """Undo the newest step of all.

    A step is what one key in the reader or one command has changed. With STEPS, as many are undone
    one after the other. What was changed again since is left as it is.
    """
    from paperterm.printing import json_array

    undone: list[Reverted] = []
    with opened(configuration()) as store:
        while len(undone) < steps and (reverted := store.library.undo()):
            undone.append(reverted)
    if as_json:
        found = ({"what": each.what, "now": each.now, "papers": each.ids} for each in undone)
        streams.write(json_array(found, ascii_only=streams.are_ascii_only()), end="")
    else:
        streams.write(map(str, undone))
    if len(undone) < steps:
        more = "more " if undone else ""
        raise PapertermError(f"There is nothing {more}to undo.")
    return 0


def make(marking: Marking, asked: Asked, question: Callable[[str], str], *, as_json: bool) -> int:
    """Give papers marks, as one step, and tell what was done; raises NotFoundError."""
    with opened(configuration()) as store:
        chosen = choose(store, asked, question)
        store.library.change(
            [Change(each, mark, marking.value) for mark in marking.marks for each in chosen.ids],
            chosen.said,
            [row.paper for row in chosen.rows()] if marking.is_kept else (),
        )
    tell_result(f"{counted(len(chosen.ids), 'paper')} {marking.done}", chosen, as_json=as_json)
    chosen.check_found()
    return 0


def _tags(names: str) -> list[str]:
    """Return the marks of the tags that a text names; raises UsageError."""
    marks = [tag_mark(name) for name in names.split(",") if name.strip()]
    if not marks:
        raise UsageError("There is no tag in that: NAME, or NAME,NAME for several.")
    return list(dict.fromkeys(marks))


def _said(tags: Sequence[str]) -> str:
    return ", ".join(each.removeprefix(TAG) for each in tags)
