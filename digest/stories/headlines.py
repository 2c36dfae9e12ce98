"""How surely headlines are of one matter.

They share something that says something: stems that are neither stop words nor the sector's everyday words, not
all of them one name (the same actor has other news tomorrow), and neither begins with an actor the other does not
know (the same form is used for every appointment).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from digest import model as m
from digest.stories import figures, likeness, names, sameness, titles, words
from digest.stories.likeness import Pairs, Shared, Space
from digest.stories.openings import Openings
from digest.stories.vectors import Bools, Floats, Integers

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
    return [words.stems(figures.plain(core)) if words.many(core, LEAST_TOKENS) else () for core in said]


def alike(
    sources: Integers,
    said: Sequence[str],
    stems: Sequence[tuple[str, ...]],
    opened: Openings,
    times: Floats,
    window: float,
) -> Pairs:
    """Return the pairs whose headlines (`said`, `stems`) share something, by how surely they are of one matter.

    Those that must not meet have `OTHER_ACTOR`, those whose texts are of other matters `OTHER_TEXT`; those that share
    nothing that counts are left out.
    """
    heads = [names.head(core) for core in said]
    space = likeness.space(stems, names.written(said) + opened.written)
    parts = []
    for found in likeness.candidates(space, times, window, least=_CANDIDATE, common=_COMMON):
        own = (sources[found.one] == sources[found.other]) & (found.likeness < _SAME)
        shared = found.where((found.telling >= _TELLING) & ~own)
        scores = sameness.score(space, shared)
        scores[(shared.likeness < _SAME) & opened.apart(shared.one, shared.other)] = OTHER_TEXT
        _look(scores, space, shared, _Said(said, stems, heads))
        parts.append(Pairs(shared.one, shared.other, scores).where(scores != sameness.LEAST))
    return Pairs.joined(parts)


@dataclass(frozen=True, slots=True)
class _Said:
    """Headlines, their stems, and the actors they begin with."""

    cores: Sequence[str]
    stems: Sequence[tuple[str, ...]]
    heads: Sequence[frozenset[str]]


def _look(scores: Floats, space: Space, shared: Shared, said: _Said) -> None:
    """Lower the scores of pairs that are likely by what they share, and by their words are not: in place."""
    likely = scores >= _LOOKED_AT
    actor = likely & (shared.telling - shared.certain < 1)
    for at, a, b in _places(actor, shared):
        if names.one_actor(said.cores[a], {*said.stems[a]} & {*said.stems[b]}):
            scores[at] = sameness.LEAST
    more, less = (space.many[rows] - shared.stems for rows in (shared.one, shared.other))
    form = likely & (more > 0) & (less > 0) & (shared.stems >= more + less)
    for at, a, b in _places(form, shared):
        if names.other_filling(said.stems[a], said.stems[b], space.named):
            scores[at] = OTHER_ACTOR
    headed = np.array([bool(head) for head in said.heads], dtype=bool)
    for at, a, b in _places(likely & (shared.certain < 2) & headed[shared.one] & headed[shared.other], shared):
        if names.conflict(said.heads[a], said.heads[b], said.stems[a], said.stems[b]):
            scores[at] = OTHER_ACTOR


def _places(kept: Bools, shared: Shared) -> Iterator[tuple[int, int, int]]:
    at = np.flatnonzero(kept)
    return zip(at.tolist(), shared.one[at].tolist(), shared.other[at].tolist(), strict=True)
