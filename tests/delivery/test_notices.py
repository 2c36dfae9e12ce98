"""What mail services tell in JSON, each as its documentation shows it, with names of our own."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.delivery import notices
from digest.delivery.returns import read_return

ANN = "ann@osmer.example"
OURS = "<place.3.abcdefghijklmnopqrstuvwxyz234567@place.example>"
NOW = datetime(2026, 6, 12, 8, 0, tzinfo=UTC)


def ses(kind: str, **about: Any) -> dict[str, Any]:
    return {"notificationType": kind, "mail": {"headers": [{"name": "Message-ID", "value": OURS}]}, **about}


def ses_bounce(kind: str, **more: str) -> dict[str, Any]:
    return ses("Bounce", bounce={"bounceType": kind, "bouncedRecipients": [{"emailAddress": ANN, **more}]})


def mailgun(
    event: str, severity: str = "", code: int = 550, message: str = "", reason: str = "bounce"
) -> dict[str, Any]:
    return {
        "signature": {"timestamp": "1", "token": "t", "signature": "s"},
        "event-data": {
            "event": event,
            "severity": severity,
            "reason": reason,
            "recipient": ANN,
            "delivery-status": {"code": code, "message": message},
            "message": {"headers": {"message-id": OURS.strip("<>")}},
        },
    }


def postmark(kind: str, record: str = "Bounce") -> dict[str, Any]:
    return {
        "RecordType": record,
        "Type": kind,
        "Email": ANN,
        "MessageID": "883953f4",
        "Details": "smtp;550 5.1.1 gone",
    }


def sendgrid(event: str, **more: str) -> dict[str, Any]:
    return {"email": ANN, "event": event, "sg_event_id": "e1", "smtp-id": OURS, **more}


def brevo(event: str) -> dict[str, Any]:
    return {"event": event, "email": ANN, "message-id": OURS, "reason": "550 mailbox unavailable"}


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (ses_bounce("Permanent", diagnosticCode="smtp; 550 5.1.1 user unknown"), "hard"),
        (ses_bounce("Transient", status="4.2.2"), "soft"),
        (ses_bounce("Undetermined"), "soft"),
        (ses("Complaint", complaint={"complainedRecipients": [{"emailAddress": ANN}]}), "complaint"),
        ({"eventType": "Bounce", "bounce": {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": ANN}]}}, "hard"),
        (mailgun("failed", "permanent", 550, "5.1.1 No such user"), "hard"),
        (mailgun("failed", "permanent", 552, "5.2.2 mailbox full"), "soft"),
        (mailgun("failed", "permanent", 605, "Not delivering to previously bounced address", "suppress-bounce"), "hard"),
        (mailgun("failed", "permanent", 607, "", "suppress-complaint"), "complaint"),
        (mailgun("complained"), "complaint"),
        (postmark("HardBounce"), "hard"),
        (postmark("BadEmailAddress"), "hard"),
        (postmark("SoftBounce"), "soft"),
        (postmark("AutoResponder"), "auto-reply"),
        (postmark("SpamComplaint", "SpamComplaint"), "complaint"),
        (sendgrid("bounce", type="bounce", status="5.1.1", reason="550 unknown recipient"), "hard"),
        (sendgrid("bounce", type="bounce", status="5.2.2", reason="552 mailbox full"), "soft"),
        (sendgrid("bounce", type="blocked", reason="550 blocked by policy"), "soft"),
        (sendgrid("dropped", reason="Bounced Address"), "hard"),
        (sendgrid("spamreport"), "complaint"),
        (brevo("hard_bounce"), "hard"),
        (brevo("soft_bounce"), "soft"),
        (brevo("invalid_email"), "hard"),
        (brevo("spam"), "complaint"),
    ],
)  # fmt: skip
def test_what_each_service_tells_is_read(told: dict[str, Any], kind: str) -> None:
    for text in (
        json.dumps(told),
        json.dumps([told]),
        json.dumps({"Type": "Notification", "Message": json.dumps(told)}),
    ):
        (one,) = notices.apart(text.encode())
        found = read_return(one)
        assert (found.kind, found.recipient) == (kind, ANN)
        if OURS.strip("<>") in text:
            assert found.about == OURS


@pytest.mark.parametrize(
    "told",
    [
        ses("Delivery", delivery={"recipients": [ANN]}),
        mailgun("delivered"),
        mailgun("failed", "temporary", 451, "try again"),
        mailgun("unsubscribed"),
        postmark("Subscribe"),
        {"RecordType": "Open", "Email": ANN},
        sendgrid("processed"),
        sendgrid("deferred", response="451 later"),
        sendgrid("open"),
        brevo("delivered"),
        brevo("deferred"),
        brevo("unsubscribed"),
        {"hello": "world"},
        {"event": {"deep": 1}, "message-id": [], "email": 3},
    ],
)
def test_what_arrives_is_opened_or_still_tried_has_not_come_back(told: dict[str, Any]) -> None:
    assert notices.read(json.dumps(told)) is None


def test_many_events_in_one_body_are_told_apart() -> None:
    body = json.dumps([sendgrid("processed"), sendgrid("spamreport"), "words", 3, None, sendgrid("open")]).encode()
    assert [read_return(one).kind for one in notices.apart(body)] == ["none", "complaint", "none"]
    assert len(notices.apart(json.dumps([{}] * 5_000).encode())) == notices.MOST_EVENTS


def signed(key: str, at: float) -> bytes:
    stamp, token = str(int(at)), "token"
    shown = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    told = mailgun("complained") | {"signature": {"timestamp": stamp, "token": token, "signature": shown}}
    return json.dumps(told).encode()


def test_the_signature_of_mailgun_is_its_own_and_fresh() -> None:
    at = NOW.timestamp()
    assert notices.signed_with(signed("key", at), "key", NOW)
    assert not notices.signed_with(signed("other", at), "key", NOW)
    assert not notices.signed_with(signed("key", at - 7_200), "key", NOW)
    assert not notices.signed_with(signed("", at), "", NOW)
    for body in (b"", b"{}", b"[]", b'{"signature": "x"}', b'{"signature": {"timestamp": "\xd9\xa1", "token": "t"}}'):
        assert not notices.signed_with(body, "key", NOW)


def test_only_amazon_is_confirmed() -> None:
    def asked(url: str) -> bytes:
        return json.dumps({"Type": "SubscriptionConfirmation", "SubscribeURL": url}).encode()

    right = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=1"
    assert notices.confirmation(asked(right)) == right
    for wrong in (
        "http://sns.eu-west-1.amazonaws.com/",
        "https://sns.evil.example/",
        "https://sns.x.amazonaws.com.evil/",
    ):
        assert notices.confirmation(asked(wrong)) == ""


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["event", "email", "message-id", "event-data", "signature", "RecordType", "Type", "bounce", "notificationType", "Message", "sg_event_id"]
    ), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(JSON | st.binary(max_size=200))
@settings(deadline=None)
def test_whatever_is_told_nothing_is_raised(told: Any) -> None:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    for one in (body, *notices.apart(body)):
        read_return(one)
    notices.signed_with(body, "key", NOW)
    notices.confirmation(body)


def test_nesting_without_end_is_nothing() -> None:
    assert notices.apart(b"[" * 100_000) == ()
    assert notices.apart(b'{"Message": "' + b"{" * 10_000 + b'"}') != ()
