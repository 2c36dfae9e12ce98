"""The kinds of sources: for each, what to ask for and how to read what came.

The readers themselves are imported when they are first needed: each brings a parser of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from digest.model import Article, Failure, Memory, Page, Request, Response, Source
from digest.sources import addresses, decode, identity, responses

LONGEST_PAGE = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of source: `first` says what to ask for, `read` turns the answer into posts."""

    first: Callable[[Source, Memory], Request]
    read: Callable[[Source, Memory, Response, datetime], Page | Failure]


def remembered(source: Source, memory: Memory) -> Request:
    """Return a request to where the source was last read, with the validators of that time."""
    return Request(memory.address or source.address, memory.etag, memory.modified)


def read_auto(source: Source, memory: Memory, response: Response, now: datetime) -> Page | Failure:
    """Return the posts of whatever came: a feed is read as one, an HTML page as a listing.

    A page also names the feeds it points to (`better`), for the caller to try.
    """
    from digest.sources import discovery, feeds

    if feeds.looks_like_feed(response.body, response.header("content-type")):
        return read_feed(source, memory, response, now)
    page = read_listing(source, memory, response, now)
    found = discovery.feeds_of(_html(response), response.address)
    better = tuple(address for address in found if address != addresses.canonical(response.address))
    if isinstance(page, Failure):
        return page if not better else Page("listing", (), better=better)
    return replace(page, better=better)


def read_feed(source: Source, _memory: Memory, response: Response, now: datetime) -> Page | Failure:
    """Return the posts of a feed."""
    from digest.sources import feeds

    return feeds.read_feed(response.body, response.headers, source, response.address, now)


def read_listing(source: Source, memory: Memory, response: Response, now: datetime) -> Page | Failure:
    """Return the posts of a listing page."""
    if failure := responses.not_a_page(response) or responses.login(response, _html(response)):
        return failure
    from digest.sources import listing

    page = listing.read_listing(_html(response), source, response.address, now, memory.learned)
    return replace(page, posts=identity.told_apart(page.posts))


def read_events(source: Source, memory: Memory, response: Response, now: datetime) -> Page | Failure:
    """Return the posts of an events page: each carries its event."""
    from digest.sources import events, feeds

    if feeds.looks_like_feed(response.body, response.header("content-type")):
        return read_feed(source, memory, response, now)
    if failure := responses.not_a_page(response) or responses.login(response, _html(response)):
        return failure
    posts = events.read_events(_html(response), source, response.address, now)
    return Page("events", identity.told_apart(posts))


def read_article(source: Source, response: Response, now: datetime) -> Article | Failure:
    """Return what a post's own page says."""
    if failure := responses.not_a_page(response):
        return failure
    from digest.sources import articles

    article: Article = articles.read_article(_html(response), response.address, now, day_first=source.day_first)
    if not article.text and (failure := responses.login(response, _html(response))):
        return failure
    return article


def _html(response: Response) -> str:
    """Return the page as text; what stands beyond 2 MB is left unread."""
    return decode.text(response.body[:LONGEST_PAGE], response.header("content-type"))
