"""Mails that came back: kept once, matched to their delivery, acted upon."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from digest import model as m
from digest.delivery import addresses, consent, verp
from digest.delivery.returns import read_return
from digest.jobs import readers
from digest.jobs.parts import Parts

SOFT_IN_A_ROW = 3
"""So many issues in a row that came back softly make an address a lost one."""


@dataclass(frozen=True, slots=True)
class Took:
    """What a round of returned mails came to: by kind, those known already, those about no mail of ours, and whom
    we do not mail any more, with why.
    """

    kinds: dict[str, int]
    known: int
    unmatched: int
    suppressed: tuple[tuple[str, str], ...]


def take_returns(parts: Parts, mails: Iterable[bytes]) -> Took:
    """Keep each mail that came back and act upon it; a mail given twice counts once."""
    kinds: Counter[str] = Counter()
    known = unmatched = 0
    suppressed: list[tuple[str, str]] = []
    for body in mails:
        returned = read_return(body)
        delivery = _delivery(parts, body, returned)
        kept = _kept(parts, body, returned, delivery)
        if not parts.store.returns.keep(kept):
            known += 1
            continue
        kinds[returned.kind] += 1
        unmatched += delivery is None
        if delivery and (why := _lost(parts, returned, delivery)):
            parts.store.returns.bounce(delivery, returned.said or why, parts.clock.now())
            act = m.Act.COMPLAINED if returned.kind == "complaint" else m.Act.BOUNCED
            deed = consent.Deed(parts.newsletter.id, parts.clock.now(), "a mail came back", issue=delivery.issue)
            readers.end(parts, deed, act, delivery.address, why)
            suppressed.append((delivery.address, why))
    return Took(dict(kinds), known, unmatched, tuple(suppressed))


def _delivery(parts: Parts, body: bytes, returned: m.Returned) -> m.Delivery | None:
    """Return the delivery a mail is about: by the envelope's mark, else by the Message-ID inside it.

    An address alone proves nothing: anybody may write a mail that says of somebody else that they are gone.
    """
    mark = verp.mark(body[:20_000].decode("ascii", "replace"))
    for words in (mark, returned.about):
        if words and (found := parts.store.returns.delivery(parts.newsletter.id, words)):
            return found
    return None


def _kept(parts: Parts, body: bytes, returned: m.Returned, delivery: m.Delivery | None) -> m.Return:
    address = delivery.address if delivery else addresses.key(returned.recipient)
    return m.Return(
        id=hashlib.sha256(body).hexdigest(),
        newsletter=parts.newsletter.id,
        issue=delivery.issue if delivery else 0,
        address=address,
        kind=returned.kind,
        status=returned.status,
        said=returned.said,
        at=parts.clock.now(),
    )


def _lost(parts: Parts, returned: m.Returned, delivery: m.Delivery) -> str:
    """Return why an address must not be mailed any more, "" where it may."""
    if returned.kind == "hard":
        return f"its server says that it does not take mail ({returned.status or 'no code'})"
    if returned.kind == "complaint":
        return "its reader called our mail unwanted"
    if returned.kind != "soft":
        return ""
    softly = {
        one.issue for one in parts.store.returns.of(parts.newsletter.id, delivery.address) if one.kind == "soft"
    }
    in_a_row = all(delivery.issue - back in softly for back in range(SOFT_IN_A_ROW))
    return f"{SOFT_IN_A_ROW} issues in a row came back" if in_a_row else ""
