"""Newsletters that came by mail to posts: one a mail, or one a headline where a mail is itself a digest.

Nothing is fetched for it: neither pictures nor styles. Mails are as hostile as pages, and read under caps.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import Message
from email.parser import BytesParser
from email.utils import parsedate_to_datetime

from digest.model import DateEvidence, Page, Post, Refused, Response, Source
from digest.sources import addresses, clean, dates, decode, identity, mail_links, mailbags
from digest.sources.raw import FIELD, Raw, to_post

HEADLINES = 3  # from so many on a mail is a digest of posts
TELLING = 4  # words of a headline
PARTS = 60
BOUNDARIES = 200

_ON_THE_WEB = re.compile(
    r"\b(?:view|read|open|see|display)\b.{0,30}\b(?:browser|online|web)\b|\bweb version\b|\bonline version\b|"
    r"im browser|online (?:ansehen|lesen)|dans (?:votre|le) navigateur|version en ligne|en (?:su|el|tu) navegador|"
    r"nel browser|in (?:de|je|uw) browser|mewn porwr",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"""<a\b[^<>]{0,2000}?\bhref\s{0,3}=\s{0,3}["']?([^"'\s>]{8,4000})[^<>]{0,2000}>(.{0,300}?)</a""",
    re.IGNORECASE | re.DOTALL,
)
_HOUSEKEEPING = re.compile(
    r"\b(?:unsubscribe|preferences|privacy|forward (?:to|this)|view (?:in|online)|browser|manage|update your|"
    r"add us to|sign ?up|subscribe|contact us|terms|abbestellen|d[eé]sabonner|follow us|donate|share)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"<?https?://\S{1,4000}")


@dataclass(frozen=True, slots=True)
class _Mail:
    """One mail, decoded: its headers on a line each, and what it says as HTML and as plain text."""

    name: str
    subject: str
    date: str
    archived: str
    html: str
    text: str


def read_mails(response: Response, source: Source, now: datetime) -> Page:
    """Return the posts of the mails in an answer of a mailbox, the newest mail first."""
    posts: list[Post] = []
    refused: list[Refused] = []
    for mail in mailbags.unpack(response.body):
        found = _read(mail, source, now)
        if isinstance(found, Refused):
            refused.append(found)
        else:
            posts += found
    return Page("mail", identity.told_apart(posts), refused=tuple(refused))


def _read(mail: bytes, source: Source, now: datetime) -> list[Post] | Refused:
    try:
        opened = _opened(mail)
    except Exception as error:  # noqa: BLE001 - hostile MIME breaks the parser in many ways; the other mails stay
        return Refused(
            mailbags.line(mailbags.headers(mail), "Subject")[:200], "", f"it cannot be read ({error})"[:200]
        )
    if isinstance(opened, str):
        return Refused(mailbags.line(mailbags.headers(mail), "Subject")[:200], "", opened)
    evidence = _sent(opened.date, now)
    whole = _whole(opened, evidence)
    several = _headlines(opened, source, evidence, now)
    if several:
        return several
    post = to_post(whole, source, "", now)
    return post if isinstance(post, Refused) else [replace(post, complete=True)]


# ── a mail opened ──────────────────────────────────────────────────────────────────────────────────────


def _opened(mail: bytes) -> _Mail | str:
    """Return a mail decoded, or in words why it is left alone."""
    if mail.lower().count(b"boundary=") > BOUNDARIES:
        return "it is nested too deeply to be read safely"
    message = BytesParser().parsebytes(mail)
    html = text = ""
    for kind, words in _bodies(message):
        if kind == "text/html":
            html = html or words
        else:
            text = text or words
    if not html and not text:
        return "it holds no text"
    name = mailbags.line(message, "Message-ID").strip("<>")
    subject, date = mailbags.line(message, "Subject"), mailbags.line(message, "Date")
    name = name or identity.digest(f"{mailbags.line(message, 'From')}\n{date}\n{subject}")
    return _Mail(name[:500], subject, date, mailbags.line(message, "Archived-At").strip("<>"), html, text)


def _bodies(message: Message) -> Iterator[tuple[str, str]]:
    """Yield what a mail says, part by part: its kind and its words. Attachments are left out."""
    waiting = [message]
    for _ in range(PARTS):
        if not waiting:
            return
        part = waiting.pop(0)
        if part.is_multipart():
            inner = part.get_payload()
            waiting[:0] = [one for one in inner if isinstance(one, Message)] if isinstance(inner, list) else []
        elif (
            part.get_content_type() in ("text/html", "text/plain") and part.get_content_disposition() != "attachment"
        ):
            body = bytes(part.get_payload(decode=True))
            yield part.get_content_type(), decode.text(body, f"text/html; charset={_charset(part)}")[: 4 * FIELD]


def _charset(part: Message) -> str:
    named = str(part.get_param("charset") or "utf-8")
    return re.sub(r"[^\w.:-]", "", named)[:40] or "utf-8"


def _sent(words: str, now: datetime) -> tuple[DateEvidence, ...]:
    """Return when it was sent, by its Date (RFC 5322, 3.6.1), nothing where that cannot be read."""
    try:
        at = parsedate_to_datetime(words)
    except (ValueError, TypeError, IndexError, OverflowError):
        moment = dates.read_date(words, near=now) if words else None
        return (DateEvidence("feed", words[:200], moment.at, moment.whole_day),) if moment else ()
    return (DateEvidence("feed", words[:200], at if at.tzinfo else at.replace(tzinfo=UTC)),)


# ── what it says ───────────────────────────────────────────────────────────────────────────────────────


def _whole(mail: _Mail, sent: tuple[DateEvidence, ...]) -> Raw:
    """Return a mail as one finding: its subject, its words, where it stands on the web if it says so."""
    return Raw(
        title=mail.subject,
        address=_on_the_web(mail),
        guid=f"{identity.BY_MAIL}{mail.name}",
        text=mail.html or _ADDRESS.sub("", mail.text).replace("<", "&lt;"),
        dates=sent,
    )


def _on_the_web(mail: _Mail) -> str:
    """Return where the mail stands on the web, without what names its reader; "" where it does not say so."""
    if mail.archived:
        return mail_links.unsigned(mail.archived)
    for href, words in _LINK.findall(mail.html[:FIELD]):
        if _ON_THE_WEB.search(clean.line(words)):
            return mail_links.unsigned(mail_links.real(href.replace("&amp;", "&")))
    return ""


def _headlines(mail: _Mail, source: Source, sent: tuple[DateEvidence, ...], now: datetime) -> list[Post]:
    """Return a post for each headline of a mail that is a digest of posts, none for one that is a letter."""
    from digest.sources import listing

    if not mail.html:
        return []
    html = mail_links.mended(mail.html)
    hosts = Counter(addresses.host(href.replace("&amp;", "&")) for href, _ in _LINK.findall(html[: 4 * FIELD]))
    base = next((f"https://{host}/" for host, _ in hosts.most_common() if host), "")
    page = listing.read_listing(html, source, base, now) if base else None
    told = [post for post in page.posts if _is_headline(post, base)] if page else []
    if len(told) < HEADLINES or len({post.address for post in told}) < len(told):
        return []
    return [_of_mail(post, mail, sent, now) for post in told]


def _is_headline(post: Post, base: str) -> bool:
    wordy = len(post.title.split()) >= TELLING and not _HOUSEKEEPING.search(post.title)
    return wordy and addresses.key(post.address) not in {"", addresses.key(base)}


def _of_mail(post: Post, mail: _Mail, sent: tuple[DateEvidence, ...], now: datetime) -> Post:
    """Return a headline's post named after its mail and dated by it where it has no date; its picture stays out."""
    own = [one for one in post.published.evidence if one.kind != "first seen"]
    named = replace(
        post,
        guid=f"{identity.BY_MAIL}{mail.name}#{identity.digest(addresses.key(post.address))}",
        published=post.published if own else dates.settle(sent, now),
        image="",
    )
    keys = identity.keys(named)
    return replace(named, keys=keys, id=identity.name(post.source, *keys))
