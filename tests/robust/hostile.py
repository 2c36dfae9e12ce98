"""Thirty servers that do harm, each in its own way; every one is an answer for tests.loopback."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator

from tests.loopback import Answer, Asked, moved, ok
from tests.robust import crafted

RSS = "application/rss+xml"
OPEN = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"


def _drip(asked: Asked, piece: bytes, head: bytes = b"") -> None:
    """Send a piece five times a second until the server stops."""
    asked.wfile.write(head)
    while not asked.server.over.wait(0.2):
        asked.wfile.write(piece)


def _flood(asked: Asked, head: bytes, piece: bytes) -> None:
    """Send as much as is taken, up to 2 GB: a reader without a bound would have a great deal of memory."""
    asked.wfile.write(head)
    for _ in range(2_000):
        asked.wfile.write(piece * (1_000_000 // len(piece)))


def _silence(asked: Asked) -> None:
    asked.server.over.wait()


def _onwards(asked: Asked) -> None:
    """Lead to an address that nobody asked for yet."""
    asked.server.answers = {**asked.server.answers, f"{asked.path}x": _onwards}
    asked.wfile.write(moved(f"{asked.path}x"))


def _zeros(levels: int) -> Iterator[bytes]:
    """Yield a gigabyte of zeros packed as often as told."""
    packed = gzip.compress(gzip.compress(bytes(1 << 20)) * 1024)
    for _ in range(levels - 2):
        packed = gzip.compress(packed)
    yield packed


def _bomb() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return b"".join([*(packer.compress(bytes(1 << 20)) for _ in range(256)), packer.flush()])


def _as(body: bytes, encoding: str) -> bytes:
    return ok(body, content_type=RSS, content_encoding=encoding)


_CHUNKED = OPEN + b"Transfer-Encoding: chunked\r\n\r\n"
_LATIN = "<rss version='2.0'><channel><item><title>Café für Thornby</title><link>/1</link></item></channel></rss>"


def answers() -> dict[str, Answer | Callable[[Asked], None]]:
    """Return what each server sends, by what is wrong with it."""
    return {
        "a body that drips": lambda asked: _drip(asked, b"<", OPEN + b"\r\n"),
        "headers that drip": lambda asked: _drip(asked, b"X-A: b\r\n", OPEN),
        "endless headers": lambda asked: _flood(asked, OPEN, b"X-A: b\r\n"),
        "a header without end": lambda asked: _flood(asked, OPEN + b"X-A: ", b"a"),
        "a status without end": lambda asked: _flood(asked, b"HTTP/1.1 200 ", b"a"),
        "a body without end": lambda asked: _flood(asked, OPEN + b"\r\n", b"<item><title>again</title></item>"),
        "chunks without end": lambda asked: _flood(asked, _CHUNKED, b"5\r\n<rss>\r\n"),
        "a chunk without end": lambda asked: _flood(asked, _CHUNKED + b"7fffffffffffffff\r\n", b"<item/>"),
        "chunks of no size": ok(b"")[:0] + _CHUNKED + b"zz\r\n<rss>\r\n0\r\n\r\n",
        "silence": _silence,
        "no answer": lambda asked: None,
        "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20,
        "a circle": moved("/source"),
        "ever onwards": _onwards,
        "a way to a file": moved("file:///etc/passwd"),
        "a way to nowhere": moved("http://[::1"),
        "a bomb": _as(_bomb(), "gzip"),
        "a bomb in a bomb": _as(next(_zeros(2)), "gzip, gzip"),
        "packed five times": _as(next(_zeros(5)), "gzip, gzip, gzip, gzip, gzip"),
        "deflated badly": _as(b"\x78\x9c" + b"\xff" * 1_000, "deflate"),
        "packed and broken off": _as(gzip.compress(crafted.many_items(50))[:200], "gzip"),
        "a length that lies": OPEN + b"Content-Length: 100000\r\n\r\n<rss version='2.0'>",
        "a length below nothing": OPEN + b"Content-Length: -5\r\n\r\n<rss/>",
        "8 MB": ok(b" " * 8_000_000, content_type=RSS),
        "a wrong charset": ok(_LATIN.encode("utf-16"), content_type=RSS + "; charset=us-ascii"),
        "a charset that is none": ok(_LATIN.encode("latin-1"), content_type=RSS + "; charset=rot13"),
        "noise": ok(bytes(range(256)) * 2_000, content_type=RSS),
        "100,000 attributes": ok(crafted.FEEDS["100,000 attributes"], content_type=RSS),
        "entities that multiply": ok(crafted.laughs(), content_type=RSS),
        "10,000 items": ok(crafted.many_items(10_000), content_type=RSS),
        "100,000 nested elements": ok(crafted.PAGES["100,000 nested elements"], content_type="text/html"),
        "deep JSON": ok(crafted.FEEDS["deep JSON in an item"], content_type="application/json"),
    }


READABLE = {
    "entities that multiply",
    "packed and broken off",
    "a wrong charset",
    "a charset that is none",
    "10,000 items",
    "deep JSON",
}
"""Those that may well be read: what is wrong with them is mended or bounded."""
