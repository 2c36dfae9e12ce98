"""Links in mails without the counting of readers: the real address where a link carries it within itself."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from digest.sources import addresses

_INSIDE = re.compile(r"https?(?::|%3A)(?:/|%2F){1,2}[^&\s\"'<>]+", re.IGNORECASE)
_HREF = re.compile(r"""(\bhref\s{0,3}=\s{0,3})(["'])([^"']{8,4000})\2""", re.IGNORECASE)
_SHARES = re.compile(
    r"/(?:sharer?|shareArticle|share_?offsite|intent|submit|send|share)\b|[?&]subject=", re.IGNORECASE
)
# What names the reader a mail went to; what names the mail stays.
_READER = re.compile(
    r"e|e?mail|recipient(?:_?id)?|subscriber(?:_?id)?|contact(?:_?id|key)?|[eu]?uid|guid|jobid|token|hash|sig(?:nature)?|"
    r"key|k",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[A-Za-z0-9_%+/=.-]{8,}|[^@\s]+@[^@\s]+")


def mended(html: str) -> str:
    """Return a mail with every link that carries its real address leading there."""
    return _HREF.sub(lambda found: f"{found[1]}{found[2]}{_escaped(real(_plain(found[3])))}{found[2]}", html)


def real(address: str) -> str:
    """Return where a link leads in the end as far as it says so itself, else the link as it stands.

    Links to share a page carry its address as well: they stay.
    """
    for _ in range(3):
        inner = next(_carried(address), "")
        if not inner or _SHARES.search(address):
            return address
        address = inner
    return address


def unsigned(address: str) -> str:
    """Return the address of a mail on the web without what names the reader it was sent to."""
    parts = urlsplit(addresses.canonical(address))
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not (_READER.fullmatch(name) and _TOKEN.fullmatch(value))
    ]
    return urlunsplit(parts._replace(query=urlencode(kept), fragment=""))


def _carried(address: str) -> Iterator[str]:
    """Yield the addresses within an address, "" for none: in its parameters, plainly or in base64, or in its path."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return
    for _, value in parse_qsl(parts.query)[:40]:
        if found := _web(value) or _web(_from_base64(value)):
            yield found
    if inside := _INSIDE.search(parts.path):
        # A counter's own parts follow the address; what is percent-encoded whole ends at the next slash.
        words = inside[0].partition("/")[0] if "%2F" in inside[0].upper() else inside[0]
        yield _web(unquote(words))


def _web(value: str) -> str:
    return addresses.absolute(value, "") if re.match(r"https?://[^/\s]+\.[^/\s]", value, re.IGNORECASE) else ""


def _from_base64(value: str) -> str:
    if not value.startswith("aHR0c"):  # "http"
        return ""
    try:
        return base64.urlsafe_b64decode(value[:4_000] + "=" * (-len(value) % 4)).decode("utf-8")
    except (ValueError, binascii.Error):
        return ""


def _plain(href: str) -> str:
    return href.replace("&amp;", "&").strip()


def _escaped(address: str) -> str:
    return address.replace("&", "&amp;").replace('"', "%22").replace("'", "%27").replace("<", "%3C")
