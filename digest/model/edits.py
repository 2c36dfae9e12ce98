"""What editors do: typed changes to a draft, and what is learned from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from digest.model.names import NewsletterId, StoryId, ThemeId

_OTHER = ThemeId("")


@dataclass(frozen=True, slots=True)
class Move:
    """A story put under another theme, "" for Other, by whom and when.

    `was` and `at` are the theme it had and its place among that theme's stories, written when the edit is applied,
    so that it can be taken back.
    """

    story: StoryId
    theme: ThemeId
    by: str
    made: datetime
    was: ThemeId = _OTHER
    at: int = 0


Edit = Move
"""Every kind of change to a draft; there is one so far."""


@dataclass(frozen=True, slots=True)
class Example:
    """A text of which an editor said where it belongs: what themes learn from.

    `number` counts a newsletter's examples from 1. An example that was `undone` teaches nothing and stays on record.
    """

    newsletter: NewsletterId
    number: int
    title: str
    summary: str
    theme: ThemeId
    by: str
    made: datetime
    undone: datetime | None = None

    @property
    def text(self) -> str:
        """What a theme is told by."""
        return " . ".join(filter(None, (self.title, self.summary)))
