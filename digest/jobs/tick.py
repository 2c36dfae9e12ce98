"""One look at the clock: what the schedule owes now is done, each slot once.

A slot is worked on under a lock that the system frees when the worker dies, so whoever holds the lock may take a
slot that still says `running`: its owner is gone, and every job can be run twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta

from digest import clock
from digest import model as m
from digest.errors import DigestError, NotNow
from digest.jobs import readers
from digest.jobs.deliver import abandoned, deliver, is_dead
from digest.jobs.draft import approve, draft
from digest.jobs.parts import Parts
from digest.jobs.publish import publish
from digest.jobs.returned import take_returns
from digest.jobs.review import tell_editors
from digest.jobs.together import ask_for_help, collect_together
from digest.jobs.week import POLICY

_log = logging.getLogger(__name__)

_WORKING: ContextVar[str] = ContextVar("slot", default="")
LOOK_BACK = timedelta(days=8)
LOOK_AHEAD = timedelta(days=40)
"""Later slots concern nothing that is due now: what a clock that was a year ahead wrote is not read at every look."""
AGAIN = timedelta(minutes=1)
"""How long a job rests that met something a person can mend."""


@dataclass(frozen=True, slots=True)
class Done:
    """How one slot ended in this tick."""

    slot: m.Slot
    state: m.SlotState
    why: str


def tick(parts: Parts) -> tuple[Done, ...]:
    """Do what is due now; return what ended. Nothing due costs two short queries."""
    now = parts.clock.now()
    since = _since(parts, now)
    rows = parts.store.ledger.rows(parts.newsletter.id, since, now + LOOK_AHEAD)
    rows = tuple(row for row in rows if not row.doubtful(now))
    ended = [work(parts, row.slot) for row in rows if _abandoned(parts, row, now) or _approved_since(parts, row)]
    due = clock.due(parts.newsletter, rows, now, since)
    # a draft that is owed together with a collection wants what the collection brings
    ended.extend(_closed(parts, due, now))
    for owed in sorted((one for one in due if one.run), key=lambda one: one.slot.job is not m.Job.COLLECT):
        if parts.stopping():
            break  # what is due is still due at the next start
        ended.append(done := _answer(parts, owed, now))
        if done is None and owed.slot.job is m.Job.COLLECT:
            break  # somebody else makes this collection: what it brings is waited for
    _try_again(parts, now)
    readers.answer(parts)
    readers.forget_unconfirmed(parts)
    return tuple(done for done in ended if done)


def _answer(parts: Parts, owed: clock.Owed, now: datetime) -> Done | None:
    """Do what a slot asks for; None where somebody else does it, or it has to wait."""
    return None if _awaits(parts, owed.slot, now) else work(parts, owed.slot)


def _closed(parts: Parts, due: Sequence[clock.Owed], now: datetime) -> list[Done]:
    """Write how the slots ended that are not to be run, all in one step: after a year away there are thousands."""
    ended = [Done(one.slot, one.state, one.why) for one in due if one.state is not None]
    if ended:
        parts.store.ledger.put_all([m.SlotRow(one.slot, one.state, one.why) for one in ended], now)
    return ended


def _awaits(parts: Parts, slot: m.Slot, now: datetime) -> bool:
    """Tell whether a draft has to wait for a collection that another process makes, for an hour at most."""
    if slot.job is not m.Job.DRAFT:
        return False
    since = slot.at - parts.newsletter.schedule.collect_every - clock.LATE
    rows = (row for row in parts.store.ledger.rows(parts.newsletter.id, since) if row.slot.job is m.Job.COLLECT)
    return any(
        row.state is m.SlotState.RUNNING and row.changed is not None and now - row.changed < clock.GRACE
        for row in rows
    )


def _since(parts: Parts, now: datetime) -> datetime:
    """Return the moment from which every slot must have a row.

    A new ledger owes the latest collection and nothing before it. An old one was complete at its last row but
    for what still waited then, however long the machine has been away since.
    """
    span = parts.store.ledger.span(parts.newsletter.id)
    if span is None:
        return now - parts.newsletter.schedule.collect_every
    first, last = span
    return max(first, min(last, now) - LOOK_BACK)


def _abandoned(parts: Parts, row: m.SlotRow, now: datetime) -> bool:
    """Tell whether a slot may have been left by a run that died, or has to be tried again: its lock will say."""
    if row.state is not m.SlotState.RUNNING:
        return False
    if row.why and row.changed is not None and abs(now - row.changed) < AGAIN:
        return False
    return row.slot.job is not m.Job.SEND or not _sends(parts)


def _sends(parts: Parts) -> bool:
    """Tell whether another thread of this process sends just now, as one that helps does."""
    return not is_dead(parts, parts.run)


def _approved_since(parts: Parts, row: m.SlotRow) -> bool:
    """Tell whether a send slot was held and its draft approved after that: a late approval sends at once.

    An issue that was approved in time and held for being too late to send waits for a person.
    """
    if row.slot.job is not m.Job.SEND or row.state is not m.SlotState.HELD or row.changed is None:
        return False
    issue = parts.store.desk.issue_of(row.slot.id)
    return issue is not None and issue.approved > row.changed and row.slot.at <= parts.clock.now()


def work(parts: Parts, slot: m.Slot) -> Done | None:
    """Do one slot's job under its lock; None where somebody else has it, or it has ended already."""
    with parts.store.alone(f"slot {slot.id}") as mine:
        if not mine or not parts.store.ledger.take(slot, parts.run, parts.clock.now()):
            return None
        state, why = _tried(parts, slot)
        parts.store.ledger.put(slot, state, why, parts.clock.now())
        return Done(slot, state, why)


def working_on() -> dict[str, str]:
    """Return the slot that this thread works on, for the log; nothing where it works on none."""
    return {"slot": found} if (found := _WORKING.get()) else {}


def _tried(parts: Parts, slot: m.Slot) -> Outcome:
    before = _WORKING.set(slot.id)
    try:
        _log.info("begun")
        return JOBS[slot.job](parts, slot)
    except DigestError as error:
        return _failed(parts, slot), str(error)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other slots go on
        _log.exception("a defect of the program")
        return _failed(parts, slot), f"a defect of the program, {type(error).__name__}: {error}"
    finally:
        _WORKING.reset(before)


def _failed(parts: Parts, slot: m.Slot) -> m.SlotState:
    """Return how a slot stands whose job met something a person can mend, such as a full disk.

    A collection is missed, the next one covers it. A draft and a send are tried every minute until it is too
    late to send by itself; then they wait for a person.
    """
    if slot.job is m.Job.COLLECT:
        return m.SlotState.MISSED
    return m.SlotState.RUNNING if parts.clock.now() - slot.at < _late(parts) else m.SlotState.HELD


def _late(parts: Parts) -> timedelta:
    return parts.newsletter.schedule.late


Outcome = tuple[m.SlotState, str]


def _collect(parts: Parts, slot: m.Slot) -> Outcome:
    collected = collect_together(parts, slot, "allowed" if _before_draft(parts, slot) else "due")
    returned = _returned(parts)
    failed = f", {len(collected.failed)} failed" if collected.failed else ""
    left = f", {len(collected.left)} left in peace" if collected.left else ""
    return (
        m.SlotState.DONE,
        f"{len(collected.visits)} sources visited{failed}{left}, {collected.new} new posts{returned}",
    )


def _returned(parts: Parts) -> str:
    """Take the mails that came back since, and say so; a mailbox that cannot be read holds nothing else up."""
    try:
        took = take_returns(parts, parts.mailbox())
    except DigestError as error:
        _log.warning("%s", error)
        return "; the mailbox of returned mails could not be read"
    return f"; {sum(took.kinds.values())} mails came back" if took.kinds else ""


def _before_draft(parts: Parts, slot: m.Slot) -> bool:
    """Tell whether this collection is the last one before a draft: the draft wants what is there, rhythm or not."""
    until = slot.at + parts.newsletter.schedule.collect_every
    return any(one.job is m.Job.DRAFT for one in clock.slots(parts.newsletter, slot.at, until))


def _draft(parts: Parts, slot: m.Slot) -> Outcome:
    send = clock.send_slot(parts.newsletter, slot)
    if parts.store.desk.issue_of(send.id):
        return m.SlotState.DONE, "approved before the cut-off"
    waiting = draft(parts, send, again=True)
    tell_editors(parts, waiting)
    return m.SlotState.DONE, f"{len(waiting.content.stories)} stories, revision {waiting.revision}"


def _send(parts: Parts, slot: m.Slot) -> Outcome:
    issue = parts.store.desk.issue_of(slot.id)
    if issue is None:
        waiting = draft(parts, slot)
        if not waiting.content.stories:
            return m.SlotState.SKIPPED, "nothing to send: no story this time"
        if parts.newsletter.schedule.unreviewed == "hold":
            return m.SlotState.HELD, "waiting for approval: digest approve"
        issue = approve(parts, POLICY, slot.id)
    publish(parts, issue.number)
    ask_for_help(parts, issue.number)
    try:
        sent = deliver(parts, issue.number)
    except NotNow:
        if not _sends(parts):
            raise
        return m.SlotState.RUNNING, ""  # the next look finds whether the other thread has come to the end
    fates = ", ".join(f"{count} {fate.value}" for fate, count in sorted(sent.fates.items()))
    told = f"issue {issue.number}: {fates or 'no subscribers'}"
    if parts.stopping() and not sent.finished:
        return (
            m.SlotState.RUNNING,
            f"{told}; stopped on the way, the rest goes out when the program is started again",
        )
    return m.SlotState.DONE, told


JOBS: dict[m.Job, Callable[[Parts, m.Slot], Outcome]] = {
    m.Job.COLLECT: _collect,
    m.Job.DRAFT: _draft,
    m.Job.SEND: _send,
}


def _try_again(parts: Parts, now: datetime) -> None:
    """Go on with sendings that are open: put off by a server, paused until now, or left by a process that died."""
    for campaign in parts.store.campaigns.all(parts.newsletter.id):
        if _goes_on(parts, campaign, now):
            with suppress(NotNow):  # another thread of this process is at it
                deliver(parts, campaign.issue, hurry=False)


def _goes_on(parts: Parts, campaign: m.Campaign, now: datetime) -> bool:
    if campaign.state is m.CampaignState.PAUSED:
        return campaign.again is not None and campaign.again <= now
    if campaign.state is not m.CampaignState.SENDING:
        return False
    if abandoned(parts, campaign):
        return True
    due = parts.store.deliveries.due(campaign.newsletter, campaign.issue, now)
    return due is not None and due <= now
