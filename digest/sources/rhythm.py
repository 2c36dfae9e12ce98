"""How a source publishes, from the dates of its posts: how much in a week, and how long it is wont to be silent.

Silence is counted in the source's own days: a weekday on which it hardly ever publishes counts little, the days
around Christmas not at all, those of August half. So a weekend, the holidays and the summer make no alarm, and one
number holds for the whole year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from statistics import median

RECENT = timedelta(days=56)
HISTORY = timedelta(days=400)
FEW = 4  # gaps below which nothing is said about usual silence
SELDOM = 0.25  # of an even share of posts: a weekday with less is one on which it does not publish
ASIDE = 0.1
SUMMER = 0.5
ROOM = 2.0  # how far beyond the longest silence so far it is still ordinary
TIMES = 3.0  # of the middle silence
LEAST = 2.0


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A source's habit: posts a week of late, usual silence and the present one, in its own days (see above).

    `usual` is 0 where too little is known. `latest` is the newest post, `days` how many calendar days
    ago; `usual_days` is the usual silence in calendar days.
    """

    a_week: float
    usual: float
    silence: float
    latest: datetime | None
    days: int
    usual_days: float = 0.0


def rhythm(moments: Sequence[datetime], now: datetime) -> Rhythm:
    """Return the rhythm of a source whose posts came out at these moments, in any order; future ones are left out."""
    past = sorted(at.astimezone(UTC) for at in moments if now - HISTORY <= at <= now)
    if not past:
        return Rhythm(0.0, 0.0, 0.0, None, 0)
    days = sorted({at.date() for at in past})
    weights = _weights([at.date() for at in past])
    gaps = [counted(first, second, weights) for first, second in pairwise(days)]
    silence = counted(days[-1], now.astimezone(UTC).date(), weights)
    elapsed = (now.astimezone(UTC).date() - days[-1]).days
    usual = usual_silence(gaps)
    return Rhythm(_a_week(past, now), usual, silence, past[-1], elapsed, usual * 7 / sum(weights))


def usual_silence(gaps: Sequence[float]) -> float:
    """Return the longest silence that is ordinary for a source with these gaps, 0 where they are too few to say."""
    if len(gaps) < FEW:
        return 0.0
    return max(LEAST, TIMES * median(gaps), ROOM * sorted(gaps)[-1 - len(gaps) // 20])


def counted(first: date, second: date, weights: Sequence[float]) -> float:
    """Return how many of a source's own days lie after the first day up to and with the second."""
    weeks = max((second - first).days, 0) // 7
    if weeks > 60:
        return weeks * sum(weights)
    begun, passed = _passed(second.year)
    until, before = passed[second.toordinal() - begun], passed[min(first, second).toordinal() - begun]
    return sum(weight * (days - less) for weight, days, less in zip(weights, until, before, strict=True))


@lru_cache(maxsize=16)
def _passed(year: int) -> tuple[int, tuple[tuple[float, ...], ...]]:
    """Return the number of a day two years before, and by weekday what all days until each of the next ones count.

    Looking up two of them takes the place of adding up the days between, of every source each time.
    """
    begun, sums, found = date(max(year - 2, 1), 1, 1).toordinal(), [0.0] * 7, []
    for number in range(begun, date(year, 12, 31).toordinal() + 1):
        day = date.fromordinal(number)
        sums[day.weekday()] += season(day)
        found.append(tuple(sums))
    return begun, tuple(found)


def season(day: date) -> float:
    """Return what a day counts by the time of year: nothing from Christmas Eve to New Year's Day, half in August."""
    if (day.month, day.day) >= (12, 24) or (day.month, day.day) == (1, 1):
        return 0.0
    return SUMMER if day.month == 8 else 1.0


def in_season(day: date) -> str:
    """Return in a word the holidays that a day falls into, "" where it is none of them."""
    return {0.0: "Christmas", SUMMER: "August"}.get(season(day), "")


def _weights(days: Sequence[date]) -> tuple[float, ...]:
    """Return what each weekday counts, Monday first: little where the source hardly ever publishes on it."""
    if len(days) < 3 * FEW:
        return (1.0,) * 7
    even = len(days) / 7
    counts = [sum(day.weekday() == number for day in days) for number in range(7)]
    return tuple(1.0 if count >= SELDOM * even else ASIDE for count in counts)


def _a_week(past: Sequence[datetime], now: datetime) -> float:
    """Return posts a week over the last eight weeks, or since the first post; over all that is known where there is
    none of late, so that it is never nothing.
    """
    since = max(now - RECENT, past[0])
    since = since if past[-1] >= since else past[0]
    span = max(now - since, timedelta(days=1))
    return sum(at >= since for at in past) * (timedelta(days=7) / span)
