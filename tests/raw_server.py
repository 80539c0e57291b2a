"""A server on loopback that sends whatever bytes a test wants sent, broken ones too."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from http import HTTPStatus
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Thread
from typing import Any


def reply(body: object = b"", status: int = 200, **headers: str) -> bytes:
    """Return a whole answer; what is not bytes is sent as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if "Content_Length" not in headers:
        lines.append(f"Content-Length: {len(content)}")
    return "\r\n".join([*lines, "", ""]).encode() + content


class RawServer:
    """Answers each request, by its path and query, with the bytes that `answer` returns.

    `ended` is set when the server is left, for an answer that never ends by itself.
    """

    def __init__(self, answer: Callable[[str], bytes | Iterable[bytes]]) -> None:
        self.requests: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.ended = Event()
        server = self

        class Handler(StreamRequestHandler):
            def handle(self) -> None:
                target = self.rfile.readline().decode().split()[1]
                lines = iter(self.rfile.readline, b"\r\n")
                headers = dict(line.decode().strip().split(": ", 1) for line in lines)
                server.requests.append(target)
                server.headers.append(headers)
                answered = answer(target)
                with suppress(ConnectionError):
                    for piece in [answered] if isinstance(answered, bytes) else answered:
                        self.wfile.write(piece)

        self._server = ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> RawServer:
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: Any) -> None:
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()
