"""Posts whose first sentences are of one matter, under headlines that need share nothing.

The institute calls its report by its title, the trade press by what it says; the names and figures in the first
paragraphs are the same. Two openings are of one matter where they share several telling stems, two of them
names or figures, and are alike as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from digest import model as m
from digest.stories import likeness, words
from digest.stories.likeness import Pair
from digest.stories.vectors import Floats

_LENGTH = 700  # characters of summary and text
_COMMON = 60  # openings a stem may stand in and still find candidates: names and figures are rare
_CANDIDATE = 0.12
_ALIKE = 0.33
_TELLING = 7.0
_NAMES = 1.9
_SENTENCE = re.compile(r"[.!?:]\s+|\n")


def alike(posts: Sequence[m.Post], said: Sequence[str], times: Floats, window: float) -> Iterator[Pair]:
    """Yield the pairs of different sources whose openings are of one matter; `said` are their headlines."""
    bodies = [" \n".join((post.summary[:_LENGTH], post.text[:_LENGTH]))[:_LENGTH].strip() for post in posts]
    stems = [words.stems(f"{core} . {body}") if body else () for core, body in zip(said, bodies, strict=True)]
    pieces = [piece for body in bodies if body for piece in _SENTENCE.split(body)]
    for shared in likeness.candidates(likeness.space(stems, pieces), times, window, least=_CANDIDATE, common=_COMMON):
        named = shared.certain >= _NAMES
        for at in np.flatnonzero((shared.likeness >= _ALIKE) & (shared.telling >= _TELLING) & named).tolist():
            a, b = int(shared.one[at]), int(shared.other[at])
            if posts[a].source != posts[b].source:
                yield float(shared.likeness[at]), a, b
