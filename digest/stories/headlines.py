"""How surely headlines are of one matter.

They share something that says something: stems that are neither stop words nor the sector's everyday words, not
all of them one name (the same actor has other news tomorrow), and neither begins with an actor the other does not
know (the same form is used for every appointment).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from digest import model as m
from digest.stories import figures, likeness, names, sameness, titles, words
from digest.stories.likeness import Pair
from digest.stories.openings import Openings
from digest.stories.vectors import Floats

LEAST_TOKENS = 4
OTHER_ACTOR = -8.0  # the score of two headlines that must not meet
OTHER_TEXT = -6.0  # the score of two headlines over texts of different matters
_COMMON = 500  # titles a stem may stand in and still find candidates
_CANDIDATE = 0.10
_TELLING = 2.4  # two stems that tell something, and an everyday one
_LOOKED_AT = -1.0  # score from which a pair is worth a look at its words
_SAME = 0.8  # headlines so alike are one whatever stands below them, and even where one source has both


def cores(posts: Sequence[m.Post]) -> list[str]:
    """Return the posts' headlines without their frames."""
    known = titles.series((post.source, post.title) for post in posts)
    return [titles.core(post.title, post.source, known) for post in posts]


def compared(said: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the stems by which headlines are compared: none for the short ones, which meet nothing."""
    return [words.stems(figures.plain(core)) if len(words.tokens(core)) >= LEAST_TOKENS else () for core in said]


def alike(
    posts: Sequence[m.Post],
    said: Sequence[str],
    stems: Sequence[tuple[str, ...]],
    opened: Openings,
    times: Floats,
    window: float,
) -> Iterator[Pair]:
    """Yield the pairs whose headlines (`said`, `stems`) share something, by how surely they are of one matter.

    Those that must not meet have `OTHER_ACTOR`, those whose texts are of other matters `OTHER_TEXT`.
    """
    heads = [names.head(core) for core in said]
    sources = np.unique([post.source or f"\0{at}" for at, post in enumerate(posts)], return_inverse=True)[1]
    space = likeness.space(stems, [*said, *opened.pieces])
    for found in likeness.candidates(space, times, window, least=_CANDIDATE, common=_COMMON):
        own = (sources[found.one] == sources[found.other]) & (found.likeness < _SAME)
        shared = found.where((found.telling >= _TELLING) & ~own)
        scores = sameness.score(space, shared)
        scores[(shared.likeness < _SAME) & opened.apart(shared.one, shared.other)] = OTHER_TEXT
        for at in np.flatnonzero(scores >= _LOOKED_AT).tolist():
            a, b = int(shared.one[at]), int(shared.other[at])
            if shared.telling[at] - shared.certain[at] < 1 and names.one_actor(said[a], {*stems[a]} & {*stems[b]}):
                scores[at] = sameness.LEAST
            other = shared.certain[at] < 2 and names.conflict(heads[a], heads[b], stems[a], stems[b])
            if other or names.other_filling(stems[a], stems[b], space.named):
                scores[at] = OTHER_ACTOR
        yield from zip(scores.tolist(), shared.one.tolist(), shared.other.tolist(), strict=True)
