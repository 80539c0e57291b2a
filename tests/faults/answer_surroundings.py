"""Surroundings of an answer: TLS, proxies, the environment and names that do not resolve."""

from __future__ import annotations

import socket
import ssl
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any
from unittest.mock import patch

from faults.answer_scenarios import (
    AWAY,
    CUT,
    GOOD,
    TOO_LONG,
    UNSAFE,
    Scenario,
    after,
    sends,
    then_silence,
    to,
)
from faults.answer_servers import Talk, certificate
from raw_server import reply

FEED = "http://feed.invalid"
SAFE_FEED = "https://feed.invalid"
PROXY = "The proxy refused"
SETTINGS = "Check HF_ENDPOINT and the proxy variables"
CERTIFICATES = "Check SSL_CERT_FILE"
NO_PROOF = "could not prove who it is"
HANGS = "hangs.invalid"
"""A name that the resolver never answers."""

TRUSTED = {"SSL_CERT_FILE": "{folder}/trusted/certificate.pem"}


def surroundings() -> Iterator[Scenario]:
    """Yield what can be around an answer."""
    yield from _tls()
    yield from _proxies()
    yield from _settings()
    yield from _names()


def contexts(folder: Path) -> dict[str, ssl.SSLContext]:
    """Make the certificates that servers show, by their names; none without openssl."""
    made = {
        "trusted": certificate(folder / "trusted", "localhost"),
        "unknown": certificate(folder / "unknown", "localhost"),
        "other host": certificate(folder / "other", "other.example"),
        "over": certificate(folder / "over", "localhost", is_over=True),
    }
    found = {name: each.context() for name, each in made.items() if each}
    if old := made["trusted"]:
        found["old"] = old.context()
        with warnings.catch_warnings(action="ignore"):
            found["old"].minimum_version = ssl.TLSVersion.TLSv1
            found["old"].maximum_version = ssl.TLSVersion.TLSv1_1
        found["old"].set_ciphers("ALL:@SECLEVEL=0")
    return found


@contextmanager
def names() -> Iterator[None]:
    """Let names that are no names of this machine resolve to nothing, or never."""
    ended = Event()
    resolve = socket.getaddrinfo

    def answered(host: Any, *arguments: Any, **named: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else str(host)
        if name == HANGS:
            ended.wait()
        if name.endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return resolve(host, *arguments, **named)

    with patch("socket.getaddrinfo", answered):
        try:
            yield
        finally:
            ended.set()


def _tls() -> Iterator[Scenario]:
    over = {"SSL_CERT_FILE": "{folder}/over/certificate.pem"}
    other = {"SSL_CERT_FILE": "{folder}/other/certificate.pem"}
    good = sends(GOOD)
    yield Scenario("TLS", "", good, tls="trusted", environ=TRUSTED)
    yield Scenario("a certificate of nobody", NO_PROOF, good, tls="unknown")
    yield Scenario("an expired certificate", NO_PROOF, good, tls="over", environ=over)
    yield Scenario("a certificate of another host", NO_PROOF, good, tls="other host", environ=other)
    yield Scenario("an old protocol", AWAY, good, tls="old", environ=TRUSTED)
    yield Scenario(
        "a certificate and TLS that is cut", CUT, sends(GOOD[:99]), tls="trusted", environ=TRUSTED
    )
    yield Scenario(
        "plain text on a port of TLS", AWAY, base="https://127.0.0.1:{port}", begin=sends(GOOD)
    )
    silence = Scenario(
        "silence in the handshake",
        AWAY,
        base="https://127.0.0.1:{port}",
        begin=then_silence(),
        is_slow=True,
    )
    yield silence
    for location in ("http://127.0.0.1:9/", "HTTP://LOCALHOST/", "//me@127.0.0.1:9/"):
        yield Scenario(
            f"from https to {location}", UNSAFE, to(location), tls="trusted", environ=TRUSTED
        )


def _proxies() -> Iterator[Scenario]:
    async def plain(talk: Talk) -> None:
        await talk.send(b"HTTP/1.1 200 Connected\r\n\r\n" + GOOD)

    http = {"HTTP_PROXY": "{url}"}
    https = {"HTTPS_PROXY": "{url}"}
    yield Scenario("a proxy", "", sends(GOOD), base=FEED, environ=http)
    yield Scenario("a proxy for all", "", sends(GOOD), base=FEED, environ={"ALL_PROXY": "{url}"})
    for status, said in ((407, PROXY), (502, "status 502"), (403, "HF_TOKEN")):
        answer = sends(reply(b"", status))
        yield Scenario(f"a proxy with {status}", said, answer, base=FEED, environ=http)
    for status in (301, 403, 407, 502):
        answer = sends(reply(b"", status))
        name = f"a proxy that refuses a tunnel with {status}"
        yield Scenario(name, PROXY, answer, base=SAFE_FEED, environ=https)
    for name, answer, said in [
        ("a proxy that closes", sends(), CUT),
        ("a proxy that speaks no HTTP", sends(b"SSH-2.0-x\r\n\r\n"), CUT),
        ("a tunnel that ends in plain text", plain, AWAY),
    ]:
        yield Scenario(name, said, answer, base=SAFE_FEED, environ=https)
    silent = then_silence()
    yield Scenario("a silent proxy", TOO_LONG, silent, base=SAFE_FEED, environ=https, is_slow=True)
    for value, said in [
        ("http://127.0.0.1:9", AWAY),
        ("http://127.0.0.1:99999", AWAY),
        ("http://proxy.invalid:1", AWAY),
        ("http://", AWAY),
        ("http://[", AWAY),
        ("ftp://127.0.0.1:9", SETTINGS),
        ("socks5://127.0.0.1:9", "A SOCKS proxy"),
        ("http://me:pa\tss@127.0.0.1:9", SETTINGS),
        ("\udcff", SETTINGS),
    ]:
        name = f"a proxy at {value!r}"
        yield Scenario(name, said, base=FEED, environ={"HTTP_PROXY": value})
    yield Scenario("no proxy for nonsense", SETTINGS, base=FEED, environ={"NO_PROXY": "[::1]"})
    for name, value in (("HTTP_PROXY", "http://127.0.0.1:9"), ("ALL_PROXY", "http://127.0.0.1:9")):
        yield Scenario(f"{name} and this machine", "", sends(GOOD), environ={name: value})


def _settings() -> Iterator[Scenario]:
    for name, value in [
        ("SSL_CERT_FILE", "/nowhere"),
        ("SSL_CERT_FILE", "/"),
        ("SSL_CERT_FILE", "/dev/null"),
        ("SSL_CERT_FILE", "\udcff"),
        ("SSLKEYLOGFILE", "/nowhere/keys"),
    ]:
        yield Scenario(f"{name}={value!r}", CERTIFICATES, sends(GOOD), environ={name: value})
    yield Scenario(
        "SSL_CERT_DIR=/nowhere",
        NO_PROOF,
        sends(GOOD),
        tls="trusted",
        environ={"SSL_CERT_DIR": "/nowhere"},
    )


def _names() -> Iterator[Scenario]:
    for host, said in [
        ("gone.invalid", AWAY),
        ("a" * 64 + ".invalid", AWAY),
        ("a." * 130 + "invalid", AWAY),
        ("a..b.invalid", AWAY),
        ("-a.invalid", AWAY),
        ("a_b.invalid", AWAY),
        ("xn--zzzzzz.invalid", "could not be used"),
        ("\u00fc.invalid", AWAY),
        ("256.256.256.256", "could not be used"),
        ("[::1]:9", AWAY),
        ("127.0.0.1:9", AWAY),
    ]:
        yield Scenario(f"a feed at {host[:40]}", said, base=f"http://{host}")
    yield Scenario("a resolver that hangs", AWAY, base=f"http://{HANGS}", is_slow=True)
    yield Scenario("a host that comes back", "", after(b"", b""))
