"""Every group of links that could be the titles of a list, and the stretch of page that belongs to each link.

Two links are in one group under an element when the way from it down to them is the same. "The same" is taken
in five senses at once (tags alone; with classes; with the link's place among its neighbours; with the place of
its cell, too; alike from near by, wherever on the page), because each is wrong somewhere: which sense fits a page
is left to the scores.
Groups under an outer element hold those of the inner ones, so a list that is cut by month, row or column is a
candidate whole and in parts.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from digest.sources import addresses
from digest.sources.listing import marks
from digest.sources.listing.titles import heading_of
from digest.sources.listing.tree import HEADINGS, Element, Tree

UPWARDS = 40  # how far up links are compared: a hostile page may have thousands of them at the greatest depth
GAP = 60
FACET = 16  # characters of the longest choice of a year with its count
SINGLES = 60
NOTHING = "*"  # no class has this name
HEADS = 0.8  # share of days among what stands between items from which it is headings
SPECIES = 6  # how far up links that are alike wherever on the page may have to be compared

_FACET = re.compile(r"\W*\d+\s*\(\s*\d+\s*\)\s*$")
_NUMBER = re.compile(r"\d+")
_NOT_A_PAGE = re.compile(r"^\s*(?:#|javascript:|mailto:|tel:|data:|sms:|whatsapp:|about:|$)", re.IGNORECASE)


@dataclass(slots=True, eq=False)
class Link:
    """A link that leads to a page: `address` absolute, `key` what tells two pages apart.

    `under` is True where its address continues that of the page it stands on, `foreign` where it leaves the site.
    """

    element: Element
    address: str
    key: str
    under: bool = False
    foreign: bool = False


@dataclass(slots=True, eq=False)
class Region:
    """The stretch of page that belongs to one link; `top` is the element that holds the link and no other's."""

    link: Link
    top: Element
    start: int
    end: int

    @property
    def around(self) -> Element:
        """Return the element that `top` stands in, itself for the page as a whole."""
        return self.top.parent or self.top


@dataclass(slots=True, eq=False)
class Group:
    """Links that stand alike under `within`, with their regions, in the order of the page."""

    within: Element
    sense: str
    links: list[Link]
    regions: list[Region] = field(default_factory=list)


@dataclass(slots=True)
class Scored:
    """A group with what was measured of it, its titles by link, and its score."""

    group: Group
    titles: dict[str, str] = field(default_factory=dict)
    seen: dict[str, float] = field(default_factory=dict)
    score: float = 0.0


def page_links(tree: Tree, address: str) -> list[Link]:
    """Return the links that lead to pages, in order; those to a place on this page or to no page left out."""
    base = addresses.absolute(tree.base, address) or address
    here = addresses.key(address)
    stem = f"{here.partition('?')[0]}/" if "/" in here else ""
    site = here.partition("/")[0].partition("?")[0]
    found = []
    for element in tree.links:
        href = element.get("href")
        if _NOT_A_PAGE.match(href):
            continue
        absolute = addresses.absolute(href, base)
        key = addresses.key(absolute) if absolute else ""
        foreign = not key.startswith(site)
        if not key or key == here or (foreign and addresses.shares(absolute)):
            continue
        if not _turns(tree, element, key, here):
            found.append(Link(element, absolute, key, bool(stem) and key.startswith(stem), foreign))
    return found


def _turns(tree: Tree, link: Element, key: str, here: str) -> bool:
    """Tell whether a link only shows another part of a list: "2" on this very page, "2025 (14)" anywhere."""
    same = key.partition("?")[0] == here.partition("?")[0]
    if not same and link.chars > FACET:
        return False
    text = tree.text(link.start, link.end)
    return (same and marks.counted(text)) or bool(_FACET.match(text))


def groups(links: Sequence[Link]) -> list[Group]:
    """Return every distinct group of two links and more; the same links under the same sense come once."""
    by_way: defaultdict[tuple[int, str, int], list[Link]] = defaultdict(list)
    elements: dict[int, Element] = {}
    for link in links:
        for within, sense, way in _ways(link.element):
            by_way[id(within), sense, way].append(link)
            elements[id(within)] = within
    seen: set[tuple[int, ...]] = set()
    found = []
    for (owner, sense, _), members in by_way.items():
        mark = tuple(id(link) for link in members)
        if len(members) > 1 and mark not in seen:
            seen.add(mark)
            found.append(Group(elements[owner], sense, members))
    return found


def singles(links: Sequence[Link]) -> list[Group]:
    """Return each link in a heading as a list of one, with all that its heading heads: a page may hold one post."""
    found = []
    for link in links:
        heading = heading_of(link.element)
        if heading is not None:
            top = _headed(heading)
            found.append(Group(top, "single", [link], [Region(link, top, top.start, top.end)]))
    return found[:SINGLES]


def _headed(heading: Element) -> Element:
    """Return the widest element about a heading that has no other heading in it."""
    top = heading
    while top.tag != "article" and (node := top.parent) is not None and not _is_wider(node, top):
        top = node
    return top


def _is_wider(node: Element, top: Element) -> bool:
    """Return whether an element holds more than what `top`, one of its children, holds the heading of."""
    if node.tag in {"main", "body", "form"} or len(node.children) > GAP:
        return True
    return any(c is not top and c.chars and (c.tag in HEADINGS or _has_heading(c)) for c in node.children)


def _has_heading(element: Element) -> bool:
    """Return whether there are headings a level or two down; those without words are decoration."""
    near = (e for child in element.children[:40] for e in (child, *child.children[:20]))
    return any(e.tag in HEADINGS and e.chars for e in near)


def _ways(link: Element) -> Iterable[tuple[Element, str, int]]:
    """Yield each ancestor with the way from it to the link, as a hash per sense."""
    tags = classes = places = cells = 0
    node = link
    steps: list[tuple[str, tuple[str, ...]]] = []
    for _ in range(UPWARDS):
        parent = node.parent
        if parent is None:
            named = next((n for n, (_, names) in enumerate(steps[:SPECIES]) if names and n >= 2), -1)
            if named > 0:
                yield node, "species", hash(tuple(steps[: named + 1]))
            return
        step = f"{node.tag}{node.column or ''}"
        signature = shape(node)
        place = sum(c.tag == "a" for c in parent.children[: min(node.nth, 20)]) if node is link else 0
        tags = hash((tags, step))
        classes = hash((classes, step, signature))
        steps.append((step, signature))
        places = hash((places, step, signature, place))
        cells = hash((cells, step, signature, place, (node.column or node.nth) if node is link.parent else 0))
        yield parent, "tags", tags
        yield parent, "classes", classes
        yield parent, "places", places
        yield parent, "cells", cells
        node = parent


def shape(element: Element) -> tuple[str, ...]:
    """Return the classes of an element that its likes share: without states, numbers and what only some have."""
    own = element.kinds
    parent = element.parent
    if not own or parent is None:
        return own
    common = _common(parent, element.tag)
    return tuple(c for c in own if c in common) if common else own


def _common(parent: Element, tag: str) -> frozenset[str]:
    """Return the classes that most children of that tag have, none where they are too few to tell."""
    key = f"*{tag}"
    known = parent.attrs.get(key)
    if known is None:
        alike = [c for c in parent.children[:400] if c.tag == tag]
        count = Counter(name for child in alike for name in set(child.kinds))
        most = [name for name, n in count.items() if n >= 0.6 * len(alike)] if len(alike) >= 3 else []
        striped = len(alike) >= 4 and not most and _striped({c.kinds for c in alike})
        known = parent.attrs[key] = NOTHING if striped else " ".join(most)
    return frozenset(known.split())


def _striped(kinds: set[tuple[str, ...]]) -> bool:
    """True for classes that mark every other row: two, one of them bare or different in its number only."""
    return len(kinds) == 2 and (() in kinds or len({_NUMBER.sub("", " ".join(k)) for k in kinds}) == 1)


# ── regions ────────────────────────────────────────────────────────────────────────────────────────────


def regions(tree: Tree, links: Sequence[Link]) -> list[Region]:
    """Return the stretch of page of each link, in order; links that share their smallest element share none."""
    tops = _tops([link.element for link in links])
    found = [Region(link, top, top.start, top.end) for link, top in zip(links, tops, strict=True)]
    _stretch(tree, found)
    return found


def _tops(elements: Sequence[Element]) -> list[Element]:
    """Return for each element the highest one above it that holds none of its neighbours in the list."""
    meets = [_meeting_depth(a, b) for a, b in pairwise(elements)]
    depths = [max(a, b) + 1 for a, b in zip([-1, *meets], [*meets, -1], strict=True)]
    heights = [max(0, e.depth - d) for e, d in zip(elements, depths, strict=True)]
    usual = _usual(heights)
    return [_above(e, min(h, usual)) for e, h in zip(elements, heights, strict=True)]


def _meeting_depth(one: Element, other: Element) -> int:
    a, b = one, other
    while a is not b:
        if a.depth < b.depth:
            a, b = b, a
        a = a.parent or b
    return a.depth


def _usual(heights: Sequence[int]) -> int:
    """Return the commonest height, the greater of two as common."""
    count = Counter(heights)
    return max(count, key=lambda h: (count[h], h))


def _above(element: Element, height: int) -> Element:
    for _ in range(height):
        element = element.parent or element
    return element


def _stretch(tree: Tree, found: list[Region]) -> None:
    """Give each region the siblings that belong to it where items have no element of their own."""
    by_parent: defaultdict[int, list[Region]] = defaultdict(list)
    for region in found:
        by_parent[id(region.top.parent)].append(region)
    runs = list(by_parent.values())
    gaps = [_between(a, b) for run in runs for a, b in pairwise(run)]
    filled = [gap for gap in gaps if gap]
    if gaps and len(filled) >= 0.5 * len(gaps):
        often = Counter(key for gap in filled for key in {_kind(e) for e in gap})
        usual = {key for key, n in often.items() if n >= 0.4 * len(filled)}
        if len(filled) < len(gaps):  # what gives a day between some items heads those that follow it
            heads = Counter(key for gap in filled for key, day in {_told(tree, e) for e in gap} if day)
            usual = {key for key in usual if heads[key] < HEADS * often[key]}
        for run in runs:
            _stretch_run(run, usual, _leading(tree, run, filled))
        return
    for run in runs:
        loose = sum(any(w.owner is a.top.parent for w in tree.words_in(a.end, b.start)) for a, b in pairwise(run))
        if loose and loose >= 0.5 * (len(run) - 1):
            _stretch_rows(tree, run)


def _stretch_rows(tree: Tree, run: list[Region]) -> None:
    """Give each region the lines up to the next where only line breaks and loose text stand between titles."""
    parent = run[0].around
    words = tree.words_in(parent.start, parent.end)
    first_of_row: dict[int, int] = {}
    for word in words:
        first_of_row.setdefault(word.row, word.at)
    rows = [next((w.row for w in tree.words_in(r.start, r.end)), -1) for r in run]
    for i, region in enumerate(run):
        if not i or rows[i] != rows[i - 1]:
            region.start = max(first_of_row.get(rows[i], region.start), run[i - 1].top.end if i else 0)
    sizes = sorted(b - a for a, b in pairwise(rows))
    usual = sizes[len(sizes) // 2]
    for i, region in enumerate(run[:-1]):
        region.end = max(region.end, run[i + 1].start)
    tail = [w for w in tree.words_in(run[-1].end, parent.end) if w.row < rows[-1] + max(1, usual)]
    run[-1].end = max([run[-1].end, *(w.at + 1 for w in tail)])


def _between(one: Region, other: Region) -> list[Element]:
    between = one.around.children[one.top.nth + 1 : min(other.top.nth, one.top.nth + 1 + GAP)]
    return [e for e in between if e.chars or e.tag == "img"]


def _kind(element: Element) -> str:
    return f"{element.tag}.{element.classes[0]}" if element.classes and element.tag != "p" else element.tag


def _told(tree: Tree, element: Element) -> tuple[str, bool]:
    """Return an element's kind, and whether it gives a day and little else."""
    short = element.chars < GAP
    return _kind(element), short and marks.dated(tree.text(element.start, element.end)) > 0.3


def _leading(tree: Tree, run: list[Region], gaps: list[list[Element]]) -> int:
    """Return how many siblings before a title belong to it: those that also stand before the first one."""
    first, last, parent = run[0].top, run[-1].top, run[0].around
    ahead = [e for e in reversed(parent.children[max(0, first.nth - 4) : first.nth]) if e.chars]
    before = [_kind(e) for e in ahead]
    after = [_told(tree, e) for e in parent.children[last.nth + 1 : last.nth + 1 + GAP] if e.chars]
    count = 0
    for i, kind in enumerate(before[:3]):
        ends = sum(len(gap) > i and _kind(gap[-1 - i]) == kind for gap in gaps)
        if ends < 0.7 * len(gaps):
            break
        count = i + 1
    usual = Counter(tuple(_told(tree, e) for e in gap) for gap in gaps).most_common(1)[0][0]
    # What follows the last title as fully as any other belongs behind titles, whatever stands before the first.
    return 0 if after[: len(usual)] == list(usual) else count


def _stretch_run(run: list[Region], usual: set[str], leading: int) -> None:
    parent = run[0].around
    limits = [r.top.nth for r in run]
    for i, region in enumerate(run):
        low = limits[i - 1] + 1 if i else 0
        high = limits[i + 1] if i + 1 < len(run) else len(parent.children)
        region.start = _reach(
            parent.children[low : region.top.nth][::-1][: leading * 2], usual, leading, region.start
        )
        room = parent.children[region.top.nth + 1 : high]
        kept = room[: len(room) - leading] if i + 1 < len(run) and leading else room
        region.end = _extent(kept[:GAP], usual, region.end)


def _reach(before: list[Element], usual: set[str], leading: int, start: int) -> int:
    for element in [e for e in before if e.chars][:leading]:
        if _kind(element) not in usual:
            break
        start = element.start
    return start


def _extent(after: list[Element], usual: set[str], end: int) -> int:
    for element in after:
        if (element.chars or element.tag == "img") and _kind(element) not in usual:
            break
        end = max(end, element.end)
    return end
