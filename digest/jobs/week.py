"""A whole week in one go, by the newsletter's policy: collect, draft, approve, publish, send."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from digest import model as m
from digest.errors import NotNow
from digest.jobs.collect import Collected, collect
from digest.jobs.deliver import Sent, deliver
from digest.jobs.draft import approve, draft
from digest.jobs.parts import Parts, slot_in_hand
from digest.jobs.publish import Written, publish

POLICY = "policy"


@dataclass(frozen=True, slots=True)
class Week:
    """What each step did; a step that was not reached is None, and `held` says in a sentence why."""

    collected: Collected | None = None
    draft: m.Draft | None = None
    written: Written | None = None
    sent: Sent | None = None
    held: str = ""


def week(
    parts: Parts,
    ended: Callable[[m.Visited], None] = lambda _: None,
    posted: Callable[[m.Posted], None] = lambda _: None,
) -> Week:
    """Do all that the slot in hand owes; what is done already is not done again."""
    slot = slot_in_hand(parts.newsletter, parts.clock.now())
    if parts.store.desk.issue_of(slot.id):
        return _out(parts, Week(), slot, posted)
    collected = collect(parts, ended)
    waiting = draft(parts, slot, again=True)
    so_far = Week(collected, waiting)
    if not waiting.content.stories:
        return Week(collected, waiting, held="There is nothing in this draft, so no issue is sent.")
    if parts.newsletter.schedule.unreviewed == "hold":
        return Week(
            collected,
            waiting,
            held="The draft waits for approval. Look at it with: digest show; approve it with: digest approve",
        )
    approve(parts, POLICY, slot.id)
    return _out(parts, so_far, slot, posted)


def _out(parts: Parts, so_far: Week, slot: m.Slot, posted: Callable[[m.Posted], None]) -> Week:
    issue = parts.store.desk.issue_of(slot.id)
    if issue is None:
        raise NotNow(f"The draft for {slot.id} was not approved.", about=slot.id)
    written = publish(parts, issue.number)
    sent = deliver(parts, issue.number, posted)
    return Week(so_far.collected, so_far.draft, written, sent)
