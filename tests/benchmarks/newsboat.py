"""newsboat: its own search, over a feed of the same papers, typed in a terminal."""

from __future__ import annotations

import html
import subprocess
from collections.abc import Sequence

from corpus import texts
from plan import Plan
from recorder import MeasurementError, Recorder
from surroundings import LONGEST, Home
from table import percentile

QUIET = 0.5
"""Seconds without a byte after which a result is taken to be shown."""

_CONFIG = "max-items 0\nauto-reload no\nrefresh-on-startup no\n"


def searched(home: Home, plan: Plan, wanted: Sequence[str]) -> list[float]:
    """Return, for each text, the median seconds from enter to the last byte of what it finds."""
    folder = plan.folder / "newsboat"
    folder.mkdir()
    feed = folder / "feed.xml"
    feed.write_text("".join(_feed(home)), encoding="utf-8")
    (folder / "urls").write_text(f"{feed.as_uri()}\n", encoding="utf-8")
    (folder / "config").write_text(_CONFIG, encoding="utf-8")
    files = [f"-{flag}{folder / name}" for flag, name in (("u", "urls"), ("C", "config"))]
    command = ["newsboat", *files, f"-c{folder / 'cache.db'}"]
    subprocess.run(
        [*command, "-xreload"],
        env=home.environ(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=LONGEST,
        check=True,
    )
    with Recorder(command, home.environ()) as recorder:
        recorder.wait_for(b"papers")
        recorder.settle(QUIET)
        return [
            percentile([_search(recorder, text) for _ in range(plan.memories)], 0.5)
            for text in wanted
        ]


def _search(recorder: Recorder, text: str) -> float:
    recorder.type(b"/" + text.encode())
    recorder.settle(QUIET)
    at = recorder.type(b"\r")
    recorder.wait_for(b"Search", len(recorder.received))
    recorder.settle(QUIET)
    last = recorder.chunks[-1][0]
    # Back to the list of feeds.
    recorder.type(b"q")
    recorder.settle(QUIET)
    if last <= at:
        raise MeasurementError("newsboat showed nothing")
    return last - at


def _feed(home: Home) -> Sequence[str]:
    """Return the pieces of an RSS feed of all papers."""
    items = (
        f"<item><title>{html.escape(title)}</title><guid>{number}</guid>"
        f"<link>http://127.0.0.1/{number}</link><author>{html.escape(authors)}</author>"
        f"<description>{html.escape(abstract)} {html.escape(keywords)}</description></item>"
        for number, (title, abstract, authors, keywords) in enumerate(texts(home))
    )
    head = "<title>papers</title><link>http://127.0.0.1/</link><description>all</description>"
    return [
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>',
        head,
        *items,
        "</channel></rss>",
    ]
