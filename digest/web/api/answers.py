"""What the API answers, as definitions: the document is made from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Report:
    """A post of a story: its id, who published it, what it is called, where it is, when it came out."""

    id: str
    source: str
    title: str
    address: str
    published: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """A story. The first report leads it; `was` is the headline it came with where an editor gave it another."""

    id: str
    title: str
    was: str | None
    summary: str
    summary_by: str
    theme: str
    rank: float
    remark: str
    reasons: tuple[str, ...]
    reports: tuple[Report, ...]
    earlier: tuple[int, ...]
    starts: datetime | None = None


@dataclass(frozen=True, slots=True)
class Under:
    """A theme's stories; "" is Other."""

    theme: str
    stories: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Out:
    """A story that is left out, and why; `into` is the story that tells it, where one does."""

    story: Told
    why: str
    into: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """The content of a draft or an issue."""

    subject: str
    preheader: str
    introduction: str
    lead: Told | None
    sections: tuple[Under, ...]
    events: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """The draft in hand."""

    slot: str
    revision: int
    composed: datetime
    due: datetime
    content: Shown
    left_out: tuple[Out, ...]
    merged: tuple[Out, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """A step of the history. `stands` is null for what cannot be taken back, `rests` says why an edit waits."""

    number: int
    kind: str
    by: str
    made: datetime
    said: str
    stands: bool | None = None
    rests: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """The draft after a change; `again` is true where the change of that key had been made before."""

    step: Happened
    draft: Waiting
    again: bool = False


@dataclass(frozen=True, slots=True)
class Mail:
    """The very mail that would be sent; `quarantined` are the stories that had to be reduced."""

    subject: str
    html: str
    text: str
    stories: int
    quarantined: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A file as it would be published: its path in the outbox and its text."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Held:
    """What lets somebody in: a session or a token of theirs, and until when."""

    id: str
    kind: str
    label: str
    made: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Printed:
    """An issue."""

    number: int
    slot: str
    dated: datetime
    approved: datetime
    approved_by: str
    content: Shown | None = None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A story that stands, or would stand, under another theme or in another place."""

    story: str
    title: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What is told otherwise: of a story, or (`story` "") a line of the issue."""

    story: str
    what: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Differs:
    """How two contents differ."""

    came: tuple[Told, ...]
    went: tuple[Told, ...]
    moved: tuple[Elsewhere, ...]
    retold: tuple[Otherwise, ...]


@dataclass(frozen=True, slots=True)
class File:
    """A file of an issue made anew, beside what was published: SHA-256 of both."""

    path: str
    made: str
    published: str
    same: bool


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a move would teach: phrases that would lean to the theme, and what else it would have moved."""

    story: str
    theme: str
    phrases: tuple[str, ...]
    moves: tuple[Elsewhere, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What was done, in a sentence."""

    said: str


@dataclass(frozen=True, slots=True)
class Stage:
    """How the issue in hand stands: its stage in a word, how many it would go to, deliveries by their fate."""

    stage: str
    slot: str
    revision: int
    issue: int
    people: int
    fates: dict[str, int]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a post stands, and why."""

    where: str
    story: str
    why: str


@dataclass(frozen=True, slots=True)
class Because:
    """All that is known of a post's place."""

    post: Report
    dated: str
    themes: tuple[tuple[str, float, tuple[str, ...]], ...]
    stands: tuple[Place, ...]
    said: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceState:
    """How a source is, in words, and its share of the places in the last issues."""

    id: str
    name: str
    state: str
    said: str
    leads: int
    share: float


@dataclass(frozen=True, slots=True)
class Proposed:
    """A subject that no theme covers: its label, the words that mark it, how many posts it has, and the nearest."""

    label: str
    words: tuple[str, ...]
    posts: int
    nearest: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why nothing was done. Where another changed the same thing: what was wanted, what they did, both versions."""

    error: str
    mine: str = ""
    theirs: tuple[str, ...] = ()
    was: str = ""
    now: str = ""
