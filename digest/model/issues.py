"""Drafts, open to editors, and issues, frozen by approval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from digest.model.corrections import Correction
from digest.model.names import NewsletterId, SlotId, StoryId, ThemeId
from digest.model.stories import LeftOut, Story


@dataclass(frozen=True, slots=True)
class Section:
    """A theme's stories in the order of the draft; theme "" is Other."""

    theme: ThemeId
    stories: tuple[Story, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture of a story, made ours: `name` is its file in the issue's folder, `width` and `height` its pixels.

    `source` is where it was fetched from, `alt` what stands for it where it is not shown.
    """

    story: StoryId
    source: str
    name: str
    width: int
    height: int
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader will see, before or after approval. `lead` is not repeated in `sections`.

    `events` are the stories with an event, by its date, soonest first; they are not in `sections`.
    `corrections` are those of earlier issues that this one tells; `picture` is the lead's, None for none.
    """

    subject: str
    preheader: str
    introduction: str
    lead: Story | None
    sections: tuple[Section, ...]
    events: tuple[Story, ...]
    since: datetime
    until: datetime
    corrections: tuple[Correction, ...] = ()
    picture: Picture | None = None

    @property
    def stories(self) -> tuple[Story, ...]:
        """Every story once: the lead, then the sections in order, then the events."""
        head = (self.lead,) if self.lead else ()
        return (*head, *(story for section in self.sections for story in section.stories), *self.events)


@dataclass(frozen=True, slots=True)
class Merged:
    """A story that an editor made part of another."""

    story: Story
    into: StoryId


@dataclass(frozen=True, slots=True)
class Resting:
    """An edit that stands and cannot be made just now, by the number of its change, and why."""

    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An issue still open to editors, `due` at its slot's moment; `notes` are sentences on what is worth a look.

    Every story is in `content`, in `left_out` or in `merged`. `by_hand` names the lines of the issue that follow
    nothing any more because an editor wrote them, `unlisted` the stories that an editor took out of the events,
    `pictures` all that were made for stories that led. `resting` are the edits that wait for their story.
    """

    newsletter: NewsletterId
    slot: SlotId
    due: datetime
    revision: int
    composed: datetime
    content: Content
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()
    merged: tuple[Merged, ...] = ()
    by_hand: tuple[Literal["subject", "preheader"], ...] = ()
    unlisted: tuple[StoryId, ...] = ()
    pictures: tuple[Picture, ...] = ()
    resting: tuple[Resting, ...] = ()


@dataclass(frozen=True, slots=True)
class Issue:
    """An approved draft: frozen, numbered from 1 per newsletter, never changed. Only editing.approve makes one.

    `corrections` are facts beside it, told in its archive page and feeds (renditions.corrections.corrected); the
    issue that is stored has none.
    """

    newsletter: NewsletterId
    number: int
    slot: SlotId
    dated: datetime
    approved: datetime
    approved_by: str
    content: Content
    corrections: tuple[Correction, ...] = ()
