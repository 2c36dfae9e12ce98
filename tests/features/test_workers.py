"""Several workers on one PostgreSQL, killed at random, the server stopped beneath them: as if undisturbed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from digest import model as m
from digest.adapters.store import SqlStore, open_store
from tests.features.conftest import Home
from tests.features.heard import Heard

pytestmark = pytest.mark.slow

NAME = m.NewsletterId("demo")
PATIENCE = 200.0
SOURCES = ("wire", "kerb", "tollhouse", "larkham", "town-ledger", "north-coast", "tarn-valley", "members-room")


class Crew:
    """Workers as processes; whoever is killed is followed by a new one."""

    def __init__(self, home: Home) -> None:
        self.home, self.running = home, list[subprocess.Popen[str]]()
        self.heard = Heard(home.folder / "workers.log")
        self.killed = 0

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.features.one_worker", str(self.home.folder)]
        self.running.append(self.heard.start(command, Path(__file__).resolve().parents[2]))

    def kill(self, chance: random.Random) -> None:
        self.kill_that(chance.choice(self.running).pid)

    def kill_that(self, number: int) -> None:
        victim = next(one for one in self.running if one.pid == number)
        self.running.remove(victim)
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        self.killed += 1
        self.start()

    def stop(self) -> None:
        for one in self.running:
            one.send_signal(signal.SIGKILL)
            one.wait()
        self.running.clear()


@pytest.fixture
def crew(home: Home, own_postgres: str) -> Iterator[Crew]:
    home.only(*SOURCES)
    text = (home.folder / "digest.toml").read_text("utf-8")
    (home.folder / "digest.toml").write_text(f'database = "{own_postgres}"\n{text}', "utf-8")
    made = Crew(home)
    yield made
    made.stop()


def _store(home: Home) -> SqlStore:
    url = (home.folder / "digest.toml").read_text("utf-8").split('"')[1]
    return open_store(url, home.folder)


@pytest.fixture
def store(crew: Crew) -> Iterator[SqlStore]:
    made = _store(crew.home)
    _begin(made)
    yield made
    crew.stop()
    made.close()


def _wait(crew: Crew, store: SqlStore, until: Callable[[], bool]) -> None:
    assert crew.heard.until(until, PATIENCE), [
        (row.slot.id, row.state, row.why) for row in store.ledger.rows(NAME, LONG_AGO)
    ]


LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def _begin(store: SqlStore) -> None:
    """Let the ledger begin four hours ago, so that the demo's draft and send are due now."""
    at = datetime.now(UTC) - timedelta(hours=4)
    slot = m.Slot(m.SlotId("demo/collect@the-beginning"), NAME, m.Job.COLLECT, at)
    store.ledger.put(slot, m.SlotState.DONE, "the beginning", at)


def _sent(store: SqlStore) -> bool:
    """Tell whether the slot is done and no mail is open: it is done while a worker that helps still has mails."""
    rows = store.ledger.rows(NAME, LONG_AGO)
    done = any(row.slot.job is m.Job.SEND and row.state is m.SlotState.DONE for row in rows)
    return done and not any(row.fate in {*m.OPEN, m.Fate.SENDING} for row in store.deliveries.of(NAME, 1))


def _whole(home: Home, store: SqlStore) -> None:
    """Every slot ended and says how, one issue, nobody mailed twice, everybody accounted for."""
    rows = [row for row in store.ledger.rows(NAME, LONG_AGO) if row.slot.job is not m.Job.COLLECT]
    assert Counter((row.slot.job, row.state) for row in rows) == {
        (m.Job.DRAFT, m.SlotState.DONE): 1,
        (m.Job.SEND, m.SlotState.DONE): 1,
    }
    assert len(store.desk.issues(NAME)) == 1
    mails = Counter(reader for letter in home.mailbox.letters for reader in letter.recipients)
    assert max(mails.values()) == 1
    deliveries = store.deliveries.of(NAME, 1)
    assert len(deliveries) == 5
    assert {row.fate for row in deliveries} <= {m.Fate.SENT, m.Fate.UNKNOWN}
    assert {row.address for row in deliveries if row.fate is m.Fate.SENT} <= set(mails)
    known = store.sources.visited(NAME)
    assert len(known) == len(SOURCES)


def test_workers_killed_all_the_way_come_to_the_same_end(crew: Crew, store: SqlStore) -> None:
    home, chance = crew.home, random.Random(5)
    for _ in range(3):
        crew.start()
    while crew.killed < 5 and not crew.heard.until(lambda: _sent(store), chance.uniform(1, 4)):
        crew.kill(chance)
    _wait(crew, store, lambda: _sent(store))
    crew.stop()
    assert crew.killed >= 1
    _whole(home, store)


def test_a_server_that_restarts_beneath_its_workers_is_waited_for(crew: Crew, store: SqlStore, postgres: str) -> None:
    home = crew.home
    for _ in range(3):
        crew.start()
    _wait(crew, store, lambda: bool(store.sources.visited(NAME)) or _sent(store))
    _restart(postgres)
    _wait(crew, store, lambda: _sent(store))
    crew.stop()
    _whole(home, store)


def _restart(url: str, meanwhile: Callable[[], object] = lambda: None) -> None:
    """Stop the server without a word to anybody, and start it again after what is done without it."""
    with psycopg.connect(url) as connection:
        found = connection.execute("SHOW data_directory").fetchone()
    assert found
    pg_ctl = max(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    folder = Path(found[0])
    options = (folder / "postmaster.opts").read_text().split(" ", 1)[1].replace('"', "").strip()
    run = [*as_user, str(pg_ctl), "-D", str(folder), "-w"]
    subprocess.run([*run, "-m", "immediate", "stop"], check=True, capture_output=True, cwd="/")
    meanwhile()
    subprocess.run(
        [*run, "-l", f"{folder}/../log", "-o", _without_folder(options), "start"],
        check=True,
        capture_output=True,
        cwd="/",
    )


def _without_folder(options: str) -> str:
    words = options.split()
    if "-D" in words:
        at = words.index("-D")
        del words[at : at + 2]
    return " ".join(words)
