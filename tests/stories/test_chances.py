"""Scores as chances: rising with the lead, honest where nothing leads, and fitted to corrections."""

from __future__ import annotations

import numpy as np
import pytest

from digest.stories import chances, learning


def test_no_lead_is_a_third_and_a_long_one_is_nearly_sure() -> None:
    level, ahead = chances.chances(np.array([[1.0, 1, 1, 1, 1, 1], [60, 0, 0, 0, 0, 0]]))
    assert 0.3 < level.max() < 0.4
    assert 0.96 < ahead.max() <= 0.97


def test_two_level_themes_share() -> None:
    assert chances.chances(np.array([[3.0, 3.0]])) == pytest.approx(np.array([[0.5, 0.5]]))


def test_chances_keep_the_order_and_are_one_at_most() -> None:
    score = np.random.default_rng(5).normal(size=(200, 7)) * 4
    found = chances.chances(score)
    assert (found.argmax(axis=1) == score.argmax(axis=1)).all()
    assert (found.sum(axis=1) <= 1 + 1e-9).all()
    assert (np.sort(found, axis=1)[:, -1] >= np.sort(found, axis=1)[:, -2]).all()


def test_a_theme_alone_has_every_chance() -> None:
    assert chances.chances(np.array([[0.3]])) == pytest.approx(np.array([[1.0]]))


def test_the_rate_follows_what_corrections_were_worth() -> None:
    random = np.random.default_rng(6)
    labels = random.integers(0, 4, 300)
    score = random.normal(size=(300, 4)) * 2
    score[np.arange(300), labels] += 14
    at_random = random.permutation(labels)
    assert chances.rate(score, list(labels)) < chances.rate(score[:0], []) < chances.rate(score, list(at_random))


def test_corrections_that_agree_weigh_more_than_those_that_do_not() -> None:
    random = np.random.default_rng(7)
    labels = list(random.integers(0, 4, 200))
    score = random.normal(size=(200, 4))
    agreeing = np.eye(4)[labels] * 0.4 + random.normal(size=(200, 4)) * 0.05
    assert learning.weight(score, agreeing, labels) > learning.weight(score, -agreeing, labels)
