"""Who works at the desk: people and what they may do, the passes that let them in, what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from digest.model.names import NewsletterId


class DeskRole(StrEnum):
    """What somebody may do: a reader looks, an editor changes drafts, an approver lets issues out and stops them."""

    READER = "reader"
    EDITOR = "editor"
    APPROVER = "approver"

    @property
    def rank(self) -> int:
        """How much it allows: each role may do all that those before it may."""
        return list(DeskRole).index(self)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody at the desk; `address` is "" for whoever runs the program on this machine."""

    address: str
    name: str
    role: DeskRole = DeskRole.EDITOR

    def may(self, role: DeskRole) -> bool:
        """Tell whether they may do what that role may."""
        return self.role.rank >= role.rank


class PassKind(StrEnum):
    """What a pass is: a link lets in once, a session for a time, a token lets a program in."""

    LINK = "link"
    SESSION = "session"
    TOKEN = "token"  # noqa: S105 - the name of a kind, no secret


@dataclass(frozen=True, slots=True)
class Pass:
    """What lets somebody in; `hash` is of the secret that only they have, `label` the browser or what a token is for.

    `used` is when it was last shown, to the minute; one that has `ended` lets nobody in.
    """

    hash: str
    kind: PassKind
    newsletter: NewsletterId
    address: str
    name: str
    label: str
    made: datetime
    until: datetime
    used: datetime | None = None
    ended: datetime | None = None

    def lets_in(self, now: datetime) -> bool:
        """Tell whether it is good at that moment."""
        return self.ended is None and now < self.until

    @property
    def id(self) -> str:
        """A name for it that opens nothing."""
        return self.hash[:16]


@dataclass(frozen=True, slots=True)
class Signed:
    """Somebody who has shown a pass; `by` None where a proxy vouches for them."""

    who: Colleague
    by: Pass | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """Something done at the desk that matters to others: when, by whom, what, about what."""

    newsletter: NewsletterId
    at: datetime
    by: str
    what: str
    about: str = ""
