"""A letter as a message: text and page under the headers of a mail that one person asked for.

It is no issue: it has no List-Unsubscribe, and its Auto-Submitted (RFC 3834) keeps replies of the absent away.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from email.utils import format_datetime

from digest.delivery import addresses, headers
from digest.delivery.personal import quoted_printable
from digest.model import Letter, LetterKind, Message, Newsletter


def message_id(newsletter: Newsletter, kind: LetterKind, name: str) -> str:
    """Return a letter's Message-ID, with its angle brackets; its name stands in it as a reader's mark does."""
    atom = re.sub(r"[^A-Za-z0-9-]+", "-", newsletter.id).strip("-") or "x"
    return f"<{atom}.{kind}.{name}@{addresses.domain(newsletter.sender.address) or 'localhost'}>"


def message(newsletter: Newsletter, letter: Letter, text: str, page: str, at: datetime) -> Message:
    """Return a letter as the message to its reader. The text's first line is the subject, "Subject: " before it."""
    first, _, body = text.lstrip().partition("\n")
    sender = newsletter.sender
    mail_from, rcpt_to = addresses.normal(sender.address), addresses.normal(letter.address)
    boundary = "=_" + hashlib.sha256(letter.id.encode()).hexdigest()[:32]
    reply_to = addresses.normal(sender.reply_to)
    head = (
        headers.field("From", headers.mailbox(sender.name or newsletter.title, mail_from)),
        headers.field("To", rcpt_to),
        *([headers.field("Reply-To", reply_to)] if reply_to else []),
        headers.field("Subject", headers.unstructured(first.partition(":")[2])),
        headers.field("Date", format_datetime(at)),
        headers.field("Message-ID", letter.message_id),
        headers.field("Auto-Submitted", "auto-generated"),
        headers.field("MIME-Version", "1.0"),
        headers.field("Content-Type", "multipart/alternative;", f'boundary="{boundary}"'),
    )
    parts = [("plain", body.strip() + "\n"), ("html", page)]
    blocks = (f"--{boundary}\r\n".encode() + _part(subtype, words) for subtype, words in parts)
    return Message(
        letter.message_id,
        mail_from,
        rcpt_to,
        b"".join((*head, b"\r\n", *blocks, f"--{boundary}--\r\n".encode())),
    )


def _part(subtype: str, words: str) -> bytes:
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    return head.encode() + quoted_printable(words) + b"\r\n"
