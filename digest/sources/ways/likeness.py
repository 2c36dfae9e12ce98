"""Whether one page of posts may stand for another: a feed for the page that points to it."""

from __future__ import annotations

from collections.abc import Sequence

from digest.model import Page, Post
from digest.sources import addresses

FOREIGN = 1 / 3  # of the posts of a feed, down to the oldest that the page shows too, those it does not show
TELLING = 3  # words from which a title names a post wherever it stands


def stands_for(feed: Page, listing: Page, *, front: bool = False) -> bool:
    """Return whether a feed carries the posts of a page, and few others.

    A section of a magazine often points to the feed of the whole house, or to one of comments: between its posts
    stand those of other sections. `front` is True for the front page of a site, which shows a choice of what the
    site's feed carries. A page without any posts cannot be compared.
    """
    if not feed.posts or not listing.posts:
        return bool(feed.posts)
    common = _common(feed.posts, listing.posts)
    if len(common) < min(2, len(listing.posts), len(feed.posts)):
        return False
    return front or 1 - len(common) / (common[-1] + 1) <= FOREIGN


def shared(one: Page, other: Page) -> int:
    """Return how many posts of a page another has too."""
    return len(_common(one.posts, other.posts))


def is_front(address: str) -> bool:
    """Return whether an address is that of the front page of its host."""
    return "/" not in addresses.key(address) and "?" not in addresses.key(address)


def _common(posts: Sequence[Post], others: Sequence[Post]) -> list[int]:
    """Return the places of the posts that are among others too, by address or by a telling title.

    Some feeds send their readers round by another host, and the addresses in a page's state may be incomplete.
    """
    keys = {addresses.key(post.address) for post in others}
    titles = {_title(post) for post in others} - {""}
    return [
        place for place, post in enumerate(posts) if addresses.key(post.address) in keys or _title(post) in titles
    ]


def _title(post: Post) -> str:
    words = post.title.casefold().split()
    return " ".join(words) if len(words) >= TELLING else ""
