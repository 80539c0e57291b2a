"""An answer's body, with its size bounded while it is decoded.

A megabyte of gzip can become a gigabyte. httpx decodes whole chunks, so it is asked for the bytes
as they came, and zlib is told how many it may make of them.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

BODY = 8 * 1024 * 1024
"""Bytes of one answer after decoding; a page of 100 records has about 540 kB."""


class BodyError(Exception):
    """The body is too long, or encoded in a way that was not asked for; its text says which."""


async def read_body(answer: httpx.Response) -> bytes:
    """Return the decoded body; raises BodyError."""
    encoding = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in {"gzip", "identity", ""}:
        raise BodyError("it came in an encoding that was not asked for")
    # 16 more than the window's size: zlib then expects gzip's header.
    decoder = zlib.decompressobj(zlib.MAX_WBITS | 16) if encoding == "gzip" else None
    body = bytearray()
    async for chunk in answer.aiter_raw():
        body += chunk if decoder is None else _inflated(decoder, chunk, BODY + 1 - len(body))
        if len(body) > BODY:
            raise BodyError(f"it is longer than {BODY // 1024**2} MiB")
        if decoder is not None and decoder.eof:
            return bytes(body)  # whatever follows is no part of it, and may never end
    if decoder is not None:
        raise BodyError("it is compressed and ends too early")
    return bytes(body)


def _inflated(decoder: zlib._Decompress, chunk: bytes, room: int) -> bytes:
    try:
        return decoder.decompress(chunk, room)
    except zlib.error as error:
        raise BodyError("it is compressed and damaged") from error
