"""Whether one page of posts may stand for another: a feed for the page that points to it."""

from __future__ import annotations

from digest.model import Page
from digest.sources import addresses

FOREIGN = 1 / 3  # of the posts of a feed, down to the oldest that the page shows too, those it does not show


def stands_for(feed: Page, listing: Page, *, front: bool = False) -> bool:
    """Return whether a feed carries the posts of a page, and few others.

    A section of a magazine often points to the feed of the whole house, or to one of comments: between its posts
    stand those of other sections. `front` is True for the front page of a site, which shows a choice of what the
    site's feed carries. A page without any posts cannot be compared.
    """
    if not feed.posts or not listing.posts:
        return bool(feed.posts)
    shown = {addresses.key(post.address) for post in listing.posts}
    fed = list(dict.fromkeys(addresses.key(post.address) for post in feed.posts))
    common = [place for place, key in enumerate(fed) if key in shown]
    if len(common) < min(2, len(shown), len(fed)):
        return False
    return front or 1 - len(common) / (common[-1] + 1) <= FOREIGN


def shared(one: Page, other: Page) -> int:
    """Return how many posts two pages have in common."""
    keys = {addresses.key(post.address) for post in other.posts}
    return sum(addresses.key(post.address) in keys for post in one.posts)


def is_front(address: str) -> bool:
    """Return whether an address is that of the front page of its host."""
    return "/" not in addresses.key(address) and "?" not in addresses.key(address)
