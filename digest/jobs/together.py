"""A slot's work shared out among all processes that are there: sources by host, deliveries as they come.

Whoever holds the slot shares it out, waits, and does by itself whatever nobody finished. All of it may be done twice.
A host belongs to one part, which nobody else does at the same time: so the pause between two requests to a host holds
over all machines.
"""

from __future__ import annotations

from contextlib import suppress

from digest import model as m
from digest.errors import NotNow
from digest.jobs.collect import PARTS, Ask, Collected, collect
from digest.jobs.deliver import deliver
from digest.jobs.parts import Parts

FEW = 8
"""Sources that are not worth being shared out."""


def collect_together(parts: Parts, slot: m.Slot, ask: Ask) -> Collected:
    """Return how the round went, whoever made which visit of it."""
    helpers = parts.helpers
    if helpers is None or len(parts.newsletter.sources) < FEW:
        return collect(parts, ask=ask)
    helpers.together(f"collect {ask}", slot.id, [str(part) for part in range(PARTS)])
    rest = collect(parts, ask=ask, since=slot.at)
    by_others = parts.store.sources.visited(parts.newsletter.id).values()
    mine = {visit.source for visit in rest.visits}
    done = tuple(visit for visit in by_others if visit.at >= slot.at and visit.source not in mine)
    return Collected((*done, *rest.visits), rest.left)


def ask_for_help(parts: Parts, issue: int) -> None:
    """Ask the others to send this issue along."""
    if parts.helpers:
        parts.helpers.ask("deliver", f"issue {issue}", ["0", "1", "2", "3"])


def piece(parts: Parts, kind: str, about: str, part: str) -> None:
    """Do a part of what somebody shared out."""
    verb, _, more = kind.partition(" ")
    if verb == "deliver":
        with suppress(NotNow):  # this process sends already, or a person has stopped it
            deliver(parts, int(about.removeprefix("issue ")))
        return
    row = parts.store.ledger.row(m.SlotId(about))
    if row is None or row.state is not m.SlotState.RUNNING:
        return  # it has ended without this part
    ask: Ask = "allowed" if more == "allowed" else "due"
    collect(parts, ask=ask, since=row.slot.at, part=int(part))
