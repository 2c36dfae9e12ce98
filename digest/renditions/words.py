"""Words and dates as readers see them: cleaned, clipped, in British English. Values in, text out."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from digest import model as m

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# All that XML 1.0 does not allow (https://www.w3.org/TR/xml/#charsets), C1 controls, which nobody can read, and two
# characters of private use that mark places to be filled.
ILLEGIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ue000\ue001\ufffe\uffff]|[\U0001fffe\U0001ffff]"
)
GAPS = re.compile(r"\s+")
PARAGRAPHS = re.compile(r"\n\s*\n")
UNBROKEN = re.compile(r"[^\s\u200b]{41,}")
TENS = re.compile(r".{10}(?=.)")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}|#[0-9a-fA-F]{3}")

FONTS = re.compile(r"(?:'[\w -]+'|-?[A-Za-z][\w -]*)(?:, ?(?:'[\w -]+'|-?[A-Za-z][\w -]*))*", re.ASCII)

TITLE, SUMMARY, NAME, TAB = 300, 600, 120, 70


class Markup(str):
    """Text that is markup already, so that Jinja does not escape it again (its `__html__` protocol)."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def legible(text: str) -> str:
    """Return the text without the characters that no format can carry."""
    return ILLEGIBLE.sub("", text)


def line(text: str, limit: int = TITLE) -> str:
    """Return the text as one clean line of at most `limit` characters, cut at a word where it is longer."""
    return short(GAPS.sub(" ", legible(text)).strip(), limit)


def short(whole: str, limit: int) -> str:
    """Return one clean line as it is where it has at most `limit` characters, else cut at a word."""
    if len(whole) <= limit:
        return whole
    cut = whole[: limit - 1]
    at_word = cut.rsplit(" ", 1)[0]
    return (at_word if len(at_word) > limit * 2 // 3 else cut).rstrip(" ,;:–-") + "…"


def titled(head: str, tail: str) -> str:
    """Return "head · tail" as a page's title: at most 70 characters, of which search engines show about that many."""
    return short(f"{short(head, max(TAB - len(tail) - 3, TAB // 3))} · {tail}", TAB)


def blocks(text: str) -> tuple[str, ...]:
    """Return the blocks of a text that somebody typed, an empty line between two."""
    found = PARAGRAPHS.split(legible(text.replace("\r\n", "\n")))
    return tuple(clean for block in found if (clean := block.strip()))


def escaped(text: str) -> str:
    """Return words as templates write them in HTML."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    for mark, instead in (("<", "&lt;"), (">", "&gt;"), ('"', "&#34;"), ("'", "&#39;")):
        if mark in text:
            text = text.replace(mark, instead)
    return text


def breakable(text: str) -> str:
    """Return the text with places to break in words no screen is wide enough for (zero-width spaces)."""
    # Most texts have no such word, and splitting shows that in half the time of the pattern.
    if len(max(text.split(), key=len, default="")) <= 40:
        return text
    return UNBROKEN.sub(lambda found: TENS.sub("\\g<0>\u200b", found.group()), text)


def web_address(address: str) -> str:
    """Return the address if a browser may be sent there, else "": http and https only, without gaps."""
    bare = GAPS.sub("", legible(address))
    try:
        parts = urlsplit(bare)
    except ValueError:
        return ""
    return bare if parts.scheme in {"http", "https"} and parts.netloc else ""


def host(address: str) -> str:
    """Return the host of an address without its `www.`, "" where it has none."""
    return urlsplit(web_address(address)).netloc.rsplit("@", 1)[-1].removeprefix("www.")


def colour(value: str, otherwise: str) -> str:
    """Return the value if it is a colour by number, else the other one."""
    return value if COLOUR.fullmatch(value) else otherwise


def fonts(stack: str) -> str:
    """Return a stack of font names fit for a style attribute, "" where it holds anything else."""
    bare = stack.replace('"', "'")
    return bare if FONTS.fullmatch(bare) else ""


def direction(text: str) -> str:
    """Return "rtl" where the first letter runs from right to left (UAX #9, rules P2 and P3), else ""."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in {"R", "AL"}:
            return "rtl"
        if kind == "L":
            return ""
    return ""


def zone(name: str) -> ZoneInfo:
    """Return the time zone of this name, UTC where nobody knows it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def day(at: datetime, near: datetime) -> str:
    """Return "18 July", with the year where it is not that of `near`."""
    short = f"{at.day} {MONTHS[at.month - 1]}"
    return short if at.year == near.year else f"{short} {at.year}"


def full_day(at: datetime) -> str:
    """Return "27 November 2026"."""
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}"


def clock(at: datetime) -> str:
    """Return "09:30"."""
    return f"{at:%H:%M}"


def count(number: int, one: str, many: str = "") -> str:
    """Return "1 story", "12 stories"; `many` where adding an s is not enough."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def listed(names: tuple[str, ...], most: int = 4) -> str:
    """Return "A, B and C", or "A, B, C, D and 2 more"."""
    shown = names if len(names) <= most else (*names[:most], f"{len(names) - most} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}" if shown else ""


def local(at: datetime, zone_name: str, *, whole_day: bool) -> datetime:
    """Return the moment on that zone's clock; a whole day is a date and stays where it is."""
    return at if whole_day else at.astimezone(zone(zone_name))


def last_day(event: m.Event) -> datetime:
    """Return the last day of an event, on the clock of its place; an end at midnight belongs to the day before."""
    start = local(event.start, event.zone, whole_day=event.whole_day)
    if event.end is None or event.end <= event.start:
        return start
    end = local(event.end, event.zone, whole_day=event.whole_day)
    return max(start, end - timedelta(microseconds=1))
