"""Pairs into bunches, the quick way and the plain way: the same bunches and the same doubts."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import scipy.sparse
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.stories import gathering, growing, likeness, names, reports, sameness, words
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


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ({(0, 1): 6.0, (1, 2): 6.0}, [(0, 1)]),  # nothing is between 0 and 2: a post of two matters chains none
        ({(0, 1): 6.0, (0, 2): 3.0, (1, 2): 3.0}, [(0, 1, 2)]),
        ({(0, 1): 6.0, (1, 2): -3.5}, [(0, 1)]),
        ({(0, 1): 6.0, (2, 3): 6.0, (0, 2): 0.5, (0, 3): 0.5, (1, 2): 0.5, (1, 3): 0.5}, [(0, 1, 2, 3)]),
    ],
)  # fmt: skip
def test_what_is_sure_comes_together_and_what_all_pairs_between_say(
    scores: dict[tuple[int, int], float], expected: list[tuple[int, ...]]
) -> None:
    assert growing.grow(SIZE, pairs(scores)) == plainly(scores) == expected


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


def test_two_bunches_are_told_of_by_their_likeliest_pair_alone() -> None:
    likely = pairs({(0, 2): reports.LIKELY, (0, 3): reports.LIKELY + 0.5, (1, 4): reports.LIKELY, (0, 1): 6.0})
    assert list(reports.unsure(likely, [(0, 1), (2, 3)], 5)) == [(0, 3), (1, 4)]


THREE = [(0, 1, 2), (3, 4, 5), (6, 7, 8)]
NONE = Pairs(np.array([], dtype=np.int64), np.array([], dtype=np.int64), np.array([]))


def headlines(*ways: int) -> scipy.sparse.csr_matrix:
    """Unit vectors, three to each way, and nothing in common between two ways."""
    return scipy.sparse.csr_matrix(np.repeat(np.eye(4)[list(ways)], 3, axis=0))


@pytest.mark.parametrize(
    ("ways", "times", "apart", "expected"),
    [
        ((0, 0, 0), [0] * 9, (), [tuple(range(9))]),
        ((0, 1, 0), [0] * 9, (), [(0, 1, 2, 6, 7, 8), (3, 4, 5)]),
        ((0, 1, 2), [0] * 9, (), THREE),
        ((0, 0, 1), [0, 0, 0, 9, 9, 9, 0, 0, 0], (), THREE),
        ((0, 0, 1), [0] * 9, ((0, 3),), THREE),
        ((0, 0, 0), [0] * 9, ((0, 3),), [(0, 1, 2, 6, 7, 8), (3, 4, 5)]),
    ],
    ids=["all alike", "two alike", "none alike", "too far in time", "must not meet", "two must not meet"],
)
def test_bunches_told_in_one_way_are_one(ways, times, apart, expected) -> None:
    never = Pairs(
        *(np.array([two[side] for two in apart], dtype=np.int64) for side in (0, 1)), np.full(len(apart), -8.0)
    )
    found = growing.unite([*THREE, (9, 10)], scipy.sparse.vstack([headlines(*ways), np.eye(4)[[3, 3]]], "csr"), never, np.array([*times, 0, 0], dtype=float), 4.0)  # fmt: skip
    assert found == sorted([*expected, (9, 10)])


def test_few_bunches_stay_as_they_are() -> None:
    some = [(0, 1, 2), (3, 4)]
    assert growing.unite(some, headlines(0, 0), NONE, np.zeros(6), 4.0) == some


def test_what_has_the_words_of_a_large_matter_comes_to_it_and_a_pair_only_as_a_whole() -> None:
    many = [("marigold", "ferri", "orn", f"word{at}") for at in range(10)]
    loose = [("marigold", "ferri", "mud")] * 4 + [("heron", "marsh")] * 2 + [("marigold", "ferri"), ("heron", "reed")]
    times = np.zeros(18)
    times[11] = 9.0  # too late to be of it
    bunches = [tuple(range(10)), (12, 13), (14, 15), (16, 17)]
    found = gathering.gather(bunches, [*many, *loose], times, 4.0)
    assert found == [(*range(11), 12, 13), (14, 15), (16, 17)]
    assert gathering.gather(bunches[1:], [*many, *loose], times, 4.0) == bunches[1:]


def test_pairs_looked_at_a_few_at_a_time_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    said = [f"Potholes shut the Marlow turnpike at milestone {at // 3}" for at in range(30)]
    of = likeness.space([words.stems(one) for one in said], names.written(said))

    def pairs() -> list[tuple[int, int, float]]:
        found = likeness.candidates(of, np.zeros(30), 1.0, least=0.1, common=500)
        return [row for some in found for row in zip(some.one, some.other, some.likeness.round(9), strict=True)]

    whole = pairs()
    assert len(whole) == 435
    monkeypatch.setattr(likeness, "_PAIRS", 7)
    assert pairs() == whole
