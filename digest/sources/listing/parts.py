"""The parts of a list, and which of them are not of the list: "related", "you may have missed", a promoted row.

Blocks beside a list often have its very markup and stand in its very container. What gives them away is that
they differ from the bulk of the list in several small ways at once, so the ways are added up.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean

from digest.sources.listing import hints, marks
from digest.sources.listing.candidates import Link, Region, Scored, shape
from digest.sources.listing.scoring import look
from digest.sources.listing.tree import HEADINGS, Element, Tree, squeeze

FOREIGN = 1.2  # from this sum of differences a part is left out
SAMPLE = 12
HEADING = 90
MANY = 8
STRANGE = 4
BLANK = 0.06  # how much a text is like a title that is none


@dataclass(slots=True, eq=False)
class Part:
    """Regions that stand together under one heading or none; `seen` is what they show on average.

    `section` counts the headings of the list so far; what stands under the first one or none has 0.
    """

    regions: list[Region]
    heading: str
    section: int = 0
    seen: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Divided:
    """The regions of a list, and the parts left out of it with why."""

    regions: list[Region]
    left_out: list[tuple[Part, str]]


def divide(tree: Tree, scored: Scored) -> Divided:
    """Return the list without the parts that differ from its bulk too much to belong to it."""
    parts = _families(_parts(tree, scored.group.regions))
    if len(parts) < 2:
        return Divided(scored.group.regions, [])
    for part in parts:
        part.seen = _seen(tree, part, scored)
    bulk = max(parts, key=_weight)
    left_out = []
    kept = {id(r) for r in bulk.regions}
    for part in parts:
        why = _foreign(part, bulk) if part is not bulk else ""
        if why:
            left_out.append((part, why))
        else:
            kept |= {id(r) for r in part.regions}
    return Divided([r for r in scored.group.regions if id(r) in kept], left_out)


def strangers(tree: Tree, regions: Sequence[Region], titles: dict[str, str]) -> list[Region]:
    """Return the items that differ from nearly all others in most ways: a "New search" among documents, a "Next"."""
    faces = [_face(tree, region, titles.get(region.link.key, "")) for region in regions]
    if len(regions) < MANY:
        return _blank(regions, faces, titles)
    usual = [fmean(column) for column in zip(*faces, strict=True)]
    settled = [(n, share > 0.5) for n, share in enumerate(usual) if share >= 0.85 or share <= 0.15]
    odd = {
        id(r)
        for r, face in zip(regions, faces, strict=True)
        if sum(face[n] != most for n, most in settled) >= STRANGE
    } | {id(r) for r in _blank(regions, faces, titles)}
    return [r for r in regions if id(r) in odd]


def _blank(regions: Sequence[Region], faces: Sequence[tuple[bool, ...]], titles: dict[str, str]) -> list[Region]:
    """Return the items without a day that have next to no title, or a sentence for one, where the most have both."""
    said = [titles.get(region.link.key, "") for region in regions]
    named = [marks.titled(title) > BLANK for title in said]
    running = [marks.sentence(title) for title in said]
    sound = [face[0] and name and not run for face, name, run in zip(faces, named, running, strict=True)]
    if not regions or fmean(sound) < 0.6:
        return []
    return [
        region
        for region, face, name, run in zip(regions, faces, named, running, strict=True)
        if not face[0] and (run or (not any(face[1:3]) and not (name and _own_page(region))))
    ]


def _own_page(region: Region) -> bool:
    return not hints.TAXON.search(region.link.address)


def _face(tree: Tree, region: Region, title: str) -> tuple[bool, ...]:
    words = tree.words_in(region.start, region.end)[:60]
    path = region.link.key.partition("?")[0]
    return (
        any(marks.dated(w.text) > 0 for w in words if len(w.text) < 200),
        region.link.foreign,
        bool(hints.DOCUMENT.search(path)),
        marks.titled(title) > 0.3,
        path.count("/") > 2,
        sum(len(w.text) for w in words) > 80,
    )


def _parts(tree: Tree, regions: Sequence[Region]) -> list[Part]:
    """Return the regions cut wherever a heading stands between two or their container changes."""
    parts: list[Part] = []
    before: Region | None = None
    section, over = 0, ""
    for region in regions:
        start = before.end if before else 0
        heading = _heading(tree, start, region.start)
        together = before is not None and before.top.parent is region.top.parent
        if heading:
            section, over = section + bool(parts), heading
        if not parts or heading or not together:
            parts.append(Part([], over, section))
        parts[-1].regions.append(region)
        before = region
    return parts


def _heading(tree: Tree, start: int, end: int) -> str:
    """Return the heading that stands last between two positions, "" for none or one that only tells the time."""
    found = ""
    for word in tree.words_in(start, end)[-12:]:
        text = squeeze(word.text)
        if word.link is None and 2 < len(text) < HEADING and (_headed(word.owner) or not found):
            found = text
    return "" if marks.calendar(found) else found


def _headed(element: object) -> bool:
    node = getattr(element, "parent", None)
    return getattr(element, "tag", "") in HEADINGS or getattr(node, "tag", "") in HEADINGS


def _families(parts: Sequence[Part]) -> list[Part]:
    """Return parts that are alike and stand under the same heading put together: rows of a grid, months."""
    found: defaultdict[tuple[object, ...], list[Part]] = defaultdict(list)
    for part in parts:
        top = part.regions[0].top
        parent = top.parent or top
        found[(parent.tag, shape(parent), top.tag, parent.depth, part.section)].append(part)
    return [
        Part([r for part in family for r in part.regions], family[0].heading, family[0].section)
        for family in found.values()
    ]


def _seen(tree: Tree, part: Part, scored: Scored) -> dict[str, float]:
    looks = [look(tree, r, scored.titles.get(r.link.key, "")) for r in part.regions[:SAMPLE]]
    seen = {name: fmean(one[name] for one in looks) for name in ("dated", "prose", "image", "heading", "again")}
    titles = [scored.titles.get(r.link.key, "") for r in part.regions[:SAMPLE]]
    return seen | {"titled": fmean(marks.titled(title) for title in titles)}


def _weight(part: Part) -> float:
    sure = 0.4 + part.seen["dated"] + 0.6 * part.seen["prose"] + 0.2 * part.seen["image"]
    return sure * math.pow(len(part.regions), 0.7) - 3.0 * bool(hints.BESIDE_HEADING.search(part.heading))


def odd_ones(tree: Tree, regions: Sequence[Region], links: Sequence[Link]) -> list[Region]:
    """Return regions for the neighbours in a list that are of its kind but whose title sits elsewhere in them.

    The first post of many lists is set larger than the others and marked up by itself.
    """
    found: list[Region] = []
    by_element = {id(link.element): link for link in links}
    held = {id(r.top) for r in regions}
    for parent, tops in _containers(regions):
        common = set.intersection(*(set(t.classes) for t in tops))
        headed = sum(_title_heading(tree, t) is not None for t in tops) > 0.6 * len(tops)
        last = max(t.nth for t in tops)
        for child in parent.children[:last]:
            alike = child.tag == tops[0].tag and id(child) not in held and (not common or common & set(child.classes))
            heading = _title_heading(tree, child) if alike and headed else None
            inside = (
                [e for e in tree.elements_in(heading.start, heading.end) if id(e) in by_element] if heading else []
            )
            if inside:
                found.append(Region(by_element[id(inside[0])], child, child.start, child.end))
    return found


def _containers(regions: Sequence[Region]) -> list[tuple[Element, list[Element]]]:
    found: dict[int, tuple[Element, list[Element]]] = {}
    for region in regions:
        found.setdefault(id(region.around), (region.around, []))[1].append(region.top)
    return [(parent, tops) for parent, tops in found.values() if len(tops) >= 3]


def _title_heading(tree: Tree, element: Element) -> Element | None:
    return next(
        (e for e in tree.elements_in(element.start, element.end)[:60] if e.tag in HEADINGS and e.link_chars), None
    )


def _foreign(part: Part, bulk: Part) -> str:
    """Return why a part does not belong to the bulk of the list, "" where it does."""
    under = bool(hints.BESIDE_HEADING.search(part.heading))
    one, other = part.regions[0].top, bulk.regions[0].top
    differences: dict[str, float] = {
        "heading": 1.2 * under + 0.4 * bool(part.heading),
        "no dates": 1.0 * (bulk.seen["dated"] - part.seen["dated"] > 0.6),
        "no titles": 1.2 * (bulk.seen["titled"] - part.seen["titled"] > 0.5),
        "no summaries": 0.5 * (bulk.seen["prose"] - part.seen["prose"] > 0.6),
        "picture": 0.2 * (abs(bulk.seen["image"] - part.seen["image"]) > 0.6),
        "element": 0.3 * (one.tag != other.tag) + 0.3 * _apart(one.classes, other.classes),
        "container": 0.3
        * _apart(one.parent.classes if one.parent else (), other.parent.classes if other.parent else ()),
        "beside": 0.9 * max(marks.beside(e) for e in list(one.up())[:4]),
        "one": 0.2 * (len(part.regions) < 0.4 * len(bulk.regions)),
    }
    if sum(differences.values()) < FOREIGN:
        return ""
    if part.heading and part.heading != bulk.heading:
        return f"stands under “{part.heading}”, unlike the rest of the list"
    return "stands apart from the list and differs from it"


def _apart(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return not set(one) & set(other) and bool(one or other)
