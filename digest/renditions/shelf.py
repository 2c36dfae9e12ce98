"""Every story of every issue as one line: what the indexes by date, theme and source and the search are made of.

No card is made for a line, as there may be tens of thousands.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from digest import model as m
from digest.renditions import words
from digest.renditions.addresses import Addresses, part_name
from digest.renditions.cards import days, source_name
from digest.renditions.corrections import updated
from digest.renditions.editions import COUNTED, OTHER

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Line:
    """A story in an index: `place` is its anchor in the issue's page, `sources` every source that reported it.

    `when` is an event's day or days, "" for news.
    """

    title: str
    address: str
    summary: str
    source: m.SourceId
    source_name: str
    sources: tuple[m.SourceId, ...]
    themes: tuple[m.ThemeId, ...]
    language: str
    direction: str
    number: int
    place: str
    when: str


@dataclass(frozen=True, slots=True)
class Row:
    """An issue in an index with its lines; `day` is "27 November", `stories` "46 stories", `sources` "31 sources".

    `image` is the lead's picture, its path from the outbox, "" for none; `width` and `height` are in pixels.
    """

    number: int
    dated: datetime
    date: str
    day: str
    machine_date: str
    changed: str
    year: int
    month: str
    machine_month: str
    title: str
    summary: str
    stories: str
    sources: str
    direction: str
    image: str
    width: int
    height: int
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Shelf:
    """All issues, newest first, and their stories by year, theme and source."""

    rows: tuple[Row, ...]
    newsletter: m.Newsletter

    @cached_property
    def years(self) -> dict[int, list[Row]]:
        """The issues of each year, both newest first."""
        return _grouped(self.rows, lambda row: (row.year,))

    @cached_property
    def by_theme(self) -> dict[m.ThemeId, list[Line]]:
        """The stories of each theme, newest issue first."""
        return _grouped(self._lines(), lambda line: line.themes)

    @cached_property
    def by_source(self) -> dict[m.SourceId, list[Line]]:
        """The stories that each source reported, newest issue first."""
        return _grouped(self._lines(), lambda line: line.sources)

    @cached_property
    def by_number(self) -> dict[int, Row]:
        """Every issue by its number."""
        return {row.number: row for row in self.rows}

    @cached_property
    def themes(self) -> tuple[tuple[m.ThemeId, str, str], ...]:
        """Id, name and description of every theme with a story: the newsletter's own, then those it once had."""
        named = [
            (theme.id, words.line(theme.name, words.NAME), words.line(theme.description))
            for theme in self.newsletter.themes
        ]
        known = {theme for theme, _, _ in named}
        former = sorted(theme for theme in self.by_theme if theme not in known)
        named += [(theme, words.line(str(theme), words.NAME) or OTHER, "") for theme in former]
        return tuple(one for one in named if one[0] in self.by_theme)

    @cached_property
    def sources(self) -> tuple[tuple[m.SourceId, str], ...]:
        """Id and name of every source with a story, by name; one that has left the newsletter has its last name."""
        names = {line.source: line.source_name for row in reversed(self.rows) for line in row.lines}
        given = {source.id: words.line(source.name, words.NAME) for source in self.newsletter.sources}
        found = ((one, given.get(one) or names.get(one) or str(one)) for one in self.by_source)
        return tuple(sorted(found, key=lambda one: (one[1].casefold(), one[0])))

    def _lines(self) -> Iterable[Line]:
        return (line for row in self.rows for line in row.lines)


def shelf(issues: Sequence[m.Issue], newsletter: m.Newsletter, addresses: Addresses) -> Shelf:
    """Return all issues, newest first, ready to be listed."""
    return Shelf(tuple(_row(issue, newsletter, addresses) for issue in issues), newsletter)


def _row(issue: m.Issue, newsletter: m.Newsletter, addresses: Addresses) -> Row:
    at = issue.dated.astimezone(words.zone(newsletter.time_zone))
    stories = tuple({story.id: story for story in issue.content.stories}.values())
    title = words.line(COUNTED.sub("", issue.content.subject)) or words.line(newsletter.title)
    picture = issue.content.picture
    return Row(
        number=issue.number,
        dated=at,
        date=words.full_day(at),
        day=f"{at.day} {words.MONTHS[at.month - 1]}",
        machine_date=f"{at:%Y-%m-%d}",
        changed=f"{max(issue.dated, updated(issue)).astimezone(at.tzinfo):%Y-%m-%d}",
        year=at.year,
        month=words.MONTHS[at.month - 1],
        machine_month=f"{at:%m}",
        title=title,
        summary=words.line(issue.content.preheader),
        stories=words.count(len(stories), "story", "stories"),
        sources=words.count(len({post.source for story in stories for post in story.posts}), "source"),
        direction=words.direction(title),
        image=f"{issue.number}/{picture.name}" if picture else "",
        width=picture.width if picture else 0,
        height=picture.height if picture else 0,
        lines=tuple(_line(story, issue, newsletter, addresses) for story in stories),
    )


def _line(story: m.Story, issue: m.Issue, newsletter: m.Newsletter, addresses: Addresses) -> Line:
    lead = story.lead
    title = words.line(lead.title) or words.line(story.summary.text, 80) or "Without a title"
    return Line(
        title=title,
        address=words.web_address(lead.address),
        summary=words.line(story.summary.text, 160),
        source=lead.source,
        source_name=source_name(lead, newsletter),
        sources=tuple(dict.fromkeys(post.source for post in story.posts)),
        themes=tuple(dict.fromkeys(place.theme for place in story.placements)) or (m.ThemeId(""),),
        language=lead.language,
        direction=words.direction(title),
        number=issue.number,
        place=f"story-{addresses.key(story)}",
        when=days(lead.event, issue.dated) if lead.event else "",
    )


def theme_folder(theme: m.ThemeId) -> str:
    """Return where a theme's pages lie in the outbox."""
    return f"themes/{part_name(theme)}"


def source_folder(source: m.SourceId) -> str:
    """Return where a source's pages lie in the outbox."""
    return f"sources/{part_name(source)}"


T = TypeVar("T")


def _grouped(things: Iterable[T], keys: Callable[[T], Iterable[K]]) -> dict[K, list[T]]:
    found: dict[K, list[T]] = {}
    for thing in things:
        for key in keys(thing):
            found.setdefault(key, []).append(thing)
    return found
