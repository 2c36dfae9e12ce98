"""How often a feed asks to be read, in the words of its head.

RSS 2.0 has `ttl`, `skipHours` and `skipDays` (https://www.rssboard.org/rss-specification), RSS 1.0 and many others
the syndication module's `updatePeriod` and `updateFrequency` (https://web.resource.org/rss/1.0/modules/syndication/).
"""

from __future__ import annotations

import re
from datetime import timedelta

from digest.model import Pace

HEAD = 32_768  # bytes before the first entry that are looked at
LONGEST = timedelta(days=7)

_ENTRY = re.compile(rb"<(?:item|entry|\w{1,20}:item)[\s>/]", re.IGNORECASE)
_TTL = re.compile(rb"<ttl\s*>\s*([0-9]{1,7})\s*</ttl", re.IGNORECASE)
_HOURS = re.compile(rb"<skipHours\s*>(.{0,4000}?)</skipHours", re.IGNORECASE | re.DOTALL)
_HOUR = re.compile(rb"<hour\s*>\s*([0-9]{1,2})\s*</hour", re.IGNORECASE)
_DAYS = re.compile(rb"<skipDays\s*>(.{0,2000}?)</skipDays", re.IGNORECASE | re.DOTALL)
_DAY = re.compile(rb"<day\s*>\s*([A-Za-z]{3})[A-Za-z]{0,8}\s*</day", re.IGNORECASE)
_PERIOD = re.compile(rb"<\w{1,20}:updatePeriod[^<>]{0,200}>\s*([A-Za-z]{4,8})\s*</", re.IGNORECASE)
_FREQUENCY = re.compile(rb"<\w{1,20}:updateFrequency[^<>]{0,200}>\s*([0-9]{1,5})\s*</", re.IGNORECASE)

WEEKDAYS = (b"mon", b"tue", b"wed", b"thu", b"fri", b"sat", b"sun")
PERIODS = {
    b"hourly": timedelta(hours=1),
    b"daily": timedelta(days=1),
    b"weekly": timedelta(days=7),
    b"monthly": timedelta(days=30),
    b"yearly": timedelta(days=365),
}


def pace_of(body: bytes) -> Pace | None:
    """Return what a feed's own head says of when it wants to be read, None where it says nothing."""
    head = body[:HEAD]
    entry = _ENTRY.search(head)
    head = head[: entry.start()] if entry else head
    pace = Pace(_ttl(head), _skip_hours(head), _skip_days(head))
    return pace if pace != Pace() else None


def _ttl(head: bytes) -> timedelta | None:
    """Return how long the feed calls itself fresh: by its ttl in minutes, else by its period of updates."""
    if (said := _TTL.search(head)) and int(said[1]):
        return min(timedelta(minutes=int(said[1])), LONGEST)
    period = (said := _PERIOD.search(head)) and PERIODS.get(said[1].lower())
    if not period:
        return None
    often = (said := _FREQUENCY.search(head)) and int(said[1])
    return min(period / (often or 1), LONGEST)


def _skip_hours(head: bytes) -> tuple[int, ...]:
    """Return the hours at which not to ask; 24 is midnight in old feeds. All of them are none: that is a mistake."""
    block = _HOURS.search(head)
    hours = {int(hour) % 24 for hour in _HOUR.findall(block[1]) if int(hour) <= 24} if block else set()
    return tuple(sorted(hours)) if len(hours) < 24 else ()


def _skip_days(head: bytes) -> tuple[int, ...]:
    block = _DAYS.search(head)
    names = {name.lower() for name in _DAY.findall(block[1])} if block else set()
    days = [number for number, name in enumerate(WEEKDAYS) if name in names]
    return tuple(days) if len(days) < 7 else ()
