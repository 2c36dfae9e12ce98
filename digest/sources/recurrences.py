"""When a recurring event takes place within a span of time: RRULE, RDATE and EXDATE (RFC 5545, 3.8.5).

The one door to dateutil's rules. Rules are followed on the clock of the wall, without a zone, so that ten o'clock
stays ten o'clock when summer time ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from dateutil.rrule import rrulestr

MOST = 12  # occurrences of one series: enough for a season, and one series does not fill a page
_WALKED = 20_000
_FREQUENCIES = re.compile(r"(?:^|;)FREQ=(?:DAILY|WEEKLY|MONTHLY|YEARLY)(?:;|$)")
# A rule that nothing satisfies ("30 February") is followed to the year 9999. The calendar repeats itself every 400
# years to the weekday, so the same rule is followed near the end of the calendar instead.
_CYCLES = 19 * 400


def occurrences(
    start: datetime, rules: Sequence[str], extra: Sequence[datetime], since: datetime, until: datetime
) -> list[datetime]:
    """Return the moments in [since, until] at which a series begins, soonest first, at most 12; all without zone.

    Rules by the hour or faster, and rules that cannot be read, give nothing; the first moment always counts.
    """
    found = {start, *extra}
    for rule in rules[:4]:
        found.update(_followed(start, rule, since, until))
    return sorted(at for at in found if since <= at <= until)[:MOST]


def _followed(start: datetime, rule: str, since: datetime, until: datetime) -> Iterator[datetime]:
    if not _FREQUENCIES.search(rule) or until.year + _CYCLES >= 9999 or start > until:
        return
    stated = re.search(r"UNTIL=(\d{8}(?:T\d{6})?)", rule)
    bare = re.sub(r";?UNTIL=[^;]*", "", rule).strip(";")
    try:
        last = _moment(stated[1]) if stated else until
        moments = rrulestr(bare, dtstart=_later(start)).replace(until=_later(min(last, until)))
        count = 0
        for number, at in enumerate(moments):
            here = at.replace(year=at.year - _CYCLES)
            if here >= since:
                yield here
                count += 1
            if count >= MOST or number > _WALKED:
                return
    except (ValueError, TypeError, OverflowError, AttributeError):
        return


def _moment(words: str) -> datetime:
    """Return the end of a rule; a day alone is the end of that day."""
    if len(words) == 8:
        return datetime.strptime(words, "%Y%m%d").replace(hour=23, minute=59)  # noqa: DTZ007 - the clock on the wall
    return datetime.strptime(words, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - the clock on the wall


def _later(at: datetime) -> datetime:
    return at.replace(year=at.year + _CYCLES)
