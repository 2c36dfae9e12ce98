"""Pairs into bunches, the quick way and the plain way: the same bunches and the same doubts."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.stories import growing, reports, sameness
from digest.stories.likeness import Pairs

SIZE = 9
SCORES = st.dictionaries(
    st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)).filter(lambda two: two[0] < two[1]),
    st.sampled_from([-8.0, -6.0, -3.5, -1.0, 0.5, 1.5, 2.25, 3.0, 3.75, 4.5, 6.0]),
    max_size=30,
)


def pairs(scores: dict[tuple[int, int], float]) -> Pairs:
    rows = np.array(list(scores), dtype=np.int64).reshape(-1, 2)
    return Pairs(rows[:, 0], rows[:, 1], np.array(list(scores.values()), dtype=float))


def plainly(scores: dict[tuple[int, int], float]) -> list[tuple[int, ...]]:
    """Join the two bunches whose mean is furthest above what it must be, looking at all of them each time."""
    bunches = {row: (row,) for row in range(SIZE)}

    def margin(one: tuple[int, ...], other: tuple[int, ...]) -> float | None:
        between = [(min(a, b), max(a, b)) for a in one for b in other]
        if scores.keys().isdisjoint(between):
            return None
        total = sum(scores.get(pair, sameness.LEAST) - sameness.LEAST for pair in between)
        needed = -2.0 + (sameness.SURE + 2.0) / len(between) ** 0.5
        return total / len(between) + sameness.LEAST - needed

    while True:
        asked = {two: margin(bunches[two[0]], bunches[two[1]]) for two in combinations(sorted(bunches), 2)}
        ready = [(-round(value, 9), two) for two, value in asked.items() if value is not None and value >= 0]
        if not ready:
            return sorted(tuple(sorted(bunch)) for bunch in bunches.values() if len(bunch) > 1)
        one, other = min(ready)[1]
        bunches[one] += bunches.pop(other)


@settings(deadline=None)
@given(SCORES)
def test_bunches_grow_as_they_do_when_all_are_looked_at_each_time(scores: dict[tuple[int, int], float]) -> None:
    assert growing.grow(SIZE, pairs(scores)) == plainly(scores)


@settings(deadline=None)
@given(SCORES, st.randoms(use_true_random=False))
def test_the_order_of_pairs_changes_nothing(scores: dict[tuple[int, int], float], random: object) -> None:
    mixed = list(scores.items())
    random.shuffle(mixed)  # type: ignore[attr-defined]  # a random.Random, which Hypothesis hides behind its own
    assert growing.grow(SIZE, pairs(dict(mixed))) == growing.grow(SIZE, pairs(scores))


@settings(deadline=None)
@given(SCORES)
def test_of_each_bunch_the_three_likeliest_others_are_told_first(scores: dict[tuple[int, int], float]) -> None:
    found = growing.grow(SIZE, pairs(scores))
    home = {row: bunch for bunch in found for row in bunch}
    best: dict[frozenset[tuple[int, ...]], tuple[float, int, int]] = {}
    for (a, b), score in scores.items():
        one, other = home.get(a, (a,)), home.get(b, (b,))
        if score >= reports.LIKELY and one != other:
            place = frozenset((one, other))
            best[place] = min(best.get(place, (0.0, 0, 0)), (-score, a, b))
    told = list(reports.unsure(pairs(scores), found, SIZE))
    for bunch in [*found, *((row,) for row in range(SIZE) if row not in home)]:
        wanted = [(a, b) for _, a, b in sorted(best.values()) if {a, b} & {*bunch}]
        assert [two for two in told if {*two} & {*bunch}][:3] == wanted[:3]
