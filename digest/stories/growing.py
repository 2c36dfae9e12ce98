"""Pairs into bunches: what is sure of single pairs, and what many pairs say together.

Bunches grow as long as the mean score between all posts of one and all of the other stays high enough (average
linkage, Sokal & Michener 1958), the most certain two first. Pairs that nobody scored count as sharing nothing,
so that one post that mentions two matters does not chain them. The more pairs there are between two bunches, the
less their mean has to be: that thirty headlines have something to do with thirty others is no chance.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Sequence

import numpy as np
import scipy  # its parts load when they are used

from digest.stories import sameness
from digest.stories.likeness import Pairs
from digest.stories.vectors import Floats, Integers, Matrix

_LARGE = -2.0  # mean score at which large bunches still grow
_LOWEST = _LARGE - sameness.LEAST - 1e-9  # mean sum below which no two bunches meet
_MIDDLE = 0.40  # cosine of the middles of two large bunches of one matter
_SMALLER = 0.4  # added to it for small ones, over the root of the number of pairs
_MANY = 3  # posts that have a middle
_NEAR = 0.1  # cosine below which two middles are not looked at
_NEVER = -1e9
_AGAINST = 0.1  # share of the pairs between two bunches that must not meet, from which neither must they
_COMMON = 500  # texts a stem may stand in and still find bunches to compare


class _Bunches:
    """Bunches by the row that names them, sums of scores between them, and the two that are nearest by `margin`.

    `linked` holds a sum for each two bunches that share something, under both.
    """

    def __init__(self, members: Sequence[Sequence[int]]) -> None:
        self.members = {at: list(rows) for at, rows in enumerate(members)}
        self.linked: list[dict[int, float]] = [{} for _ in members]
        self.turn = [0] * len(members)
        self.heap: list[tuple[float, int, int, int, int]] = []

    def link(self, pairs: Pairs) -> None:
        """Note the sums between bunches; each pair once."""
        for total, one, other in pairs.rows():
            self.linked[one][other] = self.linked[other][one] = total

    def pairs_between(self, one: int, other: int) -> int:
        """Return how many pairs of posts there are between two bunches."""
        return len(self.members[one]) * len(self.members[other])

    def offer(self, margin: float, one: int, other: int) -> None:
        """Note that these two may become one, the higher the margin the sooner."""
        if margin >= 0:
            one, other = sorted((one, other))
            heapq.heappush(self.heap, (-margin, one, other, self.turn[one], self.turn[other]))

    def nearest(self) -> tuple[int, int] | None:
        """Return the two bunches to join next; None where none are left."""
        while self.heap:
            _, one, other, turn, turned = heapq.heappop(self.heap)
            if self.turn[one] == turn and self.turn[other] == turned:
                return one, other
        return None

    def absorb(self, one: int, other: int) -> dict[int, float]:
        """Put the second into the first; return the sums between it and its neighbours."""
        self.members[one] += self.members.pop(other)
        self.turn[one] += 1
        self.turn[other] = -1
        self.linked[one].pop(other, None)
        for third, total in self.linked[other].items():
            if third != one:
                both = total + self.linked[one].get(third, 0.0)
                self.linked[one][third] = self.linked[third][one] = both
                del self.linked[third][other]
        self.linked[other] = {}
        return self.linked[one]

    def found(self) -> list[tuple[int, ...]]:
        """Return the bunches of two posts or more."""
        return sorted(tuple(sorted(rows)) for rows in self.members.values() if len(rows) > 1)


def grow(size: int, pairs: Pairs) -> list[tuple[int, ...]]:
    """Return bunches of two rows or more; ties go by row, so that the order of the pairs changes nothing."""
    bunches = _Bunches([(row,) for row in range(size)])
    above = Pairs(pairs.one, pairs.other, pairs.score - sameness.LEAST)
    bunches.link(above)
    for total, a, b in above.where(pairs.score >= sameness.SURE).rows():
        bunches.offer(_margin(total, 1), a, b)
    while nearest := bunches.nearest():
        one, other = nearest
        sums, members = bunches.absorb(one, other), bunches.members
        least = _LOWEST * len(members[one])
        for third, total in sums.items():
            if total >= least * len(
                members[third]
            ):  # most are far below: asked first, as this is met millions of times
                bunches.offer(_margin(total, bunches.pairs_between(one, third)), one, third)
    return bunches.found()


def _margin(total: float, between: int) -> float:
    """Return by how much the mean over that many pairs is above what it must be."""
    least = _LARGE + (sameness.SURE - _LARGE) / between**0.5
    return float(total / between + sameness.LEAST - least)


def unite(
    bunches: Sequence[tuple[int, ...]],
    rows: Matrix,
    apart: Pairs,
    times: Floats,
    window: float,
) -> list[tuple[int, ...]]:
    """Return the bunches, those of three posts or more made one where their middles are alike.

    Large matters fall into several bunches by the sides that outlets tell of them. `rows` are unit vectors of the
    headlines, `apart` pairs of rows that must not meet.
    """
    large = [bunch for bunch in bunches if len(bunch) >= _MANY]
    if len(large) < 2:
        return list(bunches)
    middles = scipy.sparse.csr_matrix(_member(large, rows.shape[0]) @ rows)
    lengths = np.sqrt(np.asarray(middles.multiply(middles).sum(axis=1)).ravel())
    found, own = _Bunches(large), (lengths**2).tolist()
    when, against = [float(np.mean(times[list(bunch)])) for bunch in large], _against(large, apart, rows.shape[0])
    for one, other, dot in _alike(middles, lengths):
        between = found.pairs_between(one, other)
        far = abs(when[one] - when[other]) > window or against[one, other] >= _AGAINST * between
        found.linked[one][other] = found.linked[other][one] = _NEVER if far else dot
        found.offer(_near(found.linked[one][other], own[one] * own[other], between), one, other)
    while nearest := found.nearest():
        one, other = nearest
        own[one] += own[other] + 2 * found.linked[one][other]
        for third, dot in found.absorb(one, other).items():
            found.offer(_near(dot, own[one] * own[third], found.pairs_between(one, third)), one, third)
    return sorted([*(bunch for bunch in bunches if len(bunch) < _MANY), *found.found()])


def homes(bunches: Sequence[Sequence[int]], size: int) -> Integers:
    """Return for each row which bunch it is in, -1 where it is in none."""
    home = np.full(size, -1, dtype=np.int64)
    for at, bunch in enumerate(bunches):
        home[list(bunch)] = at
    return home


def _against(bunches: Sequence[Sequence[int]], apart: Pairs, size: int) -> Counter[tuple[int, int]]:
    """Return how many pairs of rows that must not meet stand between each two bunches, the smaller place first."""
    home = homes(bunches, size)
    places = np.sort(np.column_stack([home[apart.one], home[apart.other]]), axis=1)
    return Counter(map(tuple, places[places[:, 0] >= 0].tolist()))


def _near(dot: float, squares: float, between: int) -> float:
    return float(dot / squares**0.5 - _MIDDLE - _SMALLER / between**0.5)


def _member(bunches: Sequence[Sequence[int]], size: int) -> Matrix:
    """Return bunches x rows, 1 where a row is in a bunch."""
    at = np.repeat(np.arange(len(bunches)), [len(bunch) for bunch in bunches])
    inside = np.concatenate([np.array(bunch) for bunch in bunches])
    return scipy.sparse.csr_matrix((np.ones(len(at)), (at, inside)), shape=(len(bunches), size))


def _alike(middles: Matrix, lengths: Floats) -> list[tuple[int, int, float]]:
    """Return the pairs of middles that share a stem which is not everywhere, with their scalar products."""
    rare = middles.copy()
    held = np.bincount(middles.indices, minlength=middles.shape[1])
    rare.data[held[rare.indices] > _COMMON] = 0.0
    near = scipy.sparse.triu(rare @ rare.T, k=1).tocoo()
    good = near.data >= _NEAR * lengths[near.row] * lengths[near.col]
    one, other = near.row[good], near.col[good]
    dots = np.asarray(middles[one].multiply(middles[other]).sum(axis=1)).ravel()
    return list(zip(one.tolist(), other.tolist(), dots.tolist(), strict=True))
