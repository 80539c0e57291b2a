"""The demo's server speaks the feed's interface, so that the reader is tested on the real one."""

from __future__ import annotations

import gzip
import json
import socket
import struct
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from papers import TODAY, item
from paperterm.demo.server import FeedServer

YESTERDAY = TODAY - timedelta(days=1)
ITEMS = [item(number, day=TODAY if number % 2 else YESTERDAY) for number in range(1, 131)]


@pytest.fixture
def server() -> Iterator[FeedServer]:
    """A server of 130 papers, half of them of today."""
    with FeedServer(ITEMS) as started:
        yield started


def asked(server: FeedServer, path: str) -> tuple[int, Any, str | None]:
    """Return status, value and the Link header of an answer."""
    request = Request(server.url + path, headers={"Accept-Encoding": "gzip"})
    try:
        with urlopen(request) as answer:
            return answer.status, json.loads(gzip.decompress(answer.read())), answer.headers["Link"]
    except HTTPError as error:
        with error:
            return error.code, json.loads(gzip.decompress(error.read())), None


def numbers(items: list[dict[str, Any]]) -> list[int]:
    """Return the papers' numbers, in order."""
    return [int(each["paper"]["id"][5:]) for each in items]


def test_lists_come_in_pages_with_a_link_to_the_next(server: FeedServer) -> None:
    status, first, link = asked(server, "/api/daily_papers?sort=trending&limit=100")
    assert status == 200
    assert numbers(first) == list(range(1, 101))
    assert link
    following = link.removeprefix(f"<{server.url}").removesuffix('>; rel="next"')
    assert numbers(asked(server, following)[1]) == list(range(101, 131))
    assert asked(server, following)[2] is None
    assert asked(server, "/api/daily_papers?sort=trending&limit=100&p=2")[1] == []
    assert len(asked(server, "/api/daily_papers")[1]) == 50


def test_a_day_has_its_papers_by_votes(server: FeedServer) -> None:
    _, found, _ = asked(server, f"/api/daily_papers?date={YESTERDAY}&limit=100")
    assert numbers(found) == list(range(2, 131, 2))
    assert asked(server, "/api/daily_papers?date=2026-01-01")[1] == []
    for whole in ("month=2026-08", "week=2026-W32"):
        assert numbers(asked(server, f"/api/daily_papers?{whole}&limit=1")[1]) == [1]


def test_one_paper_comes_unwrapped(server: FeedServer) -> None:
    assert asked(server, "/api/papers/2608.00007")[1] == ITEMS[6]["paper"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/daily_papers?limit=101", 400),
        ("/api/daily_papers?limit=0", 400),
        ("/api/daily_papers?p=-1", 400),
        ("/api/daily_papers?date=yesterday", 400),
        ("/api/daily_papers?date=20260805", 400),
        ("/api/daily_papers?date=2026-13-01", 400),
        ("/api/daily_papers?month=2026-00", 400),
        ("/api/daily_papers?week=2026-99", 400),
        ("/api/papers/2608.99999", 404),
        ("/elsewhere", 404),
    ],
)
def test_what_is_wrong_is_refused_with_a_reason(server: FeedServer, path: str, status: int) -> None:
    code, value, _ = asked(server, path)
    assert code == status
    assert value["error"]


def test_a_reader_that_lets_go_leaves_the_terminal_clean(
    server: FeedServer, capfd: pytest.CaptureFixture[str]
) -> None:
    address = ("127.0.0.1", int(server.url.rpartition(":")[2]))
    for _ in range(3):
        with closing(socket.create_connection(address)) as connection:
            # With this, closing cuts the connection off instead of ending it.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.sendall(b"GET /api/daily_papers?limit=100 HTTP/1.1\r\n")
    assert asked(server, "/api/daily_papers?limit=1")[0] == 200
    assert capfd.readouterr() == ("", "")
