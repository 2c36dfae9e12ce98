"""All that people did with a newsletter, for whoever has to answer for it: what is on record, and every edit."""

from __future__ import annotations

import heapq

from digest import model as m
from digest.jobs.parts import Parts

ISSUES = 8
MOST = 500
APPROVED = "approved"
TOLD = "told"
"""What the review writes when it has told somebody of a draft: about the slot and who it was."""


def records(parts: Parts) -> tuple[m.Record, ...]:
    """Return sign-ins, tokens, approvals, stops and the like with the edits of the last issues, newest first.

    The edits are those of the draft in hand and of the last eight issues; 500 of all at most.
    """
    newsletter = parts.newsletter.id
    draft = parts.store.desk.latest_draft(newsletter)
    issues = parts.store.desk.issues(newsletter)[:ISSUES]
    slots = dict.fromkeys((*((draft.slot,) if draft else ()), *(issue.slot for issue in issues)))
    known = [*parts.store.records.last(newsletter, MOST)]
    noted = {one.about for one in known if one.what == APPROVED}
    approved = (
        m.Record(newsletter, one.approved, one.approved_by, APPROVED, f"issue {one.number}")
        for one in issues
        if f"issue {one.number}" not in noted
    )
    made = (
        m.Record(newsletter, step.made, step.by, step.said, slot)
        for slot in slots
        for step in parts.store.history.all(slot)
    )
    return tuple(heapq.nlargest(MOST, (*map(_worded, known), *approved, *made), key=lambda one: one.at))


def _worded(one: m.Record) -> m.Record:
    """Return a record as people read it."""
    if one.what != TOLD:
        return one
    slot, _, address = one.about.rpartition(" ")
    return m.Record(one.newsletter, one.at, one.by, f"told {address} that the draft is ready", slot)
