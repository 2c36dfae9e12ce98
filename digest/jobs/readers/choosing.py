"""What readers see and choose by a link of theirs: preferences by any mail of theirs, their data by a fresh one.

Mails are forwarded. So the link in a mail's footer changes what is harmless and shows nothing about the person;
what we hold, and erasing it, takes a key that was mailed to the address within the last day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from digest import model as m
from digest.delivery import consent, tokens
from digest.jobs.parts import Parts


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader may choose; `themes` empty means all of them, `pause` is the day on which mails begin again."""

    themes: tuple[m.ThemeId, ...]
    format: str
    pause: date | None


def choice(parts: Parts, token: str) -> Choice | None:
    """Return what the reader of a token has chosen, None where they are not subscribed (or nobody is meant)."""
    address = tokens.unseal(parts.secret, tokens.CHOOSE, parts.newsletter.id, token)
    standing = parts.store.readers.standing(parts.newsletter.id, address) if address else m.Standing()
    if standing.subscription is None or not consent.is_mailed(standing):
        return None
    reader, zone = standing.subscription.reader, ZoneInfo(parts.newsletter.time_zone)
    until = reader.paused_until
    paused = until is not None and until > parts.clock.now()
    return Choice(reader.themes, reader.format, until.astimezone(zone).date() if until and paused else None)


def choose(parts: Parts, token: str, wish: Choice, *, client: str = "") -> Choice | None:
    """Store what a reader chose and return it; None as `choice`. All themes ticked is none: themes to come, too."""
    newsletter = parts.newsletter
    address = tokens.unseal(parts.secret, tokens.CHOOSE, newsletter.id, token)
    if address is None:
        return None
    known = tuple(theme.id for theme in newsletter.themes if theme.id in wish.themes)
    reader = m.Subscriber(
        address,
        themes=() if len(known) == len(newsletter.themes) else known,
        format="text" if wish.format == "text" else "html",
        paused_until=_midnight(wish.pause, newsletter.time_zone),
    )
    deed = consent.Deed(newsletter.id, parts.clock.now(), "saved the preferences page", client=client)
    parts.store.readers.change(newsletter.id, (address,), lambda _, standing: consent.chosen(deed, reader, standing))
    return choice(parts, token)


def opened_by(parts: Parts, key: str) -> str | None:
    """Return the address that a key opens, None where it is not ours or its day is over."""
    opened = tokens.unsealed(parts.secret, tokens.KEY, parts.newsletter.id, key)
    if opened is None or not opened[1].isascii() or not opened[1].isdigit():
        return None
    return opened[0] if parts.clock.now().timestamp() < int(opened[1]) else None


def kept(parts: Parts, address: str) -> m.Kept:
    """Return everything that is held about an address, but the secret parts of Message-IDs and addresses of links."""
    held = parts.store.readers.kept(parts.newsletter.id, address)
    return replace(held, letters=tuple(replace(one, id="", message_id="") for one in held.letters))


def _midnight(day: date | None, zone: str) -> datetime | None:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC) if day else None
