"""One date out of a short string (`read_date`), and the best of several that disagree (`settle`).

The words come from feeds, from attributes and from what stands beside a title: "Posted on: 18 July 2024",
"2 days ago", RFC 822, ISO 8601. Days before months by default. What is no date gives None: "12", "May",
"2019", "3 comments", "£2,024".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from digest.model import DateEvidence, Dating
from digest.sources.clocks import Clock, at_clock, find_clocks
from digest.sources.days import Day, find_days, fold, year_for
from digest.sources.month_names import AGO, DAYS_BACK, HOURS, weekday_of


@dataclass(frozen=True, slots=True)
class Moment:
    """A date that was read: aware, midnight UTC where only the day was given; `sure` is in 0..1."""

    at: datetime
    whole_day: bool
    sure: float


_LONGEST = 400
_NOT_FIRST = re.compile(
    r"(?:updat|modifi|edited|revis|actualis|aktualis|zuletzt|review|expire|closes?|deadline)[^\d]{0,30}$"
)
_COMPACT_CLOCK = re.compile(r"t(\d\d)(\d\d)(\d\d)?(?=z?$|[+-])")
_AMOUNT = re.compile(r"(?<![\w:/.,-])(\d{1,3}|an?|one|two|three)\s?([^\W\d_]+)")
_EAST_AGO = re.compile(r"(\d{1,3})\s?(秒|分|時間|小时|小時|시간|日|天|일|週間|周|주)(?:钟|間)?\s?[前전]")
_EAST_HOURS = {"秒": 1 / 3600, "分": 1 / 60, "日": 24, "天": 24, "일": 24, "週間": 168, "周": 168, "주": 168}
_SMALL = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}
_STAMP = re.compile(r"\s*(\d{10})(\d{3})?\s*")
_AROUND = frozenset(
    ("on", "at", "last", "posted", "published", "added", "am", "um", "the", "by", "updated", "le", "kl")
)


def read_date(
    words: str,
    *,
    near: datetime,
    zone: str = "Europe/London",
    day_first: bool = True,
    language: str = "",
    ahead: timedelta = timedelta(days=7),
) -> Moment | None:
    """Return the one date a short string gives, None where it gives none.

    `near` says what "yesterday" means and chooses a missing year: that of the weekday where one is given, else
    the nearest, never later than `near + ahead`. A time without a zone of its own is on the clocks of `zone`.
    """
    text = " ".join(fold(words[:_LONGEST]).split())
    if stamp := _STAMP.fullmatch(text):
        return _from_stamp(stamp)
    today = near.astimezone(ZoneInfo(zone)).date()
    if any(map(str.isdigit, text)) and (
        day := _first_published(find_days(text, day_first=day_first, language=language), text)
    ):
        return _moment(text, day, year_for(day, today, ahead), zone)
    return _relative(text, near, today, zone)


def _first_published(days: Sequence[Day], text: str) -> Day | None:
    """Return the first day with a year that is not said to be of an update, else the first there is."""
    own = [day for day in days if not _NOT_FIRST.search(text, max(0, day.start - 40), day.start)] or days
    return next((day for day in own if day.year), own[0] if own else None)


def _moment(text: str, day: Day, on: date, zone: str) -> Moment:
    sure = day.sure
    if day.weekday >= 0:
        fits = on.weekday() == day.weekday
        sure = max(sure, 0.85) if fits else sure * 0.7
    clock = _clock_beside(text, day) if len(text) - (day.end - day.start) > 2 else None
    return _at(on, clock, zone, sure)


def _clock_beside(text: str, day: Day) -> Clock | None:
    """Return the time that stands with the day: soonest after it, else nearest before it."""
    rest = text[: day.start] + " " * (day.end - day.start) + text[day.end :]
    if compact := _COMPACT_CLOCK.match(rest, day.end):
        rest = f"{rest[: day.end]}t{compact[1]}:{compact[2]}:{compact[3] or '00'}{rest[compact.end() :]}"
    clocks = find_clocks(rest)
    after = [clock for clock in clocks if 0 <= clock.start - day.end <= 25]
    before = [clock for clock in clocks if 0 <= day.start - clock.end <= 12]
    return next(iter(after or before[-1:]), None)


def _whole(day: date, sure: float) -> Moment:
    return Moment(datetime.combine(day, time(), UTC), whole_day=True, sure=sure)


def _at(on: date, clock: Clock | None, zone: str, sure: float) -> Moment:
    """Return the moment of a day and a time; midnight is what programs write when they know the day only."""
    if clock is None or clock.at == time(0):
        return _whole(on, sure)
    at = at_clock(datetime.combine(on, time()), clock, zone)
    here = at.astimezone(ZoneInfo(zone))
    if clock.zone is UTC and here.time() == time(0):
        return _whole(here.date(), sure)
    return Moment(at, whole_day=False, sure=sure)


def _from_stamp(found: re.Match[str]) -> Moment | None:
    at = datetime.fromtimestamp(int(found[1]), UTC)
    return Moment(at, whole_day=False, sure=0.9) if 1995 <= at.year <= 2100 else None


def _relative(text: str, near: datetime, today: date, zone: str) -> Moment | None:
    if len(text) > 80:
        return None
    return _ago(text, near, today) or _day_back(text, today, zone)


def _ago(text: str, near: datetime, today: date) -> Moment | None:
    """Return the moment of "2 days ago" and its like in other languages."""
    if east := _EAST_AGO.search(text):
        return _back(int(east[1]), _EAST_HOURS.get(east[2], 1), near, today)
    if not AGO.intersection(text.replace(".", " ").split()) and "il y a" not in text:
        return None
    for found in _AMOUNT.finditer(text):
        hours = HOURS.get(found[2])
        if hours:
            return _back(_SMALL.get(found[1]) or int(found[1]), hours, near, today)
    return None


def _back(amount: int, hours: float, near: datetime, today: date) -> Moment:
    if hours < 24:
        return Moment(near - timedelta(hours=amount * hours), whole_day=False, sure=0.85)
    sure = 0.85 if hours == 24 else 0.6 if hours == 168 else 0.4
    return _whole(today - timedelta(days=round(amount * hours / 24)), sure)


def _day_back(text: str, today: date, zone: str) -> Moment | None:
    """Return the day of "yesterday, 14:30" or "last Tuesday" where the string says little else."""
    clock = next(iter(find_clocks(text)), None)
    rest = text[: clock.start] + text[clock.end :] if clock else text
    names = [word for word in re.split(r"[\s,:|()·-]+", rest) if word and word not in _AROUND]
    if len(names) != 1:
        return None
    back = DAYS_BACK.get(names[0])
    if back is None and len(names[0]) > 5 and (weekday := weekday_of(names[0])) >= 0:
        back = (today.weekday() - weekday) % 7
    return None if back is None else _at(today - timedelta(days=back), clock, zone, 0.8)


# ── choosing among what was read ───────────────────────────────────────────────────────────────────────

_WEIGHT = {
    "json-ld": 0.95,
    "feed": 0.94,
    "meta": 0.92,
    "time": 0.85,
    "listing": 0.84,
    "address": 0.7,
    "prose": 0.6,
    "first seen": 0.2,
}
_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=1)


def settle(evidence: Sequence[DateEvidence], seen: datetime) -> Dating:
    """Return when a post came out, of all that says so: the best kind, raised where others agree.

    What lies more than a day after `seen`, or before 1995, is kept as evidence and flagged, never used. Where
    nothing is left the post is dated when it was first seen, and stays so. Evidence that disagrees lowers the
    confidence and is named in the flag.
    """
    usable = [one for one in evidence if _EARLIEST <= one.at <= seen + _AHEAD]
    refused = [one for one in evidence if one not in usable]
    if not usable:
        first = DateEvidence("first seen", "", seen)
        flag = f"{_odd(refused[0], seen)}, first seen kept" if refused else ""
        return Dating(seen, 0.2, evidence=(first, *refused), flag=flag)
    ranked = sorted(usable, key=lambda one: (-_support(one, usable), one.whole_day, -_WEIGHT[one.kind]))
    best = ranked[0]
    against = [one for one in ranked if not _agree(one, best)]
    said = [_odd(one, seen) for one in refused] + [f"{one.kind} says {_day(one)}" for one in against]
    confidence = max(0.05, min(0.99, _support(best, usable) - 0.15 * bool(against) - 0.05 * bool(refused)))
    return Dating(best.at, round(confidence, 2), best.whole_day, (*ranked, *refused), "; ".join(said))


def _agree(one: DateEvidence, other: DateEvidence) -> bool:
    """Tell whether two name the same day, or moments less than half a day apart (zones left out)."""
    return one.at.date() == other.at.date() or abs(one.at - other.at) < timedelta(hours=12)


def _support(one: DateEvidence, all_of_them: Sequence[DateEvidence]) -> float:
    """Return how much speaks for a date: its own kind, and a part of every other kind that agrees."""
    kinds = {other.kind for other in all_of_them if other.kind != one.kind and _agree(one, other)}
    return _WEIGHT[one.kind] + sum(0.1 * _WEIGHT[kind] for kind in kinds)


def _day(one: DateEvidence) -> str:
    return f"{one.at.day} {one.at:%B %Y}"


def _odd(one: DateEvidence, seen: datetime) -> str:
    return f"{one.kind} says {_day(one)}, " + ("in the future" if one.at > seen else "too long ago")
