"""What texts teach about themes: the sure ones about the others, and an editor's corrections about all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from digest.stories import scoring
from digest.stories.scoring import Material
from digest.stories.vectors import Floats, Matrix

_ROUNDS = 2
_BELIEF = 0.9  # sharpness at which texts speak for a theme
_RIDGE = 1.0
_MOST = 4_000  # corrections that are used, the last given first: the kernel has as many rows


def from_sure(material: Material, score: Floats) -> Floats:
    """Return how like each text is to the other texts that its themes are sure of: texts x themes.

    A theme's centre is the sum of all texts, each by the square of its certainty; a text is left out of the
    centre that it is compared with (Rocchio 1971, fed by the first scores as in Nigam & others 2000).
    """
    texts = material.space
    own = np.asarray(texts.multiply(texts).sum(axis=1))
    learned = np.zeros_like(score)
    for _ in range(_ROUNDS):
        share = scoring.certainty(score + 1.5 * learned, _BELIEF) ** 2
        centres = np.asarray((texts.T @ share).T)
        near = np.asarray(texts @ centres.T)
        length = (centres * centres).sum(axis=1)[None, :] - 2 * share * near + share * share * own
        learned = scoring.even((near - share * own) / np.sqrt(np.maximum(length, 1e-6)), material.less)
    return learned


def from_examples(texts: Matrix, examples: Matrix, labels: Sequence[int], themes: int) -> Floats:
    """Return what corrections say of each text: kernel ridge regression on the cosine, texts x themes.

    f(x) = k(x)ᵀ (K + λ I)⁻¹ Y with Y one in a correction's theme, less the theme's share (Saunders & others 1998).
    """
    examples, labels = examples[-_MOST:], labels[-_MOST:]
    wanted = np.zeros((len(labels), themes))
    wanted[np.arange(len(labels)), list(labels)] = 1.0
    wanted -= wanted.mean(axis=0)
    kernel = np.asarray((examples @ examples.T).todense()) + _RIDGE * np.eye(len(labels))
    return np.asarray(np.asarray((texts @ examples.T).todense()) @ np.linalg.solve(kernel, wanted))
