"""A draft changed by an editor: a function for each kind of edit, pure, and the table of them.

Each takes the draft, the edit, who makes it and the order of the themes, and returns the draft changed. Where it
cannot be made it raises `NothingThere` or `NotNow` with the reason, and the draft is as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Any

from digest import model as m
from digest.editing import places, subjects
from digest.errors import NothingThere, NotNow

Order = Sequence[m.ThemeId]


def apply(draft: m.Draft, edit: m.Edit, by: str, newsletter: m.Newsletter) -> m.Draft:
    """Return the next revision of the draft, with the edit made by somebody.

    Raises `NothingThere` or `NotNow` where it cannot be made.
    """
    order = tuple(theme.id for theme in newsletter.themes)
    made = KINDS[type(edit)](draft, edit, by, order)
    return replace(settled(made, newsletter), revision=draft.revision + 1)


def settled(draft: m.Draft, newsletter: m.Newsletter) -> m.Draft:
    """Return the draft with what follows from its stories: subject and preheader, unless by hand, and the picture."""
    content = replace(draft.content, picture=_picture(draft))
    if "subject" not in draft.by_hand:
        content = replace(content, subject=subjects.subject(newsletter, content, draft.composed))
    if "preheader" not in draft.by_hand:
        content = replace(content, preheader=subjects.preheader(newsletter, content))
    return replace(draft, content=content)


def _picture(draft: m.Draft) -> m.Picture | None:
    lead = draft.content.lead
    fits = (one for one in draft.pictures if lead and (one.story, one.source) == (lead.id, lead.lead.image))
    return next(fits, None)


def _retitle(draft: m.Draft, edit: m.Retitle, by: str, _: Order) -> m.Draft:
    def retitled(story: m.Story) -> m.Story:
        was = story.lead.title if story.was is None else story.was
        lead = replace(story.lead, title=edit.title)
        return replace(story, lead=lead, was=was, reasons=(*story.reasons, f"headline by {by}"))

    return places.changed(draft, edit.story, retitled)


def _resummarise(draft: m.Draft, edit: m.Resummarise, by: str, _: Order) -> m.Draft:
    summary = m.Summary(edit.summary, "editor")
    reason = f"summary by {by}"
    return places.changed(
        draft, edit.story, lambda story: replace(story, summary=summary, reasons=(*story.reasons, reason))
    )


def _remark(draft: m.Draft, edit: m.Remark, _by: str, _: Order) -> m.Draft:
    return places.changed(draft, edit.story, lambda story: replace(story, remark=edit.text))


def _move(draft: m.Draft, edit: m.Move, by: str, order: Order) -> m.Draft:
    story = places.find(draft, edit.story)
    moved = _under(story, edit.theme, f"moved here by {by}")
    where = places.spot(draft.content, story.id)
    if where is None or where.kind != "section":
        return replace(draft, content=places.exchanged(draft.content, moved))
    return replace(draft, content=places.under(places.without(draft.content, story.id), moved, 0, order))


def _under(story: m.Story, theme: m.ThemeId, why: str) -> m.Story:
    """Return the story with an editor's word before what was thought of it."""
    first = m.Placement(theme, 1.0)
    return replace(story, placements=(first, *story.placements), reasons=(*story.reasons, why))


def _place(draft: m.Draft, edit: m.Place, by: str, order: Order) -> m.Draft:
    story = places.find(draft, edit.story)
    if edit.before == story.id:
        raise NotNow(f"{places.quoted(story)} cannot stand before itself.", about=story.id)
    where = places.spot(draft.content, story.id)
    if where and where.kind == "events":
        raise NotNow(
            f"{places.quoted(story)} stands among the events, which are in the order of their dates. Take it out of "
            "the events first.",
            about=story.id,
        )
    if story.theme != edit.theme:
        story = _under(story, edit.theme, f"moved here by {by}")
    rest = places.without(draft.content, story.id)
    at = _before(rest, edit)
    return replace(draft, content=_headed(draft, places.under(rest, story, at, order), story.id))


def _before(content: m.Content, edit: m.Place) -> int:
    """Return the place of the story before which another is to stand; the end where it has gone from there."""
    stories = next((section.stories for section in content.sections if section.theme == edit.theme), ())
    return next((at for at, one in enumerate(stories) if one.id == edit.before), len(stories))


def _pin(draft: m.Draft, edit: m.Pin, by: str, order: Order) -> m.Draft:
    had = draft.content.lead
    if had and had.id == edit.story:
        raise NotNow(f"{places.quoted(had)} leads the issue already.", about=had.id)
    story = places.find(draft, edit.story) if edit.story else None
    content = places.without(draft.content, edit.story)
    if had:
        content = places.put(replace(draft, content=replace(content, lead=None)), had, order)
    pinned = replace(story, reasons=(*story.reasons, f"put at the top by {by}")) if story else None
    return replace(draft, content=replace(content, lead=pinned))


def _merge(draft: m.Draft, edit: m.Merge, by: str, _: Order) -> m.Draft:
    if edit.story == edit.into:
        raise NotNow("A story cannot be made part of itself.", about=edit.story)
    into = places.find(draft, edit.into)
    left = next((one for one in draft.left_out if one.story.id == edit.story), None)
    story = left.story if left else places.find(draft, edit.story)
    had = {post.id for post in into.posts}
    others = (*into.others, *(post for post in _own(story).posts if post.id not in had))
    reason = f"{places.quoted(story)} made part of it by {by}"
    whole = replace(into, others=others, reasons=(*into.reasons, reason))
    content = draft.content
    led = content.lead is not None and content.lead.id == story.id
    content = places.without(places.exchanged(content, whole), story.id)
    if led:
        content = replace(places.without(content, whole.id), lead=whole)
    out = tuple(one for one in draft.left_out if one is not left)
    return replace(draft, content=content, left_out=out, merged=(*draft.merged, m.Merged(story, into.id)))


def _own(story: m.Story) -> m.Story:
    """Return the story with the headline that its lead came with: an editor's belongs to the story, not a post."""
    return story if story.was is None else replace(story, lead=replace(story.lead, title=story.was), was=None)


def _split(draft: m.Draft, edit: m.Split, by: str, order: Order) -> m.Draft:
    story = places.find(draft, edit.story)
    post = _post(story, edit.post)
    if post is story.lead:
        only = not story.others
        said = (
            "has no other report" if only else "is led by that report. Let another lead it, or split off the others"
        )
        raise NotNow(f"{places.quoted(story)} {said}.", about=story.id)
    merged = next((one for one in draft.merged if one.into == story.id and one.story.lead.id == post.id), None)
    alone = merged.story if merged else _alone(story, post, edit.summary, by)
    gone = {one.id for one in alone.posts}
    rest = replace(story, others=tuple(one for one in story.others if one.id not in gone))
    content = places.exchanged(draft.content, rest)
    where = places.spot(content, story.id)
    beside = where is not None and where.kind == "section" and alone.theme == story.theme
    at = where.at + 1 if where and beside else 0
    is_event = places.announces(alone, draft.composed) and alone.id not in draft.unlisted
    put = places.among_events(content, alone) if is_event else places.under(content, alone, at, order)
    return replace(draft, content=put, merged=tuple(one for one in draft.merged if one is not merged))


def _alone(story: m.Story, post: m.Post, summary: str, by: str) -> m.Story:
    """Return a post as a story of its own, under the theme of the one that it was part of."""
    reason = f"split from {places.quoted(story)} by {by}"
    said = m.Summary(summary, "source" if summary else "none")
    return m.Story(_name(story, post), post, (), story.placements, said, story.rank, (reason,))


def _name(story: m.Story, post: m.Post) -> m.StoryId:
    """Return a name for a post split from a story: the same whenever it is split from it."""
    both = f"{story.id}/{post.id}".encode("utf-8", "surrogatepass")
    return m.StoryId(blake2b(both, digest_size=8).hexdigest())


def _post(story: m.Story, name: m.PostId) -> m.Post:
    found = next((post for post in story.posts if post.id == name), None)
    if found is None:
        raise NothingThere(f"{places.quoted(story)} has no report {str(name)[:100]}.", about=name)
    return found


def _lead(draft: m.Draft, edit: m.Lead, by: str, _: Order) -> m.Draft:
    story = places.find(draft, edit.story)
    post = _post(story, edit.post)
    if post is story.lead:
        raise NotNow(f"That report stands for {places.quoted(story)} already.", about=story.id)
    own = _own(story)
    others = tuple(one for one in own.posts if one.id != post.id)
    lead, was = (post, None) if story.was is None else (replace(post, title=story.lead.title), post.title)
    summary = story.summary if story.summary.origin == "editor" else m.Summary(edit.summary, "source")
    reasons = (*story.reasons, f"this report leads it by {by}'s choice")
    other = replace(story, lead=lead, others=others, was=was, summary=summary, reasons=reasons)
    return replace(draft, content=_with_event(draft, other))


def _with_event(draft: m.Draft, story: m.Story) -> m.Content:
    """Return the content with a story whose lead has changed: the events stay in the order of their dates."""
    content = places.exchanged(draft.content, story)
    where = places.spot(content, story.id)
    if where and where.kind == "events" and not story.lead.event:
        bare = places.without(content, story.id)
        return places.under(bare, story, 0, tuple(section.theme for section in bare.sections))
    return replace(content, events=tuple(sorted(content.events, key=places.by_date)))


def _drop(draft: m.Draft, edit: m.Drop, by: str, _: Order) -> m.Draft:
    story = places.find(draft, edit.story)
    why = f"dropped by {by}: {edit.reason}" if edit.reason else f"dropped by {by}"
    content = _headed(draft, places.without(draft.content, story.id))
    return replace(draft, content=content, left_out=(m.LeftOut(story, why), *draft.left_out))


def _headed(draft: m.Draft, content: m.Content, but: m.StoryId | None = None) -> m.Content:
    """Return the content with another story at the top where the one that led has gone from there; not `but`."""
    return places.led(content, but) if draft.content.lead else content


def _bring(draft: m.Draft, edit: m.Bring, by: str, order: Order) -> m.Draft:
    left = next((one for one in draft.left_out if one.story.id == edit.story), None)
    if left is None:
        there = places.find(draft, edit.story)
        raise NotNow(f"{places.quoted(there)} is in the draft already.", about=there.id)
    story = replace(left.story, reasons=(*left.story.reasons, f"brought in by {by}; it was left out: {left.why}"))
    rest = replace(draft, left_out=tuple(one for one in draft.left_out if one is not left))
    return replace(rest, content=places.put(rest, story, order))


def _add(draft: m.Draft, edit: m.Add, by: str, order: Order) -> m.Draft:
    post = edit.post
    stories = (*draft.content.stories, *(left.story for left in draft.left_out))
    for story in (*stories, *(one.story for one in draft.merged)):
        if any(_same(post, other) for other in story.posts):
            raise NotNow(f"{places.quoted(story)} tells of this already.", about=story.id)
    name = m.StoryId(blake2b(post.id.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest())
    summary = m.Summary(edit.summary, "source" if edit.summary else "none")
    story = m.Story(name, post, (), (m.Placement(edit.theme, 1.0),), summary, 0.5, (f"added by {by}",))
    return replace(draft, content=places.put(draft, story, order))


def _same(one: m.Post, other: m.Post) -> bool:
    """Tell whether two posts are one: by name, by address, or by the address as sources know it."""
    known = {key for key in one.keys if key.startswith("url:")}
    return (
        one.id == other.id or bool(one.address and one.address == other.address) or not known.isdisjoint(other.keys)
    )


def _announce(draft: m.Draft, edit: m.Announce, _by: str, order: Order) -> m.Draft:
    story = places.find(draft, edit.story)
    where = places.spot(draft.content, story.id)
    listed = where is not None and where.kind == "events"
    if listed == edit.listed:
        said = "stands among the events already" if listed else "does not stand among the events"
        raise NotNow(f"{places.quoted(story)} {said}.", about=story.id)
    if edit.listed and not story.lead.event:
        raise NotNow(f"{places.quoted(story)} has no date, so it cannot stand among the events.", about=story.id)
    rest = places.without(draft.content, story.id)
    unlisted = tuple(one for one in draft.unlisted if one != story.id)
    if not edit.listed:
        content = places.under(rest, story, 0, order)
        return replace(draft, content=content, unlisted=(*unlisted, story.id))
    return replace(draft, content=_headed(draft, places.among_events(rest, story)), unlisted=unlisted)


def _introduce(draft: m.Draft, edit: m.Introduce, _by: str, _: Order) -> m.Draft:
    return replace(draft, content=replace(draft.content, introduction=edit.text))


def _subject(draft: m.Draft, edit: m.Subject, _by: str, _: Order) -> m.Draft:
    by_hand = tuple(one for one in draft.by_hand if one != "subject")
    content = replace(draft.content, subject=edit.text)
    return replace(draft, content=content, by_hand=(*by_hand, "subject") if edit.text else by_hand)


def _preheader(draft: m.Draft, edit: m.Preheader, _by: str, _: Order) -> m.Draft:
    by_hand = tuple(one for one in draft.by_hand if one != "preheader")
    content = replace(draft.content, preheader=edit.text)
    return replace(draft, content=content, by_hand=(*by_hand, "preheader") if edit.text else by_hand)


KINDS: dict[type[m.Edit], Callable[[m.Draft, Any, str, Order], m.Draft]] = {
    m.Retitle: _retitle,
    m.Resummarise: _resummarise,
    m.Move: _move,
    m.Place: _place,
    m.Pin: _pin,
    m.Merge: _merge,
    m.Split: _split,
    m.Lead: _lead,
    m.Drop: _drop,
    m.Bring: _bring,
    m.Add: _add,
    m.Remark: _remark,
    m.Announce: _announce,
    m.Introduce: _introduce,
    m.Subject: _subject,
    m.Preheader: _preheader,
}
"""Every kind of edit with the function that makes it."""
