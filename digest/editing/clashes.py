"""Whether a change that was thought of a while ago still means what it meant: what it touches, then and now."""

from __future__ import annotations

from collections.abc import Callable
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
    return Clash(was, is_now) if was != is_now else None


@dataclass(frozen=True, slots=True)
class _View:
    """One of two drafts, seen beside the other."""

    draft: m.Draft
    other: m.Draft

    def story(self, name: m.StoryId) -> m.Story | None:
        return next((story for story in self.draft.content.stories if story.id == name), None)

    def gone(self, name: m.StoryId) -> str:
        """Return why a story is not in the draft."""
        for left in self.draft.left_out:
            if left.story.id == name:
                return f"{places.quoted(left.story)} is left out: {left.why}"
        for one in self.draft.merged:
            if one.story.id == name:
                home = self.story(one.into)
                return f"{places.quoted(one.story)} is part of {places.quoted(home) if home else 'another story'}"
        return "it is not in the draft"

    def after(self, name: m.StoryId) -> str:
        """Return where a story stands, told by its neighbour among those that both drafts have there."""
        where = places.spot(self.draft.content, name)
        if where is None or where.kind != "section":
            return where.kind if where else self.gone(name)
        section = next(one for one in self.draft.content.sections if any(s.id == name for s in one.stories))
        there = [one for one in self.other.content.sections if one.theme == section.theme]
        both = {story.id for one in there for story in one.stories}
        before = [story for story in section.stories[: where.at] if story.id in both]
        place = f"after {places.quoted(before[-1])}" if before else "first"
        return f"{place} under {section.theme or 'Other'}"


def _of(field: Callable[[m.Story], str]) -> Callable[[_View, Any], str]:
    """Return what tells one thing about the edit's story, or why the story is not there."""

    def touches(view: _View, edit: Any) -> str:  # noqa: ANN401 - any edit of a story
        story = view.story(edit.story)
        return field(story) if story else view.gone(edit.story)

    return touches


def _reports(story: m.Story) -> str:
    return f"{places.quoted(story)} with the reports {', '.join(post.id for post in story.posts)}"


def _whole(story: m.Story) -> str:
    said = (story.lead.title, story.summary.text, story.remark, story.theme, ", ".join(p.id for p in story.posts))
    return " · ".join(filter(None, said))


def _place(view: _View, edit: m.Place) -> str:
    anchor = view.story(edit.before) if edit.before else None
    beside = "" if not edit.before else (f"; the other under {anchor.theme}" if anchor else "; the other is gone")
    return f"{view.after(edit.story)}{beside}"


def _pin(view: _View, edit: m.Pin) -> str:
    lead = view.draft.content.lead
    story = view.story(edit.story)
    there = "" if story or not edit.story else f"; {view.gone(edit.story)}"
    return f"{places.quoted(lead) if lead else 'no story'} at the top{there}"


def _merge(view: _View, edit: m.Merge) -> str:
    both = (view.story(name) for name in (edit.story, edit.into))
    said = [
        _reports(one) if one else view.gone(name) for one, name in zip(both, (edit.story, edit.into), strict=True)
    ]
    return "; ".join(said)


def _bring(view: _View, edit: m.Bring) -> str:
    return "it is in the draft" if view.story(edit.story) else view.gone(edit.story)


def _line(name: str) -> Callable[[_View, Any], str]:
    def touches(view: _View, _: object) -> str:
        by_hand = name == "introduction" or name in view.draft.by_hand
        return str(getattr(view.draft.content, name)) if by_hand else "made by itself"

    return touches


TOUCHES: dict[type[m.Edit], Callable[[_View, Any], str]] = {
    m.Retitle: _of(lambda story: story.lead.title),
    m.Resummarise: _of(lambda story: story.summary.text),
    m.Move: _of(lambda story: f"under {story.theme or 'Other'}"),
    m.Place: _place,
    m.Pin: _pin,
    m.Merge: _merge,
    m.Split: _of(_reports),
    m.Lead: _of(_reports),
    m.Drop: _of(_whole),
    m.Bring: _bring,
    m.Add: lambda _view, _edit: "",
    m.Remark: _of(lambda story: story.remark),
    m.Announce: lambda view, edit: (
        ((where := places.spot(view.draft.content, edit.story)) and where.kind) or view.gone(edit.story)
    ),
    m.Introduce: _line("introduction"),
    m.Subject: _line("subject"),
    m.Preheader: _line("preheader"),
}
"""What each kind of edit touches, in words that change whenever the thing does."""
