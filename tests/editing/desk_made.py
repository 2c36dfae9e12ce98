"""A draft with something of everything, for tests of edits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from digest import editing
from digest import model as m
from tests.values import NOW, draft, newsletter, post, story

LETTER = newsletter()
MONEY, HOMES, OTHER = m.ThemeId("money"), m.ThemeId("homes"), m.ThemeId("")


def event(number: int, days: int) -> m.Story:
    announced = m.Event(f"Meeting {number}", NOW + timedelta(days=days))
    return story(number, "homes", lead=post(number, event=announced))


def waiting() -> m.Draft:
    """Stories 1 (leads), 2, 3 (two more reports), 4 under money, 5 under Other, events 6 and 7, 8 and 9 left out."""
    several = story(3, others=(post(31, source=m.SourceId("institute")), post(32)))
    sections = (
        m.Section(MONEY, (story(2, rank=0.9), several, story(4))),
        m.Section(OTHER, (story(5, ""),)),
    )
    content = replace(draft().content, sections=sections, events=(event(6, 3), event(7, 5)))
    out = (m.LeftOut(story(8), "old news"), m.LeftOut(event(9, 4), "too many events"))
    return editing.settled(draft(content=content, left_out=out), LETTER)


def sid(number: int) -> m.StoryId:
    return m.StoryId(f"story{number}")


def pid(number: int) -> m.PostId:
    return m.PostId(f"post{number}")


def apply(one: m.Draft, *edits: m.Edit, by: str = "ann") -> m.Draft:
    for edit in edits:
        one = editing.apply(one, edit, by, LETTER)
    return one


def under(one: m.Draft) -> dict[str, list[str]]:
    """Return the stories' ids by theme, with the lead and the events."""
    lead = one.content.lead
    sections = {section.theme: [s.id for s in section.stories] for section in one.content.sections}
    return {"lead": [lead.id] if lead else [], **sections, "events": [s.id for s in one.content.events]}


def found(one: m.Draft, name: str) -> m.Story:
    return next(story for story in one.content.stories if story.id == name)


def posts(one: m.Draft) -> list[str]:
    """Return every post of the draft, in it or left out; one in two places would be there twice."""
    stories = (*one.content.stories, *(left.story for left in one.left_out))
    return sorted(post.id for story in stories for post in story.posts)
