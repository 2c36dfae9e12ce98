"""When a source may be asked again, and when it is worth it: pure decisions on what is remembered and the time.

Two moments are kept apart. `not_before` is what the publisher asks for (Retry-After, Cache-Control, Expires, the
feed's ttl); nothing but a person's `--all` passes it. `due` is our own judgement: the source's rhythm, and after
failures a pause that doubles. A schedule heeds both, a person who collects by hand only the first.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from digest.model import Memory, Pace, SourceId

DAY = timedelta(days=1)
FRESH = timedelta(hours=12)  # caches are told of weeks by servers whose publishers never knew
TTL = DAY
LATER = timedelta(days=7)  # a Retry-After of a year is a mistake
LOOKS = 4  # how often a source is asked between two of its posts
SELDOM = 0.1  # posts a week: below that all are alike
SPREAD = 0.1  # of a pause, so that sources that began together do not stay together

Headers = Sequence[tuple[str, str]]

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?([0-9]{1,12})", re.IGNORECASE)
_STALE = re.compile(r"(?:^|[\s,])(?:no-cache|no-store|must-revalidate\s*,\s*max-age=0)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wait:
    """Why a source is not asked now, and until when; None is for good."""

    until: datetime | None
    why: str


_NONE = Wait(None, "")


def wish(memory: Memory, now: datetime) -> Wait | None:
    """Return why the publisher does not want this source to be asked now, None where it may be."""
    if memory.retired:
        return Wait(None, "its publisher says that it is gone for good")
    if memory.not_before and memory.not_before > now:
        return Wait(memory.not_before, memory.why_not)
    open_again = spared(memory.pace, now)
    if open_again > now:
        return Wait(open_again, "its feed asks not to be read at this hour")
    return None


def rest(memory: Memory, now: datetime, every: timedelta) -> Wait | None:
    """Return why a schedule that asks `every` so often leaves this source out of a round now, None where it is due.

    A source that falls due before the middle between this round and the next is asked in this one.
    """
    if waiting := wish(memory, now):
        return waiting
    if memory.due and memory.due > now + every / 2:
        why = "it failed lately" if memory.failures else "it publishes more seldom"
        return Wait(memory.due, why)
    return None


def answered(memory: Memory, headers: Headers, every: timedelta, now: datetime) -> Memory:
    """Return the memory with the next moments after an answer that was read or unchanged."""
    fresh = _latest(_fresh(headers, now), _ttl(memory.pace, now), _retry_after(headers, now))
    own = now + spread(memory.source, interval(memory.a_week, every), every)
    due = spared(memory.pace, max(own, fresh.until or now))
    not_before = fresh.until if fresh.until and fresh.until > now else None
    return replace(memory, due=due, not_before=not_before, why_not=fresh.why if not_before else "")


def failed(memory: Memory, headers: Headers, every: timedelta, now: datetime) -> Memory:
    """Return the memory with the next moments after a failure that is counted in it already."""
    asked = _retry_after(headers, now)
    own = now + back_off(memory.source, memory.failures, every)
    not_before = asked.until if asked.until and asked.until > now else None
    return replace(memory, due=max(own, not_before or own), not_before=not_before, why_not=asked.why)


def back_off(source: SourceId, failures: int, every: timedelta) -> timedelta:
    """Return the pause after so many failures in a row: it doubles from one round, up to a day, and never ends."""
    doubled = every * 2 ** min(max(failures, 1) - 1, 12)
    return spread(source, min(doubled, DAY), every)


def interval(a_week: float, every: timedelta) -> timedelta:
    """Return how long to leave a source that publishes so much: several looks a post, one round at least, a day at
    most. One of which nothing is known yet is asked every round.
    """
    if a_week <= 0:
        return min(every, DAY)
    return max(min(timedelta(days=7) / max(a_week, SELDOM) / LOOKS, DAY), min(every, DAY))


def spread(source: SourceId, pause: timedelta, every: timedelta) -> timedelta:
    """Return the pause moved by up to a tenth, always the same for one source; at least a round's, a day at most."""
    digits = hashlib.sha256(source.encode()).digest()[:4]
    share = int.from_bytes(digits, "big") / 2**32
    return max(min(pause * (1 + SPREAD * (2 * share - 1)), DAY), min(every, DAY))


def spared(pace: Pace | None, moment: datetime) -> datetime:
    """Return the first moment from this one at which the feed may be asked by its skipHours and skipDays."""
    if pace is None or not (pace.skip_hours or pace.skip_days):
        return moment
    at = moment.astimezone(UTC)
    for _ in range(8 * 24):
        if at.hour not in pace.skip_hours and at.weekday() not in pace.skip_days:
            return at
        at = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return moment


def _latest(*waits: Wait) -> Wait:
    latest = _NONE
    for wait in waits:
        if wait.until and (latest.until is None or wait.until > latest.until):
            latest = wait
    return latest


def _header(headers: Headers, name: str) -> str:
    return ", ".join([value for key, value in headers if key == name])


def _retry_after(headers: Headers, now: datetime) -> Wait:
    """Return what Retry-After asks for, in seconds or as a date (RFC 9110, 10.2.3)."""
    said = _header(headers, "retry-after").strip()
    if not said:
        return _NONE
    until = now + timedelta(seconds=min(int(said), 10**8)) if re.fullmatch("[0-9]{1,12}", said) else _date(said)
    if until is None or until <= now:
        return _NONE
    return Wait(min(until, now + LATER), f"its server asks for a pause (Retry-After: {said[:40]})")


def _fresh(headers: Headers, now: datetime) -> Wait:
    """Return until when the answer is fresh by Cache-Control, else by Expires (RFC 9111, 4.2)."""
    control = _header(headers, "cache-control")
    if _STALE.search(control):
        return _NONE
    if said := _MAX_AGE.search(control):
        age = _header(headers, "age").strip()
        left = int(said[1]) - (int(age) if re.fullmatch("[0-9]{1,9}", age) else 0)
        return _up_to(now, timedelta(seconds=min(max(left, 0), 10**8)), f"Cache-Control: max-age={said[1]}")
    expires = _date(_header(headers, "expires"))
    if expires is None:
        return _NONE
    # by the server's own clock, which need not be ours
    return _up_to(now, expires - (_date(_header(headers, "date")) or now), "Expires")


def _up_to(now: datetime, left: timedelta, said: str) -> Wait:
    if left <= timedelta(0):
        return _NONE
    return Wait(now + min(left, FRESH), f"its server calls the last answer fresh until then ({said})")


def _ttl(pace: Pace | None, now: datetime) -> Wait:
    if pace is None or not pace.ttl or pace.ttl <= timedelta(0):
        return _NONE
    minutes = pace.ttl // timedelta(minutes=1)
    return Wait(now + min(pace.ttl, TTL), f"its feed asks to be read every {minutes} minutes at most")


def _date(said: str) -> datetime | None:
    """Return an HTTP date, None where it is none."""
    if not said:
        return None
    try:
        found = parsedate_to_datetime(said.strip()[:64])
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None
