"""What the store says when it cannot be used, and how it grows with the program."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

from digest.adapters.store import locks, open_store
from digest.adapters.store.engine import connect, reading, writing
from digest.adapters.store.migrate import VERSIONS
from digest.adapters.store.schema import metadata
from digest.errors import NewerSchema, StoreBusy, StoreError
from tests.values import NOW, PLACE


def test_the_migrations_make_the_tables_that_the_program_uses(tmp_path: Path) -> None:
    store = open_store("sqlite:///a.db", tmp_path)
    with reading(store.engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    store.close()


def test_opening_twice_changes_nothing(tmp_path: Path) -> None:
    first = open_store("sqlite:///a.db", tmp_path)
    first.suppressions.add(PLACE, "ann@example.org", "", NOW)
    first.close()
    second = open_store("sqlite:///a.db", tmp_path)
    assert second.suppressions.all(PLACE) == {"ann@example.org"}
    second.close()


def test_sqlite_writes_ahead_keeps_faith_and_syncs(tmp_path: Path) -> None:
    store = open_store("sqlite:///a.db", tmp_path)
    with reading(store.engine) as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous")
        }
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2}
    store.close()


def test_a_database_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    open_store("sqlite:///a.db", tmp_path).close()
    with sqlite3.connect(tmp_path / "a.db") as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    before = (tmp_path / "a.db").read_bytes()
    with pytest.raises(NewerSchema, match="newer version of this program"):
        open_store("sqlite:///a.db", tmp_path)
    assert (tmp_path / "a.db").read_bytes() == before


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_text("these are notes about a picnic, and not a database" * 100)
    with pytest.raises(StoreError, match="is not a database"):
        open_store("sqlite:///a.db", tmp_path)


def test_a_database_in_use_is_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digest.adapters.store.engine.BUSY_SECONDS", 0)
    store = open_store("sqlite:///a.db", tmp_path)
    holder = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy, match="in use by another process"):
        store.suppressions.add(PLACE, "ann@example.org", "", NOW)
    holder.close()
    store.close()


@pytest.mark.parametrize(
    ("url", "said"),
    [("digest.db", "cannot be read"), ("oracle://x/y", "oracle is no database of ours")],
)
def test_an_address_that_is_none_says_what_to_write(url: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=said):
        connect(url, tmp_path)


def test_a_full_disk_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    store = open_store("sqlite:///a.db", tmp_path)
    store.suppressions.add(PLACE, "ann@example.org", "", NOW)
    with store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        connection.rollback()
    with pytest.raises(StoreError, match="disk is full"):
        store.suppressions.add(PLACE, "ben@example.org", "x" * 100_000, NOW)
    assert "ann@example.org" in store.suppressions.all(PLACE)
    store.close()


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be made"):
        open_store("sqlite:///file/a.db", tmp_path)


def test_moves_of_an_open_draft_become_its_first_steps(tmp_path: Path) -> None:
    """A draft that an older version of the program kept, with two moves that nobody shall lose."""
    from digest import model as m
    from digest.adapters.store.codec import dump
    from tests.values import draft

    engine = connect("sqlite:///a.db", tmp_path)
    with writing(engine) as connection:
        config = Config()
        config.set_main_option("script_location", str(VERSIONS.parent))
        config.attributes["connection"] = connection
        command.upgrade(config, "0007")
        row = {"slot": draft().slot, "newsletter": "place", "revision": 3, "composed": NOW.replace(tzinfo=None)}
        old = json.loads(dump(draft(revision=3)))
        for name in ("merged", "by_hand", "unlisted", "pictures", "resting"):
            del old[name]
        (section,) = old["content"]["sections"]
        moved = section["stories"][0]
        moved["placements"].insert(0, {"theme": "homes", "score": 1.0, "evidence": []})
        moved["reasons"].append("moved here by ann")
        section["theme"] = "homes"
        made = {"by": "ann", "made": "2026-06-11T12:00:00+01:00"}
        old["edits"] = [
            {"story": "story1", "theme": "money", "was": "money", "at": 0, **made},
            {"story": "story2", "theme": "homes", "was": "money", "at": 0, **made},
        ]
        lead = old["content"]["lead"]
        lead["placements"].insert(0, {"theme": "money", "score": 1.0, "evidence": []})
        lead["reasons"].append("moved here by ann")
        columns = "slot, newsletter, revision, composed, body"
        values = {**row, "body": json.dumps(old)}
        connection.execute(
            text(f"INSERT INTO drafts ({columns}) VALUES (:slot, :newsletter, :revision, :composed, :body)"), values
        )
    engine.dispose()
    store = open_store("sqlite:///a.db", tmp_path)
    composed, first, second = store.history.all(draft().slot)
    assert (first.what, second.what, second.by) == (
        m.Move(m.StoryId("story1"), m.ThemeId("money")),
        m.Move(m.StoryId("story2"), m.ThemeId("homes")),
        "ann",
    )
    assert (composed.number, second.number, second.made) == (1, 3, NOW)
    assert store.history.base(draft().slot, 1) == draft()
    kept = store.desk.draft(draft().slot)
    assert kept is not None
    assert (kept.revision, kept.content.sections[0].theme) == (3, "homes")
    store.close()


def test_a_lock_leaves_no_file_and_is_never_one_that_was_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its last holder takes the file away while the next one has opened it already: that file locks nothing."""
    store = open_store("sqlite:///digest.db", tmp_path)
    really, opened = locks._opened, list[int]()

    def taken_away(engine: Engine, digest: bytes) -> int:
        opened.append(really(engine, digest))
        if len(opened) == 1:
            locks._path(engine, digest).unlink()
        return opened[-1]

    monkeypatch.setattr(locks, "_opened", taken_away)
    with store.alone("one and the same") as mine, store.alone("one and the same") as theirs:
        assert (mine, theirs) == (True, False)
    assert sorted(path.name for path in (tmp_path / "digest.db-locks").iterdir()) == ["open"]
    store.close()


@pytest.mark.parametrize(
    ("said", "escaped"), [("the plain words of a page – nearly all of it " * 10, True), ("мост закрыт " * 10, False)]
)
def test_a_large_text_with_few_letters_beyond_ascii_is_kept_in_ascii(said: str, escaped: bool) -> None:
    from digest.adapters.store.codec import dump, load

    value = (said,) * 10_000
    written = dump(value)
    assert written.isascii() == escaped
    assert tuple(load(list[str], written)) == value
    assert dump((said,)) == f'["{said}"]'
