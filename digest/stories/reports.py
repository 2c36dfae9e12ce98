"""Different reports of one matter, found by the words of their headlines.

Two headlines may be of one matter where they share enough that says something: three stems that are neither
stop words nor the sector's everyday words, not all of them names (the same actor has other news tomorrow), and
no other actor in front (the same form is used for every appointment). How alike they are is the cosine of
their TF-IDF vectors. Bunches grow as long as the mean likeness between all headlines of one and all of the
other stays high enough, where pairs that share too little count as nought (average linkage, Sokal & Michener
1958), so that one headline that mentions two matters does not chain them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from scipy import sparse

from digest import model as m
from digest.stories import names, titles, vectors, words
from digest.stories.vectors import Floats, Integers, Matrix

LEAST_TOKENS = 4
_COMMON = 500  # titles a stem may stand in and still find candidates
_CHUNK = 2048  # rows compared at once: bounds the memory
_CANDIDATE = 0.10
_TELLING = 3.0  # stems two headlines must share, everyday words counted less
_EVERYDAY = 0.4
_FEW, _SHARE = 8, 0.1  # a stem in more titles than these is an everyday word of the week
_LEAST = 0.12  # mean likeness at which large bunches still grow
_ALONE = 0.14  # added for two single headlines, less the larger the bunches
_SAME_SOURCE = 0.55  # least likeness of two posts of one source: mostly it has moved on to other news
_OTHER_ACTOR = -1.0
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
class Headlines:
    """Headlines in rows: what is compared of each, where it is from, when it came out (seconds)."""

    cores: Sequence[str]
    stems: Sequence[tuple[str, ...]]
    sources: Sequence[str]
    times: Floats


def headlines(posts: Sequence[m.Post]) -> Headlines:
    """Return the posts' headlines without their frames; short ones have no stems and meet nothing."""
    known = titles.series((post.source, post.title) for post in posts)
    cores = [titles.core(post.title, post.source, known) for post in posts]
    stems = [words.stems(core) if len(words.tokens(core)) >= LEAST_TOKENS else () for core in cores]
    times = np.array([post.published.at.timestamp() for post in posts], dtype=np.float64)
    return Headlines(cores, stems, [str(post.source) for post in posts], times)


def matches(bunches: Sequence[Sequence[m.Post]], window: timedelta) -> tuple[Match, ...]:
    """Return which bunches report the same matter; each position in one match at most."""
    leads = [min(bunch, key=lambda post: (post.published.at, post.id)) for bunch in bunches]
    lines = headlines(leads)
    found = grow(len(leads), alike(lines, window))
    return tuple(Match(tuple(bunch), reason([lines.cores[at] for at in bunch])) for bunch in found)


def alike(lines: Headlines, window: timedelta) -> list[tuple[float, int, int]]:
    """Return (likeness, row, row) of the pairs that may be of one matter, and of those that must not be (below 0)."""
    table, columns = vectors.counts(lines.stems)
    if not table.nnz:
        return []
    frequency = vectors.frequency(table)
    everyday = np.array([stem in words.EVERYDAY for stem in columns])
    rows = vectors.weighted(table, vectors.usual(frequency, columns, len(lines.cores)))
    shown = names.seen(lines.cores, columns)
    common = frequency > max(_FEW, _SHARE * len(lines.cores))
    telling = np.where(everyday | common, _EVERYDAY, 1.0)
    parts = _Parts(rows, table.sign(), telling, shown.likely * telling, shown.certain * telling)
    heads = [names.head(core) for core in lines.cores]
    found: list[tuple[float, int, int]] = []
    for one, other in _candidates(rows, frequency, lines.times, window.total_seconds()):
        found.extend(_judge(np.minimum(one, other), np.maximum(one, other), parts, lines, heads))
    return found


@dataclass(frozen=True, slots=True)
class _Parts:
    """The headlines as matrices, and by column whether a stem tells anything, is likely or surely a name."""

    rows: Matrix
    present: Matrix
    telling: Floats
    likely: Floats
    certain: Floats


def _candidates(
    rows: Matrix, frequency: Integers, times: Floats, window: float
) -> Iterator[tuple[Integers, Integers]]:
    """Yield pairs of rows that share a stem which is not common and are near in time, some rows at once."""
    order = np.argsort(times, kind="stable")
    rare = sparse.csr_matrix((rows @ sparse.diags((frequency <= _COMMON).astype(np.float64)))[order])
    ends = np.searchsorted(times[order], times[order] + window, side="right")
    for start in range(0, len(order), _CHUNK):
        stop = min(start + _CHUNK, len(order))
        block = (rare[start:stop] @ rare[start : ends[stop - 1]].T).tocoo()
        good = (block.row < block.col) & (block.data >= _CANDIDATE) & (block.col + start < ends[block.row + start])
        yield order[block.row[good] + start], order[block.col[good] + start]


def _judge(
    one: Integers, other: Integers, parts: _Parts, lines: Headlines, heads: Sequence[frozenset[str]]
) -> Iterator[tuple[float, int, int]]:
    likeness = np.asarray(parts.rows[one].multiply(parts.rows[other]).sum(axis=1)).ravel()
    both = parts.present[one].multiply(parts.present[other]).tocsr()
    telling, likely, certain = both @ parts.telling, both @ parts.likely, both @ parts.certain
    enough = (telling >= _TELLING) & ((likely >= 1) | (likeness >= 0.5))
    for at in np.flatnonzero(enough).tolist():
        a, b, score = int(one[at]), int(other[at]), float(likeness[at])
        if lines.sources[a] == lines.sources[b] and lines.sources[a] and score < _SAME_SOURCE:
            continue
        if telling[at] - certain[at] < 1 and names.one_actor(
            lines.cores[a], set(lines.stems[a]) & set(lines.stems[b])
        ):
            continue
        if certain[at] < 2 and names.conflict(heads[a], heads[b], lines.stems[a], lines.stems[b]):
            yield _OTHER_ACTOR, a, b
        else:
            yield score, a, b


def grow(size: int, pairs: Sequence[tuple[float, int, int]]) -> list[tuple[int, ...]]:
    """Return bunches of two rows or more, grown from the most alike pair down; ties go by row."""
    linked: list[dict[int, float]] = [{} for _ in range(size)]
    for score, a, b in pairs:
        linked[a][b] = linked[b][a] = score
    members = {row: [row] for row in range(size)}
    home = list(range(size))
    for score, a, b in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        one, other = sorted((home[a], home[b]))
        if score > 0 and one != other:
            pairs_between = len(members[one]) * len(members[other])
            if linked[one].get(other, 0.0) / pairs_between >= _LEAST + _ALONE / pairs_between**0.5:
                _absorb(one, other, members, home, linked)
    return [tuple(sorted(bunch)) for bunch in members.values() if len(bunch) > 1]


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


def reason(cores: Sequence[str]) -> str:
    """Return in words what the headlines share: "same launch: 'levelling up guide', 'Amey' in 3 titles"."""
    stems = [set(words.stems(core)) for core in cores[:50]]
    said = {stem for stem in stems[0] if sum(stem in other for other in stems[1:]) * 2 >= len(stems) - 1}
    kind = next(
        (noun for stem, noun in _KINDS.items() if sum(stem in own for own in stems) * 2 >= len(stems)), "matter"
    )
    shared = ", ".join(f"'{phrase}'" for phrase in _phrases(cores[0], said)[:4])
    return f"same {kind}: {shared} in {len(cores)} titles"


def _phrases(core: str, said: set[str]) -> list[str]:
    """Return the runs of shared words as the headline has them, small words within a run included."""
    runs: list[list[str]] = []
    between: list[str] | None = None
    for word in words.words(core):
        if said.intersection(words.stems(word)):
            if between is None:
                runs.append([])
            runs[-1].extend([*(between or ()), word])
            between = []
        elif between is not None:
            between = [*between, word] if words.fold(word) in _WITHIN else None
    return list(dict.fromkeys(" ".join(run) for run in runs))


def follow(new: Sequence[m.Post], old: Sequence[m.Post]) -> dict[int, tuple[int, ...]]:
    """Return for positions of `new` the positions of `old` that report the same matter, however long ago."""
    if not new or not old:
        return {}
    lines = headlines([*new, *old])
    found: dict[int, list[int]] = {}
    for score, a, b in alike(lines, timedelta(days=36500)):
        if a < len(new) <= b and score >= _LEAST + _ALONE:
            found.setdefault(a, []).append(b - len(new))
    return {row: tuple(sorted(others)) for row, others in found.items()}
