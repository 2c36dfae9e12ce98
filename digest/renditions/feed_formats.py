"""A feed's items in three formats and the list of all feeds: RSS 2.0, Atom (RFC 4287), JSON Feed 1.1, OPML 2.0."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from digest import model as m
from digest.ports import Templates
from digest.renditions.addresses import OPML

ENCODING = ("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed says of itself; `updated` is when it last changed, None before the first issue."""

    id: str
    title: str
    about: str
    language: str
    author: str
    home: str
    itself: str
    updated: datetime | None
    hub: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a feed: `id` never changes, `html` is its whole content; `corrected` where it changed since."""

    id: str
    title: str
    address: str
    published: datetime
    updated: datetime
    corrected: bool
    summary: str
    html: str
    creators: tuple[str, ...]
    categories: tuple[str, ...]
    language: str = ""


def rss(channel: Channel, items: Sequence[Item], templates: Templates) -> bytes:
    """Return the feed as RSS 2.0 (https://www.rssboard.org/rss-specification, and the RSS profile)."""
    return _filled("feeds/rss.xml", channel, items, templates)


def atom(channel: Channel, items: Sequence[Item], templates: Templates) -> bytes:
    """Return the feed as Atom (RFC 4287)."""
    return _filled("feeds/atom.xml", channel, items, templates)


def _filled(name: str, channel: Channel, items: Sequence[Item], templates: Templates) -> bytes:
    values = {"feed": channel, "items": items, "rfc_822": rfc_822, "rfc_3339": rfc_3339}
    return templates.render(name, values).encode(*ENCODING)


def json_feed(channel: Channel, items: Sequence[Item], _: Templates) -> bytes:
    """Return the feed as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    facts: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.home,
        "feed_url": channel.itself,
        "description": channel.about,
        "language": channel.language,
        "authors": [{"name": channel.author}],
        **({"hubs": [{"type": "WebSub", "url": channel.hub}]} if channel.hub else {}),
        "items": [_json_item(item) for item in items],
    }
    return (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode(*ENCODING)


def _json_item(item: Item) -> dict[str, object]:
    return {
        "id": item.id,
        "url": item.address,
        "title": item.title,
        "content_html": item.html,
        **({"summary": item.summary} if item.summary else {}),
        "date_published": rfc_3339(item.published),
        **({"date_modified": rfc_3339(item.updated)} if item.corrected else {}),
        "authors": [{"name": name} for name in item.creators],
        **({"tags": list(item.categories)} if item.categories else {}),
        **({"language": item.language} if item.language else {}),
    }


def opml(title: str, feeds: Sequence[tuple[str, str, str]], home: str, templates: Templates) -> m.Rendition:
    """Return feeds (title, address, what they are about) as OPML 2.0 (https://opml.org/spec2.opml)."""
    text = templates.render("feeds/feeds.opml.xml", {"title": title, "feeds": feeds, "home": home})
    return m.Rendition(OPML, "text/x-opml", text.encode(*ENCODING))


FORMATS: dict[str, tuple[Callable[[Channel, Sequence[Item], Templates], bytes], str]] = {
    "xml": (rss, "application/rss+xml"),
    "atom": (atom, "application/atom+xml"),
    "json": (json_feed, "application/feed+json"),
}
"""Every format by the ending of its files."""


def rfc_822(at: datetime) -> str:
    """Return a moment as RSS writes it, with the offset it was given in: Fri, 27 Nov 2026 07:00:00 +0000."""
    return format_datetime(at if at.tzinfo else at.replace(tzinfo=UTC))


def rfc_3339(at: datetime) -> str:
    """Return a moment as Atom and JSON Feed write it, with the offset it was given in: 2026-11-27T07:00:00Z."""
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return aware.isoformat(timespec="seconds").replace("+00:00", "Z")
