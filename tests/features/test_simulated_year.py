"""The clock and its ledger under kills, jumps and two processes; the whole year is `python -m tests.simulated_year`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulated_year import live

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("seed", [1, 2])
def test_a_month_with_a_change_of_the_clocks_gives_each_slot_one_row(tmp_path: Path, seed: int) -> None:
    year = live(tmp_path, days=34, kills=90, seed=seed)
    assert year.kills > 60
    assert year.turns > 10
    assert year.mails >= 8
    assert (year.missing, year.doubled, year.silent, year.unsettled) == ((), (), (), ())
