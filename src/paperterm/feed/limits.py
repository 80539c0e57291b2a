"""What the server says of its limits, and what its refusals mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from paperterm.errors import FeedError

LONGEST = timedelta(minutes=15)
"""The longest wait that a server can impose; its own windows are of five minutes."""

UNKNOWN = timedelta(minutes=5)
"""How long to wait when a refusal does not say: one of the server's windows."""

# The header reads `"api";r=LEFT;t=SECONDS`, once for each limit, with commas between.
_LIMIT = re.compile(r";\s*r=(\d{1,9})\s*;\s*t=(\d{1,9})(?!\d)", re.ASCII)

# With the limit's name: of those that a header tells, calls of the API have one of their own.
_NAMED_LIMIT = re.compile(rf'"([^"]{{0,40}})"\s*{_LIMIT.pattern}', re.ASCII)
_QUOTA = re.compile(r'"api"\s*;\s*q=(\d{1,9})(?!\d)', re.ASCII)

WHOLE = frozenset({200, 203})
"""Statuses of an answer that has come whole: as it is, or as a proxy has changed it."""

_SENTENCES = {
    400: "The feed refused the request as malformed.",
    401: "The feed refused access without a valid token: check HF_TOKEN.",
    403: "The feed refused access: check HF_TOKEN.",
    404: "The feed has nothing at this address: check HF_ENDPOINT.",
    407: "The proxy refused to pass the request on. Check HTTPS_PROXY.",
    429: "The feed is asked too often.",
    511: "The network asks for a login first. Open any page in a browser.",
}


@dataclass(frozen=True, slots=True)
class Limit:
    """How many calls of the API are left in a window that ends at `ends_at` (UTC).

    `quota` is how many a window has, where the server says so.
    """

    left: int
    ends_at: datetime
    quota: int | None = None


def limit_in(headers: Mapping[str, str], now: datetime) -> Limit | None:
    """Return the limit on calls of the API that an answer tells; None where it tells none.

    A window ends in LONGEST at the latest, whatever the server says.
    """
    told = _NAMED_LIMIT.findall(headers.get("RateLimit", ""))
    limits = [
        (int(left), now + min(timedelta(seconds=int(seconds)), LONGEST))
        for name, left, seconds in told
        if name == "api" or len(told) == 1
    ]
    if not limits:
        return None
    quota = _QUOTA.search(headers.get("RateLimit-Policy", ""))
    return Limit(*min(limits), int(quota[1]) if quota else None)


def retry_at(headers: Mapping[str, str], now: datetime) -> datetime:
    """Return the earliest time to ask again that a refusal's headers name, at most LONGEST away.

    Retry-After comes first, as it is about this refusal: the windows of RateLimit are told in
    every answer, and may not be the limit that was met.
    """
    wait = _retry_after(headers.get("Retry-After", ""), now)
    if wait is None:
        wait = _reset(headers.get("RateLimit", ""))
    if wait is None:
        wait = UNKNOWN
    return now + min(max(wait, timedelta()), LONGEST)


def asks_to_wait(status: int, headers: Mapping[str, str]) -> bool:
    """Whether a refusal is one for now alone: 429, or trouble that says when it will be over."""
    return status == 429 or (status >= 500 and "Retry-After" in headers)


def waiting(until: datetime) -> FeedError:
    """Return what is said while the server has asked to be left alone."""
    return FeedError(f"The server asks to wait until {until.astimezone():%H:%M}.", retry_at=until)


def sentence(status: int) -> str:
    """Return what a status other than those of WHOLE says to a reader."""
    if status in _SENTENCES:
        return _SENTENCES[status]
    if status < 400:
        return f"The feed's answer could not be understood (status {status})."
    if status >= 500:
        return f"The feed has trouble of its own (status {status})."
    return f"The feed refused the request (status {status})."


def _retry_after(value: str, now: datetime) -> timedelta | None:
    """Return the wait that Retry-After asks for, in seconds or as an HTTP date."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        digits = value.lstrip("0")[:9]
        return timedelta(seconds=min(int(digits or 0), LONGEST.total_seconds()))
    try:
        time = parsedate_to_datetime(value)
        # The oldest of its three forms names no zone: all are in UTC (RFC 9110, section 5.6.7).
        return (time if time.tzinfo else time.replace(tzinfo=UTC)) - now
    except (ValueError, TypeError, OverflowError):
        return None


def _reset(value: str) -> timedelta | None:
    """Return the time until the windows of RateLimit end, of those that have nothing left."""
    limits = [(int(left), int(seconds)) for left, seconds in _LIMIT.findall(value)]
    spent = [seconds for left, seconds in limits if left == 0]
    ends = spent or [seconds for _, seconds in limits]
    return timedelta(seconds=max(ends)) if ends else None
