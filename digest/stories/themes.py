"""Posts under themes, each with a score and the words that made it; nobody has to give examples."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from digest import model as m
from digest import ports
from digest.stories import chances, learning, scoring, words
from digest.stories.vectors import Floats

MAIN = 0.45  # least chance at which a theme is the main one; below it the story goes to Other
FURTHER = 0.18  # least chance of a second and third theme
LEAST = 0.1  # least chance of a theme that is offered where none is sure
MOST = 3
_LONGEST = 4_000  # characters of a text that are scored
_LEARNED = 0.6
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
    stems = [words.stems(text) for text in texts]
    score = _chances(texts, themes, examples, meant)
    order = np.argsort(-score, axis=1, kind="stable")
    profiles = [frozenset(words.stems(scoring.words_of(theme))) for theme in themes]
    return tuple(
        tuple(
            m.Placement(
                themes[at].id,
                round(float(score[row, at]), 4),
                _evidence(text, stems[row], profiles[at]) if rank < MOST else (),
            )
            for rank, at in enumerate(order[row])
        )
        for row, text in enumerate(texts)
    )


def choose(ranked: Sequence[m.Placement]) -> tuple[m.Placement, ...]:
    """Return one main theme and up to two more, Other where none is sure; a theme without a word for it is not."""
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
) -> Floats:
    """Return texts x themes."""
    at = {theme.id: row for row, theme in enumerate(themes)}
    known = [(text[:_LONGEST], at[theme]) for text, theme in examples if theme in at]
    told = [row for _, row in known]
    material = scoring.material([*texts, *(text for text, _ in known)], themes, meant, len(texts))
    score = scoring.total(material)
    believed = _LEARNED * len(texts) / (len(texts) + _MANY)
    score = score + believed * learning.from_sure(material, score, told)
    if not known:
        return chances.chances(score)
    rows, many = material.space, len(texts)
    said, without = learning.from_examples(rows[:many], rows[many:], told, len(themes))
    weight = learning.weight(score[many:], without, told)
    rate = chances.rate(score[many:][-len(without) :] + weight * without, told[-len(without) :])
    return chances.chances(score[:many] + weight * said, rate)


def _evidence(text: str, stems: Sequence[str], profile: frozenset[str]) -> tuple[str, ...]:
    """Return the words of the text that are the theme's too, as written, in their order; six at most."""
    if profile.isdisjoint(stems):
        return ()
    found: dict[str, str] = {}
    for word in words.words(text):
        for stem in words.meant(word):
            if stem in profile:
                found.setdefault(stem, word)
    return tuple(found.values())[:6]
