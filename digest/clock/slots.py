"""Which slots a newsletter's schedule has, and which posts belong to the issue of one.

A time on the wall becomes a moment by one rule: the first moment at which the newsletter's own clock has reached
it. So a time that the clocks leap over in spring is the moment of the leap, a time they show twice in autumn is the
first of the two, each falls exactly once, and a draft never comes after its send. Collections follow absolute time
and need no rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from digest import model as m

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_TICK = timedelta(microseconds=1)
_MARGIN = 14 * _DAY
"""How far a slot may be from its day's midnight: a holiday moves it ten days, a zone once left out a whole day."""
_AHEAD = (_WEEK, 5 * _WEEK, 60 * _WEEK)
_ORDER = {m.Job.COLLECT: 0, m.Job.DRAFT: 1, m.Job.SEND: 2}


@dataclass(frozen=True, slots=True)
class Pair:
    """The two slots of one issue, and its cut-off on the wall."""

    draft: m.Slot
    send: m.Slot
    cut_off: datetime


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
    draft or a send ("place/send@2026-11-27", the second of a day "place/send@2026-11-27.2"), so that moving 07:00
    to 08:00 in the settings owes no day twice. A slot moved by a holiday keeps the day it was moved from.
    """
    found = {slot.id: slot for slot in _collections(newsletter, since, until)}
    for pair in pairs(newsletter, since, until + _MARGIN):
        for slot in (pair.draft, pair.send):
            if since <= slot.at < until:
                found.setdefault(slot.id, slot)
    return tuple(sorted(found.values(), key=lambda slot: (slot.at, _ORDER[slot.job])))


def pairs(newsletter: m.Newsletter, since: datetime, until: datetime) -> list[Pair]:
    """Return the slots of every issue whose send lies in [since, until), in order."""
    zone = ZoneInfo(newsletter.time_zone)
    first, last = (since - _MARGIN).astimezone(zone).date(), (until + _MARGIN).astimezone(zone).date()
    on = _calendar(newsletter.id, newsletter.schedule, zone)
    found = (pair for n in range((last - first).days + 1) for pair in on(first + n * _DAY))
    return sorted((pair for pair in found if since <= pair.send.at < until), key=lambda pair: pair.send.at)


@lru_cache(maxsize=16)
def _calendar(newsletter: m.NewsletterId, schedule: m.Schedule, zone: ZoneInfo) -> Callable[[date], tuple[Pair, ...]]:
    """Return what says the issues that are owed for a day, and remembers them: each look asks for the same weeks."""
    return lru_cache(maxsize=2_000)(lambda day: tuple(_pairs_of(newsletter, schedule, zone, day)))


def _pairs_of(newsletter: m.NewsletterId, schedule: m.Schedule, zone: ZoneInfo, day: date) -> Iterator[Pair]:
    """Yield the issues that are owed for a day."""
    times = schedule.sends_on(day)
    if not times:
        return
    placed, off = schedule.placed(day)
    for number, at in enumerate(times, 1):
        cut_off = schedule.cut_off(datetime.combine(day, at))
        walls = [wall + (placed - day) for wall in (cut_off, datetime.combine(day, at))]
        before = sorted({one.at for one in schedule.drafts if one.on(cut_off.date())})
        nth = before.index(cut_off.time()) + 1 if cut_off.time() in before else number
        draft = _slot(newsletter, m.Job.DRAFT, cut_off.date(), nth, moment(walls[0], zone), off)
        send = _slot(newsletter, m.Job.SEND, day, number, moment(walls[1], zone), off)
        yield Pair(draft, send, walls[0])


def _slot(newsletter: m.NewsletterId, job: m.Job, day: date, number: int, at: datetime, off: str) -> m.Slot:
    name = f"{newsletter}/{job}@{day}" + (f".{number}" if number > 1 else "")
    return m.Slot(m.SlotId(name), newsletter, job, at, off)


def _collections(newsletter: m.Newsletter, since: datetime, until: datetime) -> Iterator[m.Slot]:
    """Yield collections, which stand at whole multiples of their interval since 1970 in UTC."""
    every = newsletter.schedule.collect_every
    at = _EPOCH - ((_EPOCH - since) // every) * every
    while at < until:
        name = f"{newsletter.id}/{m.Job.COLLECT}@{at:%Y-%m-%dT%H:%MZ}"
        yield m.Slot(m.SlotId(name), newsletter.id, m.Job.COLLECT, at)
        at += every


def upcoming(newsletter: m.Newsletter, job: m.Job, now: datetime) -> m.Slot:
    """Return the next slot of a job after `now` that a holiday does not take away."""
    if job is m.Job.COLLECT:
        return next(_collections(newsletter, now + _TICK, now + newsletter.schedule.collect_every + _TICK))
    for ahead in _AHEAD:
        found = slots(newsletter, now + _TICK, now + ahead)
        if first := next((slot for slot in found if slot.job is job and not slot.off), None):
            return first
    return _slot(newsletter.id, job, (now + _AHEAD[-1]).date(), 1, now + _AHEAD[-1], "")


# ── which issue ────────────────────────────────────────────────────────────────────────────────────────


def issue_slot(newsletter: m.Newsletter, now: datetime) -> m.Slot:
    """Return the send slot whose issue is being prepared at `now`: the next one."""
    return upcoming(newsletter, m.Job.SEND, now)


def pair_of(newsletter: m.Newsletter, slot: m.Slot) -> Pair:
    """Return the two slots of the issue that a draft or send slot is of.

    A slot of a schedule that has been changed since has the draft that the present one would make of it.
    """
    for pair in pairs(newsletter, slot.at - _MARGIN, slot.at + _MARGIN):
        if slot.id in {pair.draft.id, pair.send.id}:
            return pair
    zone = ZoneInfo(newsletter.time_zone)
    if slot.job is m.Job.DRAFT:
        send = upcoming(newsletter, m.Job.SEND, slot.at - _TICK)
        return Pair(slot, send, slot.at.astimezone(zone).replace(tzinfo=None))
    cut_off = newsletter.schedule.cut_off(slot.at.astimezone(zone).replace(tzinfo=None))
    return Pair(_slot(newsletter.id, m.Job.DRAFT, cut_off.date(), 1, moment(cut_off, zone), slot.off), slot, cut_off)


def send_slot(newsletter: m.Newsletter, draft: m.Slot) -> m.Slot:
    """Return the send slot that a draft slot prepares."""
    return pair_of(newsletter, draft).send


def window(newsletter: m.Newsletter, slot: m.Slot) -> tuple[datetime, datetime]:
    """Return the moments [since, until) whose posts the issue of a draft or send slot is made from.

    It ends at the cut-off and begins where the issue before it ended, so that a week without an issue is told in the
    next; or it is as wide as the newsletter says, in days of its own clock: with a week, every issue begins where the
    one before it ended in the weeks of 167 and 169 hours too.
    """
    pair = pair_of(newsletter, slot)
    if width := newsletter.limits.window:
        return moment(pair.cut_off - width, ZoneInfo(newsletter.time_zone)), pair.draft.at
    for back in _AHEAD:
        found = pairs(newsletter, pair.send.at - back - _WEEK, pair.send.at)
        if before := [one for one in found if not one.send.off and one.draft.id != pair.draft.id]:
            return before[-1].draft.at, pair.draft.at
    return pair.draft.at - _WEEK, pair.draft.at
