"""Signatures checked by dkimpy, an implementation that is not ours."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import dkim as oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import delivery
from digest.adapters import keys
from digest.delivery import dkim
from digest.model import Mail, Mark, Message, Subscriber
from tests.examples import examples
from tests.values import issue, newsletter

AT = datetime(2026, 6, 12, 6, 0, tzinfo=UTC)
with tempfile.TemporaryDirectory() as folder:
    KEYS = keys.make(Path(folder), "place.example", "d2026")
RECORDS = dict(key.record for key in KEYS)


def _dns(name: bytes, timeout: int = 5) -> bytes:
    return RECORDS.get(name.decode().rstrip("."), "").encode()


def letter(
    name: str = "Ann Ö.", text: str = "Hello\n\n.\nFrom here\n", subject: str = "Thornby sets its budget"
) -> Message:
    mail = Mail(
        subject, f"<html lang='en'><p>{text}</p>{Mark.UNSUBSCRIBE}</html>", f"{text}\n{Mark.UNSUBSCRIBE}\n", 1
    )
    reader = Subscriber("ann@osmer.example", name)
    return delivery.personal(
        mail, reader, issue(), newsletter(), public="https://place.example", secret=b"s" * 32, sent_at=AT
    )


@pytest.mark.parametrize("key", KEYS, ids=["rsa", "ed25519"])
def test_a_signature_of_each_kind_is_found_right(key: dkim.Key) -> None:
    signed = dkim.signed(letter(), [key], AT)
    assert oracle.verify(signed.body, dnsfunc=_dns)


def test_both_signatures_stand_on_top_and_are_right() -> None:
    signed = dkim.signed(letter(), KEYS, AT)
    verifier = oracle.DKIM(signed.body)
    assert verifier.verify(0, dnsfunc=_dns)
    assert verifier.verify(1, dnsfunc=_dns)
    assert signed.body.endswith(letter().body)
    assert max(map(len, signed.body.split(b"\r\n"))) < 200


def test_both_headers_of_one_click_are_signed() -> None:
    head = dkim.signed(letter(), KEYS[:1], AT).body.partition(b"\r\n\r\n")[0]
    names = head.replace(b"\r\n\t", b"").split(b"h=")[1].split(b";")[0].split(b":")
    assert {b"list-unsubscribe", b"list-unsubscribe-post"} <= set(names)
    assert names.count(b"from") == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Hello", b"Hallo"),
        (b"Subject: Thornby", b"Subject: Larkwell"),
        (b"List-Unsubscribe-Post", b"List-Unsubscribe-Past"),
    ],
)
def test_a_changed_mail_is_found_wrong(old: bytes, new: bytes) -> None:
    signed = dkim.signed(letter(), KEYS[:1], AT)
    assert old in signed.body
    assert not oracle.verify(signed.body.replace(old, new), dnsfunc=_dns)


def test_a_second_from_on_top_is_found_wrong() -> None:
    signed = dkim.signed(letter(), KEYS[:1], AT)
    assert not oracle.verify(b"From: somebody@else.example\r\n" + signed.body, dnsfunc=_dns)


def test_a_relay_may_fold_headers_again() -> None:
    signed = dkim.signed(letter(subject="Thornby sets its budget " * 5), KEYS[:1], AT)
    folded = signed.body.replace(b"Subject: ", b"Subject:   ", 1)
    assert folded != signed.body
    assert oracle.verify(folded, dnsfunc=_dns)


@examples(60)
@given(text=st.text(max_size=300), name=st.text(max_size=60), subject=st.text(max_size=120))
def test_any_mail_is_signed_right(text: str, name: str, subject: str) -> None:
    signed = dkim.signed(letter(name, text, subject), KEYS, AT)
    assert oracle.verify(signed.body, dnsfunc=_dns)


def test_without_keys_a_mail_is_as_it_was() -> None:
    assert dkim.signed(letter(), [], AT) == letter()
