"""Lines of a page of events with days and months that stand apart joined: calendars' boxes, days of a month."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from digest.sources.days import find_days, fold
from digest.sources.month_names import month_of, weekday_of
from digest.sources.page_lines import Line

_BARE_DAY = re.compile(r"\W*([0-2]?\d|3[01])(?:st|nd|rd|th)?\W*")
_MONTH = re.compile(r"\W*([^\W\d_]{3,12})\W*(?:(?:19|20)\d\d)?\W*")
_WEEKDAY_NUMBER = re.compile(r"\W*([^\W\d_]{2,12})\.?,?\s+(?:the\s)?(?:[0-2]?\d|3[01])(?:st|nd|rd|th)?(?![\d:.])")
_HEADINGS = range(1, 7)


def spelled_out(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with the month put to a day that stands alone: "5" above "Feb", "Thursday 5" under "February".

    A month that heads a part of the page holds up to the next heading, any other for the days right below it.
    """
    found: list[Line] = []
    month, over, place = "", "", 0
    while place < len(lines):
        line = lines[place]
        day = _BARE_DAY.fullmatch(line.words)
        following = _month_alone(lines[place + 1]) if day and place + 1 < len(lines) else ""
        if day and following and not month:
            found.append(replace(line, words=f"{day[1]} {following}"))
            place += 2
            continue
        if day and month:
            found.append(replace(line, words=f"{day[1]} {month}"))
        else:
            month = _month_alone(line)
            over = month if line.level in _HEADINGS else over
            found.append(replace(line, words=(over and _with_month(line.words, over)) or line.words))
        place += 1
    return found


def _month_alone(line: Line) -> str:
    """Return the month's name where a line says nothing else (but perhaps a year), "" where it does."""
    found = _MONTH.fullmatch(line.words)
    return found[1] if found and month_of(fold(found[1])) else ""


def _with_month(said: str, month: str) -> str:
    """Return words that open with a weekday and a number with the month put behind it, "" where they do not."""
    opening = _WEEKDAY_NUMBER.match(said)
    if not opening or weekday_of(fold(opening[1])) < 0 or find_days(fold(said[: opening.end() + 20])):
        return ""
    return f"{said[: opening.end()]} {month}{said[opening.end() :]}"
