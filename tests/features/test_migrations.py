"""Every schema that was ever released is brought forward, with what was in it."""

from __future__ import annotations

import sqlite3
import subprocess
from pathlib import Path

import psycopg
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


def _upgraded(url: str, folder: Path, revision: str) -> None:
    engine = connect(url, folder)
    with writing(engine) as connection:
        config = Config()
        config.set_main_option("script_location", str(VERSIONS.parent))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def _as_of(revision: str, folder: Path) -> None:
    """Make a database of that schema, with a slot, an issue's row and a delivery in it."""
    _upgraded("sqlite:///digest.db", folder, revision)
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


def test_a_new_sqlite_is_to_the_letter_what_the_migrations_make(tmp_path: Path) -> None:
    _upgraded("sqlite:///old.db", tmp_path, "head")
    open_store("sqlite:///new.db", tmp_path).close()
    assert _statements(tmp_path / "new.db") == _statements(tmp_path / "old.db")


def test_a_new_postgresql_is_to_the_letter_what_the_migrations_make(own_postgres: str, tmp_path: Path) -> None:
    _emptied(own_postgres)
    _upgraded(own_postgres, tmp_path, "head")
    old = _dumped(own_postgres)
    assert any(line.startswith("CREATE TRIGGER") for line in old), "nothing was dumped"
    _emptied(own_postgres)
    open_store(own_postgres, tmp_path).close()
    assert _dumped(own_postgres) == old


def _emptied(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")


def _statements(file: Path) -> dict[str, str]:
    """Return what made each table, index and trigger; a column that was added later stands on the line of another."""
    with sqlite3.connect(file) as raw:
        found = raw.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
        found += raw.execute("SELECT 'revision', version_num FROM alembic_version").fetchall()
    raw.close()
    return {name: " ".join(said.split()) for name, said in found}


def _dumped(url: str) -> list[str]:
    """Return everything that PostgreSQL says of a database's schema, and its revision."""
    program = max(Path("/usr/lib/postgresql").glob("*/bin/pg_dump"))
    revision = ["--table=alembic_version", "--data-only"]
    said = [
        subprocess.run([program, url, *words], capture_output=True, text=True, check=True).stdout
        for words in (["--schema-only"], revision)
    ]
    # newer servers write a random word into \\restrict
    return [line for line in "".join(said).splitlines() if not line.startswith("\\")]
