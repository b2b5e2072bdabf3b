"""Answers that come packed although they were asked for plain, as some gateways and proxies send them."""

from __future__ import annotations

import zlib

WINDOWS = {"gzip": (31,), "x-gzip": (31,), "deflate": (15, -15)}
"""What zlib is told to expect, by Content-Encoding; `deflate` is sent with its header and without."""


def unpacked(body: bytes, encoding: str, most: int) -> bytes:
    """Return the beginning of a body as it was before it was packed, never more than `most` bytes.

    A body may break off anywhere. One that is not packed as it says, or in a way that nobody asked for, stays as it is.
    Source: RFC 9110, section 8.4.1
    """
    for window in WINDOWS.get(encoding.strip().lower(), ()):
        packed = zlib.decompressobj(window)
        try:
            found = packed.decompress(body, most)
        except zlib.error:
            continue
        if found or packed.eof:  # else it has only begun to look like it
            return found
    return body
