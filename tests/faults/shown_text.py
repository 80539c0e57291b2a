"""Payloads in the app, on a pseudo-terminal that records every byte that is sent to it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from random import Random

from cli_helpers import Program
from faults.cases import Case, Plan
from faults.hostile import FIELDS, MARKER, marker, paper_id, whose
from faults.hostile_home import make_home
from faults.jobs import Job
from faults.payloads import generated
from faults.sequences import known, strange
from paperterm.tui.first_frame import WIDE
from terminal import Terminal

SIZES = ((80, 24), (120, 40))

AT_ONCE = 10
"""Payloads in one terminal."""

PATIENCE = 60.0
"""Seconds for a paper to be shown, on a machine that does much else."""


def shown_jobs(plan: Plan, payloads: Mapping[str, str]) -> Iterator[Job]:
    """Yield what shows papers with the payloads, and some texts by chance, in each size."""
    random = Random(f"{plan.seed}-shown")  # noqa: S311 - to be the same again
    chance = {
        f"by chance, {plan.seed} {number}": generated(random)
        for number in range(plan.number(20, 1))
    }
    everything = [*payloads.items(), *chance.items()]
    for columns, lines in SIZES[: plan.number(2, 1)]:
        for first in range(0, len(everything), AT_ONCE):
            some = dict(everything[first : first + AT_ONCE])
            yield partial(shown, plan.scratch, some, columns, lines)


def shown(scratch: Path, payloads: Mapping[str, str], columns: int, lines: int) -> list[Case]:
    """Show payloads in a terminal of a size; a case is a payload in a field."""
    size = f"{columns}x{lines}"
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        # What is sent once or twice is sent as often, however many papers there are.
        allowed = known(_sent(Path(folder, "plain"), ["", ""], columns, lines))
        sent = _sent(Path(folder, "hostile"), list(payloads.values()), columns, lines)
    wrong: dict[tuple[int, str], str] = {}
    for found in strange(sent, allowed):
        where = whose(sent, found.place) or (0, "elsewhere")
        wrong.setdefault(where, f"the terminal is sent {found.kind}")
    seen = {match[0] for match in MARKER.finditer(sent)}
    return [
        Case(
            f"{name}, {field}, shown at {size}",
            wrong.get((number, field), ""),
            "shown without harm" if marker(number, field) in seen else "not shown",
        )
        for number, name in enumerate(payloads)
        for field in FIELDS
    ]


def _sent(home: Path, payloads: Sequence[str], columns: int, lines: int) -> str:
    """Go through all that can be shown, and return what the terminal was sent.

    What asks about a paper looks the same in a wide terminal.
    """
    make_home(home, payloads)
    program = Program(home)
    environ = program.surroundings(COLORTERM="truecolor", PAPERTERM_CLIPBOARD="osc52")
    with Terminal(program.command, environ, columns=columns, lines=lines) as terminal:
        terminal.wait_for("unread", PATIENCE)
        _walk(terminal, len(payloads))
        _read(terminal, len(payloads))
        for number, payload in enumerate(payloads if columns < WIDE else payloads[:1]):
            _ask(terminal, number)
            _type(terminal, payload)
        _look_around(terminal)
        terminal.type("q")
        code, _ = terminal.wait_for_end(PATIENCE)
        assert code == 0, terminal.text
        return terminal.received.decode("utf-8", "surrogateescape")


def _walk(terminal: Terminal, payloads: int) -> None:
    """Move the cursor over every row of the list; the beginning of each abstract is shown."""
    for _ in _ids(payloads):
        _keys(terminal, "j")


def _read(terminal: Terminal, payloads: int) -> None:
    """Read every abstract from its end to its beginning, on the whole screen."""
    terminal.type("glz")
    for its in _ids(payloads):
        terminal.type("G")
        # The last of a paper's links.
        terminal.wait_for(f"arxiv.org/abs/{its}", PATIENCE)
        _keys(terminal, "g", "n")
    terminal.type("zh")
    terminal.settle()


def _ids(payloads: int) -> Iterator[str]:
    for number in range(payloads):
        for has_organization in (False, True):
            yield paper_id(number, has_organization=has_organization)


def _ask(terminal: Terminal, number: int) -> None:
    """Look for a paper in the palette and by a filter, and open all that asks about it."""
    _keys(terminal, f":{marker(number, 'title')}", "\r", "Y", "\x1b", "t", "\x1b", "O", "\x1b")
    _keys(terminal, "c", "\x1b", "a", "\x1b", "Yt", "s", "\x1b")
    _keys(terminal, f"/{marker(number, 'author')} k0", "\x1b")


def _type(terminal: Terminal, payload: str) -> None:
    """Paste a payload wherever text can be typed."""
    text = payload.replace("\0", "").replace("\x1b[201~", "")
    pasted = b"\x1b[200~" + text.encode("utf-8", "replace") + b"\x1b[201~"
    for opening in ("/", ":"):
        _keys(terminal, opening)
        terminal.send(pasted)
        _keys(terminal, "\x1b", "\x1b")


def _look_around(terminal: Terminal) -> None:
    """Look at the saved searches, the keys and the menus."""
    _keys(terminal, "'", "\x1b[6~", "\x1b[6~", "\x1b", "e", "\x1b", "S", "S", "u", "u", "r")


def _keys(terminal: Terminal, *keys: str) -> None:
    for key in keys:
        terminal.type(key)
        terminal.settle()
