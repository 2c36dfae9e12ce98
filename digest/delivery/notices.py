"""What mail services tell in JSON of mails that came back: one table of shapes, one reader.

| service | its documentation |
|---|---|
| Amazon SES | https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html, alone or wrapped by SNS |
| Mailgun | https://documentation.mailgun.com/docs/mailgun/user-manual/events/webhooks |
| Postmark | https://postmarkapp.com/developer/webhooks/bounce-webhook |
| SendGrid | https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event |
| Brevo | https://developers.brevo.com/docs/transactional-webhooks |

What is told of mails that arrived, were opened or are still being tried is nothing that came back.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from digest.delivery import returned_codes as codes
from digest.model import Returned

MOST_EVENTS = 1_000
FRESH = 3_600
"""Seconds for which a signature of Mailgun is believed."""

Kind = Literal["hard", "soft", "complaint", "auto-reply", "by its code"]
_OURS = re.compile(r"[A-Za-z0-9-]+\.\d+\.[a-z2-7]{32}@[A-Za-z0-9.-]+")
_SNS = re.compile(r"https://sns\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?/[!-~]*")


@dataclass(frozen=True, slots=True)
class Shape:
    """How a service tells: a name by which it is known, and where what stands, names joined by dots.

    The words found at `event`, in small letters and joined by spaces, say what happened: the first of `means` that
    begins them. Where several places are given for a thing, the first that holds something counts.
    """

    known_by: str
    event: tuple[str, ...]
    means: tuple[tuple[str, Kind], ...]
    recipient: tuple[str, ...]
    said: tuple[str, ...]
    status: tuple[str, ...] = ()


_SES: tuple[tuple[str, Kind], ...] = (
    ("bounce permanent", "hard"),
    ("bounce", "soft"),
    ("complaint", "complaint"),
)
_SES_RECIPIENT = ("bounce.bouncedRecipients.0.emailAddress", "complaint.complainedRecipients.0.emailAddress")
_SES_SAID = ("bounce.bouncedRecipients.0.diagnosticCode", "complaint.complaintFeedbackType", "bounce.bounceSubType")
_SES_STATUS = ("bounce.bouncedRecipients.0.status",)

SHAPES = (
    *(
        Shape(name, (name, "bounce.bounceType"), _SES, _SES_RECIPIENT, _SES_SAID, _SES_STATUS)
        for name in ("notificationType", "eventType")  # of a mail's identity, of a configuration set
    ),
    Shape(
        "event-data",
        ("event-data.event", "event-data.severity", "event-data.reason"),
        (
            ("failed permanent suppress-complaint", "complaint"),
            ("failed permanent suppress-unsubscribe", "soft"),
            ("failed permanent", "by its code"),
            ("complained", "complaint"),
        ),
        ("event-data.recipient",),
        ("event-data.delivery-status.message", "event-data.delivery-status.description"),
        ("event-data.delivery-status.enhanced-code", "event-data.delivery-status.code"),
    ),
    Shape(
        "RecordType",
        ("RecordType", "Type"),
        (
            ("bounce hardbounce", "hard"),
            ("bounce bademailaddress", "hard"),
            ("bounce spamcomplaint", "complaint"),
            ("bounce autoresponder", "auto-reply"),
            ("bounce softbounce", "soft"),
            ("bounce transient", "soft"),
            ("bounce dnserror", "soft"),
            ("bounce blocked", "soft"),
            ("bounce spamnotification", "soft"),
            ("bounce dmarcpolicy", "soft"),
            ("bounce unknown", "soft"),
            ("spamcomplaint", "complaint"),
        ),
        ("Email",),
        ("Details", "Description"),
    ),
    Shape(
        "sg_event_id",
        ("event", "type", "reason"),
        (
            ("bounce blocked", "soft"),
            ("bounce", "by its code"),
            ("dropped bounced address", "hard"),
            ("dropped invalid", "hard"),
            ("dropped spam reporting address", "complaint"),
            ("blocked", "soft"),
            ("spamreport", "complaint"),
        ),
        ("email",),
        ("reason", "response"),
        ("status",),
    ),
    Shape(
        "message-id",
        ("event",),
        (
            ("hard_bounce", "hard"),
            ("invalid_email", "hard"),
            ("soft_bounce", "soft"),
            ("blocked", "soft"),
            ("error", "soft"),
            ("spam", "complaint"),
            ("complaint", "complaint"),
        ),
        ("email",),
        ("reason",),
    ),
)


def is_told(octets: bytes) -> bool:
    """Tell whether this is what a service tells, and no mail: a mail begins with its headers."""
    return octets.lstrip()[:1] in {b"{", b"["}


def apart(octets: bytes) -> tuple[bytes, ...]:
    """Return each event by itself: some services tell many at once, some wrap one in another's message."""
    return tuple(json.dumps(one, ensure_ascii=False, sort_keys=True).encode() for one in _events(octets))


def read(text: str) -> Returned | None:
    """Return what a service tells of a mail that came back, None where it tells of something else. Never raises."""
    for told in _events(text.encode("utf-8", "replace")):
        shape = next((one for one in SHAPES if one.known_by in told), None)
        if shape and (kind := _meant(shape, told)):
            return _returned(shape, told, kind)
    return None


def confirmation(octets: bytes) -> str:
    """Return the address by which Amazon's SNS wants its subscription confirmed, "" where that is not asked."""
    told = next(_events(octets), {})
    address = str(told.get("SubscribeURL", ""))
    return address if told.get("Type") == "SubscriptionConfirmation" and _SNS.fullmatch(address) else ""


def signed_with(octets: bytes, key: str, now: datetime) -> bool:
    """Tell whether Mailgun signed this with that key within the last hour."""
    told = next(_events(octets), {})
    stamp, token, shown = (str(_at(told, f"signature.{name}")) for name in ("timestamp", "token", "signature"))
    if not key or not re.fullmatch(r"\d{1,12}", stamp) or abs(now.timestamp() - int(stamp)) > FRESH:
        return False
    made = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    return hmac.compare_digest(made.encode(), shown.encode())


def _returned(shape: Shape, told: dict[str, Any], kind: Kind) -> Returned:
    said = " ".join(_first(told, shape.said).split())[:500]
    status = codes.status(f"{_first(told, shape.status)} {said}")
    found = _OURS.search(json.dumps(told, ensure_ascii=False))
    return Returned(
        codes.kind(status, said) if kind == "by its code" else kind,
        codes.first_address(_first(told, shape.recipient)),
        status,
        said,
        f"<{found[0]}>" if found else "",
    )


def _meant(shape: Shape, told: dict[str, Any]) -> Kind | None:
    words = " ".join(filter(None, (str(_at(told, place)) for place in shape.event))).casefold()
    return next((kind for begin, kind in shape.means if words.startswith(begin)), None)


def _first(told: dict[str, Any], places: tuple[str, ...]) -> str:
    return next((found for place in places if (found := str(_at(told, place)))), "")


def _at(told: Any, place: str) -> str | int | float:  # noqa: ANN401 - whatever JSON holds
    """Return the text or number at a place, "" where there is none."""
    for name in place.split("."):
        if isinstance(told, list):
            told = told[int(name)] if name.isdigit() and int(name) < len(told) else None
        else:
            told = told.get(name) if isinstance(told, dict) else None
    return told if isinstance(told, str | int | float) and not isinstance(told, bool) else ""


def _events(octets: bytes) -> Iterator[dict[str, Any]]:
    """Yield the objects a body holds; what a mail has behind its JSON is left out, as SNS adds a footer."""
    text = octets.decode("utf-8", "replace").lstrip()
    if text[:1] not in {"{", "["}:
        return
    try:
        whole, _ = json.JSONDecoder(strict=False).raw_decode(text)
    except (ValueError, RecursionError):
        return
    for told in (whole if isinstance(whole, list) else [whole])[:MOST_EVENTS]:
        if isinstance(told, dict):
            yield _unwrapped(told)


def _unwrapped(told: dict[str, Any]) -> dict[str, Any]:
    inner = told.get("Message", "")
    if not isinstance(inner, str) or not inner.startswith("{"):
        return told
    try:
        found = json.loads(inner, strict=False)
    except (ValueError, RecursionError):
        return told
    return found if isinstance(found, dict) else told
