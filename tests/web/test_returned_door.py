"""The door by which a mail service tells of returned mails: a secret, a bounded body, each mail once."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from digest import jobs
from digest import model as m
from digest.delivery import verp
from digest.web import Site, application
from tests.parts import Household
from tests.values import issue
from tests.web.readers_at_home import Pages

SECRET = "open sesame, but longer"


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Pages]:
    """A newsletter that has sent an issue, with the door open."""
    home = Household(tmp_path)
    made = Pages(home)
    made.parts = replace(made.parts, returns_secret=SECRET)
    made.app = application(Site(made.parts))
    made.parts.store.desk.keep_issue(issue())
    jobs.deliver(made.parts, 1)
    yield made
    home.close()


def message_id(pages: Pages, address: str = "ann@example.org") -> str:
    [row] = [one for one in pages.parts.store.deliveries.of(pages.parts.newsletter.id, 1) if one.address == address]
    return row.message_id


def bounce(pages: Pages) -> bytes:
    return (
        "From: MAILER-DAEMON@mail.example\nSubject: Undelivered\n\n<ann@example.org>: 550 5.1.1 no such user\n\n"
        f"--- The message headers follow ---\n\nMessage-ID: {message_id(pages)}\nTo: ann@example.org\n"
    ).encode()


def suppressed(pages: Pages) -> frozenset[str]:
    return pages.parts.store.suppressions.all(pages.parts.newsletter.id)


@pytest.mark.parametrize("shown", ["bearer", "basic", "path"])
def test_a_bounce_told_with_the_secret_ends_the_subscription(pages: Pages, shown: str) -> None:
    basic = base64.b64encode(f"mail:{SECRET}".encode()).decode()
    headers = {
        "bearer": {"authorization": f"Bearer {SECRET}"},
        "basic": {"authorization": f"Basic {basic}"},
        "path": {},
    }
    path = f"/returned/{SECRET}" if shown == "path" else "/returned"
    for _ in range(2):
        assert pages.post(path, bounce(pages), **headers[shown]).status == 200
    assert suppressed(pages) == {"ann@example.org"}


@pytest.mark.parametrize(
    "authorization", ["", "Bearer wrong", "Basic !!!", "Basic " + base64.b64encode(b"x").decode()]
)
def test_without_the_secret_there_is_no_door(pages: Pages, authorization: str) -> None:
    assert pages.post("/returned", bounce(pages), authorization=authorization).status == 404
    assert pages.post("/returned/wrong", bounce(pages)).status == 404
    assert suppressed(pages) == frozenset()


def test_where_no_secret_is_set_nothing_opens(pages: Pages) -> None:
    pages.app = application(Site(replace(pages.parts, returns_secret="")))
    assert pages.post("/returned", bounce(pages), authorization="Bearer ").status == 404
    assert pages.post("/returned/", bounce(pages)).status in {404, 405}


def test_a_body_without_end_is_refused(pages: Pages) -> None:
    headers = {"authorization": f"Bearer {SECRET}"}
    assert pages.post("/returned", b"x" * 1_000_001, **headers).status == 413
    assert pages.post("/returned", b"\xff\x00 not a mail at all", **headers).status == 200
    assert suppressed(pages) == frozenset()


def test_what_a_mail_service_tells_in_json_is_read(pages: Pages) -> None:
    """As SES tells it, wrapped by SNS: matched by the envelope that the mail had left with."""
    source = verp.envelope("bounces@place.example", message_id(pages))
    told = {
        "notificationType": "Complaint",
        "complaint": {"complainedRecipients": [{"emailAddress": "ann@example.org"}]},
        "mail": {"source": source},
    }
    body = json.dumps({"Type": "Notification", "Message": json.dumps(told)}).encode()
    assert pages.post(f"/returned/{SECRET}", body).status == 200
    [one] = pages.parts.store.suppressions.each(pages.parts.newsletter.id)
    assert (one.address, one.act) == ("ann@example.org", "complained")


def test_a_service_that_has_its_own_message_ids_is_believed_about_the_recipient(pages: Pages) -> None:
    """As Postmark tells it, behind our secret; the same words in a mail that anybody may write are not believed."""
    told = json.dumps(
        {"RecordType": "Bounce", "Type": "HardBounce", "Email": "Ann@Example.org", "MessageID": "x"}
    ).encode()
    by_mail = b"From: somebody@example.net\nSubject: Notification\n\n" + told
    assert pages.post(f"/returned/{SECRET}", by_mail).status == 200
    assert suppressed(pages) == frozenset()
    for _ in range(2):
        assert pages.post(f"/returned/{SECRET}", told).status == 200
    assert suppressed(pages) == {"ann@example.org"}
    [row] = [
        one
        for one in pages.parts.store.deliveries.of(pages.parts.newsletter.id, 1)
        if one.address == "ann@example.org"
    ]
    assert row.fate is m.Fate.BOUNCED


def test_many_events_at_once_and_those_of_no_reader_of_ours(pages: Pages) -> None:
    events = [
        {"email": "ann@example.org", "event": "processed", "sg_event_id": "1"},
        {"email": "ann@example.org", "event": "spamreport", "sg_event_id": "2"},
        {"email": "stranger@example.org", "event": "spamreport", "sg_event_id": "3"},
    ]
    assert pages.post(f"/returned/{SECRET}", json.dumps(events).encode()).status == 200
    assert suppressed(pages) == {"ann@example.org"}


def test_a_signature_of_mailgun_opens_the_door(pages: Pages) -> None:
    stamp = str(int(pages.home.clock.at.timestamp()))
    shown = hmac.new(SECRET.encode(), f"{stamp}t".encode(), hashlib.sha256).hexdigest()
    told = {
        "signature": {"timestamp": stamp, "token": "t", "signature": shown},
        "event-data": {"event": "complained", "recipient": "ann@example.org"},
    }
    forged = json.dumps(told | {"signature": {"timestamp": stamp, "token": "u", "signature": shown}}).encode()
    assert pages.post("/returned", forged).status == 404
    assert pages.post("/returned", b"x" * 1_000_001).status == 404
    assert suppressed(pages) == frozenset()
    assert pages.post("/returned", json.dumps(told).encode()).status == 200
    assert suppressed(pages) == {"ann@example.org"}


def test_amazon_is_not_confirmed_by_itself_but_the_operator_hears_of_it(
    pages: Pages, caplog: pytest.LogCaptureFixture
) -> None:
    url = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=1"
    body = json.dumps({"Type": "SubscriptionConfirmation", "SubscribeURL": url}).encode()
    assert pages.post(f"/returned/{SECRET}", body).status == 200
    assert url in caplog.text
