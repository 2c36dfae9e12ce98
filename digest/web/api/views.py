"""Values of the model as the API answers them: what an editor needs of them, and no post's whole text."""

from __future__ import annotations

from collections.abc import Sequence

from digest import model as m
from digest.editing.differences import Difference
from digest.jobs import history
from digest.web.api import answers as a


def report(post: m.Post) -> a.Report:
    """Return a post of a story."""
    return a.Report(post.id, post.source, post.title, post.address, post.published.at)


def story(one: m.Story) -> a.Told:
    """Return a story."""
    return a.Told(
        id=one.id,
        title=one.lead.title,
        was=one.was,
        summary=one.summary.text,
        summary_by=one.summary.origin,
        theme=one.theme,
        rank=one.rank,
        remark=one.remark,
        reasons=one.reasons,
        reports=tuple(report(post) for post in one.posts),
        earlier=one.earlier,
        starts=one.lead.event.start if one.lead.event else None,
    )


def content(one: m.Content) -> a.Shown:
    """Return the content of a draft or an issue."""
    return a.Shown(
        subject=one.subject,
        preheader=one.preheader,
        introduction=one.introduction,
        lead=story(one.lead) if one.lead else None,
        sections=tuple(a.Under(s.theme, tuple(story(each) for each in s.stories)) for s in one.sections),
        events=tuple(story(each) for each in one.events),
    )


def draft(one: m.Draft) -> a.Waiting:
    """Return a draft."""
    return a.Waiting(
        slot=one.slot,
        revision=one.revision,
        composed=one.composed,
        due=one.due,
        content=content(one.content),
        left_out=tuple(a.Out(story(left.story), left.why) for left in one.left_out),
        merged=tuple(a.Out(story(each.story), "it is part of another", each.into) for each in one.merged),
        notes=one.notes,
    )


def issue(one: m.Issue, *, whole: bool) -> a.Printed:
    """Return an issue, with its content where the whole is wanted."""
    shown = content(one.content) if whole else None
    return a.Printed(one.number, one.slot, one.dated, one.approved, one.approved_by, shown)


def step(line: history.Line) -> a.Happened:
    """Return a step of the history."""
    one = line.step
    return a.Happened(one.number, one.kind, one.by, one.made, one.said, line.stands, line.rests)


def done(edited: history.Edited) -> a.Done:
    """Return the draft after a change."""
    return a.Done(step(history.Line(edited.step)), draft(edited.draft), edited.again)


def difference(one: Difference) -> a.Differs:
    """Return how two contents differ."""
    lines = [a.Otherwise("", name, was, now) for name, was, now in one.lines]
    retold = [a.Otherwise(each.story.id, each.what, each.was, each.now) for each in one.retold]
    return a.Differs(
        came=_stories(one.came),
        went=_stories(one.went),
        moved=tuple(a.Elsewhere(each.story.id, each.story.lead.title, each.was, each.now) for each in one.moved),
        retold=(*lines, *retold),
    )


def _stories(some: Sequence[m.Story]) -> tuple[a.Told, ...]:
    return tuple(story(one) for one in some)
