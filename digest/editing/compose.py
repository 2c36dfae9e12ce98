"""Stories laid out as a draft: lead, sections in the newsletter's order, events by date, and what to look at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from digest import model as m
from digest.editing import places, subjects, troubles

_NOTES = 3
_FEW = 5
_BEGINNING = 600  # letters


def compose(
    newsletter: m.Newsletter,
    slot: m.Slot,
    told: m.Told,
    visited: Mapping[m.SourceId, m.Visited],
    now: datetime,
    since: datetime,
    until: datetime,
) -> m.Draft:
    """Return the first revision of a slot's draft: every story told once, what was left out beside it."""
    events = tuple(sorted((story for story in told.stories if places.announces(story, now)), key=places.by_date))
    listed = {story.id for story in events}
    others = [story for story in told.stories if story.id not in listed]
    lead = places.best(others)
    sections = _sections([story for story in others if story is not lead], newsletter)
    bare = m.Content("", "", newsletter.introduction, lead, sections, events, since, until)
    content = replace(
        bare, subject=subjects.subject(newsletter, bare, now), preheader=subjects.preheader(newsletter, bare)
    )
    notes = _notes(newsletter, content, visited)
    return m.Draft(newsletter.id, slot.id, slot.at, 1, now, content, tuple(map(_shortened, told.left_out)), notes)


def _shortened(left: m.LeftOut) -> m.LeftOut:
    """Return what was left out with the beginnings of its texts: all that anybody asks of it.

    Of twenty thousand posts a draft would else have a hundred megabytes, read at each edit.
    """
    story = left.story
    if all(len(post.text) <= _BEGINNING for post in story.posts):
        return left
    lead, *others = (replace(post, text=post.text[:_BEGINNING]) for post in story.posts)
    return replace(left, story=replace(story, lead=lead, others=tuple(others)))


def _sections(stories: Sequence[m.Story], newsletter: m.Newsletter) -> tuple[m.Section, ...]:
    """Return a section for each theme with stories, in the newsletter's order; Other, and themes gone since, last."""
    known = [theme.id for theme in newsletter.themes]
    under: dict[m.ThemeId, list[m.Story]] = defaultdict(list)
    for story in stories:
        under[story.theme if story.theme in known else m.ThemeId("")].append(story)
    order = [*dict.fromkeys(known), m.ThemeId("")]
    return tuple(m.Section(theme, tuple(under[theme])) for theme in order if under.get(theme))


def _notes(newsletter: m.Newsletter, content: m.Content, visited: Mapping[m.SourceId, m.Visited]) -> tuple[str, ...]:
    """At most three sentences, the most urgent first."""
    found = (
        _thin(content),
        *troubles.notes(newsletter, visited),
        _off(content),
        _flagged(content),
        _undated(content),
        _unread(visited),
    )
    return tuple(note for note in found if note)[:_NOTES]


def _thin(content: m.Content) -> str:
    count = len(content.stories)
    if not count:
        return "There is no story in this draft: collect again, or widen the window in the newsletter's file."
    return f"Only {troubles.counted(count, 'story', 'stories')} this time." if count < _FEW else ""


def _off(content: m.Content) -> str:
    """Return what became of events since they were first met, "" where all stand."""
    found = [(story, event) for story in content.events if (event := story.lead.event) and event.changed]
    if not found:
        return ""
    story, event = found[0]
    one = f"{troubles.counted(len(found), 'event is', 'events are')} not as first announced"
    return f"{one}: “{subjects.shortened(story.lead.title, 60)}” ({event.changed.rstrip('.').lower()})" + (
        "." if len(found) == 1 else " and others."
    )


def _flagged(content: m.Content) -> str:
    odd = [story.lead for story in content.stories if story.lead.published.flag]
    if not odd:
        return ""
    what = odd[0].published.flag.rstrip(".")
    many = troubles.counted(len(odd), "date looks", "dates look")
    return f"{many} odd: “{subjects.shortened(odd[0].title, 60)}” ({what})" + (
        "." if len(odd) == 1 else " and others."
    )


def _undated(content: m.Content) -> str:
    dates = [story.lead.published for story in content.stories]
    count = sum(not date.flag and (not date.evidence or date.evidence[0].kind == "first seen") for date in dates)
    if not count:
        return ""
    return (
        f"{troubles.counted(count, 'story has', 'stories have')} no date of {'its' if count == 1 else 'their'} own."
    )


def _unread(visited: Mapping[m.SourceId, m.Visited]) -> str:
    count = sum(len(visit.unread) for visit in visited.values())
    return (
        f"{troubles.counted(count, 'page', 'pages')} could not be read; the posts stand as their source gave them."
        if count
        else ""
    )
