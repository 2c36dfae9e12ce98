"""Signatures by which a receiving server knows that a mail is ours and unharmed: DKIM.

RFC 6376 with RSA-2048 (RFC 8301 asks for no less), RFC 8463 with Ed25519 beside it; headers relaxed, body simple:
a relay may fold a header again, nobody touches quoted-printable. Keys come from `adapters.keys`.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
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


def signed(message: Message, keys: Iterable[Key], at: datetime) -> Message:
    """Return the message with a signature of each key on top; without keys, as it was."""
    head, _, body = message.body.partition(b"\r\n\r\n")
    fields = _fields(head)
    body_hash = base64.b64encode(hashlib.sha256(_simple(body)).digest()).decode()
    signatures = [_signature(key, fields, body_hash, int(at.timestamp())) for key in keys]
    return replace(message, body=b"".join((*signatures, message.body))) if signatures else message


def _signature(key: Key, fields: Sequence[tuple[str, bytes]], body_hash: str, at: int) -> bytes:
    names, lines = _chosen(fields)
    unsigned = (
        f"DKIM-Signature: v=1; a={key.kind}-sha256; c=relaxed/simple; d={key.domain}; s={key.selector};\r\n"
        f"\tt={at}; h={_folded(':'.join(names), ':')};\r\n\tbh={body_hash};\r\n\tb="
    )
    digested = b"".join((*lines, _relaxed(unsigned.encode())[:-2]))
    return (unsigned + _folded(base64.b64encode(_sign(key, digested)).decode(), "") + "\r\n").encode()


def _sign(key: Key, data: bytes) -> bytes:
    # RFC 8463, 3: with Ed25519 the hash is signed, not the data
    return key.sign(data if key.kind == "rsa" else hashlib.sha256(data).digest())


def _chosen(fields: Sequence[tuple[str, bytes]]) -> tuple[list[str], list[bytes]]:
    """Return the names to sign and their canonical lines; of several headers of one name the last goes first."""
    names: list[str] = []
    lines: list[bytes] = []
    for name in SIGNED:
        for line in reversed([line for field, line in fields if field == name]):
            names.append(name)
            lines.append(_relaxed(line))
    return [*names, *(name for name in OVERSIGNED if name in names)], lines


def _fields(head: bytes) -> list[tuple[str, bytes]]:
    """Return each header's lower-case name and its whole text, folds included."""
    found = re.findall(rb"(?m)^([!-9;-~]+)[ \t]*:((?:[^\r\n]|\r\n[ \t])*)", head)
    return [(name.decode().lower(), name + b":" + value) for name, value in found]


def _relaxed(field: bytes) -> bytes:
    """Return a header in relaxed form (RFC 6376, 3.4.2)."""
    name, _, value = field.partition(b":")
    flat = _SPACE.sub(b" ", value.replace(b"\r\n", b"")).strip(b" ")
    return name.strip().lower() + b":" + flat + b"\r\n"


def _simple(body: bytes) -> bytes:
    """Return a body in simple form (RFC 6376, 3.4.3): without empty lines at its end, and never quite empty."""
    return body.rstrip(b"\r\n") + b"\r\n"


def _folded(text: str, after: str) -> str:
    """Return text in lines a mail may have, broken only behind `after`, anywhere where that is empty."""
    pieces = text.split(after) if after else [text[at : at + _FOLD] for at in range(0, len(text), _FOLD)]
    lines, line = [], ""
    for piece in pieces:
        joined = f"{line}{after}{piece}" if line else piece
        if line and len(joined) > _FOLD:
            lines.append(line + after)
            line = piece
        else:
            line = joined
    return "\r\n\t".join([*lines, line])
