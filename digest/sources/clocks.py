"""Every time of day that a text names, with its zone and its end: `find_clocks`.

"11.00 a.m. to 12.00 p.m.", "6-7.30pm", "18h30", "14:30 BST", "noon". Zones are taken as they are meant on the
page: BST is British Summer Time, not what feedparser makes of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

_OFFSETS: dict[str, float] = {
    name: hours
    for hours, names in {
        0: "z utc gmt wet ut",
        1: "bst cet mez west wat",
        2: "cest mesz eet sast cat",
        3: "eest msk eat",
        4: "gst",
        5: "pkt",
        5.5: "ist",
        8: "hkt sgt awst",
        9: "jst kst",
        10: "aest",
        11: "aedt",
        12: "nzst",
        13: "nzdt",
        -3: "adt brt art",
        -4: "edt ast",
        -5: "est cdt",
        -6: "cst mdt",
        -7: "mst pdt",
        -8: "pst akdt",
        -9: "akst",
        -10: "hst",
    }.items()
    for name in names.split()
}
_PLACES = {
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
    "uk time": "Europe/London",
    "london time": "Europe/London",
}


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as written; `zone` None where the page leaves it to the reader, `until` where a range ends."""

    start: int
    end: int
    at: time
    zone: tzinfo | None = None
    until: time | None = None


_HALF = r"(?:\s?([ap])\.?\s?m\b\.?)"
_NAMES = "|".join(sorted({*_OFFSETS, *_PLACES}, key=len, reverse=True))
# An offset is told from the end of a range ("10:00-11:00") by what stands before it: seconds, a "T", "UTC".
_ZONE = (
    r"(?:\s*\(?(?:(?:(?:utc|gmt)|(?=\s?\+)|(?<=:\d\d:\d\d)|(?<=t\d\d:\d\d)|(?<=\d\d\d))\s?"
    r"([+-])(\d{1,2}):?(\d\d)?(?!\d|[-/.])|"
    rf"({_NAMES})\b)\)?)?"
)
_TIME = r"(\d{1,2})(?:\s?([:.h])\s?(\d\d)(?!\d)(?::(\d\d)(?:[.,]\d{1,9})?)?|:?(?=\s?[ap]\.?\s?m\b)|h(?![a-z]))?"
_RANGE = re.compile(
    r"(?<![\d£$€#/+])(?<!\d[.,:-])"
    + _TIME
    + _HALF
    + "?"
    + _ZONE
    + r"(?:\s*(?:-|to|until|till|til|bis|à|a|au|and|/|tot|do|till|alle|hasta(?:\slas)?|a\slas|y)\s*"
    + _TIME
    + _HALF
    + "?"
    + _ZONE
    + r"(?![\d/]|[.:]\d|\s?%))?(\s?(?:uhr|uur|klokka|heures?|horas?|hrs?)\b)?"
)
_LEAD = re.compile(
    r"(?:\b(?:at|from|um|ab|von|kl|klo|klockan|o godz|time|starts?|begins|between|by|a las|de las|van|de|a|alle|ore|"
    r"om|vanaf)\b[.:]?\s*|@\s*)$"
)
_NOON = re.compile(r"\b(?:12\s)?(noon|midday|midnight)\b")
_CJK = re.compile(r"(\d{1,2})\s?[時时시点]\s?(?:(\d{1,2})\s?[分분])?")


def _clock(hour: str, minute: str | None, second: str | None, half: str) -> time | None:
    hours, minutes, seconds = int(hour), int(minute or 0), int(second or 0)
    if half:
        if not 1 <= hours <= 12:
            half = "" if hours > 12 else "x"  # "14:30 pm" is written; "0 pm" is not a time
        hours = hours % 12 + (12 if half == "p" else 0) if half else hours
    if hours == 24 and not minutes:
        hours = 0
    if half == "x" or hours > 23 or minutes > 59 or seconds > 60:
        return None
    return time(hours, minutes, min(seconds, 59))


def zone_named(sign: str | None, hours: str | None, minutes: str | None, name: str | None) -> tzinfo | None:
    """Return the zone of "+01:00" or "BST", None for none; a name nobody knows counts as none."""
    if sign and hours:
        total = timedelta(hours=int(hours), minutes=int(minutes or 0))
        return timezone(total if sign == "+" else -total) if total <= timedelta(hours=14) else None
    if not name:
        return None
    if name in _PLACES:
        return ZoneInfo(_PLACES[name])
    offset = _OFFSETS.get(name)
    return None if offset is None else timezone(timedelta(hours=offset)) if offset else UTC


def _read(found: re.Match[str], text: str) -> Clock | None:
    """Return the time or range of a match, None where it is only a number."""
    hour, mark, minute, second, half, *zone = found.groups()[:9]
    hour2, _, minute2, second2, half2, *zone2 = found.groups()[9:-1]
    hours_said = bool(found.groups()[-1])  # "von 10 bis 16 Uhr"
    led = bool(_LEAD.search(text, max(0, found.start() - 12), found.start()))
    written = bool(half or (mark in (":", "h") and minute)) or (mark == "." and led)
    written = written or hours_said or (mark == "h" and not minute and bool(hour2))
    both = bool(hour2 and (half2 or hours_said or mark == "h" or (minute2 and (minute or led))))
    if not (written or both or (led and mark)):
        return None
    at = _clock(hour, minute, second, half or (half2 if both else "") or "")
    until = _clock(hour2, minute2, second2, half2 or "") if both and hour2 else None
    if at is None:
        return None
    if both and half2 and not half and until and at > until:
        at = _clock(hour, minute, second, "a" if half2 == "p" else "p") or at  # "11-1pm" starts in the morning
    end = found.end() if until else _end_of_first(found)
    return Clock(found.start(), end, at, zone_named(*zone) or (zone_named(*zone2) if until else None), until)


def _end_of_first(found: re.Match[str]) -> int:
    """Return where the first time ends when what follows it was no end of a range."""
    end = max(found.end(group) for group in range(1, 10))
    rest = re.compile(r"\.?\s?m\b\.?").match(found.string, end) if found.end(5) == end else None
    return rest.end() if rest else end


def _words(text: str) -> Iterator[Clock]:
    for found in _NOON.finditer(text):
        yield Clock(*found.span(), time(0) if found[1] == "midnight" else time(12))
    if not text.isascii():
        for found in _CJK.finditer(text):
            at = _clock(found[1], found[2], None, "")
            if at:
                yield Clock(*found.span(), at)


def find_clocks(text: str) -> list[Clock]:
    """Return every time of day named in a folded text, in order."""
    found = [clock for match in _RANGE.finditer(text) if (clock := _read(match, text))]
    return sorted([*found, *_words(text)], key=lambda clock: clock.start)


def at_clock(day: datetime, clock: Clock, zone: str) -> datetime:
    """Return the moment of a time on a day, at a fixed offset: the time's own zone, else that of `zone`."""
    local = datetime.combine(day.date(), clock.at, clock.zone or ZoneInfo(zone))
    offset = local.utcoffset() or timedelta()
    return local.replace(tzinfo=timezone(offset) if offset else UTC)
