"""The kinds of sources: for each, what to ask for and how to read what came.

The readers themselves are imported when they are first needed: each brings a parser of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from digest.model import Article, Failure, Memory, Page, Request, Response, Source, Trouble
from digest.sources import addresses, decode, identity, responses

LONGEST_PAGE = 2 * 1024 * 1024


Reader = Callable[[Source, Memory, Response, datetime], Page | Failure]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of source: `first` says what to ask for, `read` turns the answer into posts."""

    first: Callable[[Source, Memory], Request]
    read: Reader


def remembered(source: Source, memory: Memory) -> Request:
    """Return a request to where the source was last read, with the validators of that time."""
    return Request(memory.address or source.address, memory.etag, memory.modified)


def read_auto(source: Source, memory: Memory, response: Response, now: datetime) -> Page | Failure:
    """Return the posts of whatever came: a feed is read as one, an HTML page as a listing.

    A page also names the feeds it points to (`better`), for the caller to try. One without a list that can be seen
    (its scripts draw it) is read by what it carries for machines.
    """
    from digest.sources import discovery, feeds

    if feeds.looks_like_feed(response.body, response.header("content-type")):
        return read_feed(source, memory, response, now)
    if calendar := _calendar(source, response, now):
        return calendar
    page = read_listing(source, memory, response, now)
    if source.selectors:
        return page
    if isinstance(page, Page) and not page.posts:
        page = next((found for found in _for_machines(source, response, now) if found.posts), page)
    found = discovery.feeds_of(_html(response), response.address)
    better = tuple(address for address in found if address != addresses.canonical(response.address))
    if isinstance(page, Failure):
        return page if not better else Page("listing", (), better=better)
    return replace(page, better=better)


def read_feed(source: Source, memory: Memory, response: Response, now: datetime) -> Page | Failure:
    """Return the posts of a feed."""
    from digest.sources import feeds

    learned = memory.learned if memory.kind == "feed" else ""
    return feeds.read_feed(response.body, response.headers, source, response.address, now, learned)


def read_listing(source: Source, memory: Memory, response: Response, now: datetime) -> Page | Failure:
    """Return the posts of a listing page."""
    if failure := responses.not_a_page(response) or responses.login(response, _html(response)):
        return failure
    from digest.sources import listing
    from digest.sources.ways import by_hand

    if source.selectors:
        page = by_hand.read(_html(response), source.selectors, source, response.address, now)
        return page if isinstance(page, Failure) else _continued(page, source, response)
    found = listing.read_listing(_html(response), source, response.address, now, memory.learned)
    return _continued(replace(found, posts=identity.told_apart(found.posts)), source, response)


def _continued(page: Page, source: Source, response: Response) -> Page:
    """Return the page with the address of the next one, where several pages are wanted."""
    from digest.sources import listing

    if source.pages == 1 or not page.posts:
        return page
    return replace(page, following=listing.next_page(_html(response), response.address))


def read_json_ld(source: Source, _memory: Memory, response: Response, now: datetime) -> Page | Failure:
    """Return the posts that a page lists for machines in JSON-LD."""
    from digest.sources.ways import linked

    return _of_page(linked.read, source, response, now)


def read_h_feed(source: Source, _memory: Memory, response: Response, now: datetime) -> Page | Failure:
    """Return the posts that a page marks up as an h-feed."""
    from digest.sources.ways import hfeed

    return _of_page(hfeed.read, source, response, now)


def read_state(source: Source, _memory: Memory, response: Response, now: datetime) -> Page | Failure:
    """Return the posts in the state that a page carries for its scripts."""
    from digest.sources.ways import state

    return _of_page(state.read, source, response, now)


def _of_page(
    read: Callable[[str, Source, str, datetime], Page], source: Source, response: Response, now: datetime
) -> Page | Failure:
    html = _html(response)
    if failure := responses.not_a_page(response) or responses.login(response, html):
        return failure
    return _continued(read(html, source, response.address, now), source, response)


def _for_machines(source: Source, response: Response, now: datetime) -> Iterator[Page]:
    """Yield what a page, known to be one, carries for machines in each of the ways there are."""
    from digest.sources.ways import hfeed, linked, state

    for read in (linked.read, hfeed.read, state.read):
        yield _continued(read(_html(response), source, response.address, now), source, response)


def ask_wordpress(source: Source, memory: Memory) -> Request:
    """Return a request for a site's posts by the interface of WordPress."""
    from digest.sources.ways import wordpress

    return wordpress.first(source, memory)


def read_wordpress(source: Source, memory: Memory, response: Response, now: datetime) -> Page | Failure:
    """Return the posts that a site gives by the interface of WordPress."""
    from digest.sources.ways import wordpress

    return wordpress.read(source, memory, response, now)


def ask_sitemap(source: Source, memory: Memory) -> Request:
    """Return a request for the map of a site's pages, or for what names it."""
    from digest.sources.ways import sitemap

    return sitemap.first(source, memory)


def read_sitemap(source: Source, memory: Memory, response: Response, now: datetime) -> Page | Failure:
    """Return the posts that a site's map names, or the maps to read next."""
    from digest.sources.ways import sitemap

    return sitemap.read(source, memory, response, now)


def read_events(source: Source, memory: Memory, response: Response, now: datetime) -> Page | Failure:
    """Return the posts of an events page: each carries its event.

    A page also names the calendar it offers of all its events (`better`), for the caller to try.
    """
    from digest.sources import calendars, event_replies, events, feeds

    if feeds.looks_like_feed(response.body, response.header("content-type")):
        return read_feed(source, memory, response, now)
    if calendar := _calendar(source, response, now):
        return calendar
    html = _html(response)
    if event_replies.looks_like_reply(html) and (posts := events.read_reply(html, source, response.address, now)):
        return Page("events", identity.told_apart(posts))
    if failure := responses.not_a_page(response) or responses.login(response, html):
        return failure
    posts = events.read_events(html, source, response.address, now)
    return Page("events", identity.told_apart(posts), better=calendars.links(html, response.address))


def read_calendar(source: Source, _memory: Memory, response: Response, now: datetime) -> Page | Failure:
    """Return the events of an iCalendar file, a post each."""
    found = _calendar(source, response, now) or responses.login(response, _html(response))
    said = "What came is no calendar. Give the address of the iCalendar file (.ics)."
    return found or Failure(Trouble.UNREADABLE, response.address, said)


def _calendar(source: Source, response: Response, now: datetime) -> Page | Failure | None:
    from digest.sources import calendars

    if not calendars.looks_like_calendar(response.body):
        return None
    text = decode.text(response.body, response.header("content-type"))
    return calendars.read_calendar(text, source, response.address, now)


def read_mail(source: Source, _memory: Memory, response: Response, now: datetime) -> Page | Failure:
    """Return the posts of the mails in a mailbox."""
    from digest.sources import mailbags, mails

    if response.header("content-type") == mailbags.MEDIA_TYPE:
        return mails.read_mails(response, source, now)
    said = "What came are no mails. Give a mailbox, such as maildir:/var/mail/news or imaps://user@host/INBOX."
    return responses.login(response, _html(response)) or Failure(Trouble.UNREADABLE, response.address, said)


def read_article(source: Source, response: Response, now: datetime) -> Article | Failure:
    """Return what a post's own page says."""
    if failure := responses.not_a_page(response):
        return failure
    from digest.sources import articles

    article: Article = articles.read_article(
        _html(response), response.address, now, zone=source.zone, day_first=source.day_first
    )
    if not article.text and (failure := responses.login(response, _html(response))):
        return failure
    return article


def _html(response: Response) -> str:
    """Return the page as text; what stands beyond 2 MB is left unread."""
    return decode.text(response.body[:LONGEST_PAGE], response.header("content-type"))
