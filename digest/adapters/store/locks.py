"""Locks across processes that the system frees when their holder dies, however it dies.

On SQLite an flock on a file beside the database; on PostgreSQL a session's advisory lock
(https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text


@contextmanager
def alone(engine: Engine, name: str) -> Iterator[bool]:
    """Yield True where nobody else holds the lock of that name, and hold it for the block."""
    digest = hashlib.blake2b(name.encode(), digest_size=8).digest()
    held = _file(engine, digest) if engine.dialect.name == "sqlite" else _advisory(engine, digest)
    with held as mine:
        yield mine


@contextmanager
def _file(engine: Engine, digest: bytes) -> Iterator[bool]:
    folder = Path(f"{engine.url.database}-locks")
    folder.mkdir(exist_ok=True)
    handle = os.open(folder / digest.hex(), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


@contextmanager
def _advisory(engine: Engine, digest: bytes) -> Iterator[bool]:
    number = int.from_bytes(digest, "big", signed=True)
    with engine.connect() as connection:
        mine = bool(connection.scalar(text("SELECT pg_try_advisory_lock(:n)"), {"n": number}))
        connection.commit()  # the lock is the session's; an open transaction would only hold back vacuum
        try:
            yield mine
        finally:
            if mine:
                connection.scalar(text("SELECT pg_advisory_unlock(:n)"), {"n": number})
