"""A listing page read: the list found, its items as posts, and everything that was left out with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from digest.model import Page, Post, Refused, Source
from digest.sources import raw
from digest.sources.listing import fields
from digest.sources.listing import learned as memory
from digest.sources.listing.above import leads
from digest.sources.listing.candidates import Link, Region, Scored, groups, page_links, regions, singles
from digest.sources.listing.days import Manner, dates_of
from digest.sources.listing.learned import Pattern, agreement
from digest.sources.listing.naming import fuller, over_days, without_days
from digest.sources.listing.parts import divide, odd_ones, strangers
from digest.sources.listing.scoring import FULLY, full, once, quick, recognise
from digest.sources.listing.slots import lines_of
from digest.sources.listing.titles import title_of
from digest.sources.listing.tree import Tree, parse
from digest.sources.listing.whole import whole_posts

POSTS = 500
REFUSED = 200
OTHERS = 8
WORTH_SAYING = 0.3


@dataclass(slots=True)
class Found:
    """The list of a page: its regions in order, their titles by key of address, and what was left out."""

    regions: list[Region]
    titles: dict[str, str]
    refused: list[Refused]


def read_listing(html: str, source: Source, address: str, now: datetime, learned: str = "") -> Page:
    """Return the posts of a listing page, in its order, whatever its markup; no posts where it has no list."""
    tree = parse(html)
    links = page_links(tree, address)
    pattern = memory.read(learned)
    ranked = rank(tree, links, pattern)
    best = ranked[0] if ranked else None
    standing, named = whole_posts(tree, address, best)
    if standing:
        posts, refused = _posts(tree, Found(standing, named, []), source, address, now)
        complete = tuple(replace(post, complete=True) for post in posts)
        return Page("listing", complete, learned=learned, title=tree.title, refused=tuple(refused))
    if best is None or best.score <= 0:
        return Page("listing", (), learned=learned, title=tree.title)
    found = _found(tree, ranked, links)
    posts, refused = _posts(tree, found, source, address, now)
    kept = memory.write(memory.learn(found.regions, found.titles, pattern))
    return Page("listing", tuple(posts), (), kept, tree.title, (*found.refused, *refused))


def rank(tree: Tree, links: Sequence[Link], pattern: Pattern | None = None) -> list[Scored]:
    """Return the groups of links that could be the list, the likeliest first; last time's before its equals."""
    titles: dict[int, str] = {}
    scored = sorted(
        (quick(tree, group, titles) for group in (*groups(links), *singles(links))), key=lambda s: -s.score
    )[:FULLY]
    for one in scored:
        if not one.group.regions:
            one.group.regions = regions(tree, one.group.links)
        full(tree, one)
        if pattern is not None:
            recognise(one, agreement(pattern, one.group, one.titles))
    return sorted(scored, key=lambda s: -s.score)


def _found(tree: Tree, ranked: Sequence[Scored], links: Sequence[Link]) -> Found:
    """Return the best list without its foreign parts, and what the other likely groups hold as refused."""
    best = ranked[0]
    divided = divide(tree, best)
    for odd in (*odd_ones(tree, divided.regions, links), *leads(tree, divided.regions, links, best.titles)):
        if odd.link.key not in best.titles:
            best.titles[odd.link.key] = title_of(tree, odd.link.element)
            divided.regions = sorted([*divided.regions, odd], key=lambda r: r.start)
    strange = strangers(tree, divided.regions, best.titles)
    kept = [r for r in divided.regions if r not in strange]
    left_out = [(part.regions, best.titles, why) for part, why in divided.left_out]
    left_out.append((strange, best.titles, "differs from all the others in the list"))
    left_out += [
        (other.group.regions, other.titles, "stands in another list than the main one")
        for other in ranked[1:OTHERS]
        if other.score > WORTH_SAYING
    ]
    return Found(kept, best.titles, _refused({r.link.key for r in kept}, left_out))


def _refused(kept: set[str], left_out: Sequence[tuple[Sequence[Region], dict[str, str], str]]) -> list[Refused]:
    """Return each page left out once, with the first reason."""
    found: dict[str, Refused] = {}
    for regions_out, titles, why in left_out:
        for region in regions_out:
            key = region.link.key
            if key not in kept:
                found.setdefault(key, Refused(titles.get(key, ""), region.link.address, why))
    return list(found.values())[:REFUSED]


def _posts(tree: Tree, found: Found, source: Source, address: str, now: datetime) -> tuple[list[Post], list[Refused]]:
    kept = once(found.regions)[:POSTS]
    items = [lines_of(tree, region) for region in kept]
    titles = [fuller(tree, region, found.titles.get(region.link.key, "")) for region in kept]
    language = source.language or tree.language.partition("-")[0]
    dates = dates_of(tree, kept, items, titles, Manner(now, source.day_first, language, source.zone))
    titles = over_days(tree, kept, without_days(titles))
    constant = fields.constant_places(items)
    posts: list[Post] = []
    refused: list[Refused] = []
    for region, item, title, evidence in zip(kept, items, titles, dates, strict=True):
        one = raw.to_post(
            raw.Raw(
                title=title,
                address=region.link.address,
                summary=fields.summary_of(region, item, title, constant),
                dates=evidence,
                authors=fields.authors_of(tree, region, item, title),
                image=fields.image_of(tree, region),
                language=tree.language,
            ),
            source,
            address,
            now,
        )
        if isinstance(one, Post):
            posts.append(one)
        else:
            refused.append(one)
    return posts, refused
