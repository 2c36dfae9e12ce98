"""Headlines that may be of one matter.

They share enough that says something: three stems that are neither stop words nor the sector's everyday words,
not all of them one name (the same actor has other news tomorrow), and neither begins with an actor the other
does not know (the same form is used for every appointment).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from digest import model as m
from digest.stories import likeness, names, titles, words
from digest.stories.likeness import Pair, Shared
from digest.stories.vectors import Floats

LEAST_TOKENS = 4
OTHER_ACTOR = -1.0  # the likeness of two headlines that must not meet
_COMMON = 500  # titles a stem may stand in and still find candidates
_CANDIDATE = 0.10
_TELLING = 3.0
_WITHOUT_NAMES = 0.5  # least likeness of headlines that share no name
_SAME_SOURCE = 0.8  # least likeness of two posts of one source: mostly it has moved on to other news


def cores(posts: Sequence[m.Post]) -> list[str]:
    """Return the posts' headlines without their frames."""
    known = titles.series((post.source, post.title) for post in posts)
    return [titles.core(post.title, post.source, known) for post in posts]


def compared(said: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the stems by which headlines are compared: none for the short ones, which meet nothing."""
    return [words.stems(core) if len(words.tokens(core)) >= LEAST_TOKENS else () for core in said]


def alike(
    posts: Sequence[m.Post], said: Sequence[str], pieces: Sequence[str], times: Floats, window: float
) -> Iterator[Pair]:
    """Yield the pairs whose headlines (`said`) may be of one matter, and below nought those that must not be.

    `pieces` are sentences of the posts' texts: a word they write small is no name, however headlines write it.
    """
    stems = compared(said)
    heads = [names.head(core) for core in said]
    space = likeness.space(stems, [*said, *pieces])
    for shared in likeness.candidates(space, times, window, least=_CANDIDATE, common=_COMMON):
        for at in np.flatnonzero(_enough(shared, known=bool(pieces))).tolist():
            a, b, score = int(shared.one[at]), int(shared.other[at]), float(shared.likeness[at])
            if posts[a].source == posts[b].source and posts[a].source and score < _SAME_SOURCE:
                continue
            if shared.telling[at] - shared.certain[at] < 1 and names.one_actor(said[a], {*stems[a]} & {*stems[b]}):
                continue
            other = shared.certain[at] < 2 and names.conflict(heads[a], heads[b], stems[a], stems[b])
            other = other or names.other_filling(stems[a], stems[b], space.named)
            yield OTHER_ACTOR if other else score, a, b


def _enough(shared: Shared, *, known: bool) -> Floats:
    """Return where enough is shared; with `known`, texts have told what is a name, and only a sure one counts."""
    named = (shared.certain if known else shared.likely) >= 1
    return np.asarray((shared.telling >= _TELLING) & (named | (shared.likeness >= _WITHOUT_NAMES)))
