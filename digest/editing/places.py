"""Where a story stands in a draft, and how it is taken out and put in: lead, sections in order, events by date."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from digest import model as m
from digest.errors import NothingThere, NotNow

OTHER = m.ThemeId("")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a story stands: "lead", "section" or "events", and at which place of it."""

    kind: str
    at: int = 0


def spot(content: m.Content, story: m.StoryId) -> Spot | None:
    """Return where a story stands, None where it is not in the content."""
    if content.lead and content.lead.id == story:
        return Spot("lead")
    for section in content.sections:
        for at, one in enumerate(section.stories):
            if one.id == story:
                return Spot("section", at)
    return next((Spot("events", at) for at, one in enumerate(content.events) if one.id == story), None)


def find(draft: m.Draft, name: m.StoryId) -> m.Story:
    """Return a story that is in the draft.

    Raises `NotNow` where it is left out or part of another, saying so, and `NothingThere` where nobody knows it.
    """
    found = next((story for story in draft.content.stories if story.id == name), None)
    if found:
        return found
    for left in draft.left_out:
        if left.story.id == name:
            said = f"{quoted(left.story)} is not in the draft: {left.why.rstrip('.')}. Bring it in first."
            raise NotNow(said, about=name)
    for one in draft.merged:
        if one.story.id == name:
            home = next((quoted(story) for story in draft.content.stories if story.id == one.into), one.into)
            raise NotNow(f"{quoted(one.story)} is part of {home} now. Split it off first.", about=name)
    raise NothingThere(f"There is no story {str(name)[:100]} in the draft; digest show has them all.", about=name)


def quoted(story: m.Story) -> str:
    """Return a story's headline in quotation marks, short enough for a sentence."""
    title = " ".join(story.lead.title.split()) or story.lead.address
    return f"“{title[:80]}…”" if len(title) > 80 else f"“{title}”"


def exchanged(content: m.Content, story: m.Story) -> m.Content:
    """Return the content with a story as it is now, where it stands."""

    def now(one: m.Story) -> m.Story:
        return story if one.id == story.id else one

    return replace(
        content,
        lead=now(content.lead) if content.lead else None,
        sections=tuple(
            replace(section, stories=tuple(now(one) for one in section.stories))
            if any(one.id == story.id for one in section.stories)
            else section
            for section in content.sections
        ),
        events=tuple(now(one) for one in content.events),
    )


def without(content: m.Content, story: m.StoryId) -> m.Content:
    """Return the content without a story; where it led, nobody does."""
    sections = (
        replace(section, stories=tuple(one for one in section.stories if one.id != story))
        for section in content.sections
    )
    return replace(
        content,
        lead=None if content.lead and content.lead.id == story else content.lead,
        sections=tuple(section for section in sections if section.stories),
        events=tuple(one for one in content.events if one.id != story),
    )


def under(content: m.Content, story: m.Story, at: int, order: Sequence[m.ThemeId]) -> m.Content:
    """Return the content with a story that was not in it at that place under its theme; `order` is the themes'."""
    stories = {section.theme: section.stories for section in content.sections}
    there = stories.get(story.theme, ())
    stories[story.theme] = (*there[:at], story, *there[at:])
    known = [*order, *(theme for theme in stories if theme not in order and theme != OTHER), OTHER]
    sections = tuple(m.Section(theme, stories[theme]) for theme in dict.fromkeys(known) if stories.get(theme))
    return replace(content, sections=sections)


def among_events(content: m.Content, story: m.Story) -> m.Content:
    """Return the content with a story, not in it so far, among the events."""
    return replace(content, events=tuple(sorted((*content.events, story), key=by_date)))


def put(draft: m.Draft, story: m.Story, order: Sequence[m.ThemeId]) -> m.Content:
    """Return a draft's content with a story that was not in it: among the events, or first under its theme."""
    if announces(story, draft.composed) and story.id not in draft.unlisted:
        return among_events(draft.content, story)
    return under(draft.content, story, 0, order)


def announces(story: m.Story, now: datetime) -> bool:
    """Tell whether a story announces something that is still to come."""
    return story.lead.event is not None and story.lead.event.over_at > now


def by_date(story: m.Story) -> tuple[datetime, str]:
    """Return what events are sorted by."""
    return (story.lead.event.start if story.lead.event else story.lead.published.at, story.id)


def best(stories: Sequence[m.Story]) -> m.Story | None:
    """Return the first that can stand at the top: with a headline and a summary, under a theme if any is."""
    good = [story for story in stories if story.summary.text and story.lead.title.strip()]
    return next((story for story in good if story.theme), next(iter(good), next(iter(stories), None)))


def led(content: m.Content, but: m.StoryId | None = None) -> m.Content:
    """Return the content with the highest ranked story of its sections at the top where nobody leads; not `but`."""
    if content.lead:
        return content
    listed = [story for section in content.sections for story in section.stories if story.id != but]
    lead = best(sorted(listed, key=lambda story: -story.rank))
    return replace(without(content, lead.id), lead=lead) if lead else content


Change = Callable[[m.Story], m.Story]


def changed(draft: m.Draft, name: m.StoryId, how: Change) -> m.Draft:
    """Return the draft with one of its stories changed where it stands."""
    return replace(draft, content=exchanged(draft.content, how(find(draft, name))))
