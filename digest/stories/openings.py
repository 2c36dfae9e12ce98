"""Posts whose first sentences are of one matter, under headlines that need share nothing.

The institute calls its report by its title, the trade press by what it says; the names and figures in the first
paragraphs are the same. Two openings are of one matter where they share several telling stems, two of them
names or figures, and are alike as a whole. Where two openings are not alike at all, no headline joins them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from digest import model as m
from digest.stories import likeness, names, sameness, words
from digest.stories.likeness import Pairs, Shared, Space
from digest.stories.vectors import Bools, Floats, Integers

_LENGTH = 700  # characters of summary and text
_COMMON = 60  # openings a stem may stand in and still find candidates: names and figures are rare
_CANDIDATE = 0.12
_ALIKE, _TELLING, _NAMES = 0.33, 7.0, 1.9
_VERY_ALIKE, _MORE_TELLING, _NAME = 0.45, 9.0, 0.9  # with a single name in common
_STEEP = 6.0  # what likeness above that adds to the score of a pair
_APART = 0.2  # below it two openings are of different matters
_SAYS = 12  # stems without which an opening says too little to part what headlines join
_SENTENCE = re.compile(r"[.!?:\n](?:(?<=\n)|\s+)")


@dataclass(frozen=True, slots=True)
class Openings:
    """What posts begin with: `written` is how often each word stands there, `lengths` the stems without headlines."""

    space: Space
    written: Counter[str]
    lengths: Integers

    def apart(self, one: Integers, other: Integers) -> Bools:
        """Return for pairs of rows whether both posts say enough to see that they are of different matters."""
        tell = np.minimum(self.lengths[one], self.lengths[other]) >= _SAYS
        likeness = np.ones(len(one))
        rows = self.space.rows
        likeness[tell] = np.asarray(rows[one[tell]].multiply(rows[other[tell]]).sum(axis=1)).ravel()
        return np.asarray(likeness < _APART)


def read(posts: Sequence[m.Post], said: Sequence[str]) -> Openings:
    """Return the openings of posts; `said` are their headlines."""
    bodies = [" \n".join((post.summary[:_LENGTH], post.text[:_LENGTH]))[:_LENGTH].strip() for post in posts]
    pieces = (piece for body in bodies if body for piece in _SENTENCE.split(body))
    of_bodies = [words.stems(body) for body in bodies]
    stems = [(*words.stems(core), *body) if body else () for core, body in zip(said, of_bodies, strict=True)]
    written = names.written(pieces)
    return Openings(
        likeness.space(stems, written), written, np.array([len(body) for body in of_bodies], dtype=np.int64)
    )


def alike(sources: Integers, opened: Openings, times: Floats, window: float) -> Pairs:
    """Return the pairs of different sources whose openings are of one matter."""
    found = []
    for shared in likeness.candidates(opened.space, times, window, least=_CANDIDATE, common=_COMMON):
        good = shared.where(_enough(shared) & (sources[shared.one] != sources[shared.other]))
        score = np.minimum(sameness.SURE + _STEEP * (good.likeness - _ALIKE), sameness.MOST)
        found.append(Pairs(good.one, good.other, score))
    return Pairs.joined(found)


def _enough(shared: Shared) -> Bools:
    named = (shared.likeness >= _ALIKE) & (shared.telling >= _TELLING) & (shared.certain >= _NAMES)
    close = (shared.likeness >= _VERY_ALIKE) & (shared.telling >= _MORE_TELLING) & (shared.certain >= _NAME)
    return np.asarray(named | close)
