"""Whether a setting's value is what its kind asks for: a check returns it as it counts, or raises `wrong`."""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import PurePosixPath
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic_core import PydanticCustomError

from digest.config import words

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


def line(value: str) -> str:
    """Return a text of one line without blanks at its ends."""
    if _CONTROL.search(value):
        raise wrong()
    return value.strip()


def filled(value: str) -> str:
    """Return a text that is not empty."""
    if not value:
        raise wrong()
    return value


def paragraphs(value: str) -> str:
    """Return a text of any number of lines without blanks at its ends."""
    if _CONTROL.search(re.sub(r"\r?\n|\t", " ", value)):
        raise wrong()
    return value.strip()


def is_web(value: str) -> bool:
    """Return whether a text may be the address of a source."""
    try:
        return bool(web(value))
    except PydanticCustomError:
        return False


def is_zone(value: str) -> bool:
    """Return whether a text may be the name of a time zone, or is empty."""
    try:
        return bool(not value or zone(value))
    except PydanticCustomError:
        return False


def is_selector(value: str) -> bool:
    """Return whether a text may be a CSS selector, or is empty."""
    try:
        return bool(not value or selector(value))
    except PydanticCustomError:
        return False


def language(value: str) -> str:
    """Return a language tag as it is written, "" where it is none."""
    try:
        return language_tag(value.replace("_", "-"))
    except PydanticCustomError:
        return ""


def web(value: str) -> str:
    """Return an address of the web that can be asked for by anybody."""
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


def listed_rates(value: str) -> str:
    """Return a text that `rates` can read."""
    try:
        fit = all(0 <= rate <= 100_000 and "." in domain for domain, rate in rates(line(value)).items())
    except ValueError:
        fit = False
    return value if fit else filled("")


def place(value: str) -> str:
    """Return the address of a source: of a page, or of a mailbox on this machine or on a mail server."""
    parts = value.partition(":")
    if parts[0] in {"maildir", "mbox"}:
        if not parts[2].strip("/") or _CONTROL.search(value):
            raise wrong("it names no folder" if parts[0] == "maildir" else "it names no file")
        return value
    if parts[0] not in {"imap", "imaps"}:
        return web(value)
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


def mailbox(value: str) -> str:
    """Return a mail address."""
    if len(value) > 254 or not _MAILBOX.fullmatch(value):
        raise wrong()
    return value


def zone(value: str) -> str:
    """Return the name of a time zone; a near one is offered where there is none of that name."""
    try:
        ZoneInfo(value)
    except (ValueError, OSError, LookupError):
        close = get_close_matches(value, sorted(available_timezones()), 1, 0.7)
        raise wrong(f'did you mean "{close[0]}"?' if close else "") from None
    return value


def language_tag(value: str) -> str:
    """Return a language tag as it is written: small language, title-case script, capital region."""
    match = _LANGUAGE.fullmatch(value)
    if not match:
        guess = value.replace("_", "-")
        raise wrong(f'did you mean "{language_tag(guess)}"?' if guess != value and _LANGUAGE.fullmatch(guess) else "")
    language, script, region, rest = (part or "" for part in match.groups())
    return f"{language.lower()}{script.title()}{region.upper()}{rest.lower()}"


def interval(value: str) -> str:
    """Return a text that says how often."""
    try:
        words.interval(value)
    except ValueError:
        raise wrong() from None
    return value


def occasions(value: str) -> str:
    """Return a text that says when; a near day is offered where one is misspelt."""
    try:
        words.occasions(value)
    except ValueError:
        day = get_close_matches(value.split(" ")[-2 if " " in value else 0].title(), words.WEEKDAYS, 1, 0.6)
        raise wrong(
            f'did you mean "{day[0]}"?' if day and day[0].casefold() not in value.casefold() else ""
        ) from None
    return value


def holiday(value: str) -> str:
    """Return a text that names a day of every year."""
    try:
        words.holiday(value)
    except ValueError:
        raise wrong() from None
    return value


def is_id(value: str) -> bool:
    """Return whether a text may be an id."""
    return len(value) <= 60 and bool(_ID.fullmatch(value))


def identifier(value: str) -> str:
    """Return a text that may be an id."""
    if not is_id(value):
        raise wrong()
    return value


def selector(value: str) -> str:
    """Return a CSS selector as it stands where the engine that will use it understands it."""
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    try:
        LexborHTMLParser("<p></p>").css(value)
    except SelectolaxError:
        hint = "this looks like XPath" if value.startswith(("/", "./")) else ""
        raise wrong(hint) from None
    return value


def site(value: str) -> str:
    """Return an address of the web without a slash at its end."""
    return web(value).rstrip("/")


def picture(value: str) -> str:
    """Return the path of a picture in the home folder."""
    path = PurePosixPath(value)
    if path.suffix.lower() not in {".png", ".jpg", ".jpeg", ".gif"}:
        raise wrong()
    if path.is_absolute() or ".." in path.parts or "\\" in value or ":" in value:
        raise wrong("it is not in the home folder")
    return value


def fonts(value: str) -> str:
    """Return names of fonts, a generic one last."""
    if not _FONTS.fullmatch(value) or value.rpartition(",")[2].strip() not in GENERIC:
        raise wrong()
    return value


def database(value: str) -> str:
    """Return the address of a database."""
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


def readable(value: str, ground: str) -> str:
    """Return a colour with enough contrast on that ground."""
    if not _COLOUR.fullmatch(value):
        raise wrong()
    ratio = contrast(value, ground)
    if ratio < CONTRAST:
        raise wrong(f"its contrast is {int(ratio * 100) / 100}")
    return value.lower()
