"""Scenarios: what a server, a proxy or what lies between can do to a request, by name."""

from __future__ import annotations

import asyncio
import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from faults.answer_servers import Answer, Talk
from papers import item
from raw_server import reply

LIST = json.dumps([item(number) for number in range(1, 4)]).encode()
GOOD = reply(LIST)
CUT = "connection to the feed was cut"
CIRCLES = "redirects in circles"
UNSAFE = "unsafe address"
MISREAD = "could not be understood"
NO_JSON = "could not be read as JSON"
TOO_LONG = "took too long to answer"
TOO_MUCH = "longer than 8 MiB"
AWAY = "could not be reached"
NOT_ASKED = "not asked for"


@dataclass(frozen=True, slots=True)
class Scenario:
    """What happens to a request. `said` is part of the sentence, '' where the list comes.

    `base` is where the feed is, unless it is the server; `environ` is set meanwhile, with `{url}`
    and `{folder}` filled in. A slow one is ended by the clock. `tls` names the certificate that the
    server shows.
    """

    name: str
    said: str
    answer: Answer | None = None
    begin: Answer | None = None
    base: str = ""
    environ: Mapping[str, str] = field(default_factory=dict)
    tls: str = ""
    is_slow: bool = False


def sends(*pieces: bytes) -> Answer:
    """Return what sends these bytes to each request, and closes."""

    async def answer(talk: Talk) -> None:
        await talk.send(*pieces)

    return answer


def then_silence(*pieces: bytes) -> Answer:
    """Return what sends these bytes and keeps the connection."""

    async def answer(talk: Talk) -> None:
        await talk.send(*pieces)
        await talk.silence()

    return answer


def endless(start: bytes, piece: bytes) -> Answer:
    """Return what sends one piece after the other."""

    async def answer(talk: Talk) -> None:
        await talk.send(start)
        while True:
            await talk.send(piece)

    return answer


def drips(start: bytes, rest: bytes) -> Answer:
    """Return what sends the rest byte by byte."""

    async def answer(talk: Talk) -> None:
        await talk.send(start)
        await talk.drip(rest)

    return answer


def to(location: str, body: bytes = b"", **headers: str) -> Answer:
    """Return what redirects to a place; `{url}` is the server."""

    async def answer(talk: Talk) -> None:
        where = location.replace("{url}", talk.url)
        await talk.send(reply(body, 302, Location=where, **headers))

    return answer


def hops(count: int, *, circle: bool = False) -> Answer:
    """Return what sends a list after so many redirects."""

    async def answer(talk: Talk) -> None:
        done = talk.target.count("/hop")
        if done < count or circle:
            await talk.send(reply(b"", 307, Location=f"/hop{talk.target}"))
        else:
            await talk.send(GOOD)

    return answer


def after(*first: bytes) -> Answer:
    """Return what sends these to the first requests, and then the list."""

    async def answer(talk: Talk) -> None:
        await talk.send(first[talk.number] if talk.number < len(first) else GOOD)

    return answer


def scenarios() -> Iterator[Scenario]:
    """Yield what an answer can be; what is around it has a module of its own."""
    yield from _statuses()
    yield from _redirects()
    yield from _encodings()
    yield from _lengths()
    yield from _cuts()
    yield from _slow()


def _statuses() -> Iterator[Scenario]:
    for status, said in [
        *((status, f"status {status}") for status in (204, 205, 206, 300, 301, 304, 305)),
        *((400, "malformed"), (401, "HF_TOKEN"), (403, "HF_TOKEN"), (404, "HF_ENDPOINT")),
        *((407, "HTTPS_PROXY"), (418, "status 418"), (451, "status 451"), (500, "status 500")),
        *((503, "status 503"), (511, "asks for a login")),
    ]:
        yield Scenario(f"status {status}", said, sends(reply(LIST, status)))
    for line, said in [
        (b"HTTP/1.1 999 \x1b[31m", "status 999"),
        (b"HTTP/1.1 600 Beyond", "status 600"),
        (b"HTTP/1.1 000 None", CUT),
        (b"HTTP/1.1 two hundred", CUT),
        (b"HTTP/9.9 200 OK", "came without papers"),
    ]:
        answer = sends(line + b"\r\nContent-Length: 2\r\n\r\n[]")
        yield Scenario(f"{line!r}", said, answer)
    yield Scenario("a switch of protocols", CUT, sends(b"HTTP/1.1 101 Up\r\n\r\n" + LIST))
    yield Scenario("hints before the list", "", sends(b"HTTP/1.1 103 Hints\r\n\r\n" * 9 + GOOD))
    yield Scenario("trouble that passes", "", after(reply(b"", 502), b"", GOOD))


def _redirects() -> Iterator[Scenario]:
    yield Scenario("redirects in a circle", CIRCLES, hops(0, circle=True))
    yield Scenario("4 redirects", CIRCLES, hops(4))
    yield Scenario("3 redirects", "", hops(3))
    for location, said in [
        ("", CIRCLES),
        ("file:///etc/passwd", MISREAD),
        ("ftp://127.0.0.1/", MISREAD),
        ("javascript:alert(1)", "could not be used"),
        ("http://127.0.0.1:99999/", UNSAFE),
        ("http://me:pass@127.0.0.1:9/", UNSAFE),
        ("http://127.0.0.1:9/", AWAY),
        ("http://[::1", CUT),
        ("http://xn--a/", "could not be used"),
        ("/" + "9" * 90_000, CUT),
    ]:
        yield Scenario(f"a redirect to {location[:40]!r}", said, to(location))

    async def away(talk: Talk) -> None:
        # The same place by another name is another host; with the token it would be refused.
        other = talk.url.replace("127.0.0.1", "localhost")
        if not talk.target.startswith("/there"):
            await talk.send(reply(b"", 302, Location=f"{other}/there"))
        else:
            await talk.send(reply(b"", 400) if b"Authorization" in talk.head else GOOD)

    yield Scenario("a redirect to another host", "", away)
    endless_body = endless(b"HTTP/1.1 302 Found\r\nLocation: /hop\r\n\r\n", b"x" * 65_536)

    async def beyond(talk: Talk) -> None:
        await (sends(GOOD) if "/hop" in talk.target else endless_body)(talk)

    yield Scenario("a redirect whose body never ends", "", beyond)


def _encodings() -> Iterator[Scenario]:
    packed = gzip.compress(LIST)
    for encoding, body, said in [
        ("gzip, gzip", gzip.compress(packed), NOT_ASKED),
        ("gzip, identity", packed, NOT_ASKED),
        ("br", packed, NOT_ASKED),
        ("zstd", packed, NOT_ASKED),
        ("deflate", zlib.compress(LIST), NOT_ASKED),
        ("x" * 9_000, LIST, NOT_ASKED),
        ("gzip", LIST, "compressed and damaged"),
        ("gzip", packed[:-9], "ends too early"),
        ("gzip", packed[:30] + b"\0\0\0" + packed[33:], "compressed and damaged"),
        ("gzip", gzip.compress(packed), NO_JSON),
        ("gzip", gzip.compress(LIST.ljust(8 * 2**20 + 1)), TOO_MUCH),
        ("gzip", gzip.compress(LIST.ljust(8 * 2**20)), ""),
        ("GZIP", packed, ""),
        ("identity", LIST, ""),
    ]:
        name = f"{encoding[:20]} of {len(body)} bytes{'' if said else ', which is right'}"
        yield Scenario(name, said, sends(reply(body, Content_Encoding=encoding)))
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
    yield Scenario("a list that is followed for ever", "", endless(head + packed, b"\0" * 65_536))


def _lengths() -> Iterator[Scenario]:
    ok = b"HTTP/1.1 200 OK\r\n"
    chunk = b"%x\r\n%b\r\n" % (len(LIST), LIST)
    chunked = ok + b"Transfer-Encoding: chunked\r\n\r\n"
    for name, sent, said in [
        ("a length that is too long", reply(LIST, Content_Length="9999"), CUT),
        ("a length that is too short", reply(LIST, Content_Length="20"), NO_JSON),
        ("a negative length", reply(LIST, Content_Length="-1"), CUT),
        ("a length of words", reply(LIST, Content_Length="some"), CUT),
        ("a length beyond 2**64", reply(LIST, Content_Length="9" * 30), CUT),
        ("two lengths", ok + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n" + LIST, CUT),
        ("no length", ok + b"\r\n" + LIST, ""),
        ("no length and half a list", ok + b"\r\n" + LIST[:99], NO_JSON),
        ("chunks", chunked + chunk + b"0\r\n\r\n", ""),
        ("chunks without an end", chunked + chunk, CUT),
        ("a chunk that is cut", chunked + chunk[:-99], CUT),
        ("a chunk of a wrong size", chunked + b"zz\r\n" + LIST + b"\r\n0\r\n\r\n", CUT),
        ("a chunk of 2**64", chunked + b"f" * 17 + b"\r\n" + LIST, CUT),
    ]:
        yield Scenario(name, said, sends(sent))
    long = endless(ok + b"Content-Length: 1099511627776\r\n\r\n", b" " * 65_536)
    yield Scenario("a body that never ends", TOO_MUCH, long)
    yield Scenario("chunks that never end", TOO_MUCH, endless(chunked, b"400\r\n%1024d\r\n" % 0))
    yield Scenario("a chunk's size that never ends", CUT, endless(chunked + b"1;", b"x" * 4_096))


def _cuts() -> Iterator[Scenario]:
    for place in (0, 5, 16, 40, len(GOOD) - len(LIST), len(GOOD) - 1):
        yield Scenario(f"cut after {place} bytes", CUT, sends(GOOD[:place]))

    async def reset(talk: Talk) -> None:
        await talk.send(GOOD[:60])
        talk.reset()

    async def reset_at_once(talk: Talk) -> None:
        talk.reset()

    yield Scenario("reset in the midst", CUT, reset)
    yield Scenario("reset at once", CUT, sends(GOOD), begin=reset_at_once)
    for name, sent in [
        ("no HTTP at all", b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n"),
        ("a list without a head", LIST),
        ("a header of 200 kB", b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000 + b"\r\n\r\n[]"),
        ("10,000 headers", b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 40_000 + b"\r\n[]"),
        ("a header with a NUL", b"HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n[]"),
        ("a header without a name", b"HTTP/1.1 200 OK\r\n: a\r\n\r\n[]"),
    ]:
        yield Scenario(name, CUT, sends(sent))


def _slow() -> Iterator[Scenario]:
    async def late_hops(talk: Talk) -> None:
        await asyncio.sleep(talk.attempt * 0.4)
        await hops(3)(talk)

    head = GOOD[: -len(LIST)]
    silence = then_silence()
    for name, answer, begin in [
        ("silence after the connection", sends(GOOD), silence),
        ("silence after the request", silence, None),
        ("silence after the head", then_silence(head), None),
        ("silence in the body", then_silence(GOOD[:-9]), None),
        ("a head byte by byte", drips(b"", GOOD), None),
        ("a body byte by byte", drips(head, LIST), None),
        ("hints without end", drips(b"", b"HTTP/1.1 103 Hints\r\n\r\n" * 99), None),
        ("redirects that take their time", late_hops, None),
    ]:
        yield Scenario(name, TOO_LONG, answer, begin, is_slow=True)
