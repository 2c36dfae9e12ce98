"""Power failures while an issue goes out: only what was synced is there afterwards, and nobody gets a mail twice.

The sender runs with a library in front of the system's (tests/proofs/survives.c) that copies each file of the database
when it is synced. The sender is killed, the copies take the place of the files, as on a disk that kept nothing else.
The mails that the server took stay taken: it is another machine. PostgreSQL makes the same promise by
`synchronous_commit`, which we leave on; it is not modelled here.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.model import Fate
from tests.proofs import assassin, house

READERS = 60
SOURCE = Path(__file__).parents[1] / "proofs" / "survives.c"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = shutil.which("cc")
    if not compiler:
        pytest.skip("no C compiler is here (Debian: gcc)")
    built = tmp_path_factory.mktemp("survives") / "survives.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", built, SOURCE, "-ldl"], check=True)
    return built


@pytest.fixture
def victim() -> Iterator[assassin.Assassin]:
    with assassin.serving() as serving:
        yield serving


def power_fails(home: house.House, disk: Path, library: Path, victim: assassin.Assassin, step: str) -> bool:
    """Send until the power fails at that step; False where the sender came to its end first."""
    shutil.rmtree(disk, ignore_errors=True)
    disk.mkdir()
    for file in home.folder.glob("digest.db*"):
        if file.is_file():
            shutil.copy(file, disk / file.name)
    victim.aim(step, 4)
    environ = os.environ | {"LD_PRELOAD": str(library), "SURVIVES": str(disk)}
    with subprocess.Popen(home.command("send"), env=environ, stdout=subprocess.DEVNULL) as sender:
        victim.pid = sender.pid
    for file in home.folder.glob("digest.db*"):
        if file.is_file():
            file.unlink()
    for file in disk.glob("digest.db*"):
        if not file.name.endswith("-shm") and ".part" not in file.name:
            shutil.copy(file, home.folder / file.name)
    return sender.returncode == -signal.SIGKILL


@pytest.mark.parametrize("connections", [1, 4])
def test_nothing_but_what_was_synced_survives(
    tmp_path: Path, library: Path, victim: assassin.Assassin, connections: int
) -> None:
    address = "sqlite:///digest.db"
    home = house.furnish(tmp_path / "home", address, port=victim.port, readers=READERS, connections=connections)
    for step in ("half", "before", "after", "answered"):
        assert power_fails(home, tmp_path / "disk", library, victim, step), step
    said = home.run("send")
    assert "pending" not in said, said
    rows = home.rows()
    fates = Counter(row.fate for row in rows)
    assert len(rows) == READERS
    assert set(fates) <= {Fate.SENT, Fate.UNKNOWN}
    # what the server said after the last sync is forgotten with it: that mail is unknown too
    assert fates[Fate.UNKNOWN] <= connections * victim.struck
    assert max(victim.taken.values()) == 1
    sent = {row.message_id for row in rows if row.fate is Fate.SENT}
    assert sent <= set(victim.taken) <= {row.message_id for row in rows}
