"""Posts under themes, each with a score and the words that made it; nobody has to give examples.

A scorer gives every text a number per theme; scorers are added up after each was made comparable: less half of
its mean for the theme (a theme whose words are everywhere says little), over its deviation. The sum becomes a
share of certainty by a softmax. A new way to score (static word vectors, say) is one more scorer in `SCORERS`.
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

MAIN = 0.30  # least score at which a theme is the main one; below it the story goes to Other
FURTHER = 0.22  # least score of a second and third theme
MOST = 3
_LONGEST = 4_000  # characters of a text that are scored
_SHARPNESS = 0.9  # of the softmax, fitted so that scores are near the share that is right
_SETTLED = 20.0  # texts after which a theme's mean is believed


@dataclass(frozen=True, slots=True)
class Material:
    """Texts and themes in one space: counts of stems, one row a text, a theme, a keyword."""

    texts: Matrix
    themes: Matrix
    keywords: tuple[Matrix, ...]
    worth: Floats


class Scorer(Protocol):
    """Gives each text a number per theme, higher where it fits better; any scale."""

    def __call__(self, material: Material) -> Floats:
        """Return texts x themes."""
        ...


def place(texts: Sequence[str], themes: Sequence[m.Theme]) -> tuple[tuple[m.Placement, ...], ...]:
    """Return for each text all themes, best first, with scores that add up to one at most."""
    if not themes or not texts:
        return tuple(() for _ in texts)
    stems = [words.stems(text[:_LONGEST]) for text in texts]
    material = _material(stems, themes)
    score = _certainty(sum((_even(scorer(material)) for scorer in SCORERS), np.zeros((len(texts), len(themes)))))
    order = np.argsort(-score, axis=1, kind="stable")
    profiles = [_profile(theme) for theme in themes]
    return tuple(
        tuple(
            m.Placement(themes[at].id, round(float(score[row, at]), 4), _evidence(text, stems[row], profiles[at]))
            if rank < MOST
            else m.Placement(themes[at].id, round(float(score[row, at]), 4))
            for rank, at in enumerate(order[row])
        )
        for row, text in enumerate(texts)
    )


def choose(ranked: Sequence[m.Placement]) -> tuple[m.Placement, ...]:
    """Return one main theme and up to two more, Other where none is sure; a theme without a word for it is not."""
    good = [placement for placement in ranked[:MOST] if placement.evidence]
    if not good or good[0].score < MAIN or good[0] != ranked[0]:
        nearest = ranked[0].score if ranked else 0.0
        return (m.Placement(m.ThemeId(""), round(1.0 - nearest, 4)),)
    return (good[0], *(placement for placement in good[1:] if placement.score >= FURTHER))


def _text(theme: m.Theme) -> str:
    return " . ".join((theme.name, theme.description, *theme.keywords))


def _profile(theme: m.Theme) -> frozenset[str]:
    return frozenset(words.stems(_text(theme)))


def _material(stems: Sequence[Sequence[str]], themes: Sequence[m.Theme]) -> Material:
    of_themes = [words.stems(_text(theme)) for theme in themes]
    _, columns = vectors.counts([*stems, *of_themes])
    texts, _ = vectors.counts(stems, columns)
    keywords = tuple(vectors.counts([words.stems(k) for k in (*t.keywords, t.name)], columns)[0] for t in themes)
    worth = vectors.rarity(vectors.frequency(texts), len(stems))
    return Material(texts, vectors.counts(of_themes, columns)[0], keywords, worth)


def whole(material: Material) -> Floats:
    """Cosine of a text and its theme's name, description and keywords."""
    ours = vectors.weighted(material.texts, material.worth)
    theirs = vectors.weighted(material.themes, material.worth)
    return np.asarray((ours @ theirs.T).todense())


def keyed(material: Material) -> Floats:
    """Mean of the best three cosines of a text and its theme's keywords."""
    ours = vectors.weighted(material.texts, material.worth)
    return np.column_stack([_best_three(ours, vectors.weighted(k, material.worth)) for k in material.keywords])


def _best_three(ours: Matrix, keywords: Matrix) -> Floats:
    cosines = np.asarray((ours @ keywords.T).todense())
    best = np.sort(cosines, axis=1)[:, -3:]
    return np.asarray(best.sum(axis=1) / 3.0)


def bm25(material: Material, k1: float = 1.2, b: float = 0.75) -> Floats:
    """BM25 with the theme's words as the query: Robertson & Zaragoza 2009, section 3.4.

    sum over words of idf · tf (k1 + 1) / (tf + k1 (1 - b + b · length / mean length))
    """
    texts = material.texts.copy()
    lengths = np.asarray(texts.sum(axis=1)).ravel()
    longer = k1 * (1 - b + b * lengths / max(float(lengths.mean()), 1.0))
    texts.data = texts.data * (k1 + 1) / (texts.data + np.repeat(longer, np.diff(texts.indptr)))
    query = material.themes.copy()
    query.data = np.ones_like(query.data)
    return np.asarray((texts @ sparse.diags(material.worth) @ query.T).todense())


SCORERS: tuple[Scorer, ...] = (whole, keyed, bm25)


def _even(part: Floats) -> Floats:
    """One scorer made comparable: less half of its mean per theme, over its deviation in all."""
    believed = 0.5 * len(part) / (len(part) + _SETTLED)
    part = part - believed * part.mean(axis=0)
    deviation = float(part.std())
    return part / deviation if deviation > 1e-9 else np.zeros_like(part)


def _certainty(total: Floats) -> Floats:
    powers = np.exp(_SHARPNESS * (total - total.max(axis=1, keepdims=True)))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _evidence(text: str, stems: Sequence[str], profile: frozenset[str]) -> tuple[str, ...]:
    """Return the words of the text that are the theme's too, as written, in their order; six at most."""
    if not profile.intersection(stems):
        return ()
    found: dict[str, str] = {}
    for word in words.words(text[:_LONGEST]):
        for stem in words.stems(word):
            if stem in profile:
                found.setdefault(stem, word)
    return tuple(found.values())[:6]
