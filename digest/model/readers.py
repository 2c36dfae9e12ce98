"""Readers: what they chose, what they agreed to and when, and the mails that are only about that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from digest.model.deliveries import Fate, Subscriber
from digest.model.names import NewsletterId, ThemeId


class Act(StrEnum):
    """What a reader, an editor or a mail server did, as far as it bears on whether we may write to them."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    LISTED = "listed"
    IMPORTED = "imported"
    CHANGED = "changed"
    LEFT = "left"
    REMOVED = "removed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    ERASED = "erased"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Consent:
    """One line of the record of consent, which only grows.

    `shown` is the text the reader had before them, `where` the page, file or mail it stood in, `how` the act in
    words, `client` the network the request came from (never the whole address), `basis` why an import may be mailed.
    `themes` are those in force after it (before it, where it ended the subscription), none for all of them.
    `issue` is the one whose mail led here, 0 where that is not known.
    """

    newsletter: NewsletterId
    address: str
    act: Act
    at: datetime
    how: str
    where: str = ""
    shown: str = ""
    client: str = ""
    basis: str = ""
    themes: tuple[ThemeId, ...] = ()
    issue: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """What somebody sent from a page, kept until it is answered by mail; `id` is 0 until it is stored.

    Whoever sent it hears the same, whether the address is known or not: nothing is decided before it is stored.
    """

    newsletter: NewsletterId
    kind: Literal["sign-up", "key"]
    address: str
    at: datetime
    themes: tuple[ThemeId, ...] = ()
    format: Literal["html", "text"] = "html"
    where: str = ""
    shown: str = ""
    client: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Subscription:
    """A reader as they are kept. `state` is "asked" until they have confirmed.

    `origin` says how they came: by the sign-up page, by an import, or by the list of the home folder, which may
    take them off again. `own_choice` is True where they chose their themes themselves: a list never overrules that.
    `asked` is the moment of the last sign-up, which its confirmation has to name.
    """

    newsletter: NewsletterId
    reader: Subscriber
    state: Literal["asked", "subscribed"]
    origin: Literal["page", "import", "list"]
    since: datetime
    asked: datetime | None = None
    own_choice: bool = False


@dataclass(frozen=True, slots=True)
class Suppression:
    """An address that must not be mailed, by what and since when; `address` is "" for one that was erased."""

    newsletter: NewsletterId
    address: str
    act: Act
    why: str
    at: datetime


class LetterKind(StrEnum):
    """What a letter is for: each has a template of its name in templates/letters/."""

    CONFIRM = "confirm"
    WELCOME = "welcome"
    ALREADY = "already"
    KEY = "key"
    GOODBYE = "goodbye"


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to one reader about their subscription, sent once: `id` is the same however often it is asked for.

    `about` is what it has to name, such as the moment of the sign-up it confirms.
    """

    id: str
    newsletter: NewsletterId
    kind: LetterKind
    address: str
    message_id: str
    about: str
    at: datetime
    fate: Fate = Fate.PENDING
    said: str = ""
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """How an address stands now: its subscription, and what forbids to mail it; None where there is none."""

    subscription: Subscription | None = None
    suppression: Suppression | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What one act does to one address, stored whole or not at all; nothing where nothing is given.

    `put` takes the place of the subscription, `remove` takes it away; `suppress` forbids mail, `release` allows it
    again; `letter` is a mail to be sent about it.
    """

    consent: Consent | None = None
    put: Subscription | None = None
    remove: bool = False
    suppress: Suppression | None = None
    release: bool = False
    letter: Letter | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """How many subscriptions ended in the same way after one issue, of readers of one domain and choice of themes."""

    act: Act
    count: int
    domain: str
    themes: tuple[ThemeId, ...] = ()


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many readers are mailed, wait to confirm, pause; `newest` is when the last of the mailed came."""

    mailed: int
    asked: int
    paused: int
    newest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything that is held about one address."""

    newsletter: NewsletterId
    address: str
    standing: Standing
    consents: tuple[Consent, ...]
    letters: tuple[Letter, ...]
    deliveries: tuple[tuple[int, str, datetime | None, str], ...]
    returns: tuple[tuple[int, str, datetime, str], ...]
