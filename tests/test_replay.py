"""Sources as they stood over weeks, visited moment by moment: every post exactly once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import replay

ADVERTS = frozenset({"patreon.com/Adam4d"})  # stands among the links of the list and is no post
BOX_OF_TWO = 5  # posts of the listing that only ever stood in a box of two above it


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.shared
def test_over_time_no_post_is_lost_repeated_or_joined_to_another(shared: Path) -> None:
    retitled = visits = 0
    for outcome in replay.outcomes(shared / "data" / "web"):
        missed = set(outcome.missed) - ADVERTS
        assert len(missed) <= (BOX_OF_TWO if outcome.name.startswith("listing") else 0), (outcome.name, missed)
        assert not outcome.repeated, outcome.name
        assert not outcome.joined, outcome.name
        assert not outcome.strangers, outcome.name
        assert not outcome.again_new, outcome.name
        assert not outcome.kept_out, outcome.name
        retitled += outcome.retitled
        visits += outcome.visits
    assert retitled > 100
    assert visits > 500
