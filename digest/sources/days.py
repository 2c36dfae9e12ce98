"""Every calendar day that a text names, with the place it stands at: `find_days` and what it is made from.

A day is found as it was written, its year perhaps missing; `year_for` chooses one. Patterns are anchored on
digits and look the neighbouring word up in a table, so that a language more costs nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from digest.sources.month_names import month_of, weekday_of

_DASHES = "‐‑‒–—―−~〜～"


@dataclass(frozen=True, slots=True)
class Day:
    """A day as written: `start` and `end` are places in the text; `year` 0 and `weekday` -1 where none is given.

    `until` is the last day of a range within one month ("10-12 March"), 0 for none. `sure` is in 0..1.
    """

    start: int
    end: int
    year: int
    month: int
    day: int
    sure: float
    weekday: int = -1
    until: int = 0

    def in_year(self, year: int) -> date | None:
        """Return the date in that year, None where there is no such day."""
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if "가" <= character <= "힣":  # a syllable of Hangul would fall apart into letters
        return character
    if character in _DASHES:
        return "-"
    if character in "’‘ʼ`´":
        return "'"
    return unicodedata.normalize("NFKD", character.lower())[0]


def fold(text: str) -> str:
    """Return the text in lower case without accents, one character for each, so that places stay the same."""
    return text.lower() if text.isascii() else "".join(map(_fold_character, text))


_YEAR = r"(?:(\d{4})(?![\d%])|['](\d\d)(?!\d)|(\d\d)(?=\s*(?:$|[|)\],;]|-\s|·|\d\d?:\d\d)))"
_ORDINAL = r"(?:\s?(?:st|nd|rd|th|er|re|ain|fed|eg)\b|[ªº°.](?![\d]))?"
_ISO = re.compile(r"(?<![\d.,/-])(\d{4})([-/.])\s?(\d{1,2})\2\s?(\d{1,2})(?!\d|-\d|[-.,/]\d\d)")
_COMPACT = re.compile(r"(?<![\w.-])((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?=t\d{4}|\s*$)")
_EAST = re.compile(r"(?:(\d{4})\s?[年년]\s?)?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일号號]")
_NUMERIC = re.compile(r"(?<![\d/.,:£$€-])(\d{1,2})([/.-])\s?(\d{1,2})\2\s?(\d{4}|\d\d)(?![\d%]|[./:-]\d)")
_DAY_FIRST = re.compile(
    r"(?<![\d,.:/£$€#])(?<!\d-)(?:(0?[1-9]|[12]\d|3[01])"
    + _ORDINAL
    + r"\s?(?:-|/|&|\+|,|and|to|until|und|bis|et|au|y|e|og|och)\s?"
    r"(?:[a-z]{3,9}\s)?)?(0?[1-9]|[12]\d|3[01])" + _ORDINAL + r"[\s/-]{0,2}(?:(?:of|de|do|da|den|the)\s|d')?"
    r"(?!(?:and|und|bis|och|until|to)\b)([^\W\d_]{3,16})(?![^\W\d_])\.?"
    r"(?:[\s/,-]{0,3}(?:(?:de|del|do|of)\s)?" + _YEAR + ")?"
)
_MONTH_FIRST = re.compile(
    r"(?<![^\W\d_])(?:(\d{4})[\s,-]{1,2})?([^\W\d_]{3,16})\.?[\s/-]{1,2}(?:the\s)?(0?[1-9]|[12]\d|3[01])"
    r"(?:\s?(?:st|nd|rd|th)\b|\.)?(?![\d:%]|\.\d|,\d|\s?[ap]\.?m\b|-\d{4})"
    r"(?:\s?(?:-|&|and|to)\s?(0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\d:.]|\s?[ap]\.?m\b))?"
    r"(?:[\s/,-]{1,3}" + _YEAR + ")?"
)
_ENUMERATES = re.compile(r"(?:&|,|\band\b|\bund\b|\bet\b|\by\b|\be\b|\bog\b|\boch\b)")
_LISTED = re.compile(r"(?<![\d.:/-])([1-9]|[12]\d|3[01])(?:st|nd|rd|th)?,\s*$")
_BEFORE = re.compile(r"([^\W\d_]{2,14})\.?,?\s*(?:the|den|de|el|le|il|am|,|\()?\s*$")
_AFTER = re.compile(r"[\s,(]{1,2}([^\W\d_]{3,14})\b")


def _full_year(*groups: str | None) -> int:
    """Return the year of the first group that is there; two digits from 70 are of the last century."""
    written = next((group for group in groups if group), "")
    if not written:
        return 0
    year = int(written)
    if len(written) == 4:
        return year if 1900 <= year <= 2199 else -1
    return year + (1900 if year >= 70 else 2000)


def _iso(text: str) -> Iterator[Day]:
    for found in _ISO.finditer(text):
        yield Day(*found.span(), _full_year(found[1]), int(found[3]), int(found[4]), 0.99)
    for found in _COMPACT.finditer(text):
        yield Day(*found.span(), int(found[1]), int(found[2]), int(found[3]), 0.9)
    for found in _EAST.finditer(text) if not text.isascii() else ():
        sure = 0.97 if found[1] else 0.6
        yield Day(*found.span(), _full_year(found[1]), int(found[2]), int(found[3]), sure)


def _numeric(text: str, day_first: bool) -> Iterator[Day]:  # noqa: FBT001 - private
    for found in _NUMERIC.finditer(text):
        first, second = int(found[1]), int(found[3])
        doubtful = first <= 12 and second <= 12 and first != second
        day, month = (first, second) if day_first else (second, first)
        if month > 12:
            day, month = month, day
        yield Day(*found.span(), _full_year(found[4]), month, day, 0.8 if doubtful else 0.95)


def _enumerated(text: str, first: Day, found: re.Match[str]) -> Iterator[Day]:
    """Yield days that share one month: "3, 10 and 17 February"."""
    if (earlier := _LISTED.search(text, max(0, first.start - 20), first.start)) and int(earlier[1]) < first.day:
        yield replace(first, start=earlier.start(), end=earlier.end(1), day=int(earlier[1]))
    yield replace(first, end=found.end(1))
    yield replace(first, start=found.start(2), day=int(found[2]))


def _named(text: str, language: str) -> Iterator[Day]:
    for found in _DAY_FIRST.finditer(text):
        first, last, word, *years = found.groups()
        year = _full_year(*years)
        month = month_of(word, language, doubtful=bool(years[0]))
        if month:
            sure = 0.97 if year else 0.6
            ranged = bool(first) and int(first) < int(last)  # "Volume 12, 3 March" is no range
            if ranged and _ENUMERATES.search(text, found.start(1), found.start(2)) and int(last) - int(first) > 1:
                yield from _enumerated(text, Day(*found.span(), year, month, int(first), sure), found)
                continue
            day, until = (int(first), int(last)) if ranged else (int(last), 0)
            yield Day(*found.span(), year, month, day, sure, until=until)
    for found in _MONTH_FIRST.finditer(text):
        before, word, first, last, *years = found.groups()
        year = _full_year(*years, before)
        month = month_of(word, language, doubtful=bool(years[0] or before))
        if month:
            yield Day(*found.span(), year, month, int(first), 0.96 if year else 0.58, until=int(last or 0))


def _with_weekday(day: Day, text: str, language: str) -> Day:
    """Add the weekday that stands beside the day, so that its own start includes it."""
    if (before := _BEFORE.search(text, max(0, day.start - 22), day.start)) and (
        weekday := weekday_of(before[1], language)
    ) >= 0:
        return replace(day, weekday=weekday, start=before.start())
    if (after := _AFTER.match(text, day.end)) and (weekday := weekday_of(after[1], language)) >= 0:
        closing = after.end() + (text[after.end() : after.end() + 1] == ")")
        return replace(day, weekday=weekday, end=closing)
    return day


def _possible(day: Day) -> bool:
    return day.year >= 0 and day.in_year(day.year or 2024) is not None and (not day.until or day.until > day.day)


def find_days(text: str, *, day_first: bool = True, language: str = "") -> list[Day]:
    """Return every day named in a folded text, in order, none overlapping another."""
    found = [*_iso(text), *_numeric(text, day_first), *_named(text, language)]
    found = [day for day in found if _possible(day)]
    found.sort(key=lambda day: (day.start, -day.sure, -day.end))
    kept: list[Day] = []
    for day in found:
        if not kept or day.start >= kept[-1].end:
            kept.append(day)
        elif day.year and not kept[-1].year and day.start > kept[-1].start:
            kept[-1] = day
    return [_with_weekday(day, text, language) for day in kept]


def is_month_first(text: str) -> bool:
    """Tell whether the numeric dates of a folded text can only be read with the month before the day."""
    pairs = [(int(found[1]), int(found[3])) for found in _NUMERIC.finditer(text)]
    return any(second > 12 for _, second in pairs) and not any(first > 12 for first, _ in pairs)


def year_for(day: Day, near: date, ahead: timedelta) -> date:
    """Return the day in the year meant: the one given, else that of its weekday, else the nearest to `near`.

    Never later than `near + ahead` where a year is missing, unless the weekday fits no earlier year.
    """
    if day.year:
        return date(day.year, day.month, day.day)
    years = range(near.year - 6, near.year + 2)  # eight years: at least one of them has a 29 February
    all_of_them = [found for year in years if (found := day.in_year(year))]
    candidates = [found for found in all_of_them if found <= near + ahead]
    fitting = [found for found in candidates if found.weekday() == day.weekday]
    chosen = fitting or candidates or all_of_them
    return min(chosen, key=lambda found: abs(found - near))
