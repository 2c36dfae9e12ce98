"""Everything kept, moved and given away: backup and restore, from one database to another, open files.

It stands above the composition root, for it opens stores that no newsletter is at work with.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, Any, Self

from digest import __version__, app
from digest import model as m
from digest.errors import NotNow, StoreError

if TYPE_CHECKING:
    from digest.adapters.store import SqlStore

TABLES_AS_CSV = ("subscribers", "deliveries", "suppressions")


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back: rows by table, files that were not there, slots held, deliveries nobody can know of."""

    rows: Mapping[str, int]
    files: tuple[str, ...]
    held: tuple[m.Slot, ...]
    unknown: int


# ── backup and restore ─────────────────────────────────────────────────────────────────────────────────


def backup(home: app.Home, file: Path) -> Mapping[str, int]:
    """Write everything into one file, while others work with it; return the rows of each table."""
    from digest.adapters import archive
    from digest.adapters.store import copying

    file.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=file.parent, prefix=".digest-backup-") as folder:
        copy = Path(folder) / archive.DATABASE
        made = datetime.now(UTC)
        with _store(home, home.settings.database) as store:
            rows = copying.into_file(store.engine, copy)
        archive.write(file, copy, archive.About(made, __version__, rows), dict(_own_files(home)))
    return rows


def restore(folder: Path, file: Path, may: Callable[[int], bool]) -> Restored | None:
    """Bring everything back from a backup; `may` is asked before so many rows are replaced, None where it says no.

    Files that are there stay. What may have been sent since the backup was made is held, or called unknown.
    Raises `NewerSchema`, and `StoreError` where the backup is damaged or somebody works with the database.
    """
    from digest.adapters import archive
    from digest.adapters.store import copying
    from digest.adapters.store.migrate import refuse_newer
    from digest.jobs.restored import hold

    with archive.opened(file) as (tar, about), TemporaryDirectory() as aside:
        copy = archive.database(tar, Path(aside))
        refuse_newer(copying.version_of(copy), str(file))
        rows = copying.counts_of(copy)
        if rows != dict(about.rows):
            raise StoreError(f"{file} is damaged: its database does not hold the rows it should. Use another backup.")
        files = tuple(_put_back(folder, archive.files(tar)))
        home = app.read_home(folder)
        with _store(home, home.settings.database, only=True) as store:
            there = sum(copying.counts(store.engine).values())
            if not copying.is_empty(store.engine) and not may(there):
                return None
            _brought_forward(copy)
            copying.replaced(copy, store.engine)
            why = f"restored from a backup of {about.made:%-d %B %Y %H:%M} UTC: it may have gone out since"
            unknown = copying.hold_what_was_open(store.engine, datetime.now(UTC), why)
            held = [hold(store.ledger, one, about.made, datetime.now(UTC)) for one in home.newsletters.values()]
    return Restored(rows, files, tuple(slot for some in held for slot in some), unknown)


def _put_back(folder: Path, files: Iterator[tuple[str, bytes]]) -> Iterator[str]:
    """Write the files that are not there; yield their names."""
    for name, body in files:
        target = folder / name
        if target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch(mode=0o600 if name.startswith("keys/") else 0o644)
        target.write_bytes(body)
        yield name


def _own_files(home: app.Home) -> Iterator[tuple[str, Path]]:
    """Yield the files of a home folder that are its own, by their place in it."""
    settings = home.settings
    for place in (app.SETTINGS, settings.feeds, settings.templates, *_of_newsletters(home)):
        path = home.folder / place
        found = [path] if path.is_file() else sorted(path.rglob("*")) if path.is_dir() else []
        for one in found:
            if one.is_file() and one.is_relative_to(home.folder):
                yield str(one.relative_to(home.folder)), one


def _of_newsletters(home: app.Home) -> Iterator[str]:
    named = {setting.replace(app.PLACE, name) for name in home.newsletters for setting in _per_newsletter(home)}
    yield from sorted(named)
    yield from sorted({letter.look.logo for letter in home.newsletters.values() if letter.look.logo})


def _per_newsletter(home: app.Home) -> tuple[str, ...]:
    return home.settings.keys, home.settings.subscribers


# ── to another database ────────────────────────────────────────────────────────────────────────────────


def relocate(home: app.Home, address: str) -> Mapping[str, int]:
    """Copy everything to an empty database; return the rows of each table, counted on both sides.

    Raises `StoreError` where it holds something, or a table did not arrive whole.
    """
    from digest.adapters.store import copying

    with _store(home, home.settings.database) as here, _store(home, address) as there:
        if not copying.is_empty(there.engine):
            raise StoreError("That database holds something already. Name an empty one.", about=address)
        return copying.copied(here.engine, there.engine)


# ── open files ─────────────────────────────────────────────────────────────────────────────────────────


def export(home: app.Home, newsletter: m.Newsletter, folder: Path) -> Mapping[str, int]:
    """Write a newsletter into an empty folder as open files; return how many rows or files of each kind."""
    if folder.exists() and any(folder.iterdir()):
        raise NotNow(f"There is something in {folder} already. Name a new or an empty folder.", about=str(folder))
    from digest.adapters.store import copying
    from digest.config import opml

    (folder / "tables").mkdir(parents=True, exist_ok=True)
    (folder / "sources.opml").write_text(opml.write(newsletter), "utf-8")
    counts = {"sources.opml": len(newsletter.sources)}
    with _store(home, home.settings.database) as store, _Files(folder) as files:
        for table, row in copying.rows(store.engine, newsletter.id):
            counts[table] = counts.get(table, 0) + 1
            files.write(table, row)
    outbox = home.path(home.settings.outbox, newsletter.id)
    counts["renditions"] = _copied(outbox, folder / "renditions")
    for file in app.newsletter_files(home.folder, home.settings):
        if file.stem == newsletter.id:
            (folder / file.name).write_bytes(file.read_bytes())
    return counts


class _Files:
    """A JSON Lines file for each table, and a CSV for some, opened when their first row comes."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.doors = folder, ExitStack()
        self.open: dict[str, IO[str]] = {}
        self.csv: dict[str, Any] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.doors.close()

    def write(self, table: str, row: Mapping[str, object]) -> None:
        """Write a row; what the store keeps as JSON is written as JSON."""
        plain = {name: _plain(name, value) for name, value in row.items()}
        if table not in self.open:
            place = self.folder / "tables" / f"{table}.jsonl"
            self.open[table] = self.doors.enter_context(place.open("w", encoding="utf-8"))
        self.open[table].write(json.dumps(plain, ensure_ascii=False) + "\n")
        if table in TABLES_AS_CSV:
            self._csv(table, plain)

    def _csv(self, table: str, row: Mapping[str, object]) -> None:
        if table not in self.csv:
            place = self.folder / f"{table}.csv"
            opened = self.doors.enter_context(place.open("w", encoding="utf-8", newline=""))
            self.csv[table] = csv.DictWriter(opened, list(row))
            self.csv[table].writeheader()
        self.csv[table].writerow({name: _harmless(value) for name, value in row.items()})


def _plain(name: str, value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if name in {"body", "memory", "visited"} and isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _harmless(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value


def _copied(source: Path, target: Path) -> int:
    files = [path for path in source.rglob("*") if path.is_file()] if source.is_dir() else []
    for path in files:
        place = target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(path.read_bytes())
    return len(files)


# ── stores ─────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _store(home: app.Home, address: str, *, only: bool = False) -> Iterator[SqlStore]:
    """Yield the store at an address; `only` where nobody else may have it open."""
    from digest.adapters.store import open_store

    store = open_store(address, home.folder, only=only)
    try:
        yield store
    finally:
        store.close()


def _brought_forward(file: Path) -> None:
    """Give the database in a SQLite file the schema of this program."""
    from digest.adapters.store import open_store

    open_store(f"sqlite:///{file}", file.parent).close()
