"""What sources publish: posts, their dates and events, the pages they stand on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from digest.model.names import PostId, SourceId

EvidenceKind = Literal["feed", "json-ld", "meta", "time", "listing", "address", "prose", "first seen"]
EventStatus = Literal["", "changed", "cancelled", "postponed"]


@dataclass(frozen=True, slots=True)
class DateEvidence:
    """One thing that says when a post came out: where it stood, the words, what they mean."""

    kind: EvidenceKind
    words: str
    at: datetime
    whole_day: bool = False


@dataclass(frozen=True, slots=True)
class Dating:
    """When a post came out and how sure that is: `confidence` in 0..1, `whole_day` where no time was given.

    `evidence` has the best first. `flag` says in words what is odd ("in the future, first seen kept").
    """

    at: datetime
    confidence: float
    whole_day: bool = False
    evidence: tuple[DateEvidence, ...] = ()
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who speaks at an event."""

    name: str
    role: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """How an event stood until `until`, when its source was seen to say otherwise."""

    until: datetime
    start: datetime
    end: datetime | None = None
    whole_day: bool = False
    place: str = ""
    status: EventStatus = ""


@dataclass(frozen=True, slots=True)
class Event:
    """What a post announces for a date; `start` and `end` are UTC, `zone` is where the clock on the wall is.

    `kind` is "deadline" where `start` is the last moment to answer (a consultation that closes). `status` says
    whether it still stands as it was first announced, `changed` in words what is otherwise than before ("Moved from
    3 to 10 December."), `earlier` how it stood before, the newest last. `uid` is what its publisher's calendar
    calls it.
    """

    name: str
    start: datetime
    end: datetime | None = None
    zone: str = "Europe/London"
    whole_day: bool = False
    place: str = ""
    online: bool = False
    speakers: tuple[Person, ...] = ()
    organisers: tuple[str, ...] = ()
    kind: Literal["event", "deadline"] = "event"
    evidence: str = ""
    status: EventStatus = ""
    changed: str = ""
    earlier: tuple[Held, ...] = ()
    uid: str = ""

    @property
    def sequence(self) -> int:
        """How many times it has been changed since it was first met, as calendars count (RFC 5545, 3.8.7.4)."""
        return len(self.earlier)

    @property
    def is_off(self) -> bool:
        """True where it does not take place when it was said to: cancelled, or postponed to no day yet."""
        return self.status in ("cancelled", "postponed")

    @property
    def over_at(self) -> datetime:
        """The moment after which it must not be announced any more."""
        return self.end or (self.start + timedelta(days=1) if self.whole_day else self.start)


@dataclass(frozen=True, slots=True)
class Post:
    """One thing a source published. `summary` and `text` are plain text, whatever they came as.

    `guid` is what the source itself calls it ("" where it does not), `address` is canonical and absolute.
    `seen` is when it was first met. `keys` are the names under which it is recognised when it comes again
    (see sources.identity); `complete` is True once its own page was read, or needs not be. `medium` says in words
    what is heard or seen there ("podcast, 32 min"), "" for what is read.
    """

    id: PostId
    source: SourceId
    guid: str
    address: str
    title: str
    summary: str
    text: str
    published: Dating
    seen: datetime
    authors: tuple[str, ...] = ()
    image: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()
    event: Event | None = None
    keys: tuple[str, ...] = ()
    complete: bool = False
    medium: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """What one page says of itself: the text without what surrounds it, who, when."""

    address: str
    title: str
    text: str
    summary: str = ""
    authors: tuple[str, ...] = ()
    published: Dating | None = None
    modified: datetime | None = None
    image: str = ""
    language: str = ""
    event: Event | None = None
