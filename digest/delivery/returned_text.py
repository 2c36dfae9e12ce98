"""A returned mail taken apart: its headers, its prose, its reports, and the mail of ours inside it.

Mail systems break every rule of MIME, so everything here bends: parts without an end, charsets that do not
exist, reports declared as text. Nothing is trusted to be short.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from typing import Any

LARGEST = 1_000_000
MOST_PARTS = 60

# where a report stops and the mail it is about begins, as mail systems have announced it through the years
_ORIGINAL = re.compile(
    r"(?im)^[ \t>*-]*(?:-{2,}[ \t]*)?(?:(?:this is a copy of|below this line is a copy of|original|unsent|returned|"
    r"the attached|undelivered|included is a copy of|header of the original|message headers? follow|text follows|"
    r"the following is|your (?:original )?message (?:follows|begins|reads|was)|copy of your message|start of|"
    r"message header|message contents?|content of|(?:the )?(?:body|header|headers|text) of)\b[^\n]{0,80}|"
    r"-{3,}[^\n]{0,60}(?:original|message|header|mail)[^\n]{0,40})$"
)
_MIME = re.compile(rb"(?im)^(?=content-)")
_RECEIVED = re.compile(r"(?m)^(?:Received|Return-Path|X-[A-Z][\w-]+|Message-I[dD]):[ \t]")


@dataclass(frozen=True, slots=True)
class Letter:
    """What a returned mail says where. `before_original` is its prose up to the mail that it returns."""

    sender: str
    to: str
    subject: str
    failed: str
    null_sender: bool
    automatic: bool
    text: str
    before_original: str
    original_to: str
    about: str
    reports: tuple[tuple[str, str], ...]

    def report(self, *kinds: str) -> str:
        """Return the text of the first part of these kinds, "" where there is none."""
        return next((text for kind, text in self.reports if kind in kinds), "")


def letter(body: bytes) -> Letter:
    """Return the parts of a returned mail that matter; one whose MIME no parser can stand is text. Never raises."""
    if body.lstrip()[:1] == b"{":  # what a mail service tells in JSON has no headers before it
        body = b"Content-Type: text/plain; charset=utf-8\n\n" + body
    body = _tidy(body[:LARGEST])
    try:
        return _letter(body)
    except Exception:  # noqa: BLE001 - hostile MIME breaks the parser in many ways, and would keep all others waiting
        return _letter(_MIME.sub(b"X-", body))


def _letter(body: bytes) -> Letter:
    message = BytesParser(policy=policy.compat32).parsebytes(body)
    parts = _parts(message)
    prose = "\n".join(text for kind, text in parts if kind.startswith("text/"))
    text = "\n\n".join(text for _, text in parts)
    returned = "\n".join(text for kind, text in parts if kind in {"message/rfc822", "text/rfc822-headers"})
    before, after = _split(prose)
    original = returned or after
    return Letter(
        sender=_header(message, "From") or message.get_unixfrom() or "",
        to=_header(message, "To"),
        subject=_header(message, "Subject"),
        failed=_header(message, "X-Failed-Recipients"),
        null_sender=any(str(message.get(name, "")).strip() == "<>" for name in ("Return-Path", "From")),
        automatic=_automatic(message),
        text=text,
        before_original=before,
        original_to=_named(original, "To"),
        about=_about(message, original),
        reports=parts,
    )


def _tidy(body: bytes) -> bytes:
    """Return the mail with one kind of line end, and without an mbox line or blank lines before its headers."""
    return body.replace(b"\r\n", b"\n").replace(b"\r", b"\n").lstrip()


def _parts(message: Message) -> tuple[tuple[str, str], ...]:
    """Return kind and text of each leaf, and of each mail inside as its headers."""
    found: list[tuple[str, str]] = []
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822":
            found.extend((kind, str(inner.as_string()[:20_000])) for inner in _inside(part))
        elif kind in {"message/delivery-status", "message/feedback-report", "message/global-delivery-status"}:
            found.append((kind, _report_text(part)))
        elif not part.is_multipart():
            found.append((kind, _text(part)))
        if len(found) >= MOST_PARTS:
            break
    return tuple(found)


def _inside(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [inner for inner in payload if isinstance(inner, Message)] if isinstance(payload, list) else []


def _report_text(part: Message) -> str:
    """Return a report's blocks, which the parser takes for mails made of headers only."""
    blocks = []
    for inner in _inside(part):
        blocks.append("\n".join(f"{name}: {value}" for name, value in inner.items()))
        rest = inner.get_payload()
        blocks.append(rest if isinstance(rest, str) else "")
    return "\n\n".join(blocks)


def _text(part: Message) -> str:
    octets: Any = part.get_payload(decode=True)
    text = _decoded(octets, part.get_content_charset() or "utf-8")
    return _without_markup(text) if part.get_content_type() == "text/html" else text


def _decoded(payload: bytes, charset: str) -> str:
    try:
        return payload.decode(charset, "replace")
    except (LookupError, ValueError):
        return payload.decode("utf-8", "replace")


def _without_markup(page: str) -> str:
    """Return the words of an HTML part, a line a block; enough to find addresses and codes in it."""
    page = re.sub(r"(?is)<(style|script|head)\b.*?(?:</\1\s*>|$)", " ", page)
    page = re.sub(r"(?i)<(?:br|/?p|/?div|/?tr|/?li|/?h\d|/?td)\b[^>]{0,500}>", "\n", page)
    page = re.sub(r"<(?![\w.+-]+@)[^<>]{0,2000}>", " ", page)
    return page.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ").replace("&amp;", "&")


def _split(prose: str) -> tuple[str, str]:
    """Return the prose before the returned mail, and that mail."""
    cuts = [
        match.start() for match in (_ORIGINAL.search(prose), _RECEIVED.search(prose)) if match and match.start() > 20
    ]
    at = min(cuts, default=len(prose))
    return prose[:at], prose[at:]


def _named(headers: str, name: str) -> str:
    found = re.search(rf"(?im)^[ \t>]*{name}:[ \t]*(.*(?:\n[ \t]+\S.*)*)", headers[:50_000])
    return found.group(1) if found else ""


def _about(message: Message, original: str) -> str:
    """Return the Message-ID of our mail: inside the returned one, else what this is a reply to."""
    inside = _named(original, "Message-ID")
    reply = str(message.get("In-Reply-To", "")) or str(message.get("References", ""))
    found = re.search(r"<[^<>\s]{3,250}>", inside) or re.search(r"<[^<>\s]{3,250}>", reply)
    return found.group() if found else ""


def _automatic(message: Message) -> bool:
    said = str(message.get("Auto-Submitted", "")).lower()
    precedence = str(message.get("Precedence", "")).lower()
    names = ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress", "X-Apple-Action", "X-AutoReply-From")
    return (
        "auto-replied" in said
        or "auto_reply" in precedence
        or any(message.get(name) for name in names[:2] + names[3:])
    )


def _header(message: Message, name: str) -> str:
    value = str(message.get(name, ""))
    try:
        return str(make_header(decode_header(value)))
    except (ValueError, LookupError, MessageError):
        return value
