"""The day of each item of a list, from the place where the list gives it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from digest.model import DateEvidence, EvidenceKind
from digest.sources import dates
from digest.sources.listing import hints, marks
from digest.sources.listing.candidates import Region
from digest.sources.listing.slots import Line, Place, place_of
from digest.sources.listing.tree import HEADINGS, Element, Tree, join, squeeze

LOOKED_BACK = 40
SHORT = 70  # characters: what is longer is not a date with a label
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_YEAR_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)/")
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?:[/-]|$)")


@dataclass(frozen=True, slots=True)
class _Said:
    """Words at a place of an item that may give its day; `value` is what an attribute says for machines."""

    words: str
    value: str
    place: Place
    weight: float


@dataclass(frozen=True, slots=True)
class Manner:
    """How dates on a page are to be read."""

    near: datetime
    day_first: bool = True
    language: str = ""
    zone: str = "Europe/London"

    def read(self, words: str) -> dates.Moment | None:
        """Return the moment that words give, None where they give none."""
        return dates.read_date(
            words, near=self.near, zone=self.zone, day_first=self.day_first, language=self.language
        )


def dates_of(
    tree: Tree, regions: Sequence[Region], items: Sequence[Sequence[Line]], titles: Sequence[str], manner: Manner
) -> list[tuple[DateEvidence, ...]]:
    """Return the evidence of each item's day, best first, () where an item has none."""
    said = [_said(tree, r, lines, title) for r, lines, title in zip(regions, items, titles, strict=True)]
    rank = _ranked(said)
    first = [max(item, key=lambda s: rank[s.place]).words for item in said if item]
    manner = replace(manner, day_first=day_first(first, manner.day_first))
    found: list[tuple[DateEvidence, ...]] = []
    above: Region | None = None
    for region, item, heading in zip(regions, said, contexts(tree, regions), strict=True):
        ordered = sorted(item, key=lambda s: -rank[s.place])
        evidence = _evidence(ordered, manner, heading if _YEAR.search(heading) else _year_in(region))
        if evidence:
            above = region
        elif above and _left_blank(tree, region, above):
            evidence = next(one for one in reversed(found) if one)
        found.append(evidence or _from_context(heading, manner) or _from_address(region, manner))
    return found


def _left_blank(tree: Tree, region: Region, above: Region) -> bool:
    """Return whether the day that a row of a table above gives holds on: its cell is empty here or reaches down."""
    if region.top.tag != "tr" or region.top.parent is not above.top.parent:
        return False
    dated = [cell for cell in above.top.children if marks.dated(tree.text(cell.start, cell.end)) > 0.5]
    own = {cell.column: cell for cell in region.top.children}
    return any(not own[cell.column].chars if cell.column in own else bool(cell.get("rowspan")) for cell in dated)


def day_first(texts: Sequence[str], usual: bool) -> bool:  # noqa: FBT001 - a fact handed through, not a switch
    """Return whether days stand before months in numeric dates of one list, given in its order.

    Dates that can be read only one way decide. Where there are none, a list that is in order under one reading
    alone is read so, as is one whose first numbers never change while its second do, several times over: many
    posts of few days. Else what is usual.
    """
    pairs = [(int(m[1]), int(m[2]), int(m[3])) for text in texts if (m := _NUMERIC.search(text))]
    votes = sum((first > 12) - (second > 12) for first, second, _ in pairs)
    if votes or len(pairs) < 4:
        return votes > 0 if votes else usual
    uk, us = (_disorder([(y, *d) for *d, y in order]) for order in ([(b, a, y) for a, b, y in pairs], pairs))
    if uk != us:
        return uk < us
    firsts, seconds = ({pair[n] for pair in pairs} for n in (0, 1))
    if len(firsts) == 1 and 1 < len(seconds) <= len(pairs) / 2:
        return False
    return usual


def _disorder(dates_in_order: Sequence[tuple[int, ...]]) -> int:
    """Return how many steps go against the direction of the most."""
    down = sum(a > b for a, b in pairwise(dates_in_order))
    up = sum(a < b for a, b in pairwise(dates_in_order))
    return min(down, up)


def _said(tree: Tree, region: Region, lines: Sequence[Line], title: str) -> list[_Said]:
    found = []
    for element in tree.elements_in(region.start, region.end)[:400]:
        found += _by_element(tree, region, element)
    for line in lines:
        text = join([w for w in line.words if w.link is not region.link.element or len(w.text) < SHORT])
        text = text.replace(title, " ") if title else text
        first, _ = marks.parted(text)
        text = first or text
        share = marks.dated(text)
        if share > 0.15:
            weight = share * (1.0 if len(text) <= SHORT else 0.3) - (0.5 if hints.UPDATED.search(line.label) else 0.0)
            found.append(_Said(text[: SHORT * 2], "", line.place, weight))
    if not found and marks.dated(title) > 0.1:
        found.append(_Said(title, "", ("title",), 0.1))
    return found


def _by_element(tree: Tree, region: Region, element: Element) -> list[_Said]:
    """Return what one element says of a day: its machine-readable value, or its few words taken together."""
    value = element.get("datetime") or (element.get("content") if "date" in element.get("itemprop").lower() else "")
    if not value and element.tag in {"abbr", "span", "time"} and _YEAR.search(element.get("title")):
        value = element.get("title")
    if not value and not 3 < element.chars <= SHORT:
        return []
    text = tree.text(element.start, element.end)
    names = " ".join((*element.classes, element.get("itemprop"), "pubdate" if "pubdate" in element.attrs else ""))
    weight = (0.2 if hints.PUBLISHED.search(names) else 0.0) - (
        0.5 if hints.UPDATED.search(f"{names} {text[:20]}") else 0.0
    )
    share = 0.0 if element.tag == "a" and len(text) > 30 else marks.dated(marks.unlabelled(text))
    if not value and share <= 0.25:
        return []
    return [_Said(text, value, ("element", *place_of(element, region)), weight + max(share, 1.2 if value else 0.0))]


def _ranked(said: Sequence[Sequence[_Said]]) -> dict[Place, float]:
    """Return how likely each place is the one that gives the day: how often it does, how purely, how variously."""
    weights: defaultdict[Place, dict[int, float]] = defaultdict(dict)
    values: defaultdict[Place, set[str]] = defaultdict(set)
    for number, item in enumerate(said):
        for s in item:
            weights[s.place].setdefault(number, s.weight)
            values[s.place].add(s.value or s.words)
    total = max(1, len(said))
    return {
        place: sum(found.values()) / total * (0.7 + 0.3 * len(values[place]) / len(found))
        for place, found in weights.items()
    }


def _evidence(ordered: Sequence[_Said], manner: Manner, heading: str) -> tuple[DateEvidence, ...]:
    found: list[DateEvidence] = []
    for said in ordered[:8]:
        readings: tuple[tuple[str, EvidenceKind], ...] = ((said.value, "time"), (said.words, "listing"))
        for words, kind in readings:
            moment = manner.read(words) if words else None
            if moment is None:
                continue
            if kind == "listing" and moment.sure < 0.9 and not _YEAR.search(words):
                moment = _with_year(words, manner, heading) or moment
            evidence = DateEvidence(kind, squeeze(words)[:120], moment.at, moment.whole_day)
            if all(e.at != evidence.at for e in found):
                found.append(evidence)
            break
        if len(found) >= 3:
            break
    return tuple(found)


def _year_in(region: Region) -> str:
    """Return the year that is a part of an item's address ("/events/2016/fair/"), "" where there is none."""
    found = _YEAR_IN_ADDRESS.search(region.link.address)
    return found[1] if found else ""


def _with_year(words: str, manner: Manner, heading: str) -> dates.Moment | None:
    """Return the day that words give in the year that stands elsewhere, None where they give none in that year."""
    year = _YEAR.search(heading)
    if year is None:
        return None
    then = replace(manner, near=manner.near.replace(year=int(year[0]), month=12, day=31))
    readings = (manner.read(f"{words} {year[0]}"), then.read(words))
    return next((one for one in readings if one and one.at.year == int(year[0])), None)


def contexts(tree: Tree, regions: Sequence[Region]) -> list[str]:
    """Return for each item the last few words between the items before it that give a day, a month or a year."""
    found = []
    low = _list_start(regions)
    heading = _over(tree, low)
    for region in regions:
        for word in reversed(tree.words_in(low, region.start)[-LOOKED_BACK:]):
            text = squeeze(word.text) if len(word.text) < SHORT else ""
            if text and word.link is None and (_YEAR.search(text) or marks.dated(text) > 0.5):
                heading = text if word.owner.chars > SHORT else tree.text(word.owner.start, word.owner.end)[:SHORT]
                break
        found.append(heading)
        low = max(low, region.end)
    return found


def _over(tree: Tree, start: int) -> str:
    """Return the heading right over a list where it gives a day and nothing else, "" where it does not."""
    word = next(iter(reversed(tree.words_in(max(0, start - LOOKED_BACK), start))), None)
    head = next((e for e in word.owner.up() if e.tag in HEADINGS), None) if word else None
    text = tree.text(head.start, head.end)[:SHORT] if head else ""
    return text if marks.dates_alone(text) else ""


def _list_start(regions: Sequence[Region]) -> int:
    """Return where the smallest element begins that holds all items."""
    end = max((r.end for r in regions), default=0)
    around = (e for e in regions[0].top.up() if e is not regions[0].top and e.end >= end) if regions else iter(())
    return next((e.start for e in around), 0)


def _from_context(heading: str, manner: Manner) -> tuple[DateEvidence, ...]:
    moment = manner.read(heading) if heading and marks.dated(heading) > 0.3 else None
    return (DateEvidence("listing", heading[:120], moment.at, moment.whole_day),) if moment else ()


def _from_address(region: Region, manner: Manner) -> tuple[DateEvidence, ...]:
    found = _IN_ADDRESS.search(region.link.address)
    moment = manner.read("-".join((found[1], found[2].zfill(2), found[3].zfill(2)))) if found else None
    return (DateEvidence("address", found[0], moment.at, moment.whole_day),) if found and moment else ()
