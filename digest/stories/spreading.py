"""What texts of one batch say about each other: each is drawn to the themes of those most like it.

A graph links each text with its nearest, by words and meanings; shares of themes flow along it until they stand still
(Zhou & others 2004). A text that says little on its own is read in the light of its neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy  # its parts load when they are used

from digest.stories import scoring, vectors
from digest.stories.scoring import Material
from digest.stories.vectors import Floats, Integers, Matrix

_NEAREST = 10
_MOST = 1_500  # texts in which the nearest are looked for: in more, so many spread evenly over them
_OFTEN = 0.1  # share of the texts in which a common word stands
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
    comparing = _Comparing.of(material, among)
    near = scipy.sparse.vstack(
        [comparing.nearest(np.arange(at, min(at + _CHUNK, many))) for at in range(0, many, _CHUNK)]
    )
    links = near.maximum(near.T)
    scale = scipy.sparse.diags(1.0 / np.sqrt(np.asarray(links.sum(axis=1)).ravel() + 1e-9))
    return scipy.sparse.csr_matrix(scale @ links @ scale)


@dataclass(frozen=True, slots=True)
class _Comparing:
    """Texts, and those among which their nearest are looked for, as tables whose products are quickly made.

    Words of many texts are most of what two have in common: they stand beside the meanings, the others apart.
    """

    said: Matrix
    meant: Floats | None
    often: Integers  # columns of words that stand in many texts
    rare: Integers
    among: Integers
    place: Integers  # of each text in `among`, -1 where it is not of them
    against: Floats  # common words and meanings x `among`
    rarely: Matrix  # other words x `among`

    @classmethod
    def of(cls, material: Material, among: Integers) -> _Comparing:
        """Return what is needed to find texts near to others among these."""
        said, meant = material.said, material.meaning.texts if material.meaning else None
        usual = vectors.frequency(said) > _OFTEN * said.shape[0]
        often, rare, theirs = np.flatnonzero(usual), np.flatnonzero(~usual), said[among].astype(np.float32)
        against, rarely = theirs[:, often].toarray(), theirs[:, rare].T.tocsr()
        if meant is not None:
            against = 0.5 * np.hstack((against, meant[among].astype(np.float32)))
            rarely = 0.5 * rarely
        place = np.full(said.shape[0], -1, dtype=np.int64)
        place[among] = np.arange(len(among))
        return cls(said, meant, often, rare, among, place, np.ascontiguousarray(against.T), rarely)

    def nearest(self, rows: Integers) -> Matrix:
        """Return rows x texts: how alike each row is to its nearest, nought for all others and for itself."""
        alike = self._alike(rows)
        own = self.place[rows]
        alike[np.flatnonzero(own >= 0), own[own >= 0]] = 0.0
        kept = min(_NEAREST, len(self.among))
        best = np.argpartition(alike, -kept, axis=1)[:, -kept:]
        found = np.maximum(np.take_along_axis(alike, best, axis=1), 0.0).astype(np.float64)
        at = (np.repeat(np.arange(len(rows)), kept), self.among[best].ravel())
        return scipy.sparse.csr_matrix((found.ravel(), at), shape=(len(rows), len(self.place)))

    def _alike(self, rows: Integers) -> Floats:
        said = self.said[rows].astype(np.float32)
        ours, rare = said[:, self.often].toarray(), said[:, self.rare]
        if self.meant is not None:
            ours = np.hstack((ours, self.meant[rows].astype(np.float32)))
        alike = ours @ self.against
        return np.asarray(alike + (rare @ self.rarely).toarray() if rare.nnz else alike)
