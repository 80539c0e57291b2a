"""Quitting: from the key to the end of the process, in every state the reader can be in.

A name that does not resolve is made by a module that Python imports at its start (`sitecustomize`)
and that lets one name's look-up hang: a resolver that drops questions needs rights that tests lack.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from os import environ, pathsep
from pathlib import Path

from plan import Plan
from recorder import Recorder
from surroundings import PAPERTERM, READY, Home
from table import SECONDS, Row, at_most, never

from paperterm.demo.server import FeedServer

MOST = 0.3
"""Seconds."""

GIVEN = 3.0
"""Seconds after which the end is taken not to come."""

HUNG_NAME = "hung.invalid"
"""A name whose look-up takes half a minute."""

_HANGING = f"""
import socket
import time

_look_up = socket.getaddrinfo


def getaddrinfo(host, *arguments, **options):
    if host in ({HUNG_NAME!r}, {HUNG_NAME.encode()!r}):
        time.sleep(30)
    return _look_up(host, *arguments, **options)


socket.getaddrinfo = getaddrinfo
"""

_CTRL_C = b"\x03"


@dataclass(frozen=True, slots=True)
class State:
    """A state of the reader, the keys that lead to it, and those that quit from there.

    `shows` is what tells that the last of them was answered.
    """

    name: str
    keys: tuple[bytes, ...] = ()
    quit: bytes = b"q"
    shows: bytes = b""
    environ: Mapping[str, str] = field(default_factory=dict)


STATES = (
    State("the list"),
    State("the abstract", (b"l",)),
    State("the filter bar", (b"/", b"a"), _CTRL_C),
    State("the filter bar, while it searches", (b"/", b"a"), b"e" + _CTRL_C),
    State("a question, after closing it", (b"A",), b"qq", b"yes"),
    State("a question, by ctrl+c", (b"A",), _CTRL_C, b"yes"),
    State("the help, after closing it", (b"?",), b"qq", b"Everywhere"),
    State("the help, by ctrl+c", (b"?",), _CTRL_C, b"Everywhere"),
    State("the command palette, by ctrl+c", (b"\x10",), _CTRL_C),
)


def measure(home: Home, plan: Plan) -> Iterator[Row]:
    """Quit from every state; the slowest of several counts."""
    with ExitStack() as servers:
        hung = servers.enter_context(_hung_server())
        fed = servers.enter_context(FeedServer([]))
        refreshing = (
            ("a refresh", fed.url),
            ("a server that never answers", hung),
            ("a name that does not resolve", f"http://{HUNG_NAME}"),
        )
        path = pathsep.join(filter(None, (_shim(plan.folder), environ.get("PYTHONPATH"))))
        shim = {"PYTHONPATH": path}
        states = [
            *STATES,
            *(
                State(name, (b"r",), shows=b"updating", environ={**shim, "HF_ENDPOINT": endpoint})
                for name, endpoint in refreshing
            ),
        ]
        for state in states:
            took = [_quit(home, state) for _ in range(plan.quits)]
            ended = [each for each in took if each is not None]
            name = f"quit from {state.name}"
            if len(ended) == len(took):
                yield at_most(name, max(ended), MOST, SECONDS)
            else:
                yield never(name, GIVEN, MOST, SECONDS)


def _quit(home: Home, state: State) -> float | None:
    """Return the seconds from the key to the end, None where it does not come."""
    home.forget()
    with Recorder(PAPERTERM, home.environ(**state.environ)) as recorder:
        recorder.wait_for(READY)
        recorder.settle(0.2)
        since = len(recorder.received)
        for key in state.keys:
            since = len(recorder.received)
            recorder.type(key)
            recorder.answer()
        recorder.wait_for(state.shows, since)
        at = recorder.type(state.quit)
        ended = recorder.wait_for_end(GIVEN)
        return None if ended is None else ended - at


@contextmanager
def _hung_server() -> Iterator[str]:
    """Take connections and never answer; yields the address."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def _shim(folder: Path) -> str:
    """Write the module that lets a look-up hang; returns its folder."""
    where = folder / "hanging"
    where.mkdir(exist_ok=True)
    (where / "sitecustomize.py").write_text(_HANGING, encoding="utf-8")
    return str(where)
