"""A draft changed by an editor, one typed edit at a time, and changed back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from digest import model as m
from digest.errors import NothingThere, NotNow

_OTHER = m.ThemeId("")


def apply(draft: m.Draft, edit: m.Edit, order: Sequence[m.ThemeId] = ()) -> m.Draft:
    """Return the next revision of the draft, the edit done and on record; `order` is that of the themes.

    Raises `NothingThere` where the draft has no such story.
    """
    story = _story(draft, edit.story)
    section = next((s for s in draft.content.sections if story in s.stories), None)
    done = replace(edit, was=story.theme, at=section.stories.index(story) if section else 0)
    moved = _under(story, edit.theme, f"moved here by {edit.by}")
    return _revised(draft, _placed(draft.content, moved, 0, order), (*draft.edits, done))


def undo(draft: m.Draft, order: Sequence[m.ThemeId] = ()) -> m.Draft:
    """Return the next revision of the draft without its last edit. Raises `NotNow` where there is none."""
    if not draft.edits:
        raise NotNow("Nothing was changed in this draft by hand, so there is nothing to take back.", about=draft.slot)
    last = draft.edits[-1]
    story = _story(draft, last.story)
    back = replace(story, placements=story.placements[1:], reasons=story.reasons[:-1])
    return _revised(draft, _placed(draft.content, back, last.at, order), draft.edits[:-1])


def again(draft: m.Draft, edits: Sequence[m.Edit], order: Sequence[m.ThemeId] = ()) -> m.Draft:
    """Return a draft composed anew with the edits of the one before it, but for stories that are gone."""
    here = {story.id for story in draft.content.stories}
    for edit in edits:
        if edit.story in here:
            draft = replace(apply(draft, edit, order), revision=draft.revision)
    return draft


def _story(draft: m.Draft, name: m.StoryId) -> m.Story:
    found = next((story for story in draft.content.stories if story.id == name), None)
    if found is None:
        raise NothingThere(f"There is no story {name} in the draft; digest show has them all.", about=name)
    return found


def _under(story: m.Story, theme: m.ThemeId, why: str) -> m.Story:
    """Return the story with an editor's word before what was thought of it."""
    first = m.Placement(theme, 1.0)
    return replace(story, placements=(first, *story.placements), reasons=(*story.reasons, why))


def _placed(content: m.Content, story: m.Story, at: int, order: Sequence[m.ThemeId]) -> m.Content:
    """Return the content with the story as it is now, at that place of its theme; lead and events stay."""
    lead = story if content.lead and content.lead.id == story.id else content.lead
    events = tuple(story if one.id == story.id else one for one in content.events)
    if story in (lead, *events):
        return replace(content, lead=lead, events=events)
    under = {s.theme: tuple(one for one in s.stories if one.id != story.id) for s in content.sections}
    there = under.get(story.theme, ())
    under[story.theme] = (*there[:at], story, *there[at:])
    known = [*order, *(theme for theme in under if theme not in order and theme != _OTHER), _OTHER]
    sections = tuple(m.Section(theme, under[theme]) for theme in dict.fromkeys(known) if under.get(theme))
    return replace(content, sections=sections)


def _revised(draft: m.Draft, content: m.Content, edits: tuple[m.Edit, ...]) -> m.Draft:
    return replace(draft, revision=draft.revision + 1, content=content, edits=edits)
