"""What a reader sees of an answer that cannot be used: the old list, and why it is old."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from ssl import SSLContext
from unittest.mock import patch

from faults.answer_bombs import ITEMS
from faults.answer_scenarios import Scenario, sends
from faults.answer_servers import Server
from faults.cases import Case
from papers import NOW
from reader import Clock, reading

SEEN = {
    "status 500": "The feed has trouble of its own (status 500)",
    "status 206": "The feed's answer could not be understood (status 206)",
    "redirects in a circle": "The feed redirects in circles",
    "a redirect to 'http://127.0.0.1:99999/'": "The feed redirects to an unsafe address",
    "a body that never ends": "The feed's answer could not be used: it is longer than 8 MiB",
    "reset at once": "The connection to the feed was cut",
    "silence after the head": "The feed took too long to answer",
    "a certificate of nobody": "localhost could not prove who it is (its certificate is not valid)",
    "status 511": "The network asks for a login first",
}
"""Scenarios that a reader is shown, and what the status bar says of each."""

_TITLES = [str(each["paper"]["title"]) for each in ITEMS]


async def shown(
    folder: Path, wanted: Sequence[Scenario], tls: Mapping[str, SSLContext]
) -> list[Case]:
    """Open the reader on three cached papers while each scenario is what comes of a refresh."""
    # One list is enough.
    with patch("paperterm.refresh.LOOK_BACK", 0):
        return [
            await _shown(folder / str(number), each, tls.get(each.tls))
            for number, each in enumerate(wanted)
            if tls or not each.tls
        ]


async def _shown(folder: Path, scenario: Scenario, tls: SSLContext | None) -> Case:
    async with reading(folder, ITEMS) as reader:
        before = reader.titles
    answer = scenario.answer or sends()
    async with (
        Server(answer, 2.0, tls, scenario.begin) as server,
        reading(folder, endpoint=server.url, clock=Clock(NOW + timedelta(days=1))) as reader,
    ):
        titles, said = reader.titles, reader.freshness
        await reader.press("j")
        at = reader.current
    wrong = ""
    if titles != before or sorted(titles) != sorted(_TITLES):
        wrong = f"it shows {titles}"
    elif said != SEEN[scenario.name]:
        wrong = f"the status bar says {said!r}"
    elif at != before[1]:
        wrong = "the keys do not work"
    return Case(f"in the reader: {scenario.name}", wrong, "the old list was shown")
