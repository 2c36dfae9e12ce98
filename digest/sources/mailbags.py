"""Mails on their way from a mailbox to their reader: which ones are wanted, and several as one body.

A source's address says where the mailbox is and, in its query, whose mails count: `?list=` a part of the List-Id
(RFC 2919), `?from=` a part of the sender's address. Without either every mail counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parseaddr
from urllib.parse import parse_qs, urlsplit

MEDIA_TYPE = "application/x-mails"
SCHEMES = ("maildir", "mbox", "imap", "imaps")
HEAD = 64 * 1024
LONGEST_MAIL = 2 * 1024 * 1024
MOST = 50
TOGETHER = 16 * 1024 * 1024


def pack(mails: Iterable[bytes]) -> bytes:
    """Return mails as one body, each after a line with its length; at most 50 mails of 2 MB, 16 MB together."""
    found: list[bytes] = []
    size = 0
    for mail in list(mails)[:MOST]:
        cut = mail[:LONGEST_MAIL]
        size += len(cut)
        if size > TOGETHER:
            break
        found.append(b"%d\n%b" % (len(cut), cut))
    return b"".join(found)


def unpack(body: bytes) -> Iterator[bytes]:
    """Yield the mails of a body that `pack` made; a broken one ends it."""
    at = 0
    while at < len(body):
        end = body.find(b"\n", at, at + 20)
        if end < 0 or not body[at:end].isdigit():
            return
        length = int(body[at:end])
        yield body[end + 1 : end + 1 + length]
        at = end + 1 + length


def wanted(mail: bytes, address: str) -> bool:
    """Return whether a mail is one of those that a source's address asks for."""
    asked = parse_qs(urlsplit(address).query)
    lists, senders = asked.get("list", []), asked.get("from", [])
    if not lists and not senders:
        return True
    head = headers(mail)
    list_id = line(head, "List-Id").casefold()
    sender = parseaddr(line(head, "From"))[1].casefold()
    return any(one.casefold() in list_id for one in lists) or any(one.casefold() in sender for one in senders)


def headers(mail: bytes) -> Message:
    """Return the headers of a mail: the parser raises nothing, whatever stands there."""
    return BytesHeaderParser().parsebytes(mail[:HEAD])


def line(message: Message, name: str) -> str:
    """Return a header in plain text on one line, "" where it is absent."""
    value = str(message.get(name) or "")[:4_000]
    try:
        plain = str(make_header(decode_header(value)))
    except (ValueError, LookupError, MessageError):
        plain = value
    return " ".join(plain.split())
