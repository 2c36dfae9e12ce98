"""Signing up: asked on a page, answered by mail, confirmed by a button. The page learns nothing on the way.

What is asked is only stored; whether the address is known is found out afterwards, by `answer`, which nobody waits
for. So the page's words and the time they take are the same for every address.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from digest import model as m
from digest.delivery import addresses, consent, tokens
from digest.jobs.parts import Parts
from digest.jobs.readers.letters import letter, post

AT_ONCE = 100
PAUSE = timedelta(minutes=10)
MOST_A_DAY = 3
"""Letters that one address gets because somebody typed it into a form."""

FORGOTTEN = timedelta(days=30)
"""After so long a sign-up that was never confirmed is taken away."""

GOOD_FOR = timedelta(days=1)
"""So long the key to a person's data opens."""

BY_ASKING = (m.LetterKind.CONFIRM, m.LetterKind.ALREADY, m.LetterKind.KEY)


def ask(parts: Parts, wish: m.Ask) -> None:
    """Store what somebody sent from a page; one with an address that cannot be mailed is dropped."""
    if not addresses.mistake(wish.address):
        parts.store.readers.ask(replace(wish, address=addresses.key(wish.address)))


def wording(shown: str) -> str:
    """Return the version of a text that is shown to those who sign up: another text has another."""
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


def answer(parts: Parts) -> int:
    """Answer what was asked and send the letters that are due; return how many letters left.

    Safe to run as often and in as many places as one likes: each ask is answered once, each letter sent once.
    """
    newsletter = parts.newsletter.id
    while waiting := parts.store.readers.asks(newsletter, AT_ONCE):
        for wish in waiting:
            _answer(parts, wish)
    return post(parts)


def _answer(parts: Parts, wish: m.Ask) -> None:
    recent = parts.store.letters.since(wish.newsletter, wish.address, wish.at - timedelta(days=1))
    mailed = [one for one in recent if one.kind in BY_ASKING]
    enough = len(mailed) >= MOST_A_DAY or any(wish.at - one.at < PAUSE for one in mailed)

    def decide(address: str, standing: m.Standing) -> m.Change:
        if enough or not consent.may_ask(standing):
            return m.Change()
        if wish.kind == "key":
            known = standing.subscription or standing.suppression
            until = int((wish.at + GOOD_FOR).timestamp())
            return m.Change(letter=letter(parts, m.LetterKind.KEY, address, str(until))) if known else m.Change()
        if consent.is_mailed(standing):
            return m.Change(letter=letter(parts, m.LetterKind.ALREADY, address, wish.at.isoformat()))
        change = consent.asked(wish, standing)
        return replace(change, letter=letter(parts, m.LetterKind.CONFIRM, address, wish.at.isoformat()))

    parts.store.readers.change(wish.newsletter, (wish.address,), decide, taking=wish.id)


def confirm(parts: Parts, token: str, *, client: str = "") -> bool:
    """Make a sign-up good by the token of its mail; a second time changes nothing.

    True where the reader is subscribed now, False where the token is not ours, or of a sign-up that is no more.
    """
    newsletter = parts.newsletter.id
    opened = tokens.unsealed(parts.secret, tokens.CONFIRM, newsletter, token)
    asked_at = _moment(opened[1]) if opened else None
    if opened is None or asked_at is None:
        return False
    deed = consent.Deed(newsletter, parts.clock.now(), "pressed the button of the confirmation", client=client)

    def decide(address: str, standing: m.Standing) -> m.Change:
        change = consent.confirmed(deed, asked_at, standing)
        if change.put is None:
            return change
        return replace(change, letter=letter(parts, m.LetterKind.WELCOME, address, asked_at.isoformat()))

    parts.store.readers.change(newsletter, (opened[0],), decide)
    return consent.is_mailed(parts.store.readers.standing(newsletter, opened[0]))


def forget_unconfirmed(parts: Parts) -> int:
    """Take away sign-ups that nobody confirmed in time; return how many."""
    return parts.store.readers.forget_asked(parts.newsletter.id, parts.clock.now() - FORGOTTEN)


def _moment(words: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(words)
    except ValueError:
        return None
    return at if at.tzinfo else None
