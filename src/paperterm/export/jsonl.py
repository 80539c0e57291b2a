"""JSONL: the object that `--json` prints of each paper, one a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from paperterm.export.facts import About
from paperterm.paper import Row


def jsonl(rows: Iterable[Row], _about: About) -> Iterator[str]:
    """Yield a line for each row."""
    for row in rows:
        yield json.dumps(row.as_json(), ensure_ascii=False) + "\n"
