"""JSON Feed, versions 1 and 1.1, to raw findings (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from digest.model import DateEvidence
from digest.sources import media
from digest.sources.raw import Raw

MOST = 200

_VERSION = re.compile(r'"version"\s{0,20}:\s{0,20}"https?:(?:\\?/){2}(?:www\.)?jsonfeed\.org(?:\\?/)version')
_ITEMS = re.compile(r'"items"\s{0,20}:\s{0,20}\[')
_GAP = re.compile(r"[\s,]*")
ReadWords = Callable[[str], tuple[DateEvidence, ...]]


def looks_like_json_feed(text: str) -> bool:
    """Return whether the text is an object that says it is a JSON Feed, or is at least shaped like one."""
    head = text[:400].lstrip()
    return head.startswith("{") and bool(_VERSION.search(text) or ('"items"' in text and '"title"' in text))


def read_json_feed(text: str, dated: ReadWords) -> tuple[str, tuple[Raw, ...]] | str:
    """Return the feed's title and its findings, or one sentence on why it cannot be read.

    `dated` makes evidence of the words of a date.
    """
    found = _loaded(text)
    if found is None:
        return "The feed is broken JSON. Tell its publisher, or give another address of the same posts."
    if not isinstance(found, dict) or not isinstance(found.get("items"), list):
        return "The JSON at this address is no JSON Feed: it has no list of items."
    language, home = _word(found, "language"), _word(found, "home_page_url")
    authors = tuple(_authors(found))
    raws = tuple(
        _raw(item, language, home, authors, dated) for item in found["items"][:MOST] if isinstance(item, dict)
    )
    return _word(found, "title"), raws


def _loaded(text: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return what the JSON holds; of a feed that breaks off the items before; else None."""
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        begun = _ITEMS.search(text)
    if begun is None:
        return None
    items, at = [], begun.end()
    decoder = json.JSONDecoder(strict=False)
    try:
        while True:
            item, at = decoder.raw_decode(text, _GAP.match(text, at).end())  # type: ignore[union-attr]  # matches ""
            items.append(item)
    except (ValueError, RecursionError):
        return {"items": items} if items else None


def _raw(item: dict[str, Any], language: str, home: str, authors: tuple[str, ...], dated: ReadWords) -> Raw:
    guid = _word(item, "id")
    address = _word(item, "url") or _word(item, "external_url") or (guid if guid.startswith("http") else "") or home
    tags = item.get("tags")
    when = _word(item, "date_published") or _word(item, "date_modified")
    return Raw(
        title=_word(item, "title"),
        address=address,
        guid=guid,
        summary=_word(item, "summary"),
        text=_word(item, "content_html") or _escaped(_word(item, "content_text")),
        dates=dated(when) if when else (),
        authors=tuple(_authors(item)) or authors,
        image=_word(item, "image") or _word(item, "banner_image") or _picture(item),
        language=_word(item, "language") or language,
        medium=_medium(item),
        tags=tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
    )


def _word(found: dict[str, Any], name: str) -> str:
    """Return a field as text; numbers stand for themselves, as the specification asks for ids."""
    value = found.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return value.strip() if isinstance(value, str) else str(value)[:100]


def _authors(found: dict[str, Any]) -> Iterator[str]:
    """Yield names: `authors` in version 1.1, `author` in 1.0."""
    several = found.get("authors")
    for author in [*(several if isinstance(several, list) else ()), found.get("author")]:
        if isinstance(author, dict) and (name := _word(author, "name")):
            yield name


def _picture(item: dict[str, Any]) -> str:
    attachments = item.get("attachments")
    for attachment in attachments if isinstance(attachments, list) else ():
        if isinstance(attachment, dict) and _word(attachment, "mime_type").startswith("image/"):
            return _word(attachment, "url")
    return ""


def _medium(item: dict[str, Any]) -> str:
    """Return what the first recording attached is, with its length."""
    attachments = item.get("attachments")
    every = [one for one in attachments if isinstance(one, dict)] if isinstance(attachments, list) else []
    found = (media.tag(_word(one, "mime_type"), _word(one, "duration_in_seconds")) for one in every)
    return next(filter(None, found), "")


def _escaped(text: str) -> str:
    """Return plain text as HTML that means it, since findings are cleaned as HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;")
