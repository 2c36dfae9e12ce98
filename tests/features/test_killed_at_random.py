"""Real processes killed with SIGKILL at random moments, from collecting to sending: the next start repairs it."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from digest import model as m
from digest.adapters.store import open_store
from tests.features.conftest import Home
from tests.features.heard import Heard

pytestmark = pytest.mark.slow

NAME = m.NewsletterId("demo")
SOURCES = ("wire", "kerb", "tollhouse", "larkham")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
KILLS = 8


def _begin(home: Home) -> None:
    """Let the ledger begin four hours ago, so that the demo's draft and send are due now."""
    at = datetime.now(UTC) - timedelta(hours=4)
    store = open_store("sqlite:///digest.db", home.folder)
    slot = m.Slot(m.SlotId("demo/collect@the-beginning"), NAME, m.Job.COLLECT, at)
    store.ledger.put(slot, m.SlotState.DONE, "the beginning", at)
    store.close()


def _rows(home: Home) -> tuple[m.SlotRow, ...]:
    store = open_store("sqlite:///digest.db", home.folder)
    try:
        return store.ledger.rows(NAME, LONG_AGO)
    finally:
        store.close()


def _sent(home: Home) -> bool:
    return any(row.slot.job is m.Job.SEND and row.state is m.SlotState.DONE for row in _rows(home))


@pytest.mark.parametrize("seed", [3])
def test_digest_up_killed_again_and_again_comes_to_the_same_end(home: Home, seed: int) -> None:
    home.only(*SOURCES)
    _begin(home)
    chance, kills, end = random.Random(seed), 0, time.monotonic() + 200
    heard = Heard(home.folder / "up.log")
    while not _sent(home):
        assert time.monotonic() < end, [(row.slot.id, row.state, row.why) for row in _rows(home)]
        process = heard.start(home.command("up", "--port", "0"))
        # a start takes about a second: each life is a little longer than the last, so that all come to their end
        heard.until(lambda: _sent(home), chance.uniform(0.5, 2.5) + kills * 0.4 if kills < KILLS else 60)
        process.send_signal(signal.SIGKILL)
        process.wait()
        kills += 1
    rows = [row for row in _rows(home) if row.slot.job is not m.Job.COLLECT]
    assert Counter((row.slot.job, row.state) for row in rows) == {
        (m.Job.DRAFT, m.SlotState.DONE): 1,
        (m.Job.SEND, m.SlotState.DONE): 1,
    }
    store = open_store("sqlite:///digest.db", home.folder)
    deliveries = store.deliveries.of(NAME, 1)
    known = store.sources.visited(NAME)
    issues = store.desk.issues(NAME)
    store.close()
    mails = Counter(reader for letter in home.mailbox.letters for reader in letter.recipients)
    assert (len(issues), set(known)) == (1, set(SOURCES))
    assert max(mails.values()) == 1
    assert {row.fate for row in deliveries} <= {m.Fate.SENT, m.Fate.UNKNOWN}
    assert {row.address for row in deliveries if row.fate is m.Fate.SENT} <= set(mails)
    assert kills > 1, "nothing was killed"
