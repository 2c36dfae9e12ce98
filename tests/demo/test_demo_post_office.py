"""The demo's mail server takes mail, keeps it, and misbehaves when asked to."""

import smtplib

import pytest

from digest import demo

MESSAGE = b"Subject: Small\r\n\r\n.A line that begins with a dot\r\n"
ONE, OTHER = "one@example.org", "other@example.org"


@pytest.fixture
def box():
    with demo.mailbox() as found:
        yield found


@pytest.fixture
def client(box):
    found = smtplib.SMTP(box.host, box.port)
    yield found
    found.close()


def test_a_letter_is_kept_as_it_was_sent(box, client):
    client.sendmail("from@example.org", [ONE, OTHER], MESSAGE)
    assert box.letters == [demo.Letter("from@example.org", (ONE, OTHER), MESSAGE)]
    assert box.to(OTHER) == box.letters
    assert box.to("nobody@example.org") == []


def test_a_refused_recipient_does_not_harm_the_others(box, client):
    box.refuse.add(ONE)
    refused = client.sendmail("from@example.org", [ONE, OTHER], MESSAGE)
    assert refused[ONE][0] == 550
    assert [letter.recipients for letter in box.letters] == [(OTHER,)]


def test_a_deferred_recipient_is_taken_the_second_time(box, client):
    box.defer_once.add(ONE)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        client.sendmail("from@example.org", [ONE], MESSAGE)
    assert refusal.value.recipients[ONE][0] == 451
    client.sendmail("from@example.org", [ONE], MESSAGE)
    assert len(box.to(ONE)) == 1


@pytest.mark.parametrize(("kept", "arrived"), [(True, 1), (False, 0)])
def test_a_connection_dropped_after_data_leaves_the_sender_unsure(box, client, kept, arrived):
    box.drop_after_data, box.keep_dropped = 1, kept
    with pytest.raises(smtplib.SMTPServerDisconnected):
        client.sendmail("from@example.org", [ONE], MESSAGE)
    assert len(box.letters) == arrived
    with smtplib.SMTP(box.host, box.port) as again:
        again.sendmail("from@example.org", [OTHER], MESSAGE)
    assert len(box.to(OTHER)) == 1


def test_two_mailboxes_are_strangers():
    with demo.mailbox() as one, demo.mailbox() as other:
        with smtplib.SMTP(one.host, one.port) as client:
            client.sendmail("from@example.org", [ONE], MESSAGE)
        assert (len(one.letters), len(other.letters)) == (1, 0)
