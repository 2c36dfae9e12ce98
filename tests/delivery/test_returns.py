"""Returned mails told apart: made for machines, written in prose, and those that are nothing of the kind."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.delivery import returned_text
from digest.delivery.returns import read_return

HEAD = "From: MAILER-DAEMON@mail.thornby.example\nTo: digest@place.example\n"
OURS = "From: digest@place.example\nTo: ann@osmer.example\nMessage-ID: <42.abc@place.example>\nSubject: Weekly\n\nHello\n"


def report(action: str, status: str, diagnostic: str) -> bytes:
    return (
        f"{HEAD}Subject: Undelivered Mail\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nYour message met trouble.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mail.thornby.example\n\n"
        f"Final-Recipient: rfc822; ann@osmer.example\nAction: {action}\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; {diagnostic}\n\n"
        f"--b\nContent-Type: message/rfc822\n\n{OURS}\n--b--\n"
    ).encode()


def prose(body: str, subject: str = "Delivery failure", head: str = HEAD) -> bytes:
    return f"{head}Subject: {subject}\n\n{body}\n".encode()


@pytest.mark.parametrize(
    ("action", "status", "diagnostic", "kind", "found"),
    [
        ("failed", "5.1.1", "550 5.1.1 no such user", "hard", "5.1.1"),
        ("failed", "5.2.2", "552 5.2.2 mailbox full", "soft", "5.2.2"),
        ("failed", "5.0.0", "550 5.7.1 message refused by policy", "soft", "5.7.1"),
        ("failed", "5.0.0", "550 user unknown", "hard", "5.0.0"),
        ("delayed", "4.4.1", "connection timed out", "soft", "4.4.1"),
        ("failed", "4.2.2", "452 4.2.2 over quota for two days", "soft", "4.2.2"),
        ("failed", "5.2.1", "550 5.2.1 this mailbox is disabled", "hard", "5.2.1"),
    ],
)
def test_a_delivery_status_says_who_and_whether_for_good(
    action: str, status: str, diagnostic: str, kind: str, found: str
) -> None:
    returned = read_return(report(action, status, diagnostic))
    assert (returned.kind, returned.recipient, returned.status) == (kind, "ann@osmer.example", found)
    assert returned.about == "<42.abc@place.example>"


def test_a_name_inside_a_mail_system_is_not_who_was_mailed() -> None:
    """The final recipient may be a queue behind a route; whom we mailed is the original one."""
    said = report("failed", "5.2.0", "522 5.2.0 over quota").replace(
        b"Final-Recipient: rfc822; ann@osmer.example",
        b"Original-Recipient: rfc822;ann@osmer.example\nFinal-Recipient: rfc822;@store.osmer.example:ann@lmtp_queue",
    )
    assert read_return(said).recipient == "ann@osmer.example"


def test_a_mail_from_nobody_is_a_mail_systems() -> None:
    """Some leave the sender empty in From itself and write no Return-Path."""
    said = prose(
        "   ----- The following addresses had permanent fatal errors -----\n"
        "<cy@larkwell.example>\n    (reason: 550 5.1.1 User unknown)\n",
        "Returned mail: see transcript for details",
        "From: <>\nTo: <digest@place.example>\nAuto-Submitted: auto-generated (failure)\n",
    )
    returned = read_return(said)
    assert (returned.kind, returned.recipient, returned.status) == ("hard", "cy@larkwell.example", "5.1.1")


def test_a_report_that_all_went_well_is_no_bounce() -> None:
    assert read_return(report("delivered", "2.0.0", "250 ok")).kind == "none"


@pytest.mark.parametrize(
    ("body", "kind", "recipient"),
    [
        (
            "The following address failed:\n\n  <ben@larkwell.example>:\n    550 there is no such user here",
            "hard",
            "ben@larkwell.example",
        ),
        ("ben@larkwell.example\n  mailbox is full: retry timeout exceeded", "soft", "ben@larkwell.example"),
        (
            "Could not be delivered to: <ben@larkwell.example>\nReason: quota exceeded (452)",
            "soft",
            "ben@larkwell.example",
        ),
        (
            "digest@place.example wrote to us.\nThe address ben@larkwell.example is unknown.",
            "hard",
            "ben@larkwell.example",
        ),
    ],
)
def test_prose_of_a_mail_system_is_read_by_what_it_says(body: str, kind: str, recipient: str) -> None:
    returned = read_return(prose(body))
    assert (returned.kind, returned.recipient) == (kind, recipient)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/html; charset=utf-8", "<style>p{}</style><p>&lt;ben@larkwell.example&gt;:<br>unknown <b>user</b></p>"),
        ("text/plain; charset=x-of-old", "ben@larkwell.example: unknown user"),
        ("text/plain", "I am postmaster@mail.thornby.example.\nben@larkwell.example: unknown user"),
    ],
)
def test_prose_is_read_in_any_dress(kind: str, body: str) -> None:
    returned = read_return(prose(body, head=f"{HEAD}Content-Type: {kind}\n"))
    assert (returned.kind, returned.recipient) == ("hard", "ben@larkwell.example")


@pytest.mark.parametrize("subject", ["=?x-of-old?q?Failure?=", "=?utf-8?b?A?=", "=?\x00?q??="])
def test_a_subject_that_nobody_can_decode_hides_nothing(subject: str) -> None:
    returned = read_return(prose("ben@larkwell.example: unknown user", f"Delivery failure {subject}"))
    assert returned.recipient == "ben@larkwell.example"


def test_of_a_mail_of_very_many_parts_the_first_are_read() -> None:
    part = "--b\nContent-Type: text/plain\n\nWords\n"
    body = f"{HEAD}Content-Type: multipart/mixed; boundary=b\n\n{part * 400}--b--\n"
    assert len(returned_text.letter(body.encode()).reports) == returned_text.MOST_PARTS


def test_the_address_inside_the_returned_mail_is_not_the_one_that_failed() -> None:
    body = "ben@larkwell.example: unknown user\n\n--- Original message follows ---\n\nTo: carol@osmer.example\n"
    assert read_return(prose(body)).recipient == "ben@larkwell.example"


def test_a_header_that_names_the_failed_address_is_believed() -> None:
    head = HEAD + "X-Failed-Recipients: ben@larkwell.example\nAuto-Submitted: auto-replied\n"
    returned = read_return(prose("It did not work out.", head=head))
    assert (returned.kind, returned.recipient) == ("hard", "ben@larkwell.example")


def test_a_complaint_names_who_complained() -> None:
    body = (
        'From: reports@big.example\nSubject: FW: Weekly\nContent-Type: multipart/report; report-type=feedback-report; boundary="b"\n\n'
        "--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nVersion: 1\nOriginal-Rcpt-To: ann@osmer.example\n\n"
        f"--b\nContent-Type: message/rfc822\n\n{OURS}\n--b--\n"
    )
    returned = read_return(body.encode())
    assert (returned.kind, returned.recipient, returned.about) == (
        "complaint",
        "ann@osmer.example",
        "<42.abc@place.example>",
    )


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"notificationType": "Bounce", "bounce": {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": "ann@osmer.example", "status": "5.1.1"}]}}, "hard"),
        ({"notificationType": "Bounce", "bounce": {"bounceType": "Transient", "bouncedRecipients": [{"emailAddress": "ann@osmer.example"}]}}, "soft"),
        ({"notificationType": "Complaint", "complaint": {"complainedRecipients": [{"emailAddress": "ann@osmer.example"}]}}, "complaint"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("wrapped", [False, True])
def test_a_services_notification_in_json_is_read(told: dict[str, object], kind: str, wrapped: bool) -> None:
    text = json.dumps({"Message": json.dumps(told)} if wrapped else told)
    returned = read_return(prose(text, "Notification", "From: no-reply@service.example\n"))
    assert (returned.kind, returned.recipient) == (kind, "ann@osmer.example")


@pytest.mark.parametrize(
    ("head", "subject"),
    [
        ("From: ann@osmer.example\nAuto-Submitted: auto-replied\n", "I am at the sea"),
        ("From: ann@osmer.example\n", "Out of office: Weekly"),
        ("From: ann@osmer.example\nPrecedence: auto_reply\n", "Re: Weekly"),
    ],
)
def test_somebody_who_is_away_is_no_bounce(head: str, subject: str) -> None:
    returned = read_return(prose("Back on Monday. For failures of the heating call Bob.", subject, head))
    assert (returned.kind, returned.recipient) == ("auto-reply", "ann@osmer.example")


def test_a_readers_letter_is_nothing_of_the_kind() -> None:
    head = "From: ann@osmer.example\nTo: digest@place.example\n"
    assert read_return(prose("The failure of the market hall is worth a story.", "A thought", head)).kind == "none"


@pytest.mark.parametrize(
    "parameter",
    [
        f'charset*{"9" * 5_000}="utf-8"',
        "charset*=a\0b''utf-8",
        "charset*0*=a%00b''utf-8",
        f'boundary*{"9" * 5_000}="one"',
        "boundary*0*=a%00b''one",
    ],
    ids=["a number without end", "no charset", "no charset in parts", "a boundary without end", "no boundary"],
)
@pytest.mark.parametrize("kind", ["text/plain", "multipart/report"])
def test_a_report_whose_mime_breaks_the_parser_is_read_as_text(kind: str, parameter: str) -> None:
    """What a stranger sends must not keep the reports behind it from being read."""
    whole = f"{HEAD}Content-Type: {kind}; {parameter}\n\nFinal-Recipient: rfc822; ann@osmer.example\nAction: failed\n"
    found = read_return(f"{whole}Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n".encode())
    assert (found.kind, found.recipient, found.status) == ("hard", "ann@osmer.example", "5.1.1")


@given(st.binary(max_size=2000))
def test_any_bytes_are_read_without_raising(body: bytes) -> None:
    read_return(body)


@given(st.data())
def test_a_damaged_report_is_read_without_raising(data: st.DataObject) -> None:
    whole = report("failed", "5.1.1", "550 no such user")
    cut = data.draw(st.integers(0, len(whole)))
    junk = data.draw(st.binary(max_size=50))
    read_return(whole[:cut] + junk + whole[cut:])
