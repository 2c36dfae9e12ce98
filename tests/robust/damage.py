"""Damage as the web does it: pages cut off, bytes changed, pieces repeated, moved and mixed; each from a seed."""

from __future__ import annotations

import random
from collections.abc import Callable

PIECES = (
    b"<", b">", b"&", b"]]>", b"<![CDATA[", b"<!--", b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"&#x110000;", b"&#0;", b"&nbsp",
    b'"', b"'", b"</", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"\xe2\x80\xae", b"%s%n", b"2026-13-45T99:99:99Z", b"9" * 400,
    b"javascript:alert(1)", b"http://[::1", b"data:text/html,x", b"<script>", b"{", b"[", b"\\u0000", b"\\ud800", b"1e999",
)  # fmt: skip


def damaged(body: bytes, seed: int) -> bytes:
    """Return the body damaged in one to four ways."""
    dice = random.Random(seed)
    for _ in range(dice.randint(1, 4)):
        body = dice.choice(WAYS)(body, dice)
    return body


def _cut(body: bytes, dice: random.Random) -> bytes:
    return body[: dice.randrange(len(body) + 1)]


def _headless(body: bytes, dice: random.Random) -> bytes:
    return body[dice.randrange(min(len(body), 2_000) + 1) :]


def _changed(body: bytes, dice: random.Random) -> bytes:
    found = bytearray(body)
    for _ in range(dice.randint(1, 40) if found else 0):
        found[dice.randrange(len(found))] = dice.randrange(256)
    return bytes(found)


def _pierced(body: bytes, dice: random.Random) -> bytes:
    for _ in range(dice.randint(1, 12)):
        at = dice.randrange(len(body) + 1)
        body = body[:at] + dice.choice(PIECES) + body[at:]
    return body


def _without(body: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(body) + 1)
    return body[:start] + body[start + dice.randint(1, 3_000) :]


def _repeated(body: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(body) + 1)
    piece = body[start : start + dice.randint(1, 2_000)]
    return body[:start] + piece * dice.randint(2, 40) + body[start:]


def _swapped(body: bytes, dice: random.Random) -> bytes:
    a, b = sorted((dice.randrange(len(body) + 1), dice.randrange(len(body) + 1)))
    return body[b:] + body[a:b] + body[:a]


WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _cut, _cut, _headless, _changed, _pierced, _without, _repeated, _swapped
)  # fmt: skip
