"""When a newsletter owes something: times on the clock of certain days, and days on which nobody reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

_DAY = timedelta(days=1)
_LONGEST_WAIT = 8
_NEAR = 10  # days in which a working day is looked for
_EPOCH = date(1970, 1, 5)

OnHoliday = Literal["skip", "before", "after"]
CatchUp = Literal["last", "all", "none"]


@dataclass(frozen=True, slots=True)
class Occasion:
    """A time on the clock of some days: those of `weekdays`, narrowed by at most one of the rest.

    `weeks` is every how many weeks, counted from the week of `since`; `nth` which of its weekday in a month (-1 the
    last); `day` which day of a month (-1 the last; one that a month does not have is its last).
    """

    at: time
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    weeks: int = 1
    since: date = _EPOCH
    nth: int = 0
    day: int = 0

    def on(self, day: date) -> bool:
        """Return whether it falls on a day."""
        if self.day:
            last = _length(day)
            return day.day == (last if self.day < 0 else min(self.day, last))
        if day.weekday() not in self.weekdays:
            return False
        return _is_nth(day, self.nth) and _weeks_from(self.since, day) % self.weeks == 0


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day on which nobody reads, by the name it was given: a date of one year or of each, or a rule.

    `easter` counts days from Easter Sunday; `nth` and `weekday` name such as the first Monday of `month`.
    """

    name: str
    month: int = 0
    day: int = 0
    year: int = 0
    easter: int | None = None
    nth: int = 0
    weekday: int = 0

    def on(self, day: date) -> bool:
        """Return whether it falls on a day."""
        if self.easter is not None:
            return day == easter(day.year) + self.easter * _DAY
        if day.month != self.month:
            return False
        if self.nth:
            return day.weekday() == self.weekday and _is_nth(day, self.nth)
        return day.day == self.day and self.year in {0, day.year}


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a newsletter owes something, in its own time zone.

    Each send has its draft: the last of the draft's times before it. `catch_up` says what becomes of issues that fell
    due while the program was away, `late` how late a send may be and still leave by itself.
    """

    collect_every: timedelta
    drafts: tuple[Occasion, ...]
    sends: tuple[Occasion, ...]
    unreviewed: Literal["hold", "send"] = "hold"
    holidays: tuple[Holiday, ...] = ()
    on_holiday: OnHoliday = "skip"
    catch_up: CatchUp = "last"
    late: timedelta = timedelta(hours=24)

    def sends_on(self, day: date) -> tuple[time, ...]:
        """Return the times at which an issue is sent on a day, holidays not thought of."""
        return tuple(sorted({one.at for one in self.sends if one.on(day)}))

    def cut_off(self, send: datetime) -> datetime:
        """Return the draft's time before a send, both on the wall; the send's own where there is none in a week."""
        for day in (send.date() - n * _DAY for n in range(_LONGEST_WAIT)):
            walls = [datetime.combine(day, one.at) for one in self.drafts if one.on(day)]
            if before := [wall for wall in walls if wall < send]:
                return max(before)
        return send

    def placed(self, day: date) -> tuple[date, str]:
        """Return on which day the send of a day leaves, and why it does not leave at all ("" where it does)."""
        holiday = self.holiday(day)
        if not holiday:
            return day, ""
        if self.on_holiday == "skip":
            return day, f"{holiday} is a holiday"
        step = -_DAY if self.on_holiday == "before" else _DAY
        moved = next((day + n * step for n in range(1, _NEAR + 1) if self._works(day + n * step)), None)
        if moved is None:
            return day, f"{holiday} is a holiday, and no working day is near it"
        if self.sends_on(moved):
            return day, f"{holiday} is a holiday, and {moved:%A} has an issue of its own"
        return moved, ""

    def holiday(self, day: date) -> str:
        """Return the name of the holiday on a day, "" for none."""
        return next((one.name for one in self.holidays if one.on(day)), "")

    def _works(self, day: date) -> bool:
        return day.weekday() < 5 and not self.holiday(day)


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    n = (32 + 2 * e + 2 * i - h - k) % 7
    p = (a + 11 * h + 19 * n) // 433
    month = (h + n - 7 * p + 90) // 25
    return date(year, month, (h + n - 7 * p + 33 * month + 19) % 32)


def _is_nth(day: date, nth: int) -> bool:
    """Return whether a day is the nth of its weekday in its month; any is the 0th."""
    if nth < 0:
        return day.day + 7 > _length(day)
    return nth in {0, (day.day - 1) // 7 + 1}


def _weeks_from(since: date, day: date) -> int:
    return ((day - day.weekday() * _DAY) - (since - since.weekday() * _DAY)).days // 7


def _length(day: date) -> int:
    """Return how many days the month of a day has."""
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1) if day.year < 9999 else date.max
    return (following - _DAY).day
