"""How well texts fit themes: scorers that each give every text a number per theme, and how they are added up.

A scorer is a function of the material; static word vectors, say, would be one more line in `SCORERS`. What a
scorer gives is made comparable before it is added: less half of its mean for the theme (a theme whose words are
everywhere says little), over its deviation in all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy import sparse

from digest import model as m
from digest.stories import vectors, words
from digest.stories.vectors import Floats, Matrix

_PIECE = 5  # letters: "inflation" and "inflationary" have four such pieces in common
_SETTLED = 20.0  # texts after which a theme's mean is believed


@dataclass(frozen=True, slots=True)
class Material:
    """Texts and themes in one space: counts of stems, one row a text, a theme, a keyword of each theme.

    `pieces` says which pieces of five letters each stem has (stems x pieces); `worth` is the stems' rarity.
    """

    texts: Matrix
    themes: Matrix
    keywords: tuple[Matrix, ...]
    worth: Floats
    pieces: Matrix


class Scorer(Protocol):
    """Gives each text a number per theme, higher where it fits better; any scale."""

    def __call__(self, material: Material) -> Floats:
        """Return texts x themes."""
        ...


def words_of(theme: m.Theme) -> str:
    """Return all that the theme says of itself."""
    return " . ".join((theme.name, theme.description, *theme.keywords))


def material(stems: Sequence[Sequence[str]], themes: Sequence[m.Theme]) -> Material:
    """Return the stems of texts, and the themes, as counts over one vocabulary."""
    of_themes = [words.stems(words_of(theme)) for theme in themes]
    both, columns = vectors.counts([*stems, *of_themes])
    texts = both[: len(stems)]
    keywords = tuple(vectors.counts([words.stems(k) for k in (*t.keywords, t.name)], columns)[0] for t in themes)
    worth = vectors.usual(vectors.frequency(texts), columns, len(stems))
    pieces, _ = vectors.counts([_pieces(stem) for stem in columns])
    return Material(texts, both[len(stems) :], keywords, worth, pieces)


def _pieces(stem: str) -> list[str]:
    marked = f"<{stem}"
    return [marked[at : at + _PIECE] for at in range(max(1, len(marked) - _PIECE + 1))]


def whole(material: Material) -> Floats:
    """Return the cosine of a text and its theme's name, description and keywords."""
    ours = vectors.weighted(material.texts, material.worth)
    return _dense(ours @ vectors.weighted(material.themes, material.worth).T)


def keyed(material: Material) -> Floats:
    """Return the mean of the best three cosines of a text and its theme's keywords."""
    ours = vectors.weighted(material.texts, material.worth)
    return np.column_stack([_best_three(ours, vectors.weighted(k, material.worth)) for k in material.keywords])


def bm25(material: Material, k1: float = 1.2, b: float = 0.75) -> Floats:
    """Return BM25 with the theme's words as the query: Robertson & Zaragoza 2009, section 3.4.

    sum over words of idf · tf (k1 + 1) / (tf + k1 (1 - b + b · length / mean length))
    """
    texts = material.texts.copy()
    lengths = np.asarray(texts.sum(axis=1)).ravel()
    longer = k1 * (1 - b + b * lengths / max(float(lengths.mean()), 1.0))
    texts.data = texts.data * (k1 + 1) / (texts.data + np.repeat(longer, np.diff(texts.indptr)))
    return _dense(texts @ sparse.diags(material.worth) @ material.themes.sign().T)


def whole_in_pieces(material: Material) -> Floats:
    """Return what `whole` does, over pieces of words in place of words: related forms meet, in any language."""
    return whole(_in_pieces(material))


def keyed_in_pieces(material: Material) -> Floats:
    """Return what `keyed` does, over pieces of words."""
    return keyed(_in_pieces(material))


SCORERS: tuple[tuple[Scorer, float], ...] = (
    (whole, 1.0),
    (keyed, 1.0),
    (bm25, 1.0),
    (whole_in_pieces, 0.5),
    (keyed_in_pieces, 0.5),
)


def total(material: Material) -> Floats:
    """Return the scorers' sum, each comparable and at its weight: texts x themes."""
    parts = [weight * even(scorer(material)) for scorer, weight in SCORERS]
    return np.asarray(np.sum(parts, axis=0))


def even(part: Floats) -> Floats:
    """Return one scorer's numbers made comparable: less half of their mean per theme, over the deviation in all."""
    believed = 0.5 * len(part) / (len(part) + _SETTLED)
    part = part - believed * part.mean(axis=0)
    deviation = float(part.std())
    return part / deviation if deviation > 1e-9 else np.zeros_like(part)


def certainty(score: Floats, sharpness: float) -> Floats:
    """Return the softmax of each row: shares that add up to one."""
    powers = np.exp(sharpness * (score - score.max(axis=1, keepdims=True)))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _in_pieces(material: Material) -> Material:
    texts = sparse.csr_matrix(material.texts @ material.pieces)
    themes = sparse.csr_matrix(material.themes @ material.pieces)
    keywords = tuple(sparse.csr_matrix(keyword @ material.pieces) for keyword in material.keywords)
    worth = vectors.rarity(vectors.frequency(texts), texts.shape[0])
    return Material(texts, themes, keywords, worth, material.pieces)


def _best_three(ours: Matrix, keywords: Matrix) -> Floats:
    best = np.sort(_dense(ours @ keywords.T), axis=1)[:, -3:]
    return np.asarray(best.sum(axis=1) / 3.0)


def _dense(product: Matrix) -> Floats:
    return np.asarray(product.todense(), dtype=np.float64)
