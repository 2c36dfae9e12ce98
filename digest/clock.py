"""What a newsletter's schedule owes and when: slots, what is due of them, which issue a slot belongs to.

Everything is a function of its arguments, the present moment included. A time on the wall becomes a moment
by one rule: the first moment at which the newsletter's own clock has reached it. So a time that the clocks
leap over in spring is the moment of the leap, a time they show twice in autumn is the first of the two, each
falls exactly once, and a draft never comes after its send. Collections follow absolute time and need no rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from digest import model as m

LATE = timedelta(hours=24)
"""How late a send may be and still leave by itself."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WEEK = timedelta(days=7)
_TICK = timedelta(microseconds=1)
_ORDER = {m.Job.COLLECT: 0, m.Job.DRAFT: 1, m.Job.SEND: 2}


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


# ── moments ────────────────────────────────────────────────────────────────────────────────────────────


def moment(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the first moment, in UTC, at which a clock in `zone` has reached `wall` (naive).

    PEP 495: for a time in a gap, fold 0 uses the offset before it and fold 1 the one after, so that the
    change lies between the two readings.
    """
    after = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if after.astimezone(zone).replace(tzinfo=None) == wall:
        return after
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        reached = middle.astimezone(zone).replace(tzinfo=None) >= wall
        before, after = (before, middle) if reached else (middle, after)
    return after.replace(microsecond=0)


def local(newsletter: m.Newsletter, at: datetime) -> datetime:
    """Return a moment as the newsletter's own clock shows it."""
    return at.astimezone(ZoneInfo(newsletter.time_zone))


def words(newsletter: m.Newsletter, at: datetime) -> str:
    """Return a moment in words of the newsletter's own clock: "Friday 27 November 07:00"."""
    wall = local(newsletter, at)
    return f"{wall:%A} {wall.day} {wall:%B} {wall:%H:%M}"


# ── slots ──────────────────────────────────────────────────────────────────────────────────────────────


def slots(newsletter: m.Newsletter, since: datetime, until: datetime) -> tuple[m.Slot, ...]:
    """Return every slot in [since, until), in the order in which they fall due.

    Identifiers carry the moment of a collection ("place/collect@2026-11-23T08:00Z") and the local day of a
    draft or a send ("place/send@2026-11-27"), so that moving 07:00 to 08:00 in the settings owes no day twice.
    """
    found = [slot for job in m.Job for slot in _from(newsletter, job, since, until)]
    return tuple(sorted(found, key=lambda slot: (slot.at, _ORDER[slot.job])))


def upcoming(newsletter: m.Newsletter, job: m.Job, now: datetime) -> m.Slot:
    """Return the next slot of a job after `now`."""
    span = newsletter.schedule.collect_every if job is m.Job.COLLECT else 2 * _WEEK
    return next(_from(newsletter, job, now + _TICK, now + span + _WEEK))


def issue_slot(newsletter: m.Newsletter, now: datetime) -> m.Slot:
    """Return the send slot whose issue is being prepared at `now`: the next one."""
    return upcoming(newsletter, m.Job.SEND, now)


def draft_slot(newsletter: m.Newsletter, send: m.Slot) -> m.Slot:
    """Return the draft slot that a send slot belongs to: the last at or before it."""
    return list(_from(newsletter, m.Job.DRAFT, send.at - 2 * _WEEK, send.at + _TICK))[-1]


def send_slot(newsletter: m.Newsletter, draft: m.Slot) -> m.Slot:
    """Return the send slot that a draft slot prepares: the first at or after it."""
    return upcoming(newsletter, m.Job.SEND, draft.at - _TICK)


def window(newsletter: m.Newsletter, slot: m.Slot) -> tuple[datetime, datetime]:
    """Return the moments [since, until) whose posts the issue of a draft or send slot is made from.

    It ends at the cut-off and is as wide as the newsletter says, in days of its own clock: with a week,
    every issue begins where the one before it ended, in the weeks of 167 and 169 hours too.
    """
    cut_off = slot if slot.job is m.Job.DRAFT else draft_slot(newsletter, slot)
    zone = ZoneInfo(newsletter.time_zone)
    begin = datetime.combine(_day(cut_off, zone), newsletter.schedule.draft_time) - newsletter.limits.window
    return moment(begin, zone), cut_off.at


def _day(slot: m.Slot, zone: ZoneInfo) -> date:
    """Return the local day in a slot's id; after a leap over midnight it is the day before that of `slot.at`."""
    _, _, day = slot.id.rpartition("@")
    try:
        return date.fromisoformat(day)
    except ValueError:
        return slot.at.astimezone(zone).date()


def _from(newsletter: m.Newsletter, job: m.Job, since: datetime, until: datetime) -> Iterator[m.Slot]:
    """Yield the slots of one job in [since, until), in order."""
    schedule = newsletter.schedule
    if job is m.Job.COLLECT:
        yield from _collections(newsletter, since, until)
    elif job is m.Job.DRAFT:
        yield from _weekly(newsletter, job, schedule.draft_weekday, schedule.draft_time, since, until)
    else:
        yield from _weekly(newsletter, job, schedule.send_weekday, schedule.send_time, since, until)


def _collections(newsletter: m.Newsletter, since: datetime, until: datetime) -> Iterator[m.Slot]:
    """Yield collections, which stand at whole multiples of their interval since 1970 in UTC."""
    every = newsletter.schedule.collect_every
    at = _EPOCH - ((_EPOCH - since) // every) * every
    while at < until:
        name = f"{newsletter.id}/{m.Job.COLLECT}@{at:%Y-%m-%dT%H:%MZ}"
        yield m.Slot(m.SlotId(name), newsletter.id, m.Job.COLLECT, at)
        at += every


def _weekly(
    newsletter: m.Newsletter, job: m.Job, weekday: int, wall: time, since: datetime, until: datetime
) -> Iterator[m.Slot]:
    """Yield one slot a week; it starts early enough for a zone that once left out a whole day."""
    zone = ZoneInfo(newsletter.time_zone)
    day = since.astimezone(zone).date() - timedelta(days=3)
    day += timedelta(days=(weekday - day.weekday()) % 7)
    while (at := moment(datetime.combine(day, wall), zone)) < until:
        if at >= since:
            yield m.Slot(m.SlotId(f"{newsletter.id}/{job}@{day}"), newsletter.id, job, at)
        day += _WEEK


# ── what is due ────────────────────────────────────────────────────────────────────────────────────────


def due(
    newsletter: m.Newsletter,
    rows: Sequence[m.SlotRow],
    now: datetime,
    since: datetime,
    *,
    late: timedelta = LATE,
) -> tuple[Owed, ...]:
    """Return what the slots in [since, now] without a row ask for, oldest first; `rows` is the ledger since then.

    Of collections only the latest is run, it covers the ones before it. A draft is made as long as its issue
    may still leave; a send waits until its draft slot has ended. A send that is too late is never run: it is
    held for a person, or missed where its draft was. A slot with a row of any state asks for nothing.
    """
    states = {row.slot.id: row.state for row in rows}
    found = slots(newsletter, since, now + _TICK)
    latest = next((slot.id for slot in reversed(found) if slot.job is m.Job.COLLECT), None)
    owed: list[Owed] = []
    for slot in found:
        if slot.id in states:
            continue
        if slot.job is m.Job.COLLECT:
            owed.append(_collection(slot, latest))
        elif slot.job is m.Job.DRAFT:
            owed.append(_draft(newsletter, slot, states, now, late))
        elif answer := _send(newsletter, slot, states, now, since, late):
            owed.append(answer)
        if owed and owed[-1].state:
            states[owed[-1].slot.id] = owed[-1].state
    return tuple(owed)


def _collection(slot: m.Slot, latest: m.SlotId | None) -> Owed:
    """Run the latest collection, skip the others."""
    return Owed(slot) if slot.id == latest else Owed(slot, m.SlotState.SKIPPED, "a later collection covers it")


def _draft(
    newsletter: m.Newsletter, slot: m.Slot, states: Mapping[m.SlotId, m.SlotState], now: datetime, late: timedelta
) -> Owed:
    """Run a draft while its issue may still leave; later it is skipped where the issue left, else missed."""
    send = send_slot(newsletter, slot)
    if states.get(send.id) is m.SlotState.DONE:
        return Owed(slot, m.SlotState.SKIPPED, f"its issue of {words(newsletter, send.at)} has already been sent")
    if now - send.at < late:
        return Owed(slot)
    why = f"the program was not running between the cut-off, {words(newsletter, slot.at)}, and the send"
    return Owed(slot, m.SlotState.MISSED, f"{why}, {words(newsletter, send.at)}")


def _send(
    newsletter: m.Newsletter,
    slot: m.Slot,
    states: Mapping[m.SlotId, m.SlotState],
    now: datetime,
    since: datetime,
    late: timedelta,
) -> Owed | None:
    """Run a send in time, None while its draft is still to come; else hold it, or say that it was missed."""
    draft = draft_slot(newsletter, slot)
    state = states.get(draft.id)
    if state is m.SlotState.MISSED:
        return Owed(slot, m.SlotState.MISSED, f"no draft was made for {words(newsletter, slot.at)}")
    if now - slot.at >= late:
        return Owed(slot, m.SlotState.HELD, f"too late to send by itself: due {words(newsletter, slot.at)}")
    waiting = state is m.SlotState.RUNNING or (state is None and draft.at >= since)
    return None if waiting else Owed(slot)
