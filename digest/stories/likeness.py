"""Which texts of many are alike enough to be looked at, found without comparing all with all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
import scipy  # its parts load when they are used

from digest.stories import names, vectors, words
from digest.stories.vectors import Bools, Floats, Integers, Matrix

_CHUNK = 1024  # rows compared at once: bounds the memory
_PAIRS = 50_000  # pairs looked at together
_EVERYDAY = 0.4  # what an everyday word counts for as evidence
_FEW, _SHARE = 30, 0.1  # a stem in more texts than these is an everyday word of the week


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of rows, the smaller in `one`, each pair once, with how surely the two are of one matter."""

    one: Integers
    other: Integers
    score: Floats

    @classmethod
    def joined(cls, parts: Sequence[Pairs]) -> Pairs:
        """Return all pairs of the parts, in their order."""
        if not parts:
            return cls(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0))
        return cls(*(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(cls)))

    def where(self, kept: Bools | Integers) -> Pairs:
        """Return those for which `kept` is True, or those at these places, in their order."""
        return Pairs(self.one[kept], self.other[kept], self.score[kept])

    def rows(self) -> Iterator[tuple[float, int, int]]:
        """Yield score and rows of each pair."""
        return zip(self.score.tolist(), self.one.tolist(), self.other.tolist(), strict=True)


@dataclass(frozen=True, slots=True)
class Space:
    """Texts as unit rows, and by column what sharing a stem tells, alone and as likely or certain name.

    `worth` is each column's rarity, `weight` each text's sum of it, `many` the number of its stems and `names` what
    those that surely are names tell; `named` are these stems.
    """

    rows: Matrix
    present: Matrix
    frequency: Integers
    worth: Floats
    weight: Floats
    many: Floats
    names: Floats
    telling: Floats
    likely: Floats
    certain: Floats
    named: frozenset[str]


@dataclass(frozen=True, slots=True)
class Shared:
    """Pairs of rows (the smaller in `one`) with their cosine and the sums of what their shared stems tell.

    `stems` is how many they share, `rarity` the sum of how rare these are and `rarest` the highest.
    """

    one: Integers
    other: Integers
    likeness: Floats
    telling: Floats
    likely: Floats
    certain: Floats
    stems: Floats
    rarity: Floats
    rarest: Floats

    def where(self, kept: Bools) -> Shared:
        """Return those pairs for which `kept` is True."""
        return Shared(*(getattr(self, one.name)[kept] for one in fields(self)))


def space(stems: Sequence[Sequence[str]], written: Mapping[str, int]) -> Space:
    """Return the space of these texts; `written` is how often each word was written, to tell names by."""
    table, columns = vectors.counts(stems)
    frequency = vectors.frequency(table)
    everyday = np.array([stem in words.EVERYDAY for stem in columns], dtype=bool)
    common = frequency > max(_FEW, _SHARE * len(stems))
    telling = np.where(everyday | common, _EVERYDAY, 1.0)
    shown = names.seen(written, columns)
    worth = vectors.usual(frequency, columns, len(stems))
    rows, present = vectors.weighted(table, worth), table.sign()
    named = frozenset(stem for stem, column in columns.items() if shown.certain[column])
    likely, certain = shown.likely * telling, shown.certain * telling
    sums = present @ np.column_stack([worth, np.ones(len(worth)), certain])
    weight, many, of_names = sums.T
    return Space(rows, present, frequency, worth, weight, many, of_names, telling, likely, certain, named)


def candidates(of: Space, times: Floats, window: float, *, least: float, common: int) -> Iterator[Shared]:
    """Yield the pairs within `window` seconds whose cosine over stems of at most `common` texts is `least` or more.

    Texts are taken in the order of time, some at once, so that each is compared only with what came out near it.
    """
    if not of.rows.nnz:
        return
    order = np.argsort(times, kind="stable")
    rare = scipy.sparse.csr_matrix((of.rows @ scipy.sparse.diags((of.frequency <= common).astype(np.float64)))[order])
    ends = np.searchsorted(times[order], times[order] + window, side="right")
    for start in range(0, len(order), _CHUNK):
        stop = min(start + _CHUNK, len(order))
        block = (rare[start:stop] @ rare[start : ends[stop - 1]].T).tocoo()
        good = (block.row < block.col) & (block.data >= least) & (block.col + start < ends[block.row + start])
        first, second = order[block.row[good] + start], order[block.col[good] + start]
        one, other = np.minimum(first, second), np.maximum(first, second)
        for at in range(0, len(one), _PAIRS):
            yield _shared(of, one[at : at + _PAIRS], other[at : at + _PAIRS])


def _shared(of: Space, one: Integers, other: Integers) -> Shared:
    both = of.rows[one].multiply(of.rows[other]).tocsr()
    likeness = np.asarray(both.sum(axis=1)).ravel()
    both.data = np.ones(len(both.data))
    sums = both @ np.column_stack([of.telling, of.likely, of.certain, np.ones(len(of.worth)), of.worth])
    both.data = of.worth[both.indices]
    rarest = np.asarray(both.max(axis=1).todense()).ravel() if len(one) else np.zeros(0)
    telling, likely, certain, shared, rarity = sums.T
    return Shared(one, other, likeness, telling, likely, certain, shared, rarity, rarest)
