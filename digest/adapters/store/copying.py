"""A whole store copied: to another database, row for row, or into one file while others work with it.

A copy sees one state of what it copies: SQLite's own backup, or one transaction of PostgreSQL that sees a snapshot.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, insert, inspect, select, text, update

from digest import model as m
from digest.adapters.store.engine import connect, said_by_sqlite, told, writing
from digest.adapters.store.migrate import migrate
from digest.adapters.store.schema import deliveries, metadata, slots
from digest.errors import StoreError

_TOGETHER = 5_000


def into_file(source: Engine, file: Path) -> dict[str, int]:
    """Write everything into a new SQLite file; return how many rows each table has."""
    if source.dialect.name == "sqlite":
        with told(source), _raw(Path(source.url.database or "")) as live, _raw(file) as written:
            live.backup(written)
            written.execute("PRAGMA journal_mode=DELETE")  # one file, and nothing beside it
        return counts_of(file)
    target = connect(f"sqlite:///{file}", file.parent)
    try:
        migrate(target)
        found = copied(source, target)
        with target.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        target.dispose()
    with _raw(file) as written:
        written.execute("PRAGMA journal_mode=DELETE")
    return found


def copied(source: Engine, target: Engine) -> dict[str, int]:
    """Copy every table into the target's, which are emptied first, in one transaction; return the rows of each.

    Raises `StoreError`, and leaves the target as it was, where a table does not arrive whole.
    """
    with told(source), _snapshot(source) as here, writing(target) as there:
        for table in reversed(metadata.sorted_tables):
            there.execute(table.delete())
        for table in metadata.sorted_tables:
            _copy(here, there, table)
        _count_on(there)
        before, after = _counts(here), _counts(there)
        if before != after:
            wrong = ", ".join(
                f"{name} {before[name]} to {after[name]}" for name in before if before[name] != after[name]
            )
            raise StoreError(f"Not every row arrived ({wrong}). Nothing was changed.", about=wrong)
        return after


def replaced(file: Path, target: Engine) -> dict[str, int]:
    """Put what a SQLite file of the present schema holds in the place of everything; return the rows of each table.

    Into SQLite page by page, which takes seconds where rows take minutes.
    """
    if target.dialect.name == "sqlite":
        target.dispose()
        with told(target), _raw(file) as copy, _raw(Path(target.url.database or "")) as there:
            copy.backup(there)
        return counts(target)
    source = connect(f"sqlite:///{file}", file.parent)
    try:
        return copied(source, target)
    finally:
        source.dispose()


def counts(engine: Engine) -> dict[str, int]:
    """Return how many rows each table has."""
    with told(engine), engine.connect() as connection:
        return _counts(connection)


def counts_of(file: Path) -> dict[str, int]:
    """Return how many rows each of our tables has in a SQLite file."""
    with _raw(file) as connection:
        there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        names = [table.name for table in metadata.sorted_tables if table.name in there]
        return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}  # noqa: S608 - names of our own tables


def rows(engine: Engine, newsletter: m.NewsletterId | None = None) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every row of every table but the secrets, by table: of one newsletter, of all where none is named."""
    with told(engine), _snapshot(engine) as connection:
        for table in metadata.sorted_tables:
            if table.name == "secrets":
                continue
            query = select(table)
            if newsletter and "newsletter" in table.c:
                query = query.where(table.c.newsletter == newsletter)
            for row in connection.execution_options(stream_results=True).execute(query).mappings():
                yield table.name, dict(row)


def hold_what_was_open(engine: Engine, now: datetime, why: str) -> int:
    """Call every delivery that was open unknown, and hold every send that was running; return how many deliveries.

    For a restored copy: what has gone out since it was made, it does not know.
    """
    fates = (m.Fate.PENDING, m.Fate.SENDING, m.Fate.DEFERRED)
    with writing(engine) as connection:
        connection.execute(
            update(slots)
            .where(slots.c.job == m.Job.SEND, slots.c.state == m.SlotState.RUNNING)
            .values(state=m.SlotState.HELD.value, why=why, changed=now)
        )
        done = connection.execute(
            update(deliveries).where(deliveries.c.fate.in_(fates)).values(fate=m.Fate.UNKNOWN.value, said=why, at=now)
        )
        return done.rowcount


def is_empty(engine: Engine) -> bool:
    """Return whether no table of ours holds anything."""
    here = set(inspect(engine).get_table_names())
    with told(engine), engine.connect() as connection:
        asked = (table for table in metadata.sorted_tables if table.name in here and table.name != "secrets")
        return all(connection.scalar(select(func.count()).select_from(table)) == 0 for table in asked)


@contextmanager
def _raw(file: Path) -> Iterator[sqlite3.Connection]:
    try:
        with closing(sqlite3.connect(file)) as connection:
            yield connection
            connection.commit()
    except sqlite3.DatabaseError as error:
        said = f"The database {file} cannot be copied: {error}. Nothing was lost."
        raise said_by_sqlite(str(error), str(file)) or StoreError(said, about=str(file)) from error


@contextmanager
def _snapshot(engine: Engine) -> Iterator[Connection]:
    level = "REPEATABLE READ" if engine.dialect.name == "postgresql" else "SERIALIZABLE"
    options = {"isolation_level": level} if engine.dialect.name == "postgresql" else {}
    with engine.connect().execution_options(**options) as connection:
        yield connection


def _copy(here: Connection, there: Connection, table: Table) -> None:
    found = here.execution_options(stream_results=True, yield_per=_TOGETHER).execute(select(table))
    for some in found.partitions(_TOGETHER):
        if there.dialect.name == "postgresql":
            _pour(there, table, [tuple(row) for row in some])
        else:
            there.execute(insert(table), [dict(row._mapping) for row in some])  # noqa: SLF001 - SQLAlchemy's public name


def _pour(there: Connection, table: Table, some: list[tuple[Any, ...]]) -> None:
    """Write rows by COPY: five times as fast as INSERT (https://www.postgresql.org/docs/current/populate.html)."""
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    raw: Any = there.connection.dbapi_connection
    with raw.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as pouring:
        for row in some:
            pouring.write_row(row)


def _count_on(there: Connection) -> None:
    """Let PostgreSQL number the next rows after those that came with their numbers; SQLite does so by itself."""
    if there.dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        if (column := table.autoincrement_column) is not None and column.autoincrement is True:
            names = {"table": table.name, "column": column.name}
            highest = there.scalar(select(func.max(column)))
            said = text("SELECT setval(pg_get_serial_sequence(:table, :column), :next, false)")
            there.execute(said, names | {"next": (highest or 0) + 1})


def _counts(connection: Connection) -> dict[str, int]:
    found = (
        (table.name, connection.scalar(select(func.count()).select_from(table))) for table in metadata.sorted_tables
    )
    return {name: count or 0 for name, count in found}


def version_of(file: Path) -> str:
    """Return the schema's revision of a SQLite file. Raises `StoreError` where it is none of ours."""
    try:
        with _raw(file) as connection:
            return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    except (StoreError, TypeError) as error:
        raise StoreError(
            f"{file} holds no database of this program. Nothing was changed.", about=str(file)
        ) from error


def answers(engine: Engine) -> None:
    """Raise `StoreError` where the database does not answer."""
    with told(engine), engine.connect() as connection:
        connection.execute(text("SELECT 1"))
