"""The clock and its ledger under kills, jumps and two processes; the whole year is `python -m tests.simulated_year`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import update

from digest import model as m
from digest.adapters.store import SqlStore
from digest.adapters.store.deliveries import SqlDeliveries
from digest.adapters.store.engine import writing
from digest.adapters.store.ledger import SqlLedger
from digest.adapters.store.schema import deliveries
from tests.simulated_year import BEGIN, live

TICK = import_module("digest.jobs.tick")  # `digest.jobs.tick` is the function

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]


@pytest.mark.parametrize("seed", [1, 2])
def test_three_weeks_with_a_change_of_the_clocks_give_each_slot_one_row(tmp_path: Path, seed: int) -> None:
    year = live(tmp_path, days=20, kills=90, seed=seed, begin=BEGIN + timedelta(weeks=2))
    assert year.kills > 60
    assert year.turns > 10
    assert year.mails > 30
    assert not any(year.wrong), year.wrong


def _lets_everybody_in(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(SqlStore, "alone", lambda self, name: nullcontext(True))


def _takes_what_has_ended(patch: pytest.MonkeyPatch) -> None:
    def take(self: SqlLedger, slot: m.Slot, run: m.RunId, now: datetime) -> bool:
        if self.row(slot.id) is None:
            self.put(slot, m.SlotState.RUNNING, "", now)
        return True

    patch.setattr(SqlLedger, "take", take)


def _ends_without_a_word(patch: pytest.MonkeyPatch) -> None:
    put_all = SqlLedger.put_all

    def silent(self: SqlLedger, rows: Sequence[m.SlotRow], now: datetime) -> None:
        put_all(self, [replace(row, why="") for row in rows], now)

    patch.setattr(SqlLedger, "put_all", silent)


def _passes_over_what_is_not_run(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(TICK, "_closed", lambda *_: [])


def _leaves_what_was_left(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(TICK, "_abandoned", lambda *_: False)


def _sends_again_what_may_have_left(patch: pytest.MonkeyPatch) -> None:
    orphaned = SqlDeliveries.orphaned

    def given_back(self: SqlDeliveries, owner: str, now: datetime) -> int:
        with writing(self.engine) as connection:
            on_their_way = (deliveries.c.owner == owner, deliveries.c.fate == m.Fate.SENDING.value)
            connection.execute(update(deliveries).where(*on_their_way).values(fate=m.Fate.PENDING.value))
        return orphaned(self, owner, now)

    patch.setattr(SqlDeliveries, "orphaned", given_back)


BROKEN: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], str]] = {
    "a lock that lets everybody in": (_lets_everybody_in, "run_beside"),
    "a ledger that gives what has ended": (_takes_what_has_ended, "run_again"),
    "a slot that ends without a word": (_ends_without_a_word, "silent"),
    "a slot that is passed over": (_passes_over_what_is_not_run, "missing"),
    "a slot that was left is left": (_leaves_what_was_left, "unsettled"),
    "a mail that may have left is sent again": (_sends_again_what_may_have_left, "doubled"),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_year_in_which_a_rule_is_broken_is_not_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    """The judge is judged: who breaks a rule shows where it ought to."""
    how, where = BROKEN[broken]
    how(monkeypatch)
    # what another process or a kill has to come upon is met sooner or later: in the first week mostly, the last in the third
    years = (live(tmp_path / str(seed), days=5, kills=60, seed=seed) for seed in range(1, 17))
    assert any(getattr(year, where) and not year.right for year in years)
