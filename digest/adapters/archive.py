"""A backup: one tar file with the database and everything that a newsletter's folder holds of its own.

The outbox is not in it: `digest publish --all` writes it anew from the issues.
"""

from __future__ import annotations

import io
import json
import os
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from digest.errors import DigestError

DATABASE = "digest.db"
ABOUT = "backup.json"
FORM = 1


@dataclass(frozen=True, slots=True)
class About:
    """What a backup says of itself: when it was made, by which version, how many rows each table had."""

    made: datetime
    version: str
    rows: Mapping[str, int]


def write(file: Path, database: Path, about: About, others: Mapping[str, Path]) -> None:
    """Write a backup, whole or not at all: an older one of that name stays until this one is finished.

    `others` are files by their name in the backup.
    """
    part = file.with_name(file.name + ".part")
    said = {"form": FORM, "made": about.made.isoformat(), "version": about.version, "rows": dict(about.rows)}
    try:
        with tarfile.open(part, "w") as tar:
            _text(tar, ABOUT, json.dumps(said, indent=1))
            tar.add(database, f"data/{DATABASE}")
            for name, path in sorted(others.items()):
                tar.add(path, f"home/{name}", recursive=False)
        part.chmod(0o600)  # it holds readers' addresses and the keys that sign mails
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def opened(file: Path) -> Iterator[tuple[tarfile.TarFile, About]]:
    """Yield a backup and what it says of itself. Raises `DigestError` where it is none."""
    try:
        with tarfile.open(file) as tar:
            member = tar.extractfile(ABOUT)
            said = json.loads(member.read()) if member else {}
            if said.get("form") != FORM:
                raise DigestError(
                    f"{file} was written by a newer version of this program. Install that one.", about=str(file)
                )
            yield tar, About(datetime.fromisoformat(said["made"]).astimezone(UTC), said["version"], said["rows"])
    except (tarfile.TarError, KeyError, ValueError) as error:
        raise DigestError(f"{file} is no backup of this program, or is damaged.", about=str(file)) from error


def database(tar: tarfile.TarFile, folder: Path) -> Path:
    """Write the database of a backup into a folder; return the file."""
    target = folder / DATABASE
    member = tar.extractfile(f"data/{DATABASE}")
    with target.open("wb") as written:
        while member and (some := member.read(1 << 20)):
            written.write(some)
    return target


def files(tar: tarfile.TarFile) -> Iterator[tuple[str, bytes]]:
    """Yield the other files of a backup; one whose name leads out of the folder is left out."""
    for member in tar.getmembers():
        name = member.name.removeprefix("home/")
        if not member.isfile() or name == member.name or ".." in Path(name).parts or Path(name).is_absolute():
            continue
        found = tar.extractfile(member)
        yield name, found.read() if found else b""


def as_bytes(text: str) -> io.BytesIO:
    """Return a text as a file to read."""
    return io.BytesIO(text.encode())


def _text(tar: tarfile.TarFile, name: str, text: str) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(text.encode())
    tar.addfile(member, as_bytes(text))
