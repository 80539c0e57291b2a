"""Addresses: where a request may go after the configured base, and where the token goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperterm.errors import FeedError

if TYPE_CHECKING:
    import httpx

LOCAL = ("localhost", "127.0.0.1", "[::1]")
"""This machine's own names, as they stand in an address. No proxy is asked for what it serves."""

_PORTS = range(1, 65_536)


def redirected(url: httpx.URL, target: httpx.URL) -> httpx.URL:
    """Return the address that an answer from `url` redirects to; raises FeedError.

    From https it stays https. A user name would be sent on as credentials, and no socket takes a
    port that cannot be.
    """
    is_lowered = url.scheme == "https" and target.scheme != "https"
    port = _PORTS[0] if target.port is None else target.port
    if is_lowered or target.userinfo or port not in _PORTS:
        raise FeedError("The feed redirects to an unsafe address.")
    return target


def takes_token(base: httpx.URL, url: httpx.URL) -> bool:
    """Whether the token goes to an address: to the base's own site, over http only on this machine.

    Both are compared as they are sent, however the base was written.
    """
    is_ours = (base.scheme, base.raw_host, base.port) == (url.scheme, url.raw_host, url.port)
    is_local = base.host in {name.strip("[]") for name in LOCAL}
    return is_ours and not url.userinfo and (base.scheme == "https" or is_local)
