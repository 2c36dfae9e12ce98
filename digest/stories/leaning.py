"""Which words of texts lean to which theme: words no theme says may still be near a phrase of one.

A word's nearness to a theme is its best cosine with one of the theme's phrases; by how much that is above the mean of
all themes is how far it leans. A text's vector is one direction and washes out what a single word says; this sees
each word alone (as Khattab & Zaharia 2020 compare words one by one, here with a table of word vectors).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from digest import model as m
from digest import ports
from digest.stories import vectors
from digest.stories.vectors import Floats, Integers, Matrix

NEAR = 0.5  # cosine from which a word is shown as near a phrase
CLEAR = 0.15  # by which it must lean as well
_CHUNK = 4096  # words looked at together


@dataclass(frozen=True, slots=True)
class Leaning:
    """Texts as counts of words (texts x words), and how near each word is to each theme (words x themes).

    `phrase` says which of all `phrases` is the nearest one of that theme; `worth` is the words' rarity.
    """

    texts: Matrix
    columns: dict[str, int]
    worth: Floats
    nearness: Floats
    phrase: Integers
    phrases: tuple[str, ...]

    @property
    def leans(self) -> Floats:
        """How far each word leans to each theme, nought where it does not: words x themes."""
        return np.asarray(np.maximum(self.nearness - self.nearness.mean(axis=1, keepdims=True), 0.0))

    def score(self) -> Floats:
        """Return how far the words of each text lean, rare ones more: texts x themes."""
        said = self.texts.copy()
        said.data = 1.0 + np.log(said.data)
        length = np.sqrt(np.maximum(np.asarray(said.sum(axis=1)), 1.0))
        return np.asarray(np.asarray(said @ (self.worth[:, None] * self.leans)) / length, dtype=np.float64)

    def near(self, theme: int) -> dict[str, str]:
        """Return the words that are clearly near the theme, each with the phrase it is nearest to."""
        there = (self.nearness[:, theme] >= NEAR) & (self.leans[:, theme] >= CLEAR)
        return {word: self.phrases[self.phrase[at, theme]] for word, at in self.columns.items() if there[at]}


def leaning(
    table: Matrix,
    columns: dict[str, int],
    themes: Sequence[m.Theme],
    meant: ports.Vectors,
    judged: int | None = None,
) -> Leaning:
    """Return how the words of texts (`table`: texts x words) lean; the first `judged` say which are rare."""
    usual = table[:judged]
    worth = vectors.usual(vectors.frequency(usual), columns, usual.shape[0])
    own = [phrases_of(theme) for theme in themes]
    phrases = tuple(phrase for found in own for phrase in found)
    starts = np.cumsum([0, *map(len, own)])
    sides = np.asarray(meant.words(phrases), dtype=np.float32)
    nearness = np.zeros((len(columns), len(themes)))
    phrase = np.zeros((len(columns), len(themes)), dtype=np.int64)
    names = list(columns)
    for start in range(0, len(names), _CHUNK):
        part = slice(start, start + _CHUNK)
        cosines = np.asarray(meant.words(names[part]), dtype=np.float32) @ sides.T
        for theme, (first, last) in enumerate(pairwise(starts)):
            phrase[part, theme] = first + cosines[:, first:last].argmax(axis=1)
            nearness[part, theme] = cosines[:, first:last].max(axis=1)
    return Leaning(table, columns, worth, nearness, phrase, phrases)


def phrases_of(theme: m.Theme) -> tuple[str, ...]:
    """Return the theme's name, its keywords and the parts of its description, each once."""
    parts = (part.strip() for part in re.split(r"[,;.:]|\band\b", theme.description))
    return tuple(dict.fromkeys((theme.name, *theme.keywords, *filter(None, parts))))
