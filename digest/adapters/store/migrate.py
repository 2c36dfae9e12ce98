"""Brings the schema up to date with alembic; refuses a database that a newer program wrote.

A new database is made from the tables at once, without alembic: the same to the letter, a test compares them.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Column, Connection, Engine, MetaData, PrimaryKeyConstraint, String, Table, inspect, text

from digest.adapters.store.engine import told, writing
from digest.adapters.store.schema import metadata
from digest.errors import NewerSchema

VERSIONS = Path(__file__).with_name("migrations") / "versions"
REVISION = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""Alembic's own table: https://alembic.sqlalchemy.org/en/latest/api/runtime.html (version_table)."""


def migrate(engine: Engine) -> None:
    """Run the migrations that are missing, or make all tables, in one transaction. Raises `NewerSchema`.

    The common cases, nothing there and nothing to do, must not pay for alembic.
    """
    newest = _newest()
    with told(engine), engine.connect() as connection:
        if _version(connection) == newest:
            return
    with writing(engine) as connection:
        here = _version(connection)
        if here == newest:
            return
        if not here:
            _make(connection, newest)
            return
        refuse_newer(here, engine.url.database or "")
        _upgrade(connection)


def refuse_newer(here: str, name: str) -> None:
    """Raise `NewerSchema` where a schema's revision is one that this program does not know yet."""
    if here > _newest():
        raise NewerSchema(
            f"The database {name} was written by a newer version of this program (schema {here}, "
            f"this one knows {_newest()}). Install that version, or use another database. Nothing was changed.",
            about=name,
        )


def _newest() -> str:
    return max(path.stem.split("_")[0] for path in VERSIONS.glob("[0-9]*.py"))


def _version(connection: Connection) -> str:
    """Return the revision the database is at, "" where it is new. Revisions are numbers that sort: 0001, 0002."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.scalar(text("SELECT version_num FROM alembic_version")) or ""


def _make(connection: Connection, newest: str) -> None:
    metadata.create_all(connection, checkfirst=False)
    REVISION.create(connection, checkfirst=False)
    connection.execute(REVISION.insert().values(version_num=newest))


def _upgrade(connection: Connection) -> None:
    # 0.2 s, only where there is something to migrate
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(VERSIONS.parent))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
