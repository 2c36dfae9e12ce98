"""A sender killed at every step: nobody gets a mail twice, nobody is forgotten, what nobody knows is said."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from digest.model import Fate
from tests.proofs import assassin, hive, house

READERS = 60


@pytest.fixture
def victim() -> Iterator[assassin.Assassin]:
    with assassin.serving() as serving:
        yield serving


@pytest.fixture(scope="module")
def senders() -> Iterator[hive.Hive]:
    with hive.humming() as humming:
        yield humming


def killed(home: house.House, senders: hive.Hive, victim: assassin.Assassin, step: str, at: int = 1) -> bool:
    """Send until the server kills the sender at that step; False where it came to its end first."""
    victim.aim(step, at)
    victim.pid = senders.start("send", "--home", str(home.folder))
    return senders.wait() == -signal.SIGKILL


def settled(home: house.House, victim: assassin.Assassin, *, connections: int) -> None:
    """Send what is left, and compare what the rows say with what the server took."""
    said = home.run("send")
    assert "pending" not in said, said
    rows = home.rows()
    fates = Counter(row.fate for row in rows)
    assert len(rows) == READERS
    assert set(fates) <= {Fate.SENT, Fate.UNKNOWN}
    assert fates[Fate.UNKNOWN] <= connections * victim.struck
    assert max(victim.taken.values()) == 1
    by_fate = {fate: {row.message_id for row in rows if row.fate is fate} for fate in fates}
    assert by_fate[Fate.SENT] <= set(victim.taken)
    assert set(victim.taken) <= by_fate[Fate.SENT] | by_fate.get(Fate.UNKNOWN, set())


@pytest.mark.parametrize("connections", [1, 4])
def test_killed_at_every_step(
    tmp_path: Path, senders: hive.Hive, victim: assassin.Assassin, connections: int
) -> None:
    address = "sqlite:///digest.db"
    home = house.furnish(tmp_path, address, port=victim.port, readers=READERS, connections=connections)
    for step in assassin.STEPS[:-1]:
        assert killed(home, senders, victim, step, 1 if step in {"greeting", "EHLO"} else 3), step
    killed(home, senders, victim, "QUIT")
    settled(home, victim, connections=connections)
    assert victim.most == connections


def test_killed_where_the_rows_are_in_postgresql(
    tmp_path: Path, senders: hive.Hive, victim: assassin.Assassin, request: pytest.FixtureRequest
) -> None:
    server = request.getfixturevalue("postgres")
    name = f"killed{victim.port}"
    engine = create_engine(server.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    address = server.rpartition("/")[0] + f"/{name}"
    home = house.furnish(tmp_path, address, port=victim.port, readers=READERS, connections=4)
    for step in ("half", "after", "answered"):
        assert killed(home, senders, victim, step, 5), step
    settled(home, victim, connections=4)


def test_two_senders_at_once_share_the_readers(tmp_path: Path, victim: assassin.Assassin) -> None:
    home = house.furnish(tmp_path, "sqlite:///digest.db", port=victim.port, readers=READERS, connections=2)
    with home.start("send") as one, home.start("send") as two:
        said = one.communicate()[0] + two.communicate()[0]
    assert "Traceback" not in said
    assert {row.fate for row in home.rows()} == {Fate.SENT}
    assert Counter(victim.taken.values()) == {1: READERS}
