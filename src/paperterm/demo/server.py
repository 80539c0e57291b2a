"""A feed server on loopback that speaks the real interface, for the demo and for tests."""

from __future__ import annotations

import gzip
import json
import re
import sys
import threading
from collections.abc import Mapping, Sequence
from datetime import date
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

DEFAULT_LIMIT = 50
LARGEST_LIMIT = 100

Item = Mapping[str, Any]

# How a parameter that names a time is written, and what it must look like.
_MONTH = r"\d{4}-(0[1-9]|1[0-2])"
_DATES = {
    "date": ("%Y-%m-%d", rf"{_MONTH}-(0[1-9]|[12]\d|3[01])"),
    "month": ("%Y-%m", _MONTH),
    "week": ("%G-W%V", r"\d{4}-W([0-4]\d|5[0-3])"),
}


class FeedServer:
    """Serves wire items as `/api/daily_papers` does, while the context lasts.

    `trending` is their order as trending papers; without it they trend in the order given.
    """

    def __init__(self, items: Sequence[Item], trending: Sequence[Item] | None = None) -> None:
        self.items = list(items)
        self.trending = list(items if trending is None else trending)
        self.requests: list[str] = []
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.feed = self

    @property
    def url(self) -> str:
        """The base address."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> FeedServer:
        threading.Thread(
            target=self._server.serve_forever, args=(0.02,), name="feed-server", daemon=True
        ).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str, query: Mapping[str, str]) -> tuple[int, object, str | None]:
        """Return status, JSON value and the query of the next page, for one request."""
        if path == "/api/daily_papers":
            return self._daily(query)
        if path == "/api/papers/search":
            return 200, self._search(query), None
        paper_id = path.removeprefix("/api/papers/")
        for item in self.items:
            if item["paper"]["id"] == paper_id:
                return 200, item["paper"], None
        return 404, {"error": "Paper not found"}, None

    def _daily(self, query: Mapping[str, str]) -> tuple[int, object, str | None]:
        try:
            limit = int(query.get("limit", DEFAULT_LIMIT))
            page = int(query.get("p", 0))
            items = self._selected(query)
        except ValueError as error:
            return 400, {"error": f"Invalid parameter: {error}"}, None
        if not 0 < limit <= LARGEST_LIMIT or page < 0:
            return 400, {"error": "Invalid limit or page"}, None
        start, end = page * limit, (page + 1) * limit
        more = urlencode({**query, "p": page + 1}) if end < len(items) else None
        return 200, items[start:end], more

    def _selected(self, query: Mapping[str, str]) -> list[Item]:
        """Return the items of the list that is asked for, in its order; raises ValueError."""
        if query.get("sort") == "trending":
            return self.trending
        found = self.items
        by_votes = False
        for name, (pattern, shape) in _DATES.items():
            if name in query:
                if not re.fullmatch(shape, query[name], re.ASCII):
                    raise ValueError(name)
                found = [item for item in found if _day(item).strftime(pattern) == query[name]]
                by_votes = True
        if by_votes:
            return sorted(found, key=lambda item: -item["paper"]["upvotes"])
        return sorted(found, key=_day, reverse=True)

    def _search(self, query: Mapping[str, str]) -> list[Item]:
        words = query.get("q", "").lower().split()
        limit = int(query.get("limit", "50")) if query.get("limit", "50").isdigit() else 50
        return [
            item
            for item in self.items
            if all(word in json.dumps(item, ensure_ascii=False).lower() for word in words)
        ][:limit]


class _Server(ThreadingHTTPServer):
    """Hands the feed to its handlers; its threads hold nobody at the end."""

    daemon_threads = True
    feed: FeedServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep the terminal clean where a reader that quits lets go of its request."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Answers GET, and says nothing about it on the terminal."""

    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        """Answer one request."""
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        self.server.feed.requests.append(self.path)
        status, value, more = self.server.feed.answer(parts.path, query)
        body = json.dumps(value, ensure_ascii=False).encode()
        self.send_response(HTTPStatus(status))
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("RateLimit", '"api";r=499;t=300')
        self.send_header("RateLimit-Policy", '"fixed window";"api";q=500;w=300')
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, 1)
            self.send_header("Content-Encoding", "gzip")
        if more:
            self.send_header("Link", f'<{self.server.feed.url}{parts.path}?{more}>; rel="next"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Keep the terminal clean."""


def _day(item: Item) -> date:
    return date.fromisoformat(item["paper"]["submittedOnDailyAt"][:10])
