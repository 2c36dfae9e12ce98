"""Whether a change that was thought of a while ago still means what it meant: what it touches, then and now."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from digest import model as m
from digest.editing import places


@dataclass(frozen=True, slots=True)
class Clash:
    """What a change touches has changed since it was seen: how it was, and how it is, in words."""

    was: str
    now: str


def clash(seen: m.Draft, now: m.Draft, edit: m.Edit) -> Clash | None:
    """Return how what an edit touches differs between the draft that its maker saw and the one there is.

    None where it is the same, whatever else has changed: then the edit means what it meant.
    """
    touches = TOUCHES[type(edit)]
    was, is_now = touches(_View(seen, now), edit), touches(_View(now, seen), edit)
    return Clash(was.words, is_now.words) if was.key != is_now.key else None


@dataclass(frozen=True, slots=True)
class _Thing:
    """What an edit touches: the same as long as its `key` is, and in words."""

    key: object
    words: str

    def __and__(self, other: _Thing) -> _Thing:
        """Return both as one."""
        return _Thing((self.key, other.key), "; ".join(filter(None, (self.words, other.words))))


def _said(words: str) -> _Thing:
    return _Thing(words, words)


_NOTHING = _said("")


@dataclass(frozen=True, slots=True)
class _View:
    """One of two drafts, seen beside the other."""

    draft: m.Draft
    other: m.Draft

    def story(self, name: m.StoryId) -> m.Story | None:
        """Return a story that is in the draft."""
        return next((story for story in self.draft.content.stories if story.id == name), None)

    def gone(self, name: m.StoryId) -> _Thing:
        """Return why a story is not in the draft."""
        for left in self.draft.left_out:
            if left.story.id == name:
                return _Thing(("out", left.why), f"{places.quoted(left.story)} is left out: {left.why}")
        for one in self.draft.merged:
            if one.story.id == name:
                home = self.story(one.into)
                words = f"{places.quoted(one.story)} is part of {places.quoted(home) if home else 'another story'}"
                return _Thing(("part", one.into), words)
        return _said("it is not in the draft")

    def where(self, name: m.StoryId) -> _Thing:
        """Return where a story stands; after which other one only if it was moved among those of its theme."""
        spot = places.spot(self.draft.content, name)
        if spot is None:
            return self.gone(name)
        if spot.kind != "section":
            return _said("at the top" if spot.kind == "lead" else "among the events")
        ours = next(one for one in self.draft.content.sections if any(s.id == name for s in one.stories))
        theirs = next((one for one in self.other.content.sections if one.theme == ours.theme), None)
        here, there = [s.id for s in ours.stories], [s.id for s in theirs.stories] if theirs else []
        place = f"under {ours.theme or 'Other'}"
        if name not in there or not _moved(here, there, name):
            return _said(place)
        before = [story for story in ours.stories[: spot.at] if story.id in there]
        after = f"after {places.quoted(before[-1])}" if before else "first"
        return _Thing((place, before[-1].id if before else ""), f"{place}, {after}")


def _moved(here: Sequence[m.StoryId], there: Sequence[m.StoryId], name: m.StoryId) -> bool:
    """Tell whether a story may have been moved among others: the longest run that kept its order does without it."""
    at = {one: number for number, one in enumerate(there)}
    order = [at[one] for one in here if one in at]
    return _longest(order) == _longest([number for number in order if number != at[name]])


def _longest(order: Sequence[int]) -> int:
    """Return the length of the longest increasing subsequence (Fredman 1975: the least end of each length)."""
    ends: list[int] = []
    for number in order:
        at = bisect_left(ends, number)
        ends[at : at + 1] = [number]
    return len(ends)


def _of(field: Callable[[m.Story], _Thing]) -> Callable[[_View, Any], _Thing]:
    """Return what tells one thing about the edit's story, or why the story is not there."""

    def touches(view: _View, edit: Any) -> _Thing:  # noqa: ANN401 - any edit of a story
        story = view.story(edit.story)
        return field(story) if story else view.gone(edit.story)

    return touches


def _reports(story: m.Story) -> _Thing:
    names = tuple(post.id for post in story.posts)
    return _Thing(names, f"{places.quoted(story)}, told by {len(names)}")


def _whole(story: m.Story) -> _Thing:
    said = (story.lead.title, story.summary.text, story.remark, f"under {story.theme or 'Other'}")
    return _Thing((said, _reports(story).key), " · ".join(filter(None, said)))


def _place(view: _View, edit: m.Place) -> _Thing:
    anchor = view.story(edit.before) if edit.before else None
    story, spot = view.story(edit.story), places.spot(view.draft.content, edit.story)
    there = view.where(edit.story)
    if story and spot and spot.kind != "section":  # at the top or among events its theme is not where it stands
        there &= _said(f"under {story.theme or 'Other'}")
    if not edit.before:
        return there
    return there & (_said(f"the other under {anchor.theme or 'Other'}") if anchor else _said("the other is gone"))


def _pin(view: _View, edit: m.Pin) -> _Thing:
    lead = view.draft.content.lead
    top = _Thing(lead.id, f"{places.quoted(lead)} at the top") if lead else _said("no story at the top")
    return top & (view.where(edit.story) if edit.story else _NOTHING)


def _apart(view: _View, name: m.StoryId) -> _Thing:
    """Return whether a story stands at the top or among the events: whoever put it there did not mean it to go."""
    spot = places.spot(view.draft.content, name)
    return _said(view.where(name).words if spot and spot.kind != "section" else "")


def _merge(view: _View, edit: m.Merge) -> _Thing:
    story, into = view.story(edit.story), view.story(edit.into)
    part = _whole(story) & view.where(edit.story) if story else view.gone(edit.story)
    home = _reports(into) if into else view.gone(edit.into)
    spot = places.spot(view.draft.content, edit.story)
    leads = spot is not None and spot.kind == "lead"
    return part & (home & view.where(edit.into) if leads else home)  # what the lead joins goes to the top


def _drop(view: _View, edit: m.Drop) -> _Thing:
    story = view.story(edit.story)
    return _apart(view, edit.story) & _whole(story) if story else view.gone(edit.story)


def _announce(view: _View, edit: m.Announce) -> _Thing:
    spot = places.spot(view.draft.content, edit.story)
    return _Thing(spot.kind, view.where(edit.story).words) if spot else view.gone(edit.story)


def _bring(view: _View, edit: m.Bring) -> _Thing:
    return _said("it is in the draft") if view.story(edit.story) else view.gone(edit.story)


def _line(name: str) -> Callable[[_View, Any], _Thing]:
    def touches(view: _View, _: object) -> _Thing:
        by_hand = name == "introduction" or name in view.draft.by_hand
        return _said(str(getattr(view.draft.content, name))) if by_hand else _Thing(None, "made by itself")

    return touches


TOUCHES: dict[type[m.Edit], Callable[[_View, Any], _Thing]] = {
    m.Retitle: _of(lambda story: _said(story.lead.title)),
    m.Resummarise: _of(lambda story: _said(story.summary.text)),
    m.Move: _of(lambda story: _said(f"under {story.theme or 'Other'}")),
    m.Place: _place,
    m.Pin: _pin,
    m.Merge: _merge,
    m.Split: _of(_reports),
    m.Lead: _of(_reports),
    m.Drop: _drop,
    m.Bring: _bring,
    m.Add: lambda _view, _edit: _NOTHING,
    m.Remark: _of(lambda story: _said(story.remark)),
    m.Announce: _announce,
    m.Introduce: _line("introduction"),
    m.Subject: _line("subject"),
    m.Preheader: _line("preheader"),
}
"""What each kind of edit touches, told by something that changes whenever the thing does."""
