"""Operations on what the themes learn and lack, and the record of who did what."""

from __future__ import annotations

from digest import jobs
from digest import model as m
from digest.jobs import propose, teach
from digest.web.api import answers as a
from digest.web.api import views
from digest.web.api.acts import Call


def proposals(call: Call) -> tuple[a.Proposed, ...]:
    """Return the subjects that no theme covers, the largest first."""
    return tuple(
        a.Proposed(one.label, one.words, one.posts, tuple(views.report(post) for post in one.nearest))
        for one in propose.proposals(call.parts)
    )


def accept(call: Call) -> a.Said:
    """Make a theme of a subject, in the newsletter's own file."""
    proposal = propose.proposed(call.parts, call.body.label)
    theme = propose.accept(call.parts, proposal, call.body.name, call.body.description)
    jobs.record(call.parts, call.who, "made a theme", theme.name)
    return a.Said(f"{theme.name} is a theme now.")


def dismiss(call: Call) -> a.Said:
    """Let a subject be, for good."""
    proposal = propose.proposed(call.parts, call.body.label)
    propose.dismiss(call.parts, proposal)
    jobs.record(call.parts, call.who, "dismissed a subject", proposal.label)
    return a.Said(f"{proposal.label} will not be proposed again.")


def examples(call: Call) -> tuple[m.Example, ...]:
    """Return what the themes were taught, that which was taken back too."""
    return call.parts.store.examples.all(call.parts.newsletter.id)


def forget(call: Call) -> a.Said:
    """Take a lesson back, and the move in the open draft that taught it."""
    example, _ = teach.take_back(call.parts, call.body.number, call.who.name or call.who.address)
    return a.Said(f"“{example.title}” teaches nothing any more.")


def records(call: Call) -> tuple[m.Record, ...]:
    """Return who did what, newest first."""
    return jobs.records(call.parts)
