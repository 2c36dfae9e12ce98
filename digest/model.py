"""The words of the product as values: one frozen dataclass a concept.

Everything here is immutable and knows nothing outside itself: no files, no network, no clock. Collections
are tuples, identifiers are their own types. Times are aware; ours are in UTC, a publisher's keep the offset
they were given with, so that the day shown is the publisher's day. A whole day is its midnight in UTC and is
never moved to another zone. The words are those of docs/architecture.md, in the order in which a post meets
them on its way to a reader.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Literal, NewType

NewsletterId = NewType("NewsletterId", str)
SourceId = NewType("SourceId", str)
ThemeId = NewType("ThemeId", str)
PostId = NewType("PostId", str)
StoryId = NewType("StoryId", str)
SlotId = NewType("SlotId", str)
RunId = NewType("RunId", str)

# ── a newsletter and what it is made from ──────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Theme:
    """A subject the newsletter's readers know."""

    id: ThemeId
    name: str
    description: str
    keywords: tuple[str, ...] = ()


class Role(StrEnum):
    """What sort of publisher a source is; decides whose post leads a story (earlier leads)."""

    INSTITUTE = "institute"
    GOVERNMENT = "government"
    AUDIT = "audit"
    BODY = "body"
    MAGAZINE = "magazine"
    NEWS = "news"


@dataclass(frozen=True, slots=True)
class Source:
    """Somewhere posts come from: a feed, a listing page, an events page."""

    id: SourceId
    name: str
    address: str
    kind: str = "auto"
    role: Role = Role.BODY
    weight: float = 1.0
    language: str = ""
    day_first: bool = True
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who a mail is from."""

    name: str
    address: str
    reply_to: str = ""
    postal_address: str = ""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a newsletter owes something, in its own time zone: `weekday` 0 is Monday, as `date.weekday()`."""

    collect_every: timedelta
    draft_weekday: int
    draft_time: time
    send_weekday: int
    send_time: time
    unreviewed: Literal["hold", "send"] = "hold"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an issue holds."""

    window: timedelta = timedelta(days=7)
    stories: int = 40
    per_theme: int = 8
    per_source: int = 6
    events: int = 10


@dataclass(frozen=True, slots=True)
class Look:
    """A newsletter's own colours; every other choice of design is in the templates."""

    accent: str = "#0b5563"
    accent_dark: str = "#7cc4d1"


@dataclass(frozen=True, slots=True)
class Newsletter:
    """One publication: a title, a schedule, sources, themes, a look."""

    id: NewsletterId
    title: str
    tagline: str
    language: str
    time_zone: str
    sender: Sender
    schedule: Schedule
    sources: tuple[Source, ...]
    themes: tuple[Theme, ...]
    limits: Limits = field(default_factory=Limits)
    look: Look = field(default_factory=Look)
    introduction: str = ""

    def theme(self, theme: ThemeId) -> Theme | None:
        """Return the theme with this id, None where there is none."""
        return next((t for t in self.themes if t.id == theme), None)

    def source(self, source: SourceId) -> Source | None:
        """Return the source with this id, None where it has been taken out of the file since."""
        return next((s for s in self.sources if s.id == source), None)


# ── what goes out to the web and comes back ────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Request:
    """One page to ask for; `etag` and `modified` are the validators of last time (RFC 9110, 13.1)."""

    address: str
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """What a server answered. `address` is where the answer came from, after redirects.

    `permanent` is where 301 and 308 alone led, "" where nothing moved for good. Header names are lower
    case. `body` is decompressed and within the caps of the fetcher; it is hostile until read.
    """

    address: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    permanent: str = ""

    def header(self, name: str) -> str:
        """Return the first header of that lower-case name, "" where it is absent."""
        return next((value for key, value in self.headers if key == name), "")

    @property
    def unchanged(self) -> bool:
        """True where the server said 304: nothing new since the validators."""
        return self.status == 304


class Trouble(StrEnum):
    """Why something that was asked of the outside did not come: the kinds a reader of a report can tell apart."""

    UNREACHABLE = "unreachable"  # no address, no connection, a broken answer
    FORBIDDEN = "forbidden"  # an address we refuse: private, loopback, not http
    SLOW = "slow"  # out of time
    TOO_LARGE = "too large"
    REDIRECTS = "redirects"  # too many, or in a circle
    STATUS = "status"  # the server said 4xx or 5xx
    GONE = "gone"  # 410
    ROBOTS = "robots"  # the site asks not to be read
    LOGIN = "login"  # a page to sign in where posts should be
    UNREADABLE = "unreadable"  # came, and is not what it should be
    EMPTY = "empty"  # came, is right, and holds nothing where it used to
    KILLED = "killed"  # reading it took too long or too much memory


@dataclass(frozen=True, slots=True)
class Failure:
    """An expected failure as a value: `about` is the address or id, `said` one sentence for a person."""

    trouble: Trouble
    about: str
    said: str


# ── posts ──────────────────────────────────────────────────────────────────────────────────────────────

EvidenceKind = Literal["feed", "json-ld", "meta", "time", "listing", "address", "prose", "first seen"]


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
class Event:
    """What a post announces for a date; `start` and `end` are UTC, `zone` is where the clock on the wall is.

    `kind` is "deadline" where `start` is the last moment to answer (a consultation that closes).
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

    @property
    def over_at(self) -> datetime:
        """The moment after which it must not be announced any more."""
        return self.end or (self.start + timedelta(days=1) if self.whole_day else self.start)


@dataclass(frozen=True, slots=True)
class Post:
    """One thing a source published. `summary` and `text` are plain text, whatever they came as.

    `guid` is what the source itself calls it ("" where it does not), `address` is canonical and absolute.
    `seen` is when it was first met. `keys` are the names under which it is recognised when it comes again
    (see sources.identity); `complete` is True once its own page was read, or needs not be.
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


@dataclass(frozen=True, slots=True)
class Refused:
    """Something on a page that is not a post of ours, and why."""

    title: str
    address: str
    why: str


@dataclass(frozen=True, slots=True)
class Page:
    """What a source's page held. `kind` is how it was read; `better` are feeds the page points to.

    `learned` is what the reader wants to be given next time (JSON of its own); `title` the page's name.
    """

    kind: str
    posts: tuple[Post, ...]
    better: tuple[str, ...] = ()
    learned: str = ""
    title: str = ""
    refused: tuple[Refused, ...] = ()


@dataclass(frozen=True, slots=True)
class Memory:
    """What earlier visits to a source left for the next one; `address` and `kind` are where and how it was read.

    `asked` is the address the newsletter's file gave at that time: with another one, nothing here holds any more.
    """

    source: SourceId
    asked: str = ""
    address: str = ""
    kind: str = ""
    etag: str = ""
    modified: str = ""
    learned: str = ""
    tried: datetime | None = None
    succeeded: datetime | None = None
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Visited:
    """How one visit to one source ended: `failure` is None where it was read.

    `unread` are posts whose own page could not be read; they are kept as the source gave them.
    """

    source: SourceId
    at: datetime
    failure: Failure | None = None
    unchanged: bool = False
    found: int = 0
    new: int = 0
    changed: int = 0
    unread: tuple[Failure, ...] = ()


# ── stories ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Placement:
    """A theme a story belongs to: `score` in 0..1, `evidence` the words that put it there. "" is Other."""

    theme: ThemeId
    score: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """One or two sentences, and where they come from: the source's own words, or the text's."""

    text: str
    origin: Literal["source", "text", "none"]


@dataclass(frozen=True, slots=True)
class Story:
    """Posts about one and the same thing; `lead` stands for it, `others` under "also in".

    `placements` has the main theme first; `rank` is in 0..1, higher first; `reasons` are sentences that say
    why it is one story, why it is here, why so high. `earlier` are issue numbers that covered the matter.
    """

    id: StoryId
    lead: Post
    others: tuple[Post, ...]
    placements: tuple[Placement, ...]
    summary: Summary
    rank: float = 0.0
    reasons: tuple[str, ...] = ()
    earlier: tuple[int, ...] = ()

    @property
    def posts(self) -> tuple[Post, ...]:
        """All posts of the story, the lead first."""
        return (self.lead, *self.others)

    @property
    def theme(self) -> ThemeId:
        """The main theme, "" for Other."""
        return self.placements[0].theme if self.placements else ThemeId("")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A story that is not in the draft, and why in words an editor understands."""

    story: Story
    why: str


@dataclass(frozen=True, slots=True)
class Told:
    """The outcome of telling stories: what was kept, best first, and what was left out with reasons."""

    stories: tuple[Story, ...]
    left_out: tuple[LeftOut, ...] = ()


# ── drafts and issues ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Section:
    """A theme's stories in the order of the draft; theme "" is Other."""

    theme: ThemeId
    stories: tuple[Story, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader will see, before or after approval. `lead` is not repeated in `sections`.

    `events` are the stories with an event, by its date, soonest first; they are not in `sections`.
    """

    subject: str
    preheader: str
    introduction: str
    lead: Story | None
    sections: tuple[Section, ...]
    events: tuple[Story, ...]
    since: datetime
    until: datetime

    @property
    def stories(self) -> tuple[Story, ...]:
        """Every story once: the lead, then the sections in order, then the events."""
        head = (self.lead,) if self.lead else ()
        return (*head, *(story for section in self.sections for story in section.stories), *self.events)


@dataclass(frozen=True, slots=True)
class Draft:
    """An issue still open to editors, `due` at its slot's moment. `notes` are the things worth a look, as sentences."""

    newsletter: NewsletterId
    slot: SlotId
    due: datetime
    revision: int
    composed: datetime
    content: Content
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Issue:
    """An approved draft: frozen, numbered from 1 per newsletter, never changed. Only editing.approve makes one."""

    newsletter: NewsletterId
    number: int
    slot: SlotId
    dated: datetime
    approved: datetime
    approved_by: str
    content: Content


class Mark(StrEnum):
    """Places in a rendition that are filled per reader: addresses no page could hold, unharmed by any escaping."""

    UNSUBSCRIBE = "https://unsubscribe.mark.invalid/"


# ── renditions ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Rendition:
    """An issue in one format, as a file of the outbox: `path` is relative to it, with forward slashes."""

    path: str
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A card that could not be set as it was and was reduced to title and link, and why."""

    story: StoryId
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Mail:
    """An edition ready to be addressed: the personal places are still markers (see delivery.personal)."""

    subject: str
    html: str
    text: str
    stories: int
    quarantined: tuple[Quarantined, ...] = ()


# ── readers and deliveries ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A reader; `themes` empty means all of them."""

    address: str
    name: str = ""
    themes: tuple[ThemeId, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """A mail on its way: envelope and bytes (CRLF lines, RFC 5322)."""

    id: str
    mail_from: str
    rcpt_to: str
    body: bytes


class Fate(StrEnum):
    """What became of a delivery. `sent` means a mail server took it; `unknown` that nobody can know.

    `sending` is written before the socket opens: where a sender dies, what it left so becomes unknown.
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DEFERRED = "deferred"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One issue to one subscriber, and its fate; `said` is the server's last word or our reason."""

    newsletter: NewsletterId
    issue: int
    address: str
    message_id: str
    fate: Fate
    said: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """What a post office said of one message."""

    message_id: str
    fate: Fate
    said: str


# ── slots and runs ─────────────────────────────────────────────────────────────────────────────────────


class Job(StrEnum):
    """What a slot owes."""

    COLLECT = "collect"
    DRAFT = "draft"
    SEND = "send"


@dataclass(frozen=True, slots=True)
class Slot:
    """A moment at which the schedule owes something."""

    id: SlotId
    newsletter: NewsletterId
    job: Job
    at: datetime


class SlotState(StrEnum):
    """How a slot stands; all but `running` are final unless a person says otherwise (`held`)."""

    RUNNING = "running"
    DONE = "done"
    SKIPPED = "skipped"
    HELD = "held"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A slot as the ledger has it: who took it, when, how it ended and why."""

    slot: Slot
    state: SlotState
    why: str = ""
    run: RunId = RunId("")
    changed: datetime | None = None
