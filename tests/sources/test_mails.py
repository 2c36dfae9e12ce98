"""Newsletters by mail as posts: a letter is one, a digest of headlines is several, nothing hostile gets through."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from email.message import EmailMessage
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model import Article, Page, Response, Source, SourceId
from digest.sources import articles, identity, known, mail_links, mailbags, mails

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
SOURCE = Source(SourceId("s"), "Marlbury Letter", "maildir:/var/mail/news", kind="mail")
LETTER = """<p><a href="https://letters.example/view?id=7&amp;e=a1b2c3d4e5">View this email in your browser</a></p>
<h1>Dear readers</h1><p>The kerbs of Marlbury are being lowered, street by street.</p><img src="https://spy.example/x.gif">"""
STORIES = [
    ("Kerbs come down across the whole of Marlbury", "https://marlbury.example/news/kerbs"),
    ("A second bridge for the lower town is agreed", "https://marlbury.example/news/bridge"),
    ("What the new grant for libraries will pay for", "https://other.example/libraries?id=4"),
    ("Why the market square floods every November", "https://marlbury.example/news/floods"),
]


def mail(html: str = LETTER, text: str = "", **headers: str) -> bytes:
    message = EmailMessage()
    given = {"From": "Marlbury <news@marlbury.example>", "Subject": "The Marlbury Letter: kerbs", "To": "us@example.org",
             "Date": "Thu, 19 Nov 2026 08:00:00 +0000", "Message-ID": "<7@marlbury.example>"} | headers  # fmt: skip
    for name, value in given.items():
        message[name.replace("_", "-")] = value
    message.set_content(text or "Plain words.")
    if html:
        message.add_alternative(html, subtype="html")
    return message.as_bytes()


def read(*found: bytes) -> Page:
    headers = (("content-type", mailbags.MEDIA_TYPE),)
    page = mails.read_mails(Response(SOURCE.address, 200, headers, mailbags.pack(found)), SOURCE, NOW)
    assert isinstance(page, Page)
    return page


def tracked(address: str) -> str:
    return f"https://click.sender.example/ls?u=77&amp;url={quote(address, safe='')}&amp;reader=8d9f"


def digest(link=tracked) -> str:
    rows = "".join(
        f"""<table width="100%"><tr><td><h2><a href="{link(address)}">{title}</a></h2>
        <p>A few words on it, as newsletters have them, about number {number}.</p>
        <p><a href="{link(address)}">Read more</a></p></td></tr></table>"""
        for number, (title, address) in enumerate(STORIES)
    )
    return f"""<html><body><table><tr><td><p>Hello, here is our week.</p>{rows}
        <p><a href="https://sender.example/unsubscribe?u=77">Unsubscribe from this letter here</a> or
        <a href="https://sender.example/prefs?u=77">update your preferences</a></p></td></tr></table></body></html>"""


def test_a_letter_is_one_post():
    (post,) = read(mail()).posts
    assert post.title == "The Marlbury Letter: kerbs"
    assert "street by street" in post.text
    assert (post.published.at, post.guid) == (datetime(2026, 11, 19, 8, tzinfo=UTC), "mid:7@marlbury.example")
    assert (post.image, post.complete) == ("", True)


def test_its_address_on_the_web_names_no_reader():
    (post,) = read(mail()).posts
    assert post.address == "https://letters.example/view?id=7"
    (archived,) = read(mail(Archived_At="<https://letters.example/7>")).posts
    assert archived.address == "https://letters.example/7"
    (nowhere,) = read(mail("<p>Only words and more words.</p>")).posts
    assert nowhere.address == ""


def test_a_mail_without_html_is_read_too():
    (post,) = read(mail("", "Kerbs come down.\n\nMore: https://click.example/8d9f8d9f")).posts
    assert post.text == "Kerbs come down.\n\nMore:"


def test_a_digest_of_headlines_is_a_post_each_with_its_real_address():
    posts = read(mail(digest())).posts
    assert [(post.title, post.address) for post in posts] == STORIES
    assert {post.published.at for post in posts} == {datetime(2026, 11, 19, 8, tzinfo=UTC)}
    assert len({post.guid for post in posts}) == 4
    assert not any(post.complete or post.image for post in posts)


def test_an_address_that_a_link_hides_is_taken_from_where_it_led():
    (post, *_) = read(mail(digest(lambda address: f"https://click.example/{identity.digest(address)}"))).posts
    assert post.address.startswith("https://click.example/")
    completed = articles.complete(post, Article("https://marlbury.example/news/kerbs", "Kerbs", "Words."))
    assert completed.address == "https://marlbury.example/news/kerbs"


def test_the_same_mail_twice_is_one():
    assert len(known.decide(read(mail(), mail()).posts, {}).new) == 1


@pytest.mark.parametrize(
    "link",
    [
        "https://click.example/ls?upn=1&url=https%3A%2F%2Fa.example%2Fb%3Fc%3Dd",
        "https://click.example/CL0/https:%2F%2Fa.example%2Fb%3Fc=d/1/0100/xyz=",
        "https://click.example/go?d=" + base64.urlsafe_b64encode(b"https://a.example/b?c=d").decode().rstrip("="),
        "https://one.example/?q="
        + quote("https://two.example/?to=" + quote("https://a.example/b?c=d", safe=""), safe=""),
        "https://a.example/b?c=d",
    ],
)
def test_links_are_followed_as_far_as_they_say_so_themselves(link):
    assert mail_links.real(link) == "https://a.example/b?c=d"


def test_a_link_is_followed_three_times_and_no_more():
    link = "https://a.example/b"
    for name in ("four", "three", "two", "one"):
        link = f"https://{name}.example/?q={quote(link, safe='')}"
    assert mail_links.real(link) == "https://four.example/?q=https%3A%2F%2Fa.example%2Fb"


@pytest.mark.parametrize(
    "link",
    [
        "https://[a.example/?q=https://b.example",
        "https://a.example/go/https://nohost",
        "https://a.example/?d=aHR0cHM6Ly9iä",
    ],
)
def test_a_link_that_carries_no_address_stays(link):
    assert mail_links.real(link) == link


def test_links_that_share_a_page_stay_as_they_are():
    share = "https://social.example/sharer/sharer.php?u=https%3A%2F%2Fa.example%2Fb"
    assert mail_links.real(share) == share


def test_what_is_chosen_is_a_list_or_a_sender():
    one = mail(List_Id="The letter <letter.marlbury.example>")
    assert mailbags.wanted(one, "maildir:/x")
    assert mailbags.wanted(one, "maildir:/x?list=letter.marlbury.example")
    assert mailbags.wanted(one, "maildir:/x?list=other&from=NEWS@marlbury.example")
    assert not mailbags.wanted(one, "imaps://u@h/INBOX?from=someone@else.example")


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "utf-8", "no-such-charset", "utf-7"])
def test_charsets_are_read_or_survived(charset):
    raw = (
        b"Subject: =?utf-8?q?caf=C3=A9?=\nMIME-Version: 1.0\nContent-Type: text/html; charset=" + charset.encode()
        + b"\nContent-Transfer-Encoding: 8bit\n\n<p>caf\xe9 by the canal, open again</p>"
    )  # fmt: skip
    (post,) = read(raw).posts
    assert post.title == "café"
    assert post.text.endswith("by the canal, open again")


@pytest.mark.parametrize("subject", ["=?utf-8?b?a?= kerbs", "=?no-such-charset?q?kerbs?="])
def test_a_subject_that_cannot_be_decoded_is_read_as_it_stands(subject):
    assert mailbags.line(mailbags.headers(f"Subject: {subject}\n\n".encode()), "Subject") == subject


def test_a_body_of_mails_is_cut_where_it_would_be_too_large_and_a_broken_one_ends_it():
    large = b"x" * mailbags.LONGEST_MAIL
    bag = mailbags.pack([large + b"beyond", *[large] * 8, b"the tenth"])
    assert [len(one) for one in mailbags.unpack(bag)] == [mailbags.LONGEST_MAIL] * 8 or len(bag) <= mailbags.TOGETHER
    assert list(mailbags.unpack(mailbags.pack([b"one"]) + b"2x\nab")) == [b"one"]
    assert list(mailbags.unpack(b"3")) == []


def test_of_a_mail_of_very_many_parts_the_first_are_read():
    part = b"--b\nContent-Type: image/png\n\nx\n"
    text = b"--b\nContent-Type: text/plain\n\nThe kerbs of Marlbury are being lowered.\n"
    head = b"Subject: Parts\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
    assert len(read(head + part * 10 + text + b"--b--\n").posts) == 1
    assert [one.why for one in read(head + part * mails.PARTS + text + b"--b--\n").refused] == ["it holds no text"]


def test_mails_within_mails_without_end_are_refused_and_the_others_stay():
    page = read(b"Subject: deep\n" + b"Content-Type: message/rfc822\n\n" * 3_000 + b"Down here.", mail())
    assert [(refused.title, len(page.posts)) for refused in page.refused] == [("deep", 1)]


def nested(deep: int) -> bytes:
    head = b"Subject: deep\nMIME-Version: 1.0\n"
    body = b"Content-Type: text/plain\n\nDown here."
    for number in range(deep):
        body = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n%b\n--b%d--\n" % (number, number, body, number)
    return head + body


def test_a_mail_nested_without_end_is_refused_and_the_others_stay():
    page = read(nested(3_000), mail())
    assert [refused.title for refused in page.refused] == ["deep"]
    assert len(page.posts) == 1
    assert [post.text for post in read(nested(20)).posts] == ["Down here."]


def test_attachments_are_no_text():
    message = EmailMessage()
    message["Subject"] = "Papers"
    message.add_attachment("Secret minutes", filename="minutes.txt")
    assert not read(message.as_bytes()).posts


@pytest.mark.slow
@given(st.binary(max_size=600))
def test_no_bytes_raise(noise):
    assert read(noise, mail() + noise)
    headers = (("content-type", mailbags.MEDIA_TYPE),)
    assert mails.read_mails(Response("", 200, headers, noise), SOURCE, NOW)


@given(st.lists(st.binary(max_size=50), max_size=10))
def test_a_bag_gives_back_what_was_put_in(found):
    assert list(mailbags.unpack(mailbags.pack(found))) == found


@given(st.text(max_size=200))
def test_no_link_raises(text):
    assert isinstance(mail_links.real(f"https://a.example/{text}"), str)
