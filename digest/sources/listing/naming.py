"""The titles of a group of links, where the links by themselves do not say them well.

A link that says "PDF" or "Read more", or one that wraps a whole card, has its title at some other place of its
item: the place that over all items looks most like titles, agrees with the addresses, and stands early.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean
from urllib.parse import unquote

from digest.sources.listing import hints, marks
from digest.sources.listing.candidates import Link, Region, Scored
from digest.sources.listing.slots import Line, lines_of
from digest.sources.listing.titles import heading_in, heading_of, lines, title_of, whole, without_dates
from digest.sources.listing.tree import HEADINGS, Element, Tree, join, squeeze

POOR = 0.5
FEW = 4
FIT = 0.45  # from which a place holds titles
CARD_FIT = 0.25  # where something has to
DISTINCT = 0.8  # share of different texts from which links name what they lead to
ALIKE = 0.4  # share of different texts up to which they name nothing
SHORT = 0.5  # how much a link's own single word is like a title
MOSTLY, TOLD_APART = 0.8, 0.9  # shares of titles that close with a day, and that differ without it
RUNNING = 0.6  # how much less a sentence of running text is
_PAPER = re.compile(r"\.(?:pdf|docx?|odt|rtf|txt)(?:$|\?)", re.IGNORECASE)
_DATED = re.compile(r"(?<!\d)(?:(?:19|20)\d\d[-/_.]?\d\d[-/_.]?\d\d|\d\d[-_.]\d\d[-_.]\d\d)(?!\d)")
_YEAR = re.compile(r"\W*(?:19|20)\d\d\W*")
_SLUG = re.compile(r"[^\W\d_]{3,}")


def slug(link: Link, title: str) -> float:
    """Return 1 where the address repeats the title's words, the commonest sign of a page of its own, else 0."""
    path = set(_SLUG.findall(unquote(link.key.partition("/")[2]).lower()))
    words = [w for w in marks.words(title) if len(w) > 2][:12]
    common = sum(w in path for w in words)
    return 1.0 if common >= 3 or (common >= 2 and common >= 0.5 * len(words)) else 0.0


def retitle(tree: Tree, scored: Scored) -> None:
    """Take the titles of a group from the fittest place of its items where the links' own are poor or whole cards."""
    _without_constant(tree, scored)
    kept = {r.link.key: r for r in reversed(scored.group.regions)}
    regions = [r for r in scored.group.regions if kept[r.link.key] is r]
    poor = scored.seen["titled"] * (0.4 + 0.6 * scored.seen["distinct"]) <= POOR
    poor = poor or scored.seen["textless"] > 0.5
    if not regions or not (poor or _cards(tree, regions)) or (poor and len(regions) < 2):
        return
    inside = [lines_of(tree, r) if poor else _within(tree, r) for r in regions]
    inside = [
        [replace(line, text=_bare(line, r) if poor else without_dates(line.words)) for line in item]
        for r, item in zip(regions, inside, strict=True)
    ]
    own = [scored.titles.get(r.link.key, "") for r in regions]
    texts = _fittest(inside, regions, _least(own, inside, regions) if poor else CARD_FIT)
    if not texts:
        return
    scored.titles = {r.link.key: texts.get(i) or scored.titles.get(r.link.key, "") for i, r in enumerate(regions)}
    scored.seen["titled"] = fmean(marks.titled(t) for t in scored.titles.values())
    scored.seen["distinct"] = len(set(scored.titles.values())) / len(regions)
    scored.seen["slug"] = fmean(slug(r.link, scored.titles[r.link.key]) for r in regions)
    if poor:
        scored.seen |= {"borrowed": 1.0, "textless": 0.0, "dates_as_titles": 0.0}


def _without_constant(tree: Tree, scored: Scored) -> None:
    """Take out of titles the runs of text that every link has ("opens in a new window")."""
    links = [link.element for link in scored.group.links]
    if len(links) < FEW:
        return
    runs = [[squeeze(w.text) for w in tree.words_in(e.start, e.end)] for e in links]
    count = Counter(text for texts in runs if len(texts) > 1 for text in set(texts))
    constant = {text for text, n in count.items() if n >= 0.8 * len(links)}
    if constant:
        for link, texts in zip(scored.group.links, runs, strict=True):
            own = " ".join(t for t in texts if t not in constant)
            if own and len(texts) <= 3:
                scored.titles[link.key] = own
        scored.seen["titled"] = fmean(marks.titled(t) for t in scored.titles.values())


def _bare(line: Line, region: Region) -> str:
    """Return a line without the link's own words and without a date at its beginning or end.

    Where it holds another link to the same page, that link's words.
    """
    link = region.link.element
    words = [w for w in line.words if w.link is not link]
    same = [w for w in words if w.link is not None and w.link.get("href") == link.get("href")]
    return marks.undated(join(same or words))


def _cards(tree: Tree, regions: Sequence[Region]) -> bool:
    """True where most links hold several lines and no heading."""
    sample = regions[:12]
    several = 0
    for region in sample:
        link = region.link.element
        rows = len(lines(tree.words_in(link.start, link.end)))
        several += rows > 1 and heading_in(tree, link.start, link.end) is None
    return several > 0.5 * len(sample)


def _within(tree: Tree, region: Region) -> list[Line]:
    link = region.link.element
    return [line for line in lines_of(tree, region) if link.start <= line.words[0].at < link.end]


def _least(own: Sequence[str], items: Sequence[Sequence[Line]], regions: Sequence[Region]) -> float:
    """Return how fit a place has to be to name the items better than the links' own words do, however short.

    Words that every link has name nothing; what is said twice in an item is its name.
    """
    if len(set(own)) <= ALIKE * len(own) or all(hints.GENERIC.match(text) for text in own):
        return CARD_FIT
    if len(set(own)) < DISTINCT * len(own) or any(hints.GENERIC.match(text) for text in own):
        return FIT
    titled = fmean(max(marks.titled(text), SHORT * bool(marks.worded(text))) for text in own)
    headed = fmean(heading_of(r.link.element) is not None for r in regions)
    agreeing = fmean(slug(r.link, text) for r, text in zip(regions, own, strict=True))
    again = fmean(any(line.text == text for line in item) for item, text in zip(items, own, strict=True))
    return max(FIT, titled * (0.75 + 0.25 * headed + 0.25 * agreeing + 0.4 * again))


def _fittest(items: Sequence[Sequence[Line]], regions: Sequence[Region], least: float) -> dict[int, str]:
    """Return the texts, by number of the item, of the place that looks most like titles; {} where none does.

    `least` is how fit a place has to be at least.
    """
    places: dict[object, dict[int, Line]] = {}
    for number, item in enumerate(items):
        for line in item:
            places.setdefault(line.place, {}).setdefault(number, line)
    best, fittest = least, {}
    for found in places.values():
        if len(found) >= 0.8 * len(regions):
            fit = _fit(found, items, regions)
            if fit > best:
                best, fittest = fit, {number: line.text for number, line in found.items()}
    return fittest


def _fit(found: dict[int, Line], items: Sequence[Sequence[Line]], regions: Sequence[Region]) -> float:
    texts = [line.text for line in found.values()]
    titled = fmean(marks.titled(text) * (1 - RUNNING * marks.sentence(text)) for text in texts)
    headed = fmean(any(e.tag in HEADINGS for e in list(line.owner.up())[:4]) for line in found.values())
    agreeing = fmean(slug(regions[n].link, line.text) for n, line in found.items())
    early = fmean(1 - items[n].index(line) / len(items[n]) for n, line in found.items())
    distinct = len(set(texts)) / len(regions)
    return titled * distinct * (0.55 + 0.25 * headed + 0.25 * agreeing + 0.2 * early)


def fuller(tree: Tree, region: Region, title: str) -> str:
    """Return the title whole where it is cut and another mention of it in its item is not."""
    mentions = []
    for element in tree.elements_in(region.start, region.end)[:200]:
        mentions += [squeeze(element.get(name)) for name in ("title", "alt", "aria-label") if element.get(name)]
        if element.tag == "a" and element.get("href") == region.link.element.get("href"):
            mentions.append(title_of(tree, element))
    for mention in mentions:
        title = whole(title, mention)
    return title


def without_days(titles: Sequence[str]) -> list[str]:
    """Return titles without the day that nearly each opens or closes with, where they still tell the items apart."""
    if len(titles) < FEW:
        return list(titles)
    bare = [marks.undated(title) for title in titles]
    changed = sum(one != title for one, title in zip(bare, titles, strict=True))
    telling = len(set(bare)) >= TOLD_APART * len(bare) and fmean(marks.length(one) >= 2 for one in bare) >= MOSTLY
    return bare if changed >= MOSTLY * len(bare) and telling else list(titles)


def named_by_days(addresses: Sequence[str], titles: Sequence[str]) -> bool:
    """Tell whether days are all the names that links have, and papers or dated pages what they lead to: minutes."""
    if len(titles) < FEW or fmean(marks.dates_alone(title) for title in titles) < MOSTLY:
        return False
    return fmean(bool(_PAPER.search(one) or _DATED.search(one)) for one in addresses) >= MOSTLY


def over_days(tree: Tree, regions: Sequence[Region], titles: Sequence[str]) -> list[str]:
    """Return titles that are a day with what stands over them before it ("Minutes: 3 March"), where most are days."""
    if not named_by_days([region.link.address for region in regions], titles):
        return list(titles)
    heads = [(e.start, text) for e in tree.elements if (text := _heads(tree, e))]
    starts = [at for at, _ in heads]
    found = []
    for region, title in zip(regions, titles, strict=True):
        before = bisect_left(starts, region.start)
        over = heads[before - 1][1] if before else tree.title
        found.append(f"{over.rstrip(' :')}: {title}" if over and marks.dates_alone(title) else title)
    return found


def _heads(tree: Tree, element: Element) -> str:
    """Return the words of a heading that says of what there are papers: no link, no year alone; "" for others."""
    if element.tag not in HEADINGS or not element.chars or element.link_chars:
        return ""
    text = tree.text(element.start, element.end)
    return "" if _YEAR.fullmatch(text) or not marks.words(marks.undated(text)) else text
