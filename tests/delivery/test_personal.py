"""One reader's message: what any mail program reads out of it, and what no name or subject can do to it."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest import delivery
from digest import model as m
from digest.adapters.smtp.transaction import stuffed
from digest.delivery import headers, tokens
from digest.delivery.personal import quoted_printable
from tests.delivery.harbour import PUBLIC, SECRET, SENT_AT

same_values = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
ANN = m.Subscriber("ann+news@example.org", "Ann Smith")


def sent(mail: m.Mail, issue: m.Issue, newsletter: m.Newsletter, reader: m.Subscriber = ANN) -> m.Message:
    return delivery.personal(mail, reader, issue, newsletter, public=PUBLIC, secret=SECRET, sent_at=SENT_AT)


def parsed(message: m.Message) -> EmailMessage:
    """Read a message as the standard library does, which must find nothing wrong with it."""
    read = email.message_from_bytes(message.body, policy=email.policy.default)
    assert isinstance(read, EmailMessage)
    for part in read.walk():
        assert part.defects == []
        for value in part.values():
            assert value.defects == ()
    return read


def to(message: m.Message) -> tuple[str, str]:
    """Read name and address of the To field; `policy.default` puts blanks between the encoded words of a name."""
    field = email.message_from_bytes(message.body)["To"]
    name, address = parseaddr(" ".join(field.split("\r\n ")))
    return str(make_header(decode_header(name))), address


def test_the_headers(mail: m.Mail, issue: m.Issue, newsletter: m.Newsletter) -> None:
    """Every field that a list mail needs is there once, and says what it should."""
    message = sent(mail, issue, newsletter)
    read = parsed(message)
    assert len(set(map(str.lower, read.keys()))) == len(read.keys())
    assert read["From"] == "Harbour Weekly <digest@harbour.example>"
    assert read["Reply-To"] == "editor@harbour.example"
    assert read["To"] == "Ann Smith <ann+news@example.org>"
    assert read["Subject"] == "Ships come in"
    assert read["Date"].datetime == SENT_AT
    assert read["Message-ID"] == message.id
    assert read["List-Id"] == "Harbour Weekly <harbour.harbour.example>"
    assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert read["Precedence"] == "bulk"
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["Content-Language"] == "en-GB"
    assert (message.mail_from, message.rcpt_to) == ("digest@harbour.example", "ann+news@example.org")


def test_text_comes_first_and_both_parts_are_what_was_rendered(
    mail: m.Mail, issue: m.Issue, newsletter: m.Newsletter
) -> None:
    """Both parts decode to the rendition with the reader's own address where the mark was."""
    read = parsed(sent(mail, issue, newsletter))
    assert read.get_content_type() == "multipart/alternative"
    text, html = read.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    leave = tokens.unsubscribe_address(PUBLIC, SECRET, newsletter.id, ANN.address, issue.number)
    choose = tokens.web_address(PUBLIC, SECRET, tokens.CHOOSE, newsletter.id, ANN.address)
    for part, said in ((text, mail.text), (html, mail.html)):
        own = said.replace(m.Mark.UNSUBSCRIBE, leave).replace(m.Mark.PREFERENCES, choose)
        assert part.get_content().replace("\r\n", "\n") == own


def test_who_chose_text_gets_text_alone(mail: m.Mail, issue: m.Issue, newsletter: m.Newsletter) -> None:
    """One part, without a word of HTML; the same fields otherwise, and the same way out."""
    plain = replace(ANN, format="text")
    read = parsed(sent(mail, issue, newsletter, plain))
    assert read.get_content_type() == "text/plain"
    assert not read.is_multipart()
    assert "Naïve café — 5 = 5." in read.get_content()
    assert "<html" not in read.get_content()
    both = parsed(sent(mail, issue, newsletter))
    assert set(read.keys()) - set(both.keys()) == {"Content-Transfer-Encoding"}
    assert read["List-Unsubscribe"] == both["List-Unsubscribe"]
    assert read["Message-ID"] == both["Message-ID"]
    (text, _) = both.iter_parts()
    assert read.get_content().strip() == text.get_content().strip()


def test_complaints_can_be_counted_by_issue_without_naming_anybody(
    mail: m.Mail, issue: m.Issue, newsletter: m.Newsletter
) -> None:
    """Feedback-ID: issue, newsletter, kind, and a sender that is the same for every mail of the domain."""
    first = parsed(sent(mail, issue, newsletter))["Feedback-ID"]
    other = parsed(sent(mail, issue, newsletter, m.Subscriber("ben@example.org")))["Feedback-ID"]
    assert first == other
    number, name, kind, sender = first.split(":")
    assert (number, name, kind) == ("12", "harbour", "digest")
    assert re.fullmatch(r"[a-z0-9]{5,15}", sender)


def test_the_way_out_is_in_the_header_too(mail: m.Mail, issue: m.Issue, newsletter: m.Newsletter) -> None:
    """One web address that knows the reader, and one of mail."""
    value = parsed(sent(mail, issue, newsletter))["List-Unsubscribe"]
    web, by_mail = re.findall(r"<([^>]+)>", value)
    token = web.removeprefix(f"{PUBLIC}/u/harbour/")
    assert tokens.unseal(SECRET, tokens.UNSUBSCRIBE, newsletter.id, token) == "ann+news@example.org"
    assert by_mail == f"mailto:editor@harbour.example?subject=unsubscribe%20{token}"


def test_an_address_in_html_is_escaped(mail: m.Mail, issue: m.Issue, newsletter: m.Newsletter) -> None:
    """Whatever the public address holds, it cannot leave the attribute it stands in."""
    odd = 'https://digest.example.org/?a=1&b="'
    message = delivery.personal(mail, ANN, issue, newsletter, public=odd, secret=SECRET, sent_at=SENT_AT)
    text, html = parsed(message).iter_parts()
    assert f"Leave: {odd}/u/" in text.get_content()
    assert 'href="https://digest.example.org/?a=1&amp;b=&quot;/u/' in html.get_content()


def test_nothing_but_the_to_field_names_the_reader(mail: m.Mail, issue: m.Issue, newsletter: m.Newsletter) -> None:
    """A forwarded link or a quoted identifier says nothing about who it was made for."""
    body = sent(mail, issue, newsletter).body
    rest = re.sub(rb"(?m)^To: .*\r\n", b"", body)
    assert b"ann" not in rest.lower().replace(b"annot", b"")
    assert b"smith" not in rest.lower()


def test_the_identifier_is_stable_and_each_readers_own(
    mail: m.Mail, issue: m.Issue, newsletter: m.Newsletter
) -> None:
    """Made again it is the same; another reader, issue, newsletter or secret makes another."""
    first = sent(mail, issue, newsletter)
    assert sent(mail, issue, newsletter) == first
    assert sent(mail, issue, newsletter, replace(ANN, address="ANN+news@EXAMPLE.org")).id == first.id
    others = {
        sent(mail, issue, newsletter, m.Subscriber("ben@example.org")).id,
        sent(mail, replace(issue, number=13), newsletter).id,
        sent(mail, issue, replace(newsletter, id=m.NewsletterId("port"))).id,
        delivery.message_id(newsletter.id, 12, ANN.address, sender="digest@harbour.example", secret=SECRET * 2),
    }
    assert len(others | {first.id}) == 5
    assert re.fullmatch(r"<harbour\.12\.[a-z2-7]{32}@harbour\.example>", first.id)


def test_the_parts_of_an_edition_are_shared(mail: m.Mail, issue: m.Issue, newsletter: m.Newsletter) -> None:
    """An edition made once gives each reader the bytes that `personal` gives."""
    edition = delivery.edition(mail, issue, newsletter, PUBLIC)
    for reader in (ANN, m.Subscriber("ben@example.org", "Bén")):
        assert delivery.addressed(edition, reader, secret=SECRET, sent_at=SENT_AT) == sent(
            mail, issue, newsletter, reader
        )


def test_every_line_is_safe_on_any_server(mail: m.Mail, issue: m.Issue, newsletter: m.Newsletter) -> None:
    """Seven bits, CRLF alone, short lines, and none that begins with a dot or with From."""
    hard = "." * 200 + "\n.\n..\nFrom here " + "é" * 90 + "\nFrom " + "=" * 90 + "\n \t \n" + "x" * 400
    body = sent(replace(mail, text=hard, html=mail.html + hard), issue, newsletter).body
    assert body.isascii()
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", body)
    _, _, content = body.partition(b"\r\n\r\n")
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 76
    assert not [line for line in lines if line.startswith((b".", b"From "))]


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
@settings(deadline=None)
def test_any_text_survives_quoted_printable(text: str) -> None:
    """What is decoded is what was encoded, but for line breaks of other kinds and noughts."""
    import quopri

    expected = re.sub(r"\r\n?", "\n", text).replace("\0", "")
    octets = quoted_printable(text)
    assert quopri.decodestring(octets).decode().replace("\r\n", "\n") == expected
    assert all(len(line) <= 76 and not line.startswith((b".", b"From ")) for line in octets.split(b"\r\n"))
    assert octets.isascii()


@given(
    lines=st.lists(
        st.sampled_from([".", "From ", "x", "é", "=", " ", "\n", "." * 75, "From " + "é" * 12]), max_size=40
    )
)
@settings(deadline=None)
def test_lines_that_start_badly_survive(lines: list[str]) -> None:
    """Texts made of nothing but dots, From and long lines keep the width and come back whole."""
    import quopri

    octets = quoted_printable("".join(lines))
    assert quopri.decodestring(octets).decode().replace("\r\n", "\n") == "".join(lines)
    assert all(len(line) <= 76 and not line.startswith((b".", b"From ")) for line in octets.split(b"\r\n"))


@given(
    name=st.text(max_size=60),
    subject=st.text(max_size=60),
    text=st.lists(st.sampled_from([*".\r\n\0 =é", "From "]), max_size=60).map("".join),
    local=st.sampled_from(["ann", '"ann.\r\n.b"', ".", "ann\n.", "é"]),
)
@same_values
def test_every_mail_goes_over_the_wire_as_it_is(
    name: str, subject: str, text: str, local: str, mail: m.Mail, issue: m.Issue, newsletter: m.Newsletter
) -> None:
    """It says that it is ready for DATA, so no server may find a bare break or a lone dot in it."""
    hostile = replace(
        mail, subject=subject, text=f"{text}{m.Mark.UNSUBSCRIBE}{text}", html=f"{text}{mail.html}{text}"
    )
    message = sent(hostile, issue, newsletter, m.Subscriber(f"{local}@example.org", name))
    assert message.ready
    assert stuffed(message.body) == message.body


@given(name=st.text(max_size=120), subject=st.text(max_size=200))
@same_values
def test_no_name_or_subject_adds_a_line(
    name: str, subject: str, mail: m.Mail, issue: m.Issue, newsletter: m.Newsletter
) -> None:
    """Whatever a name or subject holds, the fields are the usual ones and its visible text comes back."""
    message = sent(replace(mail, subject=subject), issue, newsletter, replace(ANN, name=name))
    read = parsed(message)
    usual = parsed(sent(mail, issue, newsletter))
    assert sorted(read.keys()) == sorted(usual.keys())
    assert to(message) == (headers.one_line(name), "ann+news@example.org")
    assert str(read["Subject"]) == headers.one_line(subject)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ann\r\nBcc: all@example.org", "Ann Bcc: all@example.org"),
        ("Ann\0\x85\u2028Smith", "Ann Smith"),
        ("Ann \u202eLiame\u202c Smith", "Ann Liame Smith"),
        ('O"Hara, <Ann>', 'O"Hara, <Ann>'),
        ("=?utf-8?q?Not_encoded?=", "=?utf-8?q?Not_encoded?="),
        ("J. R. Smith (finance)", "J. R. Smith (finance)"),
        ("אנה", "אנה"),
        ("安娜" * 40, "安娜" * 40),
        ("x" * 300, "x" * 300),
        ("", ""),
    ],
)
def test_names_that_could_do_harm(
    name: str, shown: str, mail: m.Mail, issue: m.Issue, newsletter: m.Newsletter
) -> None:
    """Line breaks, noughts, turning marks, quotes, encoded words: shown as text, never more than a name."""
    message = sent(mail, issue, newsletter, replace(ANN, name=name))
    assert to(message) == (shown, "ann+news@example.org")
    assert len(parsed(message)["To"].addresses) == 1
    head = message.body.partition(b"\r\n\r\n")[0]
    assert head.isascii()
    assert (
        max(len(line) for line in head.split(b"\r\n") if b"/u/harbour/" not in line and b"<mailto" not in line) <= 78
    )


def test_settings_cannot_add_a_field_either(mail: m.Mail, issue: m.Issue, newsletter: m.Newsletter) -> None:
    """A line break in the title, the sender or the public address stays within its field."""
    bad = "x\r\nBcc: all@example.org\r\n\r\nHello"
    sender = replace(newsletter.sender, name=bad, reply_to="editor@harbour.example\r\nBcc: all@example.org")
    odd = replace(newsletter, title=bad, language=bad, sender=sender)
    message = delivery.personal(mail, ANN, issue, odd, public=PUBLIC + "\r\nBcc: x", secret=SECRET, sent_at=SENT_AT)
    read = email.message_from_bytes(message.body, policy=email.policy.default)
    assert "Bcc" not in read
    assert read.get_content_type() == "multipart/alternative"


@pytest.mark.parametrize(
    ("address", "rcpt_to", "ascii_only"),
    [
        ("Ann@Example.ORG", "Ann@example.org", True),
        ("ann@bücher.example", "ann@xn--bcher-kva.example", True),
        ('"ann smith"@example.org', '"ann smith"@example.org', True),
        ("jörg@bücher.example", "jörg@xn--bcher-kva.example", False),
    ],
)
def test_addresses_of_all_kinds(
    address: str, rcpt_to: str, ascii_only: bool, mail: m.Mail, issue: m.Issue, newsletter: m.Newsletter
) -> None:
    """The envelope has the domain in ASCII; only a local part outside ASCII makes the header UTF-8 (RFC 6532)."""
    message = sent(mail, issue, newsletter, m.Subscriber(address, "Ann"))
    assert message.rcpt_to == rcpt_to
    assert f"To: Ann <{rcpt_to}>\r\n".encode() in message.body
    assert message.body.isascii() is ascii_only
