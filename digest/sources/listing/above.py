"""What leads a page of bare links: the few that stand above its columns, marked up as every link in them is.

An editor who lists what others wrote puts the day's two or three most telling links over the columns. They are too
few to be a list, and no list holds them. Only where a list shows nothing but links that leave the site is a link
above it taken for one of them: menus, banners and posts of the site's own lead elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from statistics import fmean

from digest.sources.listing import marks
from digest.sources.listing.candidates import Link, Region
from digest.sources.listing.scoring import look
from digest.sources.listing.titles import title_of
from digest.sources.listing.tree import Element, Tree

MANY = 8  # links that make such a page
MOST = 12  # links that may lead it
ALL = 0.9  # share of the list's links that leave the site
BARE = 0.2  # share of items with a day or a summary up to which a list is one of bare links
TITLED = 0.3


def leads(tree: Tree, regions: Sequence[Region], links: Sequence[Link], titles: Mapping[str, str]) -> list[Region]:
    """Return regions for the links above a list of bare links that are marked up as its own are."""
    if len(regions) < MANY or fmean(r.link.foreign for r in regions) < ALL or not _bare(tree, regions, titles):
        return []
    ways = Counter(_way(region.link.element, region.top) for region in regions)
    held = {region.link.key for region in regions}
    first = min(region.start for region in regions)
    found = []
    for link in links:
        if link.element.start >= first or not link.foreign or link.key in held:
            continue
        top = _top(link.element, ways)
        if top is not None and marks.titled(title_of(tree, link.element)) > TITLED:
            held.add(link.key)
            found.append(Region(link, top, top.start, top.end))
    return found if len(found) <= MOST else []


def _bare(tree: Tree, regions: Sequence[Region], titles: Mapping[str, str]) -> bool:
    looks = [look(tree, region, titles.get(region.link.key, "")) for region in regions[:40]]
    return all(fmean(one[name] for one in looks) <= BARE for name in ("dated", "prose"))


def _top(link: Element, ways: Counter[tuple[str, ...]]) -> Element | None:
    """Return the element about a link that ends a way common in the list; None where no way fits."""
    return next((node for node in list(link.up())[:4] if ways[_way(link, node)] >= ways.total() / 2), None)


def _way(link: Element, top: Element) -> tuple[str, ...]:
    """Return the tags from a link up to the top of its item."""
    return tuple(node.tag for node in islice(link.up(), link.depth - top.depth + 1))
