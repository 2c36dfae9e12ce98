"""What is due now, given what the ledger says: what is to be run, and what ends as it is, and why.

Of collections only the latest is run, it covers the ones before it. Of issues that fell due while the program was
away the schedule's `catch_up` decides: the last of them is made, all are, or none. What is later than the schedule's
`late` never leaves by itself: it is held for a person, an old schedule that wakes up sends nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from digest import model as m
from digest.clock.slots import Pair, pairs, slots, words

LATE = timedelta(hours=24)
"""How late a send may be and still leave by itself, where the newsletter says nothing else."""

GRACE = timedelta(hours=1)
"""How late a job may be that is not caught up: a collection may have been in its way."""

_TICK = timedelta(microseconds=1)
_AHEAD = timedelta(days=16)


@dataclass(frozen=True, slots=True)
class Owed:
    """A slot that asks for something now: to be run (`state` is None), or to be ended as it is, and why."""

    slot: m.Slot
    state: m.SlotState | None = None
    why: str = ""

    @property
    def run(self) -> bool:
        """True where the slot's job is to be run, False where the ledger is only to be told how it ended."""
        return self.state is None


def due(newsletter: m.Newsletter, rows: Sequence[m.SlotRow], now: datetime, since: datetime) -> tuple[Owed, ...]:
    """Return what the slots in [since, now] without a row ask for, oldest first; `rows` is the ledger since then.

    A draft is made as long as its issue may still leave; a send waits until its draft slot has ended. A slot with a
    row of any state asks for nothing.
    """
    found = [slot for slot in slots(newsletter, since, now + _TICK) if slot.job is m.Job.COLLECT]
    latest = found[-1].id if found else None
    states = {row.slot.id: row.state for row in rows}
    owed = [_collection(slot, latest) for slot in found if slot.id not in states]
    issues = [pair for pair in pairs(newsletter, since, now + _AHEAD) if pair.draft.at <= now]
    at_hand = [pair.send.id for pair in issues if pair.send.at <= now and not pair.send.off]
    look = _Look(newsletter, states, now, since, at_hand[-1] if at_hand else None)
    for pair in issues:
        owed.extend(look.at(pair))
    return tuple(sorted(owed, key=lambda one: one.slot.at))


def _collection(slot: m.Slot, latest: m.SlotId | None) -> Owed:
    """Run the latest collection, skip the others."""
    return Owed(slot) if slot.id == latest else Owed(slot, m.SlotState.SKIPPED, "a later collection covers it")


@dataclass(slots=True)
class _Look:
    """One look at the ledger; `newest` is the last issue that has fallen due."""

    newsletter: m.Newsletter
    states: dict[m.SlotId, m.SlotState]
    now: datetime
    since: datetime
    newest: m.SlotId | None

    def at(self, pair: Pair) -> list[Owed]:
        """Return what an issue asks for: its draft, its send, or both."""
        owed = []
        if self._open(pair.draft):
            owed.append(self._draft(pair))
            if owed[0].state:
                self.states[pair.draft.id] = owed[0].state
        if self._open(pair.send) and (answer := self._send(pair)):
            owed.append(answer)
        return owed

    def _open(self, slot: m.Slot) -> bool:
        return self.since <= slot.at <= self.now and slot.id not in self.states

    def _draft(self, pair: Pair) -> Owed:
        """Run a draft while its issue may still leave and is to be caught up."""
        slot, send = pair.draft, pair.send
        if slot.off:
            return Owed(slot, m.SlotState.SKIPPED, slot.off)
        if self.states.get(send.id) is m.SlotState.DONE:
            return Owed(slot, m.SlotState.SKIPPED, f"its issue of {self._said(send)} has already been sent")
        if self._covered(pair):
            return Owed(slot, m.SlotState.SKIPPED, "a later issue covers it")
        if not self._stale(send) and not self._let_go(pair):
            return Owed(slot)
        why = f"the program was not running between the cut-off, {self._said(slot)}, and the send"
        return Owed(slot, m.SlotState.MISSED, f"{why}, {self._said(send)}")

    def _send(self, pair: Pair) -> Owed | None:
        """Run a send in time, None while its draft is still to come; else hold it, or say that it was missed."""
        slot, state = pair.send, self.states.get(pair.draft.id)
        if slot.off:
            return Owed(slot, m.SlotState.SKIPPED, slot.off)
        if state in {m.SlotState.MISSED, m.SlotState.SKIPPED}:
            return self._without_draft(pair, state)
        if state is m.SlotState.RUNNING or (state is None and self._open(pair.draft)):
            return None
        if self._let_go(pair):
            return Owed(slot, m.SlotState.MISSED, f"the program was not running at the send, {self._said(slot)}")
        if self._stale(slot):
            return Owed(slot, m.SlotState.HELD, f"too late to send by itself: due {self._said(slot)}")
        return Owed(slot)

    def _without_draft(self, pair: Pair, state: m.SlotState) -> Owed:
        """Skip what a later issue covers; hold the one that is to be caught up; miss the rest."""
        slot, policy = pair.send, self.newsletter.schedule.catch_up
        if state is m.SlotState.SKIPPED:
            return Owed(slot, m.SlotState.SKIPPED, "a later issue covers it")
        if policy == "all" or (policy == "last" and slot.id == self.newest):
            return Owed(
                slot, m.SlotState.HELD, f"too late to send by itself, and not drafted: due {self._said(slot)}"
            )
        return Owed(slot, m.SlotState.MISSED, f"no draft was made for {self._said(slot)}")

    def _stale(self, send: m.Slot) -> bool:
        return self.now - send.at >= self.newsletter.schedule.late

    def _covered(self, pair: Pair) -> bool:
        """Tell whether an issue that fell due is left to a later one that may still leave."""
        if self.newsletter.schedule.catch_up != "last" or self.newest is None or pair.send.id == self.newest:
            return False
        return pair.send.at <= self.now and not self._stale(pair.send)

    def _let_go(self, pair: Pair) -> bool:
        """Tell whether an issue that is late is not to be caught up at all."""
        return self.newsletter.schedule.catch_up == "none" and self.now - pair.send.at > GRACE

    def _said(self, slot: m.Slot) -> str:
        return words(self.newsletter, slot.at)
