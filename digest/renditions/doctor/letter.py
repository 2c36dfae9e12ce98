"""A mail as the doctor looks at it: the octets that leave, read as a mail program reads them."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.message import Message

from digest import model as m
from digest.renditions.doctor import css, tree
from digest.renditions.fit import encoded_size


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail holds. `headers` is empty for a page that no mail is around; `parts` are the kinds in order.

    `size` is the octets of the HTML part on its way.
    """

    subject: str
    html: str
    text: str
    size: int
    page: tree.Document
    sheet: tuple[css.Rule, ...]
    headers: tuple[tuple[str, str], ...] = ()
    parts: tuple[str, ...] = ()

    def header(self, name: str) -> tuple[str, ...]:
        """Return every value of a header, by its name in any case."""
        return tuple(value for key, value in self.headers if key.lower() == name)


@dataclass(frozen=True, slots=True)
class Case:
    """A mail and what is known beside it; what is not known is empty, and the checks that need it find nothing.

    `public` is where our own files are served. `issue` is what it was made from, `stories` how many of it are
    inside. `earlier` are the subjects of earlier issues by number. `links` is where its links led, by address.
    `quarantined` are cards that had to be reduced. `spam` is a filter's word, or why there is none.
    """

    letter: Letter
    public: str = ""
    issue: m.Issue | None = None
    stories: int | None = None
    earlier: Mapping[int, str] = field(default_factory=dict)
    links: Mapping[str, m.Checked] = field(default_factory=dict)
    quarantined: tuple[m.Quarantined, ...] = ()
    spam: m.SpamScore | str = ""


def page(html: str) -> Letter:
    """Return a page as the HTML of a mail, with nothing around it."""
    read = tree.document(html)
    title = next((tree.words_in_order(one) for one in read.find("title")), "")
    return Letter(title, html, "", encoded_size(html), read, css.rules(read))


def message(octets: bytes) -> Letter:
    """Return a message (RFC 5322) as a letter; what cannot be read is empty."""
    read = email.message_from_bytes(octets, policy=email.policy.default)
    leaves = [part for part in read.walk() if not part.is_multipart()]
    html, text = (_leaf(leaves, f"text/{kind}") for kind in ("html", "plain"))
    said = _content(html) if html else ""
    document = tree.document(said)
    return Letter(
        subject=_plain_value(read.get("Subject", "")),
        html=said,
        text=_content(text) if text else "",
        size=len(_payload(html)) if html else 0,
        page=document,
        sheet=css.rules(document),
        headers=tuple((name, _plain_value(value)) for name, value in read.raw_items()),
        parts=tuple(part.get_content_type() for part in leaves),
    )


def _leaf(leaves: Sequence[Message], kind: str) -> Message | None:
    return next((part for part in leaves if part.get_content_type() == kind), None)


def _content(part: Message) -> str:
    """Return a part's text; one in a character set that nobody knows is read as UTF-8."""
    octets = part.get_payload(decode=True)
    charset = part.get_content_charset("utf-8")
    try:
        return octets.decode(charset, "replace") if isinstance(octets, bytes) else ""
    except LookupError:
        return octets.decode("utf-8", "replace") if isinstance(octets, bytes) else ""


def _payload(part: Message) -> str:
    said = part.get_payload()
    return said.replace("\r\n", "\n").replace("\n", "\r\n") if isinstance(said, str) else ""


def _plain_value(value: object) -> str:
    return " ".join(str(value).split())
