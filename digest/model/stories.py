"""Posts about one thing, told once, with the reasons for their place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from digest.model.names import StoryId, ThemeId
from digest.model.posts import Post


@dataclass(frozen=True, slots=True)
class Placement:
    """A theme a story belongs to: `score` in 0..1, `evidence` the words that put it there. "" is Other."""

    theme: ThemeId
    score: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """One or two sentences, and whose they are: the source's, the text's, a machine's rewriting, or an editor's."""

    text: str
    origin: Literal["source", "text", "rewritten", "none", "editor"]


@dataclass(frozen=True, slots=True)
class Related:
    """A story that may be on the same matter and was not made one with ours: its id and headline, and why."""

    story: StoryId
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Story:
    """Posts about one and the same thing; `lead` stands for it, `others` under "also in".

    `placements` has the main theme first; `rank` is in 0..1, higher first; `reasons` are sentences that say
    why it is one story, why it is here, why so high. `earlier` are issue numbers that covered the matter,
    `related` stories that may be on it: never merged, for editors only. `remark` is a word of the editors beside
    it, for readers; `was` the headline that its lead came with, where an editor gave it another.
    `choices` are the two themes that come nearest where none is sure: for editors to choose from.
    """

    id: StoryId
    lead: Post
    others: tuple[Post, ...]
    placements: tuple[Placement, ...]
    summary: Summary
    rank: float = 0.0
    reasons: tuple[str, ...] = ()
    earlier: tuple[int, ...] = ()
    related: tuple[Related, ...] = ()
    remark: str = ""
    was: str | None = None
    choices: tuple[Placement, ...] = ()

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
