"""How much each group of links is the page's list of posts: measured, weighed, added up. One mechanism for all.

`measure` says what can be seen of a group as numbers in 0..1, `weigh` turns them into one score.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import takewhile
from statistics import fmean

from digest.sources.listing import hints, marks
from digest.sources.listing.candidates import Group, Link, Region, Scored, shape
from digest.sources.listing.days import contexts
from digest.sources.listing.naming import named_by_days, retitle, slug
from digest.sources.listing.titles import heading_in, heading_of, title_of
from digest.sources.listing.tree import HEADINGS, Element, Tree, squeeze

FULLY = 120  # groups that are measured in full; the others are told apart by their titles alone
SAMPLE = 40  # regions of a group that are looked at
PROSE = 60
DAY_WITHIN = 120  # characters of a run of text that may give an item's day
GROWTH = 0.6
BARE_GROWTH = 0.4
UNDATED = 0.5  # share of items with a day below which the day may stand over them
HEADED = 0.9  # how much a day over an item counts against one in it
SPEAKING = ("heading", "dated", "prose", "image", "slug", "document", "under_page")  # what makes posts of two links
DAY_AS_NAME = 0.7  # how much of a title the day of a paper is
REMEMBERED = 1.5  # how much more likely last time's list is than another as good


WEIGHTS: dict[str, float] = {
    "bias": -3.2,
    "titled": 3.0,
    "distinct": 1.6,
    "heading": 1.25,
    "dated": 1.7,
    "prose": 0.9,
    "image": 0.15,
    "slug": 0.9,
    "document": 0.8,
    "cover": 1.2,
    "dates_as_titles": -3.0,
    "beside": -3.0,
    "taxon": -2.2,
    "social": -4.0,
    "crowd": -1.2,
    "dense": -1.0,
    "wordy": -1.0,
    "in_prose": -2.0,
    "textless": -1.5,
    "borrowed": -0.8,
    "beside_heading": -2.0,
    "main_heading": 1.0,
    "late": -0.8,
    "main": 0.5,
    "mixed": -1.5,
    "bare_pair": -1.5,
    "under_page": 0.8,
}


def quick(tree: Tree, group: Group, titles: dict[int, str]) -> Scored:
    """Return a group with its titles and what they alone say."""
    kept: dict[str, str] = {}
    for link in group.links:
        title = titles.get(id(link.element))
        if title is None:
            title = titles[id(link.element)] = title_of(tree, link.element)
        if len(title) > len(kept.setdefault(link.key, title)):
            kept[link.key] = title
    texts = list(kept.values())
    count = Counter(texts)
    scored = Scored(group, kept)
    scored.seen = {
        "bias": 1.0,
        "titled": fmean(marks.titled(t) for t in texts),
        "distinct": min(len(count) / len(texts), len(kept) / len(group.links)),
        "dates_as_titles": fmean(marks.dated(t) > 0.7 for t in texts),
        "wordy": fmean(marks.length(t) > 30 for t in texts),
        "taxon": fmean(bool(hints.TAXON.search(link.address)) for link in group.links),
        "textless": fmean(not link.element.chars for link in group.links),
        "social": fmean(link.foreign and bool(hints.SOCIAL.search(link.key.split("/")[0])) for link in group.links),
        "slug": fmean(slug(link, kept[link.key]) for link in group.links),
        "under_page": fmean(link.under for link in group.links),
        "document": fmean(_document(link, titles[id(link.element)]) for link in group.links),
    }
    if named_by_days([link.address for link in group.links], texts):
        scored.seen |= {"titled": DAY_AS_NAME, "dates_as_titles": 0.0}
    scored.score = weigh(scored)
    return scored


def _document(link: Link, title: str) -> bool:
    return bool(hints.DOCUMENT.search(link.key.partition("?")[0]) or hints.DOCUMENT_SAID.search(title))


def _mixed(group: Group) -> float:
    """Return the share of links that are not like the commonest ones, near by: two kinds of link in one group."""
    near = Counter(tuple((e.tag, shape(e)) for e in list(r.link.element.up())[:3]) for r in group.regions)
    return 1 - near.most_common(1)[0][1] / len(group.regions)


def full(tree: Tree, scored: Scored) -> None:
    """Measure all that can be seen of a group, and score it."""
    group = scored.group
    step = max(1, len(group.regions) // SAMPLE)
    sample = group.regions[::step]
    looks = [look(tree, region, scored.titles.get(region.link.key, "")) for region in sample]
    for name in looks[0]:
        scored.seen[name] = fmean(look[name] for look in looks)
    if scored.seen["dated"] < UNDATED:
        headed = fmean(marks.dates_alone(heading) for heading in contexts(tree, group.regions[:SAMPLE]))
        scored.seen["dated"] = max(scored.seen["dated"], HEADED * headed)
    retitle(tree, scored)
    page = max(1, tree.elements[0].chars)
    covered = sum(r.top.chars for r in group.regions)
    heading = _heading_before(tree, group.regions[0].start)
    scored.seen["beside_heading"] = float(
        bool(heading and hints.BESIDE_HEADING.search(tree.text(heading.start, heading.end)))
    )
    scored.seen["main_heading"] = float(heading is not None and _names_page(tree, heading))
    scored.seen["mixed"] = _mixed(group)
    scored.seen["bare_pair"] = float(len(scored.titles) == 2 and not any(scored.seen[name] for name in SPEAKING))
    scored.seen["main"] = float(_in_main(tree, group))
    scored.seen["late"] = len(tree.words_in(0, group.regions[0].start)) / max(1, len(tree.words))
    scored.seen["cover"] = min(1.0, covered / page)
    scored.seen["beside"] = max(_beside(tree, group), fmean(_beside_region(tree, r) for r in sample))
    scored.score = weigh(scored)


def _names_page(tree: Tree, heading: Element) -> bool:
    """True where a heading is the page's own: its first level, or the words of the document's title."""
    words = marks.words(tree.text(heading.start, heading.end))
    title = set(marks.words(tree.title))
    return heading.tag == "h1" or (bool(words) and all(word in title for word in words))


def _in_main(tree: Tree, group: Group) -> bool:
    """True where the nearest thing around the group that says what it is says that it is the main thing."""
    most = 0.95 * max(1, tree.elements[0].chars)
    parts = takewhile(lambda e: e.chars <= most and marks.beside(e) <= 0.5, group.within.up())
    return any(marks.main(element) for element in parts)


def _heading_before(tree: Tree, position: int) -> Element | None:
    """Return the heading that stands last before a position, None where there is none near; months are none."""
    near = tree.elements_in(max(0, position - 400), position)
    headings = (e for e in reversed(near) if e.tag in HEADINGS and e.chars and e.end <= position)
    return next((e for e in headings if not marks.calendar(tree.text(e.start, e.end))), None)


def once(found: Sequence[Region]) -> list[Region]:
    """Return one region for each address, the first."""
    kept: dict[str, Region] = {}
    for region in found:
        kept.setdefault(region.link.key, region)
    return list(kept.values())


def recognise(scored: Scored, agreement: float) -> None:
    """Raise a group's score by how far it agrees with what was learned of the list before."""
    scored.seen["learned"] = agreement
    scored.score *= 1 + REMEMBERED * agreement if scored.score > 0 else 1


def look(tree: Tree, region: Region, title: str) -> dict[str, float]:
    """Return what one item shows: each in 0..1."""
    words = tree.words_in(region.start, region.end)
    inside = tree.elements_in(region.start, region.end)
    link = region.link.element
    others = [e for e in inside if e.tag == "a" and e is not link and e.get("href")]
    same = sum(e.get("href") == link.get("href") for e in others)
    chars = max(1, sum(len(w.text.strip()) for w in words))
    linked = sum(len(w.text.strip()) for w in words if w.link is not None)
    prose = max(
        (len(squeeze(w.text)) for w in words if w.link is None or (w.link is link and len(w.text) > 90)), default=0
    )
    long_others = sum(
        marks.length(squeeze(w.text)) >= 5 for w in words if w.link not in {None, link} and w.text not in title
    )
    short = [squeeze(w.text) for w in words if len(w.text) < DAY_WITHIN]
    dates = any(marks.dated(text) > 0.25 or marks.opened(text) for text in short)
    return {
        "heading": float(heading_of(link) is not None or heading_in(tree, link.start, link.end) is not None),
        "dated": float(dates or any(e.get("datetime") for e in inside)),
        "prose": float(prose >= PROSE),
        "image": float(any(e.tag == "img" for e in inside)),
        "again": float(bool(same)),
        "crowd": min(1.0, max(0.0, long_others - same) / 4),
        "dense": linked / chars,
        "in_prose": float(_in_prose(link)),
    }


def _in_prose(link: Element) -> bool:
    """True where a link is a few words in a paragraph of many, none of a run of lines with a link each."""
    node = link.parent
    while node is not None and node.tag not in {"p", "li", "td", "div", "dd", "blockquote"}:
        node = node.parent
    if node is None or node.tag not in {"p", "blockquote"} or node.chars <= 2.5 * max(1, link.chars) + 40:
        return False
    tags = Counter(child.tag for child in node.children)
    return tags["br"] < max(1, tags["a"] - 1)


def _beside(tree: Tree, group: Group) -> float:
    """Return how strongly what holds the whole group says that it stands beside the main thing."""
    page = max(1, tree.elements[0].chars)
    return max((marks.beside(e) for e in group.within.up() if e.chars < 0.6 * page), default=0.0)


def _beside_region(tree: Tree, region: Region) -> float:
    page = max(1, tree.elements[0].chars)
    nodes = [e for e in list(region.top.up())[1:6] if e.chars < 0.6 * page]
    return max((marks.beside(e) for e in nodes), default=0.0)


def weigh(scored: Scored) -> float:
    """Return the score of a group: what its items show, times a slowly growing count of them.

    The count of bare links grows more slowly: a large menu is no better a list than a small one.
    """
    seen = scored.seen
    total = sum(WEIGHTS[name] * value for name, value in seen.items() if name in WEIGHTS)
    rich = min(1.0, sum(seen.get(name, 0.0) for name in ("dated", "prose", "heading", "document")))
    growth = BARE_GROWTH + (GROWTH - BARE_GROWTH) * rich
    return total * float(min(60, len(scored.titles)) ** growth) if total > 0 else total
