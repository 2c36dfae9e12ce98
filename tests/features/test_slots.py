"""`digest slots`: what fell due, what comes, what waits for a person."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from digest import model as m
from tests.features.conftest import Home


def test_slots_are_listed_and_a_held_one_is_let_go(home: Home) -> None:
    assert "Nothing has fallen due yet" in home.run("slots").stdout
    at = datetime.now(UTC) - timedelta(days=2)
    slot = m.Slot(m.SlotId(f"demo/send@{at:%Y-%m-%d}"), m.NewsletterId("demo"), m.Job.SEND, at)
    store = home.store()
    store.ledger.put(slot, m.SlotState.HELD, "too late to send by itself", at)
    store.close()
    assert "held" in home.run("slots").stdout
    name = slot.id.partition("/")[2]
    assert "skipped, not wanted" in home.run("slots", "skip", name, "--why", "not wanted").stdout
    said = json.loads(home.run("slots", "--json").stdout)
    assert [(row["state"], row["why"]) for row in said["slots"]] == [("skipped", "not wanted")]
    assert {one["slot"]["job"] for one in said["coming"]} == {"collect", "draft", "send"}
    assert "There is no slot" in home.run("slots", "run", "send@1999-01-01", status=1).stderr
