"""A mail for one reader: the edition is encoded once, what is theirs is set between its parts.

RFC 5322 and 2045-2047 for the form, 2919 for List-Id, 2369 and 8058 for leaving, 3834 for Auto-Submitted.
Everything is 7-bit (quoted-printable, lines of at most 76) so that no server on the way has to touch it.
"""

from __future__ import annotations

import binascii
import hashlib
import html
import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import Literal
from urllib.parse import quote

from digest.delivery import addresses, headers, tokens
from digest.model import Issue, Mail, Mark, Message, Newsletter, NewsletterId, Subscriber

_MARKS = re.compile("(" + "|".join(re.escape(mark) for mark in Mark) + ")")
_STARTS_BADLY = re.compile(rb"(?m)^(?:\.|From )[^\r\n]*")
_QP_WIDTH = 76
_SOFT_BREAK = b"=\r\n"


@dataclass(frozen=True, slots=True)
class Edition:
    """A mail encoded up to what is personal: octets that are the same for every reader, and marks between them."""

    newsletter: NewsletterId
    issue: int
    sender: str
    contact: str
    public: str
    head: bytes
    body: tuple[bytes | tuple[Mark, bool], ...]


def personal(
    mail: Mail,
    subscriber: Subscriber,
    issue: Issue,
    newsletter: Newsletter,
    *,
    public: str,
    secret: bytes,
    sent_at: datetime,
) -> Message:
    """Return the message of one issue to one reader, from envelope to last octet, the same whenever it is made.

    Many readers of one edition: make the `edition` once and give it to `addressed` for each.
    """
    made = edition(mail, issue, newsletter, public, subscriber.format)
    return addressed(made, subscriber, secret=secret, sent_at=sent_at)


def edition(
    mail: Mail, issue: Issue, newsletter: Newsletter, public: str, form: Literal["html", "text"] = "html"
) -> Edition:
    """Return a mail encoded as far as it is the same for all its readers; in form "text" it has no HTML part."""
    boundary = "=_" + hashlib.sha256(f"{newsletter.id} {issue.number} {mail.subject}".encode()).hexdigest()[:32]
    return Edition(
        newsletter=newsletter.id,
        issue=issue.number,
        sender=addresses.normal(newsletter.sender.address),
        contact=addresses.normal(newsletter.sender.reply_to or newsletter.sender.address),
        public=public,
        head=_shared_head(mail, issue, newsletter) + _kind(boundary if form == "html" else ""),
        body=_body(mail, boundary) if form == "html" else tuple(_segments(mail.text, as_html=False)),
    )


def addressed(edition: Edition, subscriber: Subscriber, *, secret: bytes, sent_at: datetime) -> Message:
    """Return an edition as the message to one reader."""
    rcpt_to = addresses.normal(subscriber.address)
    leave = tokens.unsubscribe_address(edition.public, secret, edition.newsletter, subscriber.address, edition.issue)
    choose = tokens.web_address(edition.public, secret, tokens.CHOOSE, edition.newsletter, subscriber.address)
    name = message_id(edition.newsletter, edition.issue, subscriber.address, sender=edition.sender, secret=secret)
    by_mail = f"mailto:{_quoted(edition.contact)}?subject=unsubscribe%20{leave.rpartition('/')[2]}"
    head = (
        _date(sent_at.replace(microsecond=0)),
        headers.field("To", headers.mailbox(subscriber.name, rcpt_to)),
        headers.field("Message-ID", name),
        headers.field("List-Unsubscribe", f"<{leave}>,", f"<{by_mail}>"),
    )
    values = _values(leave, choose)
    body = [part if isinstance(part, bytes) else values[part] for part in edition.body]
    whole = b"".join((edition.head, *head, b"\r\n", *body))
    return Message(name, edition.sender, rcpt_to, whole, ready=True)


def message_id(newsletter: NewsletterId, issue: int, address: str, *, sender: str, secret: bytes) -> str:
    """Return the Message-ID of an issue to a reader, with its angle brackets: stable, and silent about who it is."""
    mark = tokens.fingerprint(secret, "message-id", newsletter, str(issue), addresses.key(address))
    return f"<{_atom(newsletter)}.{issue}.{mark}@{addresses.domain(sender) or 'localhost'}>"


def _kind(boundary: str) -> bytes:
    """Return the fields that say how the body is made: of two parts, or of text alone where there is no boundary."""
    if not boundary:
        return _part_head("plain").removesuffix(b"\r\n")
    return headers.field("Content-Type", "multipart/alternative;", f'boundary="{boundary}"')


def _shared_head(mail: Mail, issue: Issue, newsletter: Newsletter) -> bytes:
    """Return the fields that are the same for all readers.

    Feedback-ID tells Gmail's postmasters by what to count complaints, the sender last
    (https://support.google.com/mail/answer/6254652); it names no reader.
    """
    sender = newsletter.sender
    address = addresses.normal(sender.address)
    list_id = f"<{_atom(newsletter.id)}.{addresses.domain(sender.address) or 'localhost'}>"
    reply_to = addresses.normal(sender.reply_to)
    fields = [
        headers.field("From", headers.mailbox(sender.name or newsletter.title, address)),
        *([headers.field("Reply-To", reply_to)] if reply_to else []),
        headers.field("Subject", headers.unstructured(mail.subject)),
        headers.field("List-Id", f"{headers.phrase(newsletter.title)} {list_id}".strip()),
        headers.field("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        headers.field("Precedence", "bulk"),
        headers.field("Auto-Submitted", "auto-generated"),
        *([headers.field("Content-Language", _atom(newsletter.language))] if newsletter.language else []),
        headers.field("Feedback-ID", f"{issue.number}:{_atom(newsletter.id)}:digest:{_sender_id(address)}"),
        headers.field("MIME-Version", "1.0"),
    ]
    return b"".join(fields)


def _sender_id(address: str) -> str:
    """Return the sender as Gmail counts it: 5 to 15 letters and digits, always the same for one domain."""
    return hashlib.sha256((addresses.domain(address) or "localhost").encode()).hexdigest()[:12]


def _body(mail: Mail, boundary: str) -> tuple[bytes | tuple[Mark, bool], ...]:
    """Text first, HTML last: a reader's program shows the last part it can (RFC 2046, 5.1.4)."""
    rule = b"--" + boundary.encode("ascii")
    return (
        rule + b"\r\n" + _part_head("plain"),
        *_segments(mail.text, as_html=False),
        b"\r\n" + rule + b"\r\n" + _part_head("html"),
        *_segments(mail.html, as_html=True),
        b"\r\n" + rule + b"--\r\n",
    )


def _part_head(subtype: str) -> bytes:
    return (
        f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n".encode()
    )


def _segments(text: str, *, as_html: bool) -> tuple[bytes | tuple[Mark, bool], ...]:
    """Encode what lies between the marks, each apart: a soft line break may fall inside a mark otherwise."""
    pieces = _MARKS.split(text)
    return tuple((Mark(piece), as_html) if at % 2 else quoted_printable(piece) for at, piece in enumerate(pieces))


def _values(leave: str, choose: str) -> dict[tuple[Mark, bool], bytes]:
    """Return what is personal as text and HTML, on lines of its own, joined to what is around it by soft breaks."""
    found: dict[tuple[Mark, bool], bytes] = {}
    for mark, value in ((Mark.UNSUBSCRIBE, leave), (Mark.PREFERENCES, choose)):
        plain = found[mark, False] = _SOFT_BREAK + quoted_printable(value) + _SOFT_BREAK
        escaped = html.escape(value)
        same = escaped == value
        found[mark, True] = plain if same else _SOFT_BREAK + quoted_printable(escaped) + _SOFT_BREAK
    return found


@lru_cache(maxsize=16)
def _quoted(contact: str) -> str:
    return quote(contact, safe="@")


@lru_cache(maxsize=16)
def _date(at: datetime) -> bytes:
    return headers.field("Date", format_datetime(at))


def quoted_printable(text: str) -> bytes:
    """Return a text as quoted-printable UTF-8 (RFC 2045, 6.7): CRLF, lines of at most 76, no odd line starts.

    A line never starts with a dot or "From ", which some servers and mailboxes still change.
    """
    if not text.isprintable():
        text = re.sub(r"\r\n?", "\n", text).replace("\0", "")
    octets = binascii.b2a_qp(text.encode("utf-8", "replace"), istext=True).replace(b"\n", b"\r\n")
    return _STARTS_BADLY.sub(lambda found: _escaped(found.group()), octets)


def _escaped(line: bytes) -> bytes:
    """Return an encoded line with its first octet escaped, broken once more where that made it too long."""
    longer = b"=%02X" % line[0] + line[1:]
    if len(longer) <= _QP_WIDTH:
        return longer
    cut = _QP_WIDTH - 1
    cut -= next((back for back in (1, 2) if longer[cut - back] == ord("=")), 0)
    rest = longer[cut:]
    return longer[:cut] + _SOFT_BREAK + (_escaped(rest) if _STARTS_BADLY.match(rest) else rest)


def _atom(text: str) -> str:
    """Return a name with nothing in it that an identifier may not hold."""
    return re.sub(r"[^A-Za-z0-9-]+", "-", text).strip("-") or "x"
