"""Mails that came back: kept once, matched to what they are about, acted upon."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from digest import model as m
from digest.delivery import addresses, consent, message_id, notices, verp
from digest.delivery.returns import leaving, read_return
from digest.jobs import readers
from digest.jobs.parts import Parts

ON_THEIR_WAY = (m.Fate.SENT, m.Fate.BOUNCED, m.Fate.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Took:
    """What a round of returned mails came to: by kind, those known already, those about no mail of ours, and whom
    we do not mail any more, with why.
    """

    kinds: dict[str, int]
    known: int
    unmatched: int
    suppressed: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _About:
    """The mail of ours that came back: an issue to a reader, or a letter (then without a delivery)."""

    address: str
    issue: int = 0
    delivery: m.Delivery | None = None


def take_notices(parts: Parts, told: bytes) -> Took:
    """Keep what a mail service tells, which has shown our secret: it is believed about whom a mail was to."""
    return take_returns(parts, notices.apart(told), vouched=True)


def take_returns(parts: Parts, mails: Iterable[bytes], *, vouched: bool = False) -> Took:
    """Keep each mail that came back and act upon it; a mail given twice counts once."""
    kinds: Counter[str] = Counter()
    known = unmatched = 0
    suppressed: list[tuple[str, str]] = []
    for body in mails:
        if token := leaving(body):
            kinds["leaving"] += 1
            unmatched += not readers.unsubscribe(parts, token, "a mail to the newsletter's address")
            continue
        returned = read_return(body)
        if vouched and returned.kind == "none":
            continue  # that a mail arrived, or was opened: nothing came back
        about = _about(parts, body, returned) or (_by_recipient(parts, returned) if vouched else None)
        if not parts.store.returns.keep(_kept(parts, body, returned, about)):
            known += 1
            continue
        kinds[returned.kind] += 1
        unmatched += about is None
        if about and (why := _lost(parts, returned, about)):
            _end(parts, returned, about, why)
            suppressed.append((about.address, why))
    return Took(dict(kinds), known, unmatched, tuple(suppressed))


def _about(parts: Parts, body: bytes, returned: m.Returned) -> _About | None:
    """Return what a mail is about: by the envelope's mark, else by the Message-ID inside it.

    An address alone proves nothing: anybody may write a mail that says of somebody else that they are gone.
    """
    newsletter, store = parts.newsletter, parts.store
    mark = verp.mark(body[:20_000].decode("ascii", "replace"))
    issues = store.desk.next_number(newsletter.id) - 1 if mark else 0
    message_ids = verp.message_ids(newsletter.id, issues, mark, newsletter.sender.address)
    if delivery := store.returns.delivery(
        newsletter.id, [*message_ids, *([returned.about] if returned.about else [])]
    ):
        return _About(delivery.address, delivery.issue, delivery)
    for words in (mark, returned.about):
        if words and (letter := store.letters.marked(newsletter.id, words)):
            return _About(letter.address)
    return None


def _by_recipient(parts: Parts, returned: m.Returned) -> _About | None:
    """Return the last mail of ours to a recipient, for services that put a Message-ID of their own on mails."""
    address = addresses.key(returned.recipient)
    if not address:
        return None
    kept = parts.store.readers.kept(parts.newsletter.id, address)
    sent = [issue for issue, fate, _, _ in kept.deliveries if fate in ON_THEIR_WAY]
    if not sent:
        return _About(address) if kept.letters else None
    sender = parts.newsletter.sender.address
    name = message_id(parts.newsletter.id, max(sent), address, sender=sender, secret=parts.secret)
    delivery = parts.store.returns.delivery(parts.newsletter.id, [name])
    return _About(address, max(sent), delivery) if delivery else None


def _kept(parts: Parts, body: bytes, returned: m.Returned, about: _About | None) -> m.Return:
    return m.Return(
        id=hashlib.sha256(body).hexdigest(),
        newsletter=parts.newsletter.id,
        issue=about.issue if about else 0,
        address=about.address if about else addresses.key(returned.recipient),
        kind=returned.kind,
        status=returned.status,
        said=returned.said,
        at=parts.clock.now(),
    )


def _end(parts: Parts, returned: m.Returned, about: _About, why: str) -> None:
    now = parts.clock.now()
    if about.delivery:
        parts.store.returns.bounce(about.delivery, returned.said or why, now)
    act = m.Act.COMPLAINED if returned.kind == "complaint" else m.Act.BOUNCED
    deed = consent.Deed(parts.newsletter.id, now, "a mail came back", issue=about.issue)
    readers.end(parts, deed, act, about.address, why)


def _lost(parts: Parts, returned: m.Returned, about: _About) -> str:
    """Return why an address must not be mailed any more, "" where it may."""
    if returned.kind == "hard":
        return f"its server says that it does not take mail ({returned.status or 'no code'})"
    if returned.kind == "complaint":
        return "its reader called our mail unwanted"
    return _too_often(parts, about) if returned.kind == "soft" and about.issue else ""


def _too_often(parts: Parts, about: _About) -> str:
    """Return that an address came back softly so many issues in a row and over so many days, "" where it did not.

    In a row: of the issues that this reader was sent. A full mailbox for a weekend is no lost one.
    """
    how = parts.patience
    kept = parts.store.readers.kept(parts.newsletter.id, about.address)
    softly = {issue: at for issue, kind, at, _ in kept.returns if kind == "soft"}
    sent = [
        (issue, at)
        for issue, fate, at, _ in reversed(kept.deliveries)
        if fate in ON_THEIR_WAY and issue <= about.issue
    ]
    last = sent[: how.soft_bounces]
    if len(last) < how.soft_bounces or not all(issue in softly for issue, _ in last):
        return ""
    moments = [at for _, at in last if at]
    over = max(moments) - min(moments) if moments else timedelta()
    if over < timedelta(days=how.soft_days):
        return ""
    return f"{how.soft_bounces} issues in a row came back"
