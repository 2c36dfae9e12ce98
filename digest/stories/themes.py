"""Posts under themes, each with a score and the words that made it; nobody has to give examples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, repeat

import numpy as np

from digest import model as m
from digest import ports
from digest.stories import chances, learning, scoring, spreading, words
from digest.stories.vectors import Floats

MAIN = 0.45  # least chance at which a theme is the main one; below it the story goes to Other
FURTHER = 0.18  # least chance of a second and third theme
LEAST = 0.1  # least chance of a theme that is offered where none is sure
MOST = 3
_SHOWN = 6  # words of evidence
_LONGEST = 4_000  # characters of a text that are scored
_LEARNED = 0.6
_SPREAD = 3.0  # what a text's neighbours count for
_MANY = 200.0  # texts after which what they teach each other counts half


def place(
    texts: Sequence[str],
    themes: Sequence[m.Theme],
    examples: Sequence[tuple[str, m.ThemeId]] = (),
    meant: ports.Vectors | None = None,
) -> tuple[tuple[m.Placement, ...], ...]:
    """Return for each text all themes, best first, each with the chance that it is the right one.

    `examples` are texts of which an editor said where they belong; the themes' own words count all the same.
    `meant` says what texts mean; without it words alone count.
    """
    if not themes or not texts:
        return tuple(() for _ in texts)
    texts = [text[:_LONGEST] for text in texts]
    score, material = _chances(texts, themes, examples, meant)
    order = np.argsort(-score, axis=1, kind="stable").tolist()
    evidence = _Evidence(themes, material)
    return tuple(
        tuple(
            m.Placement(themes[at].id, round(float(score[row, at]), 4), said)
            for at, said in zip(order[row], evidence.of(text, order[row]), strict=True)
        )
        for row, text in enumerate(texts)
    )


def fit(texts: Sequence[str], themes: Sequence[m.Theme], meant: ports.Vectors | None = None) -> Floats:
    """Return how surely a theme's own words fit each text: what texts say of each other is left out.

    Neighbours draw a crowd that no theme covers to whichever comes nearest, together and with confidence.
    """
    if not themes or not texts:
        return np.zeros(len(texts))
    material = scoring.material([text[:_LONGEST] for text in texts], themes, meant)
    return np.asarray(chances.chances(scoring.total(material), chances.usual(0.0)).max(axis=1))


def choose(ranked: Sequence[m.Placement]) -> tuple[m.Placement, ...]:
    """Return one main theme and up to two more, Other where none is sure; one for which no word speaks is not."""
    if not ranked or ranked[0].score < MAIN or not ranked[0].evidence:
        nearest = ranked[0].score if ranked else 0.0
        return (m.Placement(m.ThemeId(""), round(1.0 - nearest, 4)),)
    further = (place for place in ranked[1:MOST] if place.evidence and place.score >= FURTHER)
    return (ranked[0], *further)


def offer(ranked: Sequence[m.Placement]) -> tuple[m.Placement, ...]:
    """Return the two themes that come nearest where none is sure, fewer where no word speaks for them."""
    if choose(ranked)[0].theme:
        return ()
    return tuple(place for place in ranked[:2] if place.evidence and place.score >= LEAST)


def _chances(
    texts: Sequence[str],
    themes: Sequence[m.Theme],
    examples: Sequence[tuple[str, m.ThemeId]],
    meant: ports.Vectors | None,
) -> tuple[Floats, scoring.Material]:
    """Return the chances, texts x themes, and what they were made of."""
    at = {theme.id: row for row, theme in enumerate(themes)}
    known = [(text[:_LONGEST], at[theme]) for text, theme in examples if theme in at]
    told, many = [row for _, row in known], len(texts)
    material = scoring.material([*texts, *(text for text, _ in known)], themes, meant, many)
    score = scoring.total(material)
    believed = many / (many + _MANY)
    score = score + _LEARNED * believed * learning.from_sure(material, score, told)
    if known:
        score = _corrected(material, score, told, many)
    score = score + _SPREAD * believed * spreading.spread(material, score)
    rate = chances.usual(believed)
    if known:
        last = min(len(known), learning.MOST)
        rate = chances.rate(score[-last:], told[-last:], rate)
    found = chances.chances(score[:many], rate)
    return found * scoring.belonging(material, found.argmax(axis=1), told)[:, None], material


def _corrected(material: scoring.Material, score: Floats, told: Sequence[int], many: int) -> Floats:
    """Return the score with what corrections say of each text, and of each correction what the others say."""
    tables = material.tables
    texts, examples = [table[:many] for table in tables], [table[many:] for table in tables]
    said, without = learning.from_examples(texts, examples, told, score.shape[1])
    weight = learning.weight(score[many:], without, told)
    return np.vstack(
        (score[:many] + weight * said, score[many : -len(without)], score[-len(without) :] + weight * without)
    )


class _Evidence:
    """The words of a text that speak for a theme: those that the theme says itself, else those near its phrases."""

    def __init__(self, themes: Sequence[m.Theme], material: scoring.Material) -> None:
        self._said = [frozenset(words.stems(scoring.words_of(theme))) for theme in themes]
        leaning = material.meaning.leaning if material.meaning else None
        self._near = [leaning.near(at) if leaning else {} for at in range(len(themes))]
        stems, near = frozenset(chain.from_iterable(self._said)), frozenset(chain.from_iterable(self._near))
        self._written = words.Reader(
            lambda word: (word,) if not stems.isdisjoint(words.meant(word)) or words.fold(word) in near else ()
        )

    def of(self, text: str, order: Sequence[int]) -> Iterator[tuple[str, ...]]:
        """Yield for each of the first themes words as the text writes them; of a near one, what it is like."""
        written = self._written.of(words.normal(text))
        found: dict[str, str] = {}
        for word in written:
            for stem in words.meant(word):
                found.setdefault(stem, word)
        for theme in order[:MOST]:
            said = tuple(word for stem, word in found.items() if stem in self._said[theme])
            yield said[:_SHOWN] or self._like(written, theme)
        yield from repeat((), len(order) - MOST)

    def _like(self, written: Sequence[str], theme: int) -> tuple[str, ...]:
        near = self._near[theme]
        pairs = {folded: word for word in reversed(written) if (folded := words.fold(word)) in near}
        return tuple(f"{word} (like {near[folded]})" for folded, word in reversed(pairs.items()))[:_SHOWN]
