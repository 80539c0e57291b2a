"""Oversized bodies: what is far larger than anything the feed has ever sent, served on loopback."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from cli_helpers import Program, item
from faults.calling import call
from faults.cases import Case
from faults.jobs import Job
from raw_server import RawServer, reply
from terminal import Terminal

FRAME = 1.0
"""Seconds of work from the start of the program to the first frame."""

KEY = 0.2
"""Seconds of work from a key to what it changes on the screen."""

KEYS = ("l", "h", "z", "z", "s", "u", "/", "x", "\x1b", "?")
"""Keys that change what is on the screen, whatever is listed."""

TRIES = 2
"""Starts of which one must be in time."""

PATIENCE = 5.0
"""Seconds for an answer, whatever else the machine does."""

GOOD = "2601.00001"


def _paper(**fields: Any) -> bytes:
    return json.dumps([item("2601.00002", fields.pop("title", "Large"), **fields)]).encode()


def _deep() -> bytes:
    # Not by json.dumps, which goes no deeper than Python does.
    text = _paper(extra="here").decode()
    return text.replace('"here"', "[" * 100_000 + "]" * 100_000).encode()


def _bodies() -> dict[str, bytes]:
    """Return what is served, by names that say what it is."""
    small = [item(f"26{n // 90_000:02}.{n % 90_000 + 10_000:05}", f"P{n}") for n in range(20_000)]
    for each in small:
        each["paper"] = {name: each["paper"][name] for name in ("id", "title", "summary")}
    large = [item(f"2602.{n:05}", f"Large {n}", summary="word " * 700) for n in range(2_000)]
    return {
        "a title of 1 MB": _paper(title="title " * 170_000),
        "an abstract of 7 MB": _paper(summary="abstract\n\n" * 700_000),
        "an abstract of 9 MB": _paper(summary="abstract " * 1_000_000),
        "100,000 authors": _paper(authors=[{"name": f"Author {n}"} for n in range(100_000)]),
        "10,000 keywords": _paper(ai_keywords=[f"keyword {n} " * 30 for n in range(10_000)]),
        "lists 100,000 deep": _deep(),
        "a word of a million letters": _paper(title="a" * 10**6, summary="b" * 10**6),
        "20,000 records": json.dumps(small).encode(),
        "2,000 large records": json.dumps(large).encode(),
    }


def oversized_jobs(scratch: Path, quick: int) -> Iterator[Job]:
    """Yield what fetches each body and opens the reader; of a quick run, every `quick`-th."""
    for number, name in enumerate(list(_bodies())[::quick]):
        yield partial(oversized, scratch / f"oversized-{number}", name)


def oversized(home: Path, name: str) -> list[Case]:
    """Fetch a body into a cache that has a paper, and open the reader on what there is then."""
    home.mkdir()
    saved = home / "good.json"
    saved.write_text(json.dumps([item(GOOD, "A good paper")]), encoding="utf-8")
    assert call(home, ["import", str(saved)], {}).code == 0
    body = _bodies()[name]

    def answer(target: str) -> bytes:
        return reply(body if "trending" in target and target.endswith("p=0") else [])

    with RawServer(answer) as server:
        called = call(home, ["refresh"], {"HF_ENDPOINT": server.url})
    if called.crash or called.code not in {0, 3}:
        return [Case(name, called.crash or called.err)]
    wrong = ""
    for _ in range(TRIES):
        try:
            wrong = _opened(Program(home))
        except AssertionError as error:
            wrong = str(error).splitlines()[0]
        if not wrong:
            break
    return [Case(name, wrong, "refused, and in time" if called.code else "kept, and in time")]


def _opened(program: Program) -> str:
    """Open the reader, press some keys, and return what took too long."""
    with Terminal(program.command, program.surroundings()) as terminal:
        terminal.wait_for("trending · ")
        if (worked := _worked(terminal.pid)) > FRAME:
            return f"the first frame came after {worked:.2f} s"
        terminal.wait_for("q quit")
        for key in KEYS:
            terminal.settle()
            began = _worked(terminal.pid)
            terminal.type(key)
            if not terminal.read(PATIENCE):
                return f"{key!r} was not answered"
            if (worked := _worked(terminal.pid) - began) > KEY:
                return f"{key!r} was answered after {worked:.2f} s"
    return ""


def _worked(pid: int) -> float:
    """Return how many seconds a process has worked: what others do meanwhile does not count."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
