"""A home full of hostile text: a feed's papers, tags, notes and saved searches with payloads."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from faults.calling import Called, call
from faults.hostile import hostile_items, marker, paper_id

SETTINGS = "refresh_minutes = 0\nmark_read_after = 0\n"


def make_home(home: Path, payloads: Sequence[str]) -> None:
    """Fill a home with papers that have payloads everywhere; `""` is none."""
    home.mkdir()
    saved = home / "papers.json"
    saved.write_text(json.dumps(hostile_items(payloads)), encoding="utf-8")
    _done(home, ["import", str(saved)])
    for number, payload in enumerate(payloads):
        text = in_arguments(payload)
        tag = f"{marker(number, 'tag')}{text}end"
        note = f"{marker(number, 'note')}{text}end\nand {text}"
        _done(home, ["tag", "add", tag, paper_id(number)])
        for said in (f"before {note}", note):
            _done(home, ["note", paper_id(number, has_organization=True), "--set", said])
    config = home / "config" / "paperterm" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text(SETTINGS + searches_toml(payloads), encoding="utf-8")


def searches_toml(payloads: Sequence[str]) -> str:
    """Return a table of saved searches with payloads in names and texts, as TOML."""
    lines = ["[searches]"]
    for number, payload in enumerate(payloads):
        # A lone surrogate is nothing that a file in UTF-8 can hold.
        kept = payload.encode("utf-8", "ignore").decode()
        name = f"{marker(number, 'saved search')}{kept}end"
        lines.append(f"{_quoted(name)} = {_quoted(f'title:{name} {kept}')}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Return text as TOML, which is that of JSON but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def in_arguments(text: str) -> str:
    """Return text as a program finds it in its arguments: without NUL, and bytes that are none."""
    return os.fsdecode(text.replace("\0", "").encode("utf-8", "surrogatepass"))


def _done(home: Path, arguments: Sequence[str], environ: Mapping[str, str] | None = None) -> Called:
    called = call(home, arguments, environ or {})
    assert called.code == 0, called
    assert not called.crash, called
    return called
