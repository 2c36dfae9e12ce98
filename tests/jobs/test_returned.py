"""Mails that came back: each counts once, only those about a mail of ours count, and what they do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from digest import jobs
from digest import model as m
from digest.delivery import verp
from tests.parts import Household
from tests.values import issue


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Household]:
    made = Household(tmp_path)
    yield made
    made.close()


@pytest.fixture
def parts(home: Household) -> jobs.Parts:
    """Parts of a newsletter that has sent three issues to two readers."""
    parts = home.parts()
    for number in (1, 2, 3):
        parts.store.desk.keep_issue(issue(number, slot=f"place/send@2026-06-{number:02}"))
        jobs.deliver(parts, number)
        home.clock.forward(days=7)
    return parts


def bounce(parts: jobs.Parts, reader: str, number: int = 1, status: str = "5.1.1", kind: str = "failed") -> bytes:
    """Return what a server sends back about one delivery."""
    [row] = [row for row in parts.store.deliveries.of(parts.newsletter.id, number) if row.address == reader]
    return (
        "From: MAILER-DAEMON@mail.example\nTo: digest@place.example\nSubject: Undelivered\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mail.example\n\n"
        f"Final-Recipient: rfc822; {reader}\nAction: {kind}\nStatus: {status}\n\n"
        f"--b\nContent-Type: message/rfc822\n\nMessage-ID: {row.message_id}\nTo: {reader}\n\nHello\n--b--\n"
    ).encode()


def fate(parts: jobs.Parts, reader: str, number: int = 1) -> m.Fate:
    return {row.address: row.fate for row in parts.store.deliveries.of(parts.newsletter.id, number)}[reader]


def test_a_hard_bounce_ends_the_subscription_and_is_seen_on_the_delivery(parts: jobs.Parts) -> None:
    took = jobs.take_returns(parts, [bounce(parts, "ann@example.org")])
    assert took.kinds == {"hard": 1}
    assert [address for address, _ in took.suppressed] == ["ann@example.org"]
    assert fate(parts, "ann@example.org") is m.Fate.BOUNCED
    assert parts.store.suppressions.all(parts.newsletter.id) == {"ann@example.org"}


def test_a_mail_given_twice_counts_once(parts: jobs.Parts) -> None:
    mail = bounce(parts, "ann@example.org", status="4.2.2", kind="delayed")
    assert jobs.take_returns(parts, [mail, mail]).known == 1
    assert jobs.take_returns(parts, [mail]).kinds == {}


def test_three_soft_ones_in_a_row_make_an_address_a_lost_one(parts: jobs.Parts) -> None:
    for number in (1, 2):
        took = jobs.take_returns(parts, [bounce(parts, "ann@example.org", number, "5.2.2")])
        assert took.suppressed == ()
    took = jobs.take_returns(parts, [bounce(parts, "ann@example.org", 3, "5.2.2")])
    assert [address for address, _ in took.suppressed] == ["ann@example.org"]


def test_soft_ones_with_a_good_issue_between_do_not(parts: jobs.Parts) -> None:
    took = jobs.take_returns(parts, [bounce(parts, "ann@example.org", number, "5.2.2") for number in (1, 3)])
    assert took.suppressed == ()


def test_three_soft_ones_within_a_weekend_do_not(home: Household) -> None:
    """A daily newsletter and a full mailbox: in a row, but not over days."""
    parts = home.parts()
    for number in (1, 2, 3):
        parts.store.desk.keep_issue(issue(number, slot=f"place/send@2026-06-{number:02}"))
        jobs.deliver(parts, number)
        home.clock.forward(days=1)
    took = jobs.take_returns(parts, [bounce(parts, "ann@example.org", number, "5.2.2") for number in (1, 2, 3)])
    assert (took.kinds, took.suppressed) == ({"soft": 3}, ())


def test_a_letter_that_comes_back_ends_the_sign_up(home: Household) -> None:
    """The address was mistyped: what waits for it to confirm is taken away, and nobody is mailed there again."""
    from tests.jobs.readers.acts import letters, sign_up

    parts = home.parts()
    sign_up(home, parts, "cat@example.org")
    [mail] = letters(home, "cat@example.org")
    back = (
        "From: MAILER-DAEMON@mail.example\nSubject: Undelivered\n\n<cat@example.org>: 550 5.1.1 no such user\n\n"
        f"--- The message headers follow ---\n\nMessage-ID: {mail['Message-ID']}\nTo: cat@example.org\n"
    )
    took = jobs.take_returns(parts, [back.encode()])
    assert [address for address, _ in took.suppressed] == ["cat@example.org"]
    assert list(parts.store.readers.subscriptions(parts.newsletter.id)) == []


def test_a_mail_to_the_address_of_list_unsubscribe_leaves(parts: jobs.Parts) -> None:
    from digest.delivery import tokens

    token = tokens.seal(parts.secret, tokens.UNSUBSCRIBE, parts.newsletter.id, "ann@example.org", "2")
    for subject, unmatched in ((f"unsubscribe {token}", 0), (f"Unsubscribe {token[:-4]}AAAA", 1)):
        took = jobs.take_returns(parts, [f"From: ann@example.org\nSubject: {subject}\n\n\n".encode()])
        assert (took.kinds, took.unmatched) == ({"leaving": 1}, unmatched)
    left = parts.store.readers.consents(parts.newsletter.id, "ann@example.org")[-1]
    assert (left.act, left.issue) == (m.Act.LEFT, 2)
    assert parts.store.suppressions.all(parts.newsletter.id) == {"ann@example.org"}


def test_a_complaint_ends_the_subscription_under_its_own_name(parts: jobs.Parts) -> None:
    [row] = [one for one in parts.store.deliveries.of(parts.newsletter.id, 2) if one.address == "ben@example.org"]
    report = (
        "From: fbl@mail.example\nSubject: complaint\nMIME-Version: 1.0\nContent-Type: multipart/report; "
        'report-type=feedback-report; boundary="b"\n\n--b\nContent-Type: message/feedback-report\n\n'
        "Feedback-Type: abuse\nUser-Agent: x/1\nVersion: 1\n\n--b\nContent-Type: message/rfc822\n\n"
        f"Message-ID: {row.message_id}\nTo: ben@example.org\n\nHello\n--b--\n"
    )
    assert jobs.take_returns(parts, [report.encode()]).kinds == {"complaint": 1}
    standing = parts.store.readers.standing(parts.newsletter.id, "ben@example.org")
    assert standing.suppression is not None
    assert standing.suppression.act is m.Act.COMPLAINED


def test_a_report_that_names_somebody_without_a_mail_of_ours_changes_nothing(parts: jobs.Parts) -> None:
    forged = bounce(parts, "ann@example.org").replace(b"Message-ID: <", b"Message-ID: <not-ours.")
    took = jobs.take_returns(parts, [forged])
    assert (took.unmatched, took.suppressed) == (1, ())
    assert fate(parts, "ann@example.org") is m.Fate.SENT


def test_the_envelope_alone_tells_whose_mail_came_back(parts: jobs.Parts) -> None:
    [row] = [one for one in parts.store.deliveries.of(parts.newsletter.id, 2) if one.address == "ben@example.org"]
    to = verp.envelope("bounces@place.example", row.message_id)
    mail = (
        f"Return-Path: <>\nDelivered-To: {to}\nFrom: MAILER-DAEMON\nSubject: failure notice\n\nNo such user here.\n"
    )
    took = jobs.take_returns(parts, [mail.encode()])
    assert [address for address, _ in took.suppressed] == ["ben@example.org"]


def test_who_is_away_stays(parts: jobs.Parts) -> None:
    [row] = [one for one in parts.store.deliveries.of(parts.newsletter.id, 1) if one.address == "ann@example.org"]
    mail = f"From: ann@example.org\nSubject: Away\nAuto-Submitted: auto-replied\nIn-Reply-To: {row.message_id}\n\nBack soon\n"
    took = jobs.take_returns(parts, [mail.encode()])
    assert (took.kinds, took.unmatched, took.suppressed) == ({"auto-reply": 1}, 0, ())


def test_a_returned_mail_cannot_reach_another_delivery_by_a_pattern(parts: jobs.Parts) -> None:
    mail = b"Delivered-To: bounces+%%%%%%%%@place.example\nFrom: MAILER-DAEMON\nSubject: failure\n\nMessage-ID: <%>\n"
    took = jobs.take_returns(parts, [mail + b"\n--- original ---\nMessage-ID: <%@%>\n"])
    assert took.suppressed == ()


def test_with_a_return_path_each_mail_leaves_with_an_envelope_of_its_own(home: Household) -> None:
    from dataclasses import replace

    parts = replace(home.parts(), return_path="bounces@place.example")
    parts.store.desk.keep_issue(issue())
    jobs.deliver(parts, 1)
    senders = {message.mail_from for message in home.office.taken}
    assert len(senders) == 2
    assert all(sender.startswith("bounces+") and len(sender.partition("@")[0]) <= 64 for sender in senders)
