"""What the suites over stores share: a database of PostgreSQL that has our tables, to be copied."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text

from digest.adapters.store import open_store


@pytest.fixture(scope="session")
def migrated(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A server, and the name of a database there that has our tables: it is copied, as the file of SQLite is."""
    create(postgres, "migrated")
    open_store(postgres.rpartition("/")[0] + "/migrated", tmp_path_factory.mktemp("migrated")).close()
    return postgres, "migrated"


def create(server: str, words: str) -> None:
    """Make a database on the server: its name, and what it is a copy of."""
    engine = create_engine(server.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {words}"))
    engine.dispose()
