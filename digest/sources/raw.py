"""Raw findings, and the only door through which they become posts.

Whatever a feed or page says is untrusted until it went through here: cleaned to plain text, capped, its address
absolute and canonical, its date settled, its id and keys given. One bad finding is `Refused`, never an exception.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from digest.model import DateEvidence, Event, Post, Refused, Source
from digest.sources import addresses, clean, dates, identity, media

TITLE, SUMMARY, TEXT, NAME, TAG, GUID = 300, 2_000, 100_000, 120, 60, 1_000
NAMES, TAGS, EVIDENCE = 12, 20, 12
FIELD = 256 * 1024
WHOLE_TEXT = 200  # words from which a source's own text is taken for the whole article

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_CUT = re.compile(r"(?:…|\.\.\.|\[…\])\s*$")


@dataclass(frozen=True, slots=True)
class Raw:
    """What a reader found, untrusted: text or HTML as it stood, entities and relative addresses included."""

    title: str
    address: str = ""
    guid: str = ""
    summary: str = ""
    text: str = ""
    dates: tuple[DateEvidence, ...] = ()
    authors: tuple[str, ...] = ()
    image: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()
    event: Event | None = None
    medium: str = ""


def to_post(raw: Raw, source: Source, base: str, now: datetime) -> Post | Refused:
    """Return the post behind a finding, or why it is none.

    `base` is the address of the page it stood on. A finding without an address of its own points to that page;
    one whose address cannot be opened (`javascript:`, `mailto:`) is refused, as is one that says nothing.
    """
    summary = clean.shortened(clean.excerpt(_capped(raw.summary)), SUMMARY)
    text = clean.shortened(clean.plain(_capped(raw.text)), TEXT)
    title = clean.shortened(clean.line(_capped(raw.title)), TITLE) or clean.first_words(summary or text)
    address = addresses.canonical(addresses.absolute(raw.address, base)) if raw.address.strip() else ""
    if raw.address.strip() and not address:
        return Refused(title, raw.address.strip()[:200], "its address cannot be opened in a browser")
    if not title:
        return Refused(title, address, "it has neither a title nor a text")
    post = Post(
        id=identity.name(source.id, "", title),
        source=source.id,
        guid=_guid(raw.guid),
        address=address,
        title=title,
        summary="" if summary == text else summary,
        text=text,
        published=dates.settle(raw.dates[:EVIDENCE], now),
        seen=now,
        authors=_authors(raw.authors),
        image=addresses.absolute(raw.image, base) if raw.image.strip() else "",
        language=_language(raw.language) or source.language,
        tags=_lines(raw.tags, TAG, TAGS),
        event=raw.event,
        medium=raw.medium[:TAG],
        complete=_complete(text)
        or not address
        or media.is_file(address),  # what has no page of its own need not be read there
    )
    keys = identity.keys(post)
    return replace(post, id=identity.name(source.id, *keys), address=address or addresses.canonical(base), keys=keys)


def _capped(field: str) -> str:
    return field[:FIELD]


def _guid(guid: str) -> str:
    """Return what the source calls the post, as one line; one too long to store is named by its digest."""
    found = clean.line_as_is(_capped(guid))
    return found if len(found) <= GUID else identity.digest(found)


def _complete(text: str) -> bool:
    return len(text.split()) >= WHOLE_TEXT and not _CUT.search(text)


def _language(language: str) -> str:
    found = language.strip()
    return found.replace("_", "-") if len(found) <= 20 and _LANGUAGE.fullmatch(found) else ""


def _lines(found: tuple[str, ...], longest: int, most: int) -> tuple[str, ...]:
    """Return short texts cleaned, each once (by its letters), in order."""
    kept: dict[str, str] = {}
    for words in found[: most * 4]:
        line = clean.shortened(clean.line(_capped(words)), longest)
        if line:
            kept.setdefault(line.casefold(), line)
    return tuple(kept.values())[:most]


def _authors(found: tuple[str, ...]) -> tuple[str, ...]:
    """Return names; an address of mail beside or instead of a name is not shown (RSS 2.0 writes both)."""
    return _lines(tuple(clean.without_mailbox(name[:FIELD]) for name in found[: NAMES * 4]), NAME, NAMES)
