"""What a person decides about a slot: it is done after all, or let go."""

from __future__ import annotations

from digest import model as m
from digest.errors import NothingThere, NotNow
from digest.jobs.parts import Parts
from digest.jobs.tick import Done, work


def do_now(parts: Parts, name: str) -> Done:
    """Do a slot that was held, missed or skipped; a send without a draft is drafted first.

    Raises `NothingThere` where the ledger has no such slot, `NotNow` where it is done or being worked on.
    """
    row = _row(parts, name)
    if row.state in {m.SlotState.MISSED, m.SlotState.SKIPPED}:
        parts.store.ledger.open_again(row.slot, "to be done now", parts.clock.now())
    done = work(parts, row.slot)
    if done is None:
        raise NotNow(f"{name} is being worked on at this moment. Let it finish.", about=name)
    return done


def let_go(parts: Parts, name: str, why: str) -> Done:
    """Skip a slot that waits for a person. Raises as `do_now`."""
    row = _row(parts, name)
    with parts.store.alone(f"slot {row.slot.id}") as mine:
        if not mine:
            raise NotNow(f"{name} is being worked on at this moment. Let it finish.", about=name)
        parts.store.ledger.put(row.slot, m.SlotState.SKIPPED, why, parts.clock.now())
    return Done(row.slot, m.SlotState.SKIPPED, why)


def _row(parts: Parts, name: str) -> m.SlotRow:
    full = name if "/" in name else f"{parts.newsletter.id}/{name}"
    row = parts.store.ledger.row(m.SlotId(full))
    if row is None or row.slot.newsletter != parts.newsletter.id:
        raise NothingThere(f"There is no slot {full}. To see them: digest slots", about=name)
    if row.state is m.SlotState.DONE:
        raise NotNow(f"{full} is done: {row.why}.", about=name)
    if row.state is m.SlotState.RUNNING and not row.why:
        raise NotNow(f"{full} is being worked on, or its run has died: digest up takes it over.", about=name)
    return row
