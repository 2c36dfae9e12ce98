"""A draft as the desk shows it: sections of cards, and one story opened with everything that is known of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from digest import model as m
from digest.renditions import words

OTHER = "Other"
LEAD, EVENTS = "lead", "events"


@dataclass(frozen=True, slots=True)
class Card:
    """A story in the list: what one needs to decide whether to open it. `flags` are words worth a look."""

    id: m.StoryId
    title: str
    source: str
    day: str
    also: str
    flags: tuple[str, ...]
    note: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Cards under one heading; `kind` is "lead", "events" or "theme"."""

    kind: str
    theme: m.ThemeId
    name: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason in the why-panel: what it is about, and what was found."""

    about: str
    said: str


@dataclass(frozen=True, slots=True)
class Report:
    """A post of a story: who, when, where to read it."""

    id: m.PostId
    title: str
    source: str
    day: str
    address: str
    leads: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A story with all that an editor may change and ask; `choices` are themes to choose from, by id and name."""

    id: m.StoryId
    title: str
    was: str
    summary: str
    origin: str
    remark: str
    theme: m.ThemeId
    where: str
    address: str
    reports: tuple[Report, ...]
    why: tuple[Evidence, ...]
    related: tuple[m.Related, ...]
    is_event: bool
    choices: tuple[tuple[str, str], ...]


ORIGINS = {
    "source": "as the source wrote it",
    "text": "taken from the text",
    "rewritten": "rewritten by a machine; read it against the text",
    "editor": "by an editor",
    "none": "there is none",
}


def groups(newsletter: m.Newsletter, draft: m.Draft) -> tuple[Group, ...]:
    """Return the lead, each theme (those without a story too, so that one can be put there), Other, the events."""
    names = _names(newsletter)
    content = draft.content
    now = draft.composed

    def listed(stories: tuple[m.Story, ...]) -> tuple[Card, ...]:
        return tuple(_card(story, names, now, newsletter) for story in stories)

    under = {section.theme: section.stories for section in content.sections}
    themes = dict.fromkeys((*(theme.id for theme in newsletter.themes), *under, m.ThemeId("")))
    return (
        Group(LEAD, m.ThemeId(""), "Lead", listed((content.lead,) if content.lead else ())),
        *(Group("theme", one, theme_name(newsletter, one), listed(under.get(one, ()))) for one in themes),
        Group(EVENTS, m.ThemeId(""), "Events", listed(content.events)),
    )


def theme_name(newsletter: m.Newsletter, theme: m.ThemeId) -> str:
    """Return a theme's name as readers see it, "Other" for none."""
    found = newsletter.theme(theme)
    return found.name if found else OTHER


def opened(newsletter: m.Newsletter, draft: m.Draft, name: str) -> Opened | None:
    """Return a story of the draft, None where it is not there (any more)."""
    story = next((one for one in draft.content.stories if one.id == name), None)
    if story is None:
        return None
    names = _names(newsletter)
    content = draft.content
    where = LEAD if content.lead and content.lead.id == name else EVENTS if story in content.events else "theme"
    return Opened(
        id=story.id,
        title=story.lead.title,
        was=story.was or "",
        summary=story.summary.text,
        origin=ORIGINS[story.summary.origin],
        remark=story.remark,
        theme=story.theme,
        where=where,
        address=words.web_address(story.lead.address),
        reports=tuple(_report(post, names, post is story.lead, newsletter) for post in story.posts),
        why=tuple(evidence(newsletter, story)),
        related=story.related,
        is_event=story.lead.event is not None,
        choices=tuple((one.theme, theme_name(newsletter, one.theme)) for one in _unsure(story)),
    )


def evidence(newsletter: m.Newsletter, story: m.Story) -> Iterator[Evidence]:
    """Yield why a story is here, in words: its merging, its place, its theme, its date, its rank."""
    yield from (Evidence("", f"{reason[:1].upper()}{reason[1:]}".rstrip(".") + ".") for reason in story.reasons)
    told = tuple(f"{theme_name(newsletter, placed.theme)} (" for placed in story.placements)
    for placed in (
        one
        for one, begins in zip(story.placements[:3], told, strict=False)
        if not any(reason.startswith(begins) for reason in story.reasons)
    ):
        by = f", by {', '.join(f'“{word}”' for word in placed.evidence[:6])}" if placed.evidence else ""
        yield Evidence("Theme", f"{theme_name(newsletter, placed.theme)}: {placed.score:.2f}{by}")
    date = story.lead.published
    for one in date.evidence[:4]:
        yield Evidence("Date", f"{one.kind}: “{words.line(one.words, 120)}”")
    if date.flag:
        yield Evidence("Date", date.flag)
    if not any(reason.startswith("ranked ") for reason in story.reasons):
        yield Evidence("Rank", f"{story.rank:.2f} of 1")
    for number in story.earlier:
        yield Evidence("Earlier", f"The matter was in issue {number}.")


def _card(story: m.Story, names: Mapping[m.SourceId, str], now: datetime, newsletter: m.Newsletter) -> Card:
    lead = story.lead
    also = words.listed(tuple(dict.fromkeys(names.get(post.source, post.source) for post in story.others)))
    when = lead.event.start if lead.event else lead.published.at
    there = when.astimezone(words.zone(newsletter.time_zone))
    return Card(
        story.id,
        lead.title or "Without a headline",
        names.get(lead.source, lead.source),
        words.day(there, now),
        also,
        tuple(_flags(story)),
        bool(story.remark),
    )


def _unsure(story: m.Story) -> tuple[m.Placement, ...]:
    """Return the themes that come nearest, until an editor has put the story under one."""
    return () if story.theme else story.choices


def _flags(story: m.Story) -> Iterator[str]:
    if _unsure(story) and not story.lead.event:
        yield "no theme for sure"
    if story.lead.published.flag:
        yield "date looks odd"
    if not story.summary.text:
        yield "no summary"
    if story.summary.origin == "rewritten":
        yield "rewritten"
    if story.related:
        yield "maybe told twice"
    if story.earlier:
        yield f"also in issue {story.earlier[0]}"
    if story.lead.event and story.lead.event.changed:
        yield "event changed"


def _report(post: m.Post, names: Mapping[m.SourceId, str], leads: bool, newsletter: m.Newsletter) -> Report:  # noqa: FBT001 - whether it leads is said by a comparison at the one place that calls this
    there = post.published.at.astimezone(words.zone(newsletter.time_zone))
    source = names.get(post.source, post.source)
    return Report(post.id, post.title, source, words.full_day(there), words.web_address(post.address), leads)


def _names(newsletter: m.Newsletter) -> Mapping[m.SourceId, str]:
    return {source.id: source.name for source in newsletter.sources}
