"""Subjects that no theme covers: texts the themes leave over, grouped by the words they share.

Texts in which no theme is sure are grouped by spherical k-means over their TF-IDF vectors (Dhillon & Modha 2001),
seeded without chance: each seed is the text that stands in the thickest crowd not yet spoken for. A group is a
subject where it is large and its texts are much nearer to one another than to the other texts: k-means groups
whatever it is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from digest import model as m
from digest import ports
from digest.stories import scoring, themes, vectors, words
from digest.stories.vectors import Bools, Floats, Integers, Matrix

LEAST = 8  # texts that make a subject
MOST = 20  # subjects proposed
_LIKE = 0.2  # least cosine of a text and the middle of its group, by words alone
_LIKE_MEANT, _LIKE_WHOLE = 0.22, 0.3  # and by words and meanings; where texts were read whole
_MEANT, _MEANT_WHOLE = 0.2, 0.4  # share of what texts mean, beside their words, in how alike they are
_APART = 1.5  # times as near to one another as to the others, on average
_ROUNDS = 8
_MANY = 4_000  # texts considered, the least sure first


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject without a theme: the words that name it, and the rows of its texts, nearest first."""

    label: str
    texts: tuple[int, ...]


def emerging(
    texts: Sequence[str], known: Sequence[m.Theme], meant: ports.Vectors | None = None
) -> tuple[Subject, ...]:
    """Return the subjects that are met often and that no theme covers, largest first."""
    fit = themes.fit(texts, known, meant)
    many = max(LEAST, len(texts) // 2, int((fit < themes.MAIN).sum()))
    rows = np.argsort(fit, kind="stable")[: min(_MANY, many)]
    stems = [words.stems(texts[row]) for row in rows]
    table, columns = vectors.counts(stems)
    if len(stems) < LEAST or not table.nnz:
        return ()
    space = vectors.weighted(table, vectors.usual(vectors.frequency(table), columns, len(stems)))
    covered = frozenset(stem for theme in known for stem in words.stems(scoring.words_of(theme)))
    like = _LIKE
    if meant is not None:
        share, like = (_MEANT_WHOLE, _LIKE_WHOLE) if meant.whole else (_MEANT, _LIKE_MEANT)
        space = vectors.joined(space, meant.texts([texts[row] for row in rows]), share)
    home, near = _grouped(space, like)
    names = list(columns)
    found = []
    for group in range(int(home.max()) + 1 if len(home) else 0):
        inside = np.flatnonzero((home == group) & (near >= like))
        if len(inside) >= LEAST and _apart(space, home == group) >= _APART:
            best = inside[np.argsort(-near[inside], kind="stable")]
            label = _label(table, inside, names, covered, [texts[rows[at]] for at in best[:20]])
            found.append(Subject(label, tuple(int(rows[at]) for at in best)))
    return tuple(sorted(found, key=lambda subject: (-len(subject.texts), subject.label)))[:MOST]


def _grouped(space: Matrix, like: float) -> tuple[Integers, Floats]:
    """Return each text's group and how near it is to the group's middle."""
    middles = _seeds(space, like)
    near = np.zeros((space.shape[0], len(middles)))
    for _ in range(_ROUNDS):
        near = np.asarray(space @ middles.T)
        share = np.where(near == near.max(axis=1, keepdims=True), near, 0.0)
        middles = np.asarray((space.T @ share).T)
        middles /= np.maximum(np.linalg.norm(middles, axis=1, keepdims=True), 1e-9)
    return near.argmax(axis=1), near.max(axis=1)


def _seeds(space: Matrix, least: float) -> Floats:
    """Return the middles of the crowds around the texts with most neighbours, one crowd at a time."""
    like = np.asarray((space @ space.T).todense())
    free = np.ones(space.shape[0])
    seeds = []
    for _ in range(min(MOST * 2, space.shape[0])):
        crowd = (like * free[None, :]).sum(axis=1) * free
        first = int(crowd.argmax())
        if crowd[first] <= 0:
            break
        around = (like[first] >= least) & (free > 0)
        seeds.append(np.asarray(space[np.flatnonzero(around)].sum(axis=0)).ravel())
        free[around] = 0.0
        free[first] = 0.0
    middles = np.vstack(seeds)
    return np.asarray(middles / np.maximum(np.linalg.norm(middles, axis=1, keepdims=True), 1e-9))


def _apart(space: Matrix, inside: Bools) -> float:
    """Return how many times as near the texts inside are to one another as to those outside, on average."""
    many, others = int(inside.sum()), int((~inside).sum())
    if not others:
        return np.inf
    rows = space[np.flatnonzero(inside)]
    within, without = (np.asarray(space[np.flatnonzero(some)].sum(axis=0)).ravel() for some in (inside, ~inside))
    themselves = float(rows.multiply(rows).sum())
    together = (float(within @ within) - themselves) / (many * (many - 1))
    apart = float(within @ without) / (many * others)
    return together / max(apart, 1e-9)


def _label(
    table: Matrix, inside: Integers, names: Sequence[str], covered: frozenset[str], said: Sequence[str]
) -> str:
    """Return the three words that mark the group, as its texts write them; words of a theme come last."""
    within = np.asarray(table[inside].sign().sum(axis=0)).ravel() / len(inside)
    overall = np.asarray(table.sign().sum(axis=0)).ravel() / table.shape[0]
    marks = within * np.log((within + 1e-3) / (overall + 1e-3))
    order = sorted(range(len(names)), key=lambda at: (names[at] in covered, -marks[at], names[at]))
    written = {stem: word for text in reversed(said) for word in words.words(text) for stem in words.meant(word)}
    return ", ".join(written[names[at]].lower() for at in order[:20] if names[at] in written and marks[at] > 0)
