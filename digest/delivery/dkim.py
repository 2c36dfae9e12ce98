"""Signatures by which a receiving server knows that a mail is ours and unharmed: DKIM.

RFC 6376 with RSA-2048 (RFC 8301 asks for no less), RFC 8463 with Ed25519 beside it; headers relaxed, body simple:
a relay may fold a header again, nobody touches quoted-printable. Keys come from `adapters.keys`.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Literal

from digest.model import Message

SIGNED = (
    "from",
    "reply-to",
    "to",
    "subject",
    "date",
    "message-id",
    "list-id",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "feedback-id",
    "mime-version",
    "content-type",
)
"""Headers that are signed where they are there: RFC 6376, 5.4.1, and both of RFC 8058, which demands it."""

OVERSIGNED = ("from", "to", "subject", "date")
"""Named once more than they occur, so that nobody can put a second one on top (RFC 6376, 8.15)."""

_SPACE = re.compile(rb"[ \t]+")
_FIELD = re.compile(rb"(?m)^[!-9;-~]+[ \t]*:[^\r\n]*(?:\r\n[ \t][^\r\n]*)*")
_FOLD = 72


@dataclass(frozen=True, slots=True)
class Key:
    """A key to sign with, and the name under which its public half is published: SELECTOR._domainkey.DOMAIN.

    `sign` signs octets with SHA-256 for RSA, and as they are for Ed25519; `public` is what the record holds.
    """

    domain: str
    selector: str
    kind: Literal["rsa", "ed25519"]
    public: bytes
    sign: Callable[[bytes], bytes]

    @property
    def record(self) -> tuple[str, str]:
        """The name and the text of the TXT record that publishes it (RFC 6376, 3.6.1; RFC 8463, 4)."""
        text = f"v=DKIM1; k={self.kind}; p={base64.b64encode(self.public).decode()}"
        return f"{self.selector}._domainkey.{self.domain}", text


def signed(message: Message, keys: Sequence[Key], at: datetime) -> Message:
    """Return the message with a signature of each key on top; without keys, as it was."""
    if not keys:
        return message
    head, _, body = message.body.partition(b"\r\n\r\n")
    names, lines = _chosen(_fields(head))
    body_hash = base64.b64encode(hashlib.sha256(_simple(body)).digest()).decode()
    signatures = [_signature(key, names, lines, body_hash, int(at.timestamp())) for key in keys]
    return replace(message, body=b"".join((*signatures, message.body)))


def _signature(key: Key, names: tuple[str, ...], lines: bytes, body_hash: str, at: int) -> bytes:
    unsigned = (
        f"DKIM-Signature: v=1; a={key.kind}-sha256; c=relaxed/simple; d={key.domain}; s={key.selector};\r\n"
        f"\tt={at}; h={_named(names)};\r\n\tbh={body_hash};\r\n\tb="
    )
    value = base64.b64encode(_sign(key, lines + _relaxed(unsigned.encode())[:-2])).decode()
    rows = [value[at : at + _FOLD] for at in range(0, len(value), _FOLD)]
    return (unsigned + "\r\n\t".join(rows) + "\r\n").encode()


def _sign(key: Key, data: bytes) -> bytes:
    # RFC 8463, 3: with Ed25519 the hash is signed, not the data
    return key.sign(data if key.kind == "rsa" else hashlib.sha256(data).digest())


def _chosen(fields: Mapping[str, Sequence[bytes]]) -> tuple[tuple[str, ...], bytes]:
    """Return the names to sign and their canonical lines; of several headers of one name the last goes first."""
    names = [name for name in SIGNED for _ in fields.get(name, ())]
    lines = b"".join([_relaxed(line) for name in SIGNED for line in reversed(fields.get(name, ()))])
    return (*names, *(name for name in OVERSIGNED if name in fields)), lines


def _fields(head: bytes) -> dict[str, list[bytes]]:
    """Return the whole text of each header, folds included, by its lower-case name."""
    found: dict[str, list[bytes]] = {}
    for line in _FIELD.findall(head):
        found.setdefault(_name(line.partition(b":")[0]), []).append(line)
    return found


@lru_cache(maxsize=256)
def _name(octets: bytes) -> str:
    return octets.strip().decode().lower()


@lru_cache(maxsize=256)
def _relaxed(field: bytes) -> bytes:
    """Return a header in relaxed form (RFC 6376, 3.4.2); most are the same in mail after mail."""
    name, _, value = field.partition(b":")
    flat = _SPACE.sub(b" ", value.replace(b"\r\n", b"")).strip(b" ")
    return name.strip().lower() + b":" + flat + b"\r\n"


def _simple(body: bytes) -> bytes:
    """Return a body in simple form (RFC 6376, 3.4.3): without empty lines at its end, and never quite empty."""
    return body.rstrip(b"\r\n") + b"\r\n"


@lru_cache(maxsize=16)
def _named(names: tuple[str, ...]) -> str:
    """Return the names as a signature lists them, in lines a mail may have."""
    lines, line = [], ""
    for name in names:
        joined = f"{line}:{name}" if line else name
        if line and len(joined) > _FOLD:
            lines.append(f"{line}:")
            line = name
        else:
            line = joined
    return "\r\n\t".join([*lines, line])
