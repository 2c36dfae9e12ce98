"""Posts marked up as h-feed (https://microformats.org/wiki/h-feed), or in its older manner, hAtom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from digest.model import Page, Source
from digest.sources.listing.tree import squeeze, tame
from digest.sources.raw import Raw
from digest.sources.ways.page import MOST, dated, page_of

FEWEST = 2

# The names of a part in h-entry first, then in hAtom (https://microformats.org/wiki/hatom).
_ENTRIES = (".h-feed .h-entry", ".h-entry", ".hfeed .hentry", ".hentry")
_TITLE = (".p-name", ".entry-title")
_LINK = ("a.u-url", "a.u-uid", ".entry-title a", "a[rel~=bookmark]", "a[rel~=permalink]")
_DATE = (".dt-published", ".published", "time.entry-date", ".dt-updated", ".updated")
_AUTHOR = (".p-author .p-name", ".p-author", ".author .fn", ".vcard .fn")
_SUMMARY = (".p-summary", ".entry-summary")
_TEXT = (".e-content", ".entry-content")
_PICTURE = ("img.u-photo", "img.u-featured", "img.wp-post-image")

Node = Any  # selectolax has no types


def read(html: str, source: Source, address: str, now: datetime) -> Page:
    """Return the posts that a page marks as entries; none where it marks fewer than two."""
    parser = LexborHTMLParser(tame(html))
    for selector in _ENTRIES:
        entries = _outermost(parser.css(selector)[: 2 * MOST])
        if len(entries) >= FEWEST:
            named = parser.css_first(".h-feed > .p-name")
            raws = (_raw(entry, source, now) for entry in entries)
            page = page_of("h-feed", raws, source, address, now, title=_text(named) if named else "")
            if len(page.posts) >= FEWEST:
                return page
    return Page("h-feed", ())


def _outermost(entries: list[Node]) -> list[Node]:
    """Return the entries that stand in no other: a reply or quotation within one is no post of the page."""
    seen = {entry.mem_id for entry in entries}
    return [entry for entry in entries if not any(above.mem_id in seen for above in _above(entry))]


def _above(node: Node) -> Iterator[Node]:
    while (node := node.parent) is not None:
        yield node


def _raw(entry: Node, source: Source, now: datetime) -> Raw:
    title = _first(entry, _TITLE)
    when = _first(entry, _DATE)
    picture = _first(entry, _PICTURE)
    summary, text = _first(entry, _SUMMARY), _first(entry, _TEXT)
    return Raw(
        title=_text(title) if title is not None else "",
        address=_address(entry, title),
        summary=(summary.html or "") if summary is not None else "",
        text=(text.html or "") if text is not None else "",
        dates=dated("time", _when(when), source, now) if when is not None else (),
        authors=tuple(name for one in _all(entry, _AUTHOR)[:12] if (name := _text(one))),
        image=(picture.attributes.get("src") or "") if picture is not None else "",
        tags=tuple(_text(one) for one in entry.css(".p-category")[:20]),
    )


def _address(entry: Node, title: Node | None) -> str:
    """Return where the entry is to be read: what it says, else the link in or around its title."""
    found = _first(entry, _LINK)
    if found is None and title is not None:
        found = title if title.tag == "a" else title.css_first("a[href]")
    if found is None and title is not None:
        found = next((above for above in _above(title) if above.tag == "a"), None)
    if found is None and entry.tag == "a":
        found = entry
    return (found.attributes.get("href") or "") if found is not None else ""


def _when(node: Node) -> str:
    """Return the words of a date: its attribute for machines before its text (no value class pattern)."""
    inner = node if node.attributes.get("datetime") else node.css_first("[datetime]") or node
    return inner.attributes.get("datetime") or node.attributes.get("title") or _text(node)


def _first(entry: Node, selectors: tuple[str, ...]) -> Node | None:
    return next((found for selector in selectors if (found := entry.css_first(selector)) is not None), None)


def _all(entry: Node, selectors: tuple[str, ...]) -> list[Node]:
    return next((found for selector in selectors if (found := entry.css(selector))), [])


def _text(node: Node) -> str:
    return squeeze(node.text(separator=" "))[:2_000]
