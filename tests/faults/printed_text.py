"""Payloads in the output of every command: about hostile papers, and in what commands are given."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from faults.calling import Called, call
from faults.cases import Case, Plan
from faults.hostile import FIELDS, MARKER, marker, paper_id, whose
from faults.hostile_given import GIVEN
from faults.hostile_home import make_home
from faults.jobs import Job
from faults.sequences import known, strange
from paperterm.copying import KIND
from paperterm.export.formats import FORMATS

Output = Mapping[tuple[str, ...], Called]
"""What commands printed, by their words and whether on a terminal."""


def printed_jobs(plan: Plan, payloads: Mapping[str, str]) -> Iterator[Job]:
    """Yield what tries all commands."""
    yield partial(about_papers, plan.scratch, payloads)
    for what in GIVEN:
        yield partial(given, plan.scratch, what, payloads)


def about_papers(scratch: Path, payloads: Mapping[str, str]) -> list[Case]:
    """Print all of papers with payloads everywhere; a case is a payload in a field."""
    plain = _printed(scratch / "plain", [""] * len(payloads))
    printed = _printed(scratch / "hostile", list(payloads.values()))
    wrong: dict[tuple[int, str], str] = {}
    shown: set[str] = set()
    for words, called in printed.items():
        shown.update(match[0] for match in MARKER.finditer(called.text))
        if called.crash or called.code != plain[words].code:
            said = called.crash or f"it ends with {called.code}: {called.err[-100:]}"
            wrong[0, "elsewhere"] = f"{_named(words)}: {said}"
        for found in strange(called.text, known(plain[words].text)):
            where = whose(called.text, found.place) or (0, "elsewhere")
            wrong.setdefault(where, f"{_named(words)} prints {found.kind}")
    return [
        Case(
            f"{name}, {field}, printed",
            wrong.get((number, field), ""),
            "printed without harm" if marker(number, field) in shown else "not printed",
        )
        for number, name in enumerate(payloads)
        for field in FIELDS
    ]


def given(scratch: Path, what: str, payloads: Mapping[str, str]) -> list[Case]:
    """Give a command each payload; a case is one on a terminal, or one elsewhere."""
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        home = Path(folder, "home")
        make_home(home, [""])
        return [
            case
            for on_terminal in (False, True)
            for case in _given(home, what, payloads, on_terminal=on_terminal)
        ]


def _given(
    home: Path, what: str, payloads: Mapping[str, str], *, on_terminal: bool
) -> Iterator[Case]:
    where = "on a terminal" if on_terminal else "elsewhere"
    allowed = known(GIVEN[what](home, "", on_terminal).text)
    for name, payload in payloads.items():
        called = GIVEN[what](home, payload, on_terminal)
        found = next(strange(called.text, allowed), None)
        wrong = called.crash or (f"it prints {found.kind}" if found else "")
        outcome = "a sentence" if called.code else "done"
        yield Case(f"{name} in {what}, {where}", wrong, outcome)


def _printed(home: Path, payloads: Sequence[str]) -> Output:
    make_home(home, payloads)
    printed: dict[tuple[str, ...], Called] = {}
    for arguments in _commands(len(payloads)):
        for on_terminal in (False, True):
            called = call(home, arguments, {}, on_terminal=on_terminal)
            printed[(*arguments, str(on_terminal))] = called
    for line in ("paperterm show ", "paperterm list tag:", "paperterm list --query "):
        environ = {"_PAPERTERM_COMPLETE": "bash", "COMP_LINE": line}
        printed["complete", line, "False"] = call(home, [], environ)
    return printed


def _commands(count: int) -> Iterator[tuple[str, ...]]:
    """Yield every command that prints something of papers, tags, notes, searches or settings."""
    yield ("list",)
    yield ("list", "--json")
    yield ("list", "is:unread", "sort:title")
    for name in FORMATS:
        yield ("export", "--to", name)
    for kind in KIND:
        yield ("copy", kind, "--query", "", "--yes")
    yield ("tag", "list")
    yield ("tag", "list", "--json")
    yield ("config",)
    yield ("library", "export")
    yield ("mark", "starred", "--query", "", "--yes")
    yield ("mark", "starred", "--query", "")
    yield ("undo",)
    yield ("open", paper_id(0), "--link", "code")
    for number in range(count):
        for has_organization in (False, True):
            its = paper_id(number, has_organization=has_organization)
            yield ("show", its)
            yield ("show", its, "--json")
            yield ("note", its)
        yield ("note", its, "--versions")
        yield ("copy", "json", its)
        yield ("open", its, "--link", "3")


def _named(words: Sequence[str]) -> str:
    return f"{' '.join(words[:-1])}{' (on a terminal)' if words[-1] == 'True' else ''}"
