"""What editors do: typed changes to a draft, and what is learned from them.

An edit says what is to be, not how it was: a draft is what was composed with the edits that stand, one after the
other (editing.history), so that any edit may be taken back, at any time and by anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from digest.model.names import NewsletterId, PostId, SlotId, StoryId, ThemeId
from digest.model.posts import Post

_NONE = StoryId("")
_NO_SLOT = SlotId("")


@dataclass(frozen=True, slots=True)
class Retitle:
    """A story with a headline of the editors' own."""

    story: StoryId
    title: str


@dataclass(frozen=True, slots=True)
class Resummarise:
    """A story told in the editors' own words; "" for no summary."""

    story: StoryId
    summary: str


@dataclass(frozen=True, slots=True)
class Move:
    """A story put under another theme, where it stands first; "" is Other."""

    story: StoryId
    theme: ThemeId


@dataclass(frozen=True, slots=True)
class Place:
    """A story put under a theme before another one, "" for the end; "" as the theme is Other."""

    story: StoryId
    theme: ThemeId
    before: StoryId = _NONE


@dataclass(frozen=True, slots=True)
class Pin:
    """A story put at the top of the issue, "" for none; the one before it goes back under its theme."""

    story: StoryId


@dataclass(frozen=True, slots=True)
class Merge:
    """A story, in the draft or left out, told as part of another."""

    story: StoryId
    into: StoryId


@dataclass(frozen=True, slots=True)
class Split:
    """A post told as a story of its own, right after the one that it was part of.

    `summary` is what is said of it; the job fills it in where nobody said anything.
    """

    story: StoryId
    post: PostId
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Lead:
    """Which post of a story stands for it; `summary` is of that post, filled in by the job."""

    story: StoryId
    post: PostId
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Drop:
    """A story left out, and why."""

    story: StoryId
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Bring:
    """A story taken in from what was left out, first under its theme; events stand among the events."""

    story: StoryId


@dataclass(frozen=True, slots=True)
class Add:
    """A post that no source brought, by its address or written by hand, as a story under a theme."""

    post: Post
    theme: ThemeId
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """A word of the editors beside a story, for readers; "" for none."""

    story: StoryId
    text: str


@dataclass(frozen=True, slots=True)
class Announce:
    """A story that announces something stands among the events, or (`listed` False) under its theme."""

    story: StoryId
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Introduce:
    """The introduction, in Markdown."""

    text: str


@dataclass(frozen=True, slots=True)
class Subject:
    """The subject; "" for the one that follows the lead by itself."""

    text: str


@dataclass(frozen=True, slots=True)
class Preheader:
    """What the inbox shows after the subject; "" for the one that is made by itself."""

    text: str


Edit = (
    Retitle
    | Resummarise
    | Move
    | Place
    | Pin
    | Merge
    | Split
    | Lead
    | Drop
    | Bring
    | Add
    | Remark
    | Announce
    | Introduce
    | Subject
    | Preheader
)
"""Every kind of change that an editor makes to a draft."""

EDITS: dict[str, type[Edit]] = {
    "retitle": Retitle,
    "resummarise": Resummarise,
    "move": Move,
    "place": Place,
    "pin": Pin,
    "merge": Merge,
    "split": Split,
    "lead": Lead,
    "drop": Drop,
    "bring": Bring,
    "add": Add,
    "remark": Remark,
    "announce": Announce,
    "introduce": Introduce,
    "subject": Subject,
    "preheader": Preheader,
}
"""Their names, as the store, the API and the command line write them."""


@dataclass(frozen=True, slots=True)
class Example:
    """A text of which an editor said where it belongs: what themes learn from.

    `number` counts a newsletter's examples from 1. An example that was `undone` teaches nothing and stays on record.
    `slot` and `step` name the move in a draft that it was learned from, "" and 0 where there was none.
    """

    newsletter: NewsletterId
    number: int
    title: str
    summary: str
    theme: ThemeId
    by: str
    made: datetime
    undone: datetime | None = None
    slot: SlotId = _NO_SLOT
    step: int = 0

    @property
    def text(self) -> str:
        """What a theme is told by."""
        return " . ".join(filter(None, (self.title, self.summary)))
