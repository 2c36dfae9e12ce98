"""A list read by the selectors that its editor wrote, where nothing else finds it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from digest.model import Failure, Page, Selectors, Source, Trouble
from digest.sources.listing.tree import squeeze, tame
from digest.sources.raw import Raw
from digest.sources.ways.page import MOST, dated, page_of

Node = Any  # selectolax has no types


def read(html: str, selectors: Selectors, source: Source, address: str, now: datetime) -> Page | Failure:
    """Return the posts that the selectors find, or which of them finds nothing."""
    parser = LexborHTMLParser(tame(html))
    try:
        items = parser.css(selectors.item)[: 2 * MOST]
        raws = [_raw(item, selectors, source, now) for item in items]
    except SelectolaxError:
        said = "A selector of this source is no CSS. Run `digest check`, which says which."
        return Failure(Trouble.UNREADABLE, address, said)
    if not items:
        said = f"The selector of the items ({selectors.item}) finds nothing on the page. Look at it: was it rebuilt?"
        return Failure(Trouble.EMPTY, address, said)
    page = page_of("listing", raws, source, address, now, title=_title(parser))
    if not page.posts:
        said = f"The selectors find {len(items)} items, none of them with title and link. Change `title` or `link`."
        return Failure(Trouble.EMPTY, address, said)
    return page


def _title(parser: LexborHTMLParser) -> str:
    found = parser.css_first("head > title")
    return squeeze(found.text()) if found is not None else ""


def _raw(item: Node, selectors: Selectors, source: Source, now: datetime) -> Raw:
    link = next((one for one in _links(item, selectors) if one.attributes.get("href")), None)
    title = _text(_first(item, selectors.title)) if selectors.title else _text(link)
    date = _first(item, selectors.date)
    return Raw(
        title=title,
        address=(link.attributes.get("href") or "") if link is not None else "",
        summary=(found.html or "") if (found := _first(item, selectors.summary)) is not None else "",
        dates=dated("listing", _when(date), source, now) if date is not None else (),
        authors=tuple(_text(one) for one in item.css(selectors.author)[:12]) if selectors.author else (),
    )


def _links(item: Node, selectors: Selectors) -> Iterator[Node]:
    """Yield where the link may be: what is selected and the links in it, else in the title, the item, around it."""
    if selectors.link:
        for found in item.css(selectors.link)[:10]:
            yield found
            yield from found.css("a[href]")[:1]
        return
    title = _first(item, selectors.title)
    if title is not None:
        yield title
        yield from title.css("a[href]")[:1]
        yield from _around(title)
    yield item
    yield from item.css("a[href]")[:1]
    yield from _around(item)


def _around(node: Node) -> Iterator[Node]:
    for _ in range(4):
        node = node.parent
        if node is None:
            return
        if node.tag == "a":
            yield node


def _first(item: Node, selector: str) -> Node | None:
    return item.css_first(selector) if selector else None


def _when(node: Node) -> str:
    inner = node if node.attributes.get("datetime") else node.css_first("[datetime]")
    return (inner.attributes.get("datetime") or "") if inner is not None else _text(node)


def _text(node: Node | None) -> str:
    return squeeze(node.text(separator=" "))[:2_000] if node is not None else ""
