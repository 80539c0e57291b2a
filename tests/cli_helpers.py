"""What the tests of the command line share: the program in a home of its own, and a small feed."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import pytest

from paperterm.cli import main

PATIENCE = 60
"""Seconds after which a program that should have ended is taken to hang."""


@dataclass(frozen=True)
class Ended:
    """How a program ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """What it printed, line by line."""
        return self.out.splitlines()


@dataclass(frozen=True)
class Program:
    """paperterm as a program of its own, in a home of its own."""

    home: Path
    environ: Mapping[str, str] = field(default_factory=dict)

    @property
    def config_file(self) -> Path:
        """Where it looks for its configuration."""
        return self.home / "config" / "paperterm" / "config.toml"

    @property
    def command(self) -> list[str]:
        """What to run."""
        return [sys.executable, "-m", "paperterm"]

    def surroundings(self, **more: str) -> dict[str, str]:
        """Return the environment it runs in."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if name in {"PATH", "PYTHONPATH", "SYSTEMROOT", "TMPDIR"}
        }
        home = {
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_CACHE_HOME": str(self.home / "cache"),
            "XDG_DATA_HOME": str(self.home / "data"),
            "XDG_STATE_HOME": str(self.home / "state"),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            # Whatever a test forgets to serve must not be looked for in the real world.
            "HF_ENDPOINT": "http://127.0.0.1:9",
        }
        return {**kept, **home, **self.environ, **more}

    def run(self, *arguments: str | Path, stdin: bytes = b"", **environ: str) -> Ended:
        """Run it to its end."""
        done = subprocess.run(
            [*self.command, *map(str, arguments)],
            input=stdin,
            capture_output=True,
            env=self.surroundings(**environ),
            timeout=PATIENCE,
            check=False,
        )
        return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


@dataclass(frozen=True)
class Shell:
    """The same program, called in the test's own process, which takes a fiftieth of the time."""

    program: Program
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def run(self, *arguments: str | Path, stdin: bytes = b"", **environ: str) -> Ended:
        """Run it to its end."""
        with self.monkeypatch.context() as patch:
            patch.setattr(os, "environ", self.program.surroundings(**environ))
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
            self.capsys.readouterr()
            code = main([str(each) for each in arguments])
        printed = self.capsys.readouterr()
        return Ended(code, printed.out, printed.err)


def item(paper_id: str, title: str, **fields: Any) -> dict[str, Any]:
    """Return a wire item. `fields` are the paper's own; `day` is its feed day."""
    day = fields.pop("day", date(2026, 7, 31))
    paper = {
        "id": paper_id,
        "title": title,
        "summary": f"We say something about {title.lower()}.",
        "authors": [{"name": "Ada Lovelace", "hidden": False}],
        "upvotes": 1,
        "publishedAt": f"{day}T00:00:00.000Z",
        "submittedOnDailyAt": f"{day}T10:00:00.000Z",
    }
    return {"paper": {**paper, **fields}, "numComments": 0}


MIXTRAL, SWITCH, ATTENTION = "2401.04088", "2101.03961", "1706.03762"

ITEMS = [
    item(MIXTRAL, "Mixtral of Experts", upvotes=3),
    item(SWITCH, "Switch Transformers: a MoE Survey", upvotes=2),
    item(ATTENTION, "Attention Is All You Need", upvotes=1),
]
"""Papers of which tests ask, the one with most upvotes first."""


def saved(path: Path, items: Sequence[Mapping[str, Any]]) -> Path:
    """Save items as an answer of the API."""
    path.write_text(json.dumps(items), encoding="utf-8")
    return path


Answer = list[dict[str, Any]] | int
"""Items, or the status of a refusal."""


class SmallFeed:
    """A feed on loopback whose answers a test makes: from `trending`, a day or an id to an answer.

    A paper that is asked for by its id is the only one of the answer.
    """

    def __init__(self, answer: Callable[[str], Answer]) -> None:
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        feed = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                query = parse_qs(parts.query)
                one = parts.path.removeprefix("/api/papers/")
                name = query.get("sort", query.get("date", [one]))[0]
                feed.asked.append(name)
                feed.headers.append(dict(self.headers.items()))
                found = answer(name) if query.get("p", ["0"]) == ["0"] else []
                status = found if isinstance(found, int) else 200
                value: object = [] if isinstance(found, int) else found
                if name == one and not isinstance(found, int):
                    value = found[0]["paper"]
                body = json.dumps(value).encode()
                self.send_response(status)
                if status == 429:
                    self.send_header("Retry-After", "600")
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                with suppress(ConnectionError):  # whoever asked may be gone by now
                    self.end_headers()
                    self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Stay silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def every_weekday(name: str) -> Answer:
    """One paper in trending and one on each weekday, none at the weekend."""
    if name == "trending":
        return [item("2607.00001", "Trending Paper")]
    day = date.fromisoformat(name)
    if day.weekday() >= 5:
        return []
    return [item(f"{day:%y%m}.{10_000 + day.toordinal() % 10_000}", f"Paper of {day}", day=day)]
