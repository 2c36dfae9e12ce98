"""Time zones as calendars describe them: VTIMEZONE with every change of the clock (RFC 5545, 3.6.5).

Each change is told by itself, without rules: that holds for every zone, and the zone database has no rules to read.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@cache
def described(name: str, first: int, last: int) -> tuple[str, ...]:
    """Return the lines of a VTIMEZONE that holds from the year `first` to the end of the year `last`."""
    zone = ZoneInfo(name)
    start = datetime(first - 1, 1, 1, tzinfo=UTC)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{name}", *_observance(start, start.astimezone(zone).utcoffset(), zone)]
    at = start
    while at.year <= last:
        following = at + DAY
        if _offset(following, zone) != _offset(at, zone):
            lines += _observance(_change(at, zone), _offset(at, zone), zone)
        at = following
    return (*lines, "END:VTIMEZONE")


def _change(day: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment within a day of UTC at which the clock is changed, to the minute."""
    early, late = day, day + DAY
    while late - early > timedelta(minutes=1):
        middle = early + (late - early) / 2
        middle = middle.replace(second=0, microsecond=0)
        early, late = (middle, late) if _offset(middle, zone) == _offset(day, zone) else (early, middle)
    return late


def _observance(at: datetime, before: timedelta | None, zone: ZoneInfo) -> tuple[str, ...]:
    """Return what the clock shows from a moment on; DTSTART is on the clock as it was until then."""
    before = before or timedelta()
    local = at.astimezone(zone)
    kind = "DAYLIGHT" if local.dst() else "STANDARD"
    return (
        f"BEGIN:{kind}",
        f"DTSTART:{(at + before).replace(tzinfo=None):%Y%m%dT%H%M%S}",
        f"TZOFFSETFROM:{_signed(before)}",
        f"TZOFFSETTO:{_signed(local.utcoffset() or timedelta())}",
        f"TZNAME:{local.tzname()}",
        f"END:{kind}",
    )


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _signed(offset: timedelta) -> str:
    seconds = int(offset.total_seconds())
    hours, rest = divmod(abs(seconds), 3600)
    return f"{'-' if seconds < 0 else '+'}{hours:02}{rest // 60:02}"
