"""Every schema that was ever released is brought forward, with what was in it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect

from digest import model as m
from digest.adapters.store import open_store
from digest.adapters.store.engine import connect, writing
from digest.adapters.store.migrate import VERSIONS
from digest.adapters.store.schema import metadata

REVISIONS = sorted(path.stem.split("_")[0] for path in VERSIONS.glob("[0-9]*.py"))


def _as_of(revision: str, folder: Path) -> None:
    """Make a database of that schema, with a slot, an issue's row and a delivery in it."""
    engine = connect("sqlite:///digest.db", folder)
    with writing(engine) as connection:
        config = Config()
        config.set_main_option("script_location", str(VERSIONS.parent))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()
    with sqlite3.connect(folder / "digest.db") as raw:
        at = "2026-06-12 06:00:00.000000"
        columns = "(id, newsletter, job, at, state, why, run, changed)"
        raw.execute(
            f"INSERT INTO slots {columns} VALUES ('place/send@2026-06-12','place','send',?,'done','sent','',?)",
            (at, at),
        )
        raw.execute("INSERT INTO issues VALUES ('place', 1, 'place/send@2026-06-12', ?, '{}')", (at,))
        raw.execute(
            "INSERT INTO deliveries (newsletter, issue, address, message_id, fate, said, at) "
            "VALUES ('place', 1, 'ann@example.org', '<1@place>', 'sent', '250 ok', ?)",
            (at,),
        )
    raw.close()


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_database_of_every_schema_is_brought_forward_with_what_is_in_it(revision: str, tmp_path: Path) -> None:
    _as_of(revision, tmp_path)
    store = open_store("sqlite:///digest.db", tmp_path)
    row = store.ledger.row(m.SlotId("place/send@2026-06-12"))
    assert row is not None
    assert (row.state, row.why) == (m.SlotState.DONE, "sent")
    [delivery] = store.deliveries.of(m.NewsletterId("place"), 1)
    assert (delivery.address, delivery.fate, delivery.said) == ("ann@example.org", m.Fate.SENT, "250 ok")
    assert set(metadata.tables) <= set(inspect(store.engine).get_table_names())
    store.close()
