"""The same place in every item: texts of a list by where in its item each stands.

A field of a list (its day, its summary) is not found item by item: it is the place that has, over all items,
what such a field looks like. That tells the day of a post from a day that one summary happens to mention.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice, takewhile

from digest.sources.listing.candidates import Region, shape
from digest.sources.listing.titles import lines
from digest.sources.listing.tree import Element, Tree, Words, join, line_of, squeeze

WORDS_A_REGION = 250
LABEL = 30
DEEP = 41  # steps down into an item that tell its places apart
Place = tuple[object, ...]


@dataclass(slots=True, eq=False)
class Line:
    """One line of an item as a reader sees it: `words` its runs of text, `place` where in the item it stands.

    `label` is what a line says of itself before a colon ("Posted:"); `text` is the rest of it.
    """

    text: str
    label: str
    words: list[Words]
    place: Place
    owner: Element


def lines_of(tree: Tree, region: Region) -> list[Line]:
    """Return the lines of one item, each with its place; a place met again in the item is another place."""
    met: Counter[Place] = Counter()
    found = []
    for line in lines(tree.words_in(region.start, region.end)[:WORDS_A_REGION]):
        owner = line_of(line[0].owner)
        label, words = _labelled(line)
        way = (*place_of(owner, region), label)
        met[way] += 1
        found.append(Line(join(words), label, words, (*way, met[way]), owner))
    return found


def _labelled(words: list[Words]) -> tuple[str, list[Words]]:
    """Return the label before a line, "" where it has none, and the rest of the line."""
    first = squeeze(words[0].text)
    if len(words) > 1 and first.endswith(":") and len(first) < LABEL and words[0].link is None:
        return first, words[1:]
    return "", words


def place_of(element: Element, region: Region) -> Place:
    """Return the way from an item's own element down to another, by tags, columns and shared classes."""
    floor = region.top.parent
    steps = islice(takewhile(lambda node: node is not floor, element.up()), DEEP)
    # An item's own element differs from its neighbours' in ways that say nothing about what is in it.
    way = [(n.tag, n.column) if n is region.top else (n.tag, n.column, shape(n)) for n in steps]
    return tuple(reversed(way))
