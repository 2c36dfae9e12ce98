"""Posts in the state that a page carries for its scripts: the array of objects that looks most like posts.

Nothing is known of the shape beforehand. Which member is the title, the address or the date is told by what its
values look like over all objects of an array, and by its name only where that leaves a choice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from digest.model import Page, Source
from digest.sources import addresses, clean
from digest.sources.raw import Raw
from digest.sources.ways import scripts
from digest.sources.ways.page import MOST, dated, page_of

FEWEST = 3
SHARE = 0.6  # of the objects of an array that must have a member for it to play a part
NODES = 60_000
LARGEST = 10**18  # of the numbers that may be a moment or the name of a post
DEEP = 3  # how far below an object its own members are looked for: node.title, attributes.seo.title

_TITLE = re.compile(r"(?:^|[._])(?:title|headline|heading|name|label|rendered|subject)$", re.IGNORECASE)
_LINK = re.compile(r"(?:url|uri|link|href|path|permalink|slug)$", re.IGNORECASE)
_SLUG = re.compile(r"slug|(?:^|[._])(?:current|path|uri)$", re.IGNORECASE)
_DATE = re.compile(r"date|publish|created|posted|updated|(?:^|[._])(?:time|at|on)$|At$", re.IGNORECASE)
_FIRST_DATE = re.compile(r"publish|posted|(?:^|[._])date$", re.IGNORECASE)
_SUMMARY = re.compile(r"summary|excerpt|description|standfirst|teaser|dek|intro|lead|abstract", re.IGNORECASE)
_AUTHOR = re.compile(r"author|byline|writer|creator", re.IGNORECASE)
_IMAGE = re.compile(r"image|picture|photo|thumb|cover|media|src", re.IGNORECASE)
_DAY = re.compile(r"^\s*(?:(?:19|20)\d\d-\d\d-\d\d|\d{10}(?:\d{3})?\s*$)|\b(?:19|20)\d\d\b")
_ADDRESS = re.compile(r"(?:https?:/)?/[^\s<>]{2,2000}")
_NAME = re.compile(r"[\w%.-]{3,200}")
_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|css|js|mp4|mp3|woff2?)(?:[?#]|$)", re.IGNORECASE)

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class _Parts:
    """Which member of the objects plays which part, "" where none does, and how much like posts that is."""

    title: str
    link: str
    date: str
    score: float


def read(html: str, source: Source, address: str, now: datetime) -> Page:
    """Return the posts in a page's embedded state; none where no array in it looks like posts."""
    best: tuple[float, list[Row], _Parts] | None = None
    for rows in _arrays(html):
        parts = _parts(rows)
        if parts and (best is None or parts.score > best[0]):
            best = parts.score, rows, parts
    if best is None:
        return Page("state", ())
    _, rows, parts = best
    raws = (_raw(row, parts, source, address, now) for row in rows if row.get(parts.title))
    page = page_of("state", raws, source, address, now)
    return page if len(page.posts) >= FEWEST else Page("state", ())


def _arrays(html: str) -> Iterator[list[Row]]:
    """Yield each array of three or more objects, its objects as flat rows."""
    nodes = 0
    for value in scripts.values(html):
        stack: list[Any] = [value]
        while stack:
            one = stack.pop()
            nodes += 1
            if nodes > NODES:
                return
            inner = list(one.values()) if isinstance(one, dict) else one if isinstance(one, list) else []
            stack.extend(each for each in reversed(inner) if isinstance(each, dict | list))
            if objects := _objects(one):
                yield [dict(_flat(each, "", 0)) for each in objects[:MOST]]


def _objects(one: object) -> list[dict[str, Any]]:
    """Return the objects of an array, or of an object whose members are alike but for their keys (an id each)."""
    inner = one if isinstance(one, list) else list(one.values()) if isinstance(one, dict) else []
    objects = [each for each in inner if isinstance(each, dict)]
    if len(objects) < FEWEST or len(objects) < 0.8 * len(inner):
        return []
    if isinstance(one, list):
        return objects
    members = [set(each) for each in objects]
    return objects if len(set.intersection(*members)) >= 0.6 * max(map(len, members)) else []


def _flat(value: Mapping[str, Any], way: str, depth: int) -> Iterator[tuple[str, str]]:
    """Yield the texts and numbers of an object by the way to them; of an inner list only the first."""
    for name, inner in list(value.items())[:80]:
        place = f"{way}.{name}" if way else str(name)
        if isinstance(inner, list):
            inner = inner[0] if inner else None  # noqa: PLW2901 - of several authors or pictures the first is enough
        if isinstance(inner, str) and inner.strip():
            yield place, inner.strip()
        elif isinstance(inner, int | float) and not isinstance(inner, bool) and abs(inner) < LARGEST:
            yield place, str(int(inner))
        elif isinstance(inner, dict) and depth < DEEP:
            yield from _flat(inner, place, depth + 1)


def _parts(rows: list[Row]) -> _Parts | None:
    """Return which members are title, address and date, None where there is no title or no address."""
    columns = {name: [row[name] for row in rows if name in row] for name in {name: 0 for row in rows for name in row}}
    common = {name: found for name, found in columns.items() if len(found) >= SHARE * len(rows)}
    title, titled = _fittest(common, _titled)
    link, linked = _fittest({name: found for name, found in common.items() if name != title}, _linked)
    if titled < 0.5 or linked < 0.5:
        return None
    date, dating = _fittest(common, _dating)
    words = sum(len(text.split()) for text in common[title]) / len(common[title])
    if dating < 0.5 and words < 3.5:
        return None  # a menu: short names that lead somewhere, without a day
    score = titled + linked + (1.5 if dating >= 0.5 else 0) + min(len(rows), 20) / 20
    return _Parts(title, link, date if dating >= 0.5 else "", score)


def _fittest(columns: Mapping[str, list[str]], fit: Any) -> tuple[str, float]:  # noqa: ANN401 - a function of both
    """Return the member that plays a part best, and how well; the shallower of two as good."""
    ranked = [(fit(name, found) - 0.05 * name.count("."), name) for name, found in columns.items()]
    score, name = max(ranked, default=(0.0, ""), key=lambda pair: pair[0])
    return name, score


def _titled(name: str, found: list[str]) -> float:
    """Return how much a member is the title: a few words, different in each object, and named like one."""
    if not _TITLE.search(name) and "title" not in name.lower():
        return 0.0
    fit = sum(2 <= len(clean.line(text[:600]).split()) <= 40 and not _ADDRESS.fullmatch(text) for text in found)
    named = 0.3 if re.search(r"title|headline", name, re.IGNORECASE) else 0.0
    apart = len(set(found)) / len(found)
    return fit / len(found) * apart * (0.7 + named)


def _linked(name: str, found: list[str]) -> float:
    """Return how much a member is the address of the post: an address or a path, or the last part of one."""
    if not _LINK.search(name) and not _SLUG.search(name):
        return 0.0
    apart = len(set(found)) / len(found)
    whole = sum(bool(_ADDRESS.fullmatch(text)) and not _FILE.search(text) for text in found) / len(found)
    part = sum(bool(_NAME.fullmatch(text)) and not text.isdigit() for text in found) / len(found)
    return apart * max(whole, 0.7 * part if _SLUG.search(name) else 0.0)


def _dating(name: str, found: list[str]) -> float:
    if not _DATE.search(name):
        return 0.0
    first = 0.3 if _FIRST_DATE.search(name) else 0.0
    return sum(bool(_DAY.search(text[:40])) for text in found) / len(found) * (0.7 + first)


def _raw(row: Row, parts: _Parts, source: Source, address: str, now: datetime) -> Raw:
    return Raw(
        title=row[parts.title],
        address=_address(row.get(parts.link, ""), address),
        summary=_named(row, _SUMMARY, 10),
        dates=dated("listing", row[parts.date], source, now) if parts.date in row else (),
        authors=tuple(filter(None, (_author(row),))),
        image=next((text for name, text in row.items() if _IMAGE.search(name) and _FILE.search(text)), ""),
    )


def _address(link: str, page: str) -> str:
    """Return where a post is: what the state says, a last part put below the page itself."""
    if _ADDRESS.match(link) or not link:
        return link
    found = addresses.parts(page)
    return f"{found.path.rstrip('/')}/{link}" if found else ""


def _named(row: Row, name: re.Pattern[str], shortest: int) -> str:
    found = (text for key, text in row.items() if name.search(key) and len(text) >= shortest and " " in text)
    return next((text for text in found if not _ADDRESS.fullmatch(text)), "")


def _author(row: Row) -> str:
    """Return the name of who wrote it: the member itself, or the name below it."""
    named = [(key, text) for key, text in row.items() if _AUTHOR.search(key) and not _ADDRESS.fullmatch(text)]
    told = [text for key, text in named if re.search(r"(?:name|author|byline|writer|creator)$", key, re.IGNORECASE)]
    first = next((text for text in told if not text.isdigit() and len(text) < 120), "")
    last = next((text for key, text in named if re.search(r"last_?name$", key, re.IGNORECASE)), "")
    return f"{first} {last}" if last and last not in first and " " not in first else first
