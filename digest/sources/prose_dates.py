"""Dates with their times in running text: "Wednesday 20 September from 11.00 a.m. to 12.00 p.m.", "10 & 11 March".

`find_spans` returns when each begins and ends. A missing year is the one whose weekday fits, nearest to a date
that is given; a span of two days gives its year to both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from digest.sources.clocks import Clock, find_clocks
from digest.sources.days import Day, find_days, fold, year_for

AHEAD = timedelta(days=330)
_CONNECTS = re.compile(r"[\s,(]*(?:-|to|until|till|through|thru|bis|au|al|al?s?|and|&)[\s,)]*")
_TOGETHER = re.compile(r"\s*(?:,|&|\+|and|und|et|y|e|og|och|en)?\s*(?:and\s)?")
_LEADS_UP = re.compile(r"\s*,?\s*(?:on\s+)?")
_PARTS = re.compile(r"\b(?:for|until|till|doors|ends?|starts?|lunch|refreshments|drinks)\b")
_MONTHS_THAT_ARE_WORDS = re.compile(r"\b(?:may|march|mar|sat|sun|dec)\b")


@dataclass(frozen=True, slots=True)
class Near:
    """How to read days in a text: near which date, on the clocks of which zone, in which order and language.

    `year` is the one a heading above gives; it counts where the weekday does not speak against it.
    """

    at: datetime
    zone: str = "Europe/London"
    day_first: bool = True
    language: str = ""
    year: int = 0
    ahead: timedelta = AHEAD


@dataclass(frozen=True, slots=True)
class Span:
    """When something is, and where in the text that stands: `start` and `end` in UTC, `end` None where not given.

    A whole day starts at its midnight in UTC; several whole days end at the midnight after the last.
    """

    begin: int
    finish: int
    start: datetime
    end: datetime | None
    whole_day: bool
    weekday: bool
    year_given: bool


def find_spans(text: str, near: Near) -> list[Span]:
    """Return every day or run of days in a text with the time that belongs to it, in order."""
    folded = fold(text)
    days = [
        day for day in find_days(folded, day_first=near.day_first, language=near.language) if _is_meant(day, text)
    ]
    if not days:
        return []
    clocks = find_clocks(_blanked(folded, days))
    return [_span(group, clocks, days, near, folded) for group in _grouped(days, clocks, folded)]


def _is_meant(day: Day, text: str) -> bool:
    """Tell a day from "12 may", where a month's name in lower case without a year is some other word."""
    words = text[day.start : day.end]
    return bool(day.year) or day.weekday >= 0 or not _MONTHS_THAT_ARE_WORDS.search(words)


def _blanked(text: str, days: Sequence[Day]) -> str:
    for day in days:
        text = text[: day.start] + " " * (day.end - day.start) + text[day.end :]
    return text


def _grouped(days: Sequence[Day], clocks: Sequence[Clock], text: str) -> Iterator[tuple[Day, ...]]:
    """Yield days that stand alone, and pairs that begin and end one thing."""
    place = 0
    while place < len(days):
        one = days[place]
        other = days[place + 1] if place + 1 < len(days) else None
        if other is not None and not one.until and _is_pair(one, other, clocks, text):
            yield replace(one, year=one.year or other.year), other
            place += 2
        else:
            yield (one,)
            place += 1


def _is_pair(one: Day, other: Day, clocks: Sequence[Clock], text: str) -> bool:
    """Tell whether only "to" and a time stand between two days, the second the later."""
    between = text[one.end : other.start]
    if len(between) > 40:
        return False
    for clock in clocks:
        if one.end <= clock.start and clock.end <= other.start:
            between = between.replace(text[clock.start : clock.end], " ")
    later = (other.month, other.day) > (one.month, one.day) or bool(one.year and other.year > one.year)
    joined = _CONNECTS.fullmatch(between)
    follows = other.month == one.month and other.day == one.day + 1
    return bool(joined) and later and (between.strip() not in ("&", "and", ",") or follows)


def _span(group: tuple[Day, ...], clocks: Sequence[Clock], days: Sequence[Day], near: Near, text: str) -> Span:
    first, last = group[0], group[-1]
    on = _date(first, near)
    until = _last_day(first, last, on)
    clock = _clock_of(first, last, clocks, days, text)
    finish = max(last.end, clock.end) if clock and clock.start >= first.end else last.end
    begin = min(first.start, clock.start) if clock and clock.end <= first.start else first.start
    start, end = _moments(on, until, clock, near.zone)
    if len(group) > 1 and clock and (closing := _clock_after(last, clocks, days)) and closing is not clock:
        end, finish = _at(until, closing.at, closing, near.zone), max(finish, closing.end)
    return Span(begin, finish, start, end, clock is None, first.weekday >= 0, bool(first.year))


def _date(day: Day, near: Near) -> date:
    if not day.year and near.year and (found := day.in_year(near.year)) and day.weekday in (-1, found.weekday()):
        return found
    return year_for(day, near.at.astimezone(ZoneInfo(near.zone)).date(), near.ahead)


def _last_day(first: Day, last: Day, on: date) -> date:
    if first.until:
        return on.replace(day=first.until) if _valid(on, first.until) else on
    if last is first:
        return on
    found = last.in_year(on.year)
    return found if found and found >= on else last.in_year(on.year + 1) or on


def _valid(on: date, day: int) -> bool:
    try:
        on.replace(day=day)
    except ValueError:
        return False
    return True


def _clock_of(first: Day, last: Day, clocks: Sequence[Clock], days: Sequence[Day], text: str) -> Clock | None:
    """Return the time that belongs to a day: soonest after it, else nearest before, no other day between.

    One that leads up to the day comes before one that other words part from it: "6.30pm on 19 May for a 7pm start".
    """
    between = [clock for clock in clocks if first.end <= clock.start < last.start]
    if between:
        return between[0]
    after = _clock_after(last, clocks, days) or _clock_shared(last, clocks, days, text)
    ended = max((day.end for day in days if day.end <= first.start), default=0)
    before = [clock for clock in clocks if clock.end <= first.start and clock.start >= ended]
    leading = before[-1] if before and first.start - before[-1].end <= 20 else None
    if after is None or leading is None:
        return after or leading
    leads = _LEADS_UP.fullmatch(text[leading.end : first.start])
    return leading if leads and _PARTS.search(text[last.end : after.start]) else after


def _clock_shared(day: Day, clocks: Sequence[Clock], days: Sequence[Day], text: str) -> Clock | None:
    """Return the time that follows the last of several days told together: "3, 10 and 17 March at 10am"."""
    for other in days:
        if other.start >= day.end:
            if not _TOGETHER.fullmatch(text[day.end : other.start]):
                return None
            day = other
            if found := _clock_after(day, clocks, days):
                return found
    return None


def _clock_after(day: Day, clocks: Sequence[Clock], days: Sequence[Day]) -> Clock | None:
    following = min((other.start for other in days if other.start >= day.end), default=10**9)
    found = next((clock for clock in clocks if clock.start >= day.end and clock.end <= following), None)
    return found if found and found.start - day.end <= 60 else None


def _moments(on: date, until: date, clock: Clock | None, zone: str) -> tuple[datetime, datetime | None]:
    if clock is None:
        start = datetime.combine(on, time(), UTC)
        return start, (datetime.combine(until, time(), UTC) + timedelta(days=1) if until > on else None)
    start = _at(on, clock.at, clock, zone)
    if clock.until is not None:
        overnight = until == on and clock.until < clock.at
        return start, _at(until + timedelta(days=overnight), clock.until, clock, zone)
    return start, (datetime.combine(until, time(), UTC) + timedelta(days=1) if until > on else None)


def _at(day: date, at: time, clock: Clock, zone: str) -> datetime:
    return datetime.combine(day, at, clock.zone or ZoneInfo(zone)).astimezone(UTC)
