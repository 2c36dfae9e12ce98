"""What texts of one batch say about each other: each is drawn to the themes of those most like it.

A graph links each text with its nearest, by words and meanings; shares of themes flow along it until they stand still
(Zhou & others 2004). A text that says little on its own is read in the light of its neighbours.
"""

from __future__ import annotations

import numpy as np
import scipy  # its parts load when they are used

from digest.stories import scoring
from digest.stories.scoring import Material
from digest.stories.vectors import Floats, Integers, Matrix

_NEAREST = 10
_MOST = 3_000  # texts in which the nearest are looked for: in more, so many spread evenly over them
_CHUNK = 512  # texts compared at once: bounds the memory
_FLOW = 0.9  # share that comes from neighbours at each step
_STEPS = 20
_BELIEF = 0.6  # sharpness at which scores become shares


def spread(material: Material, score: Floats) -> Floats:
    """Return how strongly each text and its surroundings speak for each theme: logarithms of shares, comparable."""
    if len(score) < 2:
        return np.zeros_like(score)
    links = _links(material)
    own = scoring.certainty(score, _BELIEF)
    share = own
    for _ in range(_STEPS):
        share = (1 - _FLOW) * own + _FLOW * np.asarray(links @ share)
    share = share / np.maximum(share.sum(axis=1, keepdims=True), 1e-12)
    said = np.log(np.maximum(share, 1e-6))
    return scoring.even(said - said.mean(axis=1, keepdims=True), 0.0)


def _links(material: Material) -> Matrix:
    """Return texts x texts: how alike neighbours are, over the root of what each of the two has in all."""
    many = material.texts.shape[0]
    among = np.arange(many) if many <= _MOST else np.linspace(0, many - 1, _MOST).astype(np.int64)
    near = scipy.sparse.vstack(
        [_nearest(material, np.arange(at, min(at + _CHUNK, many)), among) for at in range(0, many, _CHUNK)]
    )
    links = near.maximum(near.T)
    scale = scipy.sparse.diags(1.0 / np.sqrt(np.asarray(links.sum(axis=1)).ravel() + 1e-9))
    return scipy.sparse.csr_matrix(scale @ links @ scale)


def _nearest(material: Material, rows: Integers, among: Integers) -> Matrix:
    """Return rows x texts: how alike each row is to its nearest of `among`, nought for all others."""
    alike = material.alike(rows, among)
    alike[rows[:, None] == among[None, :]] = 0.0
    kept = min(_NEAREST, len(among))
    best = np.argpartition(-alike, kept - 1, axis=1)[:, :kept]
    found = np.maximum(np.take_along_axis(alike, best, axis=1), 0.0)
    at = (np.repeat(np.arange(len(rows)), kept), among[best].ravel())
    return scipy.sparse.csr_matrix((found.ravel(), at), shape=(len(rows), material.texts.shape[0]))
