"""An issue in its formats, and what is filled in per reader."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from digest.model.names import StoryId


class Mark(StrEnum):
    """Places in a rendition that are filled per reader: addresses no page could hold, unharmed by any escaping."""

    UNSUBSCRIBE = "https://unsubscribe.mark.invalid/"
    PREFERENCES = "https://preferences.mark.invalid/"


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
