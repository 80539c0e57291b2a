"""Bombs: answers that would fill the memory, each fetched by a program of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from cli_helpers import PATIENCE, Program, saved
from faults.cases import Case
from papers import item
from raw_server import RawServer, reply

MOST = 300
"""Megabytes that the program may take at its largest."""

BODY = 8 * 1024**2

ITEMS = [item(number) for number in range(1, 4)]

# A list is a list: of a week's days, one is enough.
_PROGRAM = """
import sys
from paperterm import refresh
refresh.FIRST_DAYS = refresh.LATER_DAYS = 1
refresh.LOOK_BACK = 2
from paperterm.cli import main
code = main(["refresh"])
for line in open("/proc/self/status"):
    if line.startswith("VmHWM"):
        print(line.split()[1], file=sys.stderr)
sys.exit(code)
"""

Sent = Callable[[str], bytes | Iterable[bytes]]


def bombs(folder: Path, every: int = 1) -> Iterator[Case]:
    """Fetch each bomb, or one of every so many, beside three cached papers."""
    folder.mkdir()
    for number, (name, answer) in enumerate(_bombs()):
        if number % every == 0:
            yield fetched(folder / str(number), name, answer)


def fetched(home: Path, name: str, answer: Sent) -> Case:
    """Refresh from a server that answers so, and look at what it took and what is there then."""
    program = Program(home)
    home.mkdir()
    program.run("import", saved(home / "items.json", ITEMS))
    with RawServer(answer) as server:
        done = subprocess.run(
            [sys.executable, "-c", _PROGRAM],
            env=program.surroundings(HF_ENDPOINT=server.url),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    *said, kilobytes = done.stderr.splitlines() or ["0"]
    megabytes = int(kilobytes) // 1024 if kilobytes.isdigit() else 0
    listed = {each["id"] for each in json.loads(program.run("list", "--json").out)}
    wrong = ""
    if not 0 < megabytes <= MOST:
        wrong = f"it took {megabytes} MB" if megabytes else f"it broke: {done.stderr[-200:]!r}"
    elif done.returncode not in {0, 3} or len(said) > 1:
        wrong = f"it ended with {done.returncode} and said {said[:3]}"
    elif lost := {each["paper"]["id"] for each in ITEMS} - listed:
        wrong = f"{sorted(lost)} are gone"
    return Case(f"memory: {name}", wrong, "refused" if done.returncode else "kept what was good")


def _bombs() -> Iterator[tuple[str, Sent]]:
    yield "half a gigabyte in gzip", _always(reply(_packed(), Content_Encoding="gzip"))
    yield "a million objects", _always(reply(_filled(b'{"":0}')))
    yield "objects in objects", _always(reply(_filled(b'{"":{"":0}}')))
    yield "lists", _always(reply(_filled(b"[0]")))
    yield "fractions", _always(reply(_filled(b"1.0")))
    yield "texts", _always(reply(_filled(b'"xy"')))
    yield "keys", _always(reply(_record(b",".join(b'"%x":0' % key for key in range(700_000)))))
    yield "an abstract of wide signs", _always(reply(_record(_wide())))
    yield "20 pages of wide signs", _pages
    yield "a body without end", lambda _target: _endless(b"")
    yield "a redirect with a body without end", lambda _target: _endless(b"Location: /\r\n")
    yield "a header without end", lambda _target: _repeated(b"HTTP/1.1 200 OK\r\nX: ")


def _always(answer: bytes) -> Sent:
    return lambda _target: answer


def _packed() -> bytes:
    packer = zlib.compressobj(1, wbits=zlib.MAX_WBITS | 16)
    blanks = b" " * 1024**2
    return b"".join([packer.compress(b"["), *(packer.compress(blanks) for _ in range(512))])


def _filled(piece: bytes) -> bytes:
    """Return a list of as many of these as the longest body has room for."""
    return b"[" + b",".join([piece] * ((BODY - 2) // (len(piece) + 1))) + b"]"


def _record(fields: bytes, number: int = 9) -> bytes:
    """Return a list of one paper with more fields."""
    return b'[{"paper":{"id":"2608.%05d",%b}}]' % (number, fields)


def _wide() -> bytes:
    return b'"summary":"\xf0\x9f\x98\x80' + b"wide " * (BODY // 5 - 50) + b'"'


def _pages(target: str) -> bytes:
    """Each page has another paper, and tells of a next one."""
    page = int(target.rpartition("=")[2])
    return reply(_record(_wide(), page + 10), Link='</>; rel="next"')


def _endless(header: bytes) -> Iterator[bytes]:
    status = b"302 Found" if header else b"200 OK"
    return _repeated(b"HTTP/1.1 " + status + b"\r\n" + header + b"\r\n")


def _repeated(head: bytes) -> Iterator[bytes]:
    yield head
    while True:
        yield b"x" * 65_536
