"""Who is let in to the desk: by a link that is mailed and works once, then by a session; programs by a token.

The store holds only hashes of what lets people in. A role is read from the newsletter's file each time: whoever
is taken out of it is out, whatever they hold. What is made and ended goes on record.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from digest import model as m
from digest.delivery import notes
from digest.errors import NothingThere, NotNow, StoreBusy
from digest.jobs.parts import Parts
from digest.jobs.posting import posted

LINK_FOR = timedelta(minutes=15)
SESSION_FOR = timedelta(days=30)
TOKEN_FOR = timedelta(days=366)
MOST_LINKS = 5
MOST_TOKENS = 20
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)

_MAIL = """Somebody, we hope you, asked for a way in to the desk of {title}.

Open this address and press the button there. It works once, until {until} UTC:

{address}

If it was not you, there is nothing to do: without the button nothing happens.
"""


def colleague(newsletter: m.Newsletter, address: str) -> m.Colleague | None:
    """Return who of the newsletter's people has that address, None where nobody has."""
    wanted = address.strip().casefold()
    return next((one for one in newsletter.people if one.address.casefold() == wanted), None)


def invite(parts: Parts, address: str) -> bool:
    """Mail a link to the address if it is one of our people's; whoever asked is told the same in either case.

    Five links an hour for each; True where one was handed to the mail server.
    """
    who = colleague(parts.newsletter, address)
    if who is None:
        return False
    now = parts.clock.now()
    lately = [one for one in _passes(parts, who, m.PassKind.LINK) if one.made > now - _HOUR]
    if len(lately) >= MOST_LINKS:
        return False
    token = link(parts, who)
    until = f"{now + LINK_FOR:%H:%M}"
    text = _MAIL.format(title=parts.newsletter.title, until=until, address=f"{parts.public}/desk/enter/{token}")
    subject = f"Your way in to the desk of {parts.newsletter.title}"
    letter = notes.note(parts.newsletter, who.address, subject, text, key=f"desk.{hashed(token)[:24]}", sent_at=now)
    return posted(parts.office, letter)[0].fate is m.Fate.SENT


def link(parts: Parts, who: m.Colleague) -> str:
    """Return the secret of a new link that lets somebody in once, within a quarter of an hour."""
    return _made(parts, who, m.PassKind.LINK, "", LINK_FOR)


def waiting_link(parts: Parts, token: str) -> m.Signed | None:
    """Return whom a link would let in, None where it is used, too old or none of ours; nothing changes."""
    return _shown(parts, token, m.PassKind.LINK)


def enter(parts: Parts, token: str, browser: str) -> str | None:
    """Use a link up and return the secret of a new session; None where the link is used, too old or none of ours."""
    signed = _shown(parts, token, m.PassKind.LINK)
    if signed is None or not parts.store.passes.end(hashed(token), parts.clock.now()):
        return None
    record(parts, signed.who, "signed in", browser)
    return _made(parts, signed.who, m.PassKind.SESSION, browser, SESSION_FOR)


def in_session(parts: Parts, secret: str) -> m.Signed | None:
    """Return who holds a session's secret, None where it is over or none of ours."""
    return _shown(parts, secret, m.PassKind.SESSION)


def with_token(parts: Parts, secret: str) -> m.Signed | None:
    """Return whose token a program shows, None where it has ended or is none of ours."""
    return _shown(parts, secret, m.PassKind.TOKEN)


def new_token(parts: Parts, who: m.Colleague, label: str) -> str:
    """Return the secret of a new token, which nobody can ask for again. Raises `NotNow` where there are too many."""
    now = parts.clock.now()
    if sum(one.lets_in(now) for one in _passes(parts, who, m.PassKind.TOKEN)) >= MOST_TOKENS:
        raise NotNow(f"You have {MOST_TOKENS} tokens. End one of them first.")
    record(parts, who, "made a token", label)
    return _made(parts, who, m.PassKind.TOKEN, label, TOKEN_FOR)


def passes_of(parts: Parts, who: m.Colleague) -> Sequence[m.Pass]:
    """Return somebody's sessions and tokens that are still good, newest first."""
    now = parts.clock.now()
    mine = parts.store.passes.of(parts.newsletter.id, who.address)
    return [one for one in mine if one.kind is not m.PassKind.LINK and one.lets_in(now)]


def end_pass(parts: Parts, who: m.Colleague, name: str) -> m.Pass:
    """End one of somebody's own sessions or tokens. Raises `NothingThere` where they have none of that name."""
    found = next((one for one in passes_of(parts, who) if one.id == name), None)
    if found is None:
        raise NothingThere("This session or token has ended already.", about=name)
    parts.store.passes.end(found.hash, parts.clock.now())
    record(parts, who, f"ended a {found.kind.value}", found.label)
    return found


def record(parts: Parts, who: m.Colleague, what: str, about: str = "") -> None:
    """Write down what somebody did at the desk."""
    done = m.Record(parts.newsletter.id, parts.clock.now(), who.name, what, about[:500])
    parts.store.records.add(done)


def form_key(parts: Parts, secret: str) -> str:
    """Return what every form of a session bears, so that no other site can send one (a keyed hash of its secret)."""
    return hmac.new(parts.secret, b"form " + secret.encode(), hashlib.sha256).hexdigest()[:32]


def hashed(secret: str) -> str:
    """Return what the store keeps of a secret; the secret is 32 random bytes, so nothing slower is needed."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _made(parts: Parts, who: m.Colleague, kind: m.PassKind, label: str, good_for: timedelta) -> str:
    secret, now = secrets.token_urlsafe(32), parts.clock.now()
    name, about = who.name[:200], label[:200]
    parts.store.passes.keep(
        m.Pass(hashed(secret), kind, parts.newsletter.id, who.address, name, about, now, now + good_for)
    )
    return secret


def _shown(parts: Parts, secret: str, kind: m.PassKind) -> m.Signed | None:
    """Return who a secret of that kind lets in at this moment, and remember to the minute that it was shown."""
    now = parts.clock.now()
    found = parts.store.passes.get(hashed(secret))
    if found is None or found.kind is not kind or not found.lets_in(now):
        return None
    if found.newsletter != parts.newsletter.id:
        return None
    who = colleague(parts.newsletter, found.address) if found.address else here(found.name)
    if who is None:
        return None
    if kind is not m.PassKind.LINK and _not_lately(found, now):
        with suppress(StoreBusy):  # when it was last used is not worth waiting for
            parts.store.passes.seen(found.hash, now)
    return m.Signed(who, found)


def here(name: str) -> m.Colleague:
    """Return whoever runs the program on this machine: they hold the files, so they may do everything."""
    return m.Colleague("", name, m.DeskRole.APPROVER)


def _not_lately(one: m.Pass, now: datetime) -> bool:
    return one.used is None or now - one.used >= _MINUTE


def _passes(parts: Parts, who: m.Colleague, kind: m.PassKind) -> list[m.Pass]:
    return [one for one in parts.store.passes.of(parts.newsletter.id, who.address) if one.kind is kind]
