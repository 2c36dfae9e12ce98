"""The draft of the slot in hand, and its approval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from digest import clock, editing, stories
from digest import model as m
from digest.errors import NothingThere, NotNow, NotSound, Stale
from digest.jobs import history, teach
from digest.jobs.correct import untold
from digest.jobs.examine import examine_draft
from digest.jobs.health import healths
from digest.jobs.languages import recognised
from digest.jobs.parts import Parts, slot_in_hand
from digest.jobs.pictures import illustrated, pictured

EARLIER_ISSUES = 8
LONGEST_WINDOW = timedelta(days=92)
"""However long no issue left: the next one tells no more of it."""


def draft(parts: Parts, slot: m.Slot | None = None, *, again: bool = False) -> m.Draft:
    """Return the slot's draft, composed now where there is none or where `again` asks for it.

    Raises `NotNow` where the slot has an approved issue already.
    """
    now = parts.clock.now()
    slot = slot or slot_in_hand(parts.newsletter, now)
    if issue := parts.store.desk.issue_of(slot.id):
        raise NotNow(
            f"Issue {issue.number} for {slot.id} is approved already and does not change. "
            f"To see it: digest show --issue {issue.number}",
            about=slot.id,
        )
    stored = parts.store.desk.draft(slot.id)
    if stored and not again:
        return stored
    return history.composed(parts, _illustrated(parts, _compose(parts, slot, now), stored))


def _compose(parts: Parts, slot: m.Slot, now: datetime) -> m.Draft:
    issues = parts.store.desk.issues(parts.newsletter.id)
    since, cut_off = _window(parts, slot, issues)
    until = now  # who drafts after the cut-off wants what came since; the next issue will know it was in this one
    posts = parts.store.posts.between(parts.newsletter.id, since, until)
    told = told_of(parts, of_width(parts.newsletter, cut_off - since), posts, max(slot.at, now), issues)
    told = replace(told, stories=tuple(_rewritten(parts, story) for story in told.stories))
    visited = _with_health(parts)
    composed = editing.compose(parts.newsletter, slot, told, visited, now, since, until)
    content = replace(composed.content, corrections=untold(parts, issues))
    return replace(composed, content=content)


def _window(parts: Parts, slot: m.Slot, issues: Sequence[m.Issue]) -> tuple[datetime, datetime]:
    """Return the window of a slot's issue, opened so far that what no issue has told since the last is told now."""
    since, until = clock.window(parts.newsletter, slot)
    told = max((issue.content.until for issue in issues[:EARLIER_ISSUES]), default=since)
    return max(min(since, told), min(since, until - LONGEST_WINDOW)), until


def told_of(
    parts: Parts, newsletter: m.Newsletter, posts: Sequence[m.Post], now: datetime, issues: Sequence[m.Issue]
) -> m.Told:
    """Return the stories of these posts as a draft has them, told after the last of these issues, newest first."""
    earlier, taught = issues[:EARLIER_ISSUES], teach.taught(parts)
    return stories.tell(recognised(parts, posts), newsletter, now, earlier, taught, parts.meant)


def of_width(newsletter: m.Newsletter, window: timedelta) -> m.Newsletter:
    """Return a newsletter whose issues are made from so long a time."""
    return replace(newsletter, limits=replace(newsletter.limits, window=window))


def _rewritten(parts: Parts, story: m.Story) -> m.Story:
    """Return the story with a summary that a machine wrote and the text bears out, where one is set up."""
    text = story.lead.text or story.lead.summary
    said = parts.rewrite(story.lead.title, text) if parts.rewrite and text else ""
    return replace(story, summary=m.Summary(said, "rewritten")) if said else story


def _illustrated(parts: Parts, composed: m.Draft, stored: m.Draft | None) -> m.Draft:
    """Return the draft with its lead's picture, the one it had where that still leads, or a note why not."""
    had = replace(composed.content, picture=stored.content.picture if stored else None)
    content, why = illustrated(parts, had)
    return replace(composed, content=content, notes=(*composed.notes, why) if why else composed.notes)


def _with_health(parts: Parts) -> dict[m.SourceId, m.Visited]:
    """Return the last visit of each source, with how the source is."""
    visited = parts.store.sources.visited(parts.newsletter.id)
    known = {one.source: one for one in healths(parts)}
    return {source: replace(visit, health=known.get(source)) for source, visit in visited.items()}


def approve(
    parts: Parts,
    by: str,
    slot: m.SlotId | None = None,
    *,
    seen: int | None = None,
    anyway: bool = False,
    thorough: bool = False,
) -> m.Issue:
    """Return the issue that the draft has become: frozen, numbered, stored. A second time returns the same.

    Without `slot` the newest draft is meant. The doctor looks at it first, `thorough` or not (see `examine`).
    `seen` is the revision that the approver looked at: `Stale` is raised where it is not the one there is.
    Raises `NothingThere` without a draft, `NotNow` where it is empty, `NotSound` where it must not go out as it is
    and nobody said `anyway`.
    """
    desk = parts.store.desk
    waiting = desk.draft(slot) if slot else desk.latest_draft(parts.newsletter.id)
    if issue := _approved(parts, slot, waiting):
        return issue
    if waiting is None:
        raise NothingThere("There is no draft to approve. Make one with: digest draft", about=slot or "")
    if seen is not None and seen != waiting.revision:
        raise _seen_another(waiting, seen)
    waiting = pictured(parts, waiting)
    _sound(examine_draft(parts, waiting, thorough=thorough), waiting, anyway=anyway)
    number = desk.next_number(parts.newsletter.id)
    issue = editing.approve(waiting, number=number, by=by, now=parts.clock.now(), dated=waiting.due)
    stored = desk.freeze(issue, waiting.revision)
    if stored and stored.slot == waiting.slot:
        return stored
    # somebody changed the draft, or another draft's approval took the number, while the doctor looked at this one
    return approve(parts, by, waiting.slot, seen=seen, anyway=anyway, thorough=thorough)


def _seen_another(waiting: m.Draft, seen: int) -> Stale:
    said = "The draft was changed since you looked at it, so it was not approved. Look at it again, then approve it."
    return Stale(
        said,
        mine=f"approve revision {seen}",
        theirs=(),
        was=f"revision {seen}",
        now=f"revision {waiting.revision}",
        about=waiting.slot,
    )


def _sound(found: m.Findings, waiting: m.Draft, *, anyway: bool) -> None:
    """Raise `NotSound` where something was found that must not go out."""
    if not found.stops or anyway:
        return
    told = "\n".join(f"- {one.what}{f' ({one.where})' if one.where else ''} {one.how}" for one in found.stops)
    said = f"The draft of {waiting.slot} was not approved. The mail doctor found:\n{told}"
    raise NotSound(f"{said}\nMend it, or send it as it is: digest approve --anyway", about=waiting.slot)


def _approved(parts: Parts, slot: m.SlotId | None, waiting: m.Draft | None) -> m.Issue | None:
    """Return the issue that is there already: of the slot that is asked for, else of the slot in hand."""
    if slot:
        return parts.store.desk.issue_of(slot)
    if waiting:
        return None
    return parts.store.desk.issue_of(slot_in_hand(parts.newsletter, parts.clock.now()).id)


def as_issue(parts: Parts, waiting: m.Draft) -> m.Issue:
    """Return the issue a draft would become if it were approved now; nothing is stored. For previews."""
    number = parts.store.desk.next_number(parts.newsletter.id)
    return editing.approve(waiting, number=number, by="preview", now=waiting.composed, dated=waiting.due)
