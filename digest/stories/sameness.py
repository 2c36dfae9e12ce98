"""How surely two headlines are of one matter, from what they share: a weighted sum, fitted to labelled headlines.

The weights are those of a logistic regression, so the sum is in log odds. It was fitted to a public collection of
news headlines with the story each belongs to, in samples of 100 posts to all, each time among the headlines of
another newspaper and of blogs of one narrow trade as posts of no story (`tests/bench/pairs.py` does it again).
Most labelled pairs share little, so the sum says little of headlines that are nearly the same, and their share of
words in common, by rarity, decides beside it: the higher of the two counts.
What headlines do without (capitals, texts, vectors, pieces of words) made no difference or made it worse: see
docs/measurements.md.
"""

from __future__ import annotations

import numpy as np

from digest.stories.likeness import Shared, Space
from digest.stories.vectors import Floats

SURE = 3.0
"""Sum from which two posts are one story."""

LEAST, MOST = -4.0, 6.0
"""The sum of two posts that share nothing that counts, and the highest there is."""

FEATURES = (
    "cosine", "telling", "likely names", "certain names", "rarity", "rarest", "stems", "share of the shorter",
    "share of both", "rarity of the shorter", "cosine squared", "cosine by rarest", "log of rarity",
)  # fmt: skip
WEIGHTS = np.array([9.511, 0.188, 0.066, 2.468, 1.134, -1.006, -5.474, 1.717, 11.508, 0.0, -13.770, -1.048, 2.294])
CONSTANT = -6.323

_NEARLY = 1.75  # share of both times log of rarity from which headlines are nearly the same
_STEEP = 6.0  # what more of it adds to the sum


def features(of: Space, shared: Shared) -> Floats:
    """Return what is known of each pair, pairs x `FEATURES`."""
    one, other = of.weight[shared.one], of.weight[shared.other]
    shorter = np.maximum(np.minimum(one, other), 1e-9)
    near, rarity, rarest = shared.likeness, shared.rarity, shared.rarest
    return np.column_stack(
        [
            near,
            shared.telling,
            shared.likely,
            shared.certain,
            rarity,
            rarest,
            shared.stems,
            rarity / shorter,
            rarity / np.maximum(one + other - rarity, 1e-9),
            shorter,
            near * near,
            near * rarest,
            np.log1p(rarity),
        ]
    )


def score(of: Space, shared: Shared) -> Floats:
    """Return how surely each pair is of one matter, from `LEAST` to `MOST`."""
    fitted = features(of, shared) @ WEIGHTS + CONSTANT
    return np.asarray(np.clip(np.maximum(fitted, _nearly(of, shared)), LEAST, MOST))


def _nearly(of: Space, shared: Shared) -> Floats:
    """Return how surely headlines are of one matter as they are nearly the same; two that each name another are not.

    The share of words in common counts the more the more they tell: three rare words of four may be a form.
    """
    one, other = of.weight[shared.one], of.weight[shared.other]
    both = shared.rarity / np.maximum(one + other - shared.rarity, 1e-9)
    others = np.minimum(of.names[shared.one], of.names[shared.other]) - shared.certain
    near = SURE + _STEEP * (both * np.log1p(shared.rarity) - _NEARLY)
    return np.asarray(np.where(others < 1, near, LEAST))
