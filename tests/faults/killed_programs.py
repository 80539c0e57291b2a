"""Killed programs: the reader in a terminal, and commands of the shell, as people run them."""

from __future__ import annotations

import os
import random
import re
import signal
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from cli_helpers import Program, item
from faults.acts import now
from faults.aftermath import told_by, used, wrong_marks
from faults.nursery import Nursery
from papers import listing
from paperterm.store import Store
from terminal import Terminal

PAPERS = [f"2501.{number:05}" for number in range(12)]

Judged = tuple[list[str], str]

_STARRED = re.compile(r"★ Paper (\d{5})\b")
_TAGGED = re.compile(r"Paper (\d{5})\b[^\n]*\n[^\n]*#moe\b")


def killed_app(folder: Path, chance: random.Random) -> Judged:
    """Kill the reader while it is marking; what its screen had shown must be there."""
    program = _program(folder)
    with Terminal(program.command, program.surroundings(), columns=100, lines=30) as terminal:
        terminal.wait_for("12 unread")
        terminal.type("sj" * len(PAPERS) if chance.random() < 0.5 else "tmoe\rj" * 8)
        wanted = chance.randint(1, 8)
        terminal.wait_for(lambda text: len(_shown(text)) >= wanted)
        os.kill(terminal.pid, signal.SIGKILL)
        terminal.settle()
        shown = _shown(terminal.text)
    said, wrong = used(folder / "paperterm")
    wrong += [f"{paper} was shown {mark}" for paper, mark in shown if not said.get((paper, mark))]
    return wrong, "nothing lost, killed in the middle"


def killed_commands(nursery: Nursery, folder: Path, chance: random.Random) -> Judged:
    """Kill some of several commands; those that ended with 0 have done what they were for."""
    environ = _program(folder).surroundings()
    children = []
    for each in PAPERS[:4]:
        arguments, said = chance.choice(_COMMANDS)
        tried = [(each, mark, value) for mark, value in said.items()]
        step = chance.choice((0, chance.randint(1, 40)))
        wanted = ("faults.acts:until", step, "command", [*arguments, each], tried)
        children.append(nursery.start(*wanted, environ=environ))
        children[-1].wait()
    told = told_by(*(child.printed() for child in children))
    found, wrong = used(folder / "paperterm")
    wrong += wrong_marks(found, told)
    is_cut_off = told.is_cut_off
    return wrong, f"nothing lost, killed {'in the middle' if is_cut_off else 'between'}"


_COMMANDS: tuple[tuple[list[str], Mapping[str, bool | str]], ...] = (
    (["mark", "starred"], {"starred": True}),
    (["mark", "read"], {"read": True}),
    (["tag", "add", "moe,vision"], {"tag:moe": True, "tag:vision": True}),
    (["note", "--set", "to be read again"], {"note": "to be read again"}),
)
"""Commands, to which a paper's id is added, and what they say of it."""


def _shown(text: str) -> list[tuple[str, str]]:
    """Return what a screen says of papers."""
    starred = [(f"2501.{each}", "starred") for each in _STARRED.findall(text)]
    return starred + [(f"2501.{each}", "tag:moe") for each in _TAGGED.findall(text)]


def _program(folder: Path) -> Program:
    """Return the program in a home of its own, both its files in one folder, with some papers."""
    place = folder / "paperterm"
    place.mkdir()
    with closing(Store.open(place / "cache.db", place / "library.db", now)) as store:
        items = [item(each, f"Paper {each[-5:]}") for each in PAPERS]
        store.cache.save(listing(items), first_fill=True)
        store.cache.set_last_refresh(now())
    return Program(folder, {"XDG_DATA_HOME": str(folder), "XDG_CACHE_HOME": str(folder)})
