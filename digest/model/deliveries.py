"""Readers, and what becomes of one issue on its way to each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from digest.model.names import NewsletterId, ThemeId


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A reader; `themes` empty means all of them. With `format` "text" their mails have no HTML part.

    Nothing is sent to them before `paused_until`.
    """

    address: str
    name: str = ""
    themes: tuple[ThemeId, ...] = ()
    format: Literal["html", "text"] = "html"
    paused_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A mail on its way: envelope and bytes (CRLF lines, RFC 5322).

    `ready` means that it goes over the wire as it is: no bare CR or LF, no line that begins with a dot.
    """

    id: str
    mail_from: str
    rcpt_to: str
    body: bytes
    ready: bool = False


class Fate(StrEnum):
    """What became of a delivery. `sent` means a mail server took it; `unknown` that nobody can know.

    `sending` is written before the socket opens: where a sender dies, what it left so becomes unknown. `bounced` is
    a mail that was taken and came back for good.
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DEFERRED = "deferred"
    UNKNOWN = "unknown"
    BOUNCED = "bounced"
    SKIPPED = "skipped"


OPEN = (Fate.PENDING, Fate.DEFERRED)
"""What is still to be sent."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One issue to one subscriber, and its fate; `said` is the server's last word or our reason.

    `tries` were made, the first at `since`; what was put off may be tried again at `due`. `themes` are those of the
    reader when it was planned, for the figures.
    """

    newsletter: NewsletterId
    issue: int
    address: str
    message_id: str
    fate: Fate
    said: str = ""
    at: datetime | None = None
    tries: int = 0
    since: datetime | None = None
    due: datetime | None = None
    themes: tuple[ThemeId, ...] = ()

    @property
    def domain(self) -> str:
        """What stands behind the @."""
        return self.address.rpartition("@")[2]


class CampaignState(StrEnum):
    """How the sending of an issue stands."""

    SENDING = "sending"
    PAUSED = "paused"
    FINISHED = "finished"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Campaign:
    """The sending of one issue. `again` is when a pause ends by itself, None where a person has to end it.

    `planned` is when every reader had a row. It is finished when no row is open.
    """

    newsletter: NewsletterId
    issue: int
    state: CampaignState
    started: datetime
    changed: datetime
    why: str = ""
    again: datetime | None = None
    planned: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many deliveries of an issue have what in common: a fate, and a domain or a choice of themes."""

    fate: Fate
    count: int
    domain: str = ""
    themes: tuple[ThemeId, ...] = ()


@dataclass(frozen=True, slots=True)
class Followed:
    """How often the links of one story were followed, whoever followed them; `theme` None for what is under none."""

    what: str
    theme: ThemeId | None
    times: int


@dataclass(frozen=True, slots=True)
class Posted:
    """What a post office said of one message; `pending` is one that it did not try."""

    message_id: str
    fate: Fate
    said: str


@dataclass(frozen=True, slots=True)
class Handed:
    """Mails for a post office. None, and `wait` in seconds: ask again then; without `wait`: there are no more."""

    messages: tuple[Message, ...] = ()
    wait: float | None = None


@dataclass(frozen=True, slots=True)
class Returned:
    """A mail that came back, as far as it says: what it is, whom it is about, and why.

    `hard` means that the address will not work, `soft` that it may. `recipient` and `status` (RFC 3463) are ""
    where the mail does not say; `about` is the Message-ID of the mail of ours that it is about.
    """

    kind: Literal["hard", "soft", "complaint", "auto-reply", "none"]
    recipient: str = ""
    status: str = ""
    said: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Return:
    """A returned mail as it is kept: `id` is a hash of its bytes, `issue` 0 where it is about none that is known."""

    id: str
    newsletter: NewsletterId
    issue: int
    address: str
    kind: str
    status: str
    said: str
    at: datetime
