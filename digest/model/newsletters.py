"""A newsletter and what it is made from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import Literal

from digest.model.names import NewsletterId, SourceId, ThemeId
from digest.model.people import Colleague
from digest.model.schedules import Schedule


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
class Selectors:
    """Where the parts of a list stand, as CSS selectors written by hand; all but `item` are looked for within it."""

    item: str
    title: str = ""
    link: str = ""
    date: str = ""
    author: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Somewhere posts come from: a feed, a listing page, an events page.

    `pages` is how many pages of a list that goes over several are read; `selectors` take the place of finding the
    list by itself. `time_zone` is where its clocks are, "" where that is not said.
    """

    id: SourceId
    name: str
    address: str
    kind: str = "auto"
    role: Role = Role.BODY
    weight: float = 1.0
    language: str = ""
    day_first: bool = True
    evidence: str = ""
    pages: int = 1
    selectors: Selectors | None = None
    time_zone: str = ""

    @property
    def zone(self) -> str:
        """The IANA name of the zone whose clocks its pages mean."""
        return self.time_zone or "Europe/London"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who a mail is from."""

    name: str
    address: str
    reply_to: str = ""
    postal_address: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an issue holds; `window` of nought reaches back to the cut-off of the issue before."""

    window: timedelta = timedelta(0)
    stories: int = 40
    per_theme: int = 8
    per_source: int = 6
    events: int = 10


@dataclass(frozen=True, slots=True)
class Look:
    """A newsletter's own colours, logo and fonts; every other choice of design is in the templates.

    `logo` is a file in the home folder, "" for none. Fonts are stacks of names as CSS writes them, "" for ours.
    """

    accent: str = "#0b5563"
    accent_dark: str = "#7cc4d1"
    logo: str = ""
    logo_alt: str = ""
    heading_font: str = ""
    text_font: str = ""


@dataclass(frozen=True, slots=True)
class Newsletter:
    """One publication: a title, a schedule, sources, themes, a look; `hub` is its WebSub hub, "" for none.

    `unplaced` says where stories go that are sure of no theme, `other_languages` where those go that are not in
    `language`: as any other, under Other, or left out. `clicks` says whether links of the mail are counted.
    """

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
    hub: str = ""
    people: tuple[Colleague, ...] = ()
    unplaced: Literal["other", "leave out"] = "other"
    other_languages: Literal["keep", "other", "leave out"] = "keep"
    clicks: bool = False

    def theme(self, theme: ThemeId) -> Theme | None:
        """Return the theme with this id, None where there is none."""
        return next((t for t in self.themes if t.id == theme), None)

    def source(self, source: SourceId) -> Source | None:
        """Return the source with this id, None where it has been taken out of the file since."""
        return next((s for s in self.sources if s.id == source), None)

    def located(self, source: Source) -> Source:
        """Return a source with the zone of its clocks, the newsletter's own where it has none."""
        return source if source.time_zone else replace(source, time_zone=self.time_zone)
