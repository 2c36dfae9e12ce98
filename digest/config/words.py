"""Schedules as people write them: "hourly", "every 30 minutes", "Thursday 12:00"."""

from __future__ import annotations

import re
from datetime import time, timedelta

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
EVERY = '"hourly", "daily", "every 30 minutes" or "every 6 hours"'
WEEKLY = 'a weekday and a time such as "Thursday 12:00"'
LONGEST_REVIEW = timedelta(days=5)
"""From draft to send; a longer one is a draft that was meant to come before and comes after."""

_EVERY = re.compile(r"every(?:\s+(\d{1,4}))?\s+(minute|hour)s?", re.IGNORECASE)
_WEEKLY = re.compile(r"([a-z]+)\s+(\d{1,2}):(\d{2})", re.IGNORECASE)
_SHORTEST, _LONGEST = timedelta(minutes=5), timedelta(hours=24)


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


def weekly(words: str) -> tuple[int, time]:
    """Return weekday (0 is Monday) and time; three letters name a day. Raises `ValueError` for other words."""
    match = _WEEKLY.fullmatch(words.strip())
    if not match:
        raise ValueError(words)
    day, hour, minute = match[1].casefold(), int(match[2]), int(match[3])
    named = [at for at, name in enumerate(WEEKDAYS) if day in {name.casefold(), name.casefold()[:3]}]
    if not named:
        raise ValueError(words)
    return named[0], time(hour, minute)


def review(draft: tuple[int, time], send: tuple[int, time]) -> timedelta:
    """Return the time on the wall from a draft to the send after it, less than a week."""
    begin, end = (timedelta(days=day, hours=at.hour, minutes=at.minute) for day, at in (draft, send))
    return (end - begin) % timedelta(days=7)


def spell(span: timedelta) -> str:
    """Return a span in words: "5 days 19 hours"."""
    hours, seconds = divmod(int(span.total_seconds()), 3600)
    parts = [(hours // 24, "day"), (hours % 24, "hour"), (seconds // 60, "minute")]
    return " ".join(f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in parts if count) or "no time"
