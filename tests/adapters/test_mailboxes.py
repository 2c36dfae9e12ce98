"""Mailboxes as they are on disk and on a server: only read, only where the file names them, each mail once."""

from __future__ import annotations

import mailbox
import os
from email.message import EmailMessage
from pathlib import Path

import pytest

from digest.adapters.mailboxes import Mailboxes, unread
from digest.errors import DigestError
from digest.model import Failure, Request, Response, Trouble
from digest.sources import mailbags
from tests import imap


def mail(number: int, sender: str = "news@marlbury.example", body: str = "Words.") -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"] = f"Letter {number}", f"Marlbury <{sender}>"
    message["Message-ID"] = f"<{number}@marlbury.example>"
    message.set_content(body)
    return message


def fetch(address: str, folder: Path, etag: str = "", password: str = imap.PASSWORD) -> Response | Failure:
    return Mailboxes(frozenset({address}), folder, password, 5).fetch(Request(address, etag))


def subjects(answer: Response | Failure) -> list[str]:
    assert isinstance(answer, Response), answer
    return [mailbags.line(mailbags.headers(one), "Subject") for one in mailbags.unpack(answer.body)]


def maildir(folder: Path, *mails: EmailMessage) -> Path:
    box = mailbox.Maildir(folder / "news")
    for at, one in enumerate(mails):
        name = box.add(one)
        os.utime(folder / "news" / "new" / name, (1_700_000_000 + at, 1_700_000_000 + at))
    return folder / "news"


def test_a_maildir_is_read_newest_first_and_left_as_it_is(tmp_path):
    place = maildir(tmp_path, mail(1), mail(2))
    before = sorted(str(one) for one in place.rglob("*"))
    for address in ("maildir:news", f"maildir:{place}", f"maildir://{place}"):
        assert subjects(fetch(address, tmp_path)) == ["Letter 2", "Letter 1"]
    assert sorted(str(one) for one in place.rglob("*")) == before


def test_nothing_new_is_said_without_the_mails(tmp_path):
    place = maildir(tmp_path, mail(1))
    first = fetch("maildir:news", tmp_path)
    assert isinstance(first, Response)
    again = fetch("maildir:news", tmp_path, first.header("etag"))
    assert isinstance(again, Response)
    assert (again.status, again.body) == (304, b"")
    mailbox.Maildir(place).add(mail(2))
    assert len(subjects(fetch("maildir:news", tmp_path, first.header("etag")))) == 2


def test_only_the_wanted_mails_of_a_maildir_are_read(tmp_path):
    maildir(tmp_path, mail(1), mail(2, "other@else.example"))
    assert subjects(fetch("maildir:news?from=else.example", tmp_path)) == ["Letter 2"]
    none = fetch("maildir:news?list=nothing", tmp_path)
    assert isinstance(none, Response)
    assert none.unchanged


def test_links_in_a_maildir_are_not_followed(tmp_path):
    place = maildir(tmp_path, mail(1))
    (tmp_path / "secret").write_text("Subject: Secret\n\nnot for you")
    (place / "new" / "link").symlink_to(tmp_path / "secret")
    assert subjects(fetch("maildir:news", tmp_path)) == ["Letter 1"]


def test_an_mbox_is_read_from_its_end(tmp_path):
    box = mailbox.mbox(tmp_path / "letters")
    for number in (1, 2):
        box.add(mail(number, body="Words.\nFrom here on it is text.\n"))
    box.close()
    answer = fetch("mbox:letters", tmp_path)
    assert subjects(answer) == ["Letter 2", "Letter 1"]
    assert isinstance(answer, Response)
    assert b"\nFrom here on" in answer.body


def test_a_mailbox_that_the_file_does_not_name_stays_shut(tmp_path):
    maildir(tmp_path, mail(1))
    answer = Mailboxes(frozenset({"maildir:other"}), tmp_path).fetch(Request("maildir:news"))
    assert isinstance(answer, Failure)
    assert answer.trouble is Trouble.FORBIDDEN


@pytest.mark.parametrize("address", ["maildir:nowhere", "mbox:nowhere", "imap://u@127.0.0.1:1/INBOX"])
def test_a_mailbox_that_is_not_there_is_a_failure_that_says_what_to_do(tmp_path, address):
    answer = fetch(address, tmp_path)
    assert isinstance(answer, Failure)
    assert answer.trouble is Trouble.UNREACHABLE


def test_only_the_newest_fifty_mails_are_taken(tmp_path):
    maildir(tmp_path, *(mail(number) for number in range(60)))
    found = subjects(fetch("maildir:news", tmp_path))
    assert (len(found), found[0]) == (mailbags.MOST, "Letter 59")


def test_imap_reads_each_mail_once_and_marks_none(tmp_path):
    with imap.serving() as box:
        address = f"imap://reader%40example.org@127.0.0.1:{box.port}/News"
        box.add(mail(1).as_bytes())
        box.add(mail(2).as_bytes())
        first = fetch(address, tmp_path)
        assert subjects(first) == ["Letter 2", "Letter 1"]
        assert isinstance(first, Response)
        etag = first.header("etag")
        assert etag == "99:2"
        calm = fetch(address, tmp_path, etag)
        assert isinstance(calm, Response)
        assert calm.unchanged
        box.add(mail(3).as_bytes())
        assert subjects(fetch(address, tmp_path, etag)) == ["Letter 3"]
        assert any(
            words.startswith("LOGIN reader@example.org") or '"reader@example.org"' in words for words in box.asked
        )
        assert not any(words.upper().startswith(("SELECT", "UID STORE")) for words in box.asked)
        assert all("BODY.PEEK" in words for words in box.asked if words.startswith("UID FETCH"))


def test_a_mailbox_made_anew_on_the_server_is_read_from_the_start(tmp_path):
    with imap.serving() as box:
        address = f"imap://reader@127.0.0.1:{box.port}/News?from=marlbury"
        box.add(mail(1).as_bytes())
        box.add(mail(2, "other@else.example").as_bytes())
        box.validity = 100
        assert subjects(fetch(address, tmp_path, "99:7")) == ["Letter 1"]


@pytest.mark.parametrize(
    ("path", "password", "dies", "trouble"),
    [
        ("News", "wrong", "", Trouble.LOGIN),
        ("Elsewhere", imap.PASSWORD, "", Trouble.LOGIN),
        ("News", imap.PASSWORD, "UID SEARCH", Trouble.UNREACHABLE),
        ("News", imap.PASSWORD, "UID FETCH", Trouble.UNREACHABLE),
    ],
)
def test_what_the_server_refuses_or_breaks_off_is_a_failure(tmp_path, path, password, dies, trouble):
    with imap.serving() as box:
        box.dies_at = dies
        box.add(mail(1).as_bytes())
        answer = fetch(f"imap://reader@127.0.0.1:{box.port}/{path}", tmp_path, password=password)
        assert isinstance(answer, Failure)
        assert (answer.trouble, "swordfish" in answer.said) == (trouble, False)


class TestReturnedMails:
    """Mailboxes of mails that came back: each mail once, marked as read only when it was dealt with."""

    def test_by_imap_each_is_given_once_and_the_unfinished_one_again(self, tmp_path: Path) -> None:
        with imap.serving() as box:
            for number in (1, 2, 3):
                box.add(mail(number).as_bytes())
            address = f"imap://reader%40example.org@127.0.0.1:{box.port}/News"
            reading = unread(address, tmp_path, imap.PASSWORD, 5)
            first, second = next(reading), next(reading)
            reading.close()
            assert [line(one) for one in (first, second)] == ["Letter 1", "Letter 2"]
            assert box.seen == {1}
            assert [line(one) for one in unread(address, tmp_path, imap.PASSWORD, 5)] == ["Letter 2", "Letter 3"]
            assert list(unread(address, tmp_path, imap.PASSWORD, 5)) == []

    def test_in_a_maildir_what_was_read_moves_on(self, tmp_path: Path) -> None:
        maildir(tmp_path, mail(1), mail(2))
        reading = unread("maildir:news", tmp_path)
        assert [line(one) for one in reading] == ["Letter 1", "Letter 2"]
        assert list(unread("maildir:news", tmp_path)) == []
        assert len(list((tmp_path / "news" / "cur").iterdir())) == 2

    @pytest.mark.parametrize(
        ("address", "said"),
        [
            ("maildir:none", "no mailbox at this path"),
            ("pop3://x@y/", "expected imaps://"),
            ("imap://reader@127.0.0.1:1/News", "cannot be read"),
        ],
    )
    def test_one_that_cannot_be_read_is_a_sentence(self, tmp_path: Path, address: str, said: str) -> None:
        with pytest.raises(DigestError, match=said):
            list(unread(address, tmp_path, "x", 2))

    def test_a_wrong_password_names_the_variable(self, tmp_path: Path) -> None:
        with imap.serving() as box, pytest.raises(DigestError, match="DIGEST_RETURNS_PASSWORD"):
            list(unread(f"imap://reader@127.0.0.1:{box.port}/News", tmp_path, "wrong", 5))


def line(body: bytes) -> str:
    return mailbags.line(mailbags.headers(body), "Subject")
