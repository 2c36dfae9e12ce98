"""What was wrong in an issue, told beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from digest.model.names import NewsletterId, StoryId


@dataclass(frozen=True, slots=True)
class Correction:
    """A new fact beside an issue, which itself never changes: what is right, and a note that readers see.

    `number` counts an issue's corrections from 1 in the order they were made. `story` "" means the issue as a
    whole. `title` and `summary` stand for the story's own where they are not ""; `about` is the headline the
    issue was sent with.
    """

    newsletter: NewsletterId
    issue: int
    number: int
    made: datetime
    by: str
    story: StoryId
    note: str
    title: str = ""
    summary: str = ""
    about: str = ""

    @property
    def same(self) -> tuple[str, ...]:
        """What makes two corrections one: what they are about and what they say."""
        return (self.story, self.title, self.summary, self.note)
