"""Asking a server on loopback for the trending list, whatever it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from papers import NOW
from paperterm.errors import FeedError
from paperterm.feed import Feed
from paperterm.paper import Listing
from raw_server import RawServer

Answer = Callable[[str], bytes | Iterable[bytes]]

NEXT = '</api/daily_papers?p=1>; rel="next"'
"""The header of a page that has a next one."""


async def fetched(answer: Answer, **options: Any) -> tuple[Listing, RawServer]:
    """Return the trending list from a server that answers so."""
    with RawServer(answer) as server:
        async with Feed(server.url, now=lambda: NOW, **options) as feed:
            return await feed.trending(), server


async def failed(answer: Answer, **options: Any) -> tuple[FeedError, RawServer]:
    """Return the failure of the trending list from a server that answers so."""
    with RawServer(answer) as server:
        async with Feed(server.url, now=lambda: NOW, **options) as feed:
            with pytest.raises(FeedError) as caught:
                await feed.trending()
    return caught.value, server
