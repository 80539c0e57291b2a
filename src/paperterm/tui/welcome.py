"""The welcome: five keys, shown at the first start until one is pressed."""

from __future__ import annotations

from textual.content import Content

from paperterm.cells import width_of
from paperterm.tui.commands import DECLARED, full
from paperterm.tui.keymap import Keymap

SHOWN = (
    ("list.down", "list.up"),
    ("abstract.page",),
    ("filter.open",),
    ("copy.repo",),
    ("help.open",),
)
"""What is told at first, by the ids of the commands; two that belong together are one line."""


def welcome(keymap: Keymap) -> Content:
    """Return what the abstract pane says at the first start."""
    rows = [
        (
            " ".join(keymap.key(name) for name in names),
            # What a key does besides is told by the help.
            ", ".join(full(DECLARED[name]).partition(";")[0] for name in names).capitalize(),
        )
        for names in SHOWN
    ]
    width = max(width_of(keys) for keys, _ in rows) + 2
    lines = [
        Content.styled("Five keys to begin with", "bold $mark"),
        Content(""),
        *(
            Content.assemble((keys + " " * (width - width_of(keys)), "bold"), what)
            for keys, what in rows
        ),
        Content(""),
        Content.styled("Any key shows the paper here.", "$quiet"),
    ]
    return Content("\n").join(lines)
