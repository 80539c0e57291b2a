"""What the server says of its limits, and what its refusals mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(minutes=15)
"""The longest wait that a server can impose; its own windows are of five minutes."""

UNKNOWN = timedelta(minutes=5)
"""How long to wait when a refusal does not say: one of the server's windows."""

# The header reads `"api";r=LEFT;t=SECONDS`.
_RESET = re.compile(r";\s*t=(\d{1,9})(?!\d)", re.ASCII)

_SENTENCES = {
    400: "The feed refused the request as malformed.",
    401: "The feed refused the token: check HF_TOKEN.",
    403: "The feed refused access: check HF_TOKEN.",
    404: "The feed has nothing at this address: check HF_ENDPOINT.",
    429: "The feed is asked too often.",
}


def retry_at(headers: Mapping[str, str], now: datetime) -> datetime:
    """Return the earliest time to ask again that a refusal's headers name, at most LONGEST away."""
    waits = [
        _retry_after(headers.get("Retry-After", ""), now),
        _reset(headers.get("RateLimit", "")),
    ]
    known = [wait for wait in waits if wait is not None]
    wait = max(known) if known else UNKNOWN
    return now + min(max(wait, timedelta()), LONGEST)


def sentence(status: int) -> str:
    """Return what a status of 400 or more says to a reader."""
    if status in _SENTENCES:
        return _SENTENCES[status]
    if status >= 500:
        return f"The feed has trouble of its own (status {status})."
    return f"The feed refused the request (status {status})."


def _retry_after(value: str, now: datetime) -> timedelta | None:
    """Return the wait that Retry-After asks for, in seconds or as an HTTP date."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return timedelta(seconds=min(int(value[:9]), LONGEST.total_seconds()))
    try:
        time = parsedate_to_datetime(value)
        return time - now
    except (ValueError, TypeError, OverflowError):
        return None


def _reset(value: str) -> timedelta | None:
    """Return the time until the window of RateLimit ends."""
    found = _RESET.search(value)
    return timedelta(seconds=int(found[1])) if found else None
