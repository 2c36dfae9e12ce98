"""Locks across processes that the system frees when their holder dies, however it dies.

On SQLite an flock on a file beside the database; on PostgreSQL a session's advisory lock
(https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DatabaseError

from digest.adapters.store.engine import told
from digest.errors import StoreBusy, StoreError


@contextmanager
def alone(engine: Engine, name: str) -> Iterator[bool]:
    """Yield True where nobody else holds the lock of that name, and hold it for the block."""
    digest = hashlib.blake2b(name.encode(), digest_size=8).digest()
    held = _file(engine, digest) if engine.dialect.name == "sqlite" else _advisory(engine, digest)
    with held as mine:
        yield mine


@contextmanager
def present(engine: Engine, *, only: bool) -> Iterator[None]:
    """Be known as one who has the database open, or as the only one. Raises `StoreBusy`.

    SQLite's file must not be replaced beneath somebody; PostgreSQL sees to that itself.
    """
    if engine.dialect.name != "sqlite":
        yield
        return
    name = engine.url.database or ""
    with told_folder(name):
        folder = Path(f"{name}-locks")
        folder.mkdir(exist_ok=True)
        handle = os.open(folder / "open", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, (fcntl.LOCK_EX if only else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        said = "is in use. Stop whatever uses it, such as digest up" if only else "is being restored. Wait for it"
        raise StoreBusy(f"The database {name} {said}, and run this again. Nothing was lost.", about=name) from error
    try:
        yield
    finally:
        os.close(handle)


@contextmanager
def told_folder(name: str) -> Iterator[None]:
    """Say in one sentence that the folder of the database cannot be written."""
    try:
        yield
    except OSError as error:
        where = Path(name).parent
        raise StoreError(
            f"The folder {where} of the database cannot be written: {error.strerror}. Check who owns it and whether "
            "its disk is full.",
            about=str(where),
        ) from error


@contextmanager
def in_turn(engine: Engine, name: str) -> Iterator[None]:
    """Wait for others in this block, first come first served; on PostgreSQL, whose rows have locks, not at all.

    SQLite makes writers wait by sleeping longer and longer (https://sqlite.org/c3ref/busy_timeout.html), so two that
    write all the time starve each other; the system wakes who waits for a file's lock at once.
    """
    if engine.dialect.name != "sqlite":
        yield
        return
    handle = _opened(engine, hashlib.blake2b(name.encode(), digest_size=8).digest())
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _opened(engine: Engine, digest: bytes) -> int:
    with told_folder(engine.url.database or ""):
        path = _path(engine, digest)
        path.parent.mkdir(exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


@contextmanager
def _file(engine: Engine, digest: bytes) -> Iterator[bool]:
    handle = _held(engine, digest)
    if handle is None:
        yield False
        return
    try:
        yield True
    finally:
        # the file goes while it is held: nine thousand slots a year would leave as many
        _path(engine, digest).unlink(missing_ok=True)
        os.close(handle)


def _held(engine: Engine, digest: bytes) -> int | None:
    """Return the open file of a lock that is ours now; None where somebody else has it."""
    while True:
        handle = _opened(engine, digest)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return None
        # its holder may have taken the file away between our opening and our locking: then it locks nothing
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(handle), _path(engine, digest).stat()):
                return handle
        os.close(handle)


def _path(engine: Engine, digest: bytes) -> Path:
    return Path(f"{engine.url.database}-locks") / digest.hex()


@contextmanager
def _advisory(engine: Engine, digest: bytes) -> Iterator[bool]:
    number = int.from_bytes(digest, "big", signed=True)
    with told(engine), engine.connect() as connection:
        mine = bool(connection.scalar(text("SELECT pg_try_advisory_lock(:n)"), {"n": number}))
        connection.commit()  # the lock is the session's; an open transaction would only hold back vacuum
        try:
            yield mine
        finally:
            if mine:
                _let_go(connection, number)


def _let_go(connection: Connection, number: int) -> None:
    """Free an advisory lock; where the session has died, the server has done so already."""
    try:
        connection.scalar(text("SELECT pg_advisory_unlock(:n)"), {"n": number})
    except DatabaseError:
        connection.invalidate()
