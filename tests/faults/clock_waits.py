"""Waits: every form in which a server can ask to be left alone, and how long it is left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from faults.cases import Case
from faults.clock_world import world
from papers import item
from paperterm.feed.client import ATTEMPTS
from raw_server import RawServer, reply
from reader import Clock

PRESSED = 45
"""Minutes in each of which somebody asks for a refresh."""

ALONE = 3 * 60
"""Minutes in which nobody does."""

RECOVERED = 15 + 31
"""Minutes after which a refresh has come, once there are no more refusals."""

_UNKNOWN = 5


def _in_three_minutes(form: str) -> Callable[[datetime], Mapping[str, str]]:
    """Return what names the time in three minutes, in this form."""
    return lambda now: {"Retry-After": f"{now + timedelta(minutes=3):{form}}"}


Headers = Mapping[str, str] | Callable[[datetime], Mapping[str, str]]

FORMS: Mapping[str, tuple[Headers, int]] = {
    "seconds": ({"Retry-After": "120"}, 2),
    "no seconds": ({"Retry-After": "0"}, 0),
    "seconds with zeros": ({"Retry-After": "0" * 20 + "120"}, 2),
    "30 digits": ({"Retry-After": "9" * 30}, 15),
    "a date": (_in_three_minutes("%a, %d %b %Y %H:%M:%S GMT"), 3),
    "a date of 1994's form": (_in_three_minutes("%A, %d-%b-%y %H:%M:%S GMT"), 3),
    "a date of C's form": (_in_three_minutes("%a %b %d %H:%M:%S %Y"), 3),
    "a date without a zone": (_in_three_minutes("%a, %d %b %Y %H:%M:%S -0000"), 3),
    "a date of the past": ({"Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT"}, 0),
    "a date of the year 9999": ({"Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT"}, 15),
    "a date beyond 9999": ({"Retry-After": "Sat, 01 Jan 99999 00:00:00 GMT"}, _UNKNOWN),
    "a date of a far zone": ({"Retry-After": "Wed, 05 Aug 2026 12:00:00 +9999"}, _UNKNOWN),
    "less than nothing": ({"Retry-After": "-60"}, _UNKNOWN),
    "a fraction": ({"Retry-After": "1.5"}, _UNKNOWN),
    "a power": ({"Retry-After": "1e9"}, _UNKNOWN),
    "a word": ({"Retry-After": "soon"}, _UNKNOWN),
    "other digits": ({"Retry-After": "\u0661\u0662\u0660"}, _UNKNOWN),
    "nothing": ({"Retry-After": ""}, _UNKNOWN),
    "two": ({"Retry-After": "60, 120"}, _UNKNOWN),
    "100 kB": ({"Retry-After": "9" * 90_000}, 15),
    "a window": ({"RateLimit": '"api";r=0;t=240'}, 4),
    "a window of years": ({"RateLimit": '"api";r=0;t=999999999'}, 15),
    "a window beyond 2**64": ({"RateLimit": f'"api";r=0;t={"9" * 30}'}, _UNKNOWN),
    "a window before now": ({"RateLimit": '"api";r=0;t=-60'}, _UNKNOWN),
    "a window of words": ({"RateLimit": "limit=100, remaining=0, reset=50"}, _UNKNOWN),
    "nothing at all": ({}, _UNKNOWN),
}
"""Headers of a refusal, and the minutes of the wait; 0 where it is over already."""


async def waited(folder: Path, name: str) -> Case:
    """Be refused with headers, first while somebody presses the key, and then alone."""
    headers, minutes = FORMS[name]
    clock = Clock()
    refusing = True

    def answer(_target: str) -> bytes:
        if not refusing:
            return reply([item(1)])
        now = headers(clock.time) if callable(headers) else headers
        return reply([], 429, **{key.replace("-", "_"): value for key, value in now.items()})

    with RawServer(answer) as server:
        async with world(folder, server.url, clock) as here:
            await here.live(PRESSED, by_hand=True)
            pressed = len(server.requests)
            await here.live(ALONE)
            alone = len(server.requests) - pressed
            longest = here.longest
            refusing = False
            await here.live(RECOVERED)
            came = here.updating.freshness.refreshed
    each = 1 if minutes else ATTEMPTS
    most = each * (PRESSED // max(minutes, 1) + 1)
    wrong = ""
    if longest > max(timedelta(minutes=minutes), timedelta(seconds=1)):
        wrong = f"a wait of {longest}"
    elif not 0 < pressed <= most:
        wrong = f"{pressed} requests in {PRESSED} minutes of pressing"
    elif alone > each * (ALONE // 30 + 1):
        wrong = f"{alone} requests in {ALONE} minutes alone"
    elif came is None or came.failed:
        wrong = "it does not refresh when it may again"
    return Case(f"a refusal with {name}", wrong, f"waits {minutes} min")
