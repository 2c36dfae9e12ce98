"""What was learned of a list, kept as JSON with the source, and how far a group of links on a new page agrees.

Two kinds of memory, because each outlives what kills the other: the way of the markup from an item's outside to
its link survives new posts, the titles and addresses of last time survive a redesign.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from digest.sources.listing.candidates import Group, Region, shape

VERSION = 1
STEPS = 7
REMEMBERED = 30
SAME_LIST = 0.5  # from this agreement a group is last time's list
LONGEST = 64_000
TELLING_WORDS = 3

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A list as it was: `way` the elements from the link outwards, addresses (as keys) and titles in order.

    `switched` is True where this list was chosen although last time's was nowhere on the page.
    """

    way: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    switched: bool = False


def learn(regions: Sequence[Region], titles: dict[str, str], before: Pattern | None) -> Pattern:
    """Return what is to be remembered of a list just read."""
    keys = list(dict.fromkeys(r.link.key for r in regions))[:REMEMBERED]
    now = Pattern(way_of(regions), tuple(keys), tuple(titles.get(k, "")[:200] for k in keys))
    switched = (
        before is not None
        and bool(before.way)
        and _agree(before, now.way, {r.link.key for r in regions}, _telling(now.titles)) < SAME_LIST
    )
    return Pattern(now.way, now.keys, now.titles, switched)


def agreement(pattern: Pattern, group: Group, titles: dict[str, str]) -> float:
    """Return how far a group is last time's list, 0..1: by its markup, or by addresses or titles met again."""
    keys = {r.link.key for r in group.regions}
    return _agree(pattern, way_of(group.regions), keys, _telling(titles.get(key, "") for key in keys))


def likeness(before: str, after: str) -> float:
    """Return how alike the markup of two lists is, 0..1, by what was learned of each; 1 where one is not known."""
    one, other = read(before), read(after)
    return _markup(one.way, other.way) if one and other and one.way and other.way else 1.0


def _agree(pattern: Pattern, way: Sequence[str], keys: set[str], titles: set[str]) -> float:
    markup = _markup(pattern.way, way)
    again = sum(key in keys for key in pattern.keys) / max(1, min(len(pattern.keys), len(keys)))
    before = _telling(pattern.titles)
    said_again = len(before & titles) / max(2, min(len(before), len(titles)))
    return max(markup if markup > 0.8 else 0.5 * markup, min(1.0, again), min(1.0, said_again))


def _markup(one: Sequence[str], other: Sequence[str]) -> float:
    return sum(_alike(a, b) for a, b in zip(one, other, strict=False)) / max(len(one), len(other), 1)


def _telling(titles: Iterable[str]) -> set[str]:
    """Return the titles that are long enough to be known again, by their words alone: a site may write them anew."""
    said = (_WORD.findall(title.casefold()) for title in titles)
    return {" ".join(words) for words in said if len(words) >= TELLING_WORDS}


def _alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    return 0.4 if one.partition(".")[0] == other.partition(".")[0] else 0.0


def way_of(regions: Sequence[Region]) -> tuple[str, ...]:
    """Return the commonest way outwards from the links of a list: tag and shared classes of each step."""
    ways = Counter(_way(region) for region in regions[:60])
    return ways.most_common(1)[0][0] if ways else ()


def _way(region: Region) -> tuple[str, ...]:
    return tuple(".".join((e.tag, *sorted(shape(e)))) for e in list(region.link.element.up())[:STEPS])


def write(pattern: Pattern) -> str:
    """Return a pattern as JSON."""
    return json.dumps(
        {
            "v": VERSION,
            "way": pattern.way,
            "keys": pattern.keys,
            "titles": pattern.titles,
            "switched": pattern.switched,
        },
        ensure_ascii=False,
    )


def read(text: str) -> Pattern | None:
    """Return the pattern in a JSON text, None where there is none that we understand."""
    if not text or len(text) > LONGEST:
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("v") != VERSION:
        return None
    way, keys, titles = (_strings(found.get(name)) for name in ("way", "keys", "titles"))
    return Pattern(way, keys, titles, found.get("switched") is True) if way or keys else None


def _strings(value: object) -> tuple[str, ...]:
    return tuple(str(v) for v in value[:REMEMBERED]) if isinstance(value, list) else ()
