"""The kinds of values that settings have: each a type that validates itself and says what is expected.

The words of `Says` stand in messages ("expected …") and in docs/settings.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import Annotated, Literal, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from digest import model as m
from digest.config import words


@dataclass(frozen=True, slots=True)
class Says:
    """What is expected, in words that can follow "expected"."""

    words: str


@dataclass(frozen=True, slots=True)
class About:
    """What a setting means, one or two sentences for docs/settings.md."""

    words: str


LIGHT, DARK = "#ffffff", "#15171a"
"""The grounds of the templates in their two modes."""

CONTRAST = 4.5
"""WCAG 2.2, 1.4.3: text of ordinary size against its ground."""

LONGEST_NAME = 200

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[^\W_](?:[\w-]*[^\W_])?"
_MAILBOX = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")
GENERIC = ("serif", "sans-serif", "monospace", "system-ui")
_FONTS = re.compile(
    r"(?:'[\w -]+'|\"[\w -]+\"|-?[A-Za-z][\w -]*)(?:, ?(?:'[\w -]+'|\"[\w -]+\"|-?[A-Za-z][\w -]*))*", re.ASCII
)
_DATABASE = re.compile(r"sqlite:///.+|postgresql(?:\+psycopg)?://.+")
# RFC 5646, 2.1, without the tags grandfathered there: language, extended, script, region, variants, the rest.
_LANGUAGE = re.compile(
    r"([a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})(-[a-z]{4})?(-(?:[a-z]{2}|[0-9]{3}))?"
    r"((?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?)",
    re.IGNORECASE,
)


def wrong(hint: str = "") -> PydanticCustomError:
    """Return the mistake of a value; what is expected instead is said by its kind, `hint` is put before it."""
    return PydanticCustomError("wrong", "{hint}", {"hint": hint})


def one_line(value: str) -> str:
    """Return a text with every control character and run of blanks as one blank."""
    return " ".join(_CONTROL.sub(" ", value).split())


def _line(value: str) -> str:
    if _CONTROL.search(value):
        raise wrong()
    return value.strip()


def _filled(value: str) -> str:
    if not value:
        raise wrong()
    return value


def _paragraphs(value: str) -> str:
    if _CONTROL.search(re.sub(r"\r?\n|\t", " ", value)):
        raise wrong()
    return value.strip()


def is_web(value: str) -> bool:
    """Return whether a text may be the address of a source."""
    try:
        return bool(_web(value))
    except PydanticCustomError:
        return False


def is_zone(value: str) -> bool:
    """Return whether a text may be the name of a time zone, or is empty."""
    try:
        return bool(not value or _zone(value))
    except PydanticCustomError:
        return False


def is_selector(value: str) -> bool:
    """Return whether a text may be a CSS selector, or is empty."""
    try:
        return bool(not value or _selector(value))
    except PydanticCustomError:
        return False


def language(value: str) -> str:
    """Return a language tag as it is written, "" where it is none."""
    try:
        return _language(value.replace("_", "-"))
    except PydanticCustomError:
        return ""


def _web(value: str) -> str:
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        raise wrong() from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0 or re.search(r"\s", value):
        raise wrong()
    if parts.username is not None or parts.password is not None:
        raise wrong("it carries a user name")
    return value


def rates(value: str) -> dict[str, float]:
    """Return the rate of each domain in a text such as "example.org 20, example.com 5"."""
    return {name.lower(): float(n) for name, n in (piece.split() for piece in value.split(",") if piece.strip())}


def _rates(value: str) -> str:
    try:
        fit = all(0 <= rate <= 100_000 and "." in domain for domain, rate in rates(_line(value)).items())
    except ValueError:
        fit = False
    return value if fit else _filled("")


def _place(value: str) -> str:
    """Return the address of a source: of a page, or of a mailbox on this machine or on a mail server."""
    parts = value.partition(":")
    if parts[0] in {"maildir", "mbox"}:
        if not parts[2].strip("/") or _CONTROL.search(value):
            raise wrong("it names no folder" if parts[0] == "maildir" else "it names no file")
        return value
    if parts[0] not in {"imap", "imaps"}:
        return _web(value)
    try:
        found = urlsplit(value)
        port = found.port
    except ValueError:
        raise wrong() from None
    if not found.hostname or not found.username or port == 0 or re.search(r"\s", value):
        raise wrong("expected a user and a host, such as imaps://news@mail.example.org/INBOX")
    if found.password is not None:
        raise wrong("it carries a password: give that as DIGEST_IMAP_PASSWORD in the environment")
    return value


def _mailbox(value: str) -> str:
    if len(value) > 254 or not _MAILBOX.fullmatch(value):
        raise wrong()
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, LookupError):
        close = get_close_matches(value, sorted(available_timezones()), 1, 0.7)
        raise wrong(f'did you mean "{close[0]}"?' if close else "") from None
    return value


def _language(value: str) -> str:
    match = _LANGUAGE.fullmatch(value)
    if not match:
        guess = value.replace("_", "-")
        raise wrong(f'did you mean "{_language(guess)}"?' if guess != value and _LANGUAGE.fullmatch(guess) else "")
    language, script, region, rest = (part or "" for part in match.groups())
    return f"{language.lower()}{script.title()}{region.upper()}{rest.lower()}"


def _interval(value: str) -> str:
    try:
        words.interval(value)
    except ValueError:
        raise wrong() from None
    return value


def _occasions(value: str) -> str:
    try:
        words.occasions(value)
    except ValueError:
        day = get_close_matches(value.split(" ")[-2 if " " in value else 0].title(), words.WEEKDAYS, 1, 0.6)
        raise wrong(
            f'did you mean "{day[0]}"?' if day and day[0].casefold() not in value.casefold() else ""
        ) from None
    return value


def _holiday(value: str) -> str:
    try:
        words.holiday(value)
    except ValueError:
        raise wrong() from None
    return value


def is_id(value: str) -> bool:
    """Return whether a text may be an id."""
    return len(value) <= 60 and bool(_ID.fullmatch(value))


def _id(value: str) -> str:
    if not is_id(value):
        raise wrong()
    return value


def _selector(value: str) -> str:
    """Return a CSS selector as it stands where the engine that will use it understands it."""
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    try:
        LexborHTMLParser("<p></p>").css(value)
    except SelectolaxError:
        hint = "this looks like XPath" if value.startswith(("/", "./")) else ""
        raise wrong(hint) from None
    return value


def _site(value: str) -> str:
    return _web(value).rstrip("/")


def _or_empty(check: Callable[[str], str]) -> AfterValidator:
    """Return the same check for a setting that may be left empty."""
    return AfterValidator(lambda value: check(value) if value else value)


def _picture(value: str) -> str:
    path = PurePosixPath(value)
    if path.suffix.lower() not in {".png", ".jpg", ".jpeg", ".gif"}:
        raise wrong()
    if path.is_absolute() or ".." in path.parts or "\\" in value or ":" in value:
        raise wrong("it is not in the home folder")
    return value


def _fonts(value: str) -> str:
    if not _FONTS.fullmatch(value) or value.rpartition(",")[2].strip() not in GENERIC:
        raise wrong()
    return value


def _database(value: str) -> str:
    if not _DATABASE.fullmatch(value):
        raise wrong()
    return value


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours "#rrggbb", 1 to 21 (WCAG 2.2, relative luminance)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _readable(value: str, ground: str) -> str:
    if not _COLOUR.fullmatch(value):
        raise wrong()
    ratio = contrast(value, ground)
    if ratio < CONTRAST:
        raise wrong(f"its contrast is {int(ratio * 100) / 100}")
    return value.lower()


Line = Annotated[str, AfterValidator(_line), Says("text on one line")]
Name = Annotated[
    str,
    Field(max_length=LONGEST_NAME),
    AfterValidator(_line),
    AfterValidator(_filled),
    Says(f"text on one line, at most {LONGEST_NAME} characters"),
]
Paragraphs = Annotated[str, AfterValidator(_paragraphs), Says("text")]
Keyword = Annotated[str, AfterValidator(_line), AfterValidator(_filled), Says("a word or phrase")]
Id = Annotated[str, _or_empty(_id), Says('small letters, digits and hyphens, such as "council-finance"')]
Web = Annotated[str, AfterValidator(_web), Says('an address such as "https://example.org/feed"')]
Place = Annotated[
    str,
    AfterValidator(_place),
    Says('an address such as "https://example.org/feed", or of a mailbox such as "maildir:/var/mail/news"'),
]
Mailbox = Annotated[str, AfterValidator(_mailbox), Says('a mail address such as "digest@example.org"')]
MailboxOrNone = Annotated[str, _or_empty(_mailbox), Says('a mail address such as "editor@example.org"')]
Site = Annotated[str, AfterValidator(_site), Says('an address such as "https://news.example.org"')]
SiteOrNone = Annotated[str, _or_empty(_site), Says('an address such as "http://127.0.0.1:8080/v1"')]
Zone = Annotated[str, AfterValidator(_zone), Says('a time zone such as "Europe/London"')]
ZoneOrNone = Annotated[str, _or_empty(_zone), Says('a time zone such as "Europe/Dublin"')]
Language = Annotated[str, AfterValidator(_language), Says('a language tag such as "en-GB" (BCP 47)')]
LanguageOrNone = Annotated[str, _or_empty(_language), Says('a language tag such as "cy" (BCP 47)')]
Interval = Annotated[str, AfterValidator(_interval), Says(f"{words.EVERY} (5 minutes to a day)")]
Occasions = Annotated[str, AfterValidator(_occasions), Says(words.OCCASIONS)]
HolidayName = Annotated[str, AfterValidator(_line), AfterValidator(_holiday), Says(words.HOLIDAY)]
OnHoliday = Annotated[m.OnHoliday, Says('"skip", "before" or "after"')]
CatchUp = Annotated[m.CatchUp, Says('"last", "all" or "none"')]
Hours = Annotated[int, Field(strict=True, ge=1, le=24 * 7), Says("a whole number of hours from 1 to 168")]
Log = Annotated[Literal["text", "json"], Says('"text" or "json"')]
Unreviewed = Annotated[Literal["hold", "send"], Says('"hold" or "send"')]
Kinds = Literal[
    "auto", "feed", "listing", "events", "calendar", "mail", "wordpress", "json-ld", "h-feed", "sitemap", "state"
]
KINDS = get_args(Kinds)
Kind = Annotated[Kinds, Says(" or ".join((", ".join(f'"{kind}"' for kind in KINDS[:-1]), f'"{KINDS[-1]}"')))]
Selector = Annotated[
    str, AfterValidator(_line), _or_empty(_selector), Says('a CSS selector such as "article.card" or "h2 a"')
]
ItemSelector = Annotated[
    str,
    AfterValidator(_line),
    AfterValidator(_selector),
    Says('a CSS selector such as "article.card" that finds each item of the list'),
]
Pages = Annotated[int, Field(strict=True, ge=1, le=20), Says("a whole number of pages from 1 to 20")]
Role = Annotated[m.Role, Says(" or ".join((", ".join(f'"{r}"' for r in list(m.Role)[:-1]), f'"{list(m.Role)[-1]}"')))]
DeskRole = Annotated[m.DeskRole, Says('"reader", "editor" or "approver"')]
Weight = Annotated[
    float, Field(strict=True, ge=0, le=10, allow_inf_nan=False), Says("a number from 0 (never) to 10 (first)")
]
Days = Annotated[
    int, Field(strict=True, ge=0, le=92), Says("a whole number of days from 1 to 92, 0 for as many as there are")
]
Count = Annotated[int, Field(strict=True, ge=1, le=500), Says("a whole number from 1 to 500")]
CountOrNone = Annotated[int, Field(strict=True, ge=0, le=500), Says("a whole number from 0 to 500")]
OnLight = Annotated[
    str,
    AfterValidator(lambda value: _readable(value, LIGHT)),
    Says(f'a colour such as "#0b5563" with a contrast of at least {CONTRAST} on white'),
]
OnDark = Annotated[
    str,
    AfterValidator(lambda value: _readable(value, DARK)),
    Says(f'a colour such as "#7cc4d1" with a contrast of at least {CONTRAST} on {DARK}'),
]
Picture = Annotated[
    str,
    AfterValidator(_line),
    _or_empty(_picture),
    Says('a PNG, JPEG or GIF in the home folder, such as "logo.png"'),
]
Fonts = Annotated[
    str,
    AfterValidator(_line),
    _or_empty(_fonts),
    Says('names of fonts that readers have, a generic one last, such as "Charter, Georgia, serif"'),
]
Database = Annotated[
    str, AfterValidator(_line), AfterValidator(_database), Says('"sqlite:///FILE" or "postgresql://HOST/NAME"')
]
PathName = Annotated[
    str, AfterValidator(_line), AfterValidator(_filled), Says("a path, from the home folder or absolute")
]
Host = Annotated[str, AfterValidator(_line), AfterValidator(_filled), Says('a host such as "mail.example.org"')]
Port = Annotated[int, Field(strict=True, ge=1, le=65535), Says("a whole number from 1 to 65535")]
Unplaced = Annotated[Literal["other", "leave out"], Says('"other" or "leave out"')]
OtherLanguages = Annotated[Literal["keep", "other", "leave out"], Says('"keep", "other" or "leave out"')]
VectorKind = Annotated[Literal["static", "minilm"], Says('"static" or "minilm"')]
Tls = Annotated[Literal["none", "starttls", "tls"], Says('"none", "starttls" or "tls"')]
Seconds = Annotated[
    float, Field(strict=True, ge=1, le=600, allow_inf_nan=False), Says("a number of seconds from 1 to 600")
]
Pause = Annotated[
    float, Field(strict=True, ge=0, le=3600, allow_inf_nan=False), Says("a number of seconds from 0 to 3600")
]
Rate = Annotated[float, Field(strict=True, ge=0, le=100_000), Says("a number of mails a second, 0 or more")]
Rates = Annotated[str, AfterValidator(_rates), Says('domains and numbers, such as "example.org 20, example.com 5"')]
Share = Annotated[float, Field(strict=True, gt=0, le=1000, allow_inf_nan=False), Says("a number over 0, up to 1000")]
AtOnce = Annotated[int, Field(strict=True, ge=1, le=1000), Says("a whole number from 1 to 1000")]
Flag = Annotated[bool, Field(strict=True), Says("true or false")]
Secret = Annotated[str, Says("text in the environment")]
