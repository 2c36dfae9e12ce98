"""What one page says of all the ways in, read once: its own list in every form, and the addresses to ask next."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime

from digest.model import Failure, Memory, Page, Response, Source
from digest.sources import addresses, clean, decode, discovery, kinds, references, responses
from digest.sources.ways import wordpress
from digest.sources.ways.likeness import is_front

COMPARED = 3  # posts a page must show for anything to be compared with it
OF_THE_PAGE = ("json-ld", "h-feed", "state", "listing", "events")

_META = re.compile(r"<meta\b[^<>]{0,600}>", re.IGNORECASE)
_SITE_NAME = re.compile(
    r"""(?:property|name)\s{0,9}=\s{0,9}["']?(?:og:site_name|application-name)["'\s]""", re.IGNORECASE
)
_CONTENT = re.compile(r"""content\s{0,9}=\s{0,9}(?:"([^"]{1,200})"|'([^']{1,200})')""", re.IGNORECASE)
_TITLE = re.compile(r"<title\b[^<>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_LINK = re.compile(
    r"""<a\b[^<>]{0,400}?\bhref\s?=\s?["']([^"'<>]{1,300})["'][^<>]{0,300}>(.{0,200}?)</a""",
    re.IGNORECASE | re.DOTALL,
)
_NEWS = re.compile(
    r"(?:all |our |latest |the )?(?:news(?:room)?|blogs?|insights?|publications?|articles?|latest|"
    r"press(?:[ -]releases?)?|"
    r"stories|research|analysis|comment|updates|aktuelles|nachrichten|presse|actualit[eé]s|noticias|actualidad|notizie|"
    r"nieuws|aktualno[sś]ci|newyddion|nyheter|nyheder)(?:[ -](?:and|&)[ -]\w+)?",
    re.IGNORECASE,
)
_APART = re.compile(r"\s+[|–—·»:-]\s+|\s*[|»]\s*")


@dataclass(frozen=True, slots=True)
class Clues:
    """A page as it came from `address`: `pages` by kind what could be read on it, `said` why where it could not.

    `feed` is the page itself where it is one. The rest are addresses to ask, best first.
    """

    address: str
    site: str = ""
    feed: Page | None = None
    pages: dict[str, Page] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    named_feeds: tuple[str, ...] = ()
    wordpress: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()

    @property
    def shown(self) -> Page:
        """What the page shows its visitors: its list, or what its scripts would draw one of."""
        found = (self.pages.get(kind) for kind in ("listing", "state", "json-ld", "h-feed"))
        return next((page for page in found if page and len(page.posts) >= COMPARED), Page("listing", ()))


def look(source: Source, response: Response, now: datetime) -> Clues | Failure:
    """Return the clues of an answer: a feed, or a page with all that it holds and points to."""
    from digest.sources import feeds

    response = responses.unpacked(response)
    if failure := responses.refused(response):
        return failure
    if feeds.looks_like_feed(response.body, response.header("content-type")):
        page = feeds.read_feed(response.body, response.headers, source, response.address, now)
        return page if isinstance(page, Failure) else Clues(response.address, page.title, feed=page)
    if failure := responses.not_a_page(response):
        return failure
    text = decode.text(response.body[: kinds.LONGEST_PAGE], response.header("content-type"))
    if failure := responses.login(response, text):
        return failure
    return _of_page(source, response, text, now)


def _of_page(source: Source, response: Response, text: str, now: datetime) -> Clues:
    found = Clues(
        response.address,
        _site(text, response.address),
        named_feeds=tuple(
            dict.fromkeys(
                feed
                for feed in (
                    *discovery.feeds_of(text, response.address),
                    *discovery.visible_feeds(text, response.address),
                )
                if addresses.key(feed) != addresses.key(response.address)
            )
        ),
        wordpress=wordpress.routes(text, response.header("link"), response.address),
        lists=_lists(text, response.address) if is_front(response.address) else (),
    )
    readers = (kinds.read_json_ld, kinds.read_h_feed, kinds.read_state, kinds.read_listing, kinds.read_events)
    for kind, read in zip(OF_THE_PAGE, readers, strict=True):
        page = read(replace(source, kind=kind), Memory(source.id), response, now)
        if isinstance(page, Failure):
            found.said[kind] = page.said
        else:
            found.pages[kind] = page
    return found


def _lists(text: str, address: str) -> tuple[str, ...]:
    """Return the pages of its site that a front page names as those where its news is listed, at most three."""
    found: dict[str, str] = {}
    for href, words in _LINK.findall(text[:400_000]):
        absolute = addresses.absolute(references.unescape(href), address)
        key = addresses.key(absolute)
        last = key.partition("?")[0].rstrip("/").rpartition("/")[2]
        own = absolute and addresses.host(absolute) == addresses.host(address) and not is_front(absolute)
        if own and (_NEWS.fullmatch(last) or _NEWS.fullmatch(clean.line(clean.plain(words)))):
            found.setdefault(key, absolute)
    return tuple(found.values())[:3]


def _site(text: str, address: str) -> str:
    """Return what the site calls itself, else the title of the page, else its host."""
    head = text[:200_000]
    for tag in _META.findall(head):
        if _SITE_NAME.search(tag) and (said := _CONTENT.search(tag)):
            return clean.shortened(clean.line(said[1] or said[2]), 100)
    titled = _TITLE.search(head)
    parts = [part for part in _APART.split(clean.line(references.unescape(titled[1]))) if part] if titled else []
    return clean.shortened(parts[-1], 100) if parts else addresses.host(address)
