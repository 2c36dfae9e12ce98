"""Backup, restore, another database, open files: nothing lost, nothing old sent again."""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest import app, keeping
from digest import model as m
from digest.adapters.store import copying, open_store
from digest.errors import DigestError, NewerSchema, NotNow, StoreBusy, StoreError
from digest.jobs.restored import hold
from tests import values
from tests.features.conftest import Home

LETTER = """
title = "Place Weekly"
[sender]
address = "digest@place.example"
[[source]]
id = "gazette"
name = "The Gazette"
address = "http://gazette.example/feed"
"""
PLACE = values.PLACE


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A home folder whose database holds something in many tables."""
    folder = tmp_path / "house"
    (folder / "feeds").mkdir(parents=True)
    (folder / "keys").mkdir()
    (folder / "feeds" / "place.toml").write_text(LETTER)
    (folder / "keys" / "README.txt").write_text("a key that signs")
    (folder / "digest.toml").write_text('log = "json"\n')
    (folder / "subscribers.csv").write_text("address,name,themes\nann@example.org,Ann,\n")
    fill("sqlite:///digest.db", folder)
    return folder


def fill(url: str, folder: Path) -> None:
    store = open_store(url, folder)
    store.desk.keep_issue(values.issue())
    posts = tuple(values.post(n) for n in range(3))
    memory = m.Memory(m.SourceId("gazette"), "http://gazette.example/feed")
    visited = m.Visited(m.SourceId("gazette"), values.NOW, new=3)
    store.posts.keep(PLACE, [m.Outcome(visited, memory, posts)])
    store.deliveries.plan([values.delivery(n, fate=m.Fate.SENT) for n in range(5)])
    slot = m.Slot(m.SlotId("place/send@2026-06-12"), PLACE, m.Job.SEND, values.NOW)
    store.ledger.put(slot, m.SlotState.DONE, "issue 1: 5 sent", values.NOW)
    store.pictures.keep(PLACE, "http://gazette.example/a.jpg", b"\xff\xd8\x00\x01", values.NOW)
    store.secret()
    store.close()


def rows(url: str, folder: Path) -> dict[str, list[str]]:
    """Every row of every table but those of the schedule, in a fixed order, as text."""
    store = open_store(url, folder)
    found: dict[str, list[str]] = {"secret": [repr(store.secret())]}
    for table, row in copying.rows(store.engine):
        found.setdefault(table, []).append(repr(sorted(row.items())))
    store.close()
    return {table: sorted(some) for table, some in found.items() if table != "slots"}


def backed_up(house: Path) -> Path:
    file = house.parent / "backups" / "all.tar"
    keeping.backup(app.read_home(house, {}), file)
    return file


def test_a_backup_brings_everything_back_into_an_empty_folder(house: Path, tmp_path: Path) -> None:
    file = backed_up(house)
    assert file.stat().st_mode & 0o077 == 0, "it holds readers' addresses"
    assert [path.name for path in file.parent.iterdir()] == ["all.tar"]
    other = tmp_path / "other"
    other.mkdir()
    restored = keeping.restore(other, file, lambda _: False)
    assert restored is not None
    assert set(restored.files) == {"digest.toml", "feeds/place.toml", "keys/README.txt", "subscribers.csv"}
    assert (other / "keys" / "README.txt").stat().st_mode & 0o077 == 0
    assert rows("sqlite:///digest.db", other) == rows("sqlite:///digest.db", house)


def test_a_backup_is_made_while_somebody_writes(house: Path) -> None:
    store = open_store("sqlite:///digest.db", house)
    with store.engine.execution_options(writes=True).begin() as writing:
        writing.exec_driver_sql("UPDATE sources SET memory = memory")
        assert backed_up(house).exists()
    store.close()


def test_what_may_have_been_sent_since_the_backup_is_held(house: Path) -> None:
    store = open_store("sqlite:///digest.db", house)
    now = datetime.now(UTC)
    begun = m.Slot(m.SlotId("place/collect@long-ago"), PLACE, m.Job.COLLECT, now - timedelta(days=20))
    store.ledger.put(begun, m.SlotState.DONE, "1 source", now - timedelta(days=20))
    running = m.Slot(m.SlotId("place/send@2026-06-05"), PLACE, m.Job.SEND, now - timedelta(hours=1))
    store.ledger.put(running, m.SlotState.RUNNING, "", now)
    store.deliveries.plan([values.delivery(9)])
    store.close()
    file = backed_up(house)
    with sqlite3.connect(house / "digest.db") as raw:
        raw.execute("DELETE FROM posts")
    raw.close()
    restored = keeping.restore(house, file, lambda _: True)
    assert restored is not None
    assert restored.unknown == 1
    store = open_store("sqlite:///digest.db", house)
    row = store.ledger.row(running.id)
    assert row is not None
    assert row.state is m.SlotState.HELD
    assert "it may have gone out since" in row.why
    fates = {one.address: one.fate for one in store.deliveries.of(PLACE, 1)}
    assert fates["reader9@example.org"] is m.Fate.UNKNOWN
    assert len(store.posts.moments(PLACE, values.NOW - timedelta(days=9))[m.SourceId("gazette")]) == 3
    store.close()


def test_a_send_that_fell_due_between_backup_and_restore_is_held(house: Path) -> None:
    letter = app.read_home(house, {}).newsletter(None)
    store = open_store("sqlite:///digest.db", house)
    now = datetime.now(UTC)
    held = hold(store.ledger, letter, now - timedelta(days=8), now)
    assert held
    rows = [store.ledger.row(slot.id) for slot in held]
    assert {row.state for row in rows if row} == {m.SlotState.HELD}
    store.close()


def test_a_restore_refuses_what_would_lose_something(house: Path, tmp_path: Path) -> None:
    file = backed_up(house)
    store = open_store("sqlite:///digest.db", house)
    with pytest.raises(StoreBusy, match="digest up"):
        keeping.restore(house, file, lambda _: True)
    store.close()
    (tmp_path / "half.tar").write_bytes(file.read_bytes()[:9000])
    with pytest.raises(DigestError, match=r"damaged|no database"):
        keeping.restore(house, tmp_path / "half.tar", lambda _: True)
    (tmp_path / "none.tar").write_text("no tar at all")
    with pytest.raises(DigestError, match="no backup"):
        keeping.restore(house, tmp_path / "none.tar", lambda _: True)
    before = rows("sqlite:///digest.db", house)
    assert keeping.restore(house, file, lambda _: False) is None
    assert rows("sqlite:///digest.db", house) == before


def test_a_restore_refuses_a_newer_schema(house: Path, tmp_path: Path) -> None:
    backed_up(house)
    with sqlite3.connect(house / "digest.db") as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    inside = tmp_path / "inside"
    (inside / "data").mkdir(parents=True)
    (inside / "data" / "digest.db").write_bytes((house / "digest.db").read_bytes())
    about = {"form": 1, "made": "2026-01-01T00:00:00+00:00", "version": "9", "rows": {}}
    (inside / "backup.json").write_text(json.dumps(about))
    newer = tmp_path / "newer.tar"
    subprocess.run(["tar", "-C", inside, "-cf", newer, "backup.json", "data/digest.db"], check=True)
    with pytest.raises(NewerSchema):
        keeping.restore(tmp_path / "elsewhere", newer, lambda _: True)


def test_a_backup_that_leads_out_of_the_folder_is_not_followed(house: Path, tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    subprocess.run(["tar", "-C", inside, "-xf", backed_up(house)], check=True)
    (inside / "evil").write_text("evil")
    hostile = tmp_path / "hostile.tar"
    words = ["tar", "-C", inside, "-P", "--transform", "s,^evil,home/../../evil,", "-cf", hostile]
    subprocess.run([*words, "backup.json", "data", "home", "evil"], check=True)
    folder = tmp_path / "deep" / "other"
    folder.mkdir(parents=True)
    restored = keeping.restore(folder, hostile, lambda _: True)
    assert restored is not None
    assert not any("evil" in name for name in restored.files)
    assert not list(tmp_path.glob("deep/evil")) + list(tmp_path.glob("evil"))


def test_a_move_to_postgresql_and_back_loses_no_row(house: Path, own_postgres: str) -> None:
    before = rows("sqlite:///digest.db", house)
    counts = keeping.relocate(app.read_home(house, {}), own_postgres)
    assert counts["posts"] == 3
    with pytest.raises(StoreError, match="holds something already"):
        keeping.relocate(app.read_home(house, {}), own_postgres)
    assert rows(own_postgres, house) == before
    there = app.read_home(house, {"DIGEST_DATABASE": own_postgres})
    keeping.backup(there, house.parent / "pg.tar")
    keeping.relocate(there, "sqlite:///back.db")
    assert rows("sqlite:///back.db", house) == before
    (house / "digest.toml").write_text(f'database = "{own_postgres}"\n')
    assert keeping.restore(house, house.parent / "pg.tar", lambda _: True)
    assert rows(own_postgres, house) == before


def test_an_export_is_open_files(house: Path, tmp_path: Path) -> None:
    home = app.read_home(house, {})
    (house / "outbox" / "1").mkdir(parents=True)
    (house / "outbox" / "1" / "index.html").write_text("<h1>Issue 1</h1>")
    out = tmp_path / "out"
    counts = keeping.export(home, home.newsletter(None), out)
    assert (counts["posts"], counts["renditions"], counts["sources.opml"]) == (3, 1, 1)
    posts = [json.loads(line) for line in (out / "tables" / "posts.jsonl").read_text("utf-8").splitlines()]
    assert {type(post["body"]) for post in posts} == {dict}
    assert not (out / "tables" / "secrets.jsonl").exists()
    with (out / "deliveries.csv").open(encoding="utf-8", newline="") as file:
        assert {row["fate"] for row in csv.DictReader(file)} == {"sent"}
    assert "<opml" in (out / "sources.opml").read_text("utf-8")
    assert (out / "place.toml").exists()
    assert (out / "renditions" / "1" / "index.html").exists()
    with pytest.raises(NotNow, match="already"):
        keeping.export(home, home.newsletter(None), out)


@pytest.mark.slow
def test_the_commands_say_what_they_did(home: Home, tmp_path: Path) -> None:
    home.only("wire", "kerb")
    home.run("collect")
    assert "row" in home.run("backup", str(tmp_path / "all.tar")).stdout
    assert "publish --all" in home.run("restore", "--yes", str(tmp_path / "all.tar")).stdout
    assert "posts" in home.run("export", str(tmp_path / "out")).stdout
    assert "every table counted" in home.run("relocate", "sqlite:///other.db").stdout
    assert "every table counted" in home.run("move", "sqlite:///another.db").stdout
    assert "empty one" in home.run("move", "sqlite:///another.db", status=None).stderr
    assert "Sources" in home.run("status", status=None).stdout
