"""The connection to SQLite (the default) or PostgreSQL, and what differs between them.

SQLite runs in WAL mode with foreign keys on and `synchronous=FULL`: with NORMAL a power failure could take back
the note that a mail is on its way (https://sqlite.org/pragma.html#pragma_synchronous). A transaction that writes
begins with `BEGIN IMMEDIATE`, so that two writers queue instead of failing half-way.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic_core import PydanticSerializationError
from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    IntegrityError,
    NoSuchModuleError,
    OperationalError,
    StatementError,
)

from digest.errors import MissingExtra, Refused, StoreBusy, StoreError

BUSY_SECONDS = 30
EXPECTED = "Write it as sqlite:///digest.db or postgresql://…"


def connect(url: str, home: Path) -> Engine:
    """Return an engine for the address; a relative SQLite path counts from `home`.

    Raises `StoreError`, and `MissingExtra` where the driver is not installed.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreError(f"The database address {url!r} cannot be read. {EXPECTED}", about=url) from error
    if parsed.get_backend_name() == "sqlite":
        path = home / (parsed.database or "digest.db")
        _make_folder(path.parent)
        return _sqlite(path)
    if parsed.get_backend_name() != "postgresql":
        raise StoreError(f"{parsed.get_backend_name()} is no database of ours. {EXPECTED}", about=url)
    try:
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, isolation_level="READ COMMITTED"
        )
    except (ImportError, NoSuchModuleError) as error:
        raise MissingExtra("postgresql", "A database on PostgreSQL") from error


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The folder {folder} for the database cannot be made: {error.strerror}. Make it, or name another.",
            about=str(folder),
        ) from error


def _sqlite(path: Path) -> Engine:
    # a statement that is kept for the next time keeps what was bound to it: drafts of many megabytes
    how = {"timeout": BUSY_SECONDS, "check_same_thread": False, "cached_statements": 0}
    engine = create_engine(f"sqlite:///{path}", connect_args=how)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    # the driver's own BEGIN would come too late and without IMMEDIATE
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Yield a connection that sees one state of the database."""
    with told(engine), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Yield a connection whose work is kept whole at the end of the block, or not at all."""
    with told(engine), engine.connect() as connection:
        connection.execution_options(writes=True)  # an engine with options of its own costs more than the transaction
        with connection.begin():
            yield connection


@contextmanager
def told(engine: Engine) -> Iterator[None]:
    """Turn the database's own errors into one sentence that says what to do."""
    try:
        yield
    except (DataError, IntegrityError) as error:
        raise Refused(
            f"The database refuses a value: {str(error.orig).strip()[:300]}", about=_name(engine)
        ) from error
    except DatabaseError as error:
        raise _sentence(error, _name(engine)) from error
    except (PydanticSerializationError, UnicodeError, OverflowError, StatementError) as error:
        raise Refused(f"The database takes no such value: {str(error)[:300]}", about=_name(engine)) from error


def _name(engine: Engine) -> str:
    return engine.url.database or "" if engine.dialect.name == "sqlite" else engine.url.render_as_string()


# what SQLite says, in its own words: https://sqlite.org/rescode.html
SAYINGS = (
    ("database is locked", StoreBusy, "is in use by another process. Wait for it to finish, or stop it"),
    ("readonly database", StoreError, "cannot be written. Check who owns the file and its folder"),
    ("database or disk is full", StoreError, "cannot grow: the disk is full. Free some space and run this again"),
    ("disk I/O error", StoreError, "cannot be read or written: the disk reports an error. Check the disk"),
    ("unable to open database file", StoreError, "cannot be opened. Check that its folder exists and may be written"),
    ("file is not a database", StoreError, "is not a database. Move it away, or restore a backup"),
    ("malformed", StoreError, "is damaged. Restore a backup"),
)


def said_by_sqlite(said: str, name: str) -> StoreError | None:
    """Return SQLite's own words as a sentence about a database; None where they are none that we know."""
    for words, kind, sentence in SAYINGS:
        if words in said:
            return kind(f"The database {name} {sentence}. Nothing was lost.", about=name)
    return None


def _sentence(error: DatabaseError, name: str) -> StoreError:
    said = str(error.orig)
    if known := said_by_sqlite(said, name):
        return known
    if isinstance(error, OperationalError):
        return StoreError(f"The database {name} does not answer: {said.strip()}", about=name)
    return StoreError(f"The database {name} refused: {said.strip()}", about=name)


def insert(connection: Connection, table: Table) -> Any:  # noqa: ANN401 - each dialect has an Insert of its own
    """Return an INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # loading it takes a twentieth of the time in which the program starts

    return postgresql.insert(table)
