"""The kinds of values that settings have: each a type that checks itself (`config.checks`) and says what is expected.

The words of `Says` stand in messages ("expected …") and in docs/settings.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field

from digest import model as m
from digest.config import checks, words


@dataclass(frozen=True, slots=True)
class Says:
    """What is expected, in words that can follow "expected"."""

    words: str


@dataclass(frozen=True, slots=True)
class About:
    """What a setting means, one or two sentences for docs/settings.md."""

    words: str


def _or_empty(check: Callable[[str], str]) -> AfterValidator:
    """Return the same check for a setting that may be left empty."""
    return AfterValidator(lambda value: check(value) if value else value)


Line = Annotated[str, AfterValidator(checks.line), Says("text on one line")]
Name = Annotated[
    str,
    Field(max_length=checks.LONGEST_NAME),
    AfterValidator(checks.line),
    AfterValidator(checks.filled),
    Says(f"text on one line, at most {checks.LONGEST_NAME} characters"),
]
Paragraphs = Annotated[str, AfterValidator(checks.paragraphs), Says("text")]
Keyword = Annotated[str, AfterValidator(checks.line), AfterValidator(checks.filled), Says("a word or phrase")]
Id = Annotated[
    str, _or_empty(checks.identifier), Says('small letters, digits and hyphens, such as "council-finance"')
]
Web = Annotated[str, AfterValidator(checks.web), Says('an address such as "https://example.org/feed"')]
Place = Annotated[
    str,
    AfterValidator(checks.place),
    Says('an address such as "https://example.org/feed", or of a mailbox such as "maildir:/var/mail/news"'),
]
Mailbox = Annotated[str, AfterValidator(checks.mailbox), Says('a mail address such as "digest@example.org"')]
MailboxOrNone = Annotated[str, _or_empty(checks.mailbox), Says('a mail address such as "editor@example.org"')]
Site = Annotated[str, AfterValidator(checks.site), Says('an address such as "https://news.example.org"')]
SiteOrNone = Annotated[str, _or_empty(checks.site), Says('an address such as "http://127.0.0.1:8080/v1"')]
Zone = Annotated[str, AfterValidator(checks.zone), Says('a time zone such as "Europe/London"')]
ZoneOrNone = Annotated[str, _or_empty(checks.zone), Says('a time zone such as "Europe/Dublin"')]
Language = Annotated[str, AfterValidator(checks.language_tag), Says('a language tag such as "en-GB" (BCP 47)')]
LanguageOrNone = Annotated[str, _or_empty(checks.language_tag), Says('a language tag such as "cy" (BCP 47)')]
Interval = Annotated[str, AfterValidator(checks.interval), Says(f"{words.EVERY} (5 minutes to a day)")]
Occasions = Annotated[str, AfterValidator(checks.occasions), Says(words.OCCASIONS)]
HolidayName = Annotated[str, AfterValidator(checks.line), AfterValidator(checks.holiday), Says(words.HOLIDAY)]
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
    str,
    AfterValidator(checks.line),
    _or_empty(checks.selector),
    Says('a CSS selector such as "article.card" or "h2 a"'),
]
ItemSelector = Annotated[
    str,
    AfterValidator(checks.line),
    AfterValidator(checks.selector),
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
    AfterValidator(lambda value: checks.readable(value, checks.LIGHT)),
    Says(f'a colour such as "#0b5563" with a contrast of at least {checks.CONTRAST} on white'),
]
OnDark = Annotated[
    str,
    AfterValidator(lambda value: checks.readable(value, checks.DARK)),
    Says(f'a colour such as "#7cc4d1" with a contrast of at least {checks.CONTRAST} on {checks.DARK}'),
]
Picture = Annotated[
    str,
    AfterValidator(checks.line),
    _or_empty(checks.picture),
    Says('a PNG, JPEG or GIF in the home folder, such as "logo.png"'),
]
Fonts = Annotated[
    str,
    AfterValidator(checks.line),
    _or_empty(checks.fonts),
    Says('names of fonts that readers have, a generic one last, such as "Charter, Georgia, serif"'),
]
Database = Annotated[
    str,
    AfterValidator(checks.line),
    AfterValidator(checks.database),
    Says('"sqlite:///FILE" or "postgresql://HOST/NAME"'),
]
PathName = Annotated[
    str, AfterValidator(checks.line), AfterValidator(checks.filled), Says("a path, from the home folder or absolute")
]
Host = Annotated[
    str, AfterValidator(checks.line), AfterValidator(checks.filled), Says('a host such as "mail.example.org"')
]
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
Rates = Annotated[
    str, AfterValidator(checks.listed_rates), Says('domains and numbers, such as "example.org 20, example.com 5"')
]
Share = Annotated[float, Field(strict=True, gt=0, le=1000, allow_inf_nan=False), Says("a number over 0, up to 1000")]
AtOnce = Annotated[int, Field(strict=True, ge=1, le=1000), Says("a whole number from 1 to 1000")]
Flag = Annotated[bool, Field(strict=True), Says("true or false")]
Secret = Annotated[str, Says("text in the environment")]
