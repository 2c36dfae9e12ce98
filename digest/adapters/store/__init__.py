"""The database: SQLite by default, PostgreSQL by address. `open_store` is the way in."""

from __future__ import annotations

import secrets
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import Engine, select

from digest.adapters.store import locks
from digest.adapters.store.beside import SqlCorrections, SqlExaminations, SqlLinks, SqlPictures
from digest.adapters.store.campaigns import SqlCampaigns
from digest.adapters.store.clicks import SqlClicks
from digest.adapters.store.deliveries import SqlDeliveries
from digest.adapters.store.desk import SqlDesk
from digest.adapters.store.engine import connect, insert, reading, writing
from digest.adapters.store.examples import SqlExamples
from digest.adapters.store.figures import SqlFigures, SqlTold
from digest.adapters.store.history import SqlHistory
from digest.adapters.store.ledger import SqlLedger
from digest.adapters.store.letters import SqlLetters
from digest.adapters.store.marks import Marks
from digest.adapters.store.migrate import migrate
from digest.adapters.store.posts import SqlPosts, SqlSources
from digest.adapters.store.readers import SqlReaders
from digest.adapters.store.retention import SqlRetention
from digest.adapters.store.returns import SqlReturns
from digest.adapters.store.schema import secrets as secrets_table
from digest.adapters.store.signed import SqlPasses, SqlRecords
from digest.adapters.store.suppressions import SqlSuppressions


@dataclass(frozen=True, slots=True)
class SqlStore:
    """`ports.Store` over SQL."""

    engine: Engine
    ledger: SqlLedger
    sources: SqlSources
    posts: SqlPosts
    desk: SqlDesk
    history: SqlHistory
    campaigns: SqlCampaigns
    deliveries: SqlDeliveries
    clicks: SqlClicks
    readers: SqlReaders
    letters: SqlLetters
    suppressions: SqlSuppressions
    corrections: SqlCorrections
    links: SqlLinks
    pictures: SqlPictures
    examinations: SqlExaminations
    returns: SqlReturns
    examples: SqlExamples
    passes: SqlPasses
    records: SqlRecords
    figures: SqlFigures
    told: SqlTold
    retention: SqlRetention
    presence: ExitStack

    def alone(self, name: str) -> AbstractContextManager[bool]:
        """Hold a lock of this name across processes; yields False where somebody else has it."""
        return locks.alone(self.engine, name)

    def secret(self, name: str = "links") -> bytes:
        """Return 32 random bytes kept under that name, made at the first call; old mails' links depend on them."""
        return _secret(self.engine, name)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
        self.presence.close()


def open_store(url: str, home: Path, *, only: bool = False) -> SqlStore:
    """Return the store at this address, its schema brought up to date; `only` where nobody else may have it open.

    Raises `StoreError`, and `StoreBusy` where somebody else has it open, or wants it alone.
    """
    engine = connect(url, home)
    presence = ExitStack()
    presence.enter_context(locks.present(engine, only=only))
    try:
        return _opened(engine, presence)
    except BaseException:
        presence.close()
        raise


def _opened(engine: Engine, presence: ExitStack) -> SqlStore:
    with locks.alone(engine, "schema"):
        # where somebody else migrates just now, ours waits for the write lock and finds nothing to do
        migrate(engine)
    marks = Marks(cache(lambda: _secret(engine, "suppressions")))
    return SqlStore(
        engine=engine,
        ledger=SqlLedger(engine),
        sources=SqlSources(engine),
        posts=SqlPosts(engine),
        desk=SqlDesk(engine),
        history=SqlHistory(engine),
        campaigns=SqlCampaigns(engine),
        deliveries=SqlDeliveries(engine),
        clicks=SqlClicks(engine),
        readers=SqlReaders(engine, marks),
        letters=SqlLetters(engine),
        suppressions=SqlSuppressions(engine, marks),
        corrections=SqlCorrections(engine),
        links=SqlLinks(engine),
        pictures=SqlPictures(engine),
        examinations=SqlExaminations(engine),
        returns=SqlReturns(engine),
        examples=SqlExamples(engine),
        passes=SqlPasses(engine),
        records=SqlRecords(engine),
        figures=SqlFigures(engine),
        told=SqlTold(engine),
        retention=SqlRetention(engine),
        presence=presence,
    )


def _secret(engine: Engine, name: str) -> bytes:
    """Return the random bytes of that name, made where there are none."""
    known = select(secrets_table.c.value).where(secrets_table.c.name == name)
    with reading(engine) as connection:
        value = connection.scalar(known)
    if value:
        return bytes(value)  # whoever only reads waits for nobody who writes
    with writing(engine) as connection:
        row = {"name": name, "value": secrets.token_bytes(32)}
        connection.execute(insert(connection, secrets_table).values(row).on_conflict_do_nothing())
        value = connection.scalar(known)
    return bytes(value or b"")
