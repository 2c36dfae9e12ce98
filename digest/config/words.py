"""Schedules as people write them: "hourly", "Thursday 12:00", "first Thursday 07:00", "Easter Monday"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from digest import model as m

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
EVERY = '"hourly", "daily", "every 30 minutes" or "every 6 hours"'
OCCASIONS = (
    'days and a time such as "Thursday 12:00", "weekdays 07:00", "first Thursday 07:00", '
    '"every second Friday 07:00" or "1st 07:00"; several with commas between them'
)
HOLIDAY = 'a day such as "2027-04-29", "25 December", "Good Friday" or "last Monday in May"'
LONGEST_REVIEW = timedelta(days=5)
"""From draft to send; a longer one is a draft that was meant to come before and comes after."""

_EVERY = re.compile(r"every(?:\s+(\d{1,4}))?\s+(minute|hour)s?", re.IGNORECASE)
_OCCASION = re.compile(r"(.*\S)\s+(\d{1,2}):(\d{2})(?:\s+from\s+(\d{4}-\d{2}-\d{2}))?", re.IGNORECASE)
_SKIPS = {"second": 2, "other": 2, "third": 3, "fourth": 4}
_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
_DAY_OF_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)")
_EASTER = {"good friday": -2, "easter sunday": 0, "easter monday": 1, "ascension day": 39, "whit monday": 50}
_SHORTEST, _LONGEST = timedelta(minutes=5), timedelta(hours=24)
_TRIED = tuple(date(2026, 1, 1) + timedelta(days=n) for n in range(3 * 366))
"""Days on which a schedule is tried: leap year, months of every length, years of 52 and 53 weeks."""


def interval(words: str) -> timedelta:
    """Return how often collections are made. Raises `ValueError` for other words, under 5 minutes, over a day."""
    plain = " ".join(words.split()).casefold()
    if plain in {"hourly", "daily"}:
        return timedelta(hours=1 if plain == "hourly" else 24)
    match = _EVERY.fullmatch(plain)
    if not match:
        raise ValueError(words)
    count = int(match[1] or 1)
    every = timedelta(minutes=count) if match[2] == "minute" else timedelta(hours=count)
    if not _SHORTEST <= every <= _LONGEST:
        raise ValueError(words)
    return every


# ── times on days ──────────────────────────────────────────────────────────────────────────────────────


def occasions(words: str) -> tuple[m.Occasion, ...]:
    """Return the times on days that the words name, with commas between them. Raises `ValueError` for other words."""
    return tuple(_occasion(one) for one in words.split(","))


def _occasion(words: str) -> m.Occasion:
    match = _OCCASION.fullmatch(words.strip())
    if not match:
        raise ValueError(words)
    at = time(int(match[2]), int(match[3]))
    days = " ".join(match[1].casefold().removesuffix(" of the month").split())
    for read in (_every_so_many_weeks, _in_a_month, _in_a_week):
        if found := read(days, at, match[4]):
            return found
    raise ValueError(words)


def _every_so_many_weeks(days: str, at: time, since: str | None) -> m.Occasion | None:
    """Read "every second Friday", "every other Friday", "fortnightly Friday"."""
    first, *rest = days.split()
    if first == "every" and len(rest) > 1 and rest[0] in _SKIPS:
        weeks, named = _SKIPS[rest[0]], rest[1:]
    elif first == "fortnightly" and rest:
        weeks, named = 2, rest
    else:
        return None
    begin = date.fromisoformat(since) if since else m.Occasion(at).since
    return m.Occasion(at, _weekdays(" ".join(named)), weeks=weeks, since=begin)


def _in_a_month(days: str, at: time, since: str | None) -> m.Occasion | None:
    """Read "first Thursday", "last Friday", "1st", "15th", "last day", "monthly"."""
    if since:
        return None
    if days in {"last day", "monthly"}:
        return m.Occasion(at, day=-1 if days == "last day" else 1)
    if numbered := _DAY_OF_MONTH.fullmatch(days):
        if not 1 <= int(numbered[1]) <= 31:
            raise ValueError(days)
        return m.Occasion(at, day=int(numbered[1]))
    nth, _, named = days.partition(" ")
    return m.Occasion(at, _weekdays(named), nth=_NTH[nth]) if nth in _NTH and named else None


def _in_a_week(days: str, at: time, since: str | None) -> m.Occasion | None:
    """Read "daily", "weekdays", "Tuesday and Friday"."""
    if since:
        return None
    if days in {"daily", "every day"}:
        return m.Occasion(at)
    return m.Occasion(at, tuple(range(5)) if days in {"weekdays", "every weekday"} else _weekdays(days))


def _weekdays(words: str) -> tuple[int, ...]:
    """Return the weekdays named, 0 is Monday; three letters name a day."""
    return tuple(sorted({_weekday(word) for word in words.split(" and ")}))


def _weekday(word: str) -> int:
    named = [at for at, name in enumerate(WEEKDAYS) if word in {name.casefold(), name.casefold()[:3]}]
    if not named:
        raise ValueError(word)
    return named[0]


# ── days on which nobody reads ─────────────────────────────────────────────────────────────────────────


def holiday(words: str) -> m.Holiday:
    """Return the day that the words name. Raises `ValueError` for other words."""
    name = " ".join(words.split())
    plain = name.casefold()
    if plain in _EASTER:
        return m.Holiday(name, easter=_EASTER[plain])
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", plain):
        day = date.fromisoformat(plain)
        return m.Holiday(name, day.month, day.day, day.year)
    match = re.fullmatch(r"(\d{1,2}) ([a-z]+)", plain)
    if match:
        day = date(2024, _month(match[2]), int(match[1]))
        return m.Holiday(name, day.month, day.day)
    match = re.fullmatch(r"(first|second|third|fourth|last) ([a-z]+) (?:in|of) ([a-z]+)", plain)
    if match:
        return m.Holiday(name, _month(match[3]), nth=_NTH[match[1]], weekday=_weekday(match[2]))
    raise ValueError(words)


def _month(word: str) -> int:
    named = [at for at, name in enumerate(MONTHS, 1) if word in {name.casefold(), name.casefold()[:3]}]
    if not named:
        raise ValueError(word)
    return named[0]


# ── draft and send together ────────────────────────────────────────────────────────────────────────────


def trouble(drafts: str, sends: str) -> str:
    """Return what is wrong between the drafts and the sends of a schedule, "" where nothing is.

    Both are tried over three years: every send needs a draft of its own, and a wait that an editor can use.
    """
    schedule = m.Schedule(timedelta(hours=1), occasions(drafts), occasions(sends))
    last: datetime | None = None
    for send in _sends(schedule):
        wait = _wait(schedule, send)
        if not wait or wait > LONGEST_REVIEW:
            return (
                f'the draft of "{drafts}" would have {spell(wait)} until the send of "{sends}", '
                f"expected a draft before its send, at most {spell(LONGEST_REVIEW)}"
            )
        if last == send - wait:
            return f'two sends of "{sends}" would share one draft of "{drafts}", expected a draft for every send'
        last = send - wait
    return ""


def _sends(schedule: m.Schedule) -> Iterator[datetime]:
    for day in _TRIED[10:]:
        yield from (datetime.combine(day, at) for at in schedule.sends_on(day))


def _wait(schedule: m.Schedule, send: datetime) -> timedelta:
    """Return the time on the wall from a draft to its send."""
    return send - schedule.cut_off(send)


def spell(span: timedelta) -> str:
    """Return a span in words: "5 days 19 hours"."""
    hours, seconds = divmod(int(span.total_seconds()), 3600)
    parts = [(hours // 24, "day"), (hours % 24, "hour"), (seconds // 60, "minute")]
    return " ".join(f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in parts if count) or "no time"
