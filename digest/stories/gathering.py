"""Stragglers of a matter that many report, told by the words its headlines have made their own.

What ten outlets report has a vocabulary: the stems that a good part of its headlines share. A headline that no
pair joined comes to it where it has at least two of them, and they together are frequent enough there. Small
stories have no such vocabulary and gather nobody.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from digest.stories import words
from digest.stories.vectors import Floats

MANY = 10  # headlines that make a vocabulary
_SHARE = 0.3  # of them that have a stem of it
_ENOUGH = 1.3  # sum of the shares of the stems a straggler has: two at least
_FEW, _USUAL = 30, 0.1  # a stem in more headlines than these is an everyday word of the week


def gather(
    bunches: Sequence[tuple[int, ...]], stems: Sequence[tuple[str, ...]], times: Floats, window: float
) -> list[tuple[int, ...]]:
    """Return the bunches with the rows in no bunch, and the pairs, that belong to one of them."""
    large = [at for at, bunch in enumerate(bunches) if len(bunch) >= MANY]
    if not large:
        return list(bunches)
    everywhere = Counter(stem for headline in stems for stem in set(headline))
    usual = max(_FEW, _USUAL * len(stems))
    telling = frozenset(s for s, times in everywhere.items() if times <= usual and s not in words.EVERYDAY)
    told = {at: _vocabulary([stems[row] for row in bunches[at]], telling) for at in large}
    spans = {at: _span(times[list(bunches[at])], window) for at in large}
    knows: dict[str, list[int]] = defaultdict(list)
    for at, vocabulary in told.items():
        for stem in vocabulary:
            knows[stem].append(at)
    taken = {row for bunch in bunches for row in bunch}
    alone = [(row,) for row in range(len(stems)) if row not in taken]
    grown: dict[int, list[int]] = defaultdict(list)
    left = []
    for bunch in [*(bunch for bunch in bunches if len(bunch) == 2), *alone]:
        homes = [_home(stems[row], times[row], told, spans, knows) for row in bunch]
        if homes[0] >= 0 and set(homes) == {homes[0]}:
            grown[homes[0]].extend(bunch)
        elif len(bunch) > 1:
            left.append(bunch)
    rest = [tuple(sorted((*bunch, *grown[at]))) for at, bunch in enumerate(bunches) if len(bunch) > 2]
    return sorted([*left, *rest])


def _vocabulary(own: Sequence[Sequence[str]], telling: frozenset[str]) -> dict[str, float]:
    """Return the stems that tell something and that share of the headlines which has them."""
    shared = Counter(stem for headline in own for stem in set(headline))
    return {
        stem: times / len(own) for stem, times in shared.items() if times >= _SHARE * len(own) and stem in telling
    }


def _home(
    stems: Sequence[str],
    time: float,
    told: Mapping[int, Mapping[str, float]],
    spans: Mapping[int, tuple[float, float]],
    knows: Mapping[str, Sequence[int]],
) -> int:
    """Return the bunch whose words a headline has most of, -1 where none has enough."""
    found: dict[int, float] = defaultdict(float)
    for stem in sorted(set(stems)):
        for at in knows.get(stem, ()):
            found[at] += told[at][stem]
    enough = ((worth, -at) for at, worth in found.items() if worth >= _ENOUGH)
    near = [(worth, at) for worth, at in enough if spans[-at][0] <= time <= spans[-at][1]]
    return -max(near, default=(0.0, 1))[1]


def _span(times: Floats, window: float) -> tuple[float, float]:
    """Return from when to when a headline may be, not to be too far from any of these."""
    return float(times.max() - window), float(times.min() + window)
