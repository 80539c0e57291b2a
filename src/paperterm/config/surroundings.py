"""What the environment says to other programs, too: where the feed is, and with which token."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from paperterm.clean import clean_line
from paperterm.errors import UsageError

ENDPOINT = "https://huggingface.co"
"""Where the feed is, unless HF_ENDPOINT says otherwise, as it does for Hugging Face's own tools."""

_SHOWN = 100
_HOST = re.compile(r"[A-Za-z0-9.:_-]+")


def endpoint(value: str) -> str:
    """Return the base of the feed from HF_ENDPOINT, without a slash at its end."""
    text = clean_line(value, 1_000).rstrip("/")
    if not text:
        return ENDPOINT
    try:
        parts = urlsplit(text)
        # Reading the port checks it.
        right = (
            parts.scheme in {"http", "https"}
            and parts.port != 0
            and _HOST.fullmatch(parts.hostname or "") is not None
            and not any(sign in text for sign in "@?#\\ ")
        )
    except ValueError:
        right = False
    if not right:
        raise UsageError(
            "HF_ENDPOINT must be the address of a site, such as https://huggingface.co, "
            f"without a user name or a query, not “{_without_secrets(text)}”."
        )
    return text


def _without_secrets(text: str) -> str:
    """Return a wrong address without the password or the key that it may hold."""
    before, at, rest = text.rpartition("@")
    shown, query, _ = rest.partition("?")
    return clean_line(f"{before and '…'}{at}{shown}{query and '?…'}", _SHOWN)


def token(value: str) -> str | None:
    """Return the token from HF_TOKEN, or None; it is never shown."""
    text = value.strip()
    if not text:
        return None
    if len(text) > 1_000 or not (text.isascii() and text.isprintable()) or " " in text:
        raise UsageError("HF_TOKEN holds characters that no token has; set it anew, or unset it.")
    return text
