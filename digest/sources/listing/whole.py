"""Posts that stand whole on the page of their list and have no pages of their own: their places there lead to them.

Links in their texts are no list, whatever headings stand over them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from statistics import fmean

from digest.sources import addresses
from digest.sources.listing import marks
from digest.sources.listing.candidates import Link, Region, Scored
from digest.sources.listing.titles import lines
from digest.sources.listing.tree import HEADINGS, Element, Tree, join, squeeze

HOLDERS = frozenset({"article", "section", "div", "li"})
FEWEST = 2  # that say they are articles; others have to be one more, and dated
DATED = 0.6
PROSE = 60  # characters below its heading that make a post
LOOKED_AT = 4  # lines of a post that may give its day
LINKED = 0.8  # share of posts with a link of another list from which that list names them


def whole_posts(tree: Tree, address: str, best: Scored | None) -> tuple[list[Region], dict[str, str]]:
    """Return the posts that stand whole on a page with their titles by key; none where a list of links is better."""
    found: defaultdict[tuple[int, str, str], list[tuple[Region, str]]] = defaultdict(list)
    for holder, heading in _holders(tree):
        place = addresses.absolute(f"#{holder.get('id').strip()}", address)
        title = _title(tree, heading)
        if addresses.key(place) != addresses.key(address) and _says(title):
            link = Link(heading, place, addresses.key(place), under=True)
            alike = (id(holder.parent), holder.tag, heading.tag)
            found[alike].append((Region(link, holder, holder.start, holder.end), title))
    likely = max(found.values(), key=len, default=[])
    regions = [region for region, _ in likely]
    if not _are_posts(tree, regions) or (best is not None and _better(best, regions)):
        return [], {}
    return regions, {region.link.key: title for region, title in likely}


def _holders(tree: Tree) -> Iterator[tuple[Element, Element]]:
    """Yield each element with a place of its own that holds one heading of its level, and text: both."""
    headings = [e for e in tree.elements if e.tag in HEADINGS and e.chars]
    starts = [e.start for e in headings]
    for element in tree.elements:
        if element.tag not in HOLDERS or not element.get("id").strip():
            continue
        inside = headings[bisect_left(starts, element.start) : bisect_left(starts, element.end)][:50]
        if not inside or any(e.tag == inside[0].tag for e in inside[1:]) or _leads_away(tree, inside[0]):
            continue
        if element.chars - element.link_chars - inside[0].chars >= PROSE:
            yield element, inside[0]


def _leads_away(tree: Tree, heading: Element) -> bool:
    around = any(node.tag == "a" for node in heading.up())
    inside = (e for e in tree.elements_in(heading.start, heading.end) if e.tag == "a")
    return around or any(e.get("href") and not e.get("href").startswith("#") for e in inside)


def _title(tree: Tree, heading: Element) -> str:
    """Return the words of a heading without the sign that links to it."""
    words = tree.words_in(heading.start, heading.end)
    return join([word for word in words if word.link is None or _says(word.text)])


def _says(text: str) -> bool:
    return any(map(str.isalpha, text))


def _are_posts(tree: Tree, regions: Sequence[Region]) -> bool:
    if not regions or regions[0].top.tag == "article":
        return len(regions) >= FEWEST
    return len(regions) > FEWEST and fmean(_dated(tree, region) for region in regions) >= DATED


def _dated(tree: Tree, region: Region) -> bool:
    first = lines(tree.words_in(region.start, region.end))[:LOOKED_AT]
    return any(marks.dated(squeeze(join(line))) > 0.25 for line in first)


def _better(best: Scored, regions: Sequence[Region]) -> bool:
    """Tell whether a list of links is to be preferred: it links nearly each of the posts, or stands elsewhere."""
    if best.score <= 0:
        return False
    at = sorted(link.element.start for link in best.group.links)
    held = [bisect_left(at, r.end) - bisect_left(at, r.start) for r in regions]
    return fmean(n > 0 for n in held) >= LINKED or sum(held) < 0.5 * len(at)
