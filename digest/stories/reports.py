"""Different reports of one matter, brought together by what their headlines and their openings share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from digest import model as m
from digest.stories import gathering, growing, headlines, openings, sameness, vectors, words
from digest.stories.likeness import Pairs
from digest.stories.vectors import Floats

LIKELY = 1.5  # score from which two stories may be one
NEAR = 3  # stories that may be of one matter with a story, told of each
_LONGEST = 6  # words of a phrase in a reason
_EVER = timedelta(days=36_500).total_seconds()
_KINDS = {
    words.stem(verb): noun
    for verb, noun in {
        "launch": "launch",
        "appoint": "appointment",
        "consultation": "consultation",
        "merger": "merger",
        "inquiry": "inquiry",
        "award": "award",
    }.items()
}
_WITHIN = frozenset({"up", "of", "the", "for", "in", "to", "on"})


@dataclass(frozen=True, slots=True)
class Match:
    """Positions of bunches that are one story, and why."""

    groups: tuple[int, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Matches:
    """What is one story, each position in one match at most, and pairs of positions that may be one."""

    sure: tuple[Match, ...]
    likely: tuple[Match, ...]


def matches(bunches: Sequence[Sequence[m.Post]], window: timedelta) -> Matches:
    """Return which bunches report the same matter, and which may: by how much two headlines or openings share."""
    leads = [min(bunch, key=lambda post: (post.published.at, post.id)) for bunch in bunches]
    cores = headlines.cores(leads)
    times = _times(leads)
    stems = headlines.compared(cores)
    pairs = _pairs(leads, cores, stems, times, window.total_seconds())
    found = _bunched(stems, pairs, times, window.total_seconds())

    def match(bunch: Sequence[int]) -> Match:
        return Match(tuple(bunch), reason([cores[at] for at in bunch], [leads[at] for at in bunch]))

    return Matches(tuple(map(match, found)), tuple(map(match, unsure(pairs, found, len(leads)))))


def _bunched(stems: Sequence[tuple[str, ...]], pairs: Pairs, times: Floats, window: float) -> list[tuple[int, ...]]:
    found = growing.grow(len(stems), pairs)
    apart = pairs.where(pairs.score < sameness.LEAST)
    return gathering.gather(
        growing.unite(found, vectors.headlines(stems), apart, times, window), stems, times, window
    )


def unsure(pairs: Pairs, found: Sequence[Sequence[int]], size: int) -> Iterator[tuple[int, int]]:
    """Yield the likeliest pair of each two bunches that were not made one though one of their pairs is likely.

    The likeliest come first; of each bunch `NEAR` of its own are there, and further ones only for the others' sake.
    """
    home = growing.homes(found, size)
    home = np.where(home < 0, np.arange(size) + len(found), home)
    likely = pairs.where((pairs.score >= LIKELY) & (home[pairs.one] != home[pairs.other]))
    told, met = set[tuple[int, int]](), Counter[int]()
    for _, a, b in likely.where(np.lexsort((likely.other, likely.one, -likely.score))).rows():
        one, other = int(home[a]), int(home[b])
        place = (min(one, other), max(one, other))
        if place not in told and (met[one] < NEAR or met[other] < NEAR):
            told.add(place)
            met.update(place)
            yield a, b


def follow(new: Sequence[m.Post], old: Sequence[m.Post]) -> dict[int, tuple[int, ...]]:
    """Return for positions of `new` the positions of `old` that report the same matter, however long ago."""
    if not new or not old:
        return {}
    posts = [*new, *old]
    found: dict[int, list[int]] = {}
    cores = headlines.cores(posts)
    pairs = _pairs(posts, cores, headlines.compared(cores), _times(posts), _EVER)
    many = len(new)
    sure = (pairs.one < many) & (pairs.other >= many) & (pairs.score >= sameness.SURE)
    for _, a, b in pairs.where(sure).rows():
        found.setdefault(a, []).append(b - many)
    return {row: tuple(sorted(others)) for row, others in found.items()}


def _times(posts: Sequence[m.Post]) -> Floats:
    return np.array([post.published.at.timestamp() for post in posts], dtype=np.float64)


def _pairs(
    posts: Sequence[m.Post],
    cores: Sequence[str],
    stems: Sequence[tuple[str, ...]],
    times: Floats,
    window: float,
) -> Pairs:
    """Return each pair once: where headlines and openings both speak, the more certain; a veto stands."""
    sources = np.unique([post.source or f"\0{at}" for at, post in enumerate(posts)], return_inverse=True)[1]
    opened = openings.read(posts, cores)
    by_heads = headlines.alike(sources, cores, stems, opened, times, window)
    return _both(by_heads, openings.alike(sources, opened, times, window), len(posts))


def _both(by_heads: Pairs, by_openings: Pairs, size: int) -> Pairs:
    """Return the pairs of both, the higher score where both have one, unless headlines say that it must not be."""
    known, asked = by_heads.one * size + by_heads.other, by_openings.one * size + by_openings.other
    place = {pair: at for at, pair in enumerate(asked.tolist())}
    rows = np.flatnonzero(np.isin(known, asked))
    same = np.array([place[pair] for pair in known[rows].tolist()], dtype=np.int64)
    score = by_heads.score.copy()
    higher = np.maximum(score[rows], by_openings.score[same])
    score[rows] = np.where(score[rows] > headlines.OTHER_ACTOR, higher, score[rows])
    return Pairs.joined([Pairs(by_heads.one, by_heads.other, score), by_openings.where(~np.isin(asked, known))])


def reason(cores: Sequence[str], posts: Sequence[m.Post]) -> str:
    """Return in words what is shared: "same launch: 'levelling up guide', 'Amey' in 3 titles"."""
    stems = [set(words.stems(core)) for core in cores[:50]]
    noun = next(
        (noun for stem, noun in _KINDS.items() if 2 * sum(stem in own for own in stems) >= len(stems)), "matter"
    )
    phrases = _phrases(cores[0], _most(stems))
    if phrases and sum(len(phrase.split()) for phrase in phrases) > 1:
        return f"same {noun}: {_quoted(phrases[:4])} in {len(cores)} titles"
    opened = [f"{core} . {post.summary[:700]} . {post.text[:700]}" for core, post in zip(cores, posts, strict=True)]
    phrases = _phrases(opened[0], _most([set(words.stems(text)) for text in opened[:50]]))
    telling = sorted(
        phrases, key=lambda phrase: -sum(word[0].isupper() or word[0].isdigit() for word in phrase.split())
    )[:4]
    return f"same {noun}: {_quoted(telling)} at the beginning of {len(cores)} posts"


def _most(stems: Sequence[set[str]]) -> set[str]:
    """Return the stems of the first that half of the others have too."""
    return {stem for stem in stems[0] if 2 * sum(stem in other for other in stems[1:]) >= len(stems) - 1}


def _quoted(phrases: Sequence[str]) -> str:
    return ", ".join(f"'{phrase}'" for phrase in phrases)


def _phrases(core: str, said: set[str]) -> list[str]:
    """Return the runs of shared words as the headline has them, small words within a run included."""
    runs: list[list[str]] = []
    between: list[str] | None = None
    for word in words.words(core):
        if said.intersection(words.meant(word)):
            if between is None:
                runs.append([])
            runs[-1].extend([*(between or ()), word])
            between = []
        elif between is not None:
            between = [*between, word] if words.fold(word) in _WITHIN else None
    return list(dict.fromkeys(" ".join(run[:_LONGEST]) for run in runs))
