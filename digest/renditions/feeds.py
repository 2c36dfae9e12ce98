"""RSS 2.0 feeds (https://www.rssboard.org/rss-specification): of issues, and of stories.

Every word comes from issues, which never change, and none from the clock: what has not changed is written
again byte for byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from digest import model as m
from digest.ports import Templates
from digest.renditions import words
from digest.renditions.addresses import ISSUES_FEED, STORIES_FEED, Addresses
from digest.renditions.cards import Card
from digest.renditions.editions import Edition, edition

MEDIA_TYPE = "application/rss+xml"
ISSUES, STORIES = 30, 200


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed says of itself; `built` is when its newest issue was approved, "" before the first."""

    title: str
    about: str
    language: str
    home: str
    itself: str
    built: str


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a feed: `id` never changes, `html` is its whole content, `date` as RFC 822 writes it."""

    id: str
    title: str
    address: str
    date: str
    summary: str
    html: str
    creators: tuple[str, ...]
    categories: tuple[str, ...]


def issues_feed(
    issues: Sequence[m.Issue], newsletter: m.Newsletter, templates: Templates, addresses: Addresses
) -> m.Rendition:
    """Return the feed of issues, newest first."""
    items = tuple(_issue_item(issue, newsletter, templates, addresses) for issue in issues[:ISSUES])
    title = words.line(newsletter.title)
    about = words.line(newsletter.tagline) or f"Every issue of {title}"
    return _feed(ISSUES_FEED, _channel(title, about, ISSUES_FEED, issues, newsletter, addresses), items, templates)


def stories_feed(
    issues: Sequence[m.Issue], newsletter: m.Newsletter, templates: Templates, addresses: Addresses
) -> m.Rendition:
    """Return the feed of stories, those of the newest issue first, in its order."""
    items: list[Item] = []
    for issue in issues:
        if len(items) >= STORIES:
            break
        items += _story_items(issue, newsletter, templates, addresses)
    name = words.line(newsletter.title)
    channel = _channel(f"{name}: stories", f"Every story of {name}", STORIES_FEED, issues, newsletter, addresses)
    return _feed(STORIES_FEED, channel, tuple(items[:STORIES]), templates)


def _channel(
    title: str, about: str, path: str, issues: Sequence[m.Issue], newsletter: m.Newsletter, addresses: Addresses
) -> Channel:
    """Return what a feed says of itself."""
    built = max((issue.approved for issue in issues), default=None)
    return Channel(
        title=title,
        about=about,
        language=newsletter.language.lower(),
        home=addresses.home,
        itself=addresses.of(path),
        built=rfc_822(built) if built else "",
    )


def _feed(path: str, channel: Channel, items: tuple[Item, ...], templates: Templates) -> m.Rendition:
    """Return a feed as a file."""
    text = templates.render("feeds/rss.xml", {"feed": channel, "items": items})
    return m.Rendition(path, MEDIA_TYPE, text.encode("utf-8", "replace"))


def _issue_item(issue: m.Issue, newsletter: m.Newsletter, templates: Templates, addresses: Addresses) -> Item:
    """Return an issue as one item, all of it inside."""
    shown = edition(issue, newsletter, addresses)
    return Item(
        id=addresses.issue_id(issue),
        title=f"No. {issue.number}: {shown.subject}",
        address=shown.page,
        date=rfc_822(issue.dated),
        summary=shown.preheader or shown.subject,
        html=templates.render("feeds/issue.html", {"issue": shown}).strip(),
        creators=(words.line(newsletter.sender.name) or shown.title,),
        categories=tuple(part.name for part in shown.parts),
    )


def _story_items(issue: m.Issue, newsletter: m.Newsletter, templates: Templates, addresses: Addresses) -> list[Item]:
    """Return the stories of an issue as items."""
    shown = edition(issue, newsletter, addresses)
    cards = {card.id: card for card in shown.cards}
    stories = {story.id: story for story in issue.content.stories}
    return [
        _story_item(cards[key], shown, addresses.story_id(issue, story), templates) for key, story in stories.items()
    ]


def _story_item(card: Card, shown: Edition, tag: str, templates: Templates) -> Item:
    """Return a story as one item that leads to its source."""
    return Item(
        id=tag,
        title=card.title,
        address=card.address or shown.page,
        date=rfc_822(card.at),
        summary=card.summary,
        html=templates.render("feeds/story.html", {"card": card, "issue": shown}).strip(),
        creators=card.authors or (card.source,),
        categories=card.themes,
    )


def rfc_822(at: datetime) -> str:
    """Return a moment as RSS writes it, with the offset it was given in: Fri, 27 Nov 2026 07:00:00 +0000."""
    return format_datetime(at if at.tzinfo else at.replace(tzinfo=UTC))
