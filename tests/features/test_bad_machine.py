"""A machine that fails its program: full disk, no permission, a locked or foreign database, a taken port, signals."""

from __future__ import annotations

import os
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

LETTER = """
title = "Place Weekly"
[sender]
address = "digest@place.example"
[[source]]
id = "gazette"
name = "The Gazette"
address = "http://127.0.0.1:9/feed"
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "place.toml").write_text(LETTER)
    (tmp_path / "subscribers.csv").write_text("address,name,themes\n")
    tmp_path.chmod(0o755)
    return tmp_path


def run(
    house: Path, *words: str, before: Callable[[], None] | None = None, under: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    command = [*under, sys.executable, "-m", "digest", *words, "--home", str(house)]
    return subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=before)


def sentence(done: subprocess.CompletedProcess[str], status: int) -> str:
    assert "Traceback" not in done.stdout + done.stderr
    assert done.returncode == status, done.stderr
    assert done.stderr.strip()
    return done.stderr


def small_files(most: int = 16_384) -> None:
    """What a full disk is to a program: writing more than so many bytes fails."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


@pytest.mark.parametrize("most", [16_384, 65_536], ids=["for the database", "for the copy"])
def test_a_full_disk_is_one_sentence_and_loses_nothing(house: Path, most: int) -> None:
    assert run(house, "slots").returncode == 0
    before = _dump(house)
    said = sentence(run(house, "backup", str(house / "all.tar"), before=lambda: small_files(most)), 3)
    assert "disk" in said or "File too large" in said
    assert not (house / "all.tar").exists()
    assert not list(house.glob(".digest-backup-*"))
    assert _dump(house) == before


def test_a_database_that_cannot_grow_says_so(house: Path) -> None:
    said = sentence(run(house, "slots", before=small_files), 3)
    assert "database" in said
    assert run(house, "slots").returncode == 0


NOT_ALMIGHTY = ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.geteuid() == 0 else ()
"""Root writes wherever it likes: a test as root has to give that up."""


def test_a_folder_that_may_not_be_written_is_named(house: Path) -> None:
    house.chmod(0o555)
    done = run(house, "slots", under=NOT_ALMIGHTY)
    house.chmod(0o755)
    said = sentence(done, 3)
    assert str(house) in said
    assert "cannot be" in said or "no permission" in said.casefold()


def test_a_database_that_somebody_holds_is_waited_for_and_named(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from digest.adapters.store import engine, open_store
    from digest.errors import StoreBusy

    store = open_store("sqlite:///digest.db", house)
    known = store.secret()
    store.close()
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.1)
    other = sqlite3.connect(house / "digest.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store = open_store("sqlite:///digest.db", house)
    assert store.secret() == known, "who only reads waits for nobody"
    with pytest.raises(StoreBusy, match="in use by another process"):
        store.secret("another")
    other.execute("ROLLBACK")
    other.close()
    assert len(store.secret("another")) == 32
    store.close()


def test_a_file_that_is_no_database_is_left_alone(house: Path) -> None:
    (house / "digest.db").write_bytes(b"a letter to a friend, and no database at all. " * 100)
    before = (house / "digest.db").read_bytes()
    assert "is not a database" in sentence(run(house, "slots"), 3)
    assert (house / "digest.db").read_bytes() == before


def test_a_postgresql_that_is_away_is_named_without_its_password(house: Path) -> None:
    (house / "digest.toml").write_text('database = "postgresql://me:hush@127.0.0.1:9/digest"\n')
    said = sentence(run(house, "slots"), 3)
    assert "hush" not in said
    assert "does not answer" in said


def test_a_port_that_is_taken_is_named(house: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        said = sentence(run(house, "up", "--port", port), 1)
    assert f"Something else is using 127.0.0.1:{port}" in said


@pytest.mark.slow
@pytest.mark.parametrize("times", [1, 2])
def test_sigterm_ends_it_and_a_second_one_at_once(house: Path, times: int) -> None:
    command = [sys.executable, "-m", "digest", "up", "--home", str(house), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert "is up" in process.stdout.readline()
        for _ in range(times):
            process.send_signal(signal.SIGTERM)
        said, errors = process.communicate(timeout=120)
    assert process.returncode in {0, -signal.SIGTERM}
    assert "Traceback" not in said + errors
    assert (process.returncode == 0) <= ("Stopped" in said)
    assert run(house, "slots").returncode == 0


def _dump(house: Path) -> list[str]:
    with sqlite3.connect(house / "digest.db") as raw:
        found = list(raw.iterdump())
    raw.close()
    return found
