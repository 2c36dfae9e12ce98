"""Scores as chances: how often a text whose best theme leads by so much is in that theme.

The lead of the best theme over the second tells more of how right it is than either score; where there is no lead the
chance is a third (a half with two themes), and however long the lead, a few editors would see it otherwise. How fast
it grows was measured on labelled texts of other people, and is measured anew on an editor's own corrections.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from digest.stories import scoring
from digest.stories.vectors import Floats

_LONGEST = 0.97  # chance at the longest lead
RATE = 11.0  # lead at which two thirds of the way from the least chance to the greatest are made
_FEW = 0.65  # of it where texts are too few to speak for each other: their leads are shorter
_RATES = np.geomspace(2.0, 40.0, 30)
_DOUBT = 40.0  # corrections after which their own rate counts more than ours
_SPREAD = 0.6  # sharpness at which what the best leaves is shared out


def chances(score: Floats, rate: float = RATE) -> Floats:
    """Return the chance of each theme for each text: none above the best's, one at most in all."""
    best = _best(score, rate)
    first = score.argmax(axis=1)
    rest = score.copy()
    rest[np.arange(len(score)), first] = -np.inf
    left = scoring.certainty(rest, _SPREAD) if score.shape[1] > 1 else np.zeros_like(score)
    highest = np.where(rest < score.max(axis=1, keepdims=True), 0.999, 1.0) * best[:, None]  # only equals are level
    found = np.minimum(left * (1 - best)[:, None], highest)
    found[np.arange(len(score)), first] = best
    return found


def usual(spoken: float) -> float:
    """Return the rate of scores to which other texts gave that share of what they can give, from 0 to 1."""
    return RATE * (_FEW + (1 - _FEW) * spoken)


def rate(score: Floats, labels: Sequence[int], ours: float = RATE) -> float:
    """Return the rate at which corrections would have been told apart best, `ours` where there are few.

    `score` is what is said of each without itself.
    """
    right = score.argmax(axis=1) == np.asarray(labels)
    found = [np.log(np.where(right, _best(score, rate), 1 - _best(score, rate))).sum() for rate in _RATES]
    doubt = _DOUBT * 0.5 * np.log(_RATES / ours) ** 2
    return float(_RATES[int(np.argmax(np.asarray(found) - doubt))])


def _best(score: Floats, rate: float) -> Floats:
    """Return the chance of the best theme of each text."""
    themes = score.shape[1]
    if themes == 1:
        return np.full(len(score), 1.0)
    two = np.sort(score, axis=1)[:, -2:]
    least = 0.3 + 0.4 / themes
    return np.asarray(_LONGEST - (_LONGEST - least) * np.exp(-(two[:, 1] - two[:, 0]) / rate))
