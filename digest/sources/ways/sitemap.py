"""Posts named in a site's map for search engines (https://www.sitemaps.org/protocol.html and Google's news maps).

A visit leads from robots.txt to the maps it names, from an index to its newest part, and ends at a list of
addresses. A news map has titles and dates. Another has only addresses and the day of the last change: the words
of the address stand in for the title until the post's own page is read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from xml.parsers import expat

from digest.model import Failure, Memory, Page, Request, Response, Source, Trouble
from digest.sources import addresses, decode, responses
from digest.sources.raw import Raw
from digest.sources.ways.page import dated, page_of

MOST = 30  # as many as a visit reads the pages of: without its page such a post has neither title nor date of its own
PARTS = 3
ENTRIES = 50_000  # sitemaps.org allows no more
ONE_DAY = 0.8  # of the days of change on one day: the site was rebuilt, they say nothing

_MAP = re.compile(r"\.xml(?:\.gz)?$|sitemap", re.IGNORECASE)
_LINE = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S{1,2000})", re.IGNORECASE | re.MULTILINE)
_NEWS = re.compile(r"news|post|article|blog|press|publication|story|stories", re.IGNORECASE)
_OTHER = re.compile(r"categor|tag|author|image|video|product|taxonom|page-|user|attachment|location", re.IGNORECASE)
_NUMBER = re.compile(r"(\d{1,6})\D*$")
_SPACE_OF_NEWS = "http://www.google.com/schemas/sitemap-news/"


@dataclass(slots=True)
class _Entry:
    """One address of a map and what is said of it."""

    said: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        return " ".join(self.said.get(name, "").split())


def first(source: Source, _memory: Memory) -> Request:
    """Return a request for the map itself where the address is one, else for the robots.txt that names it."""
    return Request(source.address if is_map(source.address) else addresses.absolute("/robots.txt", source.address))


def is_map(address: str) -> bool:
    """Return whether an address looks like that of a map."""
    found = addresses.parts(address)
    return bool(found and _MAP.search(found.path))


def read(source: Source, _memory: Memory, response: Response, now: datetime) -> Page | Failure:
    """Return the posts of a map, newest first; of robots.txt or an index, which maps are `better`."""
    text = decode.text(response.body, response.header("content-type"))
    if failure := responses.login(response, text):
        return failure
    if "<urlset" not in text[:4_000] and "<sitemapindex" not in text[:4_000]:
        return _from_robots(text, response)
    if "<!DOCTYPE" in text[:4_000].upper() or (entries := _entries(text)) is None:
        said = "The map of the site is broken XML. Tell its publisher, or give the page that lists the posts."
        return Failure(Trouble.UNREADABLE, response.address, said)
    if "<sitemapindex" in text[:4_000]:
        return Page("sitemap", (), better=_newest_parts(entries, response.address))
    return page_of("sitemap", _raws(_wanted(entries, source), source, now), source, response.address, now)


def _from_robots(text: str, response: Response) -> Page | Failure:
    named = [addresses.absolute(found, response.address) for found in _LINE.findall(text[:500_000])]
    better = tuple(sorted(dict.fromkeys(filter(None, named)), key=_fitness))[:PARTS]
    if better:
        return Page("sitemap", (), better=better)
    said = "The site names no map of its pages. Give the page that lists the posts."
    return Failure(Trouble.UNREADABLE, response.address, said)


def _fitness(address: str) -> int:
    """Return how early a map is to be read, by its name alone: news, posts, anything, other things."""
    path = address.rpartition("/")[2]
    return -2 if "news" in path.lower() else -1 if _NEWS.search(path) else int(bool(_OTHER.search(path)))


def _newest_parts(entries: Sequence[_Entry], address: str) -> tuple[str, ...]:
    """Return the parts of an index worth reading: of news or posts, changed last, numbered last."""

    def order(entry: _Entry) -> tuple[int, str, int]:
        number = _NUMBER.search(entry.get("loc").removesuffix(".gz").removesuffix(".xml"))
        return -_fitness(entry.get("loc")), entry.get("lastmod"), int(number[1]) if number else 0

    ranked = sorted(entries, key=order, reverse=True)
    found = (addresses.absolute(entry.get("loc"), address) for entry in ranked[:50])
    return tuple(dict.fromkeys(filter(None, found)))[:PARTS]


def _wanted(entries: Sequence[_Entry], source: Source) -> list[_Entry]:
    """Return the newest entries under the source's own address: a map has the pages of the whole site."""
    found = addresses.parts(source.address)
    path = found.path.rstrip("/") + "/" if found and not is_map(source.address) else "/"
    under = [
        e for e in entries if (p := addresses.parts(e.get("loc"))) and p.path.startswith(path) and p.path != path
    ]
    news = [entry for entry in under if entry.get("title")]
    return sorted(news or under, key=lambda e: e.get("publication_date") or e.get("lastmod"), reverse=True)[:MOST]


def _raws(entries: Sequence[_Entry], source: Source, now: datetime) -> list[Raw]:
    days = Counter(entry.get("lastmod")[:10] for entry in entries)
    rebuilt = len(entries) > 3 and max(days.values()) >= ONE_DAY * len(entries)
    return [
        Raw(
            title=entry.get("title") or addresses.words(entry.get("loc")),
            address=entry.get("loc"),
            dates=dated("feed", entry.get("publication_date"), source, now)
            or (() if rebuilt else dated("listing", entry.get("lastmod"), source, now)),
            language=entry.get("language"),
        )
        for entry in entries
    ]


def _entries(text: str) -> list[_Entry] | None:
    """Return the entries of a map or index, None where it is no XML; one that breaks off gives those before."""
    walk = _Walk()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = walk.begin
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.characters
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)  # noqa: FBT003 - expat takes its "this is all" by position only
    except (expat.ExpatError, ValueError):
        return walk.entries or None
    return walk.entries


@dataclass(slots=True)
class _Walk:
    """One pass over a map: the entries so far, and the name of the element whose text is being read."""

    entries: list[_Entry] = field(default_factory=list)
    name: str = ""

    def begin(self, name: str, _: dict[str, str]) -> None:
        space, local = name.rpartition(" ")[::2]
        if local in {"url", "sitemap"} and len(self.entries) < ENTRIES:
            self.entries.append(_Entry())
        news = space.startswith(_SPACE_OF_NEWS)
        own = local in {"loc", "lastmod"} and "image" not in space and "video" not in space
        self.name = local if own or (news and local in {"title", "publication_date", "language"}) else ""

    def end(self, _: str) -> None:
        self.name = ""

    def characters(self, data: str) -> None:
        if self.name and self.entries:
            row = self.entries[-1].said
            row[self.name] = (row.get(self.name, "") + data)[:2_000]
