"""How well texts fit themes: scorers that each give every text a number per theme, and how they are added up.

A scorer is a function of the material, and a line in `BY_WORDS` or, where vectors tell what texts mean, in
`BY_MEANING`. What a scorer gives is made comparable before it is added: over its deviation in all, and where words
are all there is, less half of its mean for the theme: a theme whose words are everywhere says little.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Protocol

import numpy as np
import scipy  # its parts load when they are used

from digest import model as m
from digest import ports
from digest.stories import leaning, vectors, words
from digest.stories.vectors import Floats, Integers, Matrix

_PIECE = 5  # letters: "inflation" and "inflationary" have four such pieces in common
_SETTLED = 20.0  # texts after which a mean is half believed
_NEAR = 0.4  # sum of a text's cosines with a theme and its phrases from which the theme is believed
_MEAN = 0.5  # of a theme's mean score that is taken off where words are all there is


@dataclass(frozen=True, slots=True)
class Meaning:
    """Texts and themes as directions: a row a text, a theme, a phrase of each theme; and how words lean."""

    texts: Floats
    themes: Floats
    phrases: tuple[Floats, ...]
    leaning: leaning.Leaning


@dataclass(frozen=True)
class Material:
    """Texts and themes in one space: counts of stems, one row a text, a theme, a keyword of each theme.

    `stems` are the columns, `worth` is their rarity.
    """

    texts: Matrix
    themes: Matrix
    keywords: tuple[Matrix, ...]
    worth: Floats
    stems: tuple[str, ...]
    meaning: Meaning | None = None

    @property
    def meant(self) -> Meaning:
        """What texts and themes mean, for those who know that there are vectors."""
        assert self.meaning is not None  # noqa: S101 - nobody asks `BY_MEANING` without vectors
        return self.meaning

    @cached_property
    def said(self) -> Matrix:
        """The texts as rows of length one, by their words."""
        return vectors.weighted(self.texts, self.worth)

    @cached_property
    def in_pieces(self) -> Material:
        """The same by pieces of five letters in place of stems: related forms meet, in any language."""
        made, pieces = vectors.counts([_pieces(stem) for stem in self.stems])
        texts = scipy.sparse.csr_matrix(self.texts @ made)
        keywords = tuple(scipy.sparse.csr_matrix(keyword @ made) for keyword in self.keywords)
        worth = vectors.rarity(vectors.frequency(texts), texts.shape[0])
        return Material(texts, scipy.sparse.csr_matrix(self.themes @ made), keywords, worth, tuple(pieces))

    @property
    def less(self) -> float:
        """The share of a theme's mean score that is taken off."""
        return _MEAN if self.meaning is None else 0.0

    @property
    def tables(self) -> tuple[Matrix, ...]:
        """The texts as rows of length one, by words and by what they mean: mean products say how alike two are."""
        return (self.said,) if self.meaning is None else (self.said, self.meaning.texts)


class Scorer(Protocol):
    """Gives each text a number per theme, higher where it fits better; any scale."""

    def __call__(self, material: Material) -> Floats:
        """Return texts x themes."""
        ...


def words_of(theme: m.Theme) -> str:
    """Return all that the theme says of itself."""
    return " . ".join((theme.name, theme.description, *theme.keywords))


def material(
    texts: Sequence[str], themes: Sequence[m.Theme], meant: ports.Vectors | None = None, judged: int | None = None
) -> Material:
    """Return texts and themes over one vocabulary, and what they mean where there are vectors.

    Only the first `judged` texts say what is common.
    """
    written, known = vectors.counts(map(words.telling, chain(texts, map(words_of, themes))))
    both, columns = vectors.parts(written, known, words.stems_of)
    meaning = None
    if meant:
        leans = leaning.leaning(written[: len(texts)], known, themes, meant, judged)
        meaning = meaning_of(texts, themes, meant, leans)
    del written
    said, of_themes = both[: len(texts)], both[len(texts) :]
    usual = said[:judged]
    keywords = tuple(vectors.counts([words.stems(k) for k in (*t.keywords, t.name)], columns)[0] for t in themes)
    worth = vectors.usual(vectors.frequency(usual), columns, usual.shape[0])
    return Material(said, of_themes, keywords, worth, tuple(columns), meaning)


def meaning_of(
    texts: Sequence[str], themes: Sequence[m.Theme], meant: ports.Vectors, leans: leaning.Leaning
) -> Meaning:
    """Return what texts, themes and their phrases mean, beside how words lean."""
    phrases = [leaning.phrases_of(theme) for theme in themes]
    ends = np.cumsum([len(found) for found in phrases])[:-1]
    rows = (
        texts,
        [words_of(theme) for theme in themes],
        [phrase for found in phrases for phrase in found],
    )
    of_texts, of_themes, of_phrases = (np.asarray(meant.texts(row), dtype=np.float64) for row in rows)
    return Meaning(of_texts, of_themes, tuple(np.split(of_phrases, ends)), leans)


def _pieces(stem: str) -> list[str]:
    marked = f"<{stem}"
    return [marked[at : at + _PIECE] for at in range(max(1, len(marked) - _PIECE + 1))]


def whole(material: Material) -> Floats:
    """Return the cosine of a text and its theme's name, description and keywords."""
    return _dense(material.said @ vectors.weighted(material.themes, material.worth).T)


def keyed(material: Material) -> Floats:
    """Return the mean of the best three cosines of a text and its theme's keywords."""
    return np.column_stack(
        [_best_three(material.said, vectors.weighted(k, material.worth)) for k in material.keywords]
    )


def bm25(material: Material, k1: float = 1.2, b: float = 0.75) -> Floats:
    """Return BM25 with the theme's words as the query: Robertson & Zaragoza 2009, section 3.4.

    sum over words of idf · tf (k1 + 1) / (tf + k1 (1 - b + b · length / mean length))
    """
    texts = material.texts.copy()
    lengths = np.asarray(texts.sum(axis=1)).ravel()
    longer = k1 * (1 - b + b * lengths / max(float(lengths.mean()), 1.0))
    texts.data = texts.data * (k1 + 1) / (texts.data + np.repeat(longer, np.diff(texts.indptr)))
    return _dense(texts @ scipy.sparse.diags(material.worth) @ material.themes.sign().T)


def whole_in_pieces(material: Material) -> Floats:
    """Return what `whole` does, over pieces of words in place of words."""
    return whole(material.in_pieces)


def keyed_in_pieces(material: Material) -> Floats:
    """Return what `keyed` does, over pieces of words."""
    return keyed(material.in_pieces)


def meant_whole(material: Material) -> Floats:
    """Return the cosine of what a text means and what the theme means."""
    return np.asarray(material.meant.texts @ material.meant.themes.T)


def meant_keyed(material: Material) -> Floats:
    """Return the mean of the best three cosines of what a text and the theme's phrases mean."""
    return np.column_stack([_mean_of_three(material.meant.texts @ phrases.T) for phrases in material.meant.phrases])


def leant(material: Material) -> Floats:
    """Return how far the words of a text lean to the theme."""
    return material.meant.leaning.score()


BY_WORDS: tuple[tuple[Scorer, float], ...] = (
    (whole, 1.0),
    (keyed, 1.0),
    (bm25, 1.0),
    (whole_in_pieces, 0.5),
    (keyed_in_pieces, 0.5),
)
BY_MEANING: tuple[tuple[Scorer, float], ...] = (
    (meant_whole, 1.0),
    (meant_keyed, 1.0),
    (leant, 1.0),
    (bm25, 0.8),
    (whole, 0.2),
    (keyed, 0.2),
)


def total(material: Material) -> Floats:
    """Return the scorers' sum, each comparable and at its weight: texts x themes."""
    scorers = BY_WORDS if material.meaning is None else BY_MEANING
    parts = [weight * even(scorer(material), material.less) for scorer, weight in scorers]
    return np.asarray(np.sum(parts, axis=0))


def belonging(material: Material, best: Integers, told: Sequence[int]) -> Floats:
    """Return for each text how much its best theme is believed at all, from 0 to 1 where it is near enough.

    A theme that leads by far may still have nothing to do with a text: of two that are far off one is always nearer.
    What counts are the cosines themselves, by meaning or by words (some scripts have no vectors), with the
    theme and its phrases, or with a text that an editor put there.
    """
    meaning = material.meaning
    if meaning is None:
        return np.ones(len(best))
    rows = np.arange(len(best))
    by_meaning = (meant_whole(material) + meant_keyed(material))[rows, best]
    near = np.maximum(by_meaning, (whole(material) + keyed(material))[rows, best])
    if told:
        alike = meaning.texts[: len(best)] @ meaning.texts[len(best) :].T
        near = np.maximum(near, np.where(np.asarray(told)[None, :] == best[:, None], alike, 0.0).max(axis=1))
    return np.asarray(np.clip(near / _NEAR, 0.0, 1.0))


def even(part: Floats, less: float) -> Floats:
    """Return one scorer's numbers made comparable: less that share of their mean per theme, over the deviation."""
    part = part - less * len(part) / (len(part) + _SETTLED) * part.mean(axis=0)
    deviation = float(part.std())
    return part / deviation if deviation > 1e-9 else np.zeros_like(part)


def certainty(score: Floats, sharpness: float) -> Floats:
    """Return the softmax of each row: shares that add up to one."""
    powers = np.exp(sharpness * (score - score.max(axis=1, keepdims=True)))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _best_three(ours: Matrix, keywords: Matrix) -> Floats:
    return _mean_of_three(_dense(ours @ keywords.T))


def _mean_of_three(cosines: Floats) -> Floats:
    return np.asarray(np.sort(cosines, axis=1)[:, -3:].sum(axis=1) / 3.0)


def _dense(product: Matrix) -> Floats:
    return np.asarray(product.todense(), dtype=np.float64)
