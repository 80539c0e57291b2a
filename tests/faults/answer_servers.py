"""Servers for answers: on loopback, with or without TLS, they do to a connection what they like."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import struct
import subprocess
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

REQUEST = 1_000_000
"""Bytes of a request that are read; the feed's have 300, unless it is redirected."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A connection, and the number of those before it.

    `head` is its request, `url` the server's address, `attempt` how many seconds the client gives
    it.
    """

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    number: int
    url: str
    attempt: float
    head: bytes = b""

    @property
    def target(self) -> str:
        """What is asked for."""
        return self.head.split()[1].decode()

    async def send(self, *pieces: bytes) -> None:
        """Send bytes."""
        for piece in pieces:
            self.writer.write(piece)
            await self.writer.drain()

    async def drip(self, content: bytes) -> None:
        """Send 15 bytes in the time that an attempt has, and so on."""
        for place in range(len(content)):
            await self.send(content[place : place + 1])
            await asyncio.sleep(self.attempt / 15)
        await self.silence()

    async def silence(self) -> None:
        """Say nothing more, and keep the connection."""
        await asyncio.Event().wait()

    def reset(self) -> None:
        """Cut the connection off, so that the other side is told of an error."""
        line = self.writer.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Answer = Callable[[Talk], Awaitable[None]]


class Server:
    """Answers each connection; `begin` comes before its request is read.

    `heads` are the requests as they came, `at` when they did, in the loop's seconds.
    """

    def __init__(
        self,
        answer: Answer,
        attempt: float,
        tls: ssl.SSLContext | None = None,
        begin: Answer | None = None,
    ) -> None:
        self.heads: list[bytes] = []
        self.at: list[float] = []
        self._answer, self._attempt, self._tls, self._begin = answer, attempt, tls, begin
        self._server: asyncio.Server
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Server:
        self._server = await asyncio.start_server(
            self._connected, "127.0.0.1", 0, limit=REQUEST, ssl=self._tls
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.sockets[0].getsockname()[1])

    @property
    def url(self) -> str:
        """Its address."""
        return f"https://localhost:{self.port}" if self._tls else f"http://127.0.0.1:{self.port}"

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        self.at.append(asyncio.get_running_loop().time())
        talk = Talk(reader, writer, len(self.at) - 1, self.url, self._attempt)
        # Whoever is left in the midst of it is told so in these ways, and the end of the case too.
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            try:
                if self._begin:
                    await self._begin(talk)
                head = await reader.readuntil(b"\r\n\r\n")
                self.heads.append(head)
                await self._answer(replace(talk, head=head))
            finally:
                writer.close()
        self._tasks.discard(task)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate that signed itself, and its key."""

    path: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """Return what a server shows it with."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.path, self.key)
        return context


def certificate(folder: Path, host: str, *, is_over: bool = False) -> Certificate | None:
    """Make a certificate for a host, valid for a month or until yesterday. None without openssl."""
    program = shutil.which("openssl")
    if program is None:
        return None
    folder.mkdir()
    made = Certificate(folder / "certificate.pem", folder / "key.pem")
    asked: list[str | Path] = [
        *(program, "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
        *("-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}", "-keyout", made.key),
    ]
    if is_over:
        request = folder / "request.pem"
        _run([*asked, "-out", request])
        signed: list[str | Path] = [program, "x509", "-req", "-days", "-1", "-in", request]
        signed += ["-signkey", made.key, "-copy_extensions", "copy", "-out", made.path]
        _run(signed)
    else:
        _run([*asked, "-x509", "-days", "30", "-out", made.path])
    return made


def _run(command: list[str | Path]) -> None:
    subprocess.run(command, check=True, capture_output=True)
