"""Ways: addresses of our own behind a mail's links, so that it can be counted how often each is followed.

A way belongs to a link of an issue and never to a reader: all mails have the same. Where it leads is looked up in the
issue itself, so nobody can make one that leads elsewhere.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from digest import model as m
from digest.renditions import prose, words
from digest.renditions.addresses import Addresses

HREF = re.compile(r'(?<=\shref=")[^"]+(?=")')
PATH = "l"
INTRODUCTION = "Links of the introduction"


def name(address: str) -> str:
    """Return a link's name in its way: 12 characters of a digest of where it leads."""
    return hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def targets(issue: m.Issue) -> dict[str, str]:
    """Return where each way of an issue leads, by the link's name: its reports and what its introduction names."""
    posts = (post for story in issue.content.stories for post in story.posts)
    found = (*(words.web_address(post.address) for post in posts), *_named(issue))
    return {name(address): address for address in found if address}


def ways(issue: m.Issue, newsletter: m.Newsletter, addresses: Addresses) -> dict[str, str]:
    """Return the way to each of these addresses; none where the newsletter counts no clicks."""
    if not newsletter.clicks:
        return {}
    start = f"{addresses.public}/{PATH}/{quote(issue.newsletter, safe='')}/{issue.number}"
    return {address: f"{start}/{one}" for one, address in targets(issue).items()}


def led(page: str, by: Mapping[str, str]) -> str:
    """Return a mail's HTML with its links led by these ways; what has none stays as it is."""
    if not by:
        return page
    return HREF.sub(lambda found: by.get(html.unescape(found[0]), found[0]), page)


def followed(issue: m.Issue, counts: Mapping[str, int]) -> tuple[m.Followed, ...]:
    """Return how often each story's links were followed, its reports together, the most first; 0 is left out."""
    rows = [
        m.Followed(
            words.line(story.lead.title) or "Without a title",
            theme,
            _sum(counts, {words.web_address(post.address) for post in story.posts}),
        )
        for theme, story in _placed(issue.content)
    ]
    rows.append(m.Followed(INTRODUCTION, None, _sum(counts, set(_named(issue)))))
    return tuple(sorted((row for row in rows if row.times), key=lambda row: -row.times))


def _sum(counts: Mapping[str, int], of: set[str]) -> int:
    return sum(counts.get(name(address), 0) for address in of if address)


def _named(issue: m.Issue) -> tuple[str, ...]:
    pieces = (piece for passage in prose.passages(issue.content.introduction) for piece in passage.pieces)
    return tuple(piece.address for piece in pieces if piece.address)


def _placed(content: m.Content) -> Iterator[tuple[m.ThemeId | None, m.Story]]:
    """Yield every story with the theme it stands under; the lead and events with their first."""
    for story in (*((content.lead,) if content.lead else ()), *content.events):
        yield (story.placements[0].theme if story.placements else None), story
    for section in content.sections:
        yield from ((section.theme, story) for story in section.stories)
