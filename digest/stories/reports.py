"""Different reports of one matter, brought together by what their headlines and their openings share.

Bunches grow as long as the mean likeness between all posts of one and all of the other stays high enough, where
pairs that share too little count as nought (average linkage, Sokal & Michener 1958), so that one post that
mentions two matters does not chain them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from digest import model as m
from digest.stories import gathering, headlines, openings, words
from digest.stories.likeness import Pair
from digest.stories.vectors import Floats

_LEAST = 0.10  # mean likeness at which large bunches still grow
_ALONE = 0.14  # added for two single posts, less the larger the bunches
_SMALL = 3  # pairs between two bunches up to which more than half must be joined
_LONGEST = 6  # words of a phrase in a reason
_SAME = 0.8  # headlines so alike are one whatever stands below them
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


def matches(bunches: Sequence[Sequence[m.Post]], window: timedelta) -> tuple[Match, ...]:
    """Return which bunches report the same matter; each position in one match at most."""
    leads = [min(bunch, key=lambda post: (post.published.at, post.id)) for bunch in bunches]
    cores = headlines.cores(leads)
    times = _times(leads)
    pairs = _pairs(leads, cores, times, window.total_seconds())
    found = gathering.gather(grow(len(leads), pairs), headlines.compared(cores), times, window.total_seconds())
    return tuple(Match(bunch, reason([cores[at] for at in bunch], [leads[at] for at in bunch])) for bunch in found)


def follow(new: Sequence[m.Post], old: Sequence[m.Post]) -> dict[int, tuple[int, ...]]:
    """Return for positions of `new` the positions of `old` that report the same matter, however long ago."""
    if not new or not old:
        return {}
    posts = [*new, *old]
    found: dict[int, list[int]] = {}
    for score, a, b in _pairs(posts, headlines.cores(posts), _times(posts), _EVER):
        if a < len(new) <= b and score >= _LEAST + _ALONE:
            found.setdefault(a, []).append(b - len(new))
    return {row: tuple(sorted(others)) for row, others in found.items()}


def _times(posts: Sequence[m.Post]) -> Floats:
    return np.array([post.published.at.timestamp() for post in posts], dtype=np.float64)


def _pairs(posts: Sequence[m.Post], cores: Sequence[str], times: Floats, window: float) -> list[Pair]:
    """Return each pair once: where headlines and openings both speak, the more certain; a veto stands."""
    opened = openings.read(posts, cores)
    best: dict[tuple[int, int], float] = {}
    for score, a, b in headlines.alike(posts, cores, opened.pieces, times, window):
        if score >= _SAME or not opened.apart(a, b):
            best[a, b] = score
    for score, a, b in openings.alike(posts, opened, times, window):
        if best.get((a, b), 0.0) >= 0:
            best[a, b] = max(score, best.get((a, b), 0.0))
    return [(score, a, b) for (a, b), score in best.items()]


def grow(size: int, pairs: Sequence[Pair]) -> list[tuple[int, ...]]:
    """Return bunches of two rows or more, grown from the most alike pair down; ties go by row."""
    linked: list[dict[int, float]] = [{} for _ in range(size)]
    for score, a, b in pairs:
        linked[a][b] = linked[b][a] = score
    joined = frozenset((a, b) for score, a, b in pairs if score > 0)
    members = {row: [row] for row in range(size)}
    home = list(range(size))
    for score, a, b in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        one, other = sorted((home[a], home[b]))
        if score <= 0 or one == other:
            continue
        between = len(members[one]) * len(members[other])
        mean = linked[one].get(other, 0.0) / between
        if mean >= _LEAST + _ALONE / between**0.5 and _knit(members[one], members[other], joined):
            _absorb(one, other, members, home, linked)
    return [tuple(sorted(bunch)) for bunch in members.values() if len(bunch) > 1]


def _knit(one: Sequence[int], other: Sequence[int], joined: frozenset[tuple[int, int]]) -> bool:
    """Return True where more than half of the pairs of two small bunches are joined; large ones go by the mean."""
    if len(one) * len(other) > _SMALL:
        return True
    return 2 * sum((min(a, b), max(a, b)) in joined for a in one for b in other) > len(one) * len(other)


def _absorb(
    one: int, other: int, members: dict[int, list[int]], home: list[int], linked: list[dict[int, float]]
) -> None:
    """Put the second bunch into the first; `linked` holds sums of likeness between bunches."""
    for row in members[other]:
        home[row] = one
    members[one] += members.pop(other)
    linked[one].pop(other, None)
    for third, total in linked[other].items():
        if third != one:
            linked[one][third] = linked[third][one] = linked[one].get(third, 0.0) + total
            del linked[third][other]
    linked[other] = {}


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
