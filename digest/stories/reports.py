"""Different reports of one matter, found by the words of their headlines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from scipy import sparse

from digest import model as m
from digest.stories import titles, vectors, words

LEAST_TOKENS = 4
_COMMON = 500
_SURE = 0.42


@dataclass(frozen=True, slots=True)
class Match:
    """Positions of bunches that are one story, and why."""

    groups: tuple[int, ...]
    reason: str


def matches(bunches: Sequence[Sequence[m.Post]], window: timedelta) -> tuple[Match, ...]:
    """Return which bunches report the same matter; each position in one match at most."""
    leads = [min(bunch, key=lambda post: (post.published.at, post.id)) for bunch in bunches]
    known = titles.series((post.source, post.title) for post in leads)
    cores = [titles.core(post.title, post.source, known) for post in leads]
    stems = [words.stems(core) if len(words.tokens(core)) >= LEAST_TOKENS else () for core in cores]
    table, _ = vectors.counts(stems)
    if not table.nnz:
        return ()
    frequency = vectors.frequency(table)
    rows = vectors.weighted(table, vectors.rarity(frequency, len(leads)))
    rare = sparse.diags((frequency <= _COMMON).astype(float))
    near = sparse.triu((rows @ rare) @ rows.T, k=1).tocoo()
    hours = np.array([post.published.at.timestamp() for post in leads])
    good = (near.data >= _SURE) & (np.abs(hours[near.row] - hours[near.col]) <= window.total_seconds())
    above = list(range(len(leads)))
    for a, b in zip(near.row[good].tolist(), near.col[good].tolist(), strict=True):
        shared = set(stems[a]) & set(stems[b])
        if len(shared) >= 3:
            one, other = sorted((_root(above, a), _root(above, b)))
            above[other] = one
    found: dict[int, list[int]] = {}
    for at in range(len(leads)):
        found.setdefault(_root(above, at), []).append(at)
    return tuple(
        Match(tuple(bunch), _reason([cores[at] for at in bunch], [stems[at] for at in bunch]))
        for bunch in found.values()
        if len(bunch) > 1
    )


def _root(above: list[int], at: int) -> int:
    while above[at] != at:
        above[at] = above[above[at]]
        at = above[at]
    return at


def _reason(cores: Sequence[str], stems: Sequence[Sequence[str]]) -> str:
    shared = set(stems[0]).intersection(*stems[1:]) or set(stems[0]) & set(stems[1])
    said = list(dict.fromkeys(w for w in words.words(cores[0]) if shared.intersection(words.stems(w))))[:4]
    return f"same matter: {', '.join(repr(w) for w in said)} in {len(cores)} titles"


def follow(new: Sequence[m.Post], old: Sequence[m.Post]) -> dict[int, tuple[int, ...]]:
    """Return for positions of `new` the positions of `old` that report the same matter, however long ago."""
    return {}
