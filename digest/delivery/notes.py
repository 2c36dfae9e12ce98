"""A short letter of plain text from the newsletter to one person it works with: a link, a word that a draft is ready.

RFC 5322 for the form, 3834 for Auto-Submitted: nobody's holiday answers it.
"""

from __future__ import annotations

import binascii
from datetime import datetime
from email.utils import format_datetime

from digest.delivery import addresses, headers
from digest.model import Message, Newsletter


def note(newsletter: Newsletter, to: str, subject: str, text: str, *, key: str, sent_at: datetime) -> Message:
    """Return the message; `key` tells it from every other, and two of one key have one Message-ID."""
    sender = newsletter.sender
    name = f"<{key}@{addresses.domain(sender.address)}>"
    lines = (
        headers.field("From", headers.mailbox(sender.name, sender.address)),
        headers.field("To", f"<{to}>"),
        headers.field("Subject", headers.unstructured(subject)),
        headers.field("Date", format_datetime(sent_at)),
        headers.field("Message-ID", name),
        headers.field("Auto-Submitted", "auto-generated"),
        b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n",
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\n",
        _body(text),
    )
    return Message(name, sender.address, to, b"".join(lines))


def _body(text: str) -> bytes:
    """Return the text as quoted-printable lines that end in CRLF."""
    octets = "\r\n".join(text.splitlines()).encode("utf-8", "replace") + b"\r\n"
    return binascii.b2a_qp(octets, istext=True).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
