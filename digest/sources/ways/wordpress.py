"""Posts as WordPress gives them to programs (https://developer.wordpress.org/rest-api/reference/posts/)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from digest.model import Failure, Memory, Page, Request, Response, Source, Trouble
from digest.sources import addresses, decode, references, responses
from digest.sources.raw import Raw
from digest.sources.ways.page import dated, page_of

ROUTE = "wp/v2/posts"
ASKED = "per_page=30&_embed=author,wp:featuredmedia"

_LINK = re.compile(r"""<link\b[^<>]{0,500}>""", re.IGNORECASE)
_API = re.compile(r"""rel\s{0,9}=\s{0,9}["']?https://api\.w\.org/""", re.IGNORECASE)
_HREF = re.compile(r"""href\s{0,9}=\s{0,9}["']?([^\s"'<>]{1,2000})""", re.IGNORECASE)
_HEADER = re.compile(r"""<([^<>]{1,2000})>\s{0,9};[^,<]{0,200}rel="?https://api\.w\.org/""", re.IGNORECASE)
_NARROW = re.compile(r"/wp/v2/(categories|tags|users)/(\d{1,9})(?:[?#/]|$)")
_FILTERS = {"categories": "categories", "tags": "tags", "users": "author"}
_OFFERED = re.compile(r"wp-json|rest_route=", re.IGNORECASE)
_PAGED = re.compile(r"([?&])page=(\d{1,4})(?=&|$)")


def first(source: Source, memory: Memory) -> Request:
    """Return a request for the newest posts of the site, or of the part of it that the address names."""
    return Request(memory.address or route(source.address), memory.etag, memory.modified)


def route(address: str) -> str:
    """Return where the posts are to be asked for: an address of the interface as it stands, else that of its site."""
    if _OFFERED.search(address):
        return address if "per_page=" in address else f"{address}{'&' if '?' in address else '?'}{ASKED}"
    return f"{address.partition('?')[0].rstrip('/')}/wp-json/{ROUTE}?{ASKED}"


def routes(html: str, link_header: str, address: str) -> tuple[str, ...]:
    """Return where a page's site offers its posts, those of the page's own category, tag or author first."""
    root, narrow = "", ""
    for tag in _LINK.findall(html[:400_000]):
        href = references.unescape(found[1]) if (found := _HREF.search(tag)) else ""
        root = root or (href if _API.search(tag) else "")
        narrow = narrow or (href if "json" in tag.lower() and _NARROW.search(href) else "")
    if not root and (header := _HEADER.search(link_header[:4_000])):
        root = header[1]
    base = addresses.absolute(root, address) if root else ""
    if not base:
        return ()
    mark = "&" if "?" in base else "?"
    every = f"{base.rstrip('/')}/{ROUTE}{mark}{ASKED}"
    part = _NARROW.search(narrow)
    return (f"{every}&{_FILTERS[part[1]]}={part[2]}", every) if part else (every,)


def read(source: Source, _memory: Memory, response: Response, now: datetime) -> Page | Failure:
    """Return the posts in an answer of the interface, or why it gives none."""
    text = decode.text(response.body, response.header("content-type"))
    if failure := responses.login(response, text):
        return failure
    try:
        found = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list):
        said = "The site does not give its posts by the interface of WordPress. Add it again: `digest add ADDRESS`."
        return Failure(Trouble.UNREADABLE, response.address, said)
    raws = (_raw(post, source, now) for post in found[:200] if isinstance(post, dict))
    page = page_of("wordpress", raws, source, response.address, now)
    if source.pages > 1 and page.posts:
        return Page(page.kind, page.posts, refused=page.refused, following=_next(response.address))
    return page


def _next(address: str) -> str:
    """Return the address of the page after this one."""
    if found := _PAGED.search(address):
        return _PAGED.sub(f"{found[1]}page={int(found[2]) + 1}", address)
    return f"{address}{'&' if '?' in address else '?'}page=2"


def _raw(post: dict[str, Any], source: Source, now: datetime) -> Raw:
    when = _word(post, "date_gmt")
    whole = _rendered(post, "content")
    return Raw(
        title=_rendered(post, "title"),
        address=_word(post, "link"),
        guid=_rendered(post, "guid"),
        summary=_rendered(post, "excerpt"),
        text=whole,
        dates=dated("feed", f"{when}Z" if when else _word(post, "date"), source, now),
        authors=tuple(_embedded(post, "author", "name")),
        image=next(_embedded(post, "wp:featuredmedia", "source_url"), ""),
    )


def _word(post: dict[str, Any], name: str) -> str:
    value = post.get(name)
    return value.strip() if isinstance(value, str) else ""


def _rendered(post: dict[str, Any], name: str) -> str:
    value = post.get(name)
    return _word(value, "rendered") if isinstance(value, dict) else ""


def _embedded(post: dict[str, Any], name: str, part: str) -> Iterator[str]:
    inside = post.get("_embedded")
    several = inside.get(name) if isinstance(inside, dict) else None
    for one in several[:10] if isinstance(several, list) else ():
        if isinstance(one, dict) and (word := _word(one, part)):
            yield word
