"""Signed tokens: addresses sealed so that only this installation can open them.

A token must work from an old or forwarded mail, after a restart, from a restored backup and for a reader whose
rows are gone; it must say nothing about the person; and opening one must cost the same however many readers
there are. So it carries the address itself, encrypted, and no table is asked. The construction is SIV
(Rogaway and Shrimpton, 2006) with HMAC-SHA256 (RFC 2104) as the only primitive:

    tag    = HMAC(key "tag",    context, padded address)[:16]     proves it is ours, and hides equal addresses
    cipher = padded address XOR HMAC(key "stream", tag, 0), HMAC(key "stream", tag, 1), ...
    token  = "1" + base64url(tag + cipher)

The two keys are drawn from the installation's secret under names of their own, and the context holds the
purpose and the newsletter: a token made for one purpose or newsletter opens nothing else. It is deterministic,
so a mail made twice is the same mail. The address is padded to a multiple of 32 octets: length tells little.
"1" is the version. Tokens do not expire: a person must be able to leave by any mail they ever had. Behind the
address, parted by a line break, a token may carry a word of ours: the issue it came with, a moment it is good until.
"""

from __future__ import annotations

import base64
import binascii
import functools
import hmac
from urllib.parse import quote

from digest.delivery import addresses
from digest.errors import DigestError
from digest.model import NewsletterId

VERSION = "1"
UNSUBSCRIBE = "unsubscribe"
CONFIRM = "confirm"
CHOOSE = "preferences"
KEY = "key"
PATHS = {UNSUBSCRIBE: "u", CONFIRM: "c", CHOOSE: "p", KEY: "k"}
"""Where a token of each purpose is taken, below our public address."""

SHORTEST_SECRET = 16
LONGEST_TOKEN = 480
_TAG = 16
_BLOCK = 32


def seal(secret: bytes, purpose: str, newsletter: NewsletterId, address: str, word: str = "") -> str:
    """Return the token of an address (its key) for one purpose: letters, digits, "-" and "_" only."""
    key = addresses.key(address)
    plain = _padded((f"{key}\n{word}" if word else key).encode())
    tag = _tag(secret, purpose, newsletter, plain)
    sealed = tag + _xor(plain, _stream(secret, tag, len(plain)))
    return VERSION + base64.urlsafe_b64encode(sealed).decode("ascii").rstrip("=")


def unseal(secret: bytes, purpose: str, newsletter: NewsletterId, token: str) -> str | None:
    """Return the address key in a token, None where the token is not ours, is damaged, or is for something else."""
    opened = unsealed(secret, purpose, newsletter, token)
    return opened and opened[0]


def unsealed(secret: bytes, purpose: str, newsletter: NewsletterId, token: str) -> tuple[str, str] | None:
    """Return the address key in a token and the word behind it ("" for none), None as `unseal`."""
    sealed = _decoded(token)
    if sealed is None:
        return None
    tag, cipher = sealed[:_TAG], sealed[_TAG:]
    plain = _xor(cipher, _stream(secret, tag, len(cipher)))
    if not hmac.compare_digest(tag, _tag(secret, purpose, newsletter, plain)):
        return None
    key, _, word = plain.rstrip(b"\0").decode("utf-8", "replace").partition("\n")
    return key, word


def fingerprint(secret: bytes, purpose: str, *parts: str) -> str:
    """Return 20 octets of a keyed hash as 32 letters and digits, for identifiers that must say nothing."""
    digest = hmac.digest(_key(secret, f"fingerprint {purpose}"), _joined(parts), "sha256")
    return base64.b32encode(digest[:20]).decode("ascii").lower()


def web_address(
    public: str, secret: bytes, purpose: str, newsletter: NewsletterId, address: str, word: str = ""
) -> str:
    """Return the web address at which one reader does one thing about one newsletter."""
    return _before(public, purpose, newsletter) + seal(secret, purpose, newsletter, address, word)


def unsubscribe_address(public: str, secret: bytes, newsletter: NewsletterId, address: str, issue: int = 0) -> str:
    """Return the web address by which one reader leaves one newsletter; it tells which issue's mail it stood in."""
    return web_address(public, secret, UNSUBSCRIBE, newsletter, address, str(issue) if issue else "")


@functools.lru_cache(maxsize=32)
def _before(public: str, purpose: str, newsletter: str) -> str:
    return f"{public.rstrip('/')}/{PATHS[purpose]}/{quote(newsletter, safe='')}/"


def _tag(secret: bytes, purpose: str, newsletter: str, plain: bytes) -> bytes:
    return hmac.digest(_key(secret, "tag"), _context(purpose, newsletter) + plain, "sha256")[:_TAG]


@functools.lru_cache(maxsize=32)
def _context(purpose: str, newsletter: str) -> bytes:
    return _joined((purpose, newsletter))


@functools.lru_cache(maxsize=32)
def _key(secret: bytes, name: str) -> bytes:
    if len(secret) < SHORTEST_SECRET:
        raise DigestError(
            f"The secret that signs tokens is shorter than {SHORTEST_SECRET} octets; make a longer one."
        )
    return hmac.digest(secret, b"sector-digest v1 " + name.encode(), "sha256")


def _stream(secret: bytes, tag: bytes, length: int) -> bytes:
    key = _key(secret, "stream")
    blocks = -(-length // _BLOCK)
    return b"".join(hmac.digest(key, tag + bytes((number,)), "sha256") for number in range(blocks))[:length]


def _decoded(token: str) -> bytes | None:
    if not token.startswith(VERSION) or len(token) > LONGEST_TOKEN or not token.isascii():
        return None
    body = token[len(VERSION) :]
    try:
        sealed = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    whole = len(sealed) > _TAG and (len(sealed) - _TAG) % _BLOCK == 0
    return sealed if whole else None


def _padded(plain: bytes) -> bytes:
    return plain + b"\0" * (-len(plain) % _BLOCK)


def _joined(parts: tuple[str, ...]) -> bytes:
    """Join so that no two lists of parts give the same octets: each is preceded by its length."""
    return b"".join(len(octets).to_bytes(4, "big") + octets for octets in (part.encode() for part in parts))


def _xor(one: bytes, other: bytes) -> bytes:
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).to_bytes(len(one), "big")
