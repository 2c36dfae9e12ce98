"""What texts teach about themes: the sure ones about the others, and an editor's corrections about all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from digest.stories import scoring, vectors
from digest.stories.scoring import Material
from digest.stories.vectors import Floats, Matrix

_ROUNDS = 2
_BELIEF = 0.9  # sharpness at which texts speak for a theme
_RIDGE = 0.35
MOST = 4_000  # corrections that are used, the last given first: the kernel has as many rows
_WEIGHTS = (4.0, 6.0, 9.0, 13.0, 19.0, 27.0, 38.0)  # that corrections may have beside the themes' own words
_USUAL = 6.0  # the weight they have before they say themselves which is best
_SHARPNESSES = (0.2, 0.3, 0.45, 0.7, 1.0)
_DOUBT = 30.0  # corrections after which they are heard on their own weight


def from_sure(material: Material, score: Floats, told: Sequence[int] = ()) -> Floats:
    """Return how like each text is to the other texts that its themes are sure of: texts x themes.

    A theme's centre is the sum of all texts, each by the square of its certainty; a text is left out of the
    centre that it is compared with (Rocchio 1971, fed by the first scores as in Nigam & others 2000). `told` are the
    themes of the last texts, of which an editor said where they belong.
    """
    tables = material.tables
    own = np.mean([vectors.squares(table) for table in tables], axis=0)[:, None]
    learned = np.zeros_like(score)
    for _ in range(_ROUNDS):
        share = scoring.certainty(score + 1.5 * learned, _BELIEF) ** 2
        if told:
            share[-len(told) :] = _ones(told, score.shape[1])
        centres = [np.asarray((table.T @ share).T) for table in tables]
        near = vectors.products(tables, centres)
        centre = np.mean([vectors.squares(one) for one in centres], axis=0)
        length = centre - 2 * share * near + share * share * own
        learned = scoring.even((near - share * own) / np.sqrt(np.maximum(length, 1e-6)), material.less)
    return learned


def from_examples(
    texts: Sequence[Matrix], examples: Sequence[Matrix], labels: Sequence[int], themes: int
) -> tuple[Floats, Floats]:
    """Return what corrections say of each text, and of each correction without itself: two tables by theme.

    Both come as tables of the same rows. Kernel ridge regression on the rows' products: f(x) = k(x)ᵀ (K + λ I)⁻¹ Y
    with Y one in a correction's theme, less the theme's share (Saunders & others 1998). Without itself:
    y - (α / diag (K + λ I)⁻¹), exactly (Allen 1974).
    """
    examples, labels = [table[-MOST:] for table in examples], labels[-MOST:]
    wanted = _ones(labels, themes)
    wanted -= wanted.mean(axis=0)
    inverse = np.linalg.inv(vectors.products(examples, examples) + _RIDGE * np.eye(len(labels)))
    alpha = inverse @ wanted
    return vectors.products(texts, examples) @ alpha, wanted - alpha / np.diag(inverse)[:, None]


def weight(score: Floats, without: Floats, labels: Sequence[int]) -> float:
    """Return how much corrections count beside the themes' own words: as they would best have told each other.

    `score` is what themes say of the corrections, `without` what the other corrections say of each.
    """
    labels = labels[-MOST:]
    rows = np.arange(len(labels))

    def likelihood(times: float) -> float:
        both = score[-len(labels) :] + times * without
        return max(float(np.log(scoring.certainty(both, k)[rows, labels] + 1e-9).mean()) for k in _SHARPNESSES)

    best = max(_WEIGHTS, key=likelihood)
    heard = len(labels) / (len(labels) + _DOUBT)
    return float(_USUAL ** (1 - heard) * best**heard)


def _ones(labels: Sequence[int], themes: int) -> Floats:
    found = np.zeros((len(labels), themes))
    found[np.arange(len(labels)), list(labels)] = 1.0
    return found
